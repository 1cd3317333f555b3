"""Figures of the program beside the oracle's, as a short list of differences."""

import json
from decimal import Decimal

from judge import parse_time
from oracle import Figure

ORDER = ["indicator", "window", "group", "start", "end", "value", "numerator", "denominator",
         "count", "status", "revision", "as_of", "catalog", "position"]


def parse(text):
    """A figure's JSON; numbers keep all their digits."""
    return json.loads(text, parse_float=Decimal)


def key_of(figure):
    end = None if figure["window"].startswith("since") else parse_time(figure["end"])
    return (figure["indicator"], figure["window"], tuple(sorted(figure["group"].items())), end)


def as_figure(figure):
    """The same shape as the oracle's. A ratio is a double, anything else exact."""
    value = figure["value"]
    if "numerator" in figure and value is not None:
        value = float(value)
    return Figure(value, figure.get("numerator"), figure.get("denominator"), figure["count"],
                  parse_time(figure["start"]), parse_time(figure["end"]))


def shape_faults(figure):
    """Breaches of the one JSON form: members in order, times in the catalogue's zone."""
    faults = []
    members = [name for name in ORDER if name in figure]
    if list(figure) != members:
        faults.append(f"members {list(figure)}")
    for name in ("start", "end", "as_of"):
        if not figure[name].endswith("+05:45"):
            faults.append(f"{name} {figure[name]}")
    return faults


def differences(figures, expected, complete=True, limit=10):
    """What is wrong with `figures` (parsed JSON, each key once): missing, unexpected, different.
    `complete=False` leaves out the missing ones."""
    found, seen = [], set()
    for figure in figures:
        key = key_of(figure)
        if key in seen:
            found.append(f"twice: {key}")
        seen.add(key)
        found += [f"{key}: {fault}" for fault in shape_faults(figure)]
        actual, wanted = as_figure(figure), expected.get(key)
        if wanted is None:
            found.append(f"unexpected: {key}: {actual}")
        elif not same(actual, wanted, key):
            found.append(f"{key}: is {actual}, should be {wanted}")
    if complete:
        found += [f"missing: {key}: {expected[key]}" for key in expected.keys() - seen]
    return found[:limit] + ([f"and {len(found) - limit} more"] if len(found) > limit else [])


def same(actual, wanted, key):
    if key[3] is None:  # a `since` window: its end is the as-of of the asking
        wanted = Figure(wanted.value, wanted.numerator, wanted.denominator, wanted.count,
                        wanted.start, actual.end)
    return actual == wanted
