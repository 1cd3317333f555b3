#!/usr/bin/env python3
"""From the start of a process with much state to its first right figure.

The shipped catalogue counts many lives (bench/make_lives.c) until its state is large. Then it is
stopped and started, and killed and started: the time is that from the start of the process until
/api/v1/figures answers what it answered before. An answer with other figures is a fault. Asked:
with 1 GiB of state at most two seconds.

  IOC_BENCH_LIVES   1000000   dossiers
  IOC_BENCH_EVENTS  1000000   of all streams, in each further round
  IOC_BENCH_STATE   0         MiB of state; rounds follow until it is there; 1024 is what is asked
  IOC_BENCH_TURNS   3         starts after a stop, and as many after a kill
  IOC_BENCH_MEMORY  512MiB    limits.memory
  IOC_BENCH_PORT    29192     of the broker, whose data are wiped before and after
  IOC_PULSE         build/release/ioc-pulse
"""

import os
import sys
import time

from common import (SHIPPED, Lives, Service, broker, compile_tools, judge, knob, machine,
                    read_catalog)

LIVES = knob("IOC_BENCH_LIVES", 1_000_000)
EVENTS = knob("IOC_BENCH_EVENTS", 1_000_000)
STATE_MIB = knob("IOC_BENCH_STATE", 0)
TURNS = knob("IOC_BENCH_TURNS", 3)
MEMORY = os.environ.get("IOC_BENCH_MEMORY", "512MiB")
BEGIN_MS = 1590944400000  # 2020-06-01T00:00:00+07:00
DAYS = 30
# Of lives, of a share of them, of what stands, and of another stream.
QUESTIONS = [{"indicator": indicator, "window": "month", "unit": "49"}
             for indicator in ("dossiers.received", "dossiers.on_time", "dossiers.open",
                               "dossiers.supplement_requests")]
START_MOST_S = 2
MEMORY_MOST_MIB = 2048
LOOK_S = 0.01


def main():
    compile_tools("make_lives")
    with broker("29192", is_fresh=True) as address:
        service = Service("restart", address, MEMORY)
        service.set_catalog(read_catalog(SHIPPED))
        with Lives(address, LIVES, max(1, LIVES // 10), BEGIN_MS) as lives:
            memory_mib = grow(service, lives)
        with service.running():
            service.wait_for_events(lives.records)
            settle(service)
            expected = answers(service)
        state_mib = service.state_mib()
        starts = {"stop": [], "kill": []}
        for _ in range(TURNS):
            starts["stop"].append(start(service, expected))
            service.kill()
            starts["kill"].append(start(service, expected))
            service.stop()
    memory_mib = max([memory_mib] + [one["memory_mib"] for ones in starts.values() for one in ones])
    print(f"machine: {machine()}; {LIVES:,} lives, {lives.records:,} events, {state_mib} MiB of "
          f"state, limits.memory {MEMORY}")
    for end, ones in starts.items():
        print(f"after a {end}: " + "; ".join(
            f"{one['seconds']} s, {one['cpu_s']} CPU-s, {one['memory_mib']} MiB" for one in ones))
    print("It does not show: state that is no longer in the page cache.")
    return judge({"state_mib": (state_mib, STATE_MIB, "least"),
                  "start_after_stop_s": (slowest(starts["stop"]), START_MOST_S, "most"),
                  "start_after_kill_s": (slowest(starts["kill"]), START_MOST_S, "most"),
                  "memory_mib": (memory_mib, MEMORY_MOST_MIB, "most")})


def grow(service, lives):
    """The state, until it is as large as asked; the memory it took."""
    memory_mib = 0
    order = f"load {DAYS}"
    while True:
        lives.make(order)
        with service.running():
            service.wait_for_events(lives.records)
            memory_mib = max(memory_mib, service.peak_mib())
        print(f"{lives.records:,} events: {service.state_mib()} MiB of state", flush=True)
        if order.startswith("uniform") and service.state_mib() >= STATE_MIB:
            return memory_mib
        order = f"uniform {DAYS} {EVENTS}"


def answers(service):
    """Values alone: whether a window is final may change while nothing is counted."""
    return [[(figure["end"], figure["value"], figure["count"])
             for figure in service.figures(**question)] for question in QUESTIONS]


def settle(service):
    """Until the figures stay the same: partitions that are idle let standing counts go on."""
    before = None
    while before != (before := answers(service)):
        time.sleep(5)


def start(service, expected):
    """Starts it, until its figures are there: what that took."""
    service.start()
    found = service.wait_until(lambda: answers(service), LOOK_S)
    took = {"seconds": round(service.seconds(), 2), "cpu_s": service.cpu_s(),
            "memory_mib": service.peak_mib()}
    if found != expected:
        sys.exit(f"after the start the figures are others: {found}, wanted {expected}")
    return took


def slowest(starts):
    return max(one["seconds"] for one in starts)


if __name__ == "__main__":
    sys.exit(main())
