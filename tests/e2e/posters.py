"""Units that post events over HTTP and send again what was not acknowledged, as docs/intake.md asks
them to. No client of ours: Python's own."""

import http.client
import json
import random
import threading
import time

LAST_WORD_S = 120  # until everything sent has been acknowledged, once nothing new is made


class Poster(threading.Thread):
    """One unit. What it was told is safe is in `acknowledged`: {id: pages}."""

    def __init__(self, port, unit, token, moment, until, pause_s, seed):
        super().__init__(daemon=True)
        self.port, self.unit, self.token = port, unit, token
        self.moment, self.until, self.pause_s = moment, until, pause_s
        self.chance = random.Random(seed)
        self.connection = None
        self.acknowledged = {}
        self.answers = {}  # {status, or the name of what broke the connection: how many}
        self.fault = None

    def run(self):
        number = 0
        while time.monotonic() < self.until:
            lot = {f"{self.unit}-{number + i}": self.chance.randrange(1, 9)
                   for i in range(self.chance.randrange(1, 8))}
            number += len(lot)
            if not self.send(lot):
                return
            time.sleep(self.chance.uniform(0, 2 * self.pause_s))

    def send(self, lot):
        """Until it is acknowledged. False: something else came back than the page promises."""
        body = "\n".join(json.dumps({"id": name, "source": "/test", "time": self.moment,
                                     "data": {"unit": self.unit, "pages": pages}})
                         for name, pages in lot.items())
        wait_s = 0.1
        while time.monotonic() < self.until + LAST_WORD_S:
            status = self.post(body)
            self.answers[status] = self.answers.get(status, 0) + 1
            if status == 202:
                self.acknowledged.update(lot)
                return True
            if isinstance(status, int) and status not in (429, 503):
                self.fault = f"{self.unit}: {status}"
                return False
            time.sleep(wait_s * self.chance.uniform(0.5, 1))
            wait_s = min(2, wait_s * 2)
        self.fault = f"{self.unit}: never acknowledged; {self.answers}"
        return False

    def post(self, body):
        """The status, or the name of what broke the connection."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self.connection.request("POST", "/api/v1/events", body.encode(), {
                "Authorization": f"Bearer {self.token}", "Content-Type": "application/x-ndjson"})
            answer = self.connection.getresponse()
            text = answer.read()
            if answer.status == 202:
                assert json.loads(text)["accepted"] == body.count("\n") + 1
            return answer.status
        except (OSError, http.client.HTTPException) as broken:
            self.connection.close()
            self.connection = None
            return type(broken).__name__


def all_done(posters):
    """{unit: {id: pages}} of all that was acknowledged, and {answer: how many}."""
    answers = {}
    for poster in posters:
        poster.join(LAST_WORD_S + 60)
        assert not poster.is_alive() and poster.fault is None, poster.fault
        for answer, count in poster.answers.items():
            answers[answer] = answers.get(answer, 0) + count
    return {poster.unit: poster.acknowledged for poster in posters}, answers
