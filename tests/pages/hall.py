"""The hall: the shipped catalogue on the real service behind a real broker, and its wall."""

import json
import os
import re
import shutil
import time

from feed import DAY_S, HOUR_S, Feed
from people import PeopleService
from service import ROOT, Service

SHIPPED = os.path.join(ROOT, "catalogs", "quang-nam")
DISTRICTS = [str(code) for code in range(502, 520)]
# How many of a hundred dossiers of each district were finished in time: met, near, lagging.
IN_TIME = {"502": 99, "503": 96, "504": 80, "505": 94, "506": 100, "507": 97, "508": 99,
           "509": 92, "510": 70, "511": 88, "512": 98, "513": 100, "514": 99, "515": 95,
           "516": 100, "517": 98, "518": 93}  # and of 519 there are none
STREAM = re.compile(r'id = "(\w+)"(?:.|\n)*?topic = "([\w.-]+)"')
REFRESH_S = 300
SILENT_S = 20 * 60  # longer than a source may be
# Tests run on Sundays and at night too.
ALWAYS_OPEN = """[calendar]
hours = [{ from = 2016-01-01, days = ["mon-sun"], spans = ["00:00-24:00"] }]
"""


def replaced(path, pattern, by):
    with open(path, encoding="utf-8") as file:
        text, found = pattern.subn(by, file.read())
    assert found > 0, (path, pattern.pattern)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class HallService(PeopleService):
    """With accounts, over the hall's own catalogue; meetings conclude."""

    def __init__(self, *given, **named):
        Service.__init__(self, *given, **named)
        with open(self.config, "a", encoding="utf-8") as file:
            file.write('[meeting]\nstream = "milestones"\n')


class Hall:
    """`name` gives topics of its own; the service keeps its state in `folder`."""

    def __init__(self, folder, broker, name):
        self.name, self.refreshed = name, -REFRESH_S
        with open(os.path.join(SHIPPED, "streams.toml"), encoding="utf-8") as file:
            self.topics = {stream: f"{name}.{topic}" for stream, topic in
                           STREAM.findall(file.read())}
        assert len(self.topics) == 14
        for topic in self.topics.values():
            broker.create_topic(topic)
        self.feed = Feed(broker, self.topics.get)
        self.service = HallService(folder, broker, None, name, shards=1, catalog=self.catalogue)

    def catalogue(self, folder):
        """The shipped one, with topics of this hall and offices that are always open."""
        shutil.copytree(SHIPPED, folder)
        replaced(os.path.join(folder, "streams.toml"),
                 re.compile(r'^topic = "', re.MULTILINE), f'topic = "{self.name}.')
        with open(os.path.join(folder, "calendar.toml"), "w", encoding="utf-8") as file:
            file.write(ALWAYS_OPEN)

    def __enter__(self):
        self.service.start()
        return self

    def __exit__(self, kind, *_):
        self.feed.flush()
        self.service.__exit__(kind)

    @property
    def http(self):
        return self.service.http

    def begin(self, services_at_level_4=4):
        """The month so far: each state that a target can be in is there."""
        feed = self.feed
        begun = time.localtime(time.time() + 7 * HOUR_S - time.localtime().tm_gmtoff)
        # Later than the first of this month, whatever the hour.
        age_s = min(6 * HOUR_S, (begun.tm_mday - 1) * DAY_S + begun.tm_hour * HOUR_S +
                    begun.tm_min * 60 + begun.tm_sec)
        for unit, in_time in IN_TIME.items():
            for number in range(100):
                feed.dossier(f"F{unit}-{number}", unit, [2, 9], age_s * 0.9,
                             DAY_S if number < in_time else -2 * DAY_S)
        for number in range(40):
            feed.dossier(f"O{number}", DISTRICTS[number % 17], [2], age_s * 0.5)
        for number in range(3):  # so few in a commune that the page for citizens is silent
            feed.dossier(f"C{number}", "20335", [2, 4], age_s * 0.4)
        for number in range(7):
            feed.dossier(f"L{number}", "502", [2], age_s * 0.3, due_s=-60)
        feed.report("B1", "QNA-TTT", SILENT_S)
        self.refresh()
        for number in range(10):
            feed.service(number, 4 if number < services_at_level_4 else 3)
        self.settle()

    def refresh(self):
        """Something new of the dossiers, which are late after a quarter of an hour."""
        if time.monotonic() - self.refreshed > REFRESH_S:
            self.refreshed = time.monotonic()
            self.feed.dossier(f"R{self.refreshed}", "506", [2])

    def wait_for_alert(self, alert, wait_s=30):
        deadline = time.monotonic() + wait_s
        while True:
            items = json.loads(self.service.get("/api/v1/alerts?state=firing"))["items"]
            if alert in [item["alert"] for item in items]:
                return
            assert time.monotonic() < deadline, items
            time.sleep(0.2)

    def settle(self, wait_s=60):
        """Until the service has counted all that was sent."""
        self.feed.flush()
        deadline = time.monotonic() + wait_s
        while True:
            told = {}
            for (name, labels), value in self.service.metrics().items():
                if name == "ioc_pulse_events_counted_total":
                    told[re.search(r'stream="(\w+)"', labels)[1]] = int(value)
            missing = {stream: count - told.get(stream, 0)
                       for stream, count in self.feed.sent.items()
                       if told.get(stream, 0) != count}
            if not missing:
                return
            assert time.monotonic() < deadline, f"{missing}; {self.service.last_words()}"
            time.sleep(0.1)
