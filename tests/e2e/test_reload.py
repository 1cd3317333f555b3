"""Configuration and catalogue read again while the service runs: all or nothing, and told."""

import json
import os
import signal
import time

import pytest

from conftest import SEED
from judge import parse_time
import lives_oracle
from service import Service
from test_filling import NEW, read_catalog, set_catalog, wait_until_filled
from test_lives import as_records, differences, make_events, served


@pytest.fixture
def service(tmp_path, broker, request):
    broker.create_topic(request.node.name)
    service = Service(tmp_path, broker, request.node.name, request.node.name,
                      catalog="lives_catalog", stream="dossiers")
    yield service
    if service.process and service.process.poll() is None:
        service.kill()


def hang_up(service):
    service.process.send_signal(signal.SIGHUP)


def told(service, words):
    """The check of the configuration, once it says `words`."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            checks = service.readiness()
        except OSError:  # between two lives nobody listens
            continue
        if words in checks.get("configuration", (True, ""))[1]:
            return checks["configuration"]
        time.sleep(0.1)
    raise AssertionError(f"never told: {words}; {service.last_words()}")


def reload_metric(service):
    return service.metrics()["ioc_pulse_reload_successful", ""]


def test_a_changed_catalogue_is_taken_up_and_its_past_filled_in(service, broker, request):
    files = make_events(SEED + 60, lives=200)
    as_of = max(parse_time(d["time"]) for documents in files for d in documents)
    expected = {key: value for key, value in lives_oracle.figures_of(files).items()
                if key[4] <= as_of and key[1] != "now"}
    records = as_records(files)
    full = read_catalog(service)
    set_catalog(service, full, without=NEW)
    service.start()
    broker.produce(request.node.name, records[0::2])
    service.catch_up(len(records[0::2]))
    process = service.process.pid

    set_catalog(service, full)
    hang_up(service)
    assert "read again" in told(service, "read again")[1]
    assert reload_metric(service) == 1
    wait_until_filled(service)
    broker.produce(request.node.name, records[1::2])
    service.catch_up(len(records))
    assert differences(served(service, as_of), expected) == []
    assert service.process.pid == process
    service.stop()


def test_a_faulty_catalogue_or_configuration_changes_nothing(service, broker, request):
    records = as_records(make_events(SEED + 61, lives=50))
    service.start()
    broker.produce(request.node.name, records)
    service.catch_up(len(records))
    before = service.figures(indicator="received")

    full = read_catalog(service)
    path = os.path.join(service.folder, "catalog", "catalog.toml")
    with open(path, "a", encoding="utf-8") as file:
        file.write('\n[[indicator]]\nid = "broken"\n')
    hang_up(service)
    assert told(service, "refused")[0]  # what is in force serves well
    assert reload_metric(service) == 0
    assert "catalog.toml:" in service.last_words()
    assert service.figures(indicator="received") == before

    # A setup that can be read but not run: the one before goes on.
    with open(path, "w", encoding="utf-8") as file:
        file.write(full)
    with open(service.config, encoding="utf-8") as file:
        config = file.read()
    with open(service.config, "w", encoding="utf-8") as file:
        file.write(config.replace(f"{service.folder}/state", "/proc/no-such-place/state"))
    hang_up(service)
    assert "no-such-place" in told(service, "no-such-place")[1]
    assert reload_metric(service) == 0
    now = service.figures(indicator="received")
    assert json.dumps([one["value"] for one in now]) == json.dumps([one["value"] for one in before])

    # Mended, the next order is obeyed.
    with open(service.config, "w", encoding="utf-8") as file:
        file.write(config)
    hang_up(service)
    told(service, "read again at")
    assert reload_metric(service) == 1
    service.stop()
