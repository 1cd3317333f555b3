#!/usr/bin/env python3
"""From an event handed to a Kafka client to its figure in the live feed, at a steady rate.

Each event carries a number that rises within its partition; an indicator shows the highest number
of each partition. A frame of the feed therefore says which events it stands for, and the time from
sending to seeing is known for every single one. The first seconds (start of clients) do not count.

  IOC_BENCH_RATE     20000   events a second
  IOC_BENCH_SECONDS  60      of sending
  IOC_BENCH_PORT     29092   of the broker
"""

import bisect
import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time

from run import BROKER, PORT, PROGRAM, ROOT, WORK, compile_tool, free_port, get, run, tool

RATE = int(os.environ.get("IOC_BENCH_RATE", "20000"))
SECONDS = int(os.environ.get("IOC_BENCH_SECONDS", "60"))
PARTITIONS = 4
TOPIC = f"bench.pace-{os.getpid()}"
WARM_UP_S = 5
WAIT_S = 60


def main():
    os.makedirs(WORK, exist_ok=True)
    compile_tool("pace")
    run(os.path.join(ROOT, "dev"), "kafka", "start", PORT)
    try:
        run("kcat", "-b", BROKER, "-L", "-t", TOPIC)  # made on first use
        latencies = measure()
    finally:
        run(os.path.join(ROOT, "dev"), "kafka", "stop", PORT)
    conclude(latencies)


def measure():
    port = free_port()
    folder = os.path.join(WORK, f"latency-{os.getpid()}")
    with open(os.path.join(write_configuration(folder, port), "service.log"), "wb") as log:
        service = subprocess.Popen([PROGRAM, "run", "--config", f"{folder}/latency.toml"],
                                   stdout=log, stderr=log)
    try:
        wait_until_reading(service, port)
        watcher = Watcher(port)
        watcher.start()
        lines = run(tool("pace"), BROKER, TOPIC, str(RATE), str(SECONDS), str(PARTITIONS))
        sent = [list(map(float, line.split())) for line in lines.splitlines()]
        watcher.wait_for([int(number) for number in sent[-1][1:]])
        return latencies_of(sent, watcher.frames)
    finally:
        service.terminate()
        service.wait(WAIT_S)


def write_configuration(folder, port):
    os.makedirs(os.path.join(folder, "catalog"))
    here = os.path.join(ROOT, "bench", "latency")
    for name in ("units.csv", "catalog.toml"):
        with open(os.path.join(here, name), encoding="utf-8") as file:
            text = file.read().replace('"bench.pace"', f'"{TOPIC}"')
        with open(os.path.join(folder, "catalog", name), "w", encoding="utf-8") as file:
            file.write(text)
    with open(os.path.join(folder, "latency.toml"), "w", encoding="utf-8") as file:
        file.write(f'catalog = "{folder}/catalog"\nstate_dir = "{folder}/state"\n'
                   f'[kafka]\nbrokers = "{BROKER}"\n[http]\nlisten = "127.0.0.1:{port}"\n')
    return folder


def wait_until_reading(service, port):
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        if service.poll() is not None:
            sys.exit("the service ended, see its log below " + WORK)
        try:
            get(port, "/readyz")
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("the service does not get ready")


class Watcher(threading.Thread):
    """One client of the live feed: when each lane's highest number became known."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.frames = {}  # lane -> ([number], [clock in ms]), both rising

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        connection.request("GET", "/api/v1/live")
        answer = connection.getresponse()
        for line in iter(answer.readline, b""):
            if line.startswith(b"data:"):
                self.take(json.loads(line[5:]), time.time() * 1000)

    def take(self, frame, now_ms):
        for figure in frame.get("figures", []):
            if figure["indicator"] != "pace.number" or figure["window"] != "day":
                continue
            numbers, clocks = self.frames.setdefault(int(figure["group"]["lane"]), ([], []))
            if not numbers or figure["value"] > numbers[-1]:
                numbers.append(figure["value"])
                clocks.append(now_ms)

    def wait_for(self, last):
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            if all(lane in self.frames and self.frames[lane][0][-1] == number
                   for lane, number in enumerate(last)):
                return
            time.sleep(0.05)
        sys.exit(f"not every event came to be seen: {self.frames.keys()}, wanted {last}")


def latencies_of(sent, frames):
    """Of every event: the first frame with its number or a higher one, less the time of sending."""
    latencies = []
    for lane in range(PARTITIONS):
        numbers, clocks = frames[lane]
        before = -1
        for clock, *highest in sent:
            for number in range(before + 1, int(highest[lane]) + 1):
                if clock - sent[0][0] > WARM_UP_S * 1000:
                    latencies.append(clocks[bisect.bisect_left(numbers, number)] - clock)
            before = int(highest[lane])
    return latencies


def conclude(latencies):
    cuts = statistics.quantiles(latencies, n=1000)
    print(f"{RATE:,} events/s for {SECONDS} s, {len(latencies):,} events measured: sent to seen "
          f"in the live feed p50 {cuts[499]:.0f} ms, p99 {cuts[989]:.0f} ms, "
          f"p99.9 {cuts[998]:.0f} ms, most {max(latencies):.0f} ms")
    print("It does not show: the browser's own drawing, or a broker on another machine.")


if __name__ == "__main__":
    main()
