"""Events in, alerts out: told once and resolved once, whoever is killed meanwhile."""

import json
import subprocess
import time

import pytest

from alert_receivers import Alertmanager, Hook, passed_on
from people import Client, PeopleService
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


class Office(Service):
    """With accounts."""

    command, lines, add, join = (PeopleService.command, PeopleService.lines, PeopleService.add,
                                 PeopleService.join)


def service_of(folder, broker, name, receivers):
    broker.create_topic(name)
    service = Office(folder, broker, name, name, catalog="alerts_catalog", stream="dossiers")
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


def act(client, what, body, status=200):
    found, _, text = client.send("POST", f"/api/v1/alerts/too-many-open/{what}", body)
    assert found == status, (what, body, found, text)
    return json.loads(text)


def alert_for(client):
    [alert] = [item for item in client.get("/api/v1/alerts")["items"]
               if item["alert"] == "too-many-open"]
    return alert


def test_an_alert_is_taken_over_written_about_and_given_back(tmp_path, broker):
    service = service_of(tmp_path, broker, "alerts4", "")
    with service:
        an = service.add("an", "officer@502")
        hoi_an = service.add("hoi.an", "officer@503")
        lan = service.add("lan", "leader@49")
        everybody = Client(service)
        broker.produce("alerts4", as_records([[event(i, f"d{i}", "502", 2) for i in range(3)]]))
        wait_until(lambda: alerts(service).get(("too-many-open", "502"), {}).get("state") ==
                   "firing", service.last_words)
        fired = alert_for(an)["fired"]
        assert alert_for(an)["acknowledged"] is None and alert_for(an)["answers"] == []
        take = {"unit": "502", "fired": fired, "note": "đang gọi xã"}
        act(everybody, "acknowledge", take, 401)
        act(hoi_an, "acknowledge", take, 403)
        act(an, "acknowledge", take | {"unit": "503"}, 404)
        act(an, "acknowledge", take | {"fired": "2020-10-15T00:00:00+07:00"}, 409)
        act(an, "acknowledge", take | {"owner": "hoi.an"}, 400)
        act(an, "release", {"unit": "502"}, 409)
        act(an, "note", {"unit": "502", "note": " "}, 400)
        assert an.send("POST", "/api/v1/alerts/too-many-open/note", take,
                       {"Origin": "http://elsewhere.test"})[0] == 403
        told = act(an, "acknowledge", take)
        assert told["acknowledged"]["owner_name"] == "Tên an"
        since = told["acknowledged"]["since"]

        # What was answered is durable by then.
        service.kill()
        service.start()
        wait_until(lambda: ("too-many-open", "502") in alerts(service), service.last_words)
        assert alert_for(an)["acknowledged"] == {"since": since, "office": "502", "owner": "an",
                                                 "owner_name": "Tên an"}
        assert alert_for(everybody)["acknowledged"] == {"since": since, "office": "502",
                                                        "owner": None, "owner_name": None}
        assert "đang gọi xã" not in json.dumps(alert_for(everybody), ensure_ascii=False)
        assert alert_for(everybody)["state"] == "firing", "it stays in sight"

        act(lan, "note", {"unit": "502", "note": "báo cáo trước 15 giờ"})
        act(an, "acknowledge", {"unit": "502", "owner": "lan"})
        act(lan, "release", {"unit": "502"})
        acts = [(each["act"], each["account"], each["owner"], each["note"])
                for each in alert_for(hoi_an)["answers"]]
        assert acts == [("acknowledged", "an", "an", "đang gọi xã"),
                        ("noted", "lan", None, "báo cáo trước 15 giờ"),
                        ("acknowledged", "an", "lan", None),
                        ("released", "lan", None, None)]
        act(an, "acknowledge", {"unit": "502"})

        desk = an.get("/desk?unit=502", accept="text/html")
        assert "Đã tiếp nhận: <b>Tên an</b>, từ " in desk and "báo cáo trước 15 giờ" in desk
        assert 'action="/desk/alert"' in desk
        form = "act=noted&alert=too-many-open&unit=502&desk=502&note=qua+b%C3%A0n&fired=" + \
            fired.replace("+", "%2B")
        posted = an.send("POST", "/desk/alert", form.encode(),
                         {"Content-Type": "application/x-www-form-urlencoded"})
        assert posted[0] == 303 and posted[1]["Location"] == "/desk?told=alert&unit=502#alerts"
        assert "qua bàn" in an.get("/desk?unit=502&told=alert", accept="text/html")

        code, words = why(service, "too-many-open")
        assert code == 0 and "taken over for unit 502 since" in words and "Tên" not in words
        assert words.count("acknowledged at 2") == 3 and "báo cáo" not in words
        code, words = why(service, "too-many-open", "--config", service.config)
        assert code == 0 and "by Tên lan: báo cáo trước 15 giờ" in words, words
        assert "by Tên an, seen to by Tên lan" in words

        # Over: a word can be added, nothing else; and when it fires again nobody has it.
        finished = [event(10 + i, f"d{i}", "502", 9) for i in range(3)]
        broker.produce("alerts4", as_records([finished]))
        wait_until(lambda: ("too-many-open", "502") not in alerts(service), service.last_words)
        act(an, "acknowledge", take, 409)
        act(an, "note", take | {"note": "nguyên nhân: mất điện"})
        lines = an.get("/api/v1/alerts/journal")["items"]
        assert [line["turn"] for line in lines] == ["resolved", "fired"]
        assert all(line["answers"][-1]["note"] == "nguyên nhân: mất điện" for line in lines)
        others = [event(20 + i, f"e{i}", "502", 2) for i in range(3)]
        broker.produce("alerts4", as_records([others]))
        wait_until(lambda: ("too-many-open", "502") in alerts(service), service.last_words)
        assert alert_for(an)["acknowledged"] is None and alert_for(an)["answers"] == []

        audit = [(line["actor"], line["act"], line["object"]) for line in
                 service.lines("audit", "list") if line["act"].startswith("alert.")]
        assert audit == [("an", "alert.acknowledged", "too-many-open 502"),
                         ("lan", "alert.noted", "too-many-open 502"),
                         ("an", "alert.acknowledged", "too-many-open 502"),
                         ("lan", "alert.released", "too-many-open 502"),
                         ("an", "alert.acknowledged", "too-many-open 502"),
                         ("an", "alert.noted", "too-many-open 502"),
                         ("an", "alert.noted", "too-many-open 502")]
