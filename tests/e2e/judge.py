"""What one record is worth by itself: an event's values, or the reason why it cannot be used.

A second reading of the contract, written without a look at the program: Python's own JSON parser,
decimals and calendar. `too_late` and duplicates depend on other events: oracle.py judges them.
"""

import calendar
import json
import re
from decimal import ROUND_HALF_EVEN, Decimal

RECORD_BYTES_MAX = 1 << 20
MAX_AHEAD_MS = 5 * 60_000
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
                  r"(?:[Zz]|([+-])(\d\d):(\d\d))\Z")


class Refused(Exception):
    """Carries the reason."""


def parse_time(text):
    """RFC 3339 to UTC milliseconds; what lies beyond milliseconds is cut off."""
    match = TIME.match(text) if isinstance(text, str) else None
    if not match:
        raise Refused("bad_type")
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    fraction, sign, zone_hour, zone_minute = match.groups()[6:]
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
            and hour < 24 and minute < 60 and second <= 60):
        raise Refused("bad_type")
    second = min(second, 59)
    seconds = calendar.timegm((year, month, day, hour, minute, second))
    if sign:
        offset = int(zone_hour) * 3600 + int(zone_minute) * 60
        seconds -= offset if sign == "+" else -offset
    return seconds * 1000 + int(((fraction or "") + "000")[:3])


def pick(tree, *path):
    """The value at a path of names; None stands for absent, as JSON's null does."""
    for name in path:
        if not isinstance(tree, dict) or name not in tree:
            return None
        tree = tree[name]
    return tree


def is_number(value):
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def read_fields(data):
    """(values, the reasons that hold)."""
    faults = set()
    values = {"unit": pick(data, "where", "unit"), "channel": pick(data, "channel")}
    for name in ("unit", "channel"):
        if values[name] is None:
            faults.add("missing_field")
        elif not isinstance(values[name], str):
            faults.add("bad_type")
    for name, sound in (("score", lambda v: isinstance(v, int) and not isinstance(v, bool)),
                        ("fee", is_number), ("urgent", lambda v: isinstance(v, bool))):
        values[name] = pick(data, name)
        if values[name] is not None and not sound(values[name]):
            faults.add("bad_type")
    for name in ("opened", "closed"):
        values[name] = pick(data, name)
        if values[name] is not None:
            try:
                values[name] = parse_time(values[name])
            except Refused as refused:
                faults.add(str(refused))
    if is_number(values["fee"]):
        scaled = Decimal(values["fee"]).scaleb(2).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
        values["fee"] = int(scaled)
    return values, faults


def read_event(record):
    """(attributes, data) of a record in either mode; attributes are None where absent."""
    headers = dict(record["headers"])
    try:
        tree = json.loads(record["value"].decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, ValueError, AttributeError) as fault:
        raise Refused("malformed") from fault
    if any(name.startswith("ce_") for name in headers):
        attributes = {name: headers.get("ce_" + name) for name in ("id", "source", "time")}
        return attributes, tree
    if not isinstance(tree, dict):
        raise Refused("malformed")
    return {name: tree.get(name) for name in ("id", "source", "time")}, tree.get("data")


def judge(record, units, judge_ahead=True):
    """The event's values as a dict. Raises Refused with the reason that is judged first."""
    if len(record["value"] or b"") > RECORD_BYTES_MAX:
        raise Refused("too_large")
    attributes, data = read_event(record)
    values, faults = read_fields(data)
    if None in attributes.values():
        faults.add("missing_field")
    if attributes["time"] is not None:
        try:
            values["time"] = parse_time(attributes["time"])
        except Refused as refused:
            faults.add(str(refused))
    for reason in ("missing_field", "bad_type"):
        if reason in faults:
            raise Refused(reason)
    if values["unit"] not in units:
        raise Refused("unknown_unit")
    if judge_ahead and values["time"] > record["timestamp"] + MAX_AHEAD_MS:
        raise Refused("time_ahead")
    return values | {"id": attributes["id"], "source": attributes["source"]}
