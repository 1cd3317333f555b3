"""Accounts, sign-in, sessions, second persons, tokens and the audit log, at a running service."""

import concurrent.futures
import json
import os
import re
import sqlite3
import time
import urllib.parse

import pytest

from people import PASSWORD, Client, PeopleService
from test_rights import events
from test_lives import as_records

REVOKED_S = 5
WAIT_S = 60


def wait_until(true, what, wait_s=WAIT_S):
    deadline = time.monotonic() + wait_s
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


@pytest.fixture(scope="module")
def service(tmp_path_factory, broker):
    service = PeopleService(tmp_path_factory.mktemp("people"), broker, "people")
    for stream, files in events():
        broker.create_topic(f"people.{stream}")
        broker.produce(f"people.{stream}", as_records(files))
    with service:
        wait_until(lambda: len(service.figures(indicator="dossiers.open")) == 10,
                   service.last_words())
        yield service


@pytest.fixture(scope="module")
def chief(service):
    """The first administrator, made on the command line."""
    return service.add("chief", "administrator@49")


def test_a_link_is_good_once_and_leads_to_a_session(service):
    [made] = service.lines("account", "add", "an", "--name", "Nguyễn Văn An",
                           "--grant", "officer@502")
    secret = urllib.parse.parse_qs(urllib.parse.urlparse(made["link"]).query)["link"][0]
    client = Client(service)
    assert client.send("POST", "/api/v1/session", {"account": "an", "password": ""})[0] == 401
    weak = client.send("POST", "/api/v1/password", {"link": secret, "password": "an123456789"})
    assert weak[0] == 400 and "12 characters" in weak[2]
    service.join("an", made["link"])
    again = client.send("POST", "/api/v1/password",
                        {"link": secret, "password": "another good password"})
    assert again[0] == 401
    told = client.sign_in("an")
    assert told == {"account": "an", "name": "Nguyễn Văn An",
                    "grants": [{"role": "officer", "unit": "502", "streams": []}]}
    assert client.get("/api/v1/session") == told
    assert client.send("DELETE", "/api/v1/session")[0] == 200
    assert not client.is_signed_in()


def test_guessing_is_slowed_down_without_telling_who_is_there(service):
    service.add("victim", "officer@503")
    stranger = Client(service)
    for account in "victim", "nobody.at.all":
        answers = [stranger.send("POST", "/api/v1/session",
                                 {"account": account, "password": "wrong and long enough"})
                   for _ in range(6)]
        assert [status for status, _, _ in answers] == [401] * 4 + [429] * 2, account
        assert {body for status, _, body in answers if status == 401} == {answers[0][2]}
        assert int(answers[-1][1]["Retry-After"]) >= 1
    # No lock-out: after the wait the right password is taken.
    wait_until(lambda: stranger.send("POST", "/api/v1/session", {
        "account": "victim", "password": PASSWORD.format("victim")})[0] == 200, "locked out", 10)


def test_many_at_once_are_refused_rather_than_queued_without_end(service):
    def knock(number):
        return Client(service).send("POST", "/api/v1/session",
                                    {"account": f"m{number}", "password": "x" * 20})[0]
    with concurrent.futures.ThreadPoolExecutor(60) as pool:
        codes = list(pool.map(knock, range(60)))
    assert set(codes) <= {401, 503} and codes.count(401) >= 18, codes
    assert Client(service).get("/livez")["live"]


def test_a_change_with_a_cookie_comes_from_our_own_pages(service):
    client = service.add("csrf", "officer@502")
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"},
                    {"Origin": None}, {"Sec-Fetch-Site": "cross-site"},
                    {"Origin": None, "Sec-Fetch-Site": "same-site"}):
        status, _, body = client.send("DELETE", "/api/v1/session", headers=headers)
        assert status == 403 and "own pages" in body, headers
    assert client.is_signed_in()
    form = urllib.parse.urlencode({"account": "csrf", "password": "x"}).encode()
    for path in "/api/v1/session", "/api/v1/password":
        status, _, _ = Client(service).send("POST", path, form, {
            "Content-Type": "application/x-www-form-urlencoded"})
        assert status == 400, path
    foreign = Client(service).send("POST", "/sign-in", form, {
        "Content-Type": "application/x-www-form-urlencoded", "Origin": "https://evil.example"})
    assert foreign[0] == 403


def test_pages_work_as_plain_forms(service):
    def post(client, path, **fields):
        return client.send("POST", path, urllib.parse.urlencode(fields).encode(),
                           {"Content-Type": "application/x-www-form-urlencoded"})
    [made] = service.lines("account", "add", "form", "--name", "Lê <b>Thị</b> Form",
                           "--grant", "district@502")
    secret = made["link"].split("link=")[1]
    client = Client(service)
    page = client.get("/sign-in?link=" + secret, accept="text/html")
    assert "Đặt mật khẩu" in page and "<script" not in page and secret in page
    assert post(client, "/sign-in", link=secret, password="một hai ba bốn năm",
                again="khác hẳn")[0] == 400
    status, headers, _ = post(client, "/sign-in", link=secret, password="một hai ba bốn năm",
                              again="một hai ba bốn năm")
    assert (status, headers["Location"]) == (303, "/sign-in?told=password")
    assert "Liên kết này đã dùng" in client.get("/sign-in?link=" + secret, accept="text/html")
    status, _, page = post(client, "/sign-in", account="form\"><script>", password="x")
    assert status == 401 and "Sai tài khoản" in page and "<script" not in page
    status, headers, _ = post(client, "/sign-in", account="form", password="một hai ba bốn năm")
    assert (status, headers["Location"]) == (303, "/desk")
    client.cookie = re.match(r"sid=([\w-]+);", headers["Set-Cookie"])[1]
    desk = client.get("/desk", accept="text/html")
    assert "Tam Kỳ" in desk and "Lê &lt;b&gt;Thị" in desk and "Hội An" not in desk
    assert "The officials" in client.get("/desk?lang=en", accept="text/html")
    status, headers, _ = post(client, "/sign-out")
    assert status == 303 and "Max-Age=0" in headers["Set-Cookie"]
    assert not client.is_signed_in()


def ways_to_revoke(service, chief):
    """(name, what is done to the account, whether the account may still sign in)"""
    yield "sign out", lambda account, client: client.send("DELETE", "/api/v1/session")
    yield "own list", lambda account, client: [
        client.send("DELETE", f"/api/v1/sessions/{item['id']}")
        for item in client.items("/api/v1/sessions")]
    yield "api", lambda account, _: chief.post(f"/api/v1/accounts/{account}", {"disabled": True})
    yield "reset", lambda account, _: service.command("account", "reset", account)
    yield "command line", lambda account, _: service.command("account", "disable", account)
    yield "grants", lambda account, _: service.command("account", "grant", account,
                                                        "--grant", "officer@503")


def test_a_revocation_is_felt_everywhere_within_five_seconds(service, chief):
    for number, (way, revoke) in enumerate(ways_to_revoke(service, chief)):
        account = f"revoked{number}"
        client = service.add(account, "officer@502")
        feed = client.watch("?indicator=dossiers.inner")
        assert feed.status == 200 and {f["group"]["unit"] for f in feed.figures} == {"502"}, way
        assert len(client.items("/api/v1/figures?indicator=dossiers.inner")) == 2
        begun = time.monotonic()
        revoke(account, client)
        took = feed.seconds_to_end(REVOKED_S + 1)
        assert took is not None and time.monotonic() - begun < REVOKED_S, (way, took)

        def is_gone():
            status, _, body = client.send("GET", "/api/v1/figures?indicator=dossiers.inner")
            return status == 400 or '"502"' not in body
        wait_until(is_gone, way, REVOKED_S - (time.monotonic() - begun))


def test_a_password_changed_ends_the_other_sessions(service):
    here = service.add("changer", "officer@502")
    there = Client(service)
    there.sign_in("changer")
    assert len(here.items("/api/v1/sessions")) == 2
    wrong = here.send("POST", "/api/v1/password",
                      {"old_password": "wrong", "password": "một mật khẩu khác"})
    assert wrong[0] == 401
    here.post("/api/v1/password", {"old_password": PASSWORD.format("changer"),
                                   "password": "một mật khẩu khác"})
    assert here.is_signed_in() and not there.is_signed_in()
    [session] = here.items("/api/v1/sessions")
    assert session["this"] and session["address"] == "127.0.0.1"
    # Another's session cannot be ended.
    other = service.add("other", "officer@502")
    assert other.send("DELETE", f"/api/v1/sessions/{session['id']}")[0] == 404
    assert here.is_signed_in()


def test_a_second_administrator_approves_grants(service, chief):
    assert chief.post("/api/v1/accounts", {"account": "lone", "name": "Một mình"}, 201)
    alone = chief.post("/api/v1/accounts/lone", {"grants": [{"role": "officer", "unit": "502"}]})
    assert "no second administrator" in alone["granting"]
    second = service.add("second", "administrator@49")
    wanted = [{"role": "leader", "unit": "49", "streams": ["party"]}]
    told = chief.post("/api/v1/accounts/lone", {"grants": wanted})
    assert told["grants"][0]["role"] == "officer" and told["waiting"]["asked_by"] == "chief"
    chief.post("/api/v1/accounts/lone", {"approve": True}, 403)
    told = second.post("/api/v1/accounts/lone", {"approve": True})
    assert told["grants"] == wanted and told["waiting"] is None
    # Nobody takes a second administrator's place over HTTP.
    for change in {"reset": True}, {"disabled": True}:
        chief.post("/api/v1/accounts/second", change, 403)
    chief.post("/api/v1/accounts/second", {"grants": []})
    assert second.post("/api/v1/accounts/second", {"refuse": True})["grants"]
    for body in ({}, {"reset": False}, {"disabled": "yes"}, {"x": 1}, {"grants": 1},
                 {"grants": [{"role": "king", "unit": "49"}]},
                 {"grants": [{"role": "officer", "unit": "777"}]}):
        chief.post("/api/v1/accounts/lone", body, 400)
    service.command("account", "disable", "second")


def test_a_table_is_imported_whole_or_not_at_all(service, tmp_path):
    before = len(service.lines("account", "list"))
    bad = tmp_path / "bad.csv"
    bad.write_text("account,name,grants\ngood,Tốt,officer@502\nBad,B,officer@502\n"
                   "c,C,officer@999\n")
    told = service.command("account", "import", str(bad), code=2)
    assert f"{bad}:3:1: error[people]" in told and f"{bad}:4:5: error[people]" in told
    assert len(service.lines("account", "list")) == before
    good = tmp_path / "good.csv"
    good.write_text("account,name,grants\ni1,Một,officer@502\ni2,\"Hai, B\",\n")
    links = service.lines("account", "import", str(good))
    assert [made["account"] for made in links] == ["i1", "i2"]
    assert service.join("i1", links[0]["link"]).is_signed_in()


def test_tokens(service, chief):
    secret = service.command("token", "add", "tam-ky", "--unit", "502", "--stream",
                             "dossiers").strip()
    made = chief.post("/api/v1/tokens", {"token": "hoi-an", "unit": "503",
                                         "streams": ["reports"], "days": 30}, 201)
    listed = {item["token"]: item for item in chief.items("/api/v1/tokens")}
    assert listed["tam-ky"]["unit"] == "502" and listed["hoi-an"]["streams"] == ["reports"]
    assert secret not in json.dumps(listed) and made["secret"] not in json.dumps(listed)
    # A token sends; it sees nothing.
    client = Client(service)
    assert client.send("GET", "/api/v1/figures?indicator=dossiers.inner", headers={
        "Authorization": "Bearer " + secret})[0] == 400
    assert chief.send("DELETE", "/api/v1/tokens/hoi-an")[0] == 200
    assert {item["token"]: item["state"] for item in service.lines("token", "list")} == {
        "tam-ky": "good", "hoi-an": "revoked"}


def test_an_export_of_what_is_not_public_is_noted(service):
    auditor = service.add("auditor", "auditor@49")
    client = service.add("exporter", "officer@503")

    def exports():
        return [item for item in auditor.items("/api/v1/audit?limit=50")
                if item["act"] == "figures.export" and item["actor"] == "exporter"]
    client.get("/api/v1/figures?indicator=dossiers.open", accept="text/csv")
    client.get("/api/v1/figures?indicator=dossiers.inner")
    assert exports() == []
    client.get("/api/v1/figures?indicator=dossiers.inner", accept="text/csv")
    [record] = exports()
    assert record["detail"] == "2 figures that are not public, indicator dossiers.inner"
    assert record["address"] == "127.0.0.1"


def test_answers_stay_with_whom_they_are_for(service):
    client = service.add("cached", "officer@502")
    for path in ("/api/v1/indicators", "/api/v1/figures?indicator=dossiers.open",
                 "/api/v1/targets", "/api/v1/boards", "/api/v1/alerts"):
        _, own, _ = client.send("GET", path)
        assert own["Cache-Control"] == "private, no-store" and "ETag" not in own, path
        assert "Cookie" in own["Vary"], path
        _, public, _ = Client(service).send("GET", path)
        assert public["Cache-Control"] == "no-cache" and "Cookie" in public["Vary"], path
        # The tag of the public's answer is not taken for one's own.
        status, _, _ = client.send("GET", path, headers={"If-None-Match": public["ETag"]})
        assert status == 200, path


def test_every_address_about_people_is_described_and_there(service):
    described = json.loads(service.get("/openapi.json"))["paths"]
    asked = 0
    for path, operations in described.items():
        for method, operation in operations.items():
            if method == "parameters" or operation["tags"] != ["people"]:
                continue
            status, _, body = Client(service).send(method.upper(), re.sub("{.*}", "x", path))
            assert status in (200, 400, 401), (method, path, status, body)
            asked += 1
    assert asked == 16


def test_no_secret_is_in_the_state_or_the_log(service):
    client = service.add("secretive", "officer@502")
    for folder, _, names in os.walk(service.folder):
        for name in names:
            if name.startswith("people.db") or name.endswith(".log"):
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                assert client.cookie.encode() not in content, name
                assert PASSWORD.format("secretive").encode() not in content, name


def verify(service, code=0):
    [told] = service.lines("audit", "verify", code=code)
    return told


def tampered(service, *statements):
    """Runs SQL as somebody would who has the file, and gives back a way to undo it."""
    path = os.path.join(service.folder, "state", "people.db")
    with sqlite3.connect(path) as database:
        whole = database.execute("SELECT * FROM audit").fetchall()
        database.execute("DROP TRIGGER IF EXISTS audit_stays")
        database.execute("DROP TRIGGER IF EXISTS audit_keeps")
        for statement in statements:
            database.execute(statement)

    def undo():
        with sqlite3.connect(path) as again:
            again.execute("DELETE FROM audit")
            again.executemany("INSERT INTO audit VALUES(?,?,?,?,?,?,?,?,?)", whole)
    return undo


def test_the_audit_log_tells_of_everything_and_of_tampering(tmp_path, broker):
    service = PeopleService(tmp_path, broker, "audited")
    for stream in "dossiers", "reports", "party":
        broker.create_topic(f"audited.{stream}")
    with service:
        client = service.add("an", "officer@502")
        wait_until(lambda: verify(service)["heads"] >= 1, "no head was published")
        client.send("POST", "/api/v1/session", {"account": "an", "password": "wrong"})
        service.command("account", "grant", "an", "--grant", "officer@503")
        client.send("DELETE", "/api/v1/session")
        service.command("account", "disable", "an")
    # The end of the service publishes the head.
    acts = [(record["act"], record["object"]) for record in service.lines("audit", "list")]
    assert acts == [("account.add", "an"), ("grants.set", "an"), ("password.set", "an"),
                    ("session.begin", "an"), ("session.refused", "an"), ("grants.set", "an"),
                    ("session.end", "an"), ("account.disable", "an")]
    whole = verify(service)
    heads = [record["value"] for record in broker.read("audited.audit")]
    assert whole["ok"] and whole["records"] == 8 and whole["heads"] >= 1, (whole, heads)
    for statement, fault in (
            ("UPDATE audit SET peer = '10.9.9.9' WHERE number = 5", "record 5 was altered"),
            ("UPDATE audit SET at_ms = at_ms + 1 WHERE number = 8", "record 8 was altered"),
            ("DELETE FROM audit WHERE number = 5", "record 5 was removed"),
            ("DELETE FROM audit WHERE number > 6", "its end was cut off"),
            ("DELETE FROM audit", "its end was cut off")):
        undo = tampered(service, statement)
        told = verify(service, code=1)
        assert not told["ok"] and any(fault in each for each in told["faults"]), (statement, told)
        undo()
        assert verify(service)["ok"]
    undo = tampered(service, "DELETE FROM audit WHERE number > 6")
    [told] = service.lines("audit", "verify", "--without-heads")
    assert told["ok"], "the chain alone cannot know"
    undo()
    # A chain made anew, every hash right, is not the one that was published.
    undo = tampered(service, "DELETE FROM audit")
    for number in range(9):
        service.command("account", "add", f"b{number}", "--name", "B")
    assert "written anew" in " ".join(verify(service, code=1)["faults"])
    undo()


def test_without_tls_nobody_signs_in_from_elsewhere(tmp_path, broker):
    service = PeopleService(tmp_path, broker, "plain")
    for stream in "dossiers", "reports", "party":
        broker.create_topic(f"plain.{stream}")
    with open(service.config, encoding="utf-8") as file:
        text = file.read()
    port = service.http.rsplit(":", 1)[1]
    with open(service.config, "w", encoding="utf-8") as file:
        file.write(text.replace(f"127.0.0.1:{port}", f"0.0.0.0:{port}"))
    with service:
        status, _, body = Client(service).send("POST", "/api/v1/session",
                                               {"account": "a", "password": "b"})
        assert status == 403 and "secure_cookies" in body
    with open(service.config, "w", encoding="utf-8") as file:
        file.write(text.replace(f'listen = "127.0.0.1:{port}"',
                                f'listen = "0.0.0.0:{port}"\nsecure_cookies = true'))
    with service:
        [made] = service.lines("account", "add", "an", "--name", "An")
        client = Client(service)
        secret = made["link"].split("link=")[1]
        client.post("/api/v1/password", {"link": secret, "password": "một hai ba bốn năm"})
        status, headers, _ = client.send("POST", "/api/v1/session", {
            "account": "an", "password": "một hai ba bốn năm"})
        assert status == 200 and re.fullmatch(
            r"__Host-sid=[\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Secure",
            headers["Set-Cookie"])
