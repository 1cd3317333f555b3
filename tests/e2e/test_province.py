"""The whole shipped catalogue, computed by the program and by a second person in SQL.

Every indicator in every window of it, over seeded events of all fourteen streams; and that neither
order nor doubles nor threads change a byte. The SQL is in province/meaning.py: a new indicator
needs a line there.
"""

import json
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from conftest import SEED
from judge import parse_time
from province.clock import DAY, HOUR, day_start, local
from province.dossiers import dossiers
from province.events import UNITS, Happening, Telling, World
from province.faults import with_faults
from province.meaning import MEANINGS
from province.recount import Recount, compute, read_indicators
from province.sources import happenings
from province.variants import MORE, MORE_OF_INSTANTS, alone, widened
from province.windows import is_standing, marks

INDICATORS = read_indicators()
SEEDS = [SEED + number for number in range(5)]  # each of the five periods once


class Province:
    def __init__(self, seed, folder, share=0.6):
        print(f"seed {seed}")
        self.folder, self.world = str(folder), World(seed, share)
        self.telling = Telling(self.world, happenings(self.world))
        self.files = self.telling.write(self.folder)


@pytest.fixture(scope="module", params=SEEDS)
def province(request, tmp_path_factory):
    made = Province(request.param, tmp_path_factory.mktemp("province"))
    made.output, made.words = compute(made.files)
    made.recount = Recount(made.files, made.folder, INDICATORS)
    made.differences = made.recount.differences(made.output)
    return made


def test_each_indicator_and_each_window_has_its_sql():
    assert set(INDICATORS) == set(MEANINGS)
    for name, table in INDICATORS.items():
        assert list(MEANINGS[name].by) == table.get("by", []), name
        assert MEANINGS[name].is_standing == ("while" in table), name
        assert (MEANINGS[name].measure == "formula") == ("formula" in table), name
        for window in table["windows"]:
            if MEANINGS[name].is_standing:
                assert is_standing(window), (name, window)
            else:
                marks(window)


@pytest.mark.parametrize("indicator", sorted(INDICATORS))
def test_the_figures_are_those_of_the_sql(province, indicator):
    assert province.differences.get(indicator, []) == []


def test_nothing_else_is_told(province):
    assert set(province.differences) <= set(INDICATORS)
    assert ", 0 refused" in province.words


def test_each_indicator_has_figures_in_each_window(province):
    told = province.recount.told()
    for name, table in INDICATORS.items():
        for window in table["windows"]:
            if window.startswith("since"):
                begin = parse_time(window.split()[1] + "T00:00:00+07:00")
                assert begin > province.world.end or (name, window) in told
            else:
                assert (name, window) in told


def test_order_doubles_and_threads_change_no_byte(province):
    for order, doubled, shards in ((1, 0.0, 2), (2, 0.3, 1), (3, 0.05, 3)):
        files = province.telling.write(f"{province.folder}/{order}", order, doubled)
        output, words = compute(files, "--shards", str(shards))
        assert ", 0 refused" in words
        assert output == province.output, f"order {order}, {shards} shards"


def test_events_that_are_refused_change_no_byte(tmp_path):
    small = Province(SEED + 3, tmp_path / "sound", share=0.2)
    files, count = with_faults(small.files, str(tmp_path / "mixed"), random.Random(SEED))
    output, words = compute(files)
    assert output == compute(small.files)[0]
    assert f", {count} refused" in words


def test_of_doubles_told_otherwise_the_first_counts(tmp_path):
    small = Province(SEED + 2, tmp_path / "events", share=0.2)
    files = small.telling.write(str(tmp_path), order=1, doubled=0.3, changed=True)
    output, _ = compute(files)
    recount = Recount(files, str(tmp_path), INDICATORS)
    assert recount.differences(output) == {}


def test_a_double_told_of_another_life_is_an_event_of_that_life(tmp_path):
    """Documents are read by lives alone, which know their own events again and no others: for that
    no ids have to be remembered, and a double under another key is another document."""
    begin = World(SEED).begin
    event = json.loads(told_as_document(begin, "A"))
    path = tmp_path / "documents-0.jsonl"
    doubles = [event, event, event | {"data": event["data"] | {"document": "B"}}]
    path.write_text("".join(json.dumps(double) + "\n" for double in doubles), encoding="utf-8")
    output, _ = compute([("documents", str(path))])
    assert {line["value"] for line in map(json.loads, output.splitlines())
            if line["indicator"] == "documents.received" and line["window"] == "day"} == {2}


def told_as_document(time, key):
    [[(_, line)]] = Telling(World(SEED), [Happening("documents", key, time, {
        "document": key, "unit": "502", "direction": "in", "state": "arrived"})]).events.values()
    return line


def balances(output):
    """[(window, unit, value)] of all periods: what form II.06 would show as a difference."""
    lines = [json.loads(line) for line in output.splitlines() if b'"dossiers.balance"' in line]
    return [(line["window"], line["group"]["unit"], line["value"]) for line in lines]


def test_what_came_in_has_left_or_is_open_in_the_whole_province(province):
    found = [balance for balance in balances(province.output) if balance[1] == "49"]
    assert {window for window, _, _ in found} == set(INDICATORS["dossiers.balance"]["windows"])
    assert [balance for balance in found if balance[2] != 0] == []


def test_what_came_in_has_left_or_is_open_in_each_unit(tmp_path):
    """None of these dossiers is handed on: what stands is counted where it stood then, what came
    and left where it belongs now."""
    world, units = World(SEED + 2), {}
    stayed = [replace(event, data=event.data | {
        "unit": units.setdefault(event.key, event.data["unit"])}) for event in dossiers(world)]
    output, _ = compute(Telling(world, stayed).write(str(tmp_path)))
    found = balances(output)
    assert {unit for _, unit, _ in found} >= set(UNITS)
    assert {window for window, _, _ in found} == set(INDICATORS["dossiers.balance"]["windows"])
    assert [balance for balance in found if balance[2] != 0] == []


def test_any_window_of_any_indicator(tmp_path):
    catalog = widened(str(tmp_path / "catalog"))
    small = Province(SEED + 1, tmp_path / "events", share=0.2)
    output, _ = compute(small.files, catalog=catalog)
    recount = Recount(small.files, small.folder, read_indicators(catalog))
    assert recount.differences(output) == {}
    told = {window for _, window in recount.told()}
    assert told >= {*MORE, *MORE_OF_INSTANTS}


# Before the last event, at a midnight and at any instant, and long after it.
@pytest.mark.parametrize("number, after_begin", [
    (2, 40 * DAY), (3, 71 * DAY + 40_050_001), (1, 260 * DAY - 1)])
def test_until_is_when_everything_is_told(tmp_path, number, after_begin):
    small = Province(SEED + number, tmp_path, share=0.2)
    until = small.world.begin + after_begin
    output, _ = compute(small.files, "--until", local(until).isoformat(timespec="milliseconds"))
    recount = Recount(small.files, small.folder, INDICATORS, until)
    assert recount.differences(output) == {}
    lines = [json.loads(line) for line in output.splitlines()]
    order = [(line["indicator"], line["window"], *map(str, line["group"].values()), line["end"])
             for line in lines]
    assert order == sorted(order)


def test_each_day_of_the_calendar(tmp_path):
    """A dossier a day, in work from noon to noon: a holiday that is missed shows in the mean."""
    name = "dossiers.handling_time"
    catalog = alone(str(tmp_path / "catalog"), name, ["day", "week", "report-month"])
    happened = [Happening("dossiers", str(day), day_start(day) + (12 + 24 * later) * HOUR,
                          {"dossier": str(day), "unit": "20335", "procedure": "1", "status": status,
                           "channel": "post"})
                for day in (date(2019, 12, 1) + timedelta(days) for days in range(366 * 7))
                for later, status in ((0, 2), (1, 9))]
    world = World(SEED)
    world.end = happened[-1].time
    files = Telling(world, happened).write(str(tmp_path))
    output, _ = compute(files, catalog=catalog)
    recount = Recount(files, str(tmp_path), read_indicators(catalog))
    assert recount.differences(output) == {}
    assert recount.told()[name, "day"] > 3 * 2550
