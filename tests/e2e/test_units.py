"""Units that move and merge: what is counted rolls up by the tree of its own time, what stands by
the tree of as-of. Against a recount that asks the file of units anew for every contribution."""

import csv
import json
import os
import random
import subprocess
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone

import pytest

from conftest import SEED
from service import HERE, PROGRAM

CATALOG = os.path.join(HERE, "units_catalog")
ZONE = timezone(timedelta(hours=7))
BEGIN = datetime(2020, 6, 8, tzinfo=ZONE)
DAYS = 28  # over both turns
with open(os.path.join(CATALOG, "units.csv"), encoding="utf-8") as file:
    LINES = list(csv.DictReader(file))
CODES = sorted({line["code"] for line in LINES})


def parent_of(code, day):
    lines = sorted((line for line in LINES if line["code"] == code),
                   key=lambda line: line["valid_from"])
    known = [line for line in lines if line["valid_from"] <= day.isoformat()]
    return (known or lines[:1])[-1]["parent"]


def chain(code, day):
    while code:
        yield code
        code = parent_of(code, day)


def exists(code, day):
    lines = [line for line in LINES if line["code"] == code]
    day = day.isoformat()
    return (min(line["valid_from"] for line in lines) <= day
            and day <= max(line["valid_to"] or "9999" for line in lines))


def make_events(seed):
    chance = random.Random(seed)
    events = []
    for case in range(60):
        unit = chance.choice(["20101", "20101", "20102", "20103", "20104", "501"])
        at = BEGIN + timedelta(seconds=chance.randrange(DAYS * 86_400))
        for number in range(chance.randint(1, 3)):
            events.append({"at": at, "case": f"C{case}", "unit": unit, "number": number,
                           "kind": chance.choice("xy"), "open": number < 2})
            at += timedelta(seconds=chance.randrange(9 * 86_400))
            if chance.random() < 0.2:
                unit = chance.choice(["20101", "20102", "20103", "20104"])
    # On the turns themselves.
    for text in ["2020-06-14T23:59:59.999", "2020-06-15T00:00:00.000", "2020-07-01T00:00:00.000"]:
        events.append({"at": datetime.fromisoformat(text).replace(tzinfo=ZONE), "case": text,
                       "unit": "20101", "number": 0, "kind": "x", "open": True})
    chance.shuffle(events)
    return events


def compute(tmp_path, events, *options):
    path = tmp_path / "cases.jsonl"
    with open(path, "w", encoding="utf-8") as out:
        for event in events:
            data = {name: event[name] for name in ("case", "unit", "kind", "open")}
            document = {"specversion": "1.0", "type": "t", "source": "/s",
                        "id": f"{event['case']}-{event['number']}",
                        "time": event["at"].isoformat(timespec="milliseconds"), "data": data}
            out.write(json.dumps(document) + "\n")
    done = subprocess.run([PROGRAM, "compute", "--catalog", CATALOG, "--events", f"cases={path}",
                           *options], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def month_of(day):
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def windows_of(name, at):
    """Starts and ends of the windows that hold an instant."""
    day = at.date()
    if name == "day":
        yield midnight(day), midnight(day + timedelta(days=1))
    elif name == "week":
        monday = day - timedelta(days=day.weekday())
        yield midnight(monday), midnight(monday + timedelta(days=7))
    elif name == "month":
        first, after = month_of(day)
        yield midnight(first), midnight(after)
    elif name == "year":
        yield midnight(date(day.year, 1, 1)), midnight(date(day.year + 1, 1, 1))
    elif name == "sliding 24h every 6h":
        end = midnight(day)
        while end <= at:
            end += timedelta(hours=6)
        for k in range(4):
            yield end + timedelta(hours=6 * k - 24), end + timedelta(hours=6 * k)


def lives_of(events):
    """(begun, ended or None, [(from, unit)]) of each case."""
    by_case = defaultdict(list)
    for event in events:
        by_case[event["case"]].append(event)
    for of_case in by_case.values():
        of_case.sort(key=lambda event: (event["at"], f"{event['case']}-{event['number']}"))
        begun = next((event["at"] for event in of_case if event["open"]), None)
        ended = next((event["at"] for event in of_case if not event["open"]), None)
        yield begun, ended, [(event["at"], event["unit"]) for event in of_case]


def recount(events, as_of):
    counts = defaultdict(int)
    values = defaultdict(set)

    def add(indicator, window, start, end, unit, at, extra=()):
        for code in chain(unit, at.date()):
            counts[indicator, window, (*extra, ("unit", code)), start, end] += 1

    for event in events:
        at, unit = event["at"], event["unit"]
        for name in ["sliding 24h every 6h", "day", "month", "year"]:
            for start, end in windows_of(name, at):
                add("seen", name, start, end, unit, at)
        if at.date() >= date(2020, 6, 10):
            add("seen", "since 2020-06-10", midnight(date(2020, 6, 10)), as_of, unit, at)
        for start, end in windows_of("week", at):
            add("seen_by_kind", "week", start, end, unit, at, [("kind", event["kind"])])
        for code in chain(unit, at.date()):
            start, end = next(windows_of("month", at))
            values["kinds", "month", (("unit", code),), start, end].add(event["case"])
            start, end = next(windows_of("day", at))
            values["heard", "day", (("unit", code),), start, end].add(unit)
    expected = {key: (count, count) for key, count in counts.items()}
    for key, found in values.items():
        _, _, ((_, code),), _, end = key
        count = expected["seen", *key[1:]][1]
        if key[0] == "kinds":
            expected[key] = (len(found), count)
            continue
        last = min(as_of, end - timedelta(milliseconds=1)).date()
        asked = [unit for unit in CODES if unit != "49" and exists(unit, last)
                 and code in chain(unit, last)]
        expected[key] = (len(found & set(asked)) / len(asked) if asked else None, count)
    expected.update(standing_figures(events, as_of))
    return expected


def standing_figures(events, as_of):
    lives = list(lives_of(events))
    counts = defaultdict(int)

    def stand(indicator, window, start, end, at, including):
        for begun, ended, units in lives:
            before = (lambda t: t <= at) if including else (lambda t: t < at)
            if begun is None or not before(begun) or (ended and before(ended) and ended >= begun):
                continue
            if ended and ended < begun:
                continue
            unit = [code for moment, code in units if before(moment)][-1]
            day = (at if including else at - timedelta(milliseconds=1)).date()
            for code in chain(unit, day):
                counts[indicator, window, (("unit", code),), start, end] += 1

    stand("standing", "now", None, as_of, as_of, True)
    for name in ["day", "month"]:
        start, end = next(windows_of(name, BEGIN))
        while start <= as_of:
            stand("standing", name, start, end, min(end, as_of), end > as_of)
            start, end = next(windows_of(name, end))
    for begun, ended, units in lives:
        if begun is None:
            continue
        unit = units[-1][1]  # the latest truth
        for name in ["day", "month"]:
            start, end = next(windows_of(name, begun))
            for code in chain(unit, begun.date()):
                counts["begun", name, (("unit", code),), start, end] += 1
    return {key: (count, count) for key, count in counts.items()}


def parse(text):
    figures = {}
    for line in text.splitlines():
        figure = json.loads(line)
        moment = datetime.fromisoformat
        key = (figure["indicator"], figure["window"], tuple(sorted(figure["group"].items())),
               figure["start"] and moment(figure["start"]), moment(figure["end"]))
        figures[key] = (figure["value"], figure["count"])
    return figures


@pytest.mark.parametrize("seed", range(SEED, SEED + 4))
def test_figures_follow_the_units_through_time(tmp_path, seed):
    events = make_events(seed)
    as_of = max(event["at"] for event in events)
    figures = {key: value for key, value in parse(compute(tmp_path, events)).items()
               if key[0] != "carried"}
    expected = recount(events, as_of)
    wrong = {key: (figures.get(key), expected.get(key))
             for key in figures.keys() | expected.keys() if figures.get(key) != expected.get(key)}
    assert wrong == {}


def test_what_stands_at_a_start_stands_by_the_tree_of_that_day(tmp_path):
    at = datetime(2020, 6, 12, 8, tzinfo=ZONE)
    event = {"at": at, "case": "A", "unit": "20101", "number": 0, "kind": "x", "open": True}
    later = {**event, "case": "B", "unit": "20104", "at": datetime(2020, 6, 17, 8, tzinfo=ZONE)}
    figures = parse(compute(tmp_path, [event, later]))

    def carried(day, unit):
        start, end = next(windows_of("day", datetime(2020, 6, day, tzinfo=ZONE)))
        return figures.get(("carried", "day", (("unit", unit),), start, end))

    assert [carried(14, "501"), carried(14, "502")] == [(1, 1), None]
    assert [carried(15, "501"), carried(15, "502")] == [None, (1, 1)]
    assert [carried(16, "501"), carried(16, "502")] == [None, (1, 1)]
    assert figures["standing", "now", (("unit", "502"),), None, later["at"]] == (2, 2)


def test_order_and_shards_change_nothing(tmp_path):
    events = make_events(SEED + 9)
    straight = compute(tmp_path, events)
    random.Random(1).shuffle(events)
    assert compute(tmp_path, events, "--shards", "3") == straight
