"""Published reports go to other systems: whatever the receiver does, and whenever the service is
killed, each revision is taken once, in order, with the bytes and the key of its first try."""

import hashlib
import json
import os
import random
import subprocess
import threading
import time
import urllib.error
import xml.dom.minidom

import pytest

from report_receiver import Certificates, Receiver
from service import PROGRAM, Service
from test_lives import as_records
from test_reports import EVENTS, LATE, Person

TOKEN = "một-bí-mật-0123456789".encode().hex()
JSON_TEMPLATE = """{
  "key": "{{ key }}", "unit": "{{ unit.code }}", "period": "{{ period.label }}",
  "revision": {{ revision }}, "reason": "{{ reason }}",
  "rows": [{% for row in rows join "," %}
    {"unit": "{{ row.unit }}", "name": "{{ row.name.vi }}", "values": [{% for cell in row.cells join
    "," %}{{ cell.value }}{% end %}]}{% end %}],
  "document": "{{ document }}"
}
"""
XML_TEMPLATE = """<?xml version="1.0" encoding="UTF-8"?>
<report key="{{ key }}" revision="{{ revision }}">
{% for row in rows %}  <row unit="{{ row.unit }}">{% for cell in row.cells %}
    <cell column="{{ cell.column.id }}">{{ cell.value }}</cell>{% end %}
  </row>
{% end %}</report>
"""
WAIT_S = 60
SEED = int(os.environ.get("IOC_E2E_SEED", "20201015"))


def wait_until(true, what, wait_s=WAIT_S):
    deadline = time.monotonic() + wait_s
    while not true():
        assert time.monotonic() < deadline, what()
        time.sleep(0.05)


class Office:
    """A service whose reports go to `receiver` and on, as files, to a directory."""

    def __init__(self, folder, broker, name):
        self.folder = str(folder)
        self.certificates = Certificates(folder)
        self.receiver = Receiver(self.certificates)
        self.handover = os.path.join(self.folder, "handover")
        os.mkdir(self.handover)
        for file, text in (("lris.json", JSON_TEMPLATE), ("vpcp.xml", XML_TEMPLATE),
                           ("token", f"Bearer {TOKEN}\n")):
            with open(os.path.join(self.folder, file), "w", encoding="utf-8") as out:
                out.write(text)
        broker.create_topic(name)
        broker.produce(name, as_records([EVENTS]))
        self.broker, self.topic = broker, name
        self.service = Service(folder, broker, name, name, catalog="reports_catalog",
                               stream="dossiers")
        with open(self.service.config, "a", encoding="utf-8") as file:
            file.write(f"""
[[delivery]]
id = "lris"
name = {{ vi = "Hệ thống báo cáo tỉnh", en = "Provincial reports" }}
reports = ["handling"]
url = "{self.receiver.address}"
authority = "ca.pem"
certificate = "client.pem"
key = "client.key"
token_file = "token"
answer_id = "/data/id"
timeout = "2s"
format = "json"
template = "lris.json"

[[delivery]]
id = "vpcp"
name = {{ vi = "Văn phòng Chính phủ", en = "Government Office" }}
after = "lris"
directory = "{self.handover}"
format = "xml"
template = "vpcp.xml"
""")
        self.service.start()
        self.service.catch_up(len(EVENTS))
        self.people = {name: Person(self.service, name, grant) for name, grant in
                       (("an", "district@502"), ("binh", "office@49"), ("chi", "leader@49"))}
        # One after the other: each test publishes reports that no other has.
        self.periods = (f"{year}-{month:02}" for year in range(2021, 2026)
                        for month in range(1, 13))

    def act(self, who, period, action, **body):
        """After a start the service drafts nothing until it has read on: 503, come again."""
        deadline = time.monotonic() + WAIT_S
        while True:
            status, _, answer = self.people[who].send(
                f"/api/v1/reports/handling/502/{period}/{action}", body)
            if status != 503 or time.monotonic() > deadline:
                return status, answer
            time.sleep(0.1)

    def prepare(self, period, **body):
        status, answer = self.act("an", period, "draft", **body)
        assert status == 200, answer
        status, answer = self.act("binh", period, "approve")
        assert status == 200, answer

    def publish(self, period=None, **body):
        """The key of the delivery to the receiver."""
        period = period or next(self.periods)
        self.prepare(period, **body)
        status, answer = self.act("chi", period, "sign")
        assert status == 200, answer
        return f"reports/lris/handling/502/{period}/{json.loads(answer)['revision']}"

    def deliveries(self, who="binh", query=""):
        status, _, answer = self.people[who].send("/api/v1/deliveries" + query)
        assert status == 200, answer
        return {each["key"]: each for each in json.loads(answer)["items"]}

    def state(self, key):
        return self.deliveries()[key]["state"]

    def one(self, key):
        number = self.deliveries()[key]["number"]
        return json.loads(self.people["binh"].send(f"/api/v1/deliveries/{number}")[2])

    def becomes(self, key, state, wait_s=WAIT_S):
        wait_until(lambda: self.state(key) == state, lambda: (self.one(key),
                                                              self.service.last_words()), wait_s)

    def run(self, *words):
        done = subprocess.run([PROGRAM, "deliveries", *words, "--config", self.service.config],
                              capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def restart(self):
        self.service.kill()
        self.service.start()

    def file_of(self, key):
        _, _, report, unit, period, revision = key.split("/")
        return os.path.join(self.handover, f"{report}_{unit}_{period}_r{revision}.xml")

    def check(self, key):
        """Taken once, with one set of bytes, and told so; then a file, once."""
        self.becomes(key, "accepted")
        tries = [each for each in self.receiver.arrived if each.key == key]
        assert tries and len({each.body for each in tries}) == 1
        assert self.receiver.order.count(key) == 1 and not self.receiver.differing
        told = self.one(key)
        receipt = told["receipts"][-1]
        assert receipt["act"] == "accepted"
        assert receipt["answer_id"] == f"R-{self.receiver.order.index(key) + 1}"
        sent = hashlib.sha256(tries[0].body).hexdigest()
        assert receipt["sha256"] == told["sha256"] == sent
        self.becomes(key.replace("/lris/", "/vpcp/"), "accepted")
        with open(self.file_of(key), encoding="utf-8") as file:
            document = xml.dom.minidom.parseString(file.read()).documentElement
        assert document.getAttribute("key") == key.replace("/lris/", "/vpcp/")
        return tries


@pytest.fixture(autouse=True)
def open_again(office):
    """What a test has left closed or planned is not the next one's."""
    yield
    office.receiver.plan = []
    office.receiver.stop()
    office.receiver.start()


@pytest.fixture(name="office", scope="module")
def make_office(tmp_path_factory, broker):
    office = Office(tmp_path_factory.mktemp("deliveries"), broker, "delivered")
    yield office
    office.service.stop()
    office.receiver.stop()


def test_a_report_is_handed_on_with_its_figures_its_key_and_its_document(office):
    key = office.publish("2020-10")
    [only] = office.check(key)
    assert (only.method, only.path) == ("POST", "/api/reports")
    assert only.headers["authorization"] == "Bearer " + TOKEN
    assert only.headers["content-type"] == "application/json"
    told = json.loads(only.body)
    assert told["key"] == key and told["revision"] == 1
    assert told["rows"][0]["values"] == [4, 3, 1, 2, 0.5, 2]
    signed = office.people["an"].send("/api/v1/reports/handling/502/2020-10.signed")[2]
    assert told["document"].encode() == signed
    with open(office.file_of(key), encoding="utf-8") as file:
        cells = xml.dom.minidom.parseString(file.read()).getElementsByTagName("cell")
    assert [cell.firstChild.data for cell in cells][:6] == ["4", "3", "1", "2", "0.5", "2"]


# What the receiver does with the first tries, and how many whole requests it then has seen.
@pytest.mark.parametrize("plan, arrived, acts", [
    (["hang_before"], 1, "tried"),
    ([("hang_after", False)], 2, "tried"),
    ([("hang_after", True)], 2, "tried"),
    (["half"], 2, "tried"),
    (["lost"], 2, "tried"),
    ([("status", 500), ("status", 503)], 3, "tried"),
    ([("busy", 2)], 2, "tried"),
    ([("slow", 0.3)], 1, None),
    ([("slow", 5)], 2, "tried"),
    ([("status", 408), "lost", ("status", 502)], 4, "tried"),
])
def test_what_fails_is_sent_again_until_it_is_taken_once(office, plan, arrived, acts):
    office.receiver.plan = list(plan)
    key = office.publish()
    begun = time.monotonic()
    tries = office.check(key)
    assert len(tries) == arrived
    if plan[0] == ("busy", 2):
        assert time.monotonic() - begun > 1.9
    receipts = office.one(key)["receipts"]
    assert [each["act"] for each in receipts[:-1]] == [acts] * (len(receipts) - 1)
    assert bool(acts) == (len(receipts) > 1)


def test_nobody_listens_or_a_stranger_does(office):
    for server in (None, "stranger", "namesake"):
        office.receiver.stop()
        seen = len(office.receiver.arrived)
        if server:
            office.receiver.start(server)
        key = office.publish()

        def is_tried_again(key=key):
            told = office.deliveries()[key]
            return told["tries"] > 1 and told["state"] == "waiting"  # not a byte has left

        wait_until(is_tried_again, lambda key=key: office.one(key))
        assert len(office.receiver.arrived) == seen
        words = office.one(key)["receipts"][-1]["detail"]
        assert (server is None) == ("certificate" not in words.lower()
                                    and "subject name" not in words.lower()), words
        office.receiver.stop()
        office.receiver.start()
        assert len(office.check(key)) == 1


def test_a_receiver_that_asks_for_a_certificate_gets_ours_alone(office):
    """And a service without one gets nowhere: the receiver of the tests asks for it."""
    failed = office.receiver.handshakes_failed
    done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{office.receiver.port}",
                           "-CAfile", office.certificates.path("ca.pem"), "-no_tls1_3"],
                          input=b"", capture_output=True, timeout=30, check=False)
    assert done.returncode != 0
    wait_until(lambda: office.receiver.handshakes_failed > failed, lambda: "it was let in")


@pytest.mark.parametrize("step, cure", [
    (("status", 422), "content"), (("status", 401), "token"),
    (("redirect", "https://127.0.0.1:1/elsewhere"), "moved")])
def test_what_no_retry_mends_stops_and_is_released_by_a_person(office, step, cure):
    office.receiver.plan = [step]
    key = office.publish()
    office.becomes(key, "refused")
    number = office.deliveries()[key]["number"]
    seen = len(office.receiver.arrived)
    time.sleep(2.5)
    assert len(office.receiver.arrived) == seen  # not tried again by itself
    assert office.service.metrics()["ioc_pulse_deliveries", 'connector="lris",state="refused"'] == 1
    code, out, _ = office.run("why", str(number))
    assert code == 0 and cure in out and "state: refused" in out, out
    code, out, _ = office.run("list", "--state", "refused", "--json")
    assert [json.loads(line)["key"] for line in out.splitlines()] == [key]
    page = office.people["binh"].send("/desk/deliveries")[2].decode()
    assert "Bị từ chối" in page and "<b>\"}" not in page and key in page
    assert office.deliveries()[key.replace("/lris/", "/vpcp/")]["state"] == "waiting"

    path = f"/api/v1/deliveries/{number}/release"
    assert office.people["an"].send(path, {"text": "x"})[0] == 403
    status, _, answer = office.people["binh"].send(path, {"text": "đã thay mã"})
    assert status == 200, answer
    office.check(key)
    assert office.people["binh"].send(path, {"text": "again"})[0] == 409
    told = subprocess.run([PROGRAM, "audit", "list", "--limit", "5", "--json", "--config",
                           office.service.config], capture_output=True, text=True, timeout=60,
                          check=True).stdout
    record = [json.loads(line) for line in told.splitlines()][-1]
    assert (record["act"], record["actor"], record["object"]) == ("delivery.release", "binh", key)
    assert record["detail"] == "đã thay mã"


def test_the_command_line_sends_again_what_was_refused(office):
    office.receiver.plan = [("status", 403), ("status", 403)]
    keys = [office.publish() for _ in range(2)]
    for key in keys:
        office.becomes(key, "refused")
    assert office.run("retry", "--reason", "x")[0] == 2
    assert office.run("retry", "999999", "--reason", "x")[0] == 2
    code, _, words = office.run("retry", "--connector", "lris", "--state", "refused", "--reason",
                                "chứng thư mới")
    assert code == 0 and "2 to be sent again" in words, words
    for key in keys:
        office.check(key)
    number = office.deliveries()[keys[0]]["number"]
    assert office.run("retry", str(number), "--reason", "x")[0] == 1  # it was accepted


def test_rights_hold_for_every_door(office):
    key = next(iter(office.deliveries()))
    number = office.deliveries()[key]["number"]
    for path in ("/api/v1/deliveries", f"/api/v1/deliveries/{number}"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            office.service.get(path)
        assert refused.value.code == 401
    assert set(office.deliveries("an")) == set(office.deliveries("binh"))  # all are of 502
    stranger = Person(office.service, "dung", "district@503")
    assert json.loads(stranger.send("/api/v1/deliveries")[2])["items"] == []
    assert stranger.send(f"/api/v1/deliveries/{number}")[0] == 404
    assert stranger.send(f"/api/v1/deliveries/{number}/release", {})[0] == 404


def test_a_revision_waits_for_the_one_before(office):
    office.receiver.plan = [("status", 503)]
    first = office.publish("2020-11")
    # The office changes the past: a dossier of November that comes late. Until the first revision
    # was taken the second one must not arrive.
    office.receiver.stop()
    november = [dict(each, id=f"n{each['id']}", time=each["time"].replace("2020-10", "2020-11"))
                for each in LATE]
    november[0]["data"] = dict(november[0]["data"], dossier="N", due="2020-11-20T17:00:00+07:00")
    november[1]["data"] = dict(november[1]["data"], dossier="N")
    office.broker.produce(office.topic, as_records([november]))
    office.service.catch_up(len(EVENTS) + len(november))
    wait_until(lambda: json.loads(office.people["an"].send(
        "/api/v1/reports/handling/502/2020-11")[2])["revision_proposed"],
               office.service.last_words)
    second = office.publish("2020-11", text="hồ sơ gửi muộn")
    assert second.endswith("/2") and office.state(first) != "accepted"
    assert office.one(second)["behind"] == office.deliveries()[first]["number"]
    office.receiver.start()
    office.check(first)
    office.check(second)
    order = office.receiver.order
    assert order.index(first) < order.index(second)
    assert [each.key for each in office.receiver.arrived].index(second) > max(
        i for i, each in enumerate(office.receiver.arrived) if each.key == first)
    assert json.loads(office.receiver.taken[second])["reason"] == "hồ sơ gửi muộn"


@pytest.mark.parametrize("step", ["kill_before", "kill_read", "kill_taken", "kill_answered"])
def test_a_kill_at_any_step_neither_loses_nor_doubles(office, step):
    for _ in range(3 if step == "kill_answered" else 1):
        killed = threading.Event()

        def kill(killed=killed):
            office.service.kill()
            killed.set()

        office.receiver.plan = [(step, kill)]
        key = office.publish()
        assert killed.wait(WAIT_S)
        office.service.start()
        office.check(key)


def test_kills_while_it_is_signed_and_sent(office):
    """Publication and outbox are one transaction: after a kill at any moment there is both or
    neither."""
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    keys = set()
    for _ in range(6):
        period = next(office.periods)
        office.prepare(period)
        office.receiver.plan = [chance.choice(["lost", "accept", ("status", 500), "half"])]
        timer = threading.Timer(chance.uniform(0, 0.06), office.service.kill)
        timer.start()
        try:
            office.act("chi", period, "sign")
        except OSError:
            pass  # it was killed before it could answer
        timer.join()
        office.service.start()
        status, _, answer = office.people["an"].send(f"/api/v1/reports/handling/502/{period}")
        assert status == 200
        is_published = json.loads(answer)["state"] == "published"
        mine = {key for key in office.deliveries() if f"/{period}/" in key}
        expected = {f"reports/{connector}/handling/502/{period}/1" for connector in
                    ("lris", "vpcp")} if is_published else set()
        assert mine == expected
        if not is_published:
            status, answer = office.act("chi", period, "sign")
            assert status == 200, answer
        keys.add(f"reports/lris/handling/502/{period}/1")
    for key in keys:
        office.check(key)


def test_nothing_was_doubled_and_everything_was_told(office):
    """Over all of it: each delivery once, each file once, no temporary file left."""
    assert not office.receiver.differing
    told = office.deliveries(query="?limit=1000")
    assert all(each["state"] == "accepted" for each in told.values())
    to_receiver = {key for key in told if "/lris/" in key}
    assert to_receiver == set(office.receiver.taken)
    assert sorted(os.listdir(office.handover)) == sorted(
        os.path.basename(office.file_of(key)) for key in to_receiver)
    # By the number of the delivery, revisions of a report stand in their order.
    ranks = [office.receiver.order.index(key) for key in
             sorted((key for key in to_receiver if "/2020-11/" in key))]
    assert ranks == sorted(ranks)
    log = office.service.last_words()
    with open(os.path.join(office.folder, "service.log"), encoding="utf-8") as file:
        assert TOKEN not in file.read(), log
    state = os.path.join(office.folder, "state")
    done = subprocess.run(["grep", "-rlF", TOKEN, state], capture_output=True, timeout=60,
                          check=False)
    assert done.stdout == b""


def test_a_connector_that_cannot_work_is_told_before_it_starts(office, tmp_path):
    with open(office.service.config, encoding="utf-8") as file:
        text = file.read()
    for wrong, told in (('template = "lris.json"', "lris.json"),
                        ('reports = ["handling"]', "the catalogue has no report 'nothing'"),
                        ('after = "lris"', "no connector above")):
        broken = {'template = "lris.json"': 'template = "missing.json"',
                  'reports = ["handling"]': 'reports = ["nothing"]',
                  'after = "lris"': 'after = "vpcp"'}[wrong]
        path = os.path.join(office.folder, "wrong.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(wrong, broken).replace("/state", "/other-state"))
        done = subprocess.run([PROGRAM, "run", "--config", path], capture_output=True, text=True,
                              timeout=60, check=False)
        assert done.returncode == 78, done.stderr
        assert told.replace("lris.json", "missing.json") in done.stderr
        assert "wrong.toml:" in done.stderr
