"""What goes wrong in Kafka under a running service is told, stops what it must and nothing else."""

import signal
import time

from conftest import SEED
from generate import Generator
from service import Service

EVENTS = 2000


def events(seed, count=EVENTS):
    return list(Generator(SEED + seed, count).records())


def received(service):
    return service.tally().get("received", 0)


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
