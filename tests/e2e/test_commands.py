"""What the command line promises besides figures: exit codes, and where data and words go."""

import json
import os
import shutil
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


def explained(indicator):
    done = run("explain", indicator, "--catalog", CATALOG, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_explain_lists_the_fields_of_this_indicator_only():
    fields = {indicator: [field["name"] for field in explained(indicator)["fields"]]
              for indicator in ["visits.count", "visits.total", "visits.fee_sum",
                                "visits.wait_mean", "visits.urgent_share", "visits.paid"]}
    assert fields == {"visits.count": ["unit"], "visits.total": [],
                      "visits.fee_sum": ["fee", "unit"],
                      "visits.wait_mean": ["closed", "opened", "unit"],
                      "visits.urgent_share": ["channel", "unit", "urgent"],
                      "visits.paid": ["channel", "fee"]}


def test_explain_tells_its_own_slots_from_those_it_shares_a_cube_with():
    cube = explained("visits.fee_sum")["cube"]
    own = [slot["keeps"] for slot in cube["slots"] if slot["own"]]
    assert own == ["count of fee", "sum of fee"]
    assert len(cube["shared_with"]) > 1 and len(cube["slots"]) > len(own)
    words = run("explain", "visits.fee_sum", "--catalog", CATALOG).stdout.splitlines()
    assert [line.split(None, 1)[1] for line in words if line.startswith("  keeps ")] == own
    beside = sum(line.startswith("  beside it ") for line in words)
    assert beside == len(cube["slots"]) - len(own)


def test_explain_tells_when_the_clock_of_a_life_stands_still_and_what_a_formula_is_of():
    shipped = os.path.join(HERE, "..", "..", "catalogs", "quang-nam")
    words = run("explain", "dossiers.handling_time", "--catalog", shipped).stdout
    assert "pause      its working time stands still while (status in [5,6,8])" in words
    words = run("explain", "dossiers.balance", "--catalog", shipped).stdout
    assert "of         dossiers.carried_over: count" in words and "none of its own" in words


COMMANDS = ["run", "demo", "validate", "test", "compute", "explain", "snapshot", "dead-letters",
            "recompute", "alerts", "report", "deliveries", "account", "token", "audit", "rules",
            "doctor", "top", "tap", "completion"]


def completed(*words, folder="."):
    """What bash offers for the last of these words, split as bash splits a line."""
    script = ('source <("$0" completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
              '_ioc_pulse; printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-c", script, PROGRAM, "ioc-pulse", *words], cwd=folder,
                          capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_subcommands():
    assert completed("va") == ["validate"]
    assert completed("") == COMMANDS
    assert completed("snapshot", "re") == ["restore"]
    assert completed("completion", "") == ["bash", "zsh"]


def test_bash_completes_options_of_the_subcommand():
    assert completed("compute", "--") == ["--help", "--catalog", "--events", "--until", "--shards",
                                          "--dead-letters"]
    assert completed("explain", "visits.count", "--j") == ["--json"]
    assert completed("snapshot", "create", "--s") == ["--state-dir"]


def test_bash_completes_paths_where_options_take_them(tmp_path):
    (tmp_path / "events.jsonl").touch()
    (tmp_path / "excerpts").mkdir()
    both = ["events.jsonl", "excerpts"]
    assert sorted(completed("run", "--config", "e", folder=tmp_path)) == both
    assert sorted(completed("run", "--config", "=", "e", folder=tmp_path)) == both
    assert completed("validate", "--catalog", "e", folder=tmp_path) == ["excerpts"]
    assert completed("compute", "--events", "visits", "=", "ev", folder=tmp_path) == both[:1]
    assert completed("compute", "--events", "=", "visits", "=", "ev", folder=tmp_path) == both[:1]
    assert completed("compute", "--events", "ev", folder=tmp_path) == []
    assert completed("compute", "--until", "e", folder=tmp_path) == []
    assert completed("snapshot", "create", "e", folder=tmp_path) == ["excerpts"]


def test_zsh_gets_a_script_that_names_every_command_and_parses(tmp_path):
    script = run("completion", "zsh")
    assert script.returncode == 0 and script.stdout.startswith("#compdef ioc-pulse\n")
    for command in [*COMMANDS, "snapshot_create", "snapshot_restore"]:
        assert f"\n_ioc-pulse_{command}() {{\n" in script.stdout
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not installed")
    path = tmp_path / "_ioc-pulse"
    path.write_text(script.stdout, encoding="utf-8")
    subprocess.run(["zsh", "-n", str(path)], check=True, timeout=60)


@pytest.mark.parametrize("words, told", [
    (["valdate"], "there is no subcommand 'valdate'; did you mean 'validate'?"),
    (["snapshot", "crate", "x"], "there is no subcommand 'crate'; did you mean 'create'?"),
    (["weather", "--json"], "there is no subcommand 'weather'; valid here: run, demo,"),
])
def test_an_unknown_subcommand_is_named_with_the_nearest(words, told):
    done = run(*words)
    assert done.returncode == USAGE
    assert told in done.stderr


def test_an_unknown_shell_is_a_fault_of_usage():
    done = run("completion", "fish")
    assert done.returncode == USAGE and "fish: expected bash or zsh" in done.stderr


def test_a_snapshot_of_a_place_without_a_state_fails_and_makes_nothing(tmp_path):
    done = run("snapshot", "create", str(tmp_path / "copy"), "--state-dir", str(tmp_path / "typo"))
    assert done.returncode == IO
    assert "there is no state here" in done.stderr
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("text, fault", [
    ("${IOC_NOT_THERE", "has no closing brace"),
    ("${IOC_NOT_THERE}", "the environment has no variable 'IOC_NOT_THERE'"),
])
def test_a_text_of_the_configuration_that_cannot_be_replaced_is_a_fault(tmp_path, text, fault):
    (tmp_path / "c.toml").write_text(f'catalog = "{text}"\nstate_dir = "x"\n', encoding="utf-8")
    done = run("run", "--config", str(tmp_path / "c.toml"))
    assert done.returncode == CONFIG
    assert fault in done.stderr and "c.toml:1:11" in done.stderr
