"""TLS in the server itself: real clients (curl, openssl), certificates renewed under load, faults
that leave the one shown in force, and what operators are told."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import threading
import time

import pytest

from certificates import Authority, fingerprint, shown
from service import PROGRAM
from tls_service import TlsService

WAIT_S = 20
EXPIRES = "ioc_pulse_certificate_expires_timestamp_seconds", ""


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def service(tmp_path, broker, request, authority):
    broker.create_topic(request.node.name)
    service = TlsService(tmp_path, broker, request.node.name, authority)
    service.show(authority.issue("first"))
    with service:
        yield service


def until(true, what):
    deadline = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def hang_up(service):
    service.process.send_signal(signal.SIGHUP)


def test_real_clients_are_served_and_told_to_stay_with_tls(service):
    done = service.curl("-i", "--http1.1", service.http + "/livez")
    assert done.returncode == 0, done.stderr
    assert "HTTP/1.1 200 OK" in done.stdout
    assert re.search(r"Strict-Transport-Security: max-age=31536000", done.stdout)
    assert service.curl("--http2", service.http + "/livez").returncode == 0
    assert "200" in service.curl("-i", "--tls-max", "1.2", service.http + "/livez").stdout
    words = shown(service.port, "-brief")[1]
    assert "TLSv1.3" in words
    # Nobody who does not know the authority is served, and nobody without TLS.
    stranger = subprocess.run(["curl", "-sS", service.http + "/livez"], capture_output=True,
                              text=True, timeout=30, check=False)
    assert stranger.returncode == 60, stranger.stderr
    plain = subprocess.run(["curl", "-sS", "-i", f"http://127.0.0.1:{service.port}/wall"],
                           capture_output=True, text=True, timeout=30, check=False)
    assert "400 Bad Request" in plain.stdout and "https://" in plain.stdout
    told = service.metrics()
    assert told["ioc_pulse_tls_handshakes_total", 'result="plain"'] == 1
    assert told["ioc_pulse_tls_handshakes_total", 'result="failed"'] >= 1
    # Our own client believes the same authority.
    done = subprocess.run([PROGRAM, "top", "--once", "--json", "--url",
                           f"https://localhost:{service.port}"], capture_output=True, text=True,
                          timeout=30, check=False,
                          env=os.environ | {"SSL_CERT_FILE": service.authority.path})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


def test_the_live_feed_comes_over_tls(service):
    connection = http.client.HTTPSConnection("127.0.0.1", service.port, timeout=15,
                                             context=service.authority.client())
    connection.request("GET", "/api/v1/live")
    answer = connection.getresponse()
    assert answer.getheader("Strict-Transport-Security")
    events = [line for line in (answer.readline().decode() for _ in range(12))
              if line.startswith("event: ")]
    assert events[0] == "event: snapshot\n" and "event: heartbeat\n" in events
    connection.close()


class Load:
    """Clients that ask without end, some on connections that stay, some on a new one each time."""

    def __init__(self, service, clients=6):
        self.service = service
        self.stop = threading.Event()
        self.done = 0
        self.faults = []
        self.seen = set()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.ask, args=(i % 2 == 0,), daemon=True)
                        for i in range(clients)]

    def ask(self, stays):
        connection = None
        while not self.stop.is_set():
            try:
                if connection is None:
                    connection = http.client.HTTPSConnection(
                        "127.0.0.1", self.service.port, timeout=10,
                        context=self.service.authority.client())
                    connection.connect()
                    told = ssl.DER_cert_to_PEM_cert(connection.sock.getpeercert(True))
                    with self.lock:
                        self.seen.add(told)
                connection.request("GET", "/api/v1/indicators")
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200 or not body:
                    raise OSError(f"{answer.status}")
                with self.lock:
                    self.done += 1
                if not stays:
                    connection.close()
                    connection = None
            except (OSError, http.client.HTTPException) as fault:
                with self.lock:
                    self.faults.append(repr(fault))
                connection = None

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def test_certificates_change_under_load_without_one_failed_request(service, authority):
    pairs = [authority.issue(f"load-{i}", kind="rsa" if i % 2 else "ec") for i in range(6)]
    with Load(service) as load:
        until(lambda: load.done > 50, "no load")
        for pair in pairs:
            service.show(pair)
            hang_up(service)
            until(lambda: shown(service.port)[0] == fingerprint(pair[0]), service.last_words())
        before = load.done
        until(lambda: load.done > before + 50, "the load has stopped")
    assert load.faults == []
    assert len(load.seen) >= len(pairs)
    assert service.metrics()["ioc_pulse_reload_successful", ""] == 1
    told = service.readiness()
    assert "CN = load-5" in told["certificate"][1]
    assert "CN = load-5" in told["configuration"][1]


def test_files_that_change_are_taken_up_without_an_order(service, authority):
    pair = authority.issue("renewed", days=7)
    before = service.metrics()[EXPIRES]
    service.show(pair)
    until(lambda: shown(service.port)[0] == fingerprint(pair[0]), service.last_words())
    assert service.metrics()[EXPIRES] == pytest.approx(before - 13 * 86400, abs=300)


def test_what_cannot_be_used_leaves_the_one_shown_in_force(service, authority):
    first = shown(service.port)[0]
    one, other = authority.issue("one"), authority.issue("other")
    service.show((one[0], other[1]))
    hang_up(service)
    until(lambda: service.metrics()["ioc_pulse_reload_successful", ""] == 0, "not refused")
    checks = service.readiness()
    assert "belong together" in checks["configuration"][1]
    assert "CN = first" in checks["certificate"][1]
    assert shown(service.port)[0] == first
    assert service.chain in service.last_words()
    service.show(one)
    hang_up(service)
    until(lambda: shown(service.port)[0] == fingerprint(one[0]), service.last_words())
    assert service.metrics()["ioc_pulse_reload_successful", ""] == 1


def test_a_client_that_never_finishes_its_handshake_is_let_go(service):
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as slow:
        slow.sendall(b"\x16\x03\x01\x02\x00")
        begun = time.monotonic()
        assert service.curl(service.http + "/livez").returncode == 0  # others are not kept waiting
        assert slow.recv(100) == b""
        assert 8 < time.monotonic() - begun < 15


def examine(config):
    done = subprocess.run([PROGRAM, "doctor", "--config", config, "--json"], capture_output=True,
                          text=True, timeout=120, check=False)
    return {one["check"]: one for one in json.loads(done.stdout)}


def test_doctor_looks_at_certificate_and_key(service, authority):
    found = examine(service.config)
    assert found["certificate"]["state"] == "doubt" and "days left" in found["certificate"]["text"]
    service.show(authority.issue("longer", days=90))
    os.chmod(service.key, 0o600)
    found = examine(service.config)
    assert found["certificate"]["state"] == "ok" and "89 days" in found["certificate"]["text"]
    assert found["certificate's key"]["state"] == "ok"
    os.chmod(service.key, 0o644)
    assert examine(service.config)["certificate's key"]["state"] == "doubt"
    one, other = authority.issue("one"), authority.issue("other")
    service.show((one[0], other[1]))
    fault = examine(service.config)["certificate"]
    assert fault["state"] == "fault" and "belong together" in fault["text"]


def test_a_faulty_certificate_is_told_at_the_start(tmp_path, broker, authority):
    service = TlsService(tmp_path, broker, "no-start", authority)
    done = subprocess.run([PROGRAM, "run", "--config", service.config], capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.returncode == 78 and service.chain in done.stderr, done.stderr
