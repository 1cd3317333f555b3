"""`ioc-pulse test`: events in, figures out, and what it says when they are others."""

import json
import os
import re
import subprocess

import pytest

from service import PROGRAM, ROOT

CATALOG = """
[catalog]
id = "cases"
time_zone = "Asia/Ho_Chi_Minh"
root_unit = "49"

[[stream]]
id = "visits"
topic = "visits"
lateness = "1d"
fields.visit = { pointer = "/data/visit", type = "string" }
fields.unit = { pointer = "/data/unit", type = "unit" }
fields.state = { pointer = "/data/state", type = "string" }
fields.fee = { pointer = "/data/fee", type = "decimal", scale = 2, optional = true }
fields.urgent = { pointer = "/data/urgent", type = "bool", optional = true }

[[lifecycle]]
id = "visit"
stream = "visits"
key = "visit"
moments.opened = "state == 'opened'"
moments.closed = "state == 'closed'"

[[indicator]]
id = "visits.count"
name = "Events"
of = "visits"
measure = "count"
by = ["unit"]
windows = ["day", "month"]

[[indicator]]
id = "visits.fees"
name = "Fees"
of = "visits"
measure = "sum(fee)"
windows = ["day"]

[[indicator]]
id = "visits.fee_mean"
name = "Mean fee"
of = "visits"
measure = "mean(fee)"
by = ["state", "urgent"]
windows = ["day"]

[[indicator]]
id = "visits.urgent"
name = "Urgent"
of = "visits"
measure = "share(urgent)"
by = ["unit"]
windows = ["day"]

[[indicator]]
id = "visits.length"
name = "From opened to closed"
of = "visit"
at = "closed"
measure = "mean(closed - opened)"
windows = ["day"]

[[indicator]]
id = "visits.median"
name = "Median from opened to closed"
of = "visit"
at = "closed"
measure = "quantile(closed - opened, 0.5)"
windows = ["day"]

[[indicator]]
id = "visits.open"
name = "Open"
of = "visit"
while = "has(opened) && !has(closed)"
measure = "count"
by = ["unit"]
windows = ["now", "day"]
"""
LINES = CATALOG.count("\n")
UNITS = """code,name_vi,name_en,level,parent,valid_from,valid_to
49,Tỉnh,Province,province,,,
502,Tam Kỳ,Tam Ky,district,49,,
503,Hội An,Hoi An,district,49,,
"""
# All short forms at once; line 1 follows the catalogue's last.
GOOD = """[[test]]
name = "a morning"
stream = "visits"
data = { unit = "502" }
until = 2020-10-15T12:00:00
duplicates = 1
events = [
  { time = 2020-10-15T08:00:00, data = { visit = "A", state = "opened", fee = 0.10 } },
  { time = "2020-10-15T09:30:00+07:00", data = { visit = "A", state = "closed", fee = 0.20 } },
  { time = 2020-10-15T02:00:00Z, data = { visit = "B", state = "opened", urgent = true } },
  { time = 2020-10-15T08:00:00, id = "1", data = { visit = "C", state = "opened" } },
  { time = 2020-10-15T12:00:01, data = { visit = "D", state = "opened" } },
  { time = 2020-10-14T07:00:00, data = { visit = "E", state = "opened" } },
  { time = 2020-10-15T10:00:00, data = { visit = "F", state = "opened", unit = "999" } },
  { event = "no event" },
]
refused = [
  { reason = "too_late", stream = "visits" },
  { reason = "unknown_unit" },
  { reason = "malformed" },
]
expect = [
  { indicator = "visits.count", window = "day", group = { unit = "502" }, value = 3, count = 3 },
  { indicator = "visits.count", window = "month", group = { unit = "49" }, value = 3 },
  { indicator = "visits.fees", window = "day", value = 0.3, count = 2 },
  { indicator = "visits.fees", window = "day", start = 2020-10-15, value = "0.3" },
  { indicator = "visits.urgent", window = "day", group = { unit = "49" }, numerator = 1,
    denominator = 3 },
  { indicator = "visits.length", window = "day", end = 2020-10-16, value = "1h30m" },
  { indicator = "visits.open", window = "now", group = { unit = "502" }, value = 1 },
]
absent = [
  { indicator = "visits.count", window = "day", group = { unit = "503" } },
  { indicator = "visits.fee_mean", window = "day" },
]
""".replace("numerator = 1,\n    ", "numerator = 1, ")


@pytest.fixture
def judge(tmp_path):
    def run(tests, *options):
        (tmp_path / "catalog.toml").write_text(CATALOG + tests, encoding="utf-8")
        (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
        done = subprocess.run([PROGRAM, *(options or ["test"]), "--catalog", str(tmp_path)],
                              capture_output=True, text=True, timeout=60)
        done.stdout = done.stdout.replace(str(tmp_path) + "/catalog.toml:", "")
        done.stderr = done.stderr.replace(str(tmp_path) + "/", "")
        return done
    return run


def test_expectations_that_hold_are_silent(judge):
    done = judge(GOOD)
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 test, 0 failed" in done.stderr
    assert "no test expects a figure of: visits.fee_mean, visits.median" in done.stderr


@pytest.mark.parametrize("right, wrong, told", [
    ('value = 3, count = 3', 'value = 4, count = 3',
     'visits.count day {"unit":"502"} value: expected 4, found 3'),
    ('value = 3, count = 3', 'value = 3, count = 2',
     'visits.count day {"unit":"502"} count: expected 2, found 3'),
    ('value = 0.3, count', 'value = 0.30000000000000004, count',
     'visits.fees day value: expected 0.30000000000000004, found 0.3'),
    ('value = "0.3"', 'value = "0.3", numerator = 1',
     'visits.fees day from 2020-10-15T00:00:00+07:00 numerator: expected 1, found no such member'),
    ('value = "1h30m"', 'value = 5401',
     'visits.length day to 2020-10-16T00:00:00+07:00 value: expected 5401, found 5400'),
    ('value = "1h30m"', 'empty = true',
     'visits.length day to 2020-10-16T00:00:00+07:00 value: expected null, found 5400'),
    ('end = 2020-10-16,', 'end = 2020-10-17,',
     'visits.length day to 2020-10-17T00:00:00+07:00: expected a figure, found only those of {} '
     '2020-10-15T00:00:00+07:00 2020-10-16T00:00:00+07:00'),
])
def test_each_failing_expectation_is_told_at_its_place(judge, right, wrong, told):
    tests = GOOD.replace(right, wrong)
    done = judge(tests)
    entry = tests[:tests.index(wrong)].rsplit("{ indicator", 1)[0]
    place = f"{LINES + 1 + entry.count(chr(10))}:3"
    assert done.stdout == f"{place}: a morning: {told}\n"
    assert done.returncode == 1
    assert "1 test, 1 failed" in done.stderr


def test_figures_that_must_not_be_there_are_told(judge):
    done = judge(GOOD.replace('unit = "503"', 'unit = "502"'))
    assert done.stdout == (
        f"{LINES + GOOD[:GOOD.index('absent')].count(chr(10)) + 2}:3: a morning: visits.count day "
        '{"unit":"502"}: expected none, found {"unit":"502"} '
        "2020-10-15T00:00:00+07:00 2020-10-16T00:00:00+07:00\n")


def test_one_of_several_windows_needs_its_start_or_end(judge):
    tests = """[[test]]
name = "two days"
stream = "visits"
data = { visit = "A", unit = "49", state = "x" }
events = [{ time = 2020-10-14T08:00:00 }, { time = 2020-10-15T08:00:00 }]
expect = [{ indicator = "visits.count", window = "day", group = { unit = "49" }, value = 1 }]
"""
    done = judge(tests)
    assert done.returncode == 1
    assert "expected one figure; say its start or end, found" in done.stdout
    assert judge(tests.replace("value", "start = 2020-10-14, value")).returncode == 0


def test_no_event_is_refused_or_doubled_without_a_word(judge):
    left_out = GOOD.replace('  { reason = "too_late", stream = "visits" },\n', "")
    assert re.search(r"^\d+:3: a morning: event: expected not refused, found refused as too_late$",
                     judge(left_out).stdout)
    more = GOOD.replace('{ reason = "malformed" }', '{ reason = "malformed", count = 2 }')
    assert "events refused as malformed: expected 2, found 1" in judge(more).stdout
    doubled = GOOD.replace("duplicates = 1", "duplicates = 0")
    assert "a morning: duplicates: expected 0, found 1" in judge(doubled).stdout


def test_a_quantile_of_lives(judge):
    events = "".join(
        f"  {{ time = 2020-10-15T08:00:00, data = {{ visit = '{ms}', state = 'opened' }} }},\n"
        f"  {{ time = 2020-10-15T08:00:00.{ms:03}, "
        f"data = {{ visit = '{ms}', state = 'closed' }} }},\n"
        for ms in [100, 20, 50])
    done = judge(f"""[[test]]
name = "three visits"
stream = "visits"
data = {{ unit = "502" }}
events = [
{events}]
expect = [{{ indicator = "visits.median", window = "day", value = 0.05, count = 3 }}]
""")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_json_tells_each_test_and_its_failures(judge):
    tests = GOOD + (GOOD.replace("a morning", "another")
                    .replace("value = 3, count", "value = 4, count"))
    done = judge(tests, "test", "--json")
    first, second = json.loads(done.stdout)
    assert (first["name"], first["passed"], first["failures"]) == ("a morning", True, [])
    assert first["line"] == LINES + 1
    assert (second["name"], second["passed"]) == ("another", False)
    [failure] = second["failures"]
    assert failure.pop("file").endswith("catalog.toml")
    assert failure == {"line": LINES + 1 + GOOD.count("\n") + 22, "column": 3,
                       "subject": 'visits.count day {"unit":"502"} value',
                       "expected": "4", "found": "3"}
    assert done.returncode == 1


def test_faults_of_the_form_are_faults_of_the_catalogue(judge):
    wrong = GOOD.replace("visits.fees", "visits.feed")
    for command in ["test", "validate"]:
        done = judge(wrong, command)
        assert done.returncode == 78
        assert done.stdout == ""
        assert "error[unknown-name]: unknown indicator 'visits.feed'" in done.stderr
        assert "help: did you mean 'visits.fees'?" in done.stderr


def test_the_shipped_catalogue_passes_and_every_indicator_has_a_test():
    done = subprocess.run([PROGRAM, "test", "--catalog", os.path.join(ROOT, "catalogs/quang-nam")],
                          capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, "")
    assert "no test expects" not in done.stderr


# What the page says of lifecycles and tests is said in tests.
def test_the_examples_of_the_catalogue_page_hold(tmp_path):
    with open(os.path.join(ROOT, "docs/catalogue.md"), encoding="utf-8") as page:
        blocks = re.findall(r"^```toml\n(.*?)^```", page.read(), re.DOTALL | re.MULTILINE)
    assert sum(block.count("[[test]]") for block in blocks) >= 3
    (tmp_path / "catalog.toml").write_text("\n".join(blocks), encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    done = subprocess.run([PROGRAM, "test", "--catalog", str(tmp_path)], capture_output=True,
                          text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "no test expects" not in done.stderr
