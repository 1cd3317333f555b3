"""Seeded events as producers really send them: disordered, doubled, and some of them broken.

The simple idea: a clock walks over `days` days; each event happens near the clock, in one of the
partitions, and is then now and then sent again, sent much too late, or damaged in one of the seven
ways. What must be *counted* is not known here: that is for oracle.py to find out from the log.

A record is a dict: partition, mode ("structured" or "binary"), timestamp (of the record, only
binary ones carry one), headers (a list of pairs) and value (bytes or None).
"""

import argparse
import base64
import json
import os
import random
from collections import deque
from datetime import datetime, timedelta, timezone

PARTITIONS = 4
ZONE = timezone(timedelta(hours=5, minutes=45))
BEGIN = datetime(2024, 2, 24, 0, 0, tzinfo=ZONE)  # so that ten days hold a leap day and two months
LATENESS = timedelta(hours=36)
MAX_AHEAD = timedelta(minutes=5)
RECORD_BYTES_MAX = 1 << 20
UNITS = ["R", "ZA", "ZB"] + [f"{zone}{i:02d}" for zone in "ABC" for i in range(1, 6)] + ["A01-X"]
CHANNELS = ["desk", "web", "post", "điện thoại"]

# Each spoils an event (a dict in structured form) in place, for one of the seven reasons; where a
# record has several faults the reason that is judged first must win.
FAULTS = {}


def fault(function):
    FAULTS[function.__name__] = function
    return function


@fault
def without_id(event, _):
    del event["id"]


@fault
def without_source(event, _):
    del event["source"]


@fault
def without_time(event, _):
    del event["time"]


@fault
def without_channel(event, _):
    del event["data"]["channel"]


@fault
def without_unit_parent(event, _):
    del event["data"]["where"]


@fault
def without_channel_in_unknown_unit(event, _):
    del event["data"]["channel"]
    event["data"]["where"]["unit"] = "ZZ-9"


@fault
def score_is_text(event, _):
    event["data"]["score"] = "many"


@fault
def fee_is_bool(event, _):
    event["data"]["fee"] = True


@fault
def urgent_is_text(event, _):
    event["data"]["urgent"] = "perhaps"


@fault
def time_is_words(event, _):
    event["time"] = "yesterday"


@fault
def closed_is_no_date(event, _):
    event["data"]["closed"] = "2024-02-30T00:00:00Z"


@fault
def bad_score_in_unknown_unit(event, _):
    event["data"]["score"] = "many"
    event["data"]["where"]["unit"] = "ZZ-9"


@fault
def unknown_unit(event, _):
    event["data"]["where"]["unit"] = "ZZ-9"


@fault
def unknown_unit_far_ahead(event, _):
    event["data"]["where"]["unit"] = "nowhere"
    event["time"] = "2299-01-01T00:00:00Z"


@fault
def far_ahead(event, _):
    event["time"] = "2299-01-01T00:00:00Z"


@fault
def late(event, random_):
    event["time"] = rfc3339(BEGIN - LATENESS - timedelta(hours=random_.randint(1, 90)), random_)


# Faults of bytes, for structured records: bytes in, bytes out.
def cut_short(value):
    return value[: len(value) // 2]


def bad_utf8(value):
    return value.replace(b'"channel":"', b'"channel":"\xff\xfe', 1)


def no_json(_):
    return b"visit 17, desk, 12.50"


def a_list(value):
    return b"[" + value + b"]"


def too_large(value):
    return value[:-1] + b',"note":"' + b"x" * (RECORD_BYTES_MAX + 1 - len(value) - 10) + b'"}'


def just_small_enough(value):
    return too_large(value).replace(b'"x', b'"', 1)


BYTE_FAULTS = [cut_short, bad_utf8, no_json, a_list]


def rfc3339(when, random_):
    """The same instant in the ways producers write it."""
    zone = random_.choice([timezone.utc, ZONE, timezone(timedelta(hours=-3, minutes=-30))])
    digits = random_.choice(["milliseconds", "microseconds"])
    text = when.astimezone(zone).isoformat(timespec=digits)
    return text.replace("+00:00", "Z") if random_.random() < 0.7 else text


class Generator:
    """`ahead=False` leaves out events ahead of the clock (files have no clock to be ahead of);
    `late=False` those that are too late, and `changed=False` doubles whose content differs, so that
    the order of lines, within lateness, has nothing to decide."""

    def __init__(self, seed, count, days=10, binary=True, broken=True, ahead=True, late=True,
                 changed=True):
        self.random = random.Random(seed)
        self.count = count
        self.step = timedelta(days=days) / count
        self.binary = binary
        self.changed = changed
        self.broken = broken
        self.faults = [name for name in FAULTS
                       if (ahead or "ahead" not in name) and (late or name != "late")]
        # The sound events of about the last day, which are sent again.
        recent = 16 + count // (PARTITIONS * days)
        self.sent = [deque(maxlen=recent) for _ in range(PARTITIONS)]

    def records(self):
        """Yields `count` records, in the order in which they are sent."""
        for number in range(self.count):
            yield self.record(number, BEGIN + number * self.step)

    def record(self, number, clock):
        chance = self.random.random()
        partition = self.random.randrange(PARTITIONS)
        if chance < 0.03 and self.sent[partition]:
            return self.double(partition)
        event = self.event(number, clock)
        if self.broken and number % 25_000 == 5:
            return self.structured(partition, event, too_large)
        if self.broken and number % 25_000 == 15:
            return self.structured(partition, event, just_small_enough)
        if self.broken and self.binary and number % 25_000 == 25:
            return {"partition": partition, "mode": "binary", "timestamp": None, "headers": [],
                    "value": None}  # a tombstone
        if self.broken and chance < 0.04:
            return self.structured(partition, event, self.random.choice(BYTE_FAULTS))
        if self.broken and chance < 0.06:
            FAULTS[self.random.choice(self.faults)](event, self.random)
        else:
            self.sent[partition].append(event)
        return self.dress(partition, event)

    def event(self, number, clock):
        pick = self.random
        when = clock - timedelta(seconds=min(pick.expovariate(1 / 600), 6 * 3600))
        data = {"where": {"unit": pick.choice(UNITS)}, "channel": pick.choice(CHANNELS),
                "note": {"unit": "ZZ-9", "tags": [1, {"channel": "none"}]}}
        if pick.random() < 0.9:
            data["score"] = pick.randint(-5, 100)
        if pick.random() < 0.85:
            data["fee"] = round(pick.uniform(-20, 300), pick.choice([0, 1, 2, 3]))
        if pick.random() < 0.02:
            data["fee"] = None
        if pick.random() < 0.02:
            data["fee"] = pick.choice([0.125, 0.135, -0.125, 2.5, 1e3, 1e-7, 1.5e16, 9999999.995])
        if pick.random() < 0.8:
            data["urgent"] = pick.random() < 0.2
        if pick.random() < 0.7:
            wait = timedelta(milliseconds=pick.randint(0, 9_000_000))
            data["opened"] = rfc3339(when - wait, pick)
        if pick.random() < 0.7:
            data["closed"] = rfc3339(when, pick)
        # Sources may give the same id: these are two events.
        source = f"/clinic/{number % 3}"
        name = f"lượt-{number}" if pick.random() < 0.9 else f"shared-{number // 3}"
        return {"specversion": "1.0", "id": name, "source": source, "type": "visit",
                "time": rfc3339(when, pick), "data": data}

    def double(self, partition):
        """The same (source, id) at the same time, in either mode, often with other content; now and
        then in another partition, where it is an event of its own."""
        event = json.loads(json.dumps(self.random.choice(self.sent[partition])))
        if self.changed and self.random.random() < 0.5:
            event["data"]["where"]["unit"] = self.random.choice(UNITS)
            event["data"]["fee"] = 7777
        if self.random.random() < 0.1:
            partition = (partition + 1) % PARTITIONS
        return self.dress(partition, event)

    def dress(self, partition, event):
        if self.binary and self.random.random() < 0.5:
            return self.binary_record(partition, event)
        return self.structured(partition, event)

    def structured(self, partition, event, spoil=None):
        text = json.dumps(event, ensure_ascii=self.random.random() < 0.5, separators=(",", ":"))
        value = text.encode()
        headers = []
        if self.random.random() < 0.5:
            headers = [("content-type", "application/cloudevents+json; charset=UTF-8")]
        return {"partition": partition, "mode": "structured", "timestamp": None,
                "headers": headers, "value": spoil(value) if spoil else value}

    def binary_record(self, partition, event):
        headers = [("ce_" + name, event[name]) for name in
                   ("specversion", "id", "source", "type", "time") if name in event]
        headers.insert(self.random.randint(0, len(headers)), ("content-type", "application/json"))
        timestamp = self.record_timestamp(event)
        return {"partition": partition, "mode": "binary", "timestamp": timestamp,
                "headers": headers, "value": json.dumps(event["data"]).encode()}

    def record_timestamp(self, event):
        """Usually a little after the event; at times just at, or just past, how far ahead an event
        may be of its record."""
        try:
            when = datetime.fromisoformat(event["time"].replace("Z", "+00:00"))
        except (KeyError, ValueError):
            return None
        after = timedelta(milliseconds=self.random.randint(0, 60_000))
        if self.broken and "far_ahead" in self.faults and self.random.random() < 0.01:
            after = -MAX_AHEAD - timedelta(milliseconds=self.random.choice([0, 0, 1]))
        # A record's timestamp has whole milliseconds, and so has an event's time once it is read.
        since_epoch = when - datetime(1970, 1, 1, tzinfo=timezone.utc)
        if when.year > 2100:
            return None  # brokers take no records from the future
        return since_epoch // timedelta(milliseconds=1) + after // timedelta(milliseconds=1)


def line_for_java(record):
    line = {"partition": record["partition"], "headers": record["headers"]}
    if record["timestamp"] is not None:
        line["timestamp"] = record["timestamp"]
    if record["value"] is not None:
        line["value_base64"] = base64.b64encode(record["value"]).decode()
    return json.dumps(line)


def write_files(records, folder):
    """One file of lines a partition, as `compute` reads them. Returns the paths."""
    paths = [os.path.join(folder, f"visits-{p}.jsonl") for p in range(PARTITIONS)]
    files = [open(path, "wb") for path in paths]
    for record in records:
        files[record["partition"]].write(record["value"] + b"\n")
    for file in files:
        file.close()
    return paths


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="writes events as files, one a partition")
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20_000)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    made = Generator(options.seed, options.count, binary=False, ahead=False).records()
    print("\n".join(write_files(made, options.folder)))
