"""`tap` shows events as the program reads them, beside a running service or without one."""

import json
import subprocess
import time

from service import PROGRAM, Service
from test_lives import as_records

USAGE = 2


def event(number, **data):
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {"specversion": "1.0", "id": str(number), "source": "test", "type": "t", "time": at,
            "data": {"dossier": f"D{number}", "unit": "502", "status": 2} | data}


def tap(service, *words):
    done = subprocess.run([PROGRAM, "tap", "dossiers", "--config", service.config, *words],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_newest_events_with_their_fields_and_their_faults(tmp_path, broker):
    broker.create_topic("tapped")
    service = Service(tmp_path, broker, "tapped", "tapped", catalog="lives_catalog",
                      stream="dossiers")
    documents = [event(number) for number in range(20)]
    documents += [event(20, unit="no-such-unit"), event(21, status="no number")]
    broker.produce("tapped", as_records([documents]))
    lines = [json.loads(line) for line in tap(service, "--last", "1000", "--json").splitlines()]
    assert len(lines) == len(documents)
    told = {line["fields"]["dossier"]: line for line in lines if line["verdict"] == "ok"}
    assert set(told) == {f"D{number}" for number in range(20)}
    assert told["D3"]["fields"]["unit"] == "502" and told["D3"]["fields"]["status"] == 2
    assert told["D3"]["time"].endswith("+07:00")
    faults = {line["verdict"]: line["value"] for line in lines if line["verdict"] != "ok"}
    assert set(faults) == {"unknown_unit", "bad_type"}
    assert "no-such-unit" in faults["unknown_unit"]

    refused = tap(service, "--last", "1000", "--refused").splitlines()
    assert len(refused) == 2 and any("unknown_unit" in line for line in refused)
    partitions = {line["partition"] for line in lines}
    last = [json.loads(line) for line in tap(service, "--last", "2", "--json").splitlines()]
    assert len(last) <= 2 * len(partitions) and {line["partition"] for line in last} == partitions
    assert tap(service, "--last", "0") == ""


def test_it_follows_until_it_is_told_to_stop(tmp_path, broker):
    broker.create_topic("followed")
    service = Service(tmp_path, broker, "followed", "followed", catalog="lives_catalog",
                      stream="dossiers")
    broker.produce("followed", as_records([[event(1)]]))
    following = subprocess.Popen([PROGRAM, "tap", "dossiers", "--config", service.config,
                                  "--last", "1", "--follow", "--json"], stdout=subprocess.PIPE,
                                 text=True)
    try:
        assert json.loads(following.stdout.readline())["fields"]["dossier"] == "D1"
        for number in (2, 3):
            broker.produce("followed", as_records([[event(number)]]))
            assert json.loads(following.stdout.readline())["fields"]["dossier"] == f"D{number}"
    finally:
        following.terminate()
    assert following.wait(30) == 0


def test_an_unknown_stream_is_a_fault_that_names_those_there_are(tmp_path, broker):
    service = Service(tmp_path, broker, "none", "none", catalog="lives_catalog", stream="dossiers")
    done = subprocess.run([PROGRAM, "tap", "dosiers", "--config", service.config],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == USAGE
    assert "dossiers" in done.stderr
