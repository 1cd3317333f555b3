"""Boards of a running service: what they list, and that their feed tells exactly what they show."""

import json
import os
import time
import urllib.error
import urllib.request

import pytest

from conftest import SEED
from service import Service
from test_lives import as_records, make_events

BOARDS = """
[[target]]
id = "few-overdue"
indicator = "overdue"
window = "now"
each = "district"
at_most = 5

[[indicator]]
id = "secret"
name = "Not public"
of = "dossier"
at = "received"
measure = "count"
by = ["unit"]
windows = ["day"]

[[board]]
id = "inner"
name = "Inner"

[[board.page]]
name = "Not for all"
tiles = [{ indicator = "received", window = "day" }, { indicator = "secret", window = "day" }]

[[board]]
id = "main"
name = { vi = "Chính", en = "Main" }

[[board.page]]
name = "Tiles"
tiles = [
  { indicator = "received", window = "month" },
  { indicator = "handling", window = "month", name = { vi = "Bao lâu", en = "How long" } },
  { indicator = "overdue", window = "now", unit = "502" },
]

[[board.page]]
name = "Worst"
worst = { indicator = "overdue", window = "now", each = "district", count = 2 }

[[board.page]]
name = "Map"
map = { indicator = "on_time", window = "month", each = "commune", grid = [["20401", "", "20402"]] }
"""
SHOWN = {("received", "month", "49"), ("handling", "month", None), ("overdue", "now", "502"),
         ("overdue", "now", "503"), ("on_time", "month", "20401"), ("on_time", "month", "20402")}


def snapshot(service, query):
    """{(indicator, window, unit): [figure, …]} of the feed's first, complete snapshot."""
    found = {}
    with urllib.request.urlopen(f"{service.http}/api/v1/live{query}", timeout=30) as stream:
        for line in stream:
            if not line.startswith(b"data: "):
                continue
            frame = json.loads(line[6:])
            for figure in frame.get("figures", []):
                key = figure["indicator"], figure["window"], figure["group"].get("unit")
                found.setdefault(key, []).append(figure)
            if frame.get("complete"):
                return found
    raise AssertionError("the snapshot has no end")


def problem(service, query):
    with pytest.raises(urllib.error.HTTPError) as refused:
        service.get("/api/v1/live" + query)
    return refused.value.code, json.loads(refused.value.read())


@pytest.fixture(name="service", scope="module")
def running(tmp_path_factory, broker):
    records = as_records(make_events(SEED + 50, lives=200))
    broker.create_topic("boards")
    service = Service(tmp_path_factory.mktemp("boards"), broker, "boards", "boards",
                      catalog="lives_catalog", stream="dossiers")
    with open(os.path.join(service.folder, "catalog", "catalog.toml"), "a",
              encoding="utf-8") as file:
        file.write(BOARDS)
    with service:
        broker.produce("boards", records)
        service.catch_up(len(records))
        yield service


def test_boards_are_listed_as_declared_with_their_targets(service):
    boards = json.loads(service.get("/api/v1/boards"))["items"]
    assert [board["board"] for board in boards] == ["main"], "one has figures that are not public"
    tiles, worst, grid = boards[0]["pages"]
    assert boards[0]["name"] == {"vi": "Chính", "en": "Main"} and boards[0]["unit"] == "49"
    assert tiles["tiles"] == [
        {"indicator": "received", "window": "month", "unit": "49", "target": None,
         "name": {"vi": "Received", "en": "Received"}},
        {"indicator": "handling", "window": "month", "unit": None, "target": None,
         "name": {"vi": "Bao lâu", "en": "How long"}},
        {"indicator": "overdue", "window": "now", "unit": "502", "target": "few-overdue",
         "name": {"vi": "Overdue", "en": "Overdue"}}]
    assert worst["worst"] == {"indicator": "overdue", "window": "now", "each": "district",
                              "target": "few-overdue", "count": 2, "better": "down"}
    assert grid["map"]["grid"] == [["20401", None, "20402"]]


def test_the_feed_of_a_board_tells_exactly_what_it_shows(service):
    deadline = time.monotonic() + 30
    while not SHOWN <= set(everything := snapshot(service, "")):
        assert time.monotonic() < deadline, "each of them has a figure, or the test shows nothing"
        time.sleep(0.2)
    board = snapshot(service, "?board=main")
    assert set(board) == SHOWN
    for key, figures in board.items():
        assert len(figures) == 1, key
        # The count that stands now may have changed meanwhile, all others are of the past.
        if key[1] != "now":
            assert figures == everything[key]


def test_a_board_that_is_not_there_or_not_public_is_told_by_its_parameter(service):
    for query in ("?board=nothing", "?board=inner"):
        status, told = problem(service, query)
        assert (status, told["parameter"]) == (400, "board")
    status, told = problem(service, "?board=main&unit=502")
    assert (status, told["parameter"]) == (400, "unit")
