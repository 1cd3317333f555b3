"""The API against its own description: requests that nobody thought of, by schemathesis, all of its
checks on."""

import json
import os
import re
import subprocess
import sys

import pytest

from people import PeopleService
from service import HERE
from test_lives import as_records
from test_rights import events

SCHEMATHESIS = os.path.join(os.path.dirname(sys.executable), "schemathesis")
CONFIG = os.path.join(HERE, "schemathesis.toml")
EXAMPLES = 12  # an operation and phase
PUBLIC_S, SIGNED_IN_S = 25, 15
# The feed has no end, and without a stream for them a service has no addresses of conclusions.
LEFT_OUT = "live|conclusions|conclusions/.*"


@pytest.fixture(scope="module")
def service(tmp_path_factory, broker):
    service = PeopleService(tmp_path_factory.mktemp("openapi"), broker, "openapi")
    for stream, files in events():
        broker.create_topic(f"openapi.{stream}")
        broker.produce(f"openapi.{stream}", as_records(files))
    with service:
        yield service


def choices(description):
    """Each parameter of a query that has but a few values, and where it is asked for (a service
    without connectors has no addresses of deliveries)."""
    for path, operations in description["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if "$ref" in parameter:
                name = parameter["$ref"].rsplit("/", 1)[1]
                parameter = description["components"]["parameters"][name]
            is_choice = parameter["in"] == "query" and "enum" in parameter["schema"]
            if is_choice and not re.search(rf"\{{|/({LEFT_OUT}|deliveries)$", path):
                yield path, parameter["name"], parameter["schema"]["enum"]


def test_a_choice_is_one_of_those_described(service):
    client = service.add("mai", "leader@49", "administrator@49", "auditor@49")
    asked = list(choices(client.get("/openapi.json")))
    assert len(asked) >= 8
    for path, name, values in asked:
        for value in values:
            assert client.send("GET", f"{path}?{name}={value}")[0] != 400, (path, name, value)
        for wrong in ("AAA", "_" + str(values[0]), "0"):
            assert client.send("GET", f"{path}?{name}={wrong}")[0] == 400, (path, name, wrong)


def judge(service, folder, seconds, *words):
    done = subprocess.run(
        [SCHEMATHESIS, "--config-file", CONFIG, "run", service.http + "/openapi.json",
         "--checks", "all", "--max-examples", str(EXAMPLES), "--max-time", str(seconds),
         "--generation-deterministic", "--request-timeout", "10", "--continue-on-failure",
         "--no-color", *words],
        capture_output=True, text=True, timeout=4 * seconds, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout[-60_000:] + done.stderr[-2_000:]
    assert json.loads(service.get("/readyz"))["ready"]


def test_the_public_is_answered_as_it_is_described(service, tmp_path):
    judge(service, tmp_path, PUBLIC_S, "--exclude-path-regex", f"/({LEFT_OUT})$")


def test_who_is_signed_in_is_answered_as_it_is_described(service, tmp_path):
    """Someone who may see all, answer alerts and read the audit log, and stays signed in."""
    client = service.add("lan", "leader@49", "auditor@49")
    judge(service, tmp_path, SIGNED_IN_S, "-H", f"Cookie: sid={client.cookie}",
          "-H", f"Origin: {service.http}", "--exclude-path-regex",
          f"/({LEFT_OUT}|session|sessions|sessions/.*|password|events|events/.*)$")
    assert client.is_signed_in()
