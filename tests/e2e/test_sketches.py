"""distinct, quantile, last, coverage and silence against a naive recount of each window."""

import json
import os
import random
import subprocess
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from conftest import SEED
from judge import parse_time
from lives_oracle import PARENT, above, day_of, period, start_of_day
from service import HERE, PROGRAM
from test_lives import instant

UNITS = [unit for unit in PARENT if unit != "49"]
SINCE = start_of_day(day_of(parse_time("2020-10-02T12:00:00+07:00")))


def make_events(seed, count):
    chance = random.Random(seed)
    begin = parse_time("2020-10-01T06:00:00+07:00")
    files = [[], [], []]
    for number in range(count):
        data = {"unit": chance.choice(UNITS[:chance.randint(1, len(UNITS))])}
        if chance.random() < 0.9:
            data["who"] = f"P{int(chance.paretovariate(0.7))}"
        if chance.random() < 0.8:
            data["cost"] = round(chance.choice([-1, 1, 1, 1]) * chance.lognormvariate(3, 3), 2)
        files[number % 3].append({
            "specversion": "1.0", "id": str(number), "source": "/a", "type": "t",
            "time": instant(begin + chance.randrange(2 * 86_400_000)), "data": data})
    for documents in files:
        chance.shuffle(documents)
        documents += chance.sample(documents, len(documents) // 20)
    return files


def compute(tmp_path, files, *options):
    command = [PROGRAM, "compute", "--catalog", os.path.join(HERE, "sketch_catalog")]
    for number, documents in enumerate(files):
        path = tmp_path / f"{number}.jsonl"
        path.write_text("".join(json.dumps(document) + "\n" for document in documents))
        command += ["--events", f"calls={path}"]
    done = subprocess.run([*command, *options], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def windows_of(window, ms, as_of):
    if window.startswith("since"):
        return [(SINCE, as_of)] if ms >= SINCE else []
    if not window.startswith("sliding"):
        return [period(window, ms)]
    hour = 3_600_000
    first = ms // hour * hour + hour
    return [(end - 2 * hour, end) for end in (first, first + hour)]


def gather(events, window, by_unit, as_of):
    """{(unit or None, start, end): events}"""
    groups = defaultdict(list)
    for event in events:
        for start, end in windows_of(window, event["ms"], as_of):
            for unit in above(event["data"]["unit"]) if by_unit else [None]:
                groups[unit, start, end].append(event)
    return groups


def is_near(value, costs, share):
    """Within 1 % of the value of its rank."""
    exact = sorted(costs)[int(Fraction(str(share)) * (len(costs) - 1))]
    return abs(Decimal(str(value)) - exact) <= abs(exact) / 100 + Decimal("0.005")


def judge(figure, events, as_of):
    """True when the figure is what the events of its window give; None: it should not be there."""
    costs = [Decimal(str(e["data"]["cost"])) for e in events if "cost" in e["data"]]
    name, value = figure["indicator"], figure["value"]
    if name == "callers":
        kept = [e["data"]["who"] for e in events if e["data"].get("cost", 0) > 0
                and "who" in e["data"]]
        return figure["count"] == len(kept) and value == len(set(kept))
    if name in ("median_cost", "high_cost"):
        share = 0.5 if name == "median_cost" else 0.95
        return figure["count"] == len(costs) and is_near(value, costs, share)
    if name == "last_caller":
        named = [(e["ms"], e["data"]["who"]) for e in events if "who" in e["data"]]
        return figure["count"] == len(named) and value == max(named)[1]
    if name == "coverage":
        unit = figure["group"]["unit"]
        asked = [u for u in UNITS if unit in above(u)]
        heard = {e["data"]["unit"] for e in events}
        return (figure["numerator"], figure["denominator"]) == (len(heard), len(asked))
    last = max(e["ms"] for e in events)
    return Fraction(str(value)) * 1000 == min(as_of, parse_time(figure["end"])) - last


@pytest.mark.parametrize("seed", range(SEED, SEED + 4))
def test_sketches_are_those_of_a_naive_recount(tmp_path, seed):
    files = make_events(seed, 900)
    events = {(n, d["id"]): dict(d, ms=parse_time(d["time"]))
              for n, documents in enumerate(files) for d in documents}
    events = list(events.values())
    as_of = max(event["ms"] for event in events)
    output = compute(tmp_path, files)
    told = defaultdict(set)
    for line in output.splitlines():
        figure = json.loads(line, parse_float=str)
        unit = figure["group"].get("unit")
        place = unit, parse_time(figure["start"]), parse_time(figure["end"])
        told[figure["indicator"], figure["window"]].add(place)
        group = gather(events, figure["window"], unit is not None, as_of)[place]
        assert group and judge(figure, group, as_of), figure
    for window in ("day", "sliding 2h every 1h"):
        assert told["coverage", window] == set(gather(events, window, True, as_of))
    assert len(told) == 11

    for documents in files:
        random.Random(seed).shuffle(documents)
    assert compute(tmp_path, files, "--shards", "3") == output
