#!/usr/bin/env python3
"""From an event handed to a Kafka client to its figure in the live feed, at a steady rate.

Each event carries a number that rises within its partition; an indicator shows the highest number
of each partition. A frame of the feed therefore says which events it stands for, and the time from
sending to seeing is known for every single one. The first seconds (start of clients) do not count.

  IOC_BENCH_RATE     20000   events a second
  IOC_BENCH_SECONDS  60      of sending
  IOC_BENCH_PORT     29092   of the broker
  IOC_PULSE          build/release/ioc-pulse
"""

import bisect
import http.client
import json
import os
import statistics
import sys
import threading
import time

from common import (PARTITIONS, ROOT, Service, broker, compile_tools, knob, make_topics,
                    read_catalog, run, tool)

RATE = knob("IOC_BENCH_RATE", 20_000)
SECONDS = knob("IOC_BENCH_SECONDS", 60)
LATENCY_CATALOG = os.path.join(ROOT, "bench", "latency")
TOPIC = f"bench.pace-{os.getpid()}"
WARM_UP_S = 5
WAIT_S = 60


def main():
    compile_tools("pace")
    with broker("29092") as address:
        make_topics(address, [TOPIC])
        latencies = [latency for _, latency in measure(address)]
    conclude(latencies)


def measure(address):
    service = Service("latency", address)
    service.set_catalog(read_catalog(LATENCY_CATALOG) | pace_catalog(TOPIC))
    with service.running():
        service.wait_until(lambda: service.get("/readyz"))
        watcher = Watcher(service.port)
        watcher.start()
        sent = read_sent(run(tool("pace"), address, TOPIC, str(RATE), str(SECONDS),
                             str(PARTITIONS)))
        watcher.wait_for([int(number) for number in sent[-1][1:]])
        return latencies_of(sent, watcher.frames)


def pace_catalog(topic):
    """{file: text} of its stream and figures alone, to stand beside other files."""
    text = read_catalog(LATENCY_CATALOG)["pace.toml"]
    return {"pace.toml": text.replace('"bench.pace"', f'"{topic}"')}


def read_sent(lines):
    """What pace tells: [clock in ms, highest number of each partition] by the millisecond."""
    return [list(map(float, line.split())) for line in lines.splitlines()]


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


def latencies_of(sent, frames, warm_up_s=WARM_UP_S):
    """Of every event its time of sending, and how much later the first frame came that has its
    number or a higher one."""
    latencies = []
    begin_ms, *before = sent[0]
    for lane in range(PARTITIONS):
        numbers, clocks = frames[lane]
        for clock, *highest in sent:
            for number in range(int(before[lane]) + 1, int(highest[lane]) + 1):
                if clock - begin_ms > warm_up_s * 1000:
                    seen = clocks[bisect.bisect_left(numbers, number)]
                    latencies.append((clock, seen - clock))
            before[lane] = highest[lane]
    return latencies


def conclude(latencies):
    cuts = statistics.quantiles(latencies, n=1000)
    print(f"{RATE:,} events/s for {SECONDS} s, {len(latencies):,} events: sent to seen in the "
          f"live feed p50 {cuts[499]:.0f} ms, p99 {cuts[989]:.0f} ms, p99.9 {cuts[998]:.0f} ms, "
          f"most {max(latencies):.0f} ms")
    print("It does not show: the browser's own drawing, or a broker on another machine.")


if __name__ == "__main__":
    main()
