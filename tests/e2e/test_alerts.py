"""Events in, alerts out: told once and resolved once, whoever is killed meanwhile."""

import json
import subprocess
import time

import pytest

from alert_receivers import Alertmanager, Hook, passed_on
from service import PROGRAM, Service
from test_lives import as_records

WAIT_S = 60


def event(number, dossier, unit, status, age_s=0):
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - age_s))
    return {"specversion": "1.0", "id": str(number), "source": "test", "type": "t", "time": at,
            "data": {"dossier": dossier, "unit": unit, "status": status}}


def wait_until(true, what, wait_s=WAIT_S):
    deadline = time.monotonic() + wait_s
    while not true():
        assert time.monotonic() < deadline, what()
        time.sleep(0.2)


def alerts(service, query=""):
    return {(item["alert"], item["unit"]): item
            for item in json.loads(service.get("/api/v1/alerts" + query))["items"]}


def journal(service):
    return json.loads(service.get("/api/v1/alerts/journal"))["items"]


def why(service, *words):
    done = subprocess.run([PROGRAM, "alerts", "why", *words, "--url", service.http],
                          capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def service_of(folder, broker, name, receivers):
    broker.create_topic(name)
    service = Service(folder, broker, name, name, catalog="alerts_catalog", stream="dossiers")
    with open(service.config, "a", encoding="utf-8") as file:
        file.write("[alerts]\n" + receivers)
    return service


def test_an_alert_is_told_once_and_resolved_once(tmp_path, broker):
    told = ("fired", "too-many-open", "502"), ("resolved", "too-many-open", "502")
    with Hook() as hook, Hook() as behind, Alertmanager(tmp_path, behind) as manager:
        service = service_of(tmp_path, broker, "alerts",
                             f'alertmanager = "{manager.address}"\nwebhooks = ["{hook.address}"]\n')
        hook.refuses = True
        service.start()
        try:
            broker.produce("alerts", as_records([[event(i, f"d{i}", "502", 2) for i in range(3)]]))
            wait_until(lambda: hook.refused >= 2, service.last_words)
            wait_until(lambda: ("firing", "too-many-open", "502") in passed_on(behind),
                       service.last_words)
            service.kill()
            hook.refuses = False
            service.start()
            wait_until(lambda: hook.changes(), service.last_words)
            time.sleep(3)  # an Alertmanager notes on disk each second what it has passed on
            manager.kill()
            manager.start()
            wait_until(lambda: len(manager.alerts()) == 1, lambda: manager.alerts(), 120)
            assert alerts(service)["too-many-open", "502"]["state"] == "firing"

            broker.produce("alerts",
                           as_records([[event(10 + i, f"d{i}", "502", 9) for i in range(3)]]))
            wait_until(lambda: len(hook.changes()) > 1, lambda: hook.changes())
            wait_until(lambda: ("resolved", "too-many-open", "502") in passed_on(behind),
                       lambda: passed_on(behind))
            wait_until(lambda: all(len(line["told"]) == 2 for line in journal(service)),
                       lambda: journal(service))
            keys = [change[0] for change in hook.changes()]
            assert len(set(keys)) == len(keys)
            assert tuple(change[1:] for change in hook.changes()) == told
            assert passed_on(behind) == [("firing", "too-many-open", "502"),
                                         ("resolved", "too-many-open", "502")]
            assert [line["key"] for line in reversed(journal(service))] == keys
            assert alerts(service) == {}
            code, words = why(service, "too-many-open", "--unit", "502")
            assert code == 0 and words.count(f"told {hook.address}") == 2, words
            assert words.count(f"told {manager.address}") == 2 and "now: not so" in words
        finally:
            service.stop()


def test_catching_up_tells_a_digest_of_what_is_wrong_now(tmp_path, broker):
    """What was wrong and is over while nobody looked is not told; all that is wrong is, at once."""
    old = [event(i, f"old{i}", "503", 2, 90_000 - i) for i in range(5)]
    old += [event(10 + i, f"old{i}", "503", 9, 50_000 - i) for i in range(5)]
    old += [event(20 + i, f"new{i}", "502", 2, 8_000 - i) for i in range(4)]
    with Hook() as hook:
        service = service_of(tmp_path, broker, "alerts2", f'webhooks = "{hook.address}"\n')
        broker.produce("alerts2", as_records([old]))
        with service:
            wait_until(lambda: len(hook.changes()) == 2, lambda: (hook.taken, alerts(service)))
            assert {change[1:] for change in hook.changes()} == {
                ("fired", "silent", None), ("fired", "too-many-open", "502")}
            silent = alerts(service, "?alert=silent")["silent", None]
            assert 7_900 < silent["silent_seconds"] < 9_000 and silent["state"] == "firing"
            assert "không có sự kiện nào trong 2 giờ" in silent["summary"]["vi"]
            # An event ends the silence; the rest stays.
            broker.produce("alerts2", as_records([[event(30, "new0", "502", 2)]]))
            with pytest.raises(AssertionError):
                wait_until(lambda: len(hook.changes()) == 3, lambda: "", 4)  # it clears in 5 min
            wait_until(lambda: alerts(service)["silent", None]["state"] == "clearing",
                       lambda: alerts(service))
            metrics = service.metrics()
            assert metrics["ioc_pulse_alerts",
                           'alert="too-many-open",severity="critical",state="firing"'] == 1
            assert metrics["ioc_indicator_value",
                           'indicator="open",window="now",unit="502"'] == 4


def test_the_command_names_what_it_does_not_know(tmp_path, broker):
    with service_of(tmp_path, broker, "alerts3", "") as service:
        assert alerts(service) == {}
        code, words = why(service, "too-many-opn")
        assert code == 2 and "There is no such alert" in words
        code, words = why(service, "silent", "--unit", "999")
        assert code == 2 and "/api/v1/units" in words
        address, service.http = service.http, "http://127.0.0.1:9"
        assert why(service, "silent")[0] == 69
        service.http = "ftp://127.0.0.1:9"
        assert why(service, "silent")[0] == 2
        service.http = address
