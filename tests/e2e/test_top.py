"""`top` tells what /metrics and /readyz tell, and goes on when the service does not answer."""

import json
import subprocess
import time

from conftest import SEED
from service import PROGRAM, Service, free_port
from test_lives import as_records, make_events

UNAVAILABLE = 69


def top(url, *words, timeout=60):
    return subprocess.run([PROGRAM, "top", "--url", url, *words], capture_output=True, text=True,
                          timeout=timeout)


def test_it_tells_what_the_service_does(tmp_path, broker):
    records = as_records(make_events(SEED + 70, lives=50))
    broker.create_topic("topped")
    with Service(tmp_path, broker, "topped", "topped", catalog="lives_catalog",
                 stream="dossiers") as service:
        broker.produce("topped", records)
        service.catch_up(len(records))
        tally = service.tally()
        told = json.loads(top(service.http, "--once", "--json").stdout)
        row = next(row for row in told["streams"] if row["stream"] == "dossiers")
        assert told["ready"] and told["checks_failed"] == []
        assert row["state"] == "reading" and row["lag"] == 0
        assert row["counted"] == tally["counted"]
        assert row["counted"] + row["duplicate"] + row["refused"] == len(records)
        assert row["events_per_s"] is None  # one look tells no rate
        assert told["memory_limit_bytes"] == 512 << 20

        screen = top(service.http, "--once").stdout
        assert f"{told['catalog']} {told['catalog_hash']}  ready" in screen
        assert f"{tally['counted']:.0f}" in screen
        assert "\x1b" not in screen  # no terminal

        # Two looks tell rates; none of the events comes twice.
        looking = subprocess.Popen([PROGRAM, "top", "--url", service.http, "--json",
                                    "--interval", "1"], stdout=subprocess.PIPE, text=True)
        try:
            json.loads(looking.stdout.readline())
            broker.produce("topped", as_records(make_events(SEED + 71, lives=50)))
            deadline = time.monotonic() + 30
            seen = 0
            while seen == 0 and time.monotonic() < deadline:
                rows = json.loads(looking.stdout.readline())["streams"]
                seen = next(row["events_per_s"] for row in rows if row["stream"] == "dossiers")
            assert seen > 0
        finally:
            looking.terminate()
        assert looking.wait(30) == 0


def test_a_service_that_does_not_answer_is_told_of_and_asked_again():
    url = f"http://127.0.0.1:{free_port()}"
    once = top(url, "--once")
    assert once.returncode == UNAVAILABLE and url[7:] in once.stderr
    again = subprocess.Popen([PROGRAM, "top", "--url", url, "--interval", "1"],
                             stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    lines = [again.stderr.readline() for _ in range(2)]
    again.terminate()
    assert again.wait(30) == 0
    assert all("asked again in 1 s" in line for line in lines)
