"""A system that reports are handed on to, with TLS and client certificates, that fails in every way
a test asks for. It keeps what it has taken by idempotency key, as a real one does."""

import contextlib
import json
import os
import socket
import ssl
import subprocess
import threading

from service import free_port

HANG_S = 20


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)


class Certificates:
    """Authorities and certificates in a folder: `ca` for servers and clients, `other` that nobody
    trusts."""

    def __init__(self, folder):
        self.folder = str(folder)
        for name in ("ca", "other"):
            openssl(self.folder, "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key", "-out",
                    f"{name}.pem", "-days", "30", "-subj", f"/CN={name}")
        self.make("server", "ca", "subjectAltName=IP:127.0.0.1,DNS:localhost")
        self.make("client", "ca", "extendedKeyUsage=clientAuth")
        self.make("stranger", "other", "subjectAltName=IP:127.0.0.1,DNS:localhost")
        self.make("namesake", "ca", "subjectAltName=DNS:elsewhere.example")

    def make(self, name, authority, extension):
        with open(os.path.join(self.folder, f"{name}.ext"), "w", encoding="utf-8") as file:
            file.write(extension + "\n")
        openssl(self.folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        openssl(self.folder, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem",
                "-CAkey", f"{authority}.key", "-CAcreateserial", "-out", f"{name}.pem", "-days",
                "30", "-extfile", f"{name}.ext")

    def path(self, name):
        return os.path.join(self.folder, name)


class Request:
    def __init__(self, method, path, headers, body):
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.key = headers.get("idempotency-key")


class Receiver:
    """`plan` is what the next requests meet, one after the other; then they are taken.

    Each step of a plan is a name of a method below, or (name, argument). `arrived` are all whole
    requests in their order, `taken` what was taken by key, `order` the keys in that order."""

    def __init__(self, certificates, server="server"):
        self.certificates = certificates
        self.port = free_port()
        self.address = f"https://127.0.0.1:{self.port}/api/reports"
        self.plan = []
        self.arrived = []
        self.taken = {}
        self.order = []
        self.differing = []
        self.handshakes_failed = 0
        self.lock = threading.Lock()
        self.listener = None
        self.hanging = threading.Event()
        self.start(server)

    def start(self, server="server"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificates.path(f"{server}.pem"),
                                self.certificates.path(f"{server}.key"))
        context.load_verify_locations(self.certificates.path("ca.pem"))
        context.verify_mode = ssl.CERT_REQUIRED
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(16)
        self.listener = listener
        self.hanging.clear()
        threading.Thread(target=self.serve, args=(listener, context), daemon=True).start()

    def stop(self):
        """From now on connections are refused."""
        if self.listener:
            self.hanging.set()
            with contextlib.suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None

    def serve(self, listener, context):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.meet, args=(client, context), daemon=True).start()

    def next_step(self):
        with self.lock:
            step = self.plan.pop(0) if self.plan else "accept"
        return step if isinstance(step, tuple) else (step, None)

    def meet(self, client, context):
        with contextlib.suppress(OSError, ValueError), client:
            client.settimeout(HANG_S)
            try:
                connection = context.wrap_socket(client, server_side=True)
            except OSError:
                self.handshakes_failed += 1
                return
            with connection:
                name, argument = self.next_step()
                if name == "hang_before":
                    self.hanging.wait(HANG_S)
                    return
                if name == "kill_before":
                    argument()
                    return
                request = self.read(connection)
                with self.lock:
                    self.arrived.append(request)
                getattr(self, name)(connection, request, argument)

    @staticmethod
    def read(connection):
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                raise ValueError("ended")
            data += more
        head, body = data.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        method, path, _ = lines[0].split(" ")
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            assert name.lower() not in headers, "a header stands twice"
            headers[name.lower()] = value.strip()
        while len(body) < int(headers["content-length"]):
            more = connection.recv(65536)
            if not more:
                raise ValueError("ended")
            body += more
        return Request(method, path, headers, body)

    def take(self, request):
        """As a receiver that knows keys: the first is taken, a repetition is told so."""
        with self.lock:
            before = self.taken.setdefault(request.key, request.body)
            if before != request.body:
                self.differing.append(request.key)
            if request.key not in self.order:
                self.order.append(request.key)
            return self.order.index(request.key) + 1

    @staticmethod
    def answer(connection, status, body=b"", *headers):
        lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", *headers]
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def accept(self, connection, request, _):
        number = self.take(request)
        self.answer(connection, 201, json.dumps({"data": {"id": f"R-{number}"}}).encode())

    def hang_after(self, _connection, request, is_taken):
        if is_taken:
            self.take(request)
        self.hanging.wait(HANG_S)

    def half(self, connection, request, _):
        self.take(request)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"data\"")

    def lost(self, _connection, request, _):
        self.take(request)

    def slow(self, connection, request, seconds):
        number = self.take(request)
        body = json.dumps({"data": {"id": f"R-{number}"}}).encode()
        data = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        for byte in data:
            connection.sendall(bytes([byte]))
            self.hanging.wait(seconds / len(data))

    def status(self, connection, _request, code):
        self.answer(connection, code, b'{"message":"no\r\n<b>"}')

    def busy(self, connection, _request, seconds):
        self.answer(connection, 429, b"", f"Retry-After: {seconds}")

    def redirect(self, connection, _request, to):
        self.answer(connection, 302, b"", f"Location: {to}")

    def kill_read(self, _connection, _request, kill):
        kill()

    def kill_taken(self, _connection, request, kill):
        self.take(request)
        kill()

    def kill_answered(self, connection, request, kill):
        self.accept(connection, request, None)
        kill()
