#!/usr/bin/env python3
"""The whole shipped catalogue over many lives, beside a raw consumer of the same topics.

On a real broker of its own, three loads follow each other in time, with eight quiet days before
each, and the last one ends now (bench/make_lives.c): every dossier once; then a mix of all streams
in which every dossier is as likely as any other; then the same mix with nine of ten dossier events
of a tenth of the dossiers, the hot ones. The service reads each from a start of its own, with the
state of the one before, and is beside a raw consumer of the same records. CPU is that of the whole
process (user and system, all threads), from its start until the last event is committed. The hot
load is judged: events per CPU-second of ioc-pulse over raw at least 0.25, and at most 2 GiB of
memory in any of the three.

  IOC_BENCH_LIVES      1000000   dossiers; 10000000 is what is asked
  IOC_BENCH_HOT        LIVES/10  of them
  IOC_BENCH_EVENTS     1000000   of the hot and of the uniform load; 10000000 is what is asked
  IOC_BENCH_DAYS       1         of event time of each of these
  IOC_BENCH_LOAD_DAYS  1         of event time of the first load
  IOC_BENCH_MEMORY     512MiB    limits.memory
  IOC_BENCH_PORT       29192     of the broker, whose data are wiped before and after
  IOC_PULSE            build/release/ioc-pulse

Days weigh: the fewer events a minute has, the fewer share a pane of a sliding window.
"""

import os
import sys

from common import (SHIPPED, Lives, Service, broker, compile_tools, days_ago_ms, judge, knob,
                    machine, rate, raw, read_catalog)

LIVES = knob("IOC_BENCH_LIVES", 1_000_000)
HOT = knob("IOC_BENCH_HOT", LIVES // 10)
EVENTS = knob("IOC_BENCH_EVENTS", 1_000_000)
DAYS = knob("IOC_BENCH_DAYS", 1)
MEMORY = os.environ.get("IOC_BENCH_MEMORY", "512MiB")
LOAD_DAYS = knob("IOC_BENCH_LOAD_DAYS", 1)
REST_DAYS = 8  # before each load: more than dossiers may be late
LOOK_S = 1  # at the metrics of 80 indicators; Prometheus asks every 15 s
RATIO_LEAST = 0.25
MEMORY_MOST_MIB = 2048


def main():
    compile_tools("make_lives", "raw_consumer")
    with broker("29192", is_fresh=True) as address:
        service = Service("lives", address, MEMORY)
        service.set_catalog(read_catalog(SHIPPED))
        # The last load ends now: what falls due in days to come has not fallen due yet.
        begin_ms = days_ago_ms(LOAD_DAYS + 2 * DAYS + 3 * REST_DAYS)
        with Lives(address, LIVES, HOT, begin_ms) as lives:
            results = {name: measure(service, lives, name, order) for name, order in (
                ("load", f"load {LOAD_DAYS}"), ("uniform", f"uniform {DAYS} {EVENTS}"),
                ("hot", f"hot {DAYS} {EVENTS}"))}
    print(f"machine: {machine()}; {LIVES:,} lives, {HOT:,} of them hot, {EVENTS:,} events in "
          f"{DAYS} days after {LOAD_DAYS}, limits.memory {MEMORY}")
    print("It does not show: the broker's own CPU, readers of figures, or quiet hours at night.")
    return judge({
        "hot_ratio": (results["hot"]["ratio"], RATIO_LEAST, "least"),
        "uniform_ratio": (results["uniform"]["ratio"], 0, "least"),
        "load_ratio": (results["load"]["ratio"], 0, "least"),
        "memory_mib": (max(result["memory_mib"] for result in results.values()), MEMORY_MOST_MIB,
                       "most")})


def measure(service, lives, name, order):
    lives.make(f"rest {REST_DAYS}")
    begins = lives.ends()
    made = lives.make(order)
    raw_ = raw(lives.address, begins, made["records"])
    with service.running():
        tally = service.wait_for_events(lives.records, LOOK_S)
        ours = {"events": made["records"], "wall_s": round(service.seconds(), 1),
                "cpu_s": service.cpu_s(), "memory_mib": service.peak_mib()}
    ours["ratio"] = round(rate(ours) / rate(raw_), 3)
    print(f"{name}: {made['records']:,} events, {made['dossiers']:,} lives by then: raw "
          f"{rate(raw_):,.0f} events/CPU-s, ioc-pulse {rate(ours):,.0f} events/CPU-s "
          f"({ours['wall_s']} s, {ours['memory_mib']} MiB): ratio {ours['ratio']}; state "
          f"{service.state_mib()} MiB", flush=True)
    wanted = {"counted": lives.records - lives.duplicates, "duplicate": lives.duplicates,
              "refused": 0}
    if tally != wanted:
        sys.exit(f"not every event is where it belongs: {tally}, wanted {wanted}")
    return ours


if __name__ == "__main__":
    sys.exit(main())
