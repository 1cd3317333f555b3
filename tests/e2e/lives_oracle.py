"""The figures of lives_catalog counted naively: every life, every window, every group, by hand.

A second reading of the contract (lives, `keep`, moments, `at`, `while`), written without a look at
the program. Time is walked through instant by instant where something may turn; nothing is
retracted, for nothing is kept.
"""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from judge import parse_time

DAY = 86_400_000
OFFSET = 7 * 3_600_000  # the zone of the catalogue, which never changed its clock since 1975
PARENT = {"20401": "502", "20402": "502", "502": "49", "503": "49", "49": None}


def above(unit):
    while unit:
        yield unit
        unit = PARENT[unit]


def day_of(ms):
    return (ms + OFFSET) // DAY


def start_of_day(day):
    return day * DAY - OFFSET


def period(window, ms):
    """(start, end) of the calendar window that holds the instant."""
    day = day_of(ms)
    if window == "day":
        first, after = day, day + 1
    elif window == "week":
        first = day - (day + 3) % 7
        after = first + 7
    else:
        today = date(1970, 1, 1) + timedelta(days=day)
        begin = today.replace(day=1)
        end = (begin + timedelta(days=32)).replace(day=1)
        first, after = ((d - date(1970, 1, 1)).days for d in (begin, end))
    return start_of_day(first), start_of_day(after)


class Event:
    def __init__(self, document):
        self.time = parse_time(document["time"])
        self.id, self.source = document["id"], document["source"]
        self.data = document["data"]
        self.order = (self.time, self.id.encode(), self.source.encode())


class State:
    """A life after some of its events."""

    def __init__(self, events):
        self.fields, self.first, self.moments = {}, {}, {}
        for event in events:
            for name, value in event.data.items():
                if value is not None:
                    self.fields[name] = value
                    self.first.setdefault(name, value)
            status = self.fields["status"]
            for name, holds in (("received", status == 2), ("finished", status in (9, 10))):
                if holds:
                    self.moments.setdefault(name, event.time)
            if status in (3, 7) and "received" in self.moments:
                self.moments.setdefault("stopped", event.time)
        self.due = parse_time(self.fields["due"]) if "due" in self.fields else None

    def is_open(self):
        return "received" in self.moments and not {"finished", "stopped"} & set(self.moments)

    def stands(self, indicator, now):
        if indicator in ("open", "carried_over", "close", "usual_fee"):
            return self.is_open()
        if indicator == "overdue":
            return self.is_open() and self.due is not None and self.due < now
        return ("finished" not in self.moments and self.due is not None and now != self.due
                and self.due - 2 * DAY <= now < self.due + 3_600_000)


def end_of(life, keep):
    """The first midnight that is `keep` after its last event."""
    due = life[-1].time + keep
    day = day_of(due)
    return due if start_of_day(day) == due else start_of_day(day + 1)


def split(events, keep):
    """The lives of one key: an event at or after the end of one begins the next."""
    lives = []
    for event in sorted(events, key=lambda event: event.order):
        if lives and event.time < end_of(lives[-1], keep):
            lives[-1].append(event)
        else:
            lives.append([event])
    return lives


def read_lives(files, keep):
    keys, seen = defaultdict(list), set()
    for partition, documents in enumerate(files):
        for document in documents:
            identity = partition, document["source"], document["id"]
            if identity not in seen:
                seen.add(identity)
                keys[partition, document["data"]["dossier"]].append(Event(document))
    return [life for events in keys.values() for life in split(events, keep)]


def fee(fields):
    return Decimal(str(fields["fee"])) if "fee" in fields else None


class Figures:
    def __init__(self):
        self.rows = defaultdict(lambda: [0, 0, Decimal(0)])  # count, true ones, sum
        self.fees = defaultdict(list)  # of the quantile; they differ by more than its error

    def add(self, indicator, window, group, start, end, true=0, number=Decimal(0)):
        row = self.rows[indicator, window, tuple(sorted(group.items())), start, end]
        row[0] += 1
        row[1] += true
        row[2] += number


def ends_holding(ms):
    """Of sliding 60m every 10m."""
    step = 600_000
    first = (ms + OFFSET) // step * step + step - OFFSET
    return range(first, first + 3_600_000, step)


def count_moments(state, figures, as_of):
    moments, unit = state.moments, state.fields["unit"]
    if "received" in moments:
        at = moments["received"]
        for code in above(unit):
            for window in ("day", "week", "month"):
                figures.add("received", window, {"unit": code}, *period(window, at))
            for end in ends_holding(at):
                figures.add("received", "sliding 60m every 10m", {"unit": code},
                            end - 3_600_000, end)
    if "finished" not in moments:
        return
    at = moments["finished"]
    if state.due is not None:
        for code in above(unit):
            for window in ("day", "month"):
                figures.add("on_time", window, {"unit": code}, *period(window, at),
                            true=int(at <= state.due))
    channel, asked = state.fields.get("channel"), fee(state.first)
    if channel is not None and channel != "counter" and asked is not None:
        figures.add("fees", "day", {"channel": channel}, *period("day", at), number=asked)
        begin = start_of_day((date(2020, 10, 1) - date(1970, 1, 1)).days)
        if at >= begin:
            figures.add("fees", "since 2020-10-01", {"channel": channel}, begin, as_of,
                        number=asked)
    if "received" in moments:
        figures.add("handling", "month", {}, *period("month", at),
                    number=Decimal(at - moments["received"]) / 1000)


def count_standing(life, ends, figures, as_of, days):
    def stand(indicator, window, start, end, at, including):
        if (at if including else at - 1) >= ends:
            return
        known = [event for event in life if event.time < at or (including and event.time == at)]
        if not known:
            return
        state = State(known)
        if not state.stands(indicator, at if including else at - 1):
            return
        fields = state.fields
        for code in above(fields["unit"]):
            if indicator == "open":
                if "channel" in fields and "fee" in fields:
                    figures.add(indicator, window, {"unit": code, "channel": fields["channel"]},
                                start, end, number=fee(fields))
            elif indicator == "usual_fee":
                if "fee" in fields:
                    figures.fees[indicator, window, (("unit", code),), start, end].append(
                        fee(fields))
                    figures.add(indicator, window, {"unit": code}, start, end)
            elif indicator == "nearly_due":
                if code == "49":
                    figures.add(indicator, window, {}, start, end)
            else:
                figures.add(indicator, window, {"unit": code}, start, end)

    for indicator in ("open", "overdue", "nearly_due", "usual_fee"):
        stand(indicator, "now", None, as_of, as_of, True)
    for indicator, windows in (("open", ("day", "week")), ("overdue", ("day",)),
                               ("usual_fee", ("day",)), ("close", ("day",)),
                               ("nearly_due", ("day",)), ("carried_over", ("day", "month"))):
        for window in windows:
            for start, end in sorted({period(window, start_of_day(day)) for day in days}):
                if indicator == "carried_over":
                    stand(indicator, window, start, end, start, False)
                elif end <= as_of:
                    stand(indicator, window, start, end, end, False)
                elif start <= as_of:
                    stand(indicator, window, start, end, as_of, True)


def figures_of(files, as_of=None, keep=36_500 * DAY):
    """{(indicator, window, group, start, end): (value, count)}; times in milliseconds."""
    lives = read_lives(files, keep)
    as_of = as_of or max(event.time for life in lives for event in life)
    figures = Figures()
    first = min(event.time for life in lives for event in life)
    days = range(day_of(first) - 40, day_of(as_of) + 1)
    for life in lives:
        count_moments(State(life), figures, as_of)
        count_standing(life, end_of(life, keep), figures, as_of, days)
    result = {}
    for key, (count, true, number) in figures.rows.items():
        value = {"on_time": Fraction(true, count), "handling": Fraction(number) / count,
                 "fees": Fraction(number), "open": Fraction(number)}.get(key[0], Fraction(count))
        if key in figures.fees:
            value = Fraction(sorted(figures.fees[key])[(count - 1) // 2])
        result[key] = value, count
    return result
