"""Seeded events of the whole province, as its systems send them: late, doubled, in any order.

The simple idea: `sources.py` tells what happens (a stream, a key, an instant, the data). Here each
of these becomes a CloudEvent that is sent some time after it happened, but sooner than its stream's
lateness: so the order in which the lines of a file stand can be drawn again, and nothing is ever
too late. A double is the same event sent once more.
"""

import json
import os
import random
import tomllib
import zlib
from dataclasses import dataclass, field
from datetime import date, timedelta, timezone

from province.clock import CATALOG, DAY, HOUR, MINUTE, SECOND, ZONE, ZONE_MS, day_start, local
from province.office_hours import OfficeHours

PARTITIONS = {"dossiers": 2, "documents": 2, "measurements": 2, "heartbeats": 2}  # else 1
DOUBLED = 0.05

# (first day, days): each has a year's end in it, an official one too; Tết, swapped days, the days
# on which the catalogue's `since` windows begin.
PERIODS = [(date(2019, 11, 18), 120), (date(2020, 10, 14), 130), (date(2025, 11, 24), 100),
           (date(2023, 12, 4), 160), (date(2018, 12, 10), 90)]

# Units that meet often, and in several levels: a few communes, their districts, the province.
UNITS = ["20335", "20335", "20338", "20341", "502", "502", "20398", "503", "QNA-STP", "QNA-STC",
         "QNA-SYT", "49"]


@dataclass
class Happening:
    """What happened, before anybody tells it."""
    stream: str
    key: str
    time: int
    data: dict


@dataclass
class World:
    """One seed's period, and the chances in it."""
    seed: int
    share: float = 1.0  # of the events that a seed usually has
    chance: random.Random = field(init=False)

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        first, days = PERIODS[self.seed % len(PERIODS)]
        self.begin = day_start(first)
        # The last event of all is at midnight, where a window ends, within office hours, or at any
        # instant.
        rest = [0, 10 * HOUR, self.chance.randrange(DAY)][self.seed % 3]
        self.end = self.begin + days * DAY + rest
        self.hours = OfficeHours()

    def some(self, count):
        return range(round(count * self.share))

    def instant(self):
        """Any instant of the period; edges and instants shared by several events come often."""
        pick = self.chance
        day = self.begin + pick.randrange((self.end - self.begin) // DAY) * DAY
        if pick.random() < 0.06:
            return day + pick.choice([0, -1, 1]) if day > self.begin else day
        if pick.random() < 0.5:
            return day + pick.choice([8, 9, 11, 13, 16]) * HOUR + pick.choice([0, 0, 30]) * MINUTE
        return day + 7 * HOUR + pick.randrange(11 * HOUR)

    def after(self, at):
        """Some time later: at once, within minutes, days, or weeks."""
        pick = self.chance
        return at + pick.choice([0, 1, MINUTE, 20 * MINUTE, HOUR, 8 * HOUR, DAY, 7 * DAY,
                                 pick.randrange(HOUR), pick.randrange(3 * DAY),
                                 pick.randrange(3 * DAY), pick.randrange(20 * DAY)])

    def due(self, at):
        """A due time about `at`: close of business, midnight and its neighbours, anything."""
        pick = self.chance
        midnight = (at + ZONE_MS) // DAY * DAY - ZONE_MS + pick.randint(-1, 6) * DAY
        return pick.choice([midnight + 17 * HOUR, midnight + 17 * HOUR, midnight, midnight - 1,
                            midnight + 8 * HOUR + pick.randrange(9 * HOUR), at, at + 1, self.end,
                            self.end - 1, self.end + pick.randrange(30 * HOUR)])

    def unit(self):
        return self.chance.choice(UNITS)

    def maybe(self, likely, *values):
        """One of the values, or None: sometimes absent."""
        return self.chance.choice(values) if self.chance.random() < likely else None


def rfc3339(ms, chance):
    """The same instant in the ways producers write it."""
    zone = chance.choice([timezone.utc, ZONE, ZONE, timezone(timedelta(hours=-3, minutes=-30))])
    text = local(ms).astimezone(zone).isoformat(timespec="milliseconds")
    if chance.random() < 0.2:
        text = text[:23] + "917" + text[23:]  # beyond milliseconds, cut off
    if ms % SECOND == 0 and chance.random() < 0.5:
        text = text[:19] + text[-6:]
    return text.replace("+00:00", "Z")


def written(ms, chance, formats):
    """A time in data; portals write them in up to three ways, two of them without milliseconds."""
    if formats and ms % SECOND == 0 and chance.random() < 0.6:
        return local(ms).strftime(chance.choice(["%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S"]))
    return rfc3339(ms, chance)


TIMES = {"due", "promised", "last_record"}


class Telling:
    """Happenings made events, and these put into files."""

    def __init__(self, world, happenings):
        self.chance = random.Random(world.seed + 1)
        self.lateness = read_lateness()
        self.events = {}  # (stream, partition): [(time, line)], in no order
        for number, happening in enumerate(happenings):
            if happening.time <= world.end:
                place = happening.stream, self.partition(happening)
                line = json.dumps(self.event(happening, number), ensure_ascii=number % 2 == 0)
                self.events.setdefault(place, []).append((happening.time, line))

    def partition(self, happening):
        return zlib.crc32(happening.key.encode()) % PARTITIONS.get(happening.stream, 1)

    def event(self, happening, number):
        pick = self.chance
        data = {}
        for name, value in happening.data.items():
            if value is None and pick.random() < 0.7:
                continue  # null is as good as not there
            if name in TIMES and value is not None:
                value = written(value, pick, happening.stream == "dossiers")
            data[name] = value
        # Sources may give the same id: these are two events.
        name = f"{pick.randrange(1000)}-{number}" if pick.random() < 0.8 else f"số-{number // 3}"
        return {"specversion": "1.0", "id": name, "source": f"/he-thong/{number % 3}",
                "type": "vn.quangnam." + happening.stream, "time": rfc3339(happening.time, pick),
                "data": data}

    def write(self, folder, order=0, doubled=DOUBLED, changed=False):
        """The files in one of many orders, with some events doubled: [(stream, path)]. Doubles may
        be told otherwise than before; then the one that is sent first is the event."""
        os.makedirs(folder, exist_ok=True)
        pick = random.Random(order)
        files = []
        for (stream, partition), events in sorted(self.events.items()):
            sent = []
            for event in events:
                line = event[1]
                for _ in range(2 if pick.random() < doubled else 1):
                    sent.append((event[0] + self.delay(stream, pick), len(sent), line))
                    line = told_otherwise(line, pick) if changed else line
            files.append((stream, os.path.join(folder, f"{stream}-{partition}.jsonl")))
            with open(files[-1][1], "w", encoding="utf-8") as file:
                file.writelines(line + "\n" for _, _, line in sorted(sent))
        return files

    def delay(self, stream, pick):
        return pick.choice([0, 0, MINUTE, pick.randrange(self.lateness[stream]),
                            self.lateness[stream] - 1])


def told_otherwise(line, pick):
    """The same event, but for what it says of unit, state and numbers."""
    event = json.loads(line)
    data = event["data"]
    for name, value in data.items():
        if name == "unit":
            data[name] = pick.choice(UNITS)
        elif name in ("status", "score", "level", "lag_s") and value is not None:
            data[name] = value % 4 + 1  # still a code that exists
        elif name == "state":
            data[name] = pick.choice(["live", "offered", "closed", "issued", "sent", "done"])
    return json.dumps(event)


def read_lateness():
    with open(os.path.join(CATALOG, "streams.toml"), "rb") as file:
        streams = tomllib.load(file)["stream"]
    sizes = {"h": HOUR, "d": DAY}
    return {stream["id"]: int(stream["lateness"][:-1]) * sizes[stream["lateness"][-1]]
            for stream in streams}
