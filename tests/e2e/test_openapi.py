"""The API against its own description: requests that nobody thought of, by schemathesis, all of its
checks on."""

import json
import os
import subprocess
import sys

import pytest

from people import PeopleService
from test_lives import as_records
from test_rights import events

SCHEMATHESIS = os.path.join(os.path.dirname(sys.executable), "schemathesis")
EXAMPLES = 12  # an operation and phase
RUN_S = 50


@pytest.fixture(scope="module")
def service(tmp_path_factory, broker):
    service = PeopleService(tmp_path_factory.mktemp("openapi"), broker, "openapi")
    for stream, files in events():
        broker.create_topic(f"openapi.{stream}")
        broker.produce(f"openapi.{stream}", as_records(files))
    with service:
        yield service


def judge(service, folder, *words):
    done = subprocess.run(
        [SCHEMATHESIS, "run", service.http + "/openapi.json", "--checks", "all",
         "--max-examples", str(EXAMPLES), "--max-time", str(RUN_S), "--generation-deterministic",
         "--request-timeout", "10", "--continue-on-failure",
         "--no-color", *words],
        capture_output=True, text=True, timeout=4 * RUN_S, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    return done.stdout


def test_the_public_api_is_as_it_is_described(service, tmp_path):
    told = judge(service, tmp_path, "--exclude-path", "/api/v1/live")
    assert "No issues found" in told, told
    assert json.loads(service.get("/readyz"))["ready"]
