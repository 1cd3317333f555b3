"""`recompute`: every published figure is computed again from the log, and a changed one is told."""

import json
import subprocess
import time

from conftest import SEED
from service import PROGRAM, Service
from test_lives import as_records, make_events


def recompute(service, lines):
    done = subprocess.run([PROGRAM, "recompute", "-", "--config", service.config, "--json"],
                          input="\n".join(lines), capture_output=True, text=True, timeout=300,
                          check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def is_published(service):
    """Windows are final, and all that is to be published has been."""
    statuses = {figure["status"] for figure in service.figures(indicator="received", limit=1000)}
    waiting = sum(value for (name, _), value in service.metrics().items()
                  if name == "ioc_pulse_outbox_records")
    time.sleep(1.5)  # what a step has published may be on its way
    return statuses & {"final", "corrected"} and not waiting


def test_published_figures_are_identical_and_an_altered_one_is_found(tmp_path, broker):
    broker.create_topic("recomputed")
    records = as_records(make_events(SEED + 50, lives=40))
    service = Service(tmp_path, broker, "recomputed", "recomputed", catalog="lives_catalog",
                      stream="dossiers")
    with service:
        for part in range(3):
            broker.produce("recomputed", records[part::3])
            service.catch_up(len(records[part::3]) + sum(len(records[p::3]) for p in range(part)))
        # Partitions without events hold nothing back once they are idle; then windows are final.
        service.wait_for(lambda _: is_published(service))
        served = service.get("/api/v1/figures?limit=50&indicator=handling")
        published = [record["value"].decode() for record in broker.read("recomputed.figures")]
    # A sample of each indicator and window, for each is a pass over some of the log.
    sample = {}
    for line in published:
        figure = json.loads(line)
        sample.setdefault((figure["indicator"], figure["window"], figure["status"]), line)
    lines = list(sample.values()) + [json.dumps(item) for item in json.loads(served)["items"]]
    code, verdicts, words = recompute(service, lines)
    assert [v for v in verdicts if v["verdict"] != "identical"] == [] and code == 0, words
    assert len(verdicts) == len(lines) > 15

    forged = json.loads(lines[0])
    forged["count"] += 1
    code, verdicts, words = recompute(service, [json.dumps(forged)] + lines[1:4])
    assert code == 1 and "1 differ" in words
    assert [v["indicator"] for v in verdicts if v["verdict"] == "differs"] == [forged["indicator"]]

    forged["catalog"] = "0" * len(forged["catalog"])
    code, _, words = recompute(service, [json.dumps(forged)])
    assert code == 78 and "catalogue" in words
