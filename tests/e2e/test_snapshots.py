"""A snapshot a day, made while the service runs: whole, restorable, and no more than are kept."""

import os
import re
import sqlite3
import subprocess
import time

from conftest import SEED
from service import PROGRAM, Service
from test_lives import as_records, make_events


def local(form):
    """The time of day in the zone of the catalogue of visits."""
    return time.strftime(form, time.gmtime(time.time() + (5 * 60 + 45) * 60))


def wait_for_snapshot(service, folder):
    """The path of today's, whatever day that is in the catalogue's zone."""
    def made(checks):
        told = re.match(r"the newest is of (\d{4}-\d\d-\d\d)T", checks["snapshots"][1])
        path = told and os.path.join(folder, told[1])
        return path if told and os.path.exists(path) else None
    return made(service.wait_for(made))


def set_snapshots(service, folder, at="00:00", keep=2):
    with open(service.config, "a", encoding="utf-8") as file:
        file.write(f'[snapshots]\ndirectory = "{folder}"\nat = "{at}"\nkeep = {keep}\n')


def people(state):
    with sqlite3.connect(os.path.join(state, "people.db")) as database:
        return database.execute("SELECT name FROM test").fetchall()


def test_one_is_made_while_events_flow_and_brings_everything_back(tmp_path, broker):
    records = as_records(make_events(SEED + 80, lives=200))
    broker.create_topic("kept")
    service = Service(tmp_path / "first", broker, "kept", "kept", catalog="lives_catalog",
                      stream="dossiers")
    folder = tmp_path / "snapshots"
    set_snapshots(service, folder)
    # Beside it, what people entered; and older ones, of which all but one must go.
    os.makedirs(os.path.join(service.folder, "state"))
    with sqlite3.connect(os.path.join(service.folder, "state", "people.db")) as database:
        database.execute("CREATE TABLE test(name TEXT)")
        database.execute("INSERT INTO test VALUES('An')")
    for day in ("2020-01-01", "2020-01-02", "2020-01-03"):
        os.makedirs(folder / day)
        (folder / day / "snapshot.txt").write_text("of then", encoding="utf-8")
    os.makedirs(folder / "2020-01-04")  # no snapshot: nothing says it is whole
    os.makedirs(folder / "mine")
    broker.produce("kept", records[0::2])
    with service:
        made = wait_for_snapshot(service, folder)
        assert service.metrics()["ioc_pulse_snapshot_successful", ""] == 1
        assert 0 <= service.metrics()["ioc_pulse_snapshot_age_seconds", ""] < 60
        broker.produce("kept", records[1::2])
        service.catch_up(len(records))
        expected = service.figures(indicator="received")
    assert sorted(os.listdir(folder)) == ["2020-01-03", "2020-01-04", os.path.basename(made),
                                          "mine"]

    # Another machine: the snapshot alone, and the log.
    second = Service(tmp_path / "second", broker, "kept", "kept", catalog="lives_catalog",
                     stream="dossiers")
    state = os.path.join(second.folder, "state")
    done = subprocess.run([PROGRAM, "snapshot", "restore", made, "--state-dir", state],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert people(state) == [("An",)]
    with second:
        second.catch_up(len(records))
        found = second.figures(indicator="received")
    told = [[(figure["group"], figure["end"], figure["value"]) for figure in figures]
            for figures in (found, expected)]
    assert told[0] == told[1]
    assert os.stat(os.path.join(state, "people.db")).st_mode & 0o077 in (0, 0o040)


def test_what_stands_in_the_way_is_told_and_the_next_try_works(tmp_path, broker):
    broker.create_topic("unkept")
    service = Service(tmp_path, broker, "unkept", "unkept")
    folder = tmp_path / "place" / "snapshots"
    set_snapshots(service, folder)
    (tmp_path / "place").write_text("no folder", encoding="utf-8")
    with service:
        service.wait_for(lambda checks: "not made" in checks["snapshots"][1])
        assert service.metrics()["ioc_pulse_snapshot_successful", ""] == 0
    os.remove(tmp_path / "place")
    with service:
        assert os.path.exists(os.path.join(wait_for_snapshot(service, folder), "snapshot.txt"))


def test_before_its_time_none_is_made(tmp_path, broker):
    broker.create_topic("later")
    service = Service(tmp_path, broker, "later", "later")
    if local("%H:%M") >= "23:57":
        time.sleep(240)
    set_snapshots(service, tmp_path / "snapshots", at="23:59")
    with service:
        service.wait_for(lambda checks: checks["snapshots"][1] == "none yet")
        time.sleep(1)
        assert not os.path.exists(tmp_path / "snapshots")
