"""distinct, quantile, last, coverage and silence against a naive recount of each window."""

import json
import math
import os
import random
import re
import subprocess
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from conftest import SEED
from compare import parse
from judge import parse_time
from lives_oracle import PARENT, above, day_of, period, start_of_day
from service import HERE, PROGRAM, Service
from sketch_oracle import EXACT_MAX, STANDARD_ERROR, count_distinct
from test_lives import as_records, instant

UNITS = [unit for unit in PARENT if unit != "49"]
SINCE = start_of_day(day_of(parse_time("2020-10-02T12:00:00+07:00")))


def make_events(seed, count, callers=None):
    """Three partitions; many events share an instant. Of so many callers, or of a few and ever
    rarer ones."""
    chance = random.Random(seed)
    begin = parse_time("2020-10-01T06:00:00+07:00")
    files = [[], [], []]
    for number in range(count):
        data = {"unit": chance.choice(UNITS[:chance.randint(1, len(UNITS))])}
        if chance.random() < 0.9:
            number_of = chance.randrange(callers) if callers else int(chance.paretovariate(0.7))
            data["who"] = f"P{number_of}"
        if chance.random() < 0.8:
            data["cost"] = round(chance.choice([-1, 1, 1, 1]) * chance.lognormvariate(3, 3), 2)
        ms = begin + chance.randrange(2 * 86_400_000)
        files[number % 3].append({
            "specversion": "1.0", "id": str(chance.choice([number, number % 40])),
            "source": f"/{number}", "type": "t",
            "time": instant(ms - ms % chance.choice([1, 3_600_000])), "data": data})
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


def order_of(event):
    """Ids and sources in the order of their bytes."""
    return event["ms"], event["id"].encode(), event["source"].encode()


def judge(figure, events, as_of):
    """True when the figure is what the events of its window give; None: it should not be there."""
    costs = [Decimal(str(e["data"]["cost"])) for e in events if "cost" in e["data"]]
    name, value = figure["indicator"], figure["value"]
    if name in ("callers", "all_callers"):
        kept = [e["data"]["who"] for e in events if "who" in e["data"]
                and (name == "all_callers" or e["data"].get("cost", 0) > 0)]
        return figure["count"] == len(kept) and value == count_distinct(set(kept))
    if name in ("median_cost", "high_cost"):
        share = 0.5 if name == "median_cost" else 0.95
        return figure["count"] == len(costs) and is_near(value, costs, share)
    if name == "last_caller":
        named = [e for e in events if "who" in e["data"]]
        return figure["count"] == len(named) and value == max(named, key=order_of)["data"]["who"]
    if name == "last_cost":
        paid = [e for e in events if "cost" in e["data"] and e["data"].get("who", "P1") != "P1"]
        return figure["count"] == len(paid) and Decimal(str(value)) == Decimal(
            str(max(paid, key=order_of)["data"]["cost"]))
    if name == "coverage":
        unit = figure["group"]["unit"]
        asked = [u for u in UNITS if unit in above(u)]
        heard = {e["data"]["unit"] for e in events}
        return (figure["numerator"], figure["denominator"]) == (len(heard), len(asked))
    last = max(e["ms"] for e in events)
    return Fraction(str(value)) * 1000 == min(as_of, parse_time(figure["end"])) - last


def counted(files):
    """Each event once, with its instant in ms."""
    events = {(n, d["id"], d["source"]): dict(d, ms=parse_time(d["time"]))
              for n, documents in enumerate(files) for d in documents}
    return list(events.values())


def check_all(figures, events):
    """Every figure is what its events give. {(indicator, window): places told of}"""
    as_of = max(event["ms"] for event in events)
    groups = {}
    told = defaultdict(set)
    for figure in figures:
        unit = figure["group"].get("unit")
        place = unit, parse_time(figure["start"]), parse_time(figure["end"])
        told[figure["indicator"], figure["window"]].add(place)
        kind = figure["window"], unit is not None
        if kind not in groups:
            groups[kind] = gather(events, *kind, as_of)
        group = groups[kind][place]
        assert group and judge(figure, group, as_of), figure
    for window in ("day", "sliding 2h every 1h"):
        assert told["coverage", window] == set(groups[window, True])
    assert len(told) == 18
    return told


@pytest.mark.parametrize("seed", range(SEED, SEED + 4))
def test_sketches_are_those_of_a_naive_recount(tmp_path, seed):
    files = make_events(seed, 900)
    output = compute(tmp_path, files)
    check_all((json.loads(line, parse_float=str) for line in output.splitlines()), counted(files))
    for documents in files:
        random.Random(seed).shuffle(documents)
    assert compute(tmp_path, files, "--shards", "3") == output


def test_a_count_of_many_values_is_near_the_truth_and_the_same_in_any_order(tmp_path):
    files = make_events(SEED + 7, 20_000, callers=6_000)
    events = counted(files)
    output = compute(tmp_path, files)
    figures = [json.loads(line, parse_float=str) for line in output.splitlines()]
    check_all(figures, events)
    as_of = max(event["ms"] for event in events)
    errors = []
    for window in {figure["window"] for figure in figures if figure["indicator"] == "all_callers"}:
        groups = gather(events, window, True, as_of)
        for figure in figures:
            if (figure["indicator"], figure["window"]) != ("all_callers", window):
                continue
            place = figure["group"]["unit"], parse_time(figure["start"]), parse_time(figure["end"])
            truth = len({e["data"]["who"] for e in groups[place] if "who" in e["data"]})
            if truth <= EXACT_MAX:
                assert figure["value"] == truth
            else:
                errors.append(figure["value"] / truth - 1)
    assert len(errors) > 60
    assert math.sqrt(sum(error ** 2 for error in errors) / len(errors)) < 0.02
    within = [abs(error) <= 3 * STANDARD_ERROR for error in errors]
    assert sum(within) >= 0.99 * len(errors)  # 99.7 % of them are expected to be

    for shards in (1, 2, 4):
        for documents in files:
            random.Random(shards).shuffle(documents)
        assert compute(tmp_path, files, "--shards", str(shards)) == output


def told_of(figures):
    """What is told, but for silence: until a window is over it lasts to as-of."""
    own = ("indicator", "window", "group", "start", "end", "value", "count")
    return [[figure[name] for name in own] for figure in figures
            if figure["indicator"] != "silence"]


def test_the_service_tells_the_same_after_kills(tmp_path, broker):
    files = make_events(SEED + 8, 4_000, callers=2_000)
    expected = told_of(map(parse, compute(tmp_path, files).decode().splitlines()))
    broker.create_topic("sketches")
    records = as_records(files)
    service = Service(tmp_path, broker, "sketches", "sketches", catalog="sketch_catalog",
                      stream="calls")
    try:
        service.feed_through_kills(broker, "sketches", records, random.Random(SEED))
        assert told_of(service.figures(limit=10_000)) == expected
        service.kill()
        service.start()
        service.catch_up(len(records))
        assert told_of(service.figures(limit=10_000)) == expected
    finally:
        service.kill()


def highest_memory_mib(process):
    with open(f"/proc/{process.pid}/status", encoding="utf-8") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) // 1024


def test_a_million_values_of_one_group_stay_within_the_memory_configured(tmp_path, broker):
    broker.create_topic("million")
    total, step = 1_000_000, 100_000
    for first in range(0, total, step):
        broker.produce("million", [
            {"mode": "structured", "partition": number % 2, "headers": [],
             "value": b'{"specversion":"1.0","id":"%d","source":"/a","type":"t","time":'
                      b'"2020-10-01T08:%02d:00+07:00","data":{"unit":"502","who":"P%d"}}'
                      % (number, number % 60, number)}
            for number in range(first, first + step)])
    service = Service(tmp_path, broker, "million", "million", catalog="sketch_catalog",
                      stream="calls")
    asked = {"indicator": "all_callers", "window": "month", "unit": "49"}
    service.start()
    try:
        service.catch_up(total)
        [figure] = service.figures(**asked)
        assert figure["count"] == total
        assert abs(figure["value"] / total - 1) <= 3 * STANDARD_ERROR
        assert highest_memory_mib(service.process) < 512  # limits.memory
        service.kill()
        service.start()
        service.catch_up(total)
        assert [again["value"] for again in service.figures(**asked)] == [figure["value"]]
    finally:
        service.kill()
