"""The program under test as its users meet it: a process, a configuration, HTTP."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from compare import parse

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.environ.get("IOC_PULSE", os.path.join(ROOT, "build", "release", "ioc-pulse"))
START_S = 60  # until the service answers
CATCH_UP_S = 180  # until nothing is left to read
SAMPLE_S = 0.05  # between two looks at /metrics
EVENTS = re.compile(r"ioc_pulse_events_(received|counted|duplicate|refused)_total")
METRIC = re.compile(r'^(\w+)(?:\{(.*)\})? (\S+)$')


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


TOPIC = re.compile(r'^topic = ".*"$', re.MULTILINE)


def copy_catalog(folder, topic, name="catalog"):
    """A test catalogue of one stream, reading from `topic`."""
    shutil.copytree(os.path.join(HERE, name), folder)
    path = os.path.join(folder, "catalog.toml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text, found = TOPIC.subn(f'topic = "{topic}"', text)
    assert found == 1
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Service:
    """`folder` keeps catalogue, state and log, so that a second start goes on where the first one
    was. `name` makes topics of its own for what the service writes. `catalog` names a catalogue of
    the tests, or is a function that fills the folder given to it."""

    def __init__(self, folder, broker, topic, name, shards=2, catalog="catalog", stream="visits"):
        self.stream = stream
        self.folder = str(folder)
        self.figures_topic = f"{name}.figures"
        self.dead_letters_topic = f"{name}.dead-letters"
        self.http = f"http://127.0.0.1:{free_port()}"
        self.process = None
        if callable(catalog):
            catalog(os.path.join(self.folder, "catalog"))
        else:
            copy_catalog(os.path.join(self.folder, "catalog"), topic, catalog)
        self.config = os.path.join(self.folder, "ioc-pulse.toml")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f'catalog = "{self.folder}/catalog"\nstate_dir = "{self.folder}/state"\n'
                       f'[kafka]\nbrokers = "{broker.address}"\nfigures = "{self.figures_topic}"\n'
                       f'dead_letters = "{self.dead_letters_topic}"\n'
                       f'[http]\nlisten = "{self.http[7:]}"\n'
                       f'[limits]\nmemory = "512MiB"\nshards = {shards}\n')

    def start(self):
        with open(os.path.join(self.folder, "service.log"), "ab") as log:
            self.process = subprocess.Popen([PROGRAM, "run", "--config", self.config], stderr=log,
                                            stdout=log)
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.last_words()
            with contextlib.suppress(OSError):
                self.get("/livez")
                return self
            time.sleep(0.02)
        raise AssertionError("no answer: " + self.last_words())

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, wait_s=START_S):
        """An orderly end leaves with exit code 0."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            assert self.process.wait(wait_s) == 0, self.last_words()

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if kind and self.process.poll() is None:
            self.kill()
        self.stop()

    def last_words(self):
        with open(os.path.join(self.folder, "service.log"), encoding="utf-8") as file:
            return "".join(file.readlines()[-20:])

    def get(self, path):
        try:
            with urllib.request.urlopen(self.http + path, timeout=30) as answer:
                return answer.read().decode()
        except OSError as fault:
            time.sleep(0.1)  # so that a process that is dying is dead
            died = self.process.poll()
            if died is not None and died != -signal.SIGKILL:  # our own kills are no fault
                raise AssertionError(f"ended with {died}: {self.last_words()}") from fault
            raise

    def readiness(self):
        """{check: (ok, text)}, whatever the answer's code."""
        try:
            text = self.get("/readyz")
        except urllib.error.HTTPError as answer:
            text = answer.read().decode()
        return {check["name"]: (check["ok"], check["text"]) for check in parse(text)["checks"]}

    def wait_for(self, found, wait_s=30):
        """Until `found(readiness)`; the readiness then."""
        checks, deadline = None, time.monotonic() + wait_s
        while True:
            with contextlib.suppress(OSError):  # between two lives nobody listens
                checks = self.readiness()
                if found(checks):
                    return checks
            assert time.monotonic() < deadline, f"{checks}; {self.last_words()}"
            time.sleep(0.2)

    def metrics(self):
        """{(name, labels as text): value}"""
        found = {}
        for line in self.get("/metrics").splitlines():
            match = METRIC.match(line)
            if match and not line.startswith("#"):
                found[match[1], match[2] or ""] = float(match[3])
        return found

    def tally(self, metrics=None):
        """{verdict: events} of the stream: received, counted, duplicate and each reason."""
        tally = {}
        for (name, labels), value in (metrics or self.metrics()).items():
            match = EVENTS.fullmatch(name)
            if not match or f'stream="{self.stream}"' not in labels:
                continue
            reason = re.search(r'reason="(\w+)"', labels)
            tally[reason[1] if reason else match[1]] = int(value)
        return tally

    def lag(self):
        """Records not yet committed, None while any of the 4 partitions is unknown."""
        lags = [value for (name, _), value in self.metrics().items()
                if name == "ioc_pulse_kafka_lag_records"]
        return sum(lags) if len(lags) == 4 else None

    def catch_up(self, records):
        """Until all `records` of the topic are received and committed, and all that is to be
        published has been."""
        deadline = time.monotonic() + CATCH_UP_S
        while time.monotonic() < deadline:
            metrics = self.metrics()
            waiting = sum(value for (name, _), value in metrics.items()
                          if name == "ioc_pulse_outbox_records")
            if self.tally(metrics).get("received") == records and self.lag() == 0 and not waiting:
                return
            time.sleep(0.05)
        raise AssertionError(f"not there in {CATCH_UP_S} s: {self.tally()} of {records}, "
                             f"lag {self.lag()}; {self.last_words()}")

    def feed_through_kills(self, broker, topic, records, chance, kills=4):
        """Starts; gives the records in as many parts, and after each is killed a moment later and
        started again; then reads to the end."""
        self.start()
        for part in range(kills):
            broker.produce(topic, records[part::kills])
            time.sleep(chance.uniform(0.1, 0.6))
            self.kill()
            self.start()
        self.catch_up(len(records))

    def figures(self, **query):
        """All pages of /api/v1/figures."""
        found, cursor = [], None
        while True:
            asked = query | ({"cursor": cursor} if cursor else {})
            page = parse(self.get("/api/v1/figures?" + urllib.parse.urlencode(asked)))
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found


class Watcher(threading.Thread):
    """Looks at a running service all the time, across its crashes, and notes what must never be:
    a tally that does not balance, or a figure that a crash took back."""

    def __init__(self, service):
        super().__init__(daemon=True)
        self.service = service
        self.samples = 0
        self.behind = 0  # samples while something was left to read
        self.faults = []
        self.highest = {}  # of (value, revision) of the yearly total, by window end
        self.ending = threading.Event()

    def run(self):
        while not self.ending.wait(SAMPLE_S):
            try:
                self.look()
            except (OSError, ValueError, KeyError):
                continue  # it has just been killed, or is not there yet
            except AssertionError as fault:
                self.faults.append(str(fault))
                return

    def look(self):
        tally = self.service.tally()
        if tally:
            self.samples += 1
            self.behind += (self.service.lag() or 0) > 0
            if tally["received"] != sum(n for name, n in tally.items() if name != "received"):
                self.faults.append(f"unbalanced: {tally}")
        for figure in self.service.figures(indicator="visits.total", window="year"):
            now = (figure["value"], figure["revision"])
            before = self.highest.get(figure["end"], (0, 0))
            if now[0] < before[0] or now[1] < before[1]:
                self.faults.append(f"taken back: {before} became {now}")
            self.highest[figure["end"]] = max(now, before)

    def finish(self):
        self.ending.set()
        self.join()
        assert self.faults == []
        assert self.samples > 0
