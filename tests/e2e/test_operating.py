"""What operators see of a running service: metrics, alerts, dashboards, what systemd is told."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

import pytest

from certificates import Authority
from service import ROOT, free_port
from test_lives import as_records
from tls_service import TlsService

DEPLOY = os.path.join(ROOT, "deploy")
RULES = os.path.join(DEPLOY, "prometheus", "ioc-pulse.rules.yml")
WAIT_S = 60


def until(found, what, wait_s=WAIT_S):
    """The first answer of `found` that is true."""
    deadline = time.monotonic() + wait_s
    while True:
        with contextlib.suppress(OSError):
            answer = found()
            if answer:
                return answer
        assert time.monotonic() < deadline, what()
        time.sleep(0.2)


# Without a form there is nothing to hand on.
A_REPORT = """
[[indicator]]
id = "received"
name = { vi = "Hồ sơ tiếp nhận", en = "Dossiers received" }
of = "dossier"
at = "received"
measure = "count"
by = ["unit"]
windows = ["month"]

[[report]]
id = "handling"
name = { vi = "Hồ sơ theo tháng", en = "Dossiers by month" }
period = "month"
since = 2020-10-01
due = "2 days"
each = "district"
rows = ["self"]

[[report.column]]
id = "received"
name = { vi = "Tiếp nhận", en = "Received" }
indicator = "received"
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory, broker):
    """With TLS, alerts, a receiver of them, a snapshot, a system that reports go to, and one event
    that cannot be used: every metric is there."""
    topic = "operating"
    broker.create_topic(topic)
    folder = tmp_path_factory.mktemp(topic)
    authority = Authority(folder / "authority")
    service = TlsService(folder, broker, topic, authority, catalog="alerts_catalog",
                         stream="dossiers")
    service.show(authority.issue(topic, days=30))
    with open(service.config, "a", encoding="utf-8") as file:
        file.write(f'[alerts]\nwebhooks = ["http://127.0.0.1:{free_port()}"]\n'
                   f'[snapshots]\ndirectory = "{service.folder}/snapshots"\nat = "00:00"\n'
                   '[[delivery]]\nid = "files"\nname = { vi = "Tệp", en = "Files" }\n'
                   f'directory = "{service.folder}/handed-on"\n')
    os.makedirs(f"{service.folder}/handed-on")
    with open(f"{service.folder}/catalog/reports.toml", "w", encoding="utf-8") as file:
        file.write(A_REPORT)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    events = [{"specversion": "1.0", "id": str(i), "source": "test", "type": "t", "time": now,
               "data": {"dossier": f"d{i}", "unit": unit, "status": 2}}
              for i, unit in enumerate(["502", "502", "502", "nowhere"])]
    broker.produce(topic, as_records([events]))
    service.start()
    service.catch_up(len(events))
    service.wait_for(lambda checks: "the newest is of" in checks["snapshots"][1])
    yield service
    if service.process.poll() is None:
        service.stop()


class Prometheus:
    """A real one, that looks at the service every second and knows the alerts."""

    def __init__(self, folder, service):
        self.address = f"127.0.0.1:{free_port()}"
        config = os.path.join(folder, "prometheus.yml")
        with open(config, "w", encoding="utf-8") as file:
            json.dump({"global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
                       "rule_files": [RULES],
                       "scrape_configs": [{
                           "job_name": "ioc-pulse", "scheme": "https",
                           "tls_config": {"ca_file": service.authority.path},
                           "static_configs": [
                               {"targets": [service.http[len("https://"):]]}]}]}, file)
        self.log = os.path.join(folder, "prometheus.log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/data",
                 f"--web.listen-address={self.address}"], stdout=log, stderr=log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(WAIT_S)

    def last_words(self):
        with open(self.log, encoding="utf-8") as file:
            return file.read()[-2000:]

    def get(self, path, **query):
        address = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(address, timeout=30) as answer:
            return json.load(answer)["data"]

    def ask(self, query):
        return self.get("query", query=query)["result"]

    def alerts(self):
        """{alert: pending or firing}"""
        return {alert["labels"]["alertname"]: alert["state"]
                for alert in self.get("alerts")["alerts"]}


def queries():
    """Of the dashboard for operators; that of indicators is of another catalogue."""
    path = os.path.join(DEPLOY, "grafana", "dashboards", "operations.json")
    with open(path, encoding="utf-8") as file:
        for panel in json.load(file)["panels"]:
            for target in panel.get("targets", []):
                query = target["expr"].replace("$__rate_interval", "1m")
                yield query.replace("$job", ".+").replace("$instance", ".+")


def test_metrics_are_in_good_form(service):
    done = subprocess.run(["promtool", "check", "metrics"], input=service.get("/metrics"),
                          capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_alerts_and_dashboards_ask_for_is_told(service):
    told = {name for name, _ in service.metrics()}
    with open(RULES, encoding="utf-8") as file:
        text = file.read() + "".join(queries())
    asked = set(re.findall(r"\b(?:ioc_pulse|process)_\w+", text))
    assert len(asked) > 15
    assert asked - told == set()


def test_a_real_prometheus_understands_it_all_and_alarms(service, tmp_path):
    with Prometheus(str(tmp_path), service) as prometheus:
        until(lambda: prometheus.ask("ioc_pulse_kafka_lag_records"), prometheus.last_words)
        unanswered = [query for query in queries() if not prometheus.ask(query)
                      and not query.endswith("> 0")]
        # A rate needs two looks.
        until(lambda: all(prometheus.ask(query) for query in unanswered),
              lambda: f"no answer to {unanswered}")
        rules = until(lambda: [rule for group in prometheus.get("rules")["groups"]
                               for rule in group["rules"]], prometheus.last_words)
        until(lambda: all(rule["health"] == "ok" for group in prometheus.get("rules")["groups"]
                          for rule in group["rules"]), prometheus.last_words)
        assert len(rules) > 10
        # Nobody takes the alerts of this service; nothing else is wrong with it.
        until(lambda: "IocPulseAlertsNotTaken" in prometheus.alerts(), prometheus.last_words)
        assert set(prometheus.alerts()) <= {"IocPulseAlertsNotTaken", "IocPulseEventsRefused"}
        service.kill()
        until(lambda: prometheus.alerts().get("IocPulseDown"), prometheus.last_words)
    service.start()


def test_systemd_is_told_when_it_answers_lives_and_stops(service, tmp_path, monkeypatch):
    service.stop()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.settimeout(WAIT_S)
        supervisor.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        service.start()

        def hear(word):
            heard = []
            while word not in heard:
                heard.append(supervisor.recv(100))
            return heard

        try:
            hear(b"READY=1")
            assert service.get("/livez")
            began = time.monotonic()
            for _ in range(3):
                hear(b"WATCHDOG=1")
            assert 0.5 < time.monotonic() - began < 30
            service.process.send_signal(signal.SIGTERM)
            hear(b"STOPPING=1")
        finally:
            service.stop()
