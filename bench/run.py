#!/usr/bin/env python3
"""Events per CPU-second of ioc-pulse beside a raw consumer of the same topic, on a real broker.

The two take turns, so that a noisy machine disturbs both; what counts is the ratio of neighbours.
CPU is that of the whole process (user and system, all threads), from its start until the last
event is committed and its figures can be asked for.

  IOC_BENCH_EVENTS       4000000   events of the topic
  IOC_BENCH_ROUNDS       5         turns
  IOC_BENCH_COMPRESSION  none      of the topic: none or lz4
  IOC_BENCH_PORT         29092     of the broker; a topic that is already there is used again
  IOC_PULSE              build/release/ioc-pulse
"""

import os
import statistics
import sys

from common import (PARTITIONS, ROOT, UNITS, Service, broker, compile_tools, ends_of, knob,
                    machine, make_topics, rate, raw, read_catalog, run, tool)

EVENTS = knob("IOC_BENCH_EVENTS", 4_000_000)
ROUNDS = knob("IOC_BENCH_ROUNDS", 5)
COMPRESSION = os.environ.get("IOC_BENCH_COMPRESSION", "none")
TOPIC = f"bench.dossiers-{EVENTS}-{COMPRESSION}"


def main():
    compile_tools("make_topic", "raw_consumer")
    with broker("29092") as address:
        fill_topic(address)
        begins = {(TOPIC, partition): 0 for partition in range(PARTITIONS)}
        rounds = []
        for turn in range(ROUNDS):
            rounds.append({"raw": raw(address, begins, EVENTS), "ours": ours(address)})
            show(f"round {turn + 1}", rounds[-1])
        conclude(rounds)


def fill_topic(address):
    if sum(ends_of(address, [TOPIC]).values()) == EVENTS:
        return
    make_topics(address, [TOPIC])
    print(run(tool("make_topic"), address, TOPIC, str(EVENTS), str(PARTITIONS), UNITS,
              COMPRESSION).strip())


def ours(address):
    """Starts from nothing and reads the whole topic."""
    service = Service("run", address)
    catalog = read_catalog(os.path.join(ROOT, "bench", "catalog"))
    catalog["catalog.toml"] = catalog["catalog.toml"].replace('"bench.dossiers"', f'"{TOPIC}"')
    with open(UNITS, encoding="utf-8") as file:
        catalog["units.csv"] = file.read()
    service.set_catalog(catalog)
    with service.running():
        tally = service.wait_for_events(EVENTS)
        result = {"events": EVENTS, "wall_s": round(service.seconds(), 3),
                  "cpu_s": service.cpu_s(), "memory_mib": service.peak_mib()}
        check_figures(service, tally)
        return result


def check_figures(service, tally):
    """A fast wrong answer is no answer: the last window holds every event."""
    figures = service.figures(indicator="bench.events", unit="49", window="sliding 60m every 1m")
    assert max(figure["count"] for figure in figures) == tally["counted"] == EVENTS, tally


def show(name, pair):
    raw_, ours_ = pair["raw"], pair["ours"]
    print(f"{name}: raw {rate(raw_):,.0f} events/CPU-s ({raw_['wall_s']} s), ioc-pulse "
          f"{rate(ours_):,.0f} events/CPU-s ({ours_['wall_s']} s, {ours_['memory_mib']} MiB): "
          f"ratio {rate(ours_) / rate(raw_):.3f}", flush=True)


def conclude(rounds):
    ratios = [rate(pair["ours"]) / rate(pair["raw"]) for pair in rounds]
    print(f"machine: {machine()}; {EVENTS:,} events, {PARTITIONS} partitions, compression "
          f"{COMPRESSION}")
    print(f"median: raw {statistics.median(rate(pair['raw']) for pair in rounds):,.0f}, ioc-pulse "
          f"{statistics.median(rate(pair['ours']) for pair in rounds):,.0f} events/CPU-s")
    print(f"ratio: median {statistics.median(ratios):.3f}, from {min(ratios):.3f} to "
          f"{max(ratios):.3f} over {len(ratios)} rounds")
    print("It does not show: the broker's own CPU, several streams, or lifecycles.")


if __name__ == "__main__":
    main()
