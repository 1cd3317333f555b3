"""A wall that sees more than the public: its link, its cookie, and the end of both."""

import json
import time
import urllib.parse

import pytest

from people import Client, Feed, PeopleService
from test_lives import as_records
from test_rights import events

REVOKED_S = 5
WAIT_S = 60


@pytest.fixture(scope="module")
def service(tmp_path_factory, broker):
    service = PeopleService(tmp_path_factory.mktemp("screens"), broker, "screens")
    for stream, files in events():
        broker.create_topic(f"screens.{stream}")
        broker.produce(f"screens.{stream}", as_records(files))
    with service:
        deadline = time.monotonic() + WAIT_S
        while len(service.figures(indicator="dossiers.open")) < 10:
            assert time.monotonic() < deadline, service.last_words()
            time.sleep(0.1)
        yield service


class Screen(Client):
    """A browser that was opened with a screen's link."""

    def send(self, method, path, body=None, headers=None, wait_s=30):
        own = {"Cookie": "screen=" + self.screen} if getattr(self, "screen", None) else {}
        return super().send(method, path, body, own | (headers or {}), wait_s)

    def open(self, link):
        address = urllib.parse.urlparse(link)
        status, headers, body = self.send("GET", f"{address.path}?{address.query}")
        if status == 303:
            name, _, rest = headers.get("Set-Cookie", "=").partition("=")
            if name == "screen":
                self.screen = rest.split(";")[0]
                assert "; HttpOnly" in rest and "; SameSite=Strict" in rest and "Path=/;" in rest
        return status, headers, body

    def indicators(self):
        return {item["id"] for item in self.items("/api/v1/indicators")}


class ScreenFeed(Feed):
    """The live feed as a screen watches it."""

    def __init__(self, screen, query):
        screen.cookie = "; screen=" + screen.screen
        super().__init__(screen, query)
        screen.cookie = None


def made(service, name, *words):
    [token] = service.lines("token", "add", name, "--screen", *words)
    return token["link"]


def test_a_link_opens_a_screen_once_and_is_in_no_later_address(service):
    link = made(service, "hall", "--unit", "49")
    secret = urllib.parse.parse_qs(urllib.parse.urlparse(link).query)["link"][0]
    screen = Screen(service)
    assert screen.send("HEAD", "/screen?link=" + secret)[0] == 303, "a look does not use it up"
    status, headers, _ = screen.open(link + "&board=inner&seconds=5")
    assert status == 303 and headers["Location"] == "/?board=inner&seconds=5"
    assert screen.screen != secret
    assert screen.get("/api/v1/session")["screen"] == {"token": "hall", "good": True}
    assert "dossiers.inner" in screen.indicators() and "party.inner" not in screen.indicators()
    assert {board["board"] for board in screen.items("/api/v1/boards")} >= {"inner", "districts"}
    # Used up for all others; the screen itself is led on.
    other = Screen(service)
    status, _, page = other.open(link)
    assert status == 401 and "đã được dùng" in page and "dossiers" not in page
    assert screen.open(link)[0] == 303
    for words in secret, screen.screen:
        with open(service.folder + "/service.log", encoding="utf-8") as log:
            assert words not in log.read()
        assert words not in json.dumps(service.lines("audit", "list"))
        assert words not in json.dumps(service.lines("token", "list"))


def test_a_screen_sees_its_scope_and_does_nothing(service):
    screen = Screen(service)
    screen.open(made(service, "tam-ky-screen", "--unit", "502", "--stream", "dossiers"))
    units = {figure["group"].get("unit")
             for figure in screen.items("/api/v1/figures?indicator=dossiers.inner")}
    assert units == {"502", "502-1"}
    assert "reports.inner" not in screen.indicators()
    deadline = time.monotonic() + WAIT_S
    while ("inner-alert", "502") not in [(item["alert"], item["unit"])
                                         for item in screen.items("/api/v1/alerts")]:
        assert time.monotonic() < deadline, service.last_words()
        time.sleep(0.1)
    for method, path, body in [("GET", "/api/v1/accounts", None), ("GET", "/api/v1/audit", None),
                               ("POST", "/api/v1/tokens", {}),
                               ("POST", "/api/v1/alerts/inner-alert/note",
                                {"unit": "502", "note": "x"})]:
        assert screen.send(method, path, body)[0] == 403, path
    assert screen.send("GET", "/api/v1/sessions")[0] == 401
    assert screen.send("GET", "/desk")[0] == 303
    assert screen.send("GET", "/sign-in")[0] == 200, "nobody is signed in here"
    # Neither text is a token for events, nor is a token for events a screen's.
    for text in screen.screen, "x":
        assert screen.send("POST", "/api/v1/events", b"[]",
                           {"Authorization": "Bearer " + text,
                            "Content-Type": "application/cloudevents-batch+json"})[0] == 401
    [token] = service.lines("token", "add", "for-events", "--unit", "49", "--stream", "dossiers")
    thief = Screen(service)
    thief.screen = token["secret"]
    assert "dossiers.inner" not in thief.indicators()
    exported = screen.send("GET", "/api/v1/figures?format=csv")
    assert exported[0] == 200
    assert [line["actor"] for line in service.lines("audit", "list")
            if line["act"] == "figures.export"] == ["screen:tam-ky-screen"]


def test_a_revoked_screen_falls_back_to_the_public_within_5_s_its_feed_too(service):
    chief = service.add("chief", "administrator@49")
    told = chief.post("/api/v1/tokens", {"token": "meeting", "kind": "screen", "unit": "49",
                                         "days": 1}, 201)
    assert set(told) == {"token", "link", "link_expires", "expires"}
    screen = Screen(service)
    assert screen.open(told["link"])[0] == 303
    feed = ScreenFeed(screen, "?indicator=dossiers.inner")
    assert feed.figures
    begun = time.monotonic()
    service.command("token", "revoke", "meeting")  # another process than the service
    assert feed.seconds_to_end(REVOKED_S) is not None, "the feed goes on"
    while "dossiers.inner" in screen.indicators():
        assert time.monotonic() - begun < REVOKED_S
        time.sleep(0.05)
    assert screen.indicators() == Screen(service).indicators()
    assert screen.get("/api/v1/session") == {"account": None, "name": None, "grants": [],
                                             "screen": {"token": "meeting", "good": False}}
    acts = [(line["act"], line["object"]) for line in service.lines("audit", "list")
            if line["object"] == "meeting"]
    assert acts == [("token.add", "meeting"), ("screen.open", "meeting"),
                    ("token.revoke", "meeting")]
    [listed] = [item for item in chief.items("/api/v1/tokens") if item["token"] == "meeting"]
    assert listed["kind"] == "screen" and listed["opened"] and listed["revoked"]


def test_a_link_of_a_revoked_token_opens_nothing(service):
    link = made(service, "never", "--unit", "49")
    service.command("token", "revoke", "never")
    screen = Screen(service)
    assert screen.open(link)[0] == 401
    assert screen.open("/screen?link=nothing")[0] == 401
    assert screen.open("/screen")[0] == 401
    assert "English" in screen.open("/screen?link=x")[2]
    assert "was used" in screen.open("/screen?link=x&lang=en")[2]
