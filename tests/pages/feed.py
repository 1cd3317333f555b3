"""Events of the province, one at a time: what the pages show comes from these alone."""

import itertools
import json
import time
from datetime import datetime, timedelta, timezone

from confluent_kafka import Producer

ZONE = timezone(timedelta(hours=7))
HOUR_S, DAY_S = 3600, 86_400
FLUSH_S = 30


class Feed:
    """Sends each event at once, which kcat does not: it keeps the last lines of a pipe until more
    come. Records have their life's code as key, so that a life stays in one partition."""

    def __init__(self, broker, topic_of):
        self.topic_of = topic_of
        self.producer = Producer({"bootstrap.servers": broker.address, "acks": "all",
                                  "linger.ms": 1, "partitioner": "murmur2_random",
                                  "log_level": 2})
        self.sent = {}
        self.numbers = itertools.count()

    def send(self, stream, key, data, age_s=0.0):
        """One event that happened `age_s` ago; the instant at which it was handed over."""
        at = datetime.fromtimestamp(time.time() - age_s, ZONE).isoformat(timespec="milliseconds")
        event = {"specversion": "1.0", "id": f"e{next(self.numbers)}", "source": "/test",
                 "type": f"vn.quangnam.{stream}", "time": at, "data": data}
        produced = time.time()
        self.producer.produce(self.topic_of(stream), json.dumps(event), key,
                              headers={"content-type": "application/cloudevents+json"})
        self.producer.poll(0)
        self.sent[stream] = self.sent.get(stream, 0) + 1
        return produced

    def flush(self):
        assert self.producer.flush(FLUSH_S) == 0, "the broker does not take what is sent"

    # What the tests tell. All ages are of the last event, so that nothing is ahead of its time.

    def dossier(self, code, unit, statuses, age_s=0.0, due_s=DAY_S, **more):
        """A life with these states a second apart, the last of them `age_s` ago; promised for
        `due_s` after that (before it, if negative)."""
        due = datetime.fromtimestamp(time.time() - age_s + due_s, ZONE)
        produced = 0.0
        for place, status in enumerate(statuses):
            data = {"dossier": code, "unit": unit, "procedure": "1.005129", "channel": "counter",
                    "status": status, "due": due.isoformat(timespec="seconds")} | more
            produced = self.send("dossiers", code, data, age_s + len(statuses) - 1 - place)
        return produced

    def service(self, number, level, unit="QNA-STP", age_s=0.0):
        code = f"1.{number:06}@{unit}"
        return self.send("services", code, {"service": code, "unit": unit, "level": level,
                                            "procedure": code[:8], "state": "offered"}, age_s)

    def report(self, code, unit, age_s=0.0):
        due = datetime.fromtimestamp(time.time(), ZONE).isoformat(timespec="seconds")
        return self.send("reports", code, {"report": code, "unit": unit, "regime": "thang",
                                           "state": "sent", "due": due}, age_s)

    def document(self, code, unit, state, age_s=0.0):
        due = datetime.fromtimestamp(time.time() + DAY_S, ZONE).isoformat(timespec="seconds")
        return self.send("documents", code, {
            "document": code, "unit": unit, "state": state, "signed": True, "due": due,
            "direction": "out" if state == "issued" else "in"}, age_s)
