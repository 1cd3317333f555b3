"""`doctor` finds injected faults, names the cure, and says nothing where all is well."""

import json
import os
import subprocess

import pytest

from conftest import SEED
from service import PROGRAM, Service
from test_lives import as_records, make_events


def examine(config):
    done = subprocess.run([PROGRAM, "doctor", "--config", config, "--json"], capture_output=True,
                          text=True, timeout=120)
    findings = json.loads(done.stdout) if done.stdout else []
    return done.returncode, {(finding["check"], finding["state"]): finding for finding in findings
                             if finding["state"] != "ok"}


def rewrite(path, old, new):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert old in text
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new))


@pytest.fixture
def patient(tmp_path, broker, request):
    """A service that has read a topic and is down again, named by the test."""
    topic = request.node.name.replace("[", "-").strip("]")
    broker.create_topic(topic)
    records = as_records(make_events(SEED + 60, lives=40))
    service = Service(tmp_path, broker, topic, topic, catalog="lives_catalog", stream="dossiers")
    broker.produce(topic, records)
    with service:
        service.catch_up(len(records))
    return topic, service


def test_a_sound_service_has_no_fault_also_while_it_runs(patient):
    _, service = patient
    with service:
        code, found = examine(service.config)
        assert code == 0 and not [state for _, state in found if state == "fault"]
        assert any(check.startswith("port") for check, _ in found)  # in use, by the service
    code, found = examine(service.config)
    assert code == 0
    assert not any(check.startswith("port") for check, _ in found)


def test_records_without_keys_are_a_doubt(patient):
    topic, service = patient
    _, found = examine(service.config)
    assert "have no key" in found[f"topic {topic}", "doubt"]["text"]
    assert "dossier" in found[f"topic {topic}", "doubt"]["cure"]


def test_a_life_in_two_partitions_is_a_fault(patient, broker):
    topic, service = patient
    event = as_records(make_events(SEED + 60, lives=40))[0]
    broker.produce(topic, [{**event, "partition": 3}])
    code, found = examine(service.config)
    assert code == 1 and "two partitions" in found[f"topic {topic}", "fault"]["text"]


def test_a_topic_that_is_missing_widened_or_cut_is_a_fault(patient, broker):
    topic, service = patient
    broker.administer("widen", topic, 5)
    code, found = examine(service.config)
    fault = found[f"topic {topic}", "fault"]
    assert code == 1 and "had 4 partitions and now has 5" in fault["text"]
    assert "accept_partitions" in fault["cure"]
    broker.administer("delete", topic)
    code, found = examine(service.config)
    assert code == 1 and f"topic {topic}" in {check for check, state in found if state == "fault"}


def test_a_log_that_no_longer_reaches_back_is_a_fault(patient, broker):
    topic, service = patient
    more = as_records(make_events(SEED + 61, lives=40))
    broker.produce(topic, more)
    broker.administer("cut", topic, 0, len([r for r in more if r["partition"] == 0]) * 2 - 1)
    code, found = examine(service.config)
    assert code == 1 and "are lost" in found[f"topic {topic}", "fault"]["text"]


def test_faults_of_the_machine_are_told(patient, tmp_path):
    _, service = patient
    rewrite(service.config, 'memory = "512MiB"', 'memory = "900000MiB"')
    rewrite(service.config, f'listen = "{service.http[7:]}"', 'listen = "192.0.2.1:80"')
    rewrite(service.config, f'state_dir = "{service.folder}/state"',
            f'state_dir = "{tmp_path}/file"')
    (tmp_path / "file").write_text("no directory")
    code, found = examine(service.config)
    faults = {check for check, state in found if state == "fault"}
    assert code == 1 and faults >= {"memory", "port 192.0.2.1:80", "state"}


def test_a_damaged_state_and_brokers_that_are_away_are_told(patient, broker):
    _, service = patient
    state = os.path.join(service.folder, "state")
    current = [os.path.join(folder, "CURRENT") for folder, _, files in os.walk(state)
               if "CURRENT" in files]
    with open(current[0], "w", encoding="utf-8") as file:
        file.write("nonsense\n")
    rewrite(service.config, f'brokers = "{broker.address}"', 'brokers = "127.0.0.1:1"')
    code, found = examine(service.config)
    assert code == 1 and {("state", "fault"), ("broker", "fault")} <= set(found)
    assert "snapshot" in found["state", "fault"]["cure"]


def test_a_configuration_or_catalogue_at_fault_ends_with_78(patient):
    _, service = patient
    rewrite(os.path.join(service.folder, "catalog", "catalog.toml"), 'id = "dossier"', "id = 7")
    assert examine(service.config)[0] == 78
    rewrite(service.config, "[kafka]", "[kafk]")
    assert examine(service.config)[0] == 78
