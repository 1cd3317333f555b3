"""Data provision on a real broker: who has sent what, refused events as figures and as units see
them, sheets and reports from the desk, registers; and no unit sees another's by any address."""

import itertools
import json
import os
import re
import subprocess
import time
from datetime import date, datetime, timedelta, timezone

import pytest

from people import Client, PeopleService
from service import PROGRAM

ZONE = timezone(timedelta(hours=7))
WAIT_S = 60
DAYS = 20  # more than the periods that are looked at


def event(number, at, data):
    return {"specversion": "1.0", "id": f"e{number}", "source": "/tam-ky", "type": "t",
            "time": at.isoformat(timespec="milliseconds"), "data": data}


def record(value, partition):
    if not isinstance(value, str):
        value = json.dumps(value)
    return {"mode": "structured", "partition": partition, "value": value.encode(),
            "headers": [("content-type", "application/cloudevents+json")]}


class World:
    """Tam Kỳ (502) sends each day; Hội An (503) has stopped four days ago, and some of what both
    send is refused."""

    def __init__(self, folder, broker):
        self.service = PeopleService(folder, broker, "provision", "provision_catalog")
        self.broker = broker
        now = datetime.now(ZONE).replace(microsecond=0)
        self.today = now.date()
        numbers = itertools.count()
        self.good, self.bad = [], []
        for back in range(DAYS, -1, -1):
            at = now - timedelta(days=back, seconds=30)
            for unit in ("502", "502-1") + (("503",) if back >= 4 else ()):
                self.good.append((unit, event(next(numbers), at, {
                    "dossier": f"{unit}-{back}", "unit": unit, "status": 2})))
        at = now - timedelta(seconds=20)
        for unit, status in (("502", "hai"), ("502", "ba"), ("503", "hai"), ("503", None),
                             ("999", 2)):
            data = {"dossier": "X", "unit": unit, "status": status}
            if status is None:
                del data["status"]
            self.bad.append((unit, event(next(numbers), at, data)))
        records = [record(value, 0 if unit != "503" else 1)
                   for unit, value in self.good + self.bad] + [record("no JSON", 2)]
        for topic in ("dossiers", "party"):
            broker.create_topic(f"provision.{topic}")
        broker.produce_by_kcat("provision.dossiers", records)
        broker.produce_by_kcat("provision.party", [record(event(
            next(numbers), at, {"unit": "502", "kind": "secret"}), 0)])

    def figure(self, client, indicator, **query):
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        items = client.items(f"/api/v1/figures?indicator={indicator}&{asked}")
        return items[-1]["value"] if items else None


@pytest.fixture(scope="module")
def world(tmp_path_factory, broker):
    made = World(tmp_path_factory.mktemp("provision"), broker)
    with made.service as service:
        made.people = {
            "public": Client(service),
            "steward": service.add("steward", "steward@49"),
            "tamky": service.add("tamky", "officer@502"),
            "tamky_district": service.add("tamky_district", "district@502"),
            "hoian": service.add("hoian", "officer@503"),
            "office": service.add("office", "office@49"),
            "leader": service.add("leader", "leader@49"),
            "admin": service.add("admin", "administrator@49"),
            "party": service.add("party", "officer@502:party"),
        }
        deadline = time.monotonic() + WAIT_S
        while made.figure(made.people["steward"], "refused_events", unit="49") != 4:
            assert time.monotonic() < deadline, service.last_words()
            time.sleep(0.3)
        yield made


def provision(client, query=""):
    return {(item["provision"], item["unit"]): item
            for item in client.get("/api/v1/provision" + query)["items"]}


def test_who_has_provided_what(world):
    told = provision(world.people["steward"])
    assert set(told) == {("daily", "502"), ("daily", "503"), ("form", "502"), ("form", "503")}
    tamky, hoian = told["daily", "502"], told["daily", "503"]
    assert (tamky["state"], tamky["due"], tamky["provided"], tamky["missing"]) == \
        ("provided", 11, 11, [])
    # Yesterday is due through today; the day before is not there, and neither is the one before.
    missing = [str(world.today - timedelta(days=back)) for back in (2, 3)]
    assert (hoian["state"], hoian["missing"]) == ("late", missing)
    assert hoian["late_since"][:10] == str(world.today - timedelta(days=1))
    assert hoian["working_days_late"] == 2
    assert hoian["next"] == str(world.today - timedelta(days=1))
    assert tamky["next"] is None, "today's is there already"


def test_a_late_event_makes_up_for_its_day(world, tmp_path):
    """By the engine of `compute`, whose figures are those of the service."""
    steward = world.people["steward"]
    day = world.today - timedelta(days=3)
    value = event("late", datetime(day.year, day.month, day.day, 9, tzinfo=ZONE),
                  {"dossier": "late", "unit": "503", "status": 2})
    world.broker.produce_by_kcat("provision.dossiers", [record(value, 1)])
    deadline = time.monotonic() + WAIT_S
    while str(day) in provision(steward)["daily", "503"]["missing"]:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    hoian = provision(steward)["daily", "503"]
    assert hoian["missing"] == [str(world.today - timedelta(days=2))]
    assert hoian["late_since"][:10] == str(world.today), "the gap begins later now"


def test_refused_events_are_figures(world):
    steward = world.people["steward"]
    since = "window=since%202020-01-01"
    assert world.figure(steward, "refused_events", unit="502") == 2
    assert world.figure(steward, "refused_events", unit="503") == 2
    reasons = {item["group"]["reason"]: item["value"] for item in
               steward.items(f"/api/v1/figures?indicator=refused_by_reason&{since}")}
    assert reasons == {"bad_type": 4, "missing_field": 1, "unknown_unit": 1, "malformed": 1}
    good = 2 * (DAYS + 1)
    assert world.figure(steward, "valid", unit="502") == pytest.approx(100 * good / (good + 2))
    assert provision(steward)["daily", "502"]["valid"]["met"] is True


def test_refused_events_stay_counted_through_kills(world):
    steward = world.people["steward"]
    for _ in range(2):
        world.service.kill()
        world.service.start()
    deadline = time.monotonic() + WAIT_S
    while world.figure(steward, "refused_events", unit="49") != 4:
        assert time.monotonic() < deadline, world.service.last_words()
        time.sleep(0.3)
    time.sleep(2)
    assert world.figure(steward, "refused_events", unit="49") == 4
    assert len(steward.get("/api/v1/refused")["items"]) == 6


def test_a_figure_of_refused_events_is_computed_again_from_the_log(world, tmp_path):
    items = world.people["steward"].items("/api/v1/figures?indicator=refused_events&unit=502")
    path = tmp_path / "figures.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    world.service.stop()
    try:
        done = subprocess.run([PROGRAM, "recompute", str(path), "--config", world.service.config,
                               "--json"], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        world.service.start()


def test_as_of_an_earlier_instant(world):
    """Three days ago Hội An had missed nothing: it stopped four days ago."""
    then = datetime.now(ZONE) - timedelta(days=3)
    path = "/api/v1/provision?as_of=" + then.isoformat(timespec="seconds").replace("+", "%2B")
    deadline = time.monotonic() + WAIT_S
    while True:
        status, _, body = world.people["steward"].send("GET", path)
        if status == 200:
            break
        assert status == 503 and time.monotonic() < deadline, body
        time.sleep(0.5)
    told = {(item["provision"], item["unit"]): item for item in json.loads(body)["items"]}
    assert set(told) == {("daily", "502"), ("daily", "503")}
    assert told["daily", "503"]["state"] == "provided"


# What each sees of refused events, by the unit they name; the unreadable ones are the province's.
SEES = {"steward": {"502", "503", None}, "office": {"502", "503", None},
        "leader": {"502", "503", None}, "tamky": {"502"}, "tamky_district": {"502"},
        "hoian": {"503"}, "admin": set(), "party": {"502"}}


@pytest.mark.parametrize("name", SEES)
def test_no_unit_sees_anothers_refused_events_by_any_address(world, name):
    client = world.people[name]
    found = client.get("/api/v1/refused")["items"]
    assert {item["unit"] for item in found} == SEES[name]
    expected = {"party"} if name == "party" else {"dossiers"} if SEES[name] else set()
    assert {item["stream"] for item in found} == expected
    for query, unit in itertools.product(("", "&stream=dossiers", "&reason=bad_type", "&limit=1"),
                                         ("49", "502", "502-1", "503")):
        for item in client.get(f"/api/v1/refused?unit={unit}{query}")["items"]:
            assert item["unit"] in SEES[name]
    others = [value["id"] for unit, value in world.bad
              if name == "party" or (unit if unit != "999" else None) not in SEES[name]]
    for path in ("/desk/refused", "/desk/refused?unit=502", "/desk/refused?unit=503",
                 "/desk/refused?lang=en", "/desk/refused?stream=dossiers"):
        body = client.get(path, accept="text/html")
        assert not [one for one in others if f">{one}<" in body or f">{one} <" in body], path
    if name not in ("steward", "office", "leader"):
        assert "không đọc được" not in client.get("/desk/refused", accept="text/html")


def test_the_public_sees_none_of_it(world):
    public = world.people["public"]
    assert public.get("/api/v1/provision")["items"] == []
    for path in "/api/v1/refused", "/api/v1/registers":
        assert public.send("GET", path)[0] == 401
    for path in "provision", "refused", "upload", "reports", "registers", \
            "reports/monthly/502/2020-10":
        status, headers, _ = public.send("GET", "/desk/" + path)
        assert (status, headers["Location"]) == (303, "/sign-in")
    for path in "registers", "upload", "reports/monthly/502/2020-10/draft":
        assert public.form("/desk/" + path, text="x")[0] == 303


def test_each_sees_the_provision_of_his_units(world):
    for name, units in (("tamky", {"502"}), ("hoian", {"503"}), ("admin", set())):
        told = provision(world.people[name])
        assert {unit for _, unit in told} == units
        body = world.people[name].get("/desk/provision", accept="text/html")
        for code, unit in (("502", "Thành phố Tam Kỳ"), ("503", "Thành phố Hội An")):
            assert (f'<th scope="row">{unit}' in body) == (code in units), (name, unit)


def test_what_an_event_would_need_is_told(world):
    items = world.people["hoian"].get("/api/v1/refused")["items"]
    details = {item["reason"]: item["faults"][0] for item in items}
    assert details["bad_type"]["field"] == "status" and details["bad_type"]["found"] == "hai"
    assert details["missing_field"]["found"] is None
    body = world.people["hoian"].get("/desk/refused", accept="text/html")
    for words in ("Thiếu trường bắt buộc", "Cách sửa:", "cần một số nguyên", "“hai”"):
        assert words in body


def test_registers_are_between_the_units_they_name(world):
    people = world.people
    due = str(world.today + timedelta(days=3))
    entry = {"register": "problems", "unit": "502", "owner": "49", "title": "Máy quét hỏng",
             "text": "Không quét được từ hôm qua.", "due": due}
    number = people["tamky"].post("/api/v1/registers", entry, status=201)["number"]
    for name, sees in (("tamky", 1), ("tamky_district", 1), ("steward", 1), ("leader", 1),
                       ("hoian", 0), ("admin", 0)):
        client = people[name]
        assert len(client.get("/api/v1/registers")["items"]) == sees, name
        assert len(client.get("/api/v1/registers?unit=502")["items"]) == sees, name
        for register in "problems", "regulations":
            body = client.get(f"/desk/registers?register={register}", accept="text/html")
            assert ("Máy quét hỏng" in body) == (sees and register == "problems"), (name, register)
    for verb in "answer", "close", "reopen":
        hidden = people["hoian"].send("POST", f"/api/v1/registers/{number}/{verb}", {"text": "x"})
        unknown = people["hoian"].send("POST", f"/api/v1/registers/999/{verb}", {"text": "x"})
        assert hidden[0] == unknown[0] == 404 and hidden[2] == unknown[2]
    assert people["hoian"].send("POST", "/api/v1/registers", entry)[0] == 403
    assert people["tamky"].send("POST", f"/api/v1/registers/{number}/answer",
                                {"text": "x"})[0] == 403
    assert people["leader"].form(f"/desk/registers/{number}/answer", register="problems",
                                 text="Đã cấp máy mới.")[0] == 303
    told = people["tamky"].get("/api/v1/registers")["items"][0]
    assert (told["state"], told["answer"]["text"]) == ("answered", "Đã cấp máy mới.")
    assert people["tamky"].form(f"/desk/registers/{number}/close", register="problems")[0] == 303
    raised = people["tamky"].form("/desk/registers", register="regulations", unit="502",
                                  owner="49", title="Điều 3", text="Nên rõ hơn.\r\nCảm ơn.",
                                  due=due)
    assert raised[0] == 303, raised[2]
    acts = [line["act"] for line in world.service.lines("audit", "list")]
    assert [act for act in acts if act.startswith("register.")] == [
        "register.add", "register.answer", "register.close", "register.add"]
    world.service.command("audit", "verify", "--without-heads")


def sheet(rows):
    return "dossier;unit;status;time\n" + "".join(
        f"{dossier};{unit};{status};{datetime.now(ZONE):%d/%m/%Y} 00:00\n"
        for dossier, unit, status in rows)


def test_a_sheet_is_looked_at_and_sent_and_counts_once(world):
    tamky, steward = world.people["tamky"], world.people["steward"]
    before = world.figure(steward, "events", unit="502", window="since%202020-01-01")
    fields = {"unit": "502", "stream": "dossiers"}
    bad = sheet([("S1", "502", "2"), ("S2", "502", "hai"), ("S3", "503", "2"),
                 ("S4", "502-1", "2")])
    status, _, body = tamky.form_with_file("/desk/upload", **fields, sheet=bad, act="send")
    assert status == 422
    for words in ("cần một số nguyên", "Đơn vị 503 không thuộc phạm vi của bạn",
                  "Đơn vị 502-1 không thuộc phạm vi của bạn"):
        assert words in body, "an officer's unit is the unit alone"
    good = sheet([("S1", "502", "2"), ("S2", "502", "4")])
    status, _, body = tamky.form_with_file("/desk/upload", **fields, file=good, sheet="",
                                           act="preview")
    assert status == 200 and "Sẽ gửi 2 sự kiện" in body
    for _ in range(2):
        status, _, body = tamky.form_with_file("/desk/upload", **fields, sheet=good, act="send")
        assert status == 200 and "Đã nhận chắc chắn 2 sự kiện" in body
    deadline = time.monotonic() + WAIT_S
    while world.figure(steward, "events", unit="502", window="since%202020-01-01") != before + 2:
        assert time.monotonic() < deadline
        time.sleep(0.3)
    time.sleep(1)
    assert world.figure(steward, "events", unit="502", window="since%202020-01-01") == before + 2
    assert world.people["hoian"].form_with_file("/desk/upload", **fields, sheet=good,
                                                act="send")[0] == 403
    assert world.people["admin"].form_with_file("/desk/upload", **fields, sheet=good,
                                                act="send")[0] == 403
    status, _, _ = tamky.send("POST", "/desk/upload", b"--xYz--", {
        "Content-Type": "multipart/form-data; boundary=xYz", "Origin": "http://evil.example"})
    assert status == 403
    assert [line["object"] for line in world.service.lines("audit", "list")
            if line["act"] == "events.send"] == ["dossiers 502"] * 2


def last_month():
    return (date.today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")


def test_a_report_goes_its_way_by_forms_and_the_scoreboard_follows(world):
    people, period = world.people, last_month()
    path = f"/desk/reports/monthly/502/{period}"
    body = people["tamky"].get("/desk/reports", accept="text/html")
    assert path in body and f"/desk/reports/monthly/503/{period}" not in body
    assert people["hoian"].send("GET", path)[0] == 404
    assert people["hoian"].form(path + "/draft")[0] == 404
    assert people["tamky"].form(path + "/draft")[0] == 303
    assert people["leader"].form(path + "/comment", text="Đã xem.")[0] == 303
    assert people["tamky"].form(path + "/approve")[0] == 403
    status, _, body = people["leader"].form(path + "/sign")
    assert status == 409 and "Chỉ ký được bản đã duyệt" in body
    assert people["office"].form(path + "/approve")[0] == 303
    assert people["leader"].form(path + "/sign")[0] == 303
    body = people["tamky"].get(path, accept="text/html")
    for words in ("Đã ký, công bố", "Đã xem.", "Ký số, công bố"):
        assert words in body
    deadline = time.monotonic() + WAIT_S
    while period in provision(people["steward"])["form", "502"]["missing"]:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    assert period not in provision(people["steward"])["form", "502"]["missing"]


def run(*words, **variables):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60,
                          check=False, env=os.environ | variables)
    return done.returncode, done.stdout, done.stderr


def test_administrators_keep_accounts_and_tokens_in_a_browser(world):
    admin, service = world.people["admin"], world.service
    for name in ("steward", "tamky", "leader"):
        assert world.people[name].send("GET", "/desk/accounts")[0] == 404, name
        assert world.people[name].form("/desk/accounts", act="disable", account="hoian")[0] == 404
    assert world.people["public"].send("GET", "/desk/accounts")[0] == 303
    status, _, body = admin.form("/desk/accounts", act="grant", account="moi", name="Người Mới",
                                 grants="officer@502-1")
    assert status == 200 and "Người Mới" in body, body
    link = re.search(r"http://[^<]+/sign-in\?link=[\w-]+", body)[0]
    service.join("moi", link)
    assert link not in admin.get("/desk/accounts", accept="text/html"), "shown once"
    assert admin.form("/desk/accounts", act="grant", account="moi",
                      grants="officer@nowhere")[0] == 400
    assert admin.form("/desk/accounts", act="disable", account="moi")[0] == 200
    assert "đã khóa" in admin.get("/desk/accounts", accept="text/html")
    assert admin.form("/desk/accounts", act="disable", account="admin")[0] == 403
    status, _, body = admin.form("/desk/accounts", act="token", token="may-quet", unit="502",
                                 stream="dossiers", days="30")
    secret = re.search(r'class="secret">([\w-]+)<', body)[1]
    now = datetime.now(ZONE)
    sent = Client(service).send("POST", "/api/v1/events/preview", json.dumps(
        event("t1", now, {"dossier": "T", "unit": "502", "status": 2})).encode(),
        {"Authorization": f"Bearer {secret}", "Content-Type": "application/cloudevents+json"})
    assert sent[0] == 200, sent
    assert admin.form("/desk/accounts", act="revoke", token="may-quet")[0] == 200
    assert admin.form("/desk/accounts", act="token", token="x", unit="502", stream="dossiers",
                      days="0")[0] == 400
    assert secret not in admin.get("/desk/accounts", accept="text/html")


def test_reports_are_listed_in_an_accounts_name(world, tmp_path):
    url = ("--url", world.service.http)
    nobody = run("report", "list", *url, "--period", "2020-10", "--json")
    assert nobody[:2] == (0, "")
    token = world.service.command("account", "token", "tamky", "--days", "1").strip()
    path = tmp_path / "token"
    path.write_text(token + "\n", encoding="utf-8")
    code, out, words = run("report", "list", *url, "--period", "2020-10", "--json",
                           "--token-file", str(path))
    assert code == 0, words
    assert [json.loads(line)["unit"] for line in out.splitlines()] == ["502"]
    assert run("report", "list", *url, "--period", "2020-10", "--json",
               IOC_PULSE_TOKEN=token)[1] == out
    code, out, words = run("report", "draft", "monthly", "502", "2020-10", *url,
                           "--token-file", str(path))
    assert code == 0 and "502" in out, words
    assert run("report", "draft", "monthly", "503", "2020-10", *url,
               "--token-file", str(path))[0] == 2
    assert run("report", "list", *url, "--token-file", str(tmp_path / "none"))[0] == 74
    # It reads, and changes nothing; and in a cookie it is nobody's.
    client = Client(world.service)
    bearer = {"Authorization": f"Bearer {token}"}
    assert json.loads(client.send("GET", "/api/v1/session", headers=bearer)[2])["account"] == \
        "tamky"
    assert client.send("POST", "/api/v1/registers", {}, bearer)[0] == 401
    client.cookie = token
    assert not client.is_signed_in()
    world.service.command("account", "token", "tamky", "--revoke")
    time.sleep(2.2)
    assert run("report", "list", *url, "--period", "2020-10", "--json",
               "--token-file", str(path))[1] == ""


def test_the_signing_key_is_copied_and_brought_back(world, tmp_path):
    service, copy = world.service, str(tmp_path / "key")
    state = os.path.join(service.folder, "state")
    public = service.command("report", "key", "--backup", copy).strip()
    assert os.stat(copy).st_mode & 0o777 == 0o600
    service.command("report", "key", "--restore", copy, code=74)
    service.stop()
    try:
        words = subprocess.run([PROGRAM, "snapshot", "create", str(tmp_path / "snapshot"),
                                "--state-dir", state], capture_output=True, text=True, timeout=60,
                               check=True).stderr
        assert "report key --backup" in words
        assert not (tmp_path / "snapshot" / "report-key").exists()
        os.remove(os.path.join(state, "report-key"))
        assert service.command("report", "key", "--restore", copy).strip() == public
    finally:
        service.start()
    assert json.loads(world.people["public"].send("GET", "/api/v1/reports/key")[2])["key"] == public
