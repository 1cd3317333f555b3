"""Working time in `compute`, beside a walk over every minute by the wall clock; and `explain`."""

import json
import os
import random
import shutil
import subprocess
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

import pytest

from conftest import SEED
from judge import parse_time
from service import HERE, PROGRAM

CATALOG = os.path.join(HERE, "working_time_catalog")
ZONE = timezone(timedelta(hours=7))
PARENT = {"20401": "502", "20402": "502", "502": "49", "503": "49", "49": None}
MINUTE = timedelta(minutes=1)


def above(unit):
    while unit:
        yield unit
        unit = PARENT[unit]


def is_working(unit, at):
    """The catalogue's [calendar], told once more."""
    weekday = at.weekday()
    if at.date() in (date(2020, 10, 7), date(2020, 10, 9)):
        return False
    if at.date() == date(2020, 10, 10):
        weekday = 4
    clock = (at.hour, at.minute)
    if "502" in above(unit) and at.date() >= date(2020, 10, 5):
        return weekday < 6 and (8, 0) <= clock < (12, 0)
    return weekday < 5 and ((7, 0) <= clock < (11, 30) or (13, 30) <= clock < (17, 0))


def tick(count, unit, at, pauses, policy):
    """The clock a minute on."""
    if policy != "none" and any(a <= at < b for a, b in pauses):
        return count if policy == "resume" else 0
    return count + is_working(unit, at)


def worked(unit, begin, end, pauses=(), policy="resume"):
    """Minutes; whole ones, as all times here are."""
    if end < begin:
        return -worked(unit, end, begin, pauses, policy)
    count = 0
    while begin < end:
        count = tick(count, unit, begin, pauses, policy)
        begin += MINUTE
    return count


def reached(unit, begin, minutes, pauses, until, policy):
    """When so many minutes were worked; None when not until `until`: an open pause goes on."""
    count = 0
    while count < minutes and begin < until:
        count = tick(count, unit, begin, pauses, policy)
        begin += MINUTE
    return begin if count == minutes else None


class Life:
    def __init__(self, events):
        events = sorted(events, key=lambda event: event["at"])
        self.unit = events[-1]["unit"]
        self.received = next((e["at"] for e in events if e["status"] == 2), None)
        self.finished = next((e["at"] for e in events if e["status"] in (9, 10)), None)
        self.pauses = []
        open_since = None
        for event in events:
            paused = event["status"] in (5, 6)
            if paused and open_since is None:
                open_since = event["at"]
            if not paused and open_since is not None:
                self.pauses.append((open_since, event["at"]))
                open_since = None
        if open_since is not None:
            self.pauses.append((open_since, datetime.max.replace(tzinfo=ZONE)))


def make_lives(seed, count=80):
    chance = random.Random(seed)
    lives = []
    for number in range(count):
        at = datetime(2020, 9, 28, tzinfo=ZONE) + chance.randrange(14 * 1440) * MINUTE
        events = []
        for _ in range(chance.randint(1, 7)):
            events.append({"dossier": f"D{number}", "at": at,
                           "unit": chance.choice(["20401", "20402", "502", "503"]),
                           "status": chance.choice([2, 2, 2, 4, 5, 5, 6, 9, 10])})
            if chance.random() < 0.4:
                events[-1]["due"] = at + chance.randrange(-2000, 6000) * MINUTE
            at += chance.randrange(1, 3000) * MINUTE
        lives.append(events)
    return lives


def with_policy(folder, policy):
    """The catalogue with a word on what its pauses do to the clock."""
    shutil.copytree(CATALOG, folder)
    path = os.path.join(folder, "catalog.toml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert text.count("pause_while =") == 1
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("pause_while =", f'pause = "{policy}"\npause_while ='))
    return str(folder)


def compute(tmp_path, lives, seed, catalog):
    documents = []
    for number, event in enumerate(event for life in lives for event in life):
        data = {name: event[name] for name in ("dossier", "unit", "status")}
        if "due" in event:
            data["due"] = event["due"].isoformat()
        documents.append({"specversion": "1.0", "id": str(number), "source": "/a", "type": "t",
                          "time": event["at"].isoformat(), "data": data})
    random.Random(seed).shuffle(documents)
    path = tmp_path / "dossiers.jsonl"
    path.write_text("".join(json.dumps(document) + "\n" for document in documents))
    done = subprocess.run([PROGRAM, "compute", "--catalog", catalog, "--events",
                           f"dossiers={path}"], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    figures = {}
    for line in done.stdout.splitlines():
        figure = json.loads(line, parse_float=Fraction)
        start = figure["start"] and figure["start"][:10]
        unit = figure["group"].get("unit")
        figures[figure["indicator"], unit, start] = figure
    return figures


@pytest.mark.parametrize("policy", ["resume", "restart", "none"])
@pytest.mark.parametrize("seed", [SEED, SEED + 1, SEED + 2])
def test_figures_are_those_of_a_walk_over_every_minute(tmp_path, seed, policy):
    lives = make_lives(seed)
    catalog = with_policy(tmp_path / "catalog", policy)
    figures = compute(tmp_path, lives, seed, catalog)
    as_of = max(event["at"] for life in lives for event in life)
    sums = defaultdict(lambda: [0, 0])  # (indicator, unit, day): numerator, denominator

    def add(indicator, unit, at, value):
        for group in above(unit):
            total = sums[indicator, group, at and at.date().isoformat()]
            total[0] += value
            total[1] += 1

    for events in lives:
        for event in events:
            if "due" in event:
                add("allowed", event["unit"], event["at"],
                    60 * worked(event["unit"], event["at"], event["due"]))
        life = Life(events)
        if life.received is None:
            continue
        due = reached(life.unit, life.received, 600, life.pauses,
                      as_of + timedelta(days=60), policy)
        if life.finished is None:
            if due is not None and due < as_of:
                add("overdue", life.unit, None, 1)
            continue
        add("handled", life.unit, life.finished,
            60 * worked(life.unit, life.received, life.finished, life.pauses, policy))
        add("in_time", life.unit, life.finished, due is not None and life.finished <= due)

    assert {key for key in figures if key[0] != "received"} == set(sums)
    for key, (numerator, denominator) in sums.items():
        figure = figures[key]
        assert figure["count"] == denominator, key
        if key[0] != "overdue":
            assert (figure["numerator"], figure["denominator"]) == (numerator, denominator), key
    assert len({key[0] for key in sums}) == 4, "each indicator has figures to compare"


def explained(indicator, *options, catalog=CATALOG):
    done = subprocess.run([PROGRAM, "explain", indicator, "--catalog", catalog, *options],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_explain_names_the_calendar_where_it_counts():
    assert json.loads(explained("overdue", "--json"))["calendar"] == {
        "hours_of": "each event's unit", "known_from": "2016-01-01", "days_off": 1,
        "swapped_days": 1}
    assert ("  calendar   working hours of each event's unit, known from 2016-01-01; 1 days off, "
            "1 swapped") in explained("handled")
    assert "calendar" not in json.loads(explained("received", "--json"))


def test_explain_says_what_pauses_do_and_how_long_lives_are_kept(tmp_path):
    for policy, words in (("resume", "stands still while"),
                          ("restart", "begins anew after each time in which"),
                          ("none", "goes on, although there is a pause while")):
        told = explained("handled", catalog=with_policy(tmp_path / policy, policy))
        assert f"  pause      its working time {words} (status in [5,6])" in told
    assert json.loads(explained("handled", "--json"))["life"]["keep"] == "730d"
    assert ("  keep       a life ends at the first midnight 730d after its last event: what stands "
            "then ends, an event from then on begins a new life of the same dossier"
            ) in explained("overdue")


def test_the_shipped_catalogue_has_working_hours():
    shipped = os.path.join(HERE, "..", "..", "catalogs", "quang-nam")
    done = subprocess.run([PROGRAM, "validate", "--catalog", shipped], capture_output=True,
                          text=True, timeout=60)
    assert done.returncode == 0, done.stderr
