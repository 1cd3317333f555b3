"""What the benches share: tools in C, a real broker, the program as a process, and its figures."""

import contextlib
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = os.path.join(ROOT, "build", "bench")
PROGRAM = os.environ.get("IOC_PULSE", os.path.join(ROOT, "build", "release", "ioc-pulse"))
PARTITIONS = 4  # of every topic: made on first use by a broker of ./dev kafka
SHIPPED = os.path.join(ROOT, "catalogs", "quang-nam")
UNITS = os.path.join(SHIPPED, "units.csv")
WAIT_S = 7200  # ten million lives take their time
POLL_S = 0.2
EVENTS = re.compile(r"^ioc_pulse_events_(counted|duplicate|refused)_total\{.*\} (\S+)$",
                    re.MULTILINE)
LAG = re.compile(r"^ioc_pulse_kafka_lag_records\{.*\} (\S+)$", re.MULTILINE)


def knob(name, default):
    """A knob of the environment."""
    return int(os.environ.get(name, default))


def tool(name):
    return os.path.join(WORK, name)


def compile_tools(*names):
    """Each NAME.c, with the shared topic.c."""
    os.makedirs(WORK, exist_ok=True)
    for name in names:
        sources = [os.path.join(ROOT, "bench", part + ".c") for part in (name, "topic")]
        run("cc", "-O2", "-Wall", "-Wextra", "-o", tool(name), *sources, "-lrdkafka")


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True,
                          timeout=WAIT_S).stdout


@contextlib.contextmanager
def broker(default_port, is_fresh=False):
    """Its address. IOC_BENCH_PORT rules the port; a fresh one forgets its data before and after."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))  # and all is stopped
    port = os.environ.get("IOC_BENCH_PORT", default_port)
    dev = os.path.join(ROOT, "dev")
    if is_fresh:
        run(dev, "kafka", "wipe", port)
    run(dev, "kafka", "start", port)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        run(dev, "kafka", "wipe" if is_fresh else "stop", port)


def make_topics(address, topics):
    """Topics are made on first use, and have their leaders a moment later."""
    for topic in topics:
        run("kcat", "-b", address, "-L", "-t", topic)
    for _ in range(50):
        if len(ends_of(address, topics)) == PARTITIONS * len(topics):
            return
        time.sleep(POLL_S)
    sys.exit(f"the broker does not make these topics: {topics}")


def ends_of(address, topics):
    """{(topic, partition): offset} of the next record, of topics that are there."""
    asked = [text for topic in topics for partition in range(PARTITIONS)
             for text in ("-t", f"{topic}:{partition}:-1")]
    answer = subprocess.run(["kcat", "-Q", "-b", address, *asked], capture_output=True, text=True,
                            timeout=WAIT_S, check=False).stdout
    return {(topic, int(partition)): int(offset) for topic, partition, offset
            in re.findall(r"^(\S+) \[(\d+)\] offset (\d+)$", answer, re.MULTILINE)}


def raw(address, begins, events):
    """The raw consumer over the same partitions, from the same offsets."""
    parts = [text for (topic, partition), offset in begins.items()
             for text in (topic, str(partition), str(offset))]
    return json.loads(run(tool("raw_consumer"), address, str(events), *parts))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_catalog(folder):
    """{file: text}"""
    texts = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            texts[name] = file.read()
    return texts


class Lives:
    """The tool that fills the topics of the shipped catalogue (bench/make_lives.c), from order to
    order; `records` and `duplicates` are of all orders."""

    def __init__(self, address, lives, hot, begin_ms):
        self.address = address
        self.topics = re.findall(r'^topic = "(.*)"$', read_catalog(SHIPPED)["streams.toml"],
                                 re.MULTILINE)
        self.records = self.duplicates = 0
        make_topics(address, self.topics)
        self.process = subprocess.Popen(
            [tool("make_lives"), address, str(PARTITIONS), UNITS, str(lives), str(hot),
             str(begin_ms)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.communicate()

    def make(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit("the lives could not be made")
        made = json.loads(answer)
        self.records += made["records"]
        self.duplicates += made["duplicates"]
        return made

    def ends(self):
        return ends_of(self.address, self.topics)


def days_ago_ms(days):
    return (int(time.time()) - days * 86400) * 1000


class Service:
    """The program, with a folder below build/bench of its own; `state` outlives a stop."""

    def __init__(self, name, address, memory="512MiB"):
        self.folder = os.path.join(WORK, name)
        self.state = os.path.join(self.folder, "state")
        self.address = address
        self.port = free_port()
        self.process = None
        self.begin = None
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.config = os.path.join(self.folder, "ioc-pulse.toml")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f'catalog = "{self.folder}/catalog"\nstate_dir = "{self.state}"\n'
                       f'[kafka]\nbrokers = "{address}"\n'
                       f'[http]\nlisten = "127.0.0.1:{self.port}"\n'
                       f'[limits]\nmemory = "{memory}"\n')

    def set_catalog(self, texts):
        catalog = os.path.join(self.folder, "catalog")
        shutil.rmtree(catalog, ignore_errors=True)
        os.makedirs(catalog)
        for name, text in texts.items():
            with open(os.path.join(catalog, name), "w", encoding="utf-8") as file:
                file.write(text)

    def start(self):
        self.begin = time.monotonic()
        with open(os.path.join(self.folder, "service.log"), "ab") as log:
            self.process = subprocess.Popen([PROGRAM, "run", "--config", self.config],
                                            stdout=log, stderr=log)

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        if self.process.wait(WAIT_S) != 0:
            sys.exit(f"the service did not end well, see {self.folder}/service.log")

    def kill(self):
        self.process.kill()
        self.process.wait()

    @contextlib.contextmanager
    def running(self):
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def seconds(self):
        """Since the start."""
        return time.monotonic() - self.begin

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.read().decode()

    def wait_until(self, found, poll_s=POLL_S):
        """What `found()` answers once it is true; a service that does not answer yet is asked
        again."""
        while True:
            with contextlib.suppress(OSError):
                answer = found()
                if answer:
                    return answer
            if self.process.poll() is not None:
                sys.exit(f"the service ended, see {self.folder}/service.log")
            if self.seconds() > WAIT_S:
                sys.exit(f"the service did not get there, see {self.folder}/service.log")
            time.sleep(poll_s)

    def checks(self):
        """{check of /readyz: (whether it is well, its text)}"""
        try:
            text = self.get("/readyz")
        except urllib.error.HTTPError as answer:
            text = answer.read().decode()
        return {check["name"]: (check["ok"], check["text"]) for check in json.loads(text)["checks"]}

    def tally(self):
        """{counted, duplicate, refused: events}, when all of them are committed; otherwise None."""
        metrics = self.get("/metrics")
        lags = [float(lag) for lag in LAG.findall(metrics)]
        if not lags or any(lags):
            return None
        tally = {"counted": 0, "duplicate": 0, "refused": 0}
        for verdict, events in EVENTS.findall(metrics):
            tally[verdict] += int(float(events))
        return tally

    def wait_for_events(self, events, poll_s=POLL_S):
        """Until so many are counted, known as duplicates or refused since the state began. Each
        look costs the service a page of metrics."""
        return self.wait_until(lambda: (tally := self.tally()) and sum(tally.values()) == events
                               and tally, poll_s)

    def figures(self, **query):
        """All pages of /api/v1/figures."""
        found, cursor = [], None
        while True:
            asked = query | {"limit": 10000} | ({"cursor": cursor} if cursor else {})
            page = json.loads(self.get("/api/v1/figures?" + urllib.parse.urlencode(asked)))
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found

    def cpu_s(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self):
        """The most memory that was ever resident (VmHWM)."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) // 1024

    def state_mib(self):
        sizes = (entry.stat().st_size for folder, _, names in os.walk(self.state)
                 for entry in os.scandir(folder) if entry.is_file())
        return sum(sizes) // (1 << 20)


def rate(result):
    return result["events"] / result["cpu_s"]


def machine():
    return f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()}"


def judge(bounds):
    """Says of each {what: (figure, bound, "least" or "most")} whether it holds, as a line of JSON
    and in words; the program's exit code."""
    missed = []
    for what, (figure, bound, kind) in bounds.items():
        if figure < bound if kind == "least" else figure > bound:
            missed.append(f"{what} is {figure}, asked is at {kind} {bound}")
    print(json.dumps({what: figure for what, (figure, *_) in bounds.items()}))
    print("\n".join(missed) or "all that is asked holds")
    return 1 if missed else 0
