"""Signing in through a real Keycloak, as a browser's requests and as those of somebody who has
other plans: replayed answers, codes used twice, foreign browsers, rotated keys, a provider away."""

import contextlib
import html
import re
import urllib.parse

import pytest

import keycloak as provider
from certificates import Authority
from keycloak import Keycloak
from people import Client
from sso import USERS, Office, Visitor
from test_doctor import examine
from test_people import wait_until
from test_reload import hang_up

@pytest.fixture(scope="module")
def office(tmp_path_factory, broker):
    office = Office(tmp_path_factory.mktemp("office"), broker, "openid")
    for stream in ("dossiers", "reports", "party"):
        broker.create_topic(f"openid.{stream}")
    yield office
    if office.process and office.process.poll() is None:
        office.stop()


@pytest.fixture(scope="module")
def sso(tmp_path_factory, office):
    folder = tmp_path_factory.mktemp("sso")
    sso = Keycloak(folder, Authority(folder / "authority"), office.http, USERS)
    try:
        sso.start()
        office.configure(sso)
        office.start()
        for account, grant in [("an.nguyen", "district@502"), ("binh.le", "district@502"),
                               ("khoa.tran", "officer@502")]:
            office.lines("account", "add", account, "--name", account, "--grant", grant)
        yield sso
    finally:
        sso.stop()


@pytest.fixture
def visitor(office, sso):
    return Visitor(office, sso)


def acts(office, count=6):
    """The newest first."""
    return [(one["act"], one["object"], one["detail"])
            for one in office.lines("audit", "list", "--limit", str(count))][::-1]


def read_again(office):
    """The configuration is in force; between two lives nobody listens."""
    def word():
        with contextlib.suppress(OSError):
            return office.readiness().get("configuration", (True, "never"))[1]
        return None
    before = word()
    hang_up(office)
    wait_until(lambda: word() not in (None, before), office.last_words())
    assert "read again at" in word(), word()


def test_the_way_through_the_provider_leads_to_a_session(office, sso, visitor):
    page = visitor.ask("/sign-in")[2]
    assert page.index('href="/sign-in/openid"') < page.index('name="password"')
    address = visitor.begin()
    assert address.startswith(sso.issuer + "/protocol/openid-connect/auth?")
    asked = urllib.parse.parse_qs(urllib.parse.urlparse(address).query)
    assert asked["response_type"] == ["code"] and asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [office.http + "/sign-in/openid/back"]
    assert len(asked["state"][0]) >= 43 and len(asked["nonce"][0]) >= 43
    assert visitor.cookie("openid") and asked["state"][0] not in visitor.cookie("openid")
    back = visitor.log_in(address, "an.nguyen")
    assert back.startswith(office.http + "/sign-in/openid/back?")
    status, _, page = visitor.ask(back)
    assert status == 200 and 'content="0; url=/desk"' in page
    assert visitor.who() == "an.nguyen"
    assert not visitor.cookie("openid")  # it was used and is gone
    assert "an.nguyen" in visitor.ask("/desk")[2]
    noted = [act for act in acts(office) if act[1] == "an.nguyen"]
    assert noted[0][0] == "session.begin" and noted[0][2].startswith("openid")
    assert noted[1][0] == "identity.bind" and sso.user("an.nguyen")["id"] in noted[1][2]
    office.command("audit", "verify")


def test_signing_out_ends_both_sessions(office, sso, visitor):
    assert visitor.sign_in("an.nguyen")[0] == 200
    sid = visitor.cookie("sid")
    status, _, page = visitor.sign_out()
    assert status == 200 and visitor.cookie("sid") is None
    client = Client(office)
    client.cookie = sid
    assert not client.is_signed_in()
    onward = html.unescape(re.search(r'content="0; url=([^"]+)"', page)[1])
    assert onward.startswith(sso.issuer + "/protocol/openid-connect/logout?")
    status, onward, page = visitor.ask(onward)
    assert status == 302 and onward == office.http + "/sign-in/openid/out?state=vi", page
    status, onward, _ = visitor.ask(onward)
    assert status == 303
    assert "Đã đăng xuất" in visitor.ask(onward)[2]
    # The provider asks for the password again.
    assert visitor.ask(visitor.begin())[0] == 200


def test_an_answer_is_good_once_and_in_its_own_browser(office, sso, visitor):
    back = visitor.log_in(visitor.begin(), "an.nguyen")
    stranger = Visitor(office, sso)
    status, _, page = stranger.ask(back)
    assert status == 400 and "trình duyệt khác" in page and stranger.cookie("sid") is None
    stranger.begin()  # with a ticket, but another
    assert stranger.ask(back)[0] == 400
    ticket = visitor.cookie("openid")
    altered = re.sub("state=.", "state=_", back)
    assert visitor.ask(altered, Cookie="openid=" + ticket)[0] == 400
    assert visitor.ask(back, Cookie="openid=" + ticket)[0] == 200
    again = Visitor(office, sso)
    status, _, page = again.ask(back, Cookie="openid=" + ticket)
    assert status == 400 and "đã dùng rồi" in page and again.cookie("sid") is None


def test_a_code_is_of_one_sign_in_and_good_once(office, sso, visitor):
    def code_of(address):
        return urllib.parse.parse_qs(urllib.parse.urlparse(address).query)["code"][0]

    def with_code(address, code):
        return re.sub(r"code=[^&]+", "code=" + code, address)
    # A code put into another sign-in: its verifier does not fit (PKCE).
    stolen = code_of(visitor.log_in(visitor.begin(), "an.nguyen"))
    thief = Visitor(office, sso)
    own = thief.log_in(thief.begin(), "khoa.tran")
    status, _, page = thief.ask(with_code(own, stolen))
    assert status == 401 and "Chưa đăng nhập được" in page and thief.cookie("sid") is None
    assert "invalid_grant" not in page
    assert acts(office, 1)[0][0] == "session.refused"
    # A code that was used.
    back = visitor.log_in(visitor.begin(), "an.nguyen")
    assert visitor.ask(back)[0] == 200
    second = visitor.log_in(visitor.begin(), "an.nguyen")
    assert visitor.ask(with_code(second, code_of(back)))[0] == 401


def test_another_issuers_answer_is_not_taken(visitor):
    back = visitor.log_in(visitor.begin(), "an.nguyen")
    assert "iss=" in back
    other = re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", back)
    assert visitor.ask(other)[0] == 401 and visitor.cookie("sid") is None


def test_who_says_no_there_or_is_nobody_here_stays_out(office, sso, visitor):
    visitor.begin()
    state = urllib.parse.parse_qs(urllib.parse.urlparse(visitor.begin()).query)["state"][0]
    status, _, page = visitor.ask(
        f"/sign-in/openid/back?error=access_denied&error_description=%3Cb%3Estranger&state={state}")
    assert status == 401 and "stranger" not in page and "access_denied" not in page
    stranger = Visitor(office, sso)
    status, _, page = stranger.sign_in("la.mat")
    assert status == 403 and "chưa có tài khoản" in page and stranger.cookie("sid") is None
    assert "account add" in acts(office, 1)[0][2]
    # Disabled at the provider: it does not send him back. Disabled here: he is, and stays out.
    away = Visitor(office, sso)
    assert "disabled" in away.log_in(away.begin(), "binh.le")
    sso.change_user("binh.le", enabled=True)
    office.command("account", "disable", "binh.le")
    assert Visitor(office, sso).sign_in("binh.le")[0] == 403
    office.command("account", "enable", "binh.le")
    assert Visitor(office, sso).sign_in("binh.le")[0] == 200


def test_nobody_leads_a_browser_elsewhere(office, visitor):
    for query in ("?return=https://evil.example", "?next=//evil.example", "?address=https://x"):
        assert urllib.parse.urlparse(visitor.begin(query)).hostname == "localhost"
    status, onward, _ = visitor.ask("/sign-in/openid/out?state=https://evil.example")
    assert (status, onward) == (303, "/sign-in?told=out")
    status, onward, _ = visitor.ask("/sign-in/openid", Host="evil.example")
    assert "evil.example" not in onward


def test_the_providers_keys_may_change(sso, visitor, office):
    assert visitor.sign_in("khoa.tran")[0] == 200
    sso.rotate_keys()
    assert Visitor(office, sso).sign_in("khoa.tran")[0] == 200


def test_a_person_keeps_the_account_and_a_name_given_away_does_not(office, sso):
    realm = sso.admin("")
    sso.admin("", realm | {"editUsernameAllowed": True}, "PUT")
    sso.change_user("khoa.tran", username="khoa.tran2")
    renamed = Visitor(office, sso)
    assert renamed.sign_in("khoa.tran2")[0] == 200 and renamed.who() == "khoa.tran"
    sso.admin("/users", provider.user("khoa.tran", "Khác") | {"email": "khac@example.vn"}, "POST")
    other = Visitor(office, sso)
    assert other.sign_in("khoa.tran")[0] == 403 and other.cookie("sid") is None
    assert "another person" in acts(office, 1)[0][2]
    office.command("account", "reset", "khoa.tran")
    assert Visitor(office, sso).sign_in("khoa.tran")[0] == 200


def test_accounts_are_made_where_that_is_wished(office, sso):
    office.configure(sso, create="true")
    read_again(office)
    newcomer = Visitor(office, sso)
    assert newcomer.sign_in("la.mat")[0] == 200 and newcomer.who() == "la.mat"
    client = Client(office)
    client.cookie = newcomer.cookie("sid")
    session = client.get("/api/v1/session")
    assert session["grants"] == [] and session["name"] == "Lạ Nguyễn"


def test_a_wrong_secret_is_told_to_the_operator_alone(office, sso):
    office.configure(sso, secret='"not this"')
    read_again(office)
    status, _, page = Visitor(office, sso).sign_in("an.nguyen")
    assert status == 503 and "secret" not in page and "client" not in page
    assert "compare client_id and secret" in office.last_words()
    assert "not this" not in office.last_words()
    office.configure(sso)
    read_again(office)
    assert Visitor(office, sso).sign_in("an.nguyen")[0] == 200


def test_doctor_looks_at_the_provider(office, sso):
    _, found = examine(office.config)
    assert not {("sign-in", state) for state in ("doubt", "fault")} & set(found)
    office.configure(sso, issuer=f'"{sso.issuer}/"')
    code, found = examine(office.config)
    assert code == 1 and "write that as `issuer`" in found["sign-in", "fault"]["text"]
    office.configure(sso)


def test_settings_are_judged_with_their_place(office, sso):
    for name, value, words in [("issuer", '"http://sso.example"', "https://"),
                               ("address", '"http://ioc.example"', "without a path"),
                               ("address", '"https://ioc.example/a"', "without a path"),
                               ("scopes", '"profile"', "`openid` must be"),
                               ("authorities", '"/no/such/file"', "cannot be read"),
                               ("secret_file", '"/no/such/file"', "cannot be read"),
                               ("rights", '"admin"', "unknown key 'rights'")]:
        office.configure(sso, **{name: value})
        assert words in office.command("doctor", code=78), (name, value)
    office.configure(sso)


def test_a_provider_that_is_away_is_told_and_passwords_go_on(office, sso, visitor):
    chief = office.add("chief", "administrator@49")
    watching = Visitor(office, sso)
    assert watching.sign_in("an.nguyen")[0] == 200
    back = visitor.log_in(visitor.begin(), "an.nguyen")
    sso.stop()
    status, _, page = visitor.ask(back)
    assert status == 503 and "Chưa liên lạc được" in page
    wait_until(lambda: visitor.ask("/sign-in/openid")[0] == 503, "still believed")
    page = visitor.ask("/sign-in/openid?lang=en")[2]
    assert "does not answer" in page and 'name="password"' in page
    assert chief.is_signed_in() and watching.who() == "an.nguyen"
    client = Client(office)
    assert client.sign_in("chief")["account"] == "chief"
    # Who came through it signs out here all the same, and is told what may go on there.
    status, _, page = watching.sign_out()
    assert status == 200 and watching.cookie("sid") is None
    code, found = examine(office.config)
    assert code == 1 and ("sign-in", "fault") in found
    sso.start()
    # The first calls to a provider that has just begun may take longer than we wait.
    wait_until(lambda: Visitor(office, sso).sign_in("an.nguyen")[0] == 200, office.last_words())
