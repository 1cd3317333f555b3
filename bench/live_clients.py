#!/usr/bin/env python3
"""What ten thousand watchers of the live feed cost the engine, and the memory they take.

Events flow at a steady rate. Rounds without clients and rounds with all of them follow each other
in turn, in one life of the service; a part of the clients reads nothing at all. Of each round the
CPU time of the threads that make figures (shards and engine) is taken per event. Judged: the median
with clients over that without, the peak of memory, and that no client who reads was cut off.

  IOC_BENCH_CLIENTS  10000   at once
  IOC_BENCH_STALLED  1000    of them
  IOC_BENCH_RATE     5000    events a second
  IOC_BENCH_SECONDS  10      of each round
  IOC_BENCH_ROUNDS   5       of each kind
  IOC_BENCH_MEMORY   512MiB  limits.memory
  IOC_BENCH_PORT     29092   of the broker
  IOC_PULSE          build/release/ioc-pulse
"""

import json
import os
import re
import statistics
import subprocess
import sys
import time

from common import (PARTITIONS, Service, broker, compile_tools, judge, knob, machine, make_topics,
                    read_catalog, tool)
from latency import LATENCY_CATALOG, pace_catalog

CLIENTS = knob("IOC_BENCH_CLIENTS", 10_000)
STALLED = knob("IOC_BENCH_STALLED", 1_000)
RATE = knob("IOC_BENCH_RATE", 5_000)
SECONDS = knob("IOC_BENCH_SECONDS", 10)
ROUNDS = knob("IOC_BENCH_ROUNDS", 5)
MEMORY = os.environ.get("IOC_BENCH_MEMORY", "512MiB")
TOPIC = f"bench.clients-{os.getpid()}"
MAKERS = re.compile(r"engine|shard-\d+")  # threads
COST_MOST = 1.05
MEMORY_MOST_MIB = int(MEMORY.removesuffix("MiB"))
SETTLE_S = 3  # a snapshot to each client first


def main():
    compile_tools("pace", "live_clients")
    with broker("29092") as address:
        make_topics(address, [TOPIC])
        service = Service("watched", address, MEMORY)
        service.set_catalog(read_catalog(LATENCY_CATALOG) | pace_catalog(TOPIC))
        with service.running():
            service.wait_until(lambda: service.get("/readyz"))
            pace = subprocess.Popen([tool("pace"), address, TOPIC, str(RATE), "100000",
                                     str(PARTITIONS)], stdout=subprocess.DEVNULL)
            try:
                time.sleep(SETTLE_S)
                rounds = [(measure(service), watched(service)) for _ in range(ROUNDS)]
            finally:
                pace.terminate()
                pace.wait()
            memory_mib = service.peak_mib()
    return conclude(rounds, memory_mib)


def measure(service):
    """Microseconds of CPU an event of the threads that make figures, over one round."""
    begin_cpu, begin_events = makers_cpu_s(service), events(service)
    time.sleep(SECONDS)
    cpu, counted = makers_cpu_s(service) - begin_cpu, events(service) - begin_events
    return cpu / counted * 1e6


def watched(service):
    """The same with all clients there; what became of them."""
    clients = subprocess.Popen([tool("live_clients"), str(service.port), str(CLIENTS),
                                str(STALLED), "/api/v1/live"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    if clients.stdout.readline() != "open\n":
        sys.exit("the clients could not all watch")
    time.sleep(SETTLE_S)
    cost = measure(service)
    ended = json.loads(clients.communicate()[0])
    return cost, ended


def makers_cpu_s(service):
    ticks = 0
    folder = f"/proc/{service.process.pid}/task"
    for thread in os.listdir(folder):
        with open(f"{folder}/{thread}/stat", encoding="utf-8") as file:
            head, _, rest = file.read().rpartition(")")
        if MAKERS.fullmatch(head.partition("(")[2]):
            fields = rest.split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def events(service):
    return sum(float(count) for count in
               re.findall(r"^ioc_pulse_events_counted_total\{.*\} (\S+)$", service.get("/metrics"),
                          re.MULTILINE))


def conclude(rounds, memory_mib):
    for alone, (with_clients, ended) in rounds:
        print(f"alone {alone:.2f} us an event; with {CLIENTS} clients, {STALLED} of them stalled, "
              f"{with_clients:.2f} us; {ended['bytes'] / 1e6:.0f} MB read, "
              f"{ended['closed']} closed")
    ratio = (statistics.median(cost for _, (cost, _) in rounds)
             / statistics.median(alone for alone, _ in rounds))
    print(f"machine: {machine()}; {RATE} events/s, rounds of {SECONDS} s, limits.memory {MEMORY}")
    print("It does not show: sockets' buffers in the kernel, TLS, or clients far away.")
    return judge({"engine_cost_ratio": (round(ratio, 3), COST_MOST, "most"),
                  "memory_mib": (memory_mib, MEMORY_MOST_MIB, "most"),
                  "closed": (max(ended["closed"] for _, (_, ended) in rounds), STALLED, "most")})


if __name__ == "__main__":
    sys.exit(main())
