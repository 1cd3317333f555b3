"""Probes of our own against every address and form: methods, sizes, framing, traversal, injection,
cookies, foreign origins, caches. What is claimed stands in docs/security.md, item by item."""

import http.client
import json
import os
import re
import socket
import time
import urllib.parse

import pytest

from service import Service
from test_lives import as_records
from test_reports import EVENTS, Person

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
PAGES = ["/", "/wall", "/p", "/p/502", "/p/none", "/cong-dan", "/sign-in", "/sign-out", "/desk",
         "/desk/deliveries", "/desk/rules", "/v/K7QM-2X4T-0000-0000-0001", "/metrics", "/livez",
         "/readyz", "/openapi.json", "/favicon.ico", "/robots.txt", "/.git/config", "/nothing"]
FORMS = [("/desk/deliveries", {"POST"}), ("/desk/rules", {"POST"})]
PLACES = {"report": "handling", "unit": "502", "period": "2020-10", "action": "comment",
          "number": "1", "account": "an", "token": "t", "id": "1"}
SECURITY = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
            "cross-origin-resource-policy": "same-origin"}
# Nothing of the inside in what people are told.
INSIDE = re.compile(r"/home/|/root/|/tmp/|\.cpp|\.h:\d|sqlite|SELECT |no such table|std::|"
                    r"0x[0-9a-f]{6}|terminate|exception")
EVIL = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' OR '1'='1", "'; DROP "
        "TABLE account; --", "%00", "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd",
        "\r\nInjected: yes", "%0d%0aInjected:%20yes", "{{7*7}}", "${jndi:ldap://x}", "=1+1",
        "\u202eevil", "\uff07", "A" * 1500, "-1", "99999999999999999999", "NaN", "[]", "null"]
UNITS = 30  # s, for one answer


class Answer:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1]) if raw else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers.setdefault(name.lower(), []).append(value.strip())
        self.text = self.body.decode("utf-8", "replace")

    def one(self, name):
        values = self.headers.get(name, [])
        assert len(values) <= 1, (name, values)
        return values[0] if values else ""


class Door:
    """The service, met with bytes of our own."""

    def __init__(self, service, people):
        self.service = service
        self.people = people
        self.host = service.http[7:]

    def raw(self, data, wait_s=UNITS, ends=True):
        """All that comes back until the server closes."""
        address, port = self.host.split(":")
        with socket.create_connection((address, int(port)), timeout=wait_s) as sock:
            try:
                sock.sendall(data)
                if ends:
                    sock.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it has been refused before all of it was sent
            out = b""
            try:
                while more := sock.recv(65536):
                    out += more
                    if b"text/event-stream" in out:
                        break
            except ConnectionResetError:
                pass
        return out

    def ask(self, method, target, headers=None, body=None):
        lines = [f"{method} {target} HTTP/1.1", "Connection: close"]
        sent = {"Host": self.host} | (headers or {})
        if body is not None:
            sent |= {"Content-Length": len(body)}
        lines += [f"{name}: {value}" for name, value in sent.items() if value is not None]
        data = "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")
        return Answer(self.raw(data))

    def cookie(self, who):
        return {"Cookie": self.people[who].cookie, "Origin": self.service.http}


@pytest.fixture(name="door", scope="module")
def make_door(tmp_path_factory, broker):
    folder = tmp_path_factory.mktemp("probes")
    broker.create_topic("probed")
    broker.produce("probed", as_records([EVENTS]))
    service = Service(folder, broker, "probed", "probed", catalog="reports_catalog",
                      stream="dossiers")
    with open(service.config, "a", encoding="utf-8") as file:
        file.write(f'[[delivery]]\nid = "drop"\nname = "Drop"\ndirectory = "{folder}/away"\n')
    with service:
        service.catch_up(len(EVENTS))
        people = {name: Person(service, name, grant) for name, grant in (
            ("an", "district@502"), ("binh", "office@49"), ("chi", "leader@49"),
            ("quan", "administrator@49"), ("thanh", "auditor@49"))}
        for who, action in (("an", "draft"), ("binh", "approve"), ("chi", "sign")):
            assert people[who].act(action)[0] == 200  # so that there is a report and a delivery
        yield Door(service, people)
        assert json.loads(service.get("/livez"))["live"]


def addresses(door):
    """(path with its places filled, methods described) of everything there is."""
    described = json.loads(door.service.get("/openapi.json"))["paths"]
    found = [(re.sub(r"\{(\w+)\}", lambda match: PLACES.get(match[1], "1"), path),
              {method.upper() for method in operations if method != "parameters"})
             for path, operations in described.items()]
    return found + [(path, {"GET"}) for path in PAGES]


def check_sound(answer, what):
    assert answer.status, what
    assert answer.status < 500 or answer.status == 503, (what, answer.text)
    for name, value in SECURITY.items():
        assert answer.one(name) == value, what
    policy = answer.one("content-security-policy")
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, what
    assert "unsafe" not in policy and "*" not in policy, what
    assert "injected" not in answer.headers, what
    assert not any(name.startswith("access-control") for name in answer.headers), what
    if answer.status >= 400:
        assert not INSIDE.search(answer.text), (what, answer.text)
    location = answer.one("location")
    assert not location or re.match(r"/(?![/\\])", location), (what, location)
    if answer.body:
        assert answer.one("content-type"), what


# V4.1, V13.4, V14.3, V3.4: each address with each method, for the public and for people.
@pytest.mark.parametrize("who", [None, "binh", "quan", "thanh"])
def test_each_address_and_method_answers_soundly(door, who):
    for path, methods in addresses(door):
        for method in METHODS:
            if method == "DELETE" and path.endswith("/session"):
                continue  # it would sign us out
            if path == "/sign-out" and method == "POST":
                continue
            headers = door.cookie(who) if who else {}
            answer = door.ask(method, path, headers)
            what = (who, method, path, answer.status)
            check_sound(answer, what)
            if method in ("TRACE", "PROPFIND", "PATCH", "PUT", "OPTIONS"):
                assert answer.status in (404, 405), what
                assert "sid=" not in answer.text, what
            if answer.status == 405:
                assert answer.one("allow"), what
            if method == "HEAD":
                assert not answer.body, what
            if method == "GET" and "GET" in methods and who and path.startswith(
                    ("/api/", "/desk")):
                cache = answer.one("cache-control")
                assert "no-store" in cache or answer.status >= 400, (what, cache)
                assert "etag" not in answer.headers, what


# V8.2: without a right nothing answers but what is everybody's.
def test_what_is_not_public_is_nobodys_who_has_not_signed_in(door):
    closed = [path for path, methods in addresses(door) if "GET" in methods and
              re.match(r"/api/v1/(accounts|tokens|audit|rules|sessions|deliveries)", path)]
    assert len(closed) >= 6
    for path in closed:
        assert door.ask("GET", path).status in (401, 404), path
        for token in ("Bearer x", "Bearer", "Basic YWRtaW46YWRtaW4=", "Bearer " + "x" * 500,
                      "Negotiate x"):
            assert door.ask("GET", path, {"Authorization": token}).status in (401, 404), path
        for cookie in ("sid=", "sid=x", "sid=" + "A" * 43, "__Host-sid=x", "sid=x; sid=y"):
            assert door.ask("GET", path, {"Cookie": cookie}).status in (401, 404), path


# V1.2, V2.2, V5.3: what is sent comes back as text or not at all, in each place.
def test_nothing_that_is_sent_is_executed_or_reflected(door):
    for path, methods in addresses(door):
        if "GET" not in methods:
            continue
        for evil in EVIL:
            quoted = urllib.parse.quote(evil, safe="%")
            parameters = "&".join(f"{name}={quoted[:300]}" for name in (
                "q", "unit", "indicator", "cursor", "lang", "code", "link", "state"))
            for target in (f"{path}?{parameters}", f"{path}/{quoted}"):
                answer = door.ask("GET", target[:2000], door.cookie("binh"))
                check_sound(answer, target)
                if "html" in answer.one("content-type"):
                    assert "<script>alert" not in answer.text, target
                    assert "<img src=x" not in answer.text, target


def test_bodies_and_forms_take_what_they_say_and_nothing_else(door):
    deep = b"[" * 100_000
    bodies = [b"", b"{", b"[]", b"null", b"{}" * 2, deep, b'{"a":' * 50_000, b"\xff\xfe\x00",
              b'{"text":"\\ud800"}', b'{"text":"' + b"x" * 20_000 + b'"}',
              b'{"__proto__":{"a":1},"text":[]}', b'{"account":"\x00","password":"x"}',
              '{"text":"<script>alert(1)</script>\u0000"}'.encode()]
    forms = [b"number=1&number=2", b"number=%00", b"a" * 9_000, b"number=1%0d%0aInjected:1"]
    for path, methods in addresses(door) + [("/sign-in", {"POST"}), *FORMS]:
        if "POST" not in methods:
            continue
        for body in bodies:
            answer = door.ask("POST", path, door.cookie("thanh") | {
                "Content-Type": "application/json"}, body)
            check_sound(answer, (path, body[:30]))
        for body in forms:
            answer = door.ask("POST", path, door.cookie("thanh") | {
                "Content-Type": "application/x-www-form-urlencoded"}, body)
            check_sound(answer, (path, body[:30]))
            assert answer.status != 200 or "html" in answer.one("content-type"), path
        for kind in ("text/plain", "multipart/form-data; boundary=x", "application/xml", ""):
            answer = door.ask("POST", path, door.cookie("thanh") | {"Content-Type": kind}, b"{}")
            check_sound(answer, (path, kind))
            assert answer.status >= 400, (path, kind, answer.status)
        packed = door.ask("POST", path, {"Content-Type": "application/json", "Content-Encoding":
                                         "gzip"}, b"\x1f\x8b")
        assert packed.status >= 400, path


# V3.5: a page of somebody else cannot act with the reader's cookie, at any address.
def test_foreign_pages_change_nothing(door):
    cookie = {"Cookie": door.people["quan"].cookie}
    tried = 0
    for path, methods in addresses(door) + [("/sign-out", {"POST"}), *FORMS]:
        for method in methods & {"POST", "DELETE", "PUT", "PATCH"}:
            if path.startswith("/api/v1/events"):
                continue  # takes tokens, no cookies
            body = b"{}" if method == "POST" else None
            own = cookie | {"Origin": door.service.http, "Content-Type": "text/plain"}
            if path != "/sign-out" and method == "POST" and door.ask(
                    method, path, own, body).status == 404:
                continue  # described, and not offered by this configuration
            for foreign in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {},
                            {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                            {"Origin": door.service.http + ".evil.example"},
                            {"Origin": door.service.http, "Sec-Fetch-Site": "cross-site"}):
                answer = door.ask(method, path, cookie | foreign | {
                    "Content-Type": "application/json"}, body)
                assert answer.status == 403, (method, path, foreign, answer.status)
                tried += 1
    assert tried > 70
    assert json.loads(door.people["quan"].send("/api/v1/session")[2])["account"] == "quan"


# V3.4.2: no address lets pages of others read it.
def test_no_address_is_shared_with_other_origins(door):
    for path, _ in addresses(door):
        for method in ("GET", "OPTIONS"):
            answer = door.ask(method, path, {
                "Origin": "https://evil.example", "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization"})
            check_sound(answer, path)


# V3.3, V7.2: what is set at sign-in, and that nothing of the client's own is taken for it.
def test_cookies_are_ours_new_each_time_and_out_of_reach(door):
    person, seen = door.people["an"], set()
    for _ in range(3):
        status, headers, _ = person.send("/api/v1/session", {
            "account": "an", "password": "một-hai-ba-bốn-năm"})
        assert status == 200
        cookie = headers["Set-Cookie"]
        name, value = cookie.split(";")[0].split("=", 1)
        assert name == "sid" and len(value) >= 43 and value not in seen
        seen.add(value)
        flags = {flag.strip() for flag in cookie.split(";")[1:]}
        assert flags == {"Path=/", "HttpOnly", "SameSite=Strict"}
    fixed = "F" * 43
    answer = door.ask("POST", "/api/v1/session", {
        "Cookie": f"sid={fixed}", "Origin": door.service.http, "Content-Type": "application/json"},
        json.dumps({"account": "an", "password": "một-hai-ba-bốn-năm"}).encode())
    assert answer.status == 200 and fixed not in answer.one("set-cookie")
    for path, methods in addresses(door):
        if "GET" in methods:
            assert "set-cookie" not in door.ask("GET", path, door.cookie("binh")).headers, path


# V5.3.2, V4.1: files beyond those built in are out of reach, however the way is written.
def test_no_way_leads_to_files(door):
    ways = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "....//", "%252e%252e%252f",
            "..%c0%af", "/%2e/", "%00/"]
    for begin in ("/", "/assets/", "/p/", "/v/", "/api/v1/reports/"):
        for way in ways:
            for file in ("etc/passwd", "state/people.db", "state/report-key", "ioc-pulse.toml"):
                answer = door.ask("GET", begin + way * 6 + file)
                assert "root:" not in answer.text and "SQLite" not in answer.text, (begin, way)
                assert "state_dir" not in answer.text
                assert answer.status in (400, 404), (begin, way, file, answer.status)
    for target in ("http://127.0.0.1:1/", "*", "//evil.example/", "file:///etc/passwd", "?x", "#"):
        answer = door.ask("GET", target)
        assert answer.status in (400, 404), (target, answer.status)


# V4.1, V4.2: how messages are framed. Whatever is unclear ends the connection.
@pytest.mark.parametrize("head, statuses", [
    (b"GET /livez HTTP/1.1\r\n\r\n", {400}),
    (b"GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", {400}),
    (b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
     b"0\r\n\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n", {400}),
    (b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
     {400}),
    (b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", {400}),
    (b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", {400}),
    (b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc", {400}),
    (b"POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", {400}),
    (b"POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
     b"FFFFFFFFFFFFFFFFF\r\n", {400, 413}),
    (b"GET /livez HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", {400}),
    (b"GET /livez HTTP/1.1\r\nHost: a\r\nX: y\x00z\r\n\r\n", {400}),
    (b"GET /livez HTTP/1.1\r\nHost: a\r\nX\xff: y\r\n\r\n", {400}),
    (b"GET  /livez HTTP/1.1\r\nHost: a\r\n\r\n", {400}),
    (b"GET /li vez HTTP/1.1\r\nHost: a\r\n\r\n", {400}),
    (b"GET /livez HTTP/2.0\r\nHost: a\r\n\r\n", {400, 505}),
    (b"GET /livez\r\n\r\n", {400, 0}),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 505}),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {400, 0}),
    (b"GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", {400}),
])
def test_what_is_framed_wrongly_ends_there(door, head, statuses):
    out = door.raw(head)
    answer = Answer(out)
    assert answer.status in statuses, out[:300]
    assert out.count(b"HTTP/1.1 ") <= 1, "what followed was taken for a request of its own"
    if answer.status:
        assert answer.one("connection").lower() == "close"
        assert not INSIDE.search(answer.text)


@pytest.mark.parametrize("data, status", [
    (b"GET /" + b"a" * 3_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    (b"GET /livez HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 9_000 + b"\r\n\r\n", 431),
    (b"GET /livez HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 3_000 + b"\r\n", 431),
    (b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
     b"Content-Length: 99999999999\r\n\r\n", 413),
    (b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n" + b"a" * 20_000, 413),
])
def test_sizes_are_bounded(door, data, status):
    assert Answer(door.raw(data)).status == status


# V2.4, V15.2: whoever is slow holds nothing up.
def test_a_slow_client_is_left_and_others_are_served(door):
    address, port = door.host.split(":")
    slow = [socket.create_connection((address, int(port)), timeout=20) for _ in range(100)]
    try:
        begun = time.monotonic()
        for sock in slow:
            sock.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\nX: ")
        ended = 0
        while ended < len(slow) and time.monotonic() - begun < 14:
            assert door.ask("GET", "/livez").status == 200
            time.sleep(0.5)
            for sock in slow:
                try:
                    sock.sendall(b"y")
                except OSError:
                    pass
            ended = sum(is_closed(sock) for sock in slow)
        assert ended == len(slow), ended
    finally:
        for sock in slow:
            sock.close()


def is_closed(sock):
    try:
        return sock.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


# V4.1.3, V2.3: a client names neither itself nor us.
def test_headers_that_claim_something_are_not_believed(door):
    for headers in ({"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"},
                    {"X-Real-IP": "203.0.113.9"}, {"X-Original-URL": "/api/v1/audit"},
                    {"X-Rewrite-URL": "/api/v1/audit"}, {"X-HTTP-Method-Override": "DELETE"},
                    {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"},
                    {"X-Forwarded-Proto": "https"}):
        for path in ("/", "/sign-in", "/p", "/api/v1/units", "/desk"):
            answer = door.ask("GET", path, headers)
            check_sound(answer, (headers, path))
            assert "evil.example" not in answer.text + str(answer.headers), (headers, path)
        door.ask("POST", "/api/v1/session", headers | {"Content-Type": "application/json"},
                 b'{"account":"probe.nobody","password":"wrong and long enough"}')
    audit = json.loads(door.people["thanh"].send("/api/v1/audit?limit=50")[2])["items"]
    mine = [each for each in audit if each["object"] == "probe.nobody"]
    assert mine and {each["address"] for each in mine} == {"127.0.0.1"}


# V16.5, V13.4: nothing of ourselves beyond name and version; no listing, no debug page.
def test_nothing_is_told_that_need_not_be(door):
    for path in ("/debug", "/debug/pprof", "/admin", "/server-status", "/swagger", "/.env",
                 "/actuator", "/backup.zip", "/assets/", "/api/", "/api/v1/"):
        answer = door.ask("GET", path, door.cookie("quan"))
        assert answer.status == 404, path
    for path, _ in addresses(door):
        answer = door.ask("GET", path)
        assert re.fullmatch(r"ioc-pulse/[\d.]+", answer.one("server"))
        assert "x-powered-by" not in answer.headers


# V14.2.1, V13.3: secrets are in no address, page, list or metric.
def test_no_secret_is_served(door):
    with open(os.path.join(door.service.folder, "state", "report-key"), "rb") as file:
        key = file.read()
    secrets = [key, key.hex().encode(), key.strip()]
    secrets += [person.cookie.split("=", 1)[1].encode() for person in door.people.values()]
    for path, methods in addresses(door):
        if "GET" not in methods or path == "/api/v1/live":
            continue
        for who in (None, "quan", "thanh", "binh"):
            answer = door.ask("GET", path, door.cookie(who) if who else {})
            assert not any(secret in answer.body for secret in secrets if secret), path
            assert b"$argon2" not in answer.body, path


def test_the_service_is_as_it_was(door):
    """After all of it: the same process, ready, its people still signed in."""
    assert door.service.process.poll() is None
    connection = http.client.HTTPConnection(door.host, timeout=10)
    connection.request("GET", "/readyz")
    assert connection.getresponse().status == 200
    connection.close()
    assert json.loads(door.people["binh"].send("/api/v1/session")[2])["account"] == "binh"
