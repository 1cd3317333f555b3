"""A real broker and its clients, none of them ours: kcat (librdkafka) and the Java producer."""

import os
import signal
import subprocess
import tempfile
import time

from generate import PARTITIONS, line_for_java

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WAIT_S = 300  # the bound of every single call here


def run(*command, **options):
    return subprocess.run(command, check=True, timeout=WAIT_S, **options)


class Broker:
    """The broker of one port; `./dev kafka` does the work."""

    def __init__(self, port):
        self.port = port
        self.address = f"127.0.0.1:{port}"

    def start(self):
        run(os.path.join(ROOT, "dev"), "kafka", "start", str(self.port))

    def stop(self):
        run(os.path.join(ROOT, "dev"), "kafka", "stop", str(self.port))

    def kill(self):
        """At once, without a word to anybody; `start` brings it back with what it holds."""
        with open(os.path.join(ROOT, "build", "kafka", str(self.port), "pid"),
                  encoding="utf-8") as file:
            os.kill(int(file.read()), signal.SIGKILL)

    def wipe(self):
        run(os.path.join(ROOT, "dev"), "kafka", "wipe", str(self.port))

    def create_topic(self, topic):
        """Topics are made on first use, with the broker's 4 partitions."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            listing = run("kcat", "-b", self.address, "-L", "-t", topic, capture_output=True)
            if f"with {PARTITIONS} partitions".encode() in listing.stdout:
                return
            time.sleep(0.2)
        raise AssertionError(f"{topic} was not created: {listing.stdout}")

    def administer(self, *words):
        """`delete TOPIC`, `create TOPIC N`, `widen TOPIC N`, `cut TOPIC PARTITION OFFSET`, by the
        Java client."""
        kafka = os.path.join(ROOT, "build", "kafka")
        run("java", "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp",
            f"{kafka}/classes:{kafka}/jars/*", "Topics", self.address, *map(str, words))

    def produce(self, topic, records, transactional=None):
        """Structured records by kcat, a process a partition; then binary ones by Java. With
        `transactional` (an id) Java sends everything."""
        structured = [] if transactional else [r for r in records if r["mode"] == "structured"]
        self.produce_by_kcat(topic, structured)
        others = records if transactional else [r for r in records if r["mode"] == "binary"]
        if others:
            self.produce_by_java(topic, others, transactional)

    def produce_by_kcat(self, topic, records):
        """One kcat takes one set of headers: a call for each partition and set."""
        lots = {}
        for record in records:
            lots.setdefault((record["partition"], tuple(record["headers"])), []).append(record)
        with tempfile.TemporaryDirectory() as folder:
            calls = []
            for number, ((partition, headers), lot) in enumerate(lots.items()):
                path = os.path.join(folder, str(number))
                with open(path, "wb") as file:
                    file.writelines(record["value"] + b"\n" for record in lot)
                command = ["kcat", "-P", "-b", self.address, "-t", topic, "-p", str(partition),
                           "-X", "message.max.bytes=4194304", "-X", "linger.ms=5",
                           "-X", "acks=all", "-l", path]
                for name, value in headers:
                    command += ["-H", f"{name}={value}"]
                calls.append(subprocess.Popen(command))
            for call in calls:
                assert call.wait(WAIT_S) == 0, call.args

    def produce_by_java(self, topic, records, transactional):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.writelines(line_for_java(record) + "\n" for record in records)
            file.flush()
            kafka = os.path.join(ROOT, "build", "kafka")
            command = ["java", "-Xmx512m", "-XX:TieredStopAtLevel=1",
                       "-cp", f"{kafka}/classes:{kafka}/jars/*", "Producer",
                       "--brokers", self.address, "--topic", topic, "--file", file.name]
            if transactional:
                command += ["--transactional", transactional, "--every", "700",
                            "--abort-every", "5"]
            done = subprocess.run(command, timeout=WAIT_S, capture_output=True)
            assert done.returncode == 0, done.stderr.decode()

    def read(self, topic):
        """All records of a topic that a reader of committed records sees, from kcat. The form is
        framed by lengths, so that any bytes come through."""
        shown = run("kcat", "-C", "-b", self.address, "-t", topic, "-e", "-q", "-o", "beginning",
                    "-X", "isolation.level=read_committed", "-X", "fetch.message.max.bytes=4194304",
                    "-f", "%p %o %T %K %S %h\n%k%s\n", capture_output=True).stdout
        at = 0
        while at < len(shown):
            end = shown.index(b"\n", at)
            partition, offset, timestamp, key_size, size, headers = \
                shown[at:end].decode().split(" ", 5)
            key_size, size, at = int(key_size), int(size), end + 1
            key = shown[at:at + key_size] if key_size >= 0 else None
            at += max(key_size, 0)
            value = shown[at:at + size] if size >= 0 else None
            at += max(size, 0)
            assert shown[at:at + 1] == b"\n"
            at += 1
            yield {"partition": int(partition), "offset": int(offset),
                   "timestamp": int(timestamp), "key": key, "value": value,
                   "headers": [tuple(pair.split("=", 1)) for pair in headers.split(",") if pair]}
