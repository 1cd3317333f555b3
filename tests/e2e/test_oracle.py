"""The oracle itself: a few events counted by hand, and a slow recount without SQL."""

import json
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import judge
from generate import Generator
from oracle import LATENESS_MS, Oracle

KATHMANDU = timezone(timedelta(hours=5, minutes=45))


def record(offset, time, unit="A01", partition=0, timestamp=1_800_000_000_000, **data):
    event = {"specversion": "1.0", "id": data.pop("id", str(offset)), "source": "s", "type": "t",
             "time": time, "data": {"where": {"unit": unit}, "channel": "desk"} | data}
    return {"partition": partition, "offset": offset, "timestamp": timestamp, "headers": [],
            "value": json.dumps(event).encode()}


def generated(seed, count, **options):
    offsets = defaultdict(int)
    for made in Generator(seed, count, **options).records():
        made["offset"] = offsets[made["partition"]]
        offsets[made["partition"]] += 1
        made["timestamp"] = made["timestamp"] or 1_800_000_000_000
        yield made


def ms(*when):
    return int(datetime(*when, tzinfo=KATHMANDU).timestamp() * 1000)


def test_a_few_events_counted_by_hand():
    oracle = Oracle([
        record(0, "2024-02-29T23:59:59.999+05:45", unit="A01", fee=1.005, urgent=True),
        record(1, "2024-03-01T00:00:00+05:45", unit="A01-X", fee=2),
        record(2, "2024-02-29T18:14:59.999Z", unit="B01", id="0", fee=9),  # a double of the first
        record(0, "2024-02-29T18:15:00Z", unit="B01", partition=1, fee=-4),
    ])
    assert oracle.tally() == {"counted": 3, "duplicate": 1}
    figures = oracle.figures()
    day = figures["visits.count", "day", (("unit", "ZA"),), ms(2024, 3, 1)]
    assert (day.value, day.start) == (1, ms(2024, 2, 29))
    march = figures["visits.fee_sum", "month", (("unit", "R"),), ms(2024, 4, 1)]
    assert (march.value, march.count) == (Decimal("-2.00"), 2)
    # 1.005 has a digit too many: half to even.
    february = figures["visits.fee_sum", "month", (("unit", "A01"),), ms(2024, 3, 1)]
    assert february.value == Decimal("1.00")
    share = figures["visits.urgent_share", "quarter", (("channel", "desk"), ("unit", "R")),
                    ms(2024, 4, 1)]
    assert (share.numerator, share.denominator) == (1, 3)
    # An instant on the border of two windows belongs to the later one.
    ends = {end for name, window, group, end in figures
            if (name, window, group) == ("visits.count", "tumbling 4h", (("unit", "A01-X"),))}
    assert ends == {ms(2024, 3, 1, 4)}


def test_lateness_is_judged_against_the_partitions_own_high_mark():
    mark = datetime(2024, 3, 4, 12, tzinfo=KATHMANDU)
    edge = mark - timedelta(milliseconds=LATENESS_MS)

    def at(offset, when, **more):
        return record(offset, when.isoformat(timespec="milliseconds"), **more)

    oracle = Oracle([
        at(0, edge - timedelta(milliseconds=1)),  # nothing before it: not late
        at(1, mark),
        at(2, edge),
        at(3, edge - timedelta(milliseconds=1)),
        at(4, edge - timedelta(days=3), unit="ZZ-9"),  # two faults: the unit is judged first
        at(0, edge - timedelta(days=3), partition=1),
    ])
    assert oracle.refusals() == {(0, 3): "too_late", (0, 4): "unknown_unit"}
    assert oracle.tally()["counted"] == 4


def test_an_event_may_be_five_minutes_ahead_of_its_record():
    arrival = ms(2024, 3, 1, 12)
    oracle = Oracle([
        record(0, "2024-03-01T12:05:00+05:45", timestamp=arrival),
        record(1, "2024-03-01T12:05:00.001+05:45", timestamp=arrival),
    ])
    assert oracle.refusals() == {(0, 1): "time_ahead"}


def test_every_reason_occurs_in_what_is_generated():
    oracle = Oracle(generated(seed=7, count=30_000))
    tally = oracle.tally()
    assert set(tally) == {"counted", "duplicate", "too_large", "malformed", "missing_field",
                          "bad_type", "unknown_unit", "time_ahead", "too_late"}
    assert tally["duplicate"] > 500 and tally["too_late"] > 20
    assert sum(tally.values()) == 30_000


def test_sql_and_a_slow_recount_agree():
    records = list(generated(seed=11, count=600))
    oracle = Oracle(records)
    codes = {code for code, in oracle.db.execute("select code from units").fetchall()}
    parents = dict(oracle.db.execute("select code, parent from units").fetchall())
    events = slow_count(records, codes)
    assert len(events) == oracle.tally()["counted"]
    figures = oracle.figures()
    for indicator, window, by, value in [
            ("visits.count", "sliding 60m every 15m", "unit", lambda event: 1),
            ("visits.fee_sum", "month", "unit", lambda event: event["fee"]),
            ("visits.score_min", "day", "unit", lambda event: event["score"]),
            ("visits.paid", "sliding 24h every 6h", "channel", paid)]:
        cells = defaultdict(list)
        for event in events:
            for name in (above(event["unit"], parents) if by == "unit" else [event["channel"]]):
                for end in slow_ends(window, event["time"]):
                    if value(event) is not None:
                        cells[((by, name),), end].append(value(event))
        combine = {"visits.fee_sum": lambda v: Decimal(sum(v)) / 100, "visits.score_min": min}
        wanted = {(indicator, window, group, end):
                  (combine.get(indicator, len)(values), len(values))
                  for (group, end), values in cells.items()}
        assert wanted == {key: (figure.value, figure.count) for key, figure in figures.items()
                          if key[:2] == (indicator, window)}


def slow_count(records, codes):
    """The events that count, one record after the other."""
    seen, high, events = set(), {}, []
    for made in sorted(records, key=lambda r: (r["partition"], r["offset"])):
        partition = made["partition"]
        try:
            event = judge.judge(made, codes)
        except judge.Refused:
            continue
        if event["time"] < high.get(partition, event["time"]) - LATENESS_MS:
            continue
        if (partition, event["source"], event["id"]) in seen:
            continue
        seen.add((partition, event["source"], event["id"]))
        high[partition] = max(high.get(partition, event["time"]), event["time"])
        events.append(event)
    return events


def paid(event):
    return 1 if (event["fee"] or 0) >= 1000 and event["channel"] != "post" else None


def above(unit, parents):
    while unit:
        yield unit
        unit = parents[unit]


def slow_ends(window, time):
    """Walks the local calendar instead of calculating."""
    local = datetime.fromtimestamp(time // 1000, KATHMANDU) + timedelta(milliseconds=time % 1000)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if window == "day":
        return [stamp(midnight + timedelta(days=1))]
    if window == "month":
        return [stamp((midnight.replace(day=1) + timedelta(days=32)).replace(day=1))]
    length, slide = {"sliding 60m every 15m": (60, 15),
                     "sliding 24h every 6h": (1440, 360)}[window]
    ends = [midnight + timedelta(minutes=minute) for minute in range(0, 3 * 1440, slide)]
    return [stamp(end) for end in ends if local < end <= local + timedelta(minutes=length)]


def stamp(when):
    return int(when.timestamp() * 1000)


def test_files_can_be_generated_without_what_their_order_decides():
    made = list(generated(seed=3, count=4000, binary=False, ahead=False, late=False, changed=False))
    assert all(item["mode"] == "structured" for item in made)
    oracle = Oracle(made, judge_ahead=False)
    assert "too_late" not in oracle.tally() and oracle.tally()["duplicate"] > 20
