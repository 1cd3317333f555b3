"""Lifecycles and standing counts: `compute` and the service against a naive recount."""

import json
import os
import random
import shutil
import subprocess
import time
from datetime import datetime, timedelta, timezone
from fractions import Fraction

import pytest

import lives_oracle
from conftest import SEED
from judge import parse_time
from service import HERE, PROGRAM, Service

CATALOG = os.path.join(HERE, "lives_catalog")
ZONE = timezone(timedelta(hours=7))
UNITS = ["20401", "20402", "502", "503"]


def instant(ms):
    return datetime.fromtimestamp(ms / 1000, ZONE).isoformat(timespec="milliseconds")


def make_events(seed, lives=60, doubles=True):
    """Two partitions of documents, in the order they were written: late, doubled, corrected."""
    chance = random.Random(seed)
    begin = parse_time("2020-09-28T00:00:00+07:00")
    files = [[], []]
    for life in range(lives):
        at = begin + chance.randrange(12 * 86_400) * 1000
        partition = files[life % 2]
        for number in range(chance.randint(1, 7)):
            at += chance.choice([0, 1, 999, 3_600_000, 40_000_000, chance.randrange(200_000_000)])
            data = {"dossier": f"D{life}", "unit": chance.choice(UNITS),
                    "status": chance.choice([1, 2, 2, 2, 3, 4, 5, 7, 9, 10])}
            if chance.random() < 0.6:
                data["channel"] = chance.choice(["online", "counter", "post"])
            if chance.random() < 0.5:
                data["due"] = instant(at + chance.choice([-1, 0, 1, 1]) *
                                      chance.randrange(400_000_000))
            if chance.random() < 0.5:
                data["fee"] = chance.choice([0, 12.5, 3.75, -4])
            document = {"specversion": "1.0", "id": f"{chance.randrange(10**6)}-{life}-{number}",
                        "source": chance.choice(["/a", "/b"]), "type": "t", "time": instant(at),
                        "data": data}
            partition.append(document)
            if doubles and chance.random() < 0.1:
                partition.append(document)
    for documents in files:
        chance.shuffle(documents)
    return files


def compute(tmp_path, files, *options, catalog=CATALOG):
    command = [PROGRAM, "compute", "--catalog", catalog]
    for number, documents in enumerate(files):
        path = tmp_path / f"{number}.jsonl"
        path.write_text("".join(json.dumps(document) + "\n" for document in documents))
        command += ["--events", f"dossiers={path}"]
    done = subprocess.run([*command, *options], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout, done.stderr.decode()


def parse(output):
    figures = {}
    for line in output.splitlines():
        figure = json.loads(line, parse_float=Fraction)
        key = (figure["indicator"], figure["window"], tuple(sorted(figure["group"].items())),
               figure["start"] and parse_time(figure["start"]), parse_time(figure["end"]))
        assert key not in figures
        figures[key] = figure
    return figures


def same(value, expected, indicator):
    if indicator == "usual_fee":  # a sketch
        return abs(Fraction(value) - expected) <= abs(expected) / 100 + Fraction(1, 200)
    return Fraction(value) == expected or float(value) == float(expected)


def differences(figures, expected):
    wrong = [(key, "missing", expected[key]) for key in expected if key not in figures]
    for key, figure in figures.items():
        if key not in expected:
            wrong.append((key, "not expected", figure["value"]))
        elif (not same(figure["value"], expected[key][0], key[0])
              or figure["count"] != expected[key][1]):
            wrong.append((key, (figure["value"], figure["count"]), expected[key]))
    return wrong


@pytest.mark.parametrize("seed", range(SEED, SEED + 8))
def test_figures_of_lives_are_those_of_a_naive_recount(tmp_path, seed):
    files = make_events(seed)
    output, words = compute(tmp_path, files)
    figures = parse(output)
    assert differences(figures, lives_oracle.figures_of(files)) == []
    assert {name for name, *_ in figures} == {
        "received", "on_time", "fees", "handling", "open", "overdue", "carried_over", "close",
        "nearly_due", "usual_fee"}
    doubled = sum(map(len, files)) - len({(n, d["source"], d["id"]) for n, f in enumerate(files)
                                          for d in f})
    assert f"{doubled} duplicate, 0 refused" in words


def test_any_order_and_any_number_of_shards_give_the_same_bytes(tmp_path):
    files = make_events(SEED + 20)
    straight, _ = compute(tmp_path, files)
    for seed in range(4):
        for documents in files:
            random.Random(seed).shuffle(documents)
        assert compute(tmp_path, files, "--shards", str(1 + seed))[0] == straight


def test_until_is_the_now_of_standing_counts(tmp_path):
    files = make_events(SEED + 21)
    until = parse_time("2020-10-09T15:30:00.123+07:00")
    figures = parse(compute(tmp_path, files, "--until", instant(until))[0])
    kept = [[d for d in documents if parse_time(d["time"]) <= until] for documents in files]
    assert differences(figures, lives_oracle.figures_of(kept, as_of=until)) == []
    assert {end for _, window, _, _, end in figures if window == "now"} == {until}


def set_keep(folder, keep, lateness):
    """Changes the copy of the catalogue in a folder."""
    path = os.path.join(folder, "catalog.toml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for old, new in (('keep = "36500d"', f'keep = "{keep}"'),
                     ('lateness = "30d"', f'lateness = "{lateness}"')):
        assert text.count(old) == 1
        text = text.replace(old, new)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def keeping(folder, keep, lateness):
    shutil.copytree(CATALOG, folder)
    set_keep(folder, keep, lateness)
    return str(folder)


HOUR = 3_600_000


@pytest.mark.parametrize("keep", [1, 13, 24, 36])
def test_lives_end_and_begin_anew_whatever_the_order(tmp_path, keep):
    catalog = keeping(tmp_path / "catalog", f"{keep}h", "60d")
    files = make_events(SEED + 40 + keep, lives=120)
    expected = lives_oracle.figures_of(files, keep=keep * HOUR)
    lives = lives_oracle.read_lives(files, keep * HOUR)
    keys = {d["data"]["dossier"] for documents in files for d in documents}
    assert len(lives) > len(keys) + 5, "keys with several lives"
    straight, _ = compute(tmp_path, files, catalog=catalog)
    assert differences(parse(straight), expected) == []
    for seed in range(3):
        for documents in files:
            random.Random(seed).shuffle(documents)
        shuffled, _ = compute(tmp_path, files, "--shards", str(1 + seed), catalog=catalog)
        assert shuffled == straight


def test_what_stands_ends_with_its_life_at_midnight(tmp_path):
    catalog = keeping(tmp_path / "catalog", "36h", "60d")
    document = {"specversion": "1.0", "id": "1", "source": "/a", "type": "t",
                "time": "2020-10-12T10:00:00+07:00",
                "data": {"dossier": "D", "unit": "20401", "status": 2, "channel": "post",
                         "fee": 1.5}}

    def told(indicator, window, until):
        figures = parse(compute(tmp_path, [[document]], "--until", until, catalog=catalog)[0])
        return {figure["end"][:10] for (name, of, *_), figure in figures.items()
                if (name, of) == (indicator, window)}

    before, end = "2020-10-13T23:59:59.999+07:00", "2020-10-14T00:00:00+07:00"
    assert told("open", "now", before) == {"2020-10-13"}
    assert told("open", "now", end) == set()
    later = "2020-10-20T00:00:00+07:00"
    assert told("open", "day", later) == {"2020-10-13", "2020-10-14"}
    assert told("carried_over", "day", later) == {"2020-10-14", "2020-10-15"}


def in_time(files, seed, jitter_ms):
    """As they would arrive: nearly in the order of time."""
    chance = random.Random(seed)
    return [sorted(documents, key=lambda d: parse_time(d["time"]) + chance.randrange(jitter_ms))
            for documents in files]


def without_sliding(figures):
    """Panes of minutes are soon let go where little lateness is allowed."""
    return {key: figure for key, figure in figures.items() if not key[1].startswith("sliding")}


def dropped(service):
    return service.metrics()["ioc_pulse_lives_dropped_total", ""]


def test_the_service_drops_ended_lives_and_tells_the_same(tmp_path, broker):
    keep = 20 * HOUR
    files = in_time(make_events(SEED + 50, lives=400), SEED, 30 * HOUR)
    as_of = max(parse_time(d["time"]) for documents in files for d in documents)
    expected = without_sliding({
        key: value for key, value in lives_oracle.figures_of(files, keep=keep).items()
        if key[4] <= as_of and key[1] != "now"})
    broker.create_topic("ends")
    service = Service(tmp_path, broker, "ends", "ends", catalog="lives_catalog",
                      stream="dossiers")
    set_keep(os.path.join(service.folder, "catalog"), "20h", "31h")
    chance = random.Random(SEED)
    service.start()
    sent, gone = 0, 0  # by each process, of those that were asked
    try:
        for part in range(6):
            records = as_records([documents[part * len(documents) // 6:
                                            (part + 1) * len(documents) // 6]
                                  for documents in files])
            broker.produce("ends", records)
            sent += len(records)
            if part % 2:
                time.sleep(chance.uniform(0.1, 0.6))
                service.kill()
                service.start()
            else:
                service.catch_up(sent)
                gone += dropped(service)
        service.catch_up(sent)
        tally = service.tally()
        assert tally["received"] == tally["counted"] + tally["duplicate"]
        assert differences(without_sliding(served(service, as_of)), expected) == []
        assert gone > 50
        service.kill()
        service.start()
        assert differences(without_sliding(served(service, as_of)), expected) == []
    finally:
        service.kill()


def as_records(files):
    return [{"mode": "structured", "partition": partition, "headers": [],
             "value": json.dumps(document).encode()}
            for partition, documents in enumerate(files) for document in documents]


def served(service, until):
    """Figures of the API that end no later, keyed as the oracle's. Lists of standing counts go on
    to the day that is today, and what stands now is another matter."""
    lines = [json.dumps(figure, default=float) for figure in
             service.figures(to=instant(until), limit=10_000) if figure["window"] != "now"]
    return parse("\n".join(lines))


def test_the_service_tells_the_same_after_kills(tmp_path, broker):
    files = make_events(SEED + 30, lives=300)
    as_of = max(parse_time(d["time"]) for documents in files for d in documents)
    expected = {key: value for key, value in lives_oracle.figures_of(files).items()
                if key[4] <= as_of and key[1] != "now"}
    broker.create_topic("lives")
    records = as_records(files)
    service = Service(tmp_path, broker, "lives", "lives", catalog="lives_catalog",
                      stream="dossiers")
    try:
        service.feed_through_kills(broker, "lives", records, random.Random(SEED))
        assert differences(served(service, as_of), expected) == []
        service.kill()
        service.start()
        assert differences(served(service, as_of), expected) == []
    finally:
        service.kill()


def test_a_due_time_passes_without_an_event(tmp_path, broker):
    broker.create_topic("due")
    now = time.time() * 1000
    documents = [{"specversion": "1.0", "id": str(number), "source": "/a", "type": "t",
                  "time": instant(now - 1000),
                  "data": {"dossier": f"D{number}", "unit": "20401", "status": 2,
                           "due": instant(now + wait_ms)}}
                 for number, wait_ms in enumerate([6000, 9000, 3_600_000])]
    broker.produce("due", as_records([documents]))

    def overdue():
        return [(figure["value"], parse_time(figure["end"])) for figure in
                service.figures(indicator="overdue", window="now", unit="49")]

    with Service(tmp_path, broker, "due", "due", catalog="lives_catalog",
                 stream="dossiers") as service:
        service.catch_up(len(documents))
        seen = []
        while time.time() * 1000 < now + 12_000:
            for value, end in overdue():
                seen.append((value, end))
            time.sleep(0.2)
        assert {value for value, _ in seen} == {1, 2}
        for value, end in seen:
            assert value == (end > now + 6000) + (end > now + 9000)
        live = service.get("/api/v1/figures?indicator=overdue&window=day&unit=20401")
        assert '"value":2' in live


def test_an_event_without_a_key_is_known_again_after_a_restart(tmp_path, broker):
    document = {"specversion": "1.0", "id": "1", "source": "/a", "type": "t",
                "time": "2020-10-15T08:00:00+07:00", "data": {"unit": "502", "status": 2}}
    broker.create_topic("keyless")
    service = Service(tmp_path, broker, "keyless", "keyless", catalog="lives_catalog",
                      stream="dossiers")
    catalog = os.path.join(service.folder, "catalog", "catalog.toml")
    with open(catalog, encoding="utf-8") as file:
        text = file.read()
    asked = 'pointer = "/data/dossier", type = "string"'
    assert asked in text
    with open(catalog, "w", encoding="utf-8") as file:
        file.write(text.replace(asked, asked + ", optional = true"))
    with service:
        broker.produce("keyless", as_records([[document]]))
        service.catch_up(1)
    with service:
        broker.produce("keyless", as_records([[document]]))
        service.catch_up(2)
        tally = service.tally()
        assert (tally["counted"], tally["duplicate"]) == (1, 1)
