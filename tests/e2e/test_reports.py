"""An official report from its events to a signed print, and to a revision of it after a late event:
real broker, real people, and OpenSSL as the second opinion on signatures."""

import base64
import hashlib
import io
import json
import os
import random
import re
import subprocess
import time
import urllib.error
import urllib.request
import zipfile

import pytest

from service import PROGRAM, Service
from test_lives import as_records

PATH = "/api/v1/reports/handling/502/2020-10"
PASSWORD = "một-hai-ba-bốn-năm"
ED25519_HEAD = bytes.fromhex("302a300506032b6570032100")


def event(number, time_of, dossier, unit, status, due=None):
    data = {"dossier": dossier, "unit": unit, "status": status}
    if due:
        data["due"] = due + "+07:00"
    return {"specversion": "1.0", "id": str(number), "source": "/t", "type": "t",
            "time": time_of + "+07:00", "data": data}


# Before October one is received; in it three more, of which two are finished, one late; the last
# event, of November, lets October end.
EVENTS = [
    event(1, "2020-09-25T08:00:00", "A", "20401", 2),
    event(2, "2020-10-05T08:00:00", "B", "20401", 2, "2020-10-09T17:00:00"),
    event(3, "2020-10-05T09:00:00", "C", "20402", 2, "2020-10-07T17:00:00"),
    event(4, "2020-10-06T09:00:00", "D", "502", 2, "2020-11-09T17:00:00"),
    event(5, "2020-10-08T09:00:00", "B", "20401", 9),
    event(6, "2020-10-08T10:00:00", "C", "20402", 9),
    event(7, "2020-11-05T08:00:00", "E", "20401", 2),
]
COLUMNS = ["to_handle", "received", "carried_over", "finished", "on_time", "open"]
# Hand-made: by row, as the columns stand.
EXPECTED = {
    "502": ["4", "3", "1", "2", "0.5", "2"],
    "20401": ["2", "1", "1", "1", "1", "1"],
    "20402": ["1", "1", "0", "1", "0", "0"],
}
# An October dossier that arrives when the report is published: finished in time.
LATE = [
    event(8, "2020-10-12T08:00:00", "F", "20402", 2, "2020-10-20T17:00:00"),
    event(9, "2020-10-19T08:00:00", "F", "20402", 9),
]


class Person:
    """Somebody signed in, by the service's own ways."""

    def __init__(self, service, account, grant):
        self.http = service.http
        self.cookie = None
        added = subprocess.run([PROGRAM, "account", "add", account, "--name", "Ông " + account,
                                "--grant", grant, "--config", service.config],
                               capture_output=True, text=True, timeout=60, check=False)
        assert added.returncode == 0, added.stderr
        link = re.search(r"link=([\w-]+)", added.stdout)[1]
        self.send("/api/v1/password", {"link": link, "password": PASSWORD})
        _, headers, _ = self.send("/api/v1/session", {"account": account, "password": PASSWORD})
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def send(self, path, body=None):
        """(status, headers, bytes); a body makes it a POST."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        headers["Origin"] = self.http
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(
            self.http + path, headers=headers,
            data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read()

    def act(self, action, **body):
        status, _, answer = self.send(f"{PATH}/{action}", body)
        return status, json.loads(answer)

    def report(self, more=""):
        status, _, answer = self.send(PATH + more)
        assert status == 200, answer
        return json.loads(answer)


def cells_of(view):
    content = view["content"]
    assert [column["id"] for column in content["columns"]] == COLUMNS
    return {row["id"]: [cell["value"] for cell in cells]
            for row, cells in zip(content["rows"], content["cells"])}


def run(*words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=300,
                          check=False)
    return done.returncode, done.stdout, done.stderr


def openssl_agrees(tmp_path, document):
    """A program that no one here wrote checks line 1 with the key and signature of line 2."""
    text, seal = document.split(b"\n")[:2]
    seal = json.loads(seal)
    assert hashlib.sha256(text).hexdigest() == seal["sha256"]
    (tmp_path / "text").write_bytes(text)
    (tmp_path / "signature").write_bytes(base64.b64decode(seal["signature"]))
    (tmp_path / "key").write_bytes(ED25519_HEAD + base64.b64decode(seal["key"]))
    return subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", tmp_path / "key",
         "-rawin", "-in", tmp_path / "text", "-sigfile", tmp_path / "signature"],
        capture_output=True, timeout=60, check=False).returncode == 0


def numbers_of_xlsx(data):
    """Typed numbers of the sheet, and whether any cell is a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    numbers = re.findall(r'<c r="\w+" s="\d+"><v>([^<]*)</v>', sheet)
    return numbers, "<f>" in sheet


@pytest.fixture(name="office", scope="module")
def make_office(tmp_path_factory, broker):
    broker.create_topic("reported")
    broker.produce("reported", as_records([EVENTS]))
    service = Service(tmp_path_factory.mktemp("reports"), broker, "reported", "reported",
                      catalog="reports_catalog", stream="dossiers")
    with service:
        service.catch_up(len(EVENTS))
        yield (service, broker, Person(service, "an", "district@502"),
               Person(service, "binh", "office@49"), Person(service, "chi", "leader@49"))


def publish(an, binh, chi, reason=None):
    assert an.act("draft", **({"text": reason} if reason else {}))[0] == 200
    assert binh.act("approve")[0] == 200
    status, view = chi.act("sign")
    assert status == 200, view
    return view


# One long way, since each step needs the one before.
def test_a_report_is_published_revised_and_proved(office, tmp_path):
    service, broker, an, binh, chi = office
    slot = json.loads(an.send("/api/v1/reports?unit=502&period=2020-10")[2])["items"][0]
    assert (slot["state"], slot["late"], slot["due"]) == (
        "open", True, "2020-11-04T00:00:00+07:00")
    with pytest.raises(urllib.error.HTTPError) as refused:
        service.get(PATH)
    assert refused.value.code == 404  # nobody from outside sees a draft
    assert an.report()["shown"] == "live"

    status, view = an.act("draft", text="đã đối chiếu")
    assert (status, view["state"], cells_of(view)) == (200, "drafted", EXPECTED)
    assert an.act("approve")[0] == 403
    assert chi.act("sign")[0] == 409  # not approved yet
    assert binh.act("sign")[0] == 403
    assert binh.act("comment", text="đồng ý")[0] == 200
    assert binh.act("approve")[1]["state"] == "approved"
    status, first = chi.act("sign")
    assert (status, first["state"], first["revision"]) == (200, "published", 1)
    assert cells_of(first) == EXPECTED
    assert [act["act"] for act in first["content"]["acts"]] == ["drafted", "approved", "signed"]

    check_prints(an, first)
    document = an.send(PATH + ".signed")[2]
    file = tmp_path / "first.signed"
    file.write_bytes(document)
    assert openssl_agrees(tmp_path, document)
    code, out, words = run("report", "verify", str(file), "--config", service.config,
                           "--recompute")
    assert code == 0 and "genuine" in out and "differs" not in out, out + words
    check_forgeries(service, tmp_path, document)

    # Paper says something else of one cell.
    assert an.act("paper", figures=[{"row": "502", "column": "received", "value": 2},
                                    {"row": "502", "column": "open", "value": 2}])[0] == 200
    run_beside = an.report()["parallel_run"]
    assert (run_beside["entered"], run_beside["equal"], run_beside["different"]) == (2, 1, 1)
    assert binh.act("settle")[0] == 409
    assert an.act("explain", row="502", column="received", text="sổ giấy sót hồ sơ D")[0] == 200
    assert binh.act("settle")[1]["parallel_run"]["settled"] == 2

    # A dossier of October arrives.
    broker.produce("reported", as_records([LATE]))
    service.catch_up(len(EVENTS) + len(LATE))
    proposed = wait_for_proposal(an)
    changes = {(change["row"], change["column"]): (change["old"], change["new"])
               for change in proposed["changes"]}
    assert changes == {("502", "to_handle"): (4, 5), ("502", "received"): (3, 4),
                       ("502", "finished"): (2, 3), ("502", "on_time"): (0.5, 2 / 3),
                       ("20402", "to_handle"): (1, 2), ("20402", "received"): (1, 2),
                       ("20402", "finished"): (1, 2), ("20402", "on_time"): (0, 0.5)}
    assert an.send(PATH + ".signed")[2] == document  # nothing changed by itself
    assert an.act("draft")[0] == 400  # without a reason
    second = publish(an, binh, chi, "hồ sơ F gửi muộn")
    assert second["revision"] == 2 and second["content"]["reason"] == "hồ sơ F gửi muộn"
    assert second["content"]["previous"] == first["seal"]["sha256"]
    assert {(c["row"], c["column"]): (c["old"], c["new"]) for c in second["changes"]} == changes
    page = an.send(PATH + ".html")[2].decode()
    assert "<td>50,0\u00a0%</td><td>66,7\u00a0%</td>" in page and "hồ sơ F gửi muộn" in page
    assert cells_of(second)["502"] == ["5", "4", "1", "3", str(2 / 3), "2"]

    # The first print still verifies, is told to be revised, and both come out of the log again.
    assert an.send(PATH + ".signed?revision=1")[2] == document
    told = json.loads(service.get("/api/v1/reports/verify?code=" + first["seal"]["code"]))
    assert (told["revision"], told["newest_revision"]) == (1, 2)
    assert "đã được sửa đổi" in service.get("/v/" + first["seal"]["code"].lower())
    newer = tmp_path / "second.signed"
    newer.write_bytes(an.send(PATH + ".signed")[2])
    for published in (file, newer):
        code, out, words = run("recompute", "--config", service.config, str(published))
        assert code == 0 and "identical" in out, out + words

    # And after a new start.
    service.stop()
    service.start()
    assert an.send(PATH + ".signed?revision=1")[2] == document
    assert json.loads(service.get("/api/v1/reports/key"))["key"] == first["seal"]["key"]
    slots = run("report", "list", "--url", service.http, "--json")
    assert slots[0] == 0 and slots[1] == ""  # the public sees none of it


LATE_DOSSIERS = 5_000  # of two events each
UNITS = ["20401", "20402", "502"]


def late_dossiers(chance):
    """10,000 events of October that come when its report is long published, by partition; and what
    they add to each unit: received, finished, finished in time."""
    files, sums = [[], [], [], []], {unit: [0, 0, 0] for unit in UNITS}
    for number in range(LATE_DOSSIERS):
        unit, dossier = chance.choice(UNITS), f"late-{number}"
        day, takes, allowed = (chance.randrange(1, 20), chance.randrange(0, 12),
                               chance.randrange(0, 12))
        due = f"2020-10-{day + allowed:02}T17:00:00"
        file = files[number % len(files)]
        file.append(event(f"r{number}", f"2020-10-{day:02}T08:00:00", dossier, unit, 2, due))
        file.append(event(f"f{number}", f"2020-10-{day + takes:02}T16:30:00", dossier, unit, 9))
        sums[unit][0] += 1
        sums[unit][1] += 1
        sums[unit][2] += takes <= allowed
    return files, sums


def expected_after(sums):
    """The rows of the form, as a number of its own adds them up from EXPECTED."""
    add = {unit: sums[unit] for unit in ("20401", "20402")}
    add["502"] = [sum(sums[unit][i] for unit in UNITS) for i in range(3)]
    rows = {}
    for unit, (received, finished, in_time) in add.items():
        to_handle, was_received, carried, was_finished, on_time, is_open = map(
            float, EXPECTED[unit])
        all_finished = int(was_finished) + finished
        share = (on_time * was_finished + in_time) / all_finished
        rows[unit] = [str(int(to_handle) + received), str(int(was_received) + received),
                      str(int(carried)), str(all_finished), share, str(int(is_open))]
    return rows


def test_ten_thousand_late_events_make_a_revision_and_the_first_print_still_verifies(
        tmp_path_factory, broker):
    """A period closed, signed and printed; 10,000 late events later its revision is shown with
    reasons, the first print still verifies, and both recompute."""
    seed = int(os.environ.get("IOC_E2E_SEED", "20201015"))
    print(f"seed {seed}")
    folder = tmp_path_factory.mktemp("late-reports")
    broker.create_topic("reported-late")
    broker.produce("reported-late", as_records([EVENTS]))
    with Service(folder, broker, "reported-late", "reported-late", catalog="reports_catalog",
                 stream="dossiers") as service:
        service.catch_up(len(EVENTS))
        an, binh, chi = (Person(service, *who) for who in (
            ("an", "district@502"), ("binh", "office@49"), ("chi", "leader@49")))
        first = publish(an, binh, chi)
        assert cells_of(first) == EXPECTED and first["content"]["period"]["end"] == (
            "2020-11-01T00:00:00+07:00")
        printed = an.send(PATH + ".html")[2]
        document = an.send(PATH + ".signed")[2]
        file = folder / "first.signed"
        file.write_bytes(document)

        files, sums = late_dossiers(random.Random(seed))
        assert sum(map(len, files)) == 10_000
        again = files[0][:200]  # and what is sent twice counts once
        broker.produce("reported-late", as_records(files))
        broker.produce("reported-late", as_records([again]))
        total = len(EVENTS) + 10_000 + len(again)
        service.catch_up(total)
        tally = service.tally()
        # Lives are sets: what comes twice is counted and changes nothing. None of it was too late.
        assert tally["received"] == total
        assert tally["counted"] + tally["duplicate"] == total, tally

        expected = expected_after(sums)
        deadline = time.monotonic() + 60
        while True:
            proposed = an.report()["revision_proposed"] or {"changes": []}
            told = {(each["row"], each["column"]): (each["old"], each["new"])
                    for each in proposed["changes"]}
            if told.get(("502", "received")) == (3, int(expected["502"][1])):
                break
            assert time.monotonic() < deadline, proposed
            time.sleep(0.5)
        assert an.report()["revision"] == 1 and an.send(PATH + ".html")[2] == printed
        reason = "10.000 sự kiện tháng 10 gửi muộn"
        second = publish(an, binh, chi, reason)
        assert second["revision"] == 2 and second["content"]["reason"] == reason
        cells = cells_of(second)
        for unit, row in expected.items():
            assert cells[unit][:4] == row[:4] and cells[unit][5] == row[5], (unit, cells[unit])
            assert abs(float(cells[unit][4]) - row[4]) < 1e-12
        changes = {(each["row"], each["column"]): (each["old"], each["new"])
                   for each in second["changes"]}
        assert changes == told and ("20402", "finished") in changes
        page = an.send(PATH + ".html")[2].decode()
        assert reason in page and first["seal"]["sha256"] == second["content"]["previous"]

        # The first print: its bytes, its signature, its code, its figures.
        assert an.send(PATH + ".signed?revision=1")[2] == document
        assert first["seal"]["code"] in printed.decode()
        assert openssl_agrees(folder, document)
        code, out, words = run("report", "verify", str(file), "--config", service.config,
                               "--recompute")
        assert code == 0 and "genuine" in out and "differs" not in out, out + words
        told = json.loads(service.get("/api/v1/reports/verify?code=" + first["seal"]["code"]))
        assert (told["revision"], told["newest_revision"]) == (1, 2)
        newer = folder / "second.signed"
        newer.write_bytes(an.send(PATH + ".signed")[2])
        for published in (file, newer):
            code, out, words = run("recompute", "--config", service.config, str(published))
            assert code == 0 and "identical" in out and "differs" not in out, out + words


def check_prints(an, view):
    page = an.send(PATH + ".html")[2].decode()
    assert view["seal"]["code"] in page and "CHƯA CÔNG BỐ" not in page and "<script" not in page
    assert "50,0\u00a0%" in page and "Tháng 10 năm 2020" in page
    table = an.send(PATH + ".csv")[2].decode().split("\r\n")
    assert table[0] == "row,name,unit," + ",".join(COLUMNS)
    assert table[1] == "502,Huyện A,502,4,3,1,2,0.5,2"
    numbers, has_formula = numbers_of_xlsx(an.send(PATH + ".xlsx")[2])
    assert numbers[:6] == ["4", "3", "1", "2", "0.5", "2"] and not has_formula


def check_forgeries(service, tmp_path, document):
    forged = tmp_path / "forged.signed"
    for at in (document.index(b'"value":"4"') + 9, 30, len(document) // 3):
        forged.write_bytes(document[:at] + bytes([document[at] ^ 1]) + document[at + 1:])
        code, _, words = run("report", "verify", str(forged), "--config", service.config)
        assert code == 1 and "altered" in words, words
    genuine = tmp_path / "first.signed"
    key = base64.b64encode(bytes(32)).decode()
    code, _, words = run("report", "verify", str(genuine), "--key", key)
    assert code == 1 and "another key" in words
    assert run("report", "verify", str(genuine))[0] == 2  # whose key?
    # Figures that are signed and not those of the log are told by the log.
    forged.write_bytes(document.replace(b'"count":3', b'"count":5', 1))
    assert run("recompute", "--config", service.config, str(forged))[0] == 1


def wait_for_proposal(person, wait_s=60):
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        proposed = person.report()["revision_proposed"]
        if proposed and len(proposed["changes"]) == 8:
            return proposed
        time.sleep(0.5)
    raise AssertionError(person.report()["revision_proposed"])


def test_a_draft_of_files_is_the_form_of_the_service(tmp_path, office):
    service = office[0]
    path = tmp_path / "dossiers.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in EVENTS), encoding="utf-8")
    code, out, words = run("report", "draft", "handling", "502", "2020-10", "--catalog",
                           service.folder + "/catalog", "--events", f"dossiers={path}")
    assert code == 0, words
    assert out.splitlines()[1] == "502,Huyện A,502,4,3,1,2,0.5,2"
    code, _, words = run("report", "draft", "handling", "502", "2020-13", "--catalog",
                         service.folder + "/catalog", "--events", f"dossiers={path}")
    assert code == 2 and "period" in words
