"""Accounts of a running service as its administrator and its officials meet them: the command line,
one-time links, cookies."""

import contextlib
import http.client
import json
import os
import re
import shutil
import subprocess
import time
import urllib.parse

from service import HERE, PROGRAM, Service, free_port

PASSWORD = "vài từ không ai đoán {}"
SET_COOKIE = re.compile(r"^sid=([\w-]+); Path=/; HttpOnly; SameSite=Strict$")


class PeopleService(Service):
    """A service over a catalogue of the tests, whose topics begin with `name`."""

    def __init__(self, folder, broker, name, of="rights_catalog"):
        self.stream = "dossiers"
        self.folder = str(folder)
        self.name = name
        self.http = f"http://127.0.0.1:{free_port()}"
        self.process = None
        catalog = os.path.join(self.folder, "catalog")
        shutil.copytree(os.path.join(HERE, of), catalog)
        path = os.path.join(catalog, "catalog.toml")
        with open(path, encoding="utf-8") as file:
            text = file.read().replace('topic = "TOPIC', f'topic = "{name}')
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.config = os.path.join(self.folder, "ioc-pulse.toml")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f'catalog = "{catalog}"\nstate_dir = "{self.folder}/state"\n'
                       f'[kafka]\nbrokers = "{broker.address}"\nfigures = "{name}.figures"\n'
                       f'dead_letters = "{name}.dead-letters"\naudit = "{name}.audit"\n'
                       f'[http]\nlisten = "{self.http[7:]}"\n[limits]\nshards = 1\n')

    def command(self, *words, code=0):
        """What a subcommand prints; `--config` is added."""
        done = subprocess.run([PROGRAM, *words, "--config", self.config], capture_output=True,
                              text=True, timeout=120, check=False)
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout if code == 0 or "--json" in words else done.stdout + done.stderr

    def lines(self, *words, code=0):
        return [json.loads(line) for line in
                self.command(*words, "--json", code=code).splitlines()]

    def add(self, account, *grants):
        """A new account that has set its password, signed in."""
        words = [word for grant in grants for word in ("--grant", grant)]
        [made] = self.lines("account", "add", account, "--name", f"Tên {account}", *words)
        return self.join(account, made["link"])

    def join(self, account, link):
        secret = urllib.parse.parse_qs(urllib.parse.urlparse(link).query)["link"][0]
        client = Client(self)
        status, _, body = client.send("POST", "/api/v1/password",
                                      {"link": secret, "password": PASSWORD.format(account)})
        assert status == 200, body
        client.sign_in(account)
        return client


class Client:
    """One browser, or one program: it keeps its cookie and says where it comes from."""

    def __init__(self, service):
        self.service = service
        self.cookie = None

    def send(self, method, path, body=None, headers=None, wait_s=30):
        """(status, headers, body) of an answer."""
        address = urllib.parse.urlparse(self.service.http)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=wait_s)
        sent = {"Origin": self.service.http} if method != "GET" else {}
        if self.cookie:
            sent["Cookie"] = "sid=" + self.cookie
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        sent |= headers or {}
        with contextlib.closing(connection):
            connection.request(method, path, body,
                               {name: text for name, text in sent.items() if text is not None})
            answer = connection.getresponse()
            return (answer.status, dict(answer.getheaders()),
                    answer.read().decode(errors="replace"))

    def get(self, path, accept="application/json", status=200):
        found, headers, body = self.send("GET", path, headers={"Accept": accept})
        assert found == status, (path, found, body)
        return json.loads(body) if "json" in headers.get("Content-Type", "") else body

    def items(self, path):
        found, cursor = [], None
        while True:
            more = f"{'&' if '?' in path else '?'}cursor={cursor}" if cursor else ""
            page = self.get(path + more)
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found

    def form(self, path, **fields):
        """(status, headers, body) of a form of the pages, sent as a browser sends it."""
        return self.send("POST", path, urllib.parse.urlencode(fields).encode(),
                         {"Content-Type": "application/x-www-form-urlencoded"})

    def form_with_file(self, path, **fields):
        """The same with a file among the fields: multipart/form-data."""
        parts = "".join(f'--xYz\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
                        for name, text in fields.items())
        return self.send("POST", path, (parts + "--xYz--\r\n").encode(),
                         {"Content-Type": "multipart/form-data; boundary=xYz"})

    def post(self, path, body, status=200):
        found, _, text = self.send("POST", path, body)
        assert found == status, (path, found, text)
        return json.loads(text)

    def sign_in(self, account, password=None):
        status, headers, body = self.send(
            "POST", "/api/v1/session",
            {"account": account, "password": password or PASSWORD.format(account)})
        assert status == 200, body
        self.cookie = SET_COOKIE.match(headers["Set-Cookie"])[1]
        return json.loads(body)

    def is_signed_in(self):
        return self.get("/api/v1/session")["account"] is not None

    def watch(self, query=""):
        return Feed(self, query)


class Feed:
    """The live feed: its snapshot at once, then `ends` waits for the server to close it."""

    def __init__(self, client, query=""):
        address = urllib.parse.urlparse(client.service.http)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        headers = {"Cookie": "sid=" + client.cookie} if client.cookie else {}
        self.connection.request("GET", "/api/v1/live" + query, headers=headers)
        # The connection gives its socket away to an answer without length.
        self.sock = self.connection.sock
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self.figures = []
        if self.status != 200:
            self.body = self.answer.read().decode()
            return
        complete = False
        while not complete:
            line = self.answer.readline().decode()
            assert line, "the feed ended before its snapshot was complete"
            if line.startswith("data: "):
                frame = json.loads(line[6:])
                self.figures += frame.get("figures", [])
                complete = frame.get("complete", False)

    def seconds_to_end(self, wait_s):
        """How long the feed goes on; None when it has not ended by then."""
        begun = time.monotonic()
        self.sock.settimeout(1)
        while time.monotonic() - begun < wait_s:
            try:
                if not self.answer.readline():
                    return time.monotonic() - begun
            except TimeoutError:
                # The reader cannot go on after a timeout: look at the socket itself.
                return self._wait_raw(begun, wait_s)
        return None

    def _wait_raw(self, begun, wait_s):
        while time.monotonic() - begun < wait_s:
            try:
                if not self.sock.recv(65536):
                    return time.monotonic() - begun
            except TimeoutError:
                continue
            except OSError:
                return time.monotonic() - begun
        return None

    def close(self):
        self.connection.close()
