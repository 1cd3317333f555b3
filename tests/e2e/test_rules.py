"""A second person for changes of targets and formulas: what waits, who decides, what counts."""

import contextlib
import html
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import time

import pytest

from people import Client, PeopleService
from service import PROGRAM
from test_lives import as_records
from test_people import verify, wait_until
from test_recompute import recompute
from test_reload import hang_up
from test_rights import events

OPEN = 'id = "dossiers.open"\n'
WHERE = OPEN + "where = \"kind == 'a'\"\n"  # two of the three events of each unit
TARGET = 'id = "open-target"\nindicator = "dossiers.open"\nwindow = "year"\neach = "district"\n'
LOW, HIGH = TARGET + "at_least = 1000\n", TARGET + "at_least = 2\n"
APART = "apart = true\n"  # of the stream `party` alone
MORE = APART + 'fields.more = { pointer = "/data/kind", type = "string" }\n'
KEPT = "the catalogue in force, kept in people.db"
STEWARDS = ("an", "binh")
WAIT_S = 30
HASH = re.compile(r"[0-9a-f]{16}")
DIGEST = re.compile(r"catalogue ([0-9a-f]{64})")
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def service(tmp_path, broker, request):
    service = PeopleService(tmp_path, broker, request.node.name)
    for stream, files in events():
        broker.create_topic(f"{request.node.name}.{stream}")
        broker.produce(f"{request.node.name}.{stream}", as_records(files))
    with service:
        wait_until(lambda: value(service) == 3, service.last_words())
        yield service


@pytest.fixture
def people(service):
    """Two stewards, an auditor, an officer, and nobody."""
    people = {steward: service.add(steward, "steward@49") for steward in STEWARDS}
    return people | {"auditor": service.add("auditor", "auditor@49"),
                     "officer": service.add("officer", "officer@502"), "nobody": Client(service)}


def value(service):
    """How many dossiers came to Hội An today: 3, or 2 when only those of one kind count."""
    figures = service.figures(indicator="dossiers.open", window="day", unit="503")
    return max((figure["value"] for figure in figures), default=None)


def limits(service):
    items = Client(service).items("/api/v1/targets?target=open-target")
    return {item["at_least"] for item in items}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def rewrite(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def replace(service, before, after, name="catalog.toml"):
    path = os.path.join(service.folder, "catalog", name)
    text = read(path)
    assert text.count(before) == 1, before
    rewrite(path, text.replace(before, after))


def change(service, before, after, **named):
    """The files say something else, and the service is told to read them again."""
    replace(service, before, after, **named)
    hang_up(service)


def wait_for(service, true, what):
    deadline = time.monotonic() + WAIT_S
    while True:
        with contextlib.suppress(OSError):  # between two lives nobody listens
            if true():
                return
        assert time.monotonic() < deadline, f"{what}; {service.last_words()}"
        time.sleep(0.1)


def wait_for_waiting(service, client, *names):
    """Until just these rules wait; what is told of them."""
    def is_there():
        waiting = client.get("/api/v1/rules")["waiting"]
        return names == tuple(each["name"] for each in (waiting or {}).get("differences", []))
    wait_for(service, is_there, f"not waiting: {names}")
    return client.get("/api/v1/rules")


def audit(service, act):
    """[(actor, object, detail)] of one act, the oldest first."""
    records = service.lines("audit", "list", "--limit", "100")
    return [(each["actor"], each["object"], each["detail"]) for each in
            sorted(records, key=lambda each: each["number"]) if each["act"] == act]


def beside(service, *words, given=""):
    """(exit code, data, words) of a command that looks at things beside the service."""
    done = subprocess.run([PROGRAM, *words, "--config", service.config], input=given,
                          capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def looked_at(service, *words):
    """(the catalogue that `doctor` has looked at, its words)"""
    _, found, told = beside(service, "doctor", "--json", *words)
    return {each["check"]: each["text"] for each in json.loads(found)}["catalogue"], told


def fields_seen(service, *words):
    """(the names of the fields that `tap` shows of the stream `party`, its words)"""
    code, shown, told = beside(service, "tap", "party", "--last", "1", "--json", *words)
    assert code == 0 and shown, told
    return {name for line in shown.splitlines() for name in json.loads(line)["fields"]}, told


def served(service):
    """The figures of today in Hội An, a line each."""
    page = service.get("/api/v1/figures?indicator=dossiers.open&window=day&unit=503")
    return [json.dumps(figure) for figure in json.loads(page)["items"]]


def recompute_well(service, lines):
    """What is said while all of them are found to be as they were published."""
    code, verdicts, told = recompute(service, lines)
    assert code == 0 and len(verdicts) == len(lines) > 0, told
    assert {verdict["verdict"] for verdict in verdicts} == {"identical"}
    return told


def decide(client, act, told, status=200, **more):
    return client.post("/api/v1/rules", {"act": act, "hash": told["waiting"]["hash"]} | more,
                       status)


def test_with_fewer_than_two_stewards_a_change_is_in_force_and_the_audit_log_says_so(service):
    """Of whom one is of a district, one has no password yet, and one is disabled."""
    an = service.add("an", "steward@49")
    service.add("district", "steward@502")
    service.command("account", "add", "new", "--name", "Mới", "--grant", "steward@49")
    service.add("gone", "steward@49")
    service.command("account", "disable", "gone")
    assert audit(service, "rules.change") == [], "the first catalogue changes nothing"
    change(service, OPEN, WHERE)
    wait_for(service, lambda: value(service) == 2, "not in force")
    assert "rules" not in service.readiness()
    told = an.get("/api/v1/rules")
    assert HASH.fullmatch(told["hash"]) and told["waiting"] is None
    change(service, LOW, HIGH)
    wait_for(service, lambda: limits(service) == {2}, "not in force")
    first, second = audit(service, "rules.change")
    assert first[0::2] == ("service", "1 change: indicator dossiers.open "
                           "(there are no two stewards who could sign in)")
    assert DIGEST.fullmatch(first[1])[1].startswith(told["hash"])
    assert second[2].startswith("1 change: target open-target (there are no two")


def test_a_change_waits_until_one_steward_proposes_and_another_approves(service, people):
    an, binh = (people[steward] for steward in STEWARDS)
    before = an.get("/api/v1/rules")
    assert before["waiting"] is None
    replace(service, LOW, HIGH)
    change(service, OPEN, WHERE)
    told = wait_for_waiting(service, an, "indicator dossiers.open", "target open-target")
    assert told["hash"] == before["hash"] != told["waiting"]["hash"][:16]
    assert len(told["waiting"]["hash"]) == 64, "nobody finds another catalogue with the same"
    assert told["waiting"]["proposal"] is None and told["waiting"]["state"] == "written"
    indicator, target = told["waiting"]["differences"]
    assert "where" not in indicator["before"] and "kind == 'a'" in indicator["after"]
    assert "at_least = 1000" in target["before"] and "at_least = 2\n" in target["after"] + "\n"
    ok, words = service.readiness()["rules"]
    assert ok and "indicator dossiers.open" in words and "/desk/rules" in words
    assert service.metrics()["ioc_pulse_reload_successful", ""] == 1

    # Who may not.
    people["nobody"].get("/api/v1/rules", status=401)
    people["officer"].get("/api/v1/rules", status=403)
    assert people["auditor"].get("/api/v1/rules") == told
    for account, status in ("nobody", 401), ("officer", 403), ("auditor", 403):
        for act in "propose", "approve", "refuse":
            decide(people[account], act, told, status, text="x")

    # What is wrong.
    for text in {}, {"text": ""}, {"text": " \n\t"}, {"text": "ă" * 1001}:
        decide(an, "propose", told, 400, **text)
    for body in ({"act": "propose"}, {"hash": told["waiting"]["hash"]}, [], {
            "act": "take", "hash": told["waiting"]["hash"]}, {
                "act": "propose", "hash": told["waiting"]["hash"], "text": 1}):
        an.post("/api/v1/rules", body, 400)
    for act in "propose", "approve", "refuse":
        for wrong in told["hash"], told["waiting"]["hash"][:16]:
            an.post("/api/v1/rules", {"act": act, "hash": wrong, "text": "x"}, 409)
    decide(binh, "approve", told, 409)  # nobody has proposed it
    decide(binh, "refuse", told, 409)
    assert audit(service, "rules.propose") == []

    proposed = decide(an, "propose", told, text="Theo công văn 12/UBND")
    proposal = proposed["waiting"]["proposal"]
    assert (proposal["by"], proposal["text"]) == ("an", "Theo công văn 12/UBND")
    assert proposed["waiting"]["state"] == "proposed"
    assert people["auditor"].get("/api/v1/rules") == proposed
    own = an.send("POST", "/api/v1/rules", {"act": "approve", "hash": told["waiting"]["hash"]})
    assert own[0] == 409 and "another steward" in own[2]
    assert value(service) == 3 and limits(service) == {1000}, "as before all the while"

    approved = decide(binh, "approve", told)
    assert approved["waiting"] == proposed["waiting"] | {"state": "approved"}
    wait_for(service, lambda: value(service) == 2 and limits(service) == {2}, "not in force")
    assert an.get("/api/v1/rules") == {"hash": told["waiting"]["hash"][:16], "waiting": None}
    assert "rules" not in service.readiness()
    decide(binh, "approve", told, 409)
    what, names = f"catalogue {told['waiting']['hash']}", \
        "2 changes: indicator dossiers.open, target open-target"
    assert audit(service, "rules.propose") == [("an", what, "Theo công văn 12/UBND")]
    assert audit(service, "rules.approve") == [("binh", what, names + " (proposed by an)")]
    assert audit(service, "rules.change") == [("service", what, names)]
    assert verify(service)["ok"]


def test_what_waits_waits_across_restarts(service, people):
    change(service, OPEN, WHERE)
    told = wait_for_waiting(service, people["an"], "indicator dossiers.open")
    decide(people["an"], "propose", told, text="x")
    service.kill()
    service.start()
    assert people["an"].get("/api/v1/rules")["waiting"]["proposal"]["by"] == "an"
    assert value(service) == 3 and "rules" in service.readiness()
    service.stop()
    service.start()
    assert value(service) == 3
    decide(people["binh"], "approve", told)
    wait_for(service, lambda: value(service) == 2, "not in force")
    service.kill()
    service.start()
    assert value(service) == 2 and people["an"].get("/api/v1/rules")["waiting"] is None


def test_what_only_shows_calls_or_tests_is_taken_at_once(service, people):
    def boards():
        return {item["board"] for item in Client(service).items("/api/v1/boards")}
    before = people["an"].get("/api/v1/rules")["hash"]
    replace(service, 'id = "open-alert"\n', 'id = "open-alarm"\n')
    replace(service, 'vi = "Hồ sơ", en', 'vi = "Các hồ sơ", en')  # a subject's
    rewrite(os.path.join(service.folder, "catalog", "z.toml"),
            '[[test]]\nname = "none"\nstream = "dossiers"\nuntil = 2020-10-15T00:00:00Z\n'
            "events = []\nduplicates = 0\n")
    change(service, '[[board]]\nid = "open"\n', '# the first\n[[board]]\nid = "opened"\n')
    wait_for(service, lambda: "opened" in boards(), "the board is not there")
    now = people["an"].get("/api/v1/rules")
    assert now["waiting"] is None and now["hash"] != before
    assert audit(service, "rules.change") == [] and "rules" not in service.readiness()

    # Together with a rule they wait as one.
    replace(service, 'id = "opened"\n', 'id = "reopened"\n')
    change(service, LOW, HIGH)
    wait_for_waiting(service, people["an"], "target open-target")
    assert "opened" in boards() and "reopened" not in boards()


def test_a_refused_change_is_proposed_anew(service, people):
    an, binh = (people[steward] for steward in STEWARDS)
    change(service, OPEN, WHERE)
    told = wait_for_waiting(service, an, "indicator dossiers.open")
    decide(an, "propose", told, text="x")
    assert decide(binh, "refuse", told, text="chưa có căn cứ")["waiting"]["proposal"] is None
    assert audit(service, "rules.refuse") == [
        ("binh", f"catalogue {told['waiting']['hash']}", "proposed by an: chưa có căn cứ")]
    decide(binh, "approve", told, 409)
    assert value(service) == 3
    decide(binh, "propose", told, text="đã có")
    decide(binh, "refuse", told)  # who has proposed may think again
    decide(binh, "propose", told, text="đã có")
    decide(an, "approve", told)
    wait_for(service, lambda: value(service) == 2, "not in force")
    assert "(proposed by binh)" in audit(service, "rules.approve")[0][2]


def test_the_command_line_shows_and_approves(service, people):
    assert "nothing waits" in service.command("rules", "show")
    assert service.command("rules", "show", "--json") == ""
    assert "no change of targets or formulas waits" in service.command("rules", "approve", code=1)
    replace(service, "502,Tam Kỳ,", "502,Thành phố Tam Kỳ,", name="units.csv")
    change(service, LOW, HIGH)
    told = wait_for_waiting(service, people["an"], "target open-target", "unit 502")
    assert service.command("rules", "show").splitlines() == [
        "target open-target",
        *(f"{sign} {line}" for sign, limit in (("-", 1000), ("+", 2)) for line in (
            f"at_least = {limit}", "each = 'district'", "id = 'open-target'",
            "indicator = 'dossiers.open'", "window = 'year'")), "",
        "unit 502", "- 502,Tam Kỳ,Tam Ky,district,49,,",
        "+ 502,Thành phố Tam Kỳ,Tam Ky,district,49,,", ""]
    assert service.lines("rules", "show") == told["waiting"]["differences"]
    service.command("rules", "approve")
    time.sleep(1)
    assert limits(service) == {1000}, "until the service is told to read again"
    hang_up(service)
    wait_for(service, lambda: limits(service) == {2}, "not in force")
    [(actor, what, detail)] = audit(service, "rules.approve")
    assert actor.startswith("command line") and what == f"catalogue {told['waiting']['hash']}"
    assert detail == "2 changes: target open-target, unit 502"
    assert audit(service, "rules.change") == [("service", what, detail)]
    service.command("rules", "approve", code=1)


def test_commands_beside_the_service_work_with_what_is_in_force(service, people):
    an, binh = (people[steward] for steward in STEWARDS)
    files, before = (os.path.join(service.folder, name) for name in ("catalog", "before"))
    shutil.copytree(files, before)
    published = served(service)
    assert KEPT not in recompute_well(service, published)
    replace(service, APART, MORE)
    change(service, OPEN, WHERE)
    told = wait_for_waiting(service, an, "indicator dossiers.open", "stream party")

    words = recompute_well(service, published)
    assert f"{KEPT}, not with the files" in words
    assert "2 changes: indicator dossiers.open, stream party" in words
    fields, words = fields_seen(service)
    assert fields == {"unit", "kind"} and KEPT in words
    catalogue, words = looked_at(service)
    assert catalogue.startswith(KEPT) and KEPT in words
    assert beside(service, "tap", "no-such-stream")[0] == 2

    # A folder that is named is taken as it is.
    code, _, words = beside(service, "recompute", "-", "--catalog", files, given=published[0])
    assert code == 78 and "was computed with the catalogue" in words and KEPT not in words
    fields, words = fields_seen(service, "--catalog", files)
    assert fields == {"unit", "kind", "more"} and KEPT not in words
    catalogue, words = looked_at(service, "--catalog", files)
    assert catalogue.startswith(files) and KEPT not in words
    assert an.get("/api/v1/rules") == told, "they have only looked"

    # Likewise of a service that is down, also when it could not end well.
    service.kill()
    assert KEPT in recompute_well(service, published)
    assert fields_seen(service)[0] == {"unit", "kind"}
    service.start()

    decide(an, "propose", told, text="x")
    decide(binh, "approve", told)
    wait_for(service, lambda: value(service) == 2, "not in force")
    assert KEPT not in recompute_well(service, served(service))
    fields, words = fields_seen(service)
    assert fields == {"unit", "kind", "more"} and KEPT not in words
    code, _, words = recompute(service, published)
    assert code == 78 and "--catalog" in words
    code, _, words = beside(service, "recompute", "-", "--catalog", before,
                            given="\n".join(published))
    assert code == 0, words


def test_figures_are_computed_again_by_what_is_in_force_until_the_files_are(service):
    """With fewer than two stewards a start would take the files, and it has not come yet."""
    published = served(service)
    replace(service, OPEN, WHERE)
    assert KEPT in recompute_well(service, published)
    catalogue, words = looked_at(service)
    assert catalogue.startswith(service.folder) and KEPT not in words
    hang_up(service)
    wait_for(service, lambda: value(service) == 2, "not in force")
    assert KEPT not in recompute_well(service, served(service))


def test_an_approval_is_of_what_was_looked_at_and_ends_when_the_files_say_something_else(
        service, people):
    an, binh = (people[steward] for steward in STEWARDS)
    change(service, OPEN, WHERE)
    told = wait_for_waiting(service, an, "indicator dossiers.open")
    decide(an, "propose", told, text="x")
    replace(service, LOW, HIGH)  # after they have looked
    decide(binh, "approve", told)
    again = wait_for_waiting(service, an, "indicator dossiers.open", "target open-target")
    assert again["waiting"]["hash"] != told["waiting"]["hash"]
    assert again["waiting"]["proposal"] is None, "that was of other files"
    assert value(service) == 3 and limits(service) == {1000}
    for act in "approve", "refuse":
        decide(binh, act, again, 409)

    # Back to what was approved and never taken: it is approved no more.
    change(service, HIGH, LOW)
    wait_for_waiting(service, an, "indicator dossiers.open")
    assert value(service) == 3

    # Back to what is in force: nothing waits, and what was decided is forgotten.
    decide(an, "propose", told, text="x")
    service.command("rules", "approve")
    change(service, WHERE, OPEN)
    wait_for_waiting(service, an)
    assert "rules" not in service.readiness()
    decide(an, "propose", told, 409)
    change(service, OPEN, WHERE)
    assert wait_for_waiting(service, an, "indicator dossiers.open")["waiting"]["proposal"] is None
    assert value(service) == 3 and audit(service, "rules.change") == []


def test_a_refused_change_that_was_approved_is_not_taken(service, people):
    an, binh = (people[steward] for steward in STEWARDS)
    change(service, OPEN, WHERE)
    told = wait_for_waiting(service, an, "indicator dossiers.open")
    decide(an, "propose", told, text="x")
    replace(service, LOW, TARGET + "at_least = many\n")
    decide(binh, "approve", told)
    wait_for(service, lambda: "refused" in service.readiness()["configuration"][1], "read")
    assert "Đã duyệt" in binh.get("/desk/rules", accept="text/html")
    decide(an, "refuse", told)
    change(service, TARGET + "at_least = many\n", LOW)
    wait_for(service, lambda: "read again" in service.readiness()["configuration"][1], "read")
    assert value(service) == 3 and "rules" in service.readiness()


def test_what_the_service_cannot_be_started_with_is_not_in_force(service, people):
    """The configuration names a port of somebody else when the approved files are taken up."""
    an, binh = (people[steward] for steward in STEWARDS)
    change(service, OPEN, WHERE)
    told = wait_for_waiting(service, an, "indicator dossiers.open")
    decide(an, "propose", told, text="x")
    config = read(service.config)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        rewrite(service.config,
                config.replace(service.http[7:], f"127.0.0.1:{taken.getsockname()[1]}"))
        decide(binh, "approve", told)
        wait_for(service, lambda: "refused" in service.readiness()["configuration"][1], "started")
    now = an.get("/api/v1/rules")
    assert now["hash"] == told["hash"] and now["waiting"]["state"] == "approved"
    assert value(service) == 3
    assert audit(service, "rules.change") == []

    # Mended, the next order brings them into force: they are approved.
    rewrite(service.config, config)
    hang_up(service)
    wait_for(service, lambda: value(service) == 2, "not in force")
    assert len(audit(service, "rules.change")) == 1
    assert an.get("/api/v1/rules")["waiting"] is None


def log_of(service):
    return read(os.path.join(service.folder, "service.log"))


def start_refused(service):
    """Starts the service by files that cannot be run; what /readyz says of it."""
    service.start()
    assert value(service) == 3 and limits(service) == {1000}, "as before"
    ok, words = service.readiness()["configuration"]
    assert ok and "refused" in words, words
    assert service.metrics()["ioc_pulse_reload_successful", ""] == 0
    assert f"going on with {KEPT}" in log_of(service)
    return words


def test_a_start_by_files_with_faults_ends(service, people):
    """Whoever starts it sees what he has written, and not the figures of other rules."""
    replace(service, LOW, TARGET + "at_least = many\n")
    service.stop()
    assert "catalog.toml:" in service.command("run", code=78)


def test_an_approved_catalogue_that_no_start_succeeds_with_leaves_the_one_before(service, broker):
    """Its stream asks for a field that the events of conclusions have not."""
    notes = (f'[[stream]]\nid = "notes"\ntopic = "{service.name}.notes"\n'
             'fields.unit = { pointer = "/data/unit", type = "unit" }\n')
    path = os.path.join(service.folder, "catalog", "notes.toml")
    broker.create_topic(f"{service.name}.notes")
    rewrite(path, notes)
    config = read(service.config)
    rewrite(service.config, config + '[meeting]\nstream = "notes"\n')
    hang_up(service)
    wait_for(service, lambda: "conclusions" in service.readiness(), "no conclusions are taken")

    an, binh = (service.add(steward, "steward@49") for steward in STEWARDS)
    rewrite(path, notes + 'fields.kind = { pointer = "/data/kind", type = "string" }\n')
    hang_up(service)
    told = wait_for_waiting(service, an, "stream notes")
    decide(an, "propose", told, text="x")
    decide(binh, "approve", told)
    wait_for(service, lambda: "refused" in service.readiness()["configuration"][1], "taken up")
    assert KEPT not in log_of(service), "that was a reading, not a start"
    for _ in range(2):
        service.stop()
        assert "[meeting] stream" in start_refused(service)
        now = an.get("/api/v1/rules")
        assert now["hash"] == told["hash"] and now["waiting"]["state"] == "approved"
    assert len(audit(service, "rules.change")) == 1, "the stream was new"

    # Mended, the next order brings it into force: it is approved.
    rewrite(service.config, config)
    hang_up(service)
    wait_for(service, lambda: len(audit(service, "rules.change")) == 2, "not in force")
    assert an.get("/api/v1/rules") == {"hash": told["waiting"]["hash"][:16], "waiting": None}
    assert "read again" in service.readiness()["configuration"][1]


def test_a_change_of_the_root_unit_does_not_make_the_stewards_fewer(service, people):
    """Who may approve is told by the catalogue in force, not by the one that waits."""
    replace(service, "49,Tỉnh,Province,province,,,\n",
            "0,Nước,Country,country,,,\n49,Tỉnh,Province,province,0,,\n", name="units.csv")
    change(service, 'root_unit = "49"', 'root_unit = "0"')
    wait_for_waiting(service, people["an"], "catalog", "unit 0", "unit 49")


def test_the_head_of_the_units_is_a_rule(service, people):
    change(service, "code,name_vi,name_en,", "code,name_en,name_vi,", name="units.csv")
    wait_for_waiting(service, people["an"], "units")


def test_a_catalogue_in_force_that_cannot_be_read_any_more_is_told_with_the_cure(service, people):
    change(service, OPEN, WHERE)
    wait_for_waiting(service, people["an"], "indicator dossiers.open")
    service.stop()
    with sqlite3.connect(os.path.join(service.folder, "state", "people.db")) as database:
        database.execute("UPDATE catalog_file SET text = '[[surprise]]' || char(10) || text "
                         "WHERE name = 'catalog.toml'")
    database.close()
    assert "rules approve" in service.command("run", code=78)
    service.command("rules", "approve")
    service.start()
    wait_for(service, lambda: value(service) == 2, "not in force")


def test_the_page_works_as_plain_forms(service, people):
    an, binh = (people[steward] for steward in STEWARDS)

    def page(client, path="/desk/rules"):
        return client.get(path, accept="text/html")

    def send(client, act, shown, **more):
        """The form of the page with that act, as a browser sends it."""
        for form in re.findall(r'<form action="/desk/rules".*?</form>', shown, re.DOTALL):
            fields = {name: html.unescape(text) for name, text in FIELD.findall(form)}
            if fields["act"] == act:
                return client.form("/desk/rules", **fields | more)
        raise AssertionError(f"no form to {act}: {shown}")

    assert "Không có thay đổi nào" in page(an)
    change(service, OPEN, "where = \"kind == '<b>' || kind == 'a'\"\n" + OPEN)
    wait_for_waiting(service, an, "indicator dossiers.open")
    shown = page(an)
    assert "<script" not in shown and "&lt;b&gt;" in shown and "<b>'" not in shown
    assert '<html lang="en"' in page(an, "/desk/rules?lang=en")
    assert "Changes that wait" in page(an, "/desk/rules?lang=en")
    assert "/desk/rules" in page(an, "/desk") and "/desk/rules" not in page(people["officer"],
                                                                              "/desk")
    status, _, told = send(an, "propose", shown, text=" ")
    assert status == 400 and "lý do" in told
    status, _, told = send(an, "propose", shown, text="ă" * 1001)
    assert status == 400 and "ă" * 1001 in told, "what was written is not lost"
    status, _, told = send(an, "propose", shown, text="Theo <công văn> 12")
    assert status == 200 and "Theo &lt;công văn&gt; 12" in told
    assert 'value="approve"' not in told and 'value="refuse"' in told
    assert "<form" not in re.sub(r'<form action="/sign-out".*?</form>', "",
                                 page(people["auditor"]), flags=re.DOTALL)
    shown = page(binh)
    hash_of_it = dict(FIELD.findall(shown))["hash"]
    assert an.form("/desk/rules", act="approve", hash=hash_of_it)[0] == 409
    assert binh.form("/desk/rules", act="approve", hash="0" * 16)[0] == 409
    assert people["auditor"].form("/desk/rules", act="approve", hash=hash_of_it)[0] == 403
    status, _, told = send(binh, "approve", shown)
    assert status == 200 and "Đã duyệt" in told and 'value="approve"' not in told
    wait_for(service, lambda: value(service) == 2, "not in force")
    wait_for(service, lambda: "Không có thay đổi nào" in page(an), "waits")

    # To others it is not there.
    for method, body in ("GET", None), ("POST", b"act=approve&hash=" + hash_of_it.encode()):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert people["officer"].send(method, "/desk/rules", body, kind)[0] == 404
        status, headers, _ = people["nobody"].send(method, "/desk/rules", body, kind)
        assert status == 303 and headers["Location"] == "/sign-in"
