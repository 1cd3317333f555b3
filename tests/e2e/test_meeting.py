"""Conclusions of meetings, from the form to the figure of the milestones they become, through
kills; and targets as of an earlier instant."""

import datetime
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
import urllib.parse

import pytest

from conftest import SEED
from people import Client, PeopleService
from service import PROGRAM, ROOT, free_port
from test_lives import as_records
from test_people import wait_until

SHIPPED = os.path.join(ROOT, "catalogs", "quang-nam")
ZONE = datetime.timezone(datetime.timedelta(hours=7))
ALWAYS_OPEN = """[calendar]
hours = [{ from = 2016-01-01, days = ["mon-sun"], spans = ["00:00-24:00"] }]
"""
STREAMS = re.compile(r'id = "(\w+)"(?:.|\n)*?topic = "([\w.-]+)"')


class MeetingService(PeopleService):
    """The shipped catalogue, with topics of this service and offices that are always open."""

    def __init__(self, folder, broker, name, stream="milestones"):
        self.stream, self.folder, self.name = "milestones", str(folder), name
        self.http = f"http://127.0.0.1:{free_port()}"
        self.process = None
        catalog = os.path.join(self.folder, "catalog")
        shutil.copytree(SHIPPED, catalog)
        path = os.path.join(catalog, "streams.toml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.topics = {stream: f"{name}.{topic}" for stream, topic in STREAMS.findall(text)}
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub(r'^topic = "', f'topic = "{name}.', text, flags=re.MULTILINE))
        with open(os.path.join(catalog, "calendar.toml"), "w", encoding="utf-8") as file:
            file.write(ALWAYS_OPEN)
        for topic in self.topics.values():
            broker.create_topic(topic)
        self.config = os.path.join(self.folder, "ioc-pulse.toml")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f'catalog = "{catalog}"\nstate_dir = "{self.folder}/state"\n'
                       f'[kafka]\nbrokers = "{broker.address}"\nfigures = "{name}.figures"\n'
                       f'dead_letters = "{name}.dead-letters"\naudit = "{name}.audit"\n'
                       f'[http]\nlisten = "{self.http[7:]}"\n[meeting]\nstream = "{stream}"\n'
                       f'[limits]\nshards = 1\n')

    def value(self, indicator, unit, window="now", member="value"):
        """Of the newest window, as the leader sees it, for it is not public; None without a
        figure."""
        query = {"indicator": indicator, "unit": unit, "window": window}
        found = self.leader.items("/api/v1/figures?" + urllib.parse.urlencode(query))
        return found[-1][member] if found else None

    def is_delivered(self):
        return self.readiness()["conclusions"] == (True, "all are in the log")


def day(ahead):
    return (datetime.datetime.now(ZONE) + datetime.timedelta(days=ahead)).date().isoformat()


@pytest.fixture(scope="module")
def service(tmp_path_factory, broker):
    service = MeetingService(tmp_path_factory.mktemp("meeting"), broker, "meeting")
    with service:
        service.wait_for(lambda checks: checks["kafka"][0])
        yield service


@pytest.fixture(scope="module")
def leader(service):
    service.leader = service.add("chu.tich", "leader@49")
    return service.leader


def note(client, owner, ahead=10, status=201, **more):
    return client.post("/api/v1/conclusions", {
        "task": f"Nhiệm vụ của {owner}", "owner": owner, "due": day(ahead)} | more, status)


def close(client, conclusion, state, status=200):
    return client.post(f"/api/v1/conclusions/{conclusion['conclusion']}", {"state": state}, status)


def test_a_conclusion_becomes_a_milestone_and_what_becomes_of_it_is_counted(service, leader):
    first, second, third = note(leader, "502"), note(leader, "502", 0), note(leader, "502")
    assert re.fullmatch(r"KL-\d{8}-[0-9A-F]{8}", first["conclusion"])
    assert (first["state"], first["late"], first["working_days_left"]) == ("open", False, 10)
    assert second["working_days_left"] == 0
    wait_until(lambda: service.value("milestones.open", "502") == 3, service.last_words())
    assert close(leader, first, "done")["state"] == "done"
    assert close(leader, third, "withdrawn")["state"] == "withdrawn"
    wait_until(lambda: service.value("milestones.open", "502") == 1, service.last_words())
    wait_until(lambda: service.value("milestones.done_in_time", "502", "month", "denominator") == 1,
               service.last_words())
    assert service.value("milestones.done_in_time", "502", "month", "numerator") == 1
    # Of the province too; what was withdrawn counts nowhere.
    assert service.value("milestones.done_share", "49", member="denominator") == 2
    assert service.is_delivered()
    # It is done once.
    assert "409" in str(leader.send("POST", f"/api/v1/conclusions/{first['conclusion']}",
                                    {"state": "withdrawn"})[0])


def test_the_words_of_a_task_stay_here(service, leader, broker):
    note(leader, "503", task="Ông Nguyễn Văn Bí Mật giải trình")
    wait_until(service.is_delivered, service.last_words())
    told = [record["value"].decode() for record in broker.read(service.topics["milestones"])]
    assert told and not any("Bí Mật" in text for text in told)
    event = json.loads(told[-1])
    assert event["source"] == "/ioc-pulse/meeting" and event["data"]["unit"]


def paused(broker):
    """The broker hears nothing and says nothing, until `resumed`."""
    with open(os.path.join(ROOT, "build", "kafka", str(broker.port), "pid"),
              encoding="utf-8") as file:
        number = int(file.read())
    os.kill(number, signal.SIGSTOP)
    return number


def test_a_crash_between_the_note_and_its_event_loses_nothing(service, leader, broker):
    before = service.value("milestones.open", "504") or 0
    number = paused(broker)
    try:
        noted = note(leader, "504")
        assert service.readiness()["conclusions"][1].startswith("1 events wait")
        service.kill()
        service.start()
        [kept] = [one for one in leader.items("/api/v1/conclusions")
                  if one["conclusion"] == noted["conclusion"]]
        assert kept["task"] == noted["task"]
        assert not service.is_delivered()
    finally:
        os.kill(number, signal.SIGCONT)
    wait_until(lambda: service.value("milestones.open", "504") == before + 1, service.last_words())
    wait_until(service.is_delivered, service.last_words())


def test_kills_at_any_moment_lose_nothing_and_count_nothing_twice(service, leader, broker):
    """Killed while conclusions are noted and their events are on their way: what the database has
    is what the figure says."""
    chance = random.Random(SEED)
    for _ in range(5):
        wait_until(lambda: service.readiness()["kafka"][0], service.last_words())
        for _ in range(chance.randrange(1, 6)):
            note(leader, "505")
        time.sleep(chance.uniform(0, 0.03))
        service.kill()
        service.start()
    kept = [one for one in leader.items("/api/v1/conclusions") if one["owner"] == "505"]
    assert len(kept) >= 5
    wait_until(service.is_delivered, service.last_words())
    wait_until(lambda: service.value("milestones.open", "505") == len(kept), service.last_words())
    ids = [json.loads(record["value"])["id"] for record in
           broker.read(service.topics["milestones"])]
    print(f"{len(kept)} conclusions through 5 kills; {len(ids) - len(set(ids))} events twice")
    assert service.value("milestones.open", "505", member="count") == len(kept)


def test_what_is_sent_twice_is_noted_once(service, leader):
    one = note(leader, "506", key="form 1")
    assert note(leader, "506", key="form 1")["conclusion"] == one["conclusion"]
    assert note(leader, "506", key="form 2")["conclusion"] != one["conclusion"]
    wait_until(lambda: service.value("milestones.open", "506") == 2, service.last_words())


def test_who_may_conclude_and_who_may_know(service, leader):
    mine, other = note(leader, "502"), note(leader, "507")
    public = Client(service)
    assert public.send("GET", "/api/v1/conclusions")[0] == 401
    assert public.send("POST", "/api/v1/conclusions", {"task": "x"})[0] == 401
    officer = service.add("can.bo", "officer@502")
    office = service.add("van.phong", "office@49")
    owners = {one["owner"] for one in officer.items("/api/v1/conclusions")}
    assert owners == {"502"}
    assert {"502", "507"} <= {one["owner"] for one in office.items("/api/v1/conclusions")}
    for client in officer, office:
        note(client, "502", status=403)
        close(client, mine, "done", status=403)
    close(officer, other, "done", status=404)
    assert not any(one["may_close"] for one in office.items("/api/v1/conclusions"))
    district = service.add("huyen", "leader@507")
    note(district, "507")
    note(district, "502", status=403)
    # A foreign page cannot borrow the leader's cookie.
    status, _, _ = leader.send("POST", "/api/v1/conclusions",
                               {"task": "x", "owner": "502", "due": day(1)},
                               headers={"Origin": "https://elsewhere.example"})
    assert status == 403


def test_what_cannot_be_noted_is_told_with_its_cure(service, leader):
    for wrong, word in (({"task": "  "}, "task"), ({"task": "x" * 2001}, "task"),
                        ({"due": day(-1)}, "due"), ({"due": "soon"}, "due"),
                        ({"figure": {"indicator": "no.such", "window": "now",
                                     "as_of": "2026-01-01T00:00:00Z"}}, "figure"),
                        ({"more": "x"}, "task")):
        told = note(leader, "502", status=400, **wrong)
        assert f"`{word}`" in told["detail"], (wrong, told)
    note(leader, "999", status=403)
    assert leader.send("GET", "/api/v1/conclusions?state=late")[0] == 400


def test_conclusions_stand_as_of_an_instant_too(service, leader):
    def moment():
        """One that shares its millisecond with nothing else."""
        time.sleep(0.01)
        now = datetime.datetime.now(ZONE).isoformat()
        time.sleep(0.01)
        return now
    before = moment()
    one = note(leader, "508")
    noted = moment()
    close(leader, one, "done")

    def of_508(query):
        found = leader.items("/api/v1/conclusions?" + urllib.parse.urlencode(query))
        return [(each["state"], each["closed"] is None) for each in found
                if each["owner"] == "508"]
    assert of_508({"as_of": before}) == []
    assert of_508({"as_of": noted}) == [("open", True)]
    assert of_508({}) == of_508({"state": "done"}) == [("done", False)]


def test_each_act_is_in_the_audit_log(service, leader):
    one = note(leader, "509")
    close(leader, one, "done")
    acts = [(record["actor"], record["act"]) for record in service.lines("audit", "list")
            if record["object"] == one["conclusion"]]
    assert sorted(acts) == [("chu.tich", "conclusion.done"), ("chu.tich", "conclusion.note")]
    assert service.lines("audit", "verify")


FORM = "application/x-www-form-urlencoded"


def submit(client, path, **fields):
    status, headers, body = client.send("POST", path, urllib.parse.urlencode(fields).encode(),
                                        {"Content-Type": FORM})
    return status, headers.get("Location"), body


def test_the_page_works_without_script(service, leader):
    page = leader.get("/meeting", accept="text/html")
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    fields = {"key": key, "task": "Rà soát\r\nhồ sơ", "owner": "510", "due": day(3)}
    assert submit(leader, "/meeting", **fields)[:2] == (303, "/meeting?told=noted")
    assert submit(leader, "/meeting", **fields)[:2] == (303, "/meeting?told=noted")  # once more
    [one] = [each for each in leader.items("/api/v1/conclusions") if each["owner"] == "510"]
    assert one["task"] == "Rà soát hồ sơ"
    status, _, body = submit(leader, "/meeting", **fields | {"key": "x", "due": day(-3)})
    assert status == 400 and "Chưa ghi" in body and "Rà soát" in body
    assert "Rà soát hồ sơ" in leader.get("/meeting?told=noted", accept="text/html")
    told = submit(leader, "/meeting/close", conclusion=one["conclusion"], state="done", lang="en")
    assert told[:2] == (303, "/meeting?told=done&lang=en")
    assert submit(leader, "/meeting/close", conclusion=one["conclusion"], state="done")[0] == 400
    public = Client(service)
    assert public.send("GET", "/meeting")[1]["Location"] == "/sign-in"
    assert submit(public, "/meeting", **fields)[:2] == (303, "/sign-in")


def test_a_local_day_and_time_leads_to_the_frozen_boards(service):
    status, headers, _ = Client(service).send("GET", "/meeting/freeze?at=2026-11-30T07%3A00")
    assert status == 303
    assert headers["Location"] == "/?as_of=2026-11-30T07%3A00%3A00%2B07%3A00"


def test_every_address_about_meetings_is_described_and_there(service):
    described = json.loads(service.get("/openapi.json"))["paths"]
    asked = 0
    for path, operations in described.items():
        for method, operation in operations.items():
            if method == "parameters" or operation["tags"] != ["meetings"]:
                continue
            status, _, body = Client(service).send(method.upper(), re.sub("{.*}", "x", path))
            assert status == 401, (method, path, status, body)
            asked += 1
    assert asked == 3


@pytest.mark.parametrize("stream, words", [("milestone", "milestones"), ("dossiers", "dossier")])
def test_a_stream_that_cannot_take_conclusions_is_told_at_the_start(tmp_path, broker, stream,
                                                                    words):
    service = MeetingService(tmp_path, broker, "meeting", stream)
    done = subprocess.run([PROGRAM, "run", "--config", service.config], capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.returncode == 78, done.stderr
    assert "[meeting] stream" in done.stderr and words in done.stderr, done.stderr


def test_targets_stand_as_they_stood_then(service, leader, broker):
    """Told live at an instant, and of that instant again when later events have changed them."""
    def send(events):
        broker.produce(service.topics["dossiers"], as_records([events]))

    def dossier(number, statuses, at, due):
        return [{"specversion": "1.0", "id": f"{number}/{place}", "source": "/t", "type": "x",
                 "time": (at + datetime.timedelta(seconds=place)).isoformat(),
                 "data": {"dossier": f"T{number}", "unit": "502", "procedure": "1.005129",
                          "channel": "counter", "status": status, "due": due.isoformat()}}
                for place, status in enumerate(statuses)]

    now = datetime.datetime.now(ZONE).replace(microsecond=0)
    early, late = now - datetime.timedelta(days=1), now + datetime.timedelta(days=1)
    then = now - datetime.timedelta(seconds=30)
    events = [event for number in range(20) for event in
              dossier(number, [2, 9], then - datetime.timedelta(seconds=5),
                      early if number < 3 else late)]
    send(events)

    def standings(query=""):
        items = leader.items("/api/v1/targets" + query)
        return {(item["target"], item["unit"]): (item["state"], item["gap"],
                                                 item["figure"] and item["figure"]["value"])
                for item in items if item["indicator"] == "dossiers.on_time"}

    wait_until(lambda: standings().get(("on-time", "502"), [""])[0] == "lagging",
               service.last_words())
    seen = standings()
    send([event for number in range(100, 400) for event in
          dossier(number, [2, 9], now - datetime.timedelta(seconds=5), late)])
    wait_until(lambda: standings()[("on-time", "502")][0] != "lagging", service.last_words())
    frozen = "?as_of=" + urllib.parse.quote(then.isoformat())

    def is_read():
        return leader.send("GET", "/api/v1/targets" + frozen)[0] == 200
    wait_until(is_read, service.last_words())
    assert standings(frozen) == seen
    assert standings() != seen
    [at_least] = leader.items("/api/v1/targets" + frozen + "&target=on-time-province")
    assert at_least["state"] == "lagging"
    # Whoever may not see a figure is not told its target, then as now.
    hidden = {item["target"] for item in leader.items("/api/v1/targets" + frozen)} - {
        item["target"] for item in Client(service).items("/api/v1/targets" + frozen)}
    assert hidden == {item["target"] for item in leader.items("/api/v1/targets")} - {
        item["target"] for item in Client(service).items("/api/v1/targets")}
    late_question = "?as_of=" + urllib.parse.quote(late.isoformat())
    assert leader.send("GET", "/api/v1/targets" + late_question)[0] == 400
