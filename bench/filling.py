#!/usr/bin/env python3
"""How long a new indicator takes to have its past, and how fresh the others stay meanwhile.

A service with the shipped catalogue has counted the past of its dossiers. It is stopped, its
catalogue gains an indicator, and it is started: once with one of events, once with one of lives.
Each is timed from the start of the process until /readyz tells no `filling` any more, and its
figures must then be those of the shipped indicator that counts the same less finely. Meanwhile
events of another stream are sent at a steady rate, and of each it is known when the live feed
showed it (bench/latency.py); a start that has nothing to fill in shows what the start alone does
to them. Asked: of 5,000,000 past events less than 30 s, of lives less than 60 s, and no event seen
later than two seconds while the past is read.

  IOC_BENCH_PAST    1000000   events of dossiers, five to a dossier; 5000000 is what is asked
  IOC_BENCH_RATE    2000      live events a second
  IOC_BENCH_MEMORY  512MiB    limits.memory
  IOC_BENCH_PORT    29192     of the broker, whose data are wiped before and after
  IOC_PULSE         build/release/ioc-pulse
"""

import os
import statistics
import subprocess
import sys
import time
from collections import Counter

from common import (PARTITIONS, SHIPPED, WAIT_S, Lives, Service, broker, compile_tools, days_ago_ms,
                    judge, knob, machine, make_topics, read_catalog, tool)
from latency import Watcher, latencies_of, pace_catalog, read_sent

PAST = knob("IOC_BENCH_PAST", 1_000_000)
RATE = knob("IOC_BENCH_RATE", 2_000)
MEMORY = os.environ.get("IOC_BENCH_MEMORY", "512MiB")
EVENTS_PER_LIFE = 5
DOSSIER_SHARE = 0.625  # of the records of a mix (bench/make_lives.c)
LOAD_DAYS, MIX_DAYS = 60, 60
PACE_TOPIC = "bench.pace"
CALM_S = 10  # of sending after the past is there, to compare with
WARM_UP_S = 0.5
FRESH_MOST_MS = 2000

# Each like a shipped one, by procedure too: a cube of its own, with the same sum.
NEW = {
    "bench.requests": ("dossiers.supplement_requests", 30, """
[[indicator]]
id = "bench.requests"
name = { vi = "Yêu cầu bổ sung theo thủ tục", en = "Requests by procedure" }
of = "dossiers"
where = "status == 5"
measure = "count"
by = ["unit", "procedure"]
windows = ["month"]
public = true
"""),
    "bench.received": ("dossiers.received", 60, """
[[indicator]]
id = "bench.received"
name = { vi = "Hồ sơ tiếp nhận theo thủ tục", en = "Dossiers received by procedure" }
of = "dossier"
at = "received"
measure = "count"
by = ["unit", "procedure"]
windows = ["month"]
public = true
""")}


def main():
    compile_tools("make_lives", "pace")
    with broker("29192", is_fresh=True) as address:
        service = Service("filling", address, MEMORY)
        catalog = read_catalog(SHIPPED) | pace_catalog(PACE_TOPIC)
        make_topics(address, [PACE_TOPIC])
        past, memory_mib = count_past(service, catalog)
        bounds, sent = {}, start_alone(service, address)
        for name, (known, bound_s, text) in NEW.items():
            catalog[name + ".toml"] = text
            service.set_catalog(catalog)
            result, sent = fill(service, address, name, known, sent)
            memory_mib = max(memory_mib, result["memory_mib"])
            bounds |= {f"{name}_s": (result["seconds"], bound_s, "most"),
                       f"{name}_progress_seen": (result["progress"], 1, "least"),
                       f"{name}_fresh_ms": (result["fresh_ms"], FRESH_MOST_MS, "most")}
    print(f"machine: {machine()}; {past:,} past events, {RATE:,} live events/s, limits.memory "
          f"{MEMORY}, most memory {memory_mib} MiB")
    print("It does not show: a log that is no longer in the broker's page cache.")
    return judge(bounds | {"memory_mib": (memory_mib, 2048, "most")})


def count_past(service, catalog):
    """The number of past events of dossiers, and the memory it took."""
    lives = PAST // EVENTS_PER_LIFE
    service.set_catalog(catalog)
    with Lives(service.address, lives, lives, days_ago_ms(LOAD_DAYS + MIX_DAYS)) as maker:
        maker.make(f"load {LOAD_DAYS}")
        maker.make(f"hot {MIX_DAYS} {int((PAST - lives) / DOSSIER_SHARE)}")
        past = sum(offset for (topic, _), offset in maker.ends().items() if "dossiers" in topic)
    with service.running():
        service.wait_for_events(maker.records)
        print(f"the past is counted after {service.seconds():.0f} s", flush=True)
        return past, service.peak_mib()


def fill(service, address, name, known, first):
    """What it took, and the next number to send."""
    with service.running(), Sight(service, address, first) as sight:
        progress = wait_until_filled(service)
        seconds, filled_ms = round(service.seconds(), 1), time.time() * 1000
        check_figures(service, name, known)
        time.sleep(CALM_S)
        latencies = sight.latencies()
        meanwhile = [latency for clock, latency in latencies if clock < filled_ms]
        afterwards = [latency for clock, latency in latencies if clock >= filled_ms]
        print(f"{name}: filled in {seconds} s; progress told {len(progress)} times, from "
              f"{progress[:1]} to {progress[-1:]}\n  live events, sent to seen: meanwhile "
              f"{words(meanwhile)}; afterwards {words(afterwards)}", flush=True)
        return {"seconds": seconds, "progress": len(progress), "memory_mib": service.peak_mib(),
                "fresh_ms": round(max(meanwhile, default=0))}, sight.next


def start_alone(service, address):
    """What a start costs that has nothing to fill in; the next number to send."""
    with service.running(), Sight(service, address, 0) as sight:
        time.sleep(CALM_S)
        latencies = [latency for _, latency in sight.latencies()]
        print(f"a start alone: live events, sent to seen: {words(latencies)}", flush=True)
        return sight.next


def wait_until_filled(service):
    """The progress that was told, without doubles."""
    told = []

    def is_filled():
        checks = service.checks()
        if "filling" in checks:
            text = checks["filling"][1].rpartition(": ")[2]
            if text not in told:
                told.append(text)
        return checks["kafka"][0] and "filling" not in checks

    service.wait_until(is_filled, 0.1)
    return told


def check_figures(service, name, known):
    """The new ones, summed over procedures, are the known ones."""
    def counts(indicator):
        sums = Counter()
        for figure in service.figures(indicator=indicator, window="month"):
            sums[figure["end"], figure["group"]["unit"]] += figure["value"]
        return sums

    filled, wanted = service.wait_until(
        lambda: (filled := counts(name)) and (filled, counts(known)))
    if filled != wanted:
        sys.exit(f"{name} has not the past that {known} has: {sum(filled.values())} against "
                 f"{sum(wanted.values())}, {len(filled)} against {len(wanted)} figures")


class Sight:
    """Live events that are sent and watched until `latencies` is asked."""

    def __init__(self, service, address, first):
        self.path = os.path.join(service.folder, "pace.log")
        self.service = service
        self.command = [tool("pace"), address, PACE_TOPIC, str(RATE), str(WAIT_S), str(PARTITIONS),
                        str(first)]
        self.next = first

    def __enter__(self):
        self.service.wait_until(lambda: self.service.get("/livez"), 0.02)
        self.watcher = Watcher(self.service.port)
        self.watcher.start()
        with open(self.path, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(self.command, stdout=log)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def latencies(self):
        self.process.terminate()
        if self.process.wait() != 0:
            sys.exit("the live events could not be sent")
        with open(self.path, encoding="utf-8") as log:
            sent = read_sent(log.read())
        self.next = int(max(sent[-1][1:])) + 1
        self.watcher.wait_for([int(number) for number in sent[-1][1:]])
        return latencies_of(sent, self.watcher.frames, WARM_UP_S)


def words(latencies):
    if len(latencies) < 2:
        return "too short to tell"
    cuts = statistics.quantiles(latencies, n=100)
    return f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, most {max(latencies):.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
