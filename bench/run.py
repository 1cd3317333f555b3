#!/usr/bin/env python3
"""Events per CPU-second of ioc-pulse beside a raw consumer of the same topic, on a real broker.

The two take turns, so that a noisy machine disturbs both; what counts is the ratio of neighbours.
CPU is that of the whole process (user and system, all threads), from its start until the last
event is committed and its figures can be asked for.

  IOC_BENCH_EVENTS       4000000   events of the topic
  IOC_BENCH_ROUNDS       5         turns
  IOC_BENCH_COMPRESSION  none      of the topic: none or lz4
  IOC_BENCH_PORT         29092     of the broker; a topic that is already there is used again
"""

import json
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = os.path.join(ROOT, "build", "bench")
PROGRAM = os.path.join(ROOT, "build", "release", "ioc-pulse")
EVENTS = int(os.environ.get("IOC_BENCH_EVENTS", "4000000"))
ROUNDS = int(os.environ.get("IOC_BENCH_ROUNDS", "5"))
COMPRESSION = os.environ.get("IOC_BENCH_COMPRESSION", "none")
PORT = os.environ.get("IOC_BENCH_PORT", "29092")
BROKER = f"127.0.0.1:{PORT}"
TOPIC = f"bench.dossiers-{EVENTS}-{COMPRESSION}"
PARTITIONS = 4
UNITS = os.path.join(ROOT, "catalogs", "quang-nam", "units.csv")
WAIT_S = 600
POLL_S = 0.2


def main():
    os.makedirs(WORK, exist_ok=True)
    compile_tool("make_topic")
    compile_tool("raw_consumer")
    run(os.path.join(ROOT, "dev"), "kafka", "start", PORT)
    try:
        fill_topic()
        rounds = []
        for number in range(ROUNDS):
            rounds.append({"raw": raw(), "ours": ours()})
            show(f"round {number + 1}", rounds[-1])
        conclude(rounds)
    finally:
        run(os.path.join(ROOT, "dev"), "kafka", "stop", PORT)


def tool(name):
    return os.path.join(WORK, name)


def compile_tool(name):
    run("cc", "-O2", "-Wall", "-Wextra", "-o", tool(name),
        os.path.join(ROOT, "bench", name + ".c"), "-lrdkafka")


def run(*command):
    return subprocess.run(command, check=True, capture_output=False, stdout=subprocess.PIPE,
                          text=True, timeout=WAIT_S).stdout


def records_in_topic():
    watermarks = subprocess.run(
        ["kcat", "-Q", "-b", BROKER] + [argument for partition in range(PARTITIONS)
                                        for argument in ("-t", f"{TOPIC}:{partition}:-1")],
        capture_output=True, text=True, timeout=WAIT_S, check=False).stdout
    return sum(int(offset) for offset in re.findall(r"offset (\d+)", watermarks))


def fill_topic():
    if records_in_topic() == EVENTS:
        return
    for _ in range(10):  # topics are made on first use
        if f"{PARTITIONS} partitions" in run("kcat", "-b", BROKER, "-L", "-t", TOPIC):
            break
    print(run(tool("make_topic"), BROKER, TOPIC, str(EVENTS), str(PARTITIONS), UNITS,
              COMPRESSION).strip())


def raw():
    return json.loads(run(tool("raw_consumer"), BROKER, TOPIC, str(PARTITIONS), str(EVENTS)))


def ours():
    """Starts from nothing and reads the whole topic."""
    port = free_port()
    write_configuration(port)
    begin = time.monotonic()
    with open(os.path.join(WORK, "service.log"), "w", encoding="utf-8") as log:
        process = subprocess.Popen([PROGRAM, "run", "--config", os.path.join(WORK, "bench.toml")],
                                   stdout=log, stderr=log)
    try:
        while not caught_up(port):
            if process.poll() is not None or time.monotonic() - begin > WAIT_S:
                sys.exit(f"the service did not get there, see {WORK}/service.log")
            time.sleep(POLL_S)
        result = {"events": EVENTS, "wall_s": round(time.monotonic() - begin, 3),
                  "cpu_s": cpu_s(process.pid), "memory_mib": peak_mib(process.pid)}
        check_figures(port)
        return result
    finally:
        process.terminate()
        process.wait(WAIT_S)


def write_configuration(port):
    shutil.rmtree(os.path.join(WORK, "state"), ignore_errors=True)
    catalog = os.path.join(WORK, "catalog")
    os.makedirs(catalog, exist_ok=True)
    shutil.copy(UNITS, catalog)
    with open(os.path.join(ROOT, "bench", "catalog", "catalog.toml"), encoding="utf-8") as file:
        text = file.read().replace('"bench.dossiers"', f'"{TOPIC}"')
    with open(os.path.join(catalog, "catalog.toml"), "w", encoding="utf-8") as file:
        file.write(text)
    with open(os.path.join(WORK, "bench.toml"), "w", encoding="utf-8") as file:
        file.write(f'catalog = "{catalog}"\nstate_dir = "{WORK}/state"\n'
                   f'[kafka]\nbrokers = "{BROKER}"\n[http]\nlisten = "127.0.0.1:{port}"\n')


def caught_up(port):
    try:
        metrics = get(port, "/metrics")
    except OSError:
        return False
    lags = re.findall(r"^ioc_pulse_kafka_lag_records\{.*\} (\S+)$", metrics, re.MULTILINE)
    counted = re.findall(r"^ioc_pulse_events_counted_total\{.*\} (\S+)$", metrics, re.MULTILINE)
    return (len(lags) == PARTITIONS and not any(map(float, lags))
            and sum(map(float, counted)) == EVENTS)


def check_figures(port):
    """A fast wrong answer is no answer: the last window holds every event."""
    page = json.loads(get(port, "/api/v1/figures?indicator=bench.events&unit=49"
                                "&window=sliding%2060m%20every%201m&limit=1000"))
    assert max(figure["count"] for figure in page["items"]) == EVENTS, page["items"][-1]


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.read().decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_s(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mib(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) // 1024


def rate(result):
    return result["events"] / result["cpu_s"]


def show(name, pair):
    raw_, ours_ = pair["raw"], pair["ours"]
    print(f"{name}: raw {rate(raw_):,.0f} events/CPU-s ({raw_['wall_s']} s), ioc-pulse "
          f"{rate(ours_):,.0f} events/CPU-s ({ours_['wall_s']} s, {ours_['memory_mib']} MiB): "
          f"ratio {rate(ours_) / rate(raw_):.3f}", flush=True)


def conclude(rounds):
    ratios = [rate(pair["ours"]) / rate(pair["raw"]) for pair in rounds]
    print(f"machine: {os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()}; "
          f"{EVENTS:,} events, {PARTITIONS} partitions, compression {COMPRESSION}")
    print(f"median: raw {statistics.median(rate(pair['raw']) for pair in rounds):,.0f}, ioc-pulse "
          f"{statistics.median(rate(pair['ours']) for pair in rounds):,.0f} events/CPU-s")
    print(f"ratio: median {statistics.median(ratios):.3f}, from {min(ratios):.3f} to "
          f"{max(ratios):.3f} over {len(ratios)} rounds")
    print("It does not show: the broker's own CPU, several streams, or lifecycles.")


if __name__ == "__main__":
    main()
