"""One broker for all tests; one topic of 200,000 events that most of them read again."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
pytest.register_assert_rewrite("checks", "service")

from generate import Generator
from kafka import Broker
from oracle import Oracle
from service import free_port

EVENTS = int(os.environ.get("IOC_E2E_EVENTS", "200000"))
SEED = int(os.environ.get("IOC_E2E_SEED", "20201015"))
ROUNDS = 10  # kcat and Java take turns, so that both modes meet in each partition


def in_rounds(records):
    size = -(-len(records) // ROUNDS)
    return [records[begin:begin + size] for begin in range(0, len(records), size)]


class Log:
    """A topic that is complete: what lies in it, and what must come of it."""

    def __init__(self, broker, topic):
        self.topic = topic
        self.records = list(broker.read(topic))
        self.oracle = Oracle(self.records)
        self.expected = self.oracle.figures()
        self.tally = self.oracle.tally()


@pytest.fixture(scope="session")
def broker():
    broker = Broker(free_port())
    broker.start()
    yield broker
    broker.wipe()


@pytest.fixture(scope="session")
def log(broker):
    print(f"seed {SEED}, {EVENTS} events")
    broker.create_topic("visits")
    records = list(Generator(SEED, EVENTS).records())
    for part in in_rounds(records):
        broker.produce("visits", part)
    log = Log(broker, "visits")
    assert len(log.records) == EVENTS
    return log
