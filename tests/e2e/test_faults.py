"""What goes wrong in Kafka under a running service is told, stops what it must and nothing else."""

import json
import os
import re
import signal
import subprocess
import time

import pytest

from conftest import SEED
from generate import Generator
from service import Service

EVENTS = 2000
SECOND_STREAM = """
[[stream]]
id = "others"
topic = "{topic}"
lateness = "36h"
settle = "1m"
idle_after = "2s"
fields.unit = {{ pointer = "/data/where/unit", type = "unit" }}

[[indicator]]
id = "others.total"
name = {{ vi = "Khác", en = "Others" }}
of = "others"
measure = "count"
by = ["unit"]
windows = ["year"]
public = true
"""


def events(seed, count=EVENTS):
    return list(Generator(SEED + seed, count).records())


def received(service):
    return service.tally().get("received", 0)


def add_stream(service, topic):
    with open(os.path.join(service.folder, "catalog", "catalog.toml"), "a",
              encoding="utf-8") as file:
        file.write(SECOND_STREAM.format(topic=topic))


def others(service):
    return sum(figure["count"] for figure in service.figures(indicator="others.total", unit="R",
                                                             window="year"))


def state_of(service, stream):
    states = [labels for (name, labels), value in service.metrics().items()
              if name == "ioc_pulse_stream_state" and f'stream="{stream}"' in labels and value == 1]
    assert len(states) == 1
    return re.search(r'state="(\w+)"', states[0])[1]


def wait_until(found, wait_s=30):
    deadline = time.monotonic() + wait_s
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_stream_whose_topic_is_missing_is_waited_for_and_holds_nobody_back(tmp_path, broker):
    broker.create_topic("punctual")
    broker.produce("punctual", events(30))
    service = Service(tmp_path, broker, "punctual", "punctual")
    add_stream(service, "belated")
    with service:
        service.catch_up(EVENTS)
        checks = service.readiness()
        assert checks["stream visits"][0] and not checks["stream others"][0]
        assert "belated" in checks["stream others"][1]
        assert state_of(service, "others") == "waiting"
        broker.administer("create", "belated", 4)
        service.wait_for(lambda checks: checks["stream others"][0])
        broker.produce("belated", events(31))
        wait_until(lambda: others(service) > 0)
        broker.produce("punctual", events(32))
        wait_until(lambda: received(service) == 2 * EVENTS)
        assert all(ok for ok, _ in service.readiness().values())
    with service:  # all of it is read from where it was
        wait_until(lambda: state_of(service, "others") == "reading")
        assert others(service) > 0 and received(service) == 2 * EVENTS


def remake(broker, topic):
    broker.administer("delete", topic)
    broker.create_topic(topic)
    broker.produce(topic, events(33, 2 * EVENTS))


@pytest.mark.parametrize("spoil,words", [
    (lambda broker, topic: broker.administer("widen", topic, 5), "had 4 partitions and now has 5"),
    (remake, "made anew"),
], ids=["widened", "remade"])
def test_a_stream_that_cannot_go_on_stops_alone(tmp_path, broker, request, spoil, words):
    name = request.node.callspec.id
    broker.create_topic(f"{name}-sound")
    broker.create_topic(f"{name}-spoilt")
    broker.produce(f"{name}-sound", events(34))
    broker.produce(f"{name}-spoilt", events(35))
    service = Service(tmp_path, broker, f"{name}-sound", name)
    add_stream(service, f"{name}-spoilt")
    with service:
        wait_until(lambda: received(service) == EVENTS and others(service) > 0)
        time.sleep(3)
        before = others(service)
    spoil(broker, f"{name}-spoilt")
    broker.produce(f"{name}-sound", events(36))
    with service:
        checks = service.wait_for(lambda checks: words in checks["stream others"][1])
        assert not checks["stream others"][0]
        assert state_of(service, "others") == "stopped"
        assert words in service.last_words()
        wait_until(lambda: received(service) == 2 * EVENTS)
        assert service.readiness()["stream visits"][0]
        assert others(service) == before  # as kept


def test_a_dead_letter_keeps_headers_without_a_value(tmp_path, broker):
    broker.create_topic("unreadable")
    subprocess.run(["kcat", "-P", "-b", broker.address, "-t", "unreadable", "-p", "0",
                    "-H", "nothing", "-H", "empty=", "-H", "full=x"], input=b"no event\n",
                   check=True, timeout=60)
    with Service(tmp_path, broker, "unreadable", "unreadable") as service:
        service.catch_up(1)
        shown = subprocess.run(["kcat", "-C", "-b", broker.address, "-t",
                                service.dead_letters_topic, "-e", "-q", "-J"],
                               check=True, timeout=60, capture_output=True).stdout
    headers = json.loads(shown.splitlines()[0])["headers"]
    assert headers[:6] == ["nothing", None, "empty", "", "full", "x"]


def test_one_of_several_processes_publishes_no_figures_and_says_so(tmp_path, broker):
    broker.create_topic("shared")
    broker.produce("shared", events(37))
    service = Service(tmp_path, broker, "shared", "shared")
    with open(service.config, encoding="utf-8") as file:
        text = file.read()
    with open(service.config, "w", encoding="utf-8") as file:
        file.write(text.replace("[kafka]\n", "[kafka]\ninstance = 1\ninstances = 2\n"))
    with service:
        wait_until(lambda: received(service) > EVENTS // 4)
        time.sleep(3)
        ok, note = service.readiness()["figures"]
        assert ok and "process 1 of 2" in note
        listing = subprocess.run(["kcat", "-L", "-b", broker.address], check=True, timeout=60,
                                 capture_output=True).stdout.decode()
        assert f'"{service.figures_topic}"' not in listing  # it would be made by the first figure


def test_a_topic_made_anew_under_a_running_service_stops_it_loudly(tmp_path, broker):
    broker.create_topic("swapped")
    broker.produce("swapped", events(20))
    service = Service(tmp_path, broker, "swapped", "swapped")
    with service:
        service.catch_up(EVENTS)
        time.sleep(6)  # an anchor is taken
        # The service does not see the topic go: when it wakes, one that is longer stands there.
        service.process.send_signal(signal.SIGSTOP)
        broker.administer("delete", "swapped")
        broker.create_topic("swapped")
        broker.produce("swapped", events(21, 2 * EVENTS))
        service.process.send_signal(signal.SIGCONT)
        checks = service.wait_for(lambda checks: not checks["partitions"][0])
        assert "made anew" in checks["partitions"][1]
        counted = received(service)
        broker.produce("swapped", events(22))
        time.sleep(2)
        assert received(service) == counted
        assert service.figures(indicator="visits.total", window="year")  # as kept
    # What was read of the new log before the look was counted, so its newest record fits a restart:
    # the anchor does not.
    with service:
        checks = service.wait_for(lambda checks: not checks["partitions"][0])
        assert "made anew" in checks["partitions"][1]


END_S = 5  # an orderly end, whatever the broker does


def test_the_end_does_not_wait_for_a_broker_that_is_away(tmp_path, broker):
    broker.create_topic("unended")
    broker.produce("unended", events(25))
    service = Service(tmp_path, broker, "unended", "unended")
    broker.stop()
    with service:  # has never seen it
        time.sleep(3)
        service.stop(END_S)
    broker.start()
    with service:
        service.catch_up(EVENTS)
        broker.stop()
        time.sleep(7)  # offsets are mirrored, anchors looked for
        service.stop(END_S)
    broker.start()
    with service:
        service.catch_up(EVENTS)  # nothing lost, nothing read twice
        service.stop(END_S)


def test_a_broker_that_is_merely_away_stops_nothing(tmp_path, broker):
    broker.create_topic("unswapped")
    broker.produce("unswapped", events(23))
    with Service(tmp_path, broker, "unswapped", "unswapped") as service:
        service.catch_up(EVENTS)
        assert service.readiness()["kafka"][0] and service.lag() == 0
        broker.stop()
        checks = service.wait_for(lambda checks: not checks["kafka"][0], 20)
        assert "no answer from the brokers" in checks["kafka"][1]
        assert service.lag() is None  # absent, not the last one known
        broker.start()
        service.wait_for(lambda checks: checks["kafka"][0])
        broker.produce("unswapped", events(24))
        service.catch_up(2 * EVENTS)
        time.sleep(6)
        assert service.readiness()["partitions"] == (True, "none stopped")
