"""Those who are told of alerts: a web hook of the tests' own, and a real Alertmanager."""

import contextlib
import http.server
import json
import os
import signal
import subprocess
import threading
import time
import urllib.request

from service import free_port

START_S = 30


class Hook:
    """Notes each message it takes: (idempotency key, document). If it `refuses`, it answers 503."""

    def __init__(self):
        self.taken = []
        self.refused = 0
        self.refuses = False
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hook.refuses:
                    hook.refused += 1
                else:
                    hook.taken.append((self.headers["Idempotency-Key"], json.loads(body)))
                self.send_response(503 if hook.refuses else 204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()

    def changes(self):
        """(key, turn, alert, unit) of each change, in the order they were told."""
        return [(change["key"], change["turn"], change["alert"], change["unit"])
                for _, message in self.taken for group in message["groups"]
                for change in group["changes"]]


class Alertmanager:
    """The real one; what it passes on goes to `hook`."""

    def __init__(self, folder, hook):
        self.folder = str(folder)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = None
        with open(os.path.join(self.folder, "alertmanager.yml"), "w", encoding="utf-8") as file:
            file.write("route:\n  receiver: hook\n  group_by: [alertname, unit]\n"
                       "  group_wait: 1s\n  group_interval: 1s\n  repeat_interval: 4h\n"
                       "receivers:\n  - name: hook\n    webhook_configs:\n"
                       f"      - url: {hook.address}\n        send_resolved: true\n")

    def start(self):
        with open(os.path.join(self.folder, "alertmanager.log"), "ab") as log:
            self.process = subprocess.Popen(
                ["prometheus-alertmanager", f"--config.file={self.folder}/alertmanager.yml",
                 f"--storage.path={self.folder}/alertmanager",
                 f"--web.listen-address=127.0.0.1:{self.port}", "--cluster.listen-address=",
                 "--data.maintenance-interval=1s"], stdout=log, stderr=log)
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.address + "/-/ready", timeout=5).close()
                return self
            time.sleep(0.05)
        raise AssertionError("Alertmanager does not answer")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()

    def alerts(self):
        with urllib.request.urlopen(self.address + "/api/v2/alerts", timeout=10) as answer:
            return json.load(answer)


def passed_on(hook):
    """(status, alertname, unit) of each notification of an Alertmanager."""
    return [(alert["status"], alert["labels"]["alertname"], alert["labels"].get("unit"))
            for _, message in hook.taken for alert in message["alerts"]]
