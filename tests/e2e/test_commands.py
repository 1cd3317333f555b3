"""What the command line promises besides figures: exit codes, and where data and words go."""

import os
import subprocess

import pytest

from service import HERE, PROGRAM

CATALOG = os.path.join(HERE, "catalog")
USAGE, IO, CONFIG = 2, 74, 78


def run(*arguments, stdout=subprocess.PIPE):
    return subprocess.run([PROGRAM, *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True,
                          timeout=60)


@pytest.fixture
def broken_catalog(tmp_path):
    """Faults in a file, and no units.csv."""
    (tmp_path / "a.toml").write_text('[catalog]\nid = "Not an id"\n', encoding="utf-8")
    return str(tmp_path)


@pytest.mark.parametrize("arguments", [
    ["--help"], ["compute", "--help"], ["--version"],
    ["explain", "visits.count", "--catalog", CATALOG],
    ["explain", "visits.count", "--catalog", CATALOG, "--json"],
    ["validate", "--catalog", CATALOG, "--json"],
])
def test_data_that_cannot_be_written_ends_with_74_and_a_word(arguments):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = run(*arguments, stdout=full)
    assert done.returncode == IO
    assert "standard output: cannot be written: No space left on device" in done.stderr


def test_faults_that_cannot_be_written_end_with_74(broken_catalog):
    with open("/dev/full", "w", encoding="utf-8") as full:
        assert run("validate", "--catalog", broken_catalog, "--json", stdout=full).returncode == IO


def test_dead_letters_that_cannot_be_written_end_with_74(tmp_path):
    events = tmp_path / "events.jsonl"
    events.write_text("not an event\n" * 10_000, encoding="utf-8")
    done = run("compute", "--catalog", CATALOG, "--events", f"visits={events}",
               "--dead-letters", "/dev/full")
    assert done.returncode == IO
    assert "/dev/full: cannot be written" in done.stderr


def test_words_that_cannot_be_written_change_no_exit_code(broken_catalog):
    with open("/dev/full", "w", encoding="utf-8") as full:
        for catalog, code in [(CATALOG, 0), (broken_catalog, CONFIG)]:
            done = subprocess.run([PROGRAM, "validate", "--catalog", catalog], stderr=full,
                                  timeout=60)
            assert done.returncode == code


def test_missing_units_do_not_hide_the_faults_of_files(broken_catalog):
    done = run("validate", "--catalog", broken_catalog)
    assert done.returncode == CONFIG
    assert "error[bad-id]" in done.stderr
    assert "units.csv:1:1: error[units]: the file is missing" in done.stderr
