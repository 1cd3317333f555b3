"""The service on a real broker: its figures are the oracle's, whatever happens on the way."""

import random
import threading
import time

import pytest

from checks import check_everything
from conftest import EVENTS, SEED, Log, in_rounds
from generate import Generator
from service import Service, Watcher


@pytest.mark.parametrize("shards", [1, 2, 4])
def test_figures_are_the_oracles_for_any_number_of_shards(tmp_path, broker, log, shards):
    with Service(tmp_path, broker, log.topic, f"shards-{shards}", shards) as service:
        watcher = Watcher(service)
        watcher.start()
        service.catch_up(len(log.records))
        watcher.finish()
        check_everything(service, broker, log)


class Sending(threading.Thread):
    """Fills a topic in rounds while a service reads it."""

    def __init__(self, broker, topic, records, transactional=None):
        super().__init__(daemon=True)
        self.broker, self.topic, self.transactional = broker, topic, transactional
        self.parts = in_rounds(records)
        self.fault = None

    def run(self):
        try:
            for part in self.parts:
                self.broker.produce(self.topic, part, self.transactional)
        except Exception as fault:  # told to the test, which is another thread
            self.fault = fault

    def finish(self):
        self.join()
        assert self.fault is None


def test_five_kills_at_random_moments_change_no_figure(tmp_path, broker):
    broker.create_topic("killed")
    sending = Sending(broker, "killed", list(Generator(SEED + 1, EVENTS).records()))
    service = Service(tmp_path, broker, "killed", "killed")
    watcher = Watcher(service)
    moments = random.Random(SEED)
    sending.start()
    watcher.start()
    service.start()
    try:
        for _ in range(5):
            time.sleep(moments.uniform(0.3, 2.5))
            service.kill()
            service.start()
        sending.finish()
        log = Log(broker, "killed")
        service.catch_up(len(log.records))
        watcher.finish()
        check_everything(service, broker, log)
    finally:
        service.kill()


def test_a_kill_in_the_middle_of_catching_up_changes_no_figure(tmp_path, broker, log):
    service = Service(tmp_path, broker, log.topic, "catching-up")
    moments = random.Random(SEED + 2)
    watcher = Watcher(service)
    watcher.start()
    service.start()
    try:
        for _ in range(5):
            time.sleep(moments.uniform(0.0, 0.25))
            service.kill()
            service.start()
        service.catch_up(len(log.records))
        watcher.finish()
        check_everything(service, broker, log)
    finally:
        service.kill()


def test_a_broker_that_restarts_in_mid_stream_costs_nothing(tmp_path, broker):
    broker.create_topic("restarted")
    records = list(Generator(SEED + 3, EVENTS // 4).records())
    half = len(records) // 2
    broker.produce("restarted", records[:half])
    with Service(tmp_path, broker, "restarted", "restarted") as service:
        watcher = Watcher(service)
        watcher.start()
        service.catch_up(half)
        broker.stop()
        time.sleep(2)
        broker.start()
        sending = Sending(broker, "restarted", records[half:])
        sending.start()
        sending.finish()
        log = Log(broker, "restarted")
        service.catch_up(len(log.records))
        watcher.finish()
        check_everything(service, broker, log)


def test_partitions_that_wake_up_far_apart_change_no_figure(tmp_path, broker):
    """All partitions fall silent, then days of events lie waiting in each: whichever is read first
    runs far ahead of the others, whose events must count all the same."""
    broker.create_topic("woken")
    records = list(Generator(SEED + 7, EVENTS // 4).records())
    half = len(records) // 2
    broker.produce("woken", records[:half])
    with Service(tmp_path, broker, "woken", "woken") as service:
        service.catch_up(half)
        time.sleep(4)  # idle_after and some
        broker.produce("woken", records[half:])
        log = Log(broker, "woken")
        service.catch_up(len(log.records))
        check_everything(service, broker, log)


def test_transactions_leave_gaps_in_offsets_and_none_in_figures(tmp_path, broker):
    broker.create_topic("transactional")
    records = list(Generator(SEED + 4, EVENTS // 5).records())
    broker.produce("transactional", records, transactional="e2e")
    log = Log(broker, "transactional")
    assert len(log.records) == len(records)  # what was aborted is not seen twice
    last = max(record["offset"] for record in log.records)
    assert last > max(sum(r["partition"] == p for r in records) for p in range(4))  # gaps
    with Service(tmp_path, broker, "transactional", "transactional") as service:
        service.catch_up(len(log.records))
        check_everything(service, broker, log)


def test_a_second_start_finds_everything_and_reads_nothing_twice(tmp_path, broker, log):
    service = Service(tmp_path, broker, log.topic, "again")
    with service:
        service.catch_up(len(log.records))
    with service:
        service.catch_up(len(log.records))
        check_everything(service, broker, log)
