"""An indicator that the catalogue gains is filled in from the log, beside those that go on."""

import json
import os
import random
import re
import time

import lives_oracle
from conftest import SEED
from judge import parse_time
from service import Service
from test_lives import as_records, differences, make_events, served

NEW = {"fees", "overdue", "received"}


def set_catalog(service, full, without=()):
    """The service's catalogue as `full` without some indicators."""
    path = os.path.join(service.folder, "catalog", "catalog.toml")
    head, *indicators = re.split(r"(?=\[\[indicator\]\])", full)
    kept = [text for text in indicators
            if re.search(r'id = "(\w+)"', text)[1] not in without]
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + "".join(kept))


def read_catalog(service):
    with open(os.path.join(service.folder, "catalog", "catalog.toml"), encoding="utf-8") as file:
        return file.read()


def wait_until_filled(service):
    service.wait_for(lambda checks: checks["kafka"][0] and "filling" not in checks)
    time.sleep(0.3)  # the step that tells of it


def with_lives(tmp_path, broker, topic, seed, lives):
    """(service, records for its topic, the figures of all of them, as of which instant)"""
    files = make_events(seed, lives=lives)
    as_of = max(parse_time(d["time"]) for documents in files for d in documents)
    expected = {key: value for key, value in lives_oracle.figures_of(files).items()
                if key[4] <= as_of and key[1] != "now"}
    broker.create_topic(topic)
    service = Service(tmp_path, broker, topic, topic, catalog="lives_catalog", stream="dossiers")
    return service, as_records(files), expected, as_of


def test_a_new_indicator_has_its_past_whatever_kills_come_between(tmp_path, broker):
    service, records, expected, as_of = with_lives(tmp_path, broker, "filled", SEED + 40, 400)
    full = read_catalog(service)
    set_catalog(service, full, without=NEW)
    chance = random.Random(SEED)
    service.start()
    try:
        broker.produce("filled", records[0::3])
        service.catch_up(len(records[0::3]))
        assert not NEW & {name for name, *_ in served(service, as_of)}
        service.stop()

        set_catalog(service, full)
        service.start()
        broker.produce("filled", records[1::3])  # while the past is read
        for _ in range(2):
            time.sleep(chance.uniform(0, 0.4))
            service.kill()
            service.start()
        wait_until_filled(service)
        broker.produce("filled", records[2::3])
        service.catch_up(len(records))
        assert differences(served(service, as_of), expected) == []
        service.kill()
        service.start()
        assert differences(served(service, as_of), expected) == []
    finally:
        service.kill()


def test_an_indicator_that_comes_back_counts_each_event_once(tmp_path, broker):
    """What it had before it left the catalogue is not added to what the log tells of it."""
    service, records, expected, as_of = with_lives(tmp_path, broker, "returned", SEED + 42, 200)
    full = read_catalog(service)
    for without, part in ((), 0), (NEW, 1), ((), 2):
        set_catalog(service, full, without)
        with service:
            wait_until_filled(service)
            broker.produce("returned", records[part::3])
            service.catch_up(sum(len(records[i::3]) for i in range(part + 1)))
    with service:
        wait_until_filled(service)
        assert differences(served(service, as_of), expected) == []


def settled_days(service):
    figures = service.figures(indicator="received", window="day")
    assert {figure["status"] for figure in figures} <= {"final", "provisional"}
    return {(figure["end"], figure["group"]["unit"]): figure["value"] for figure in figures
            if figure["status"] == "final"}


def test_windows_of_the_past_are_told_as_final(tmp_path, broker):
    """Without late events nothing of the past is `corrected`, and the topic has each window."""
    files = make_events(SEED + 41, lives=100, doubles=False)
    for documents in files:
        documents.sort(key=lambda document: parse_time(document["time"]))
    broker.create_topic("past")
    records = as_records(files)
    service = Service(tmp_path, broker, "past", "past", catalog="lives_catalog", stream="dossiers")
    full = read_catalog(service)
    set_catalog(service, full, without={"received"})
    with service:
        broker.produce("past", records)
        service.catch_up(len(records))
    set_catalog(service, full)
    with service:
        wait_until_filled(service)
        service.catch_up(len(records))
        settled = settled_days(service)
        deadline = time.monotonic() + 30
        while True:  # the last ones are final once the partitions are idle
            time.sleep(3)
            before, settled = settled, settled_days(service)
            if settled == before:
                break
            assert time.monotonic() < deadline
    published = {}
    for record in broker.read("past.figures"):
        figure = json.loads(record["value"])
        if figure["indicator"] == "received" and figure["window"] == "day" \
                and figure["status"] == "final":
            published[figure["end"], figure["group"]["unit"]] = figure["value"]
    assert settled and published == settled
