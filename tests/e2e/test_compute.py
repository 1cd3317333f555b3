"""`compute`: the same engine over files. The same bytes for any number of threads and, within
lateness, for any order of lines; and the oracle's figures."""

import base64
import json
import os
import random
import subprocess

import pytest

from compare import differences, parse
from conftest import EVENTS, SEED
from generate import Generator, write_files
from judge import parse_time
from oracle import Oracle
from service import HERE, PROGRAM


def compute(files, *options):
    command = [PROGRAM, "compute", "--catalog", os.path.join(HERE, "catalog")]
    for path in files:
        command += ["--events", f"visits={path}"]
    done = subprocess.run([*command, *options], capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def read_log(files):
    for partition, path in enumerate(files):
        with open(path, "rb") as file:
            for offset, line in enumerate(file):
                yield {"partition": partition, "offset": offset, "timestamp": None, "headers": [],
                       "value": line[:-1]}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    generator = Generator(SEED + 5, EVENTS, binary=False, ahead=False)
    return write_files(generator.records(), tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def oracle(files):
    return Oracle(read_log(files), judge_ahead=False)


def test_figures_are_the_oracles(files, oracle):
    figures = [parse(line) for line in compute(files).splitlines()]
    assert differences(figures, oracle.figures()) == []
    assert {figure["revision"] for figure in figures} == {1}
    assert {parse_time(figure["as_of"]) for figure in figures} == {oracle.as_of()}
    assert all(parse_time(figure["end"]) == oracle.as_of() for figure in figures
               if figure["window"].startswith("since"))
    names = [figure["indicator"] for figure in figures]
    assert names == sorted(names)


@pytest.mark.parametrize("shards", [2, 8])
def test_the_bytes_are_the_same_for_any_number_of_shards(files, shards):
    assert compute(files, "--shards", str(shards)) == compute(files, "--shards", "1")


def test_dead_letters_hold_each_refused_line_with_its_reason(tmp_path, files, oracle):
    path = tmp_path / "dead-letters.jsonl"
    compute(files, "--dead-letters", str(path))
    lines = {(r["partition"], r["offset"]): r["value"] for r in read_log(files)}
    found = {}
    for letter in map(json.loads, path.read_text().splitlines()):
        place = letter["partition"], letter["offset"]
        assert list(letter) == ["reason", "stream", "partition", "offset", "value_base64"]
        assert place not in found and letter["stream"] == "visits"
        assert base64.b64decode(letter["value_base64"]) == lines[place]
        found[place] = letter["reason"]
    assert found == oracle.refusals()


def test_until_leaves_out_what_is_later(files):
    until = "2024-02-29T12:00:00+05:45"
    limit = parse_time(until)
    figures = [parse(line) for line in compute(files, "--until", until).splitlines()]
    kept = [record for record in read_log(files) if not later(record, limit)]
    assert differences(figures, Oracle(kept, judge_ahead=False).figures(as_of=limit)) == []
    assert {parse_time(figure["as_of"]) for figure in figures} == {limit}


def test_until_leaves_out_refused_lines_too_when_their_time_can_be_read(tmp_path, files):
    until = "2024-02-29T12:00:00+05:45"
    limit = parse_time(until)
    path = tmp_path / "dead-letters.jsonl"
    compute(files, "--until", until, "--dead-letters", str(path))
    letters = [json.loads(line) for line in path.read_text().splitlines()]
    assert letters
    # What is too large is not looked into.
    values = [base64.b64decode(letter["value_base64"]) for letter in letters
              if letter["reason"] != "too_large"]
    assert not any(later({"value": value}, limit) for value in values)


def later(record, limit):
    try:
        return parse_time(json.loads(record["value"])["time"]) > limit
    except Exception:  # what cannot be read is refused, now or then
        return False


def test_the_bytes_are_the_same_for_any_order_within_lateness(tmp_path):
    """Lines move by a few hours at most, none beyond its lateness; doubles are equal."""
    generator = Generator(SEED + 6, EVENTS // 4, binary=False, ahead=False, late=False,
                          changed=False)
    files = write_files(generator.records(), tmp_path)
    straight = compute(files)
    shuffled = []
    for seed, path in enumerate(files):
        with open(path, "rb") as file:
            lines = file.readlines()
        far = len(lines) // 60
        order = random.Random(seed)
        ranks = [number + order.uniform(0, far) for number in range(len(lines))]
        mixed = [line for _, line in sorted(zip(ranks, lines))]
        assert mixed != lines
        shuffled.append(path + ".shuffled")
        with open(shuffled[-1], "wb") as file:
            file.writelines(mixed)
    assert compute(shuffled, "--shards", "2") == straight
