"""Working time of the shipped calendar, counted once more from its dates alone.

Spans of working hours are laid out day by day; what was worked before an instant is a sum over
them. Pauses are taken out span by span. All units have the hours of the root here: the catalogue
gives no other, and a test says so.
"""

import os
import tomllib
from bisect import bisect_right
from datetime import date, timedelta
from itertools import accumulate

from province.clock import CATALOG, MINUTE, day_start

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FIRST, LAST = date(2018, 1, 1), date(2028, 1, 1)
EIGHT_HOURS = 8 * 60 * MINUTE


def minutes(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def week_of(entry):
    """{weekday: [(from, to) in minutes]}"""
    begin, _, end = entry["days"][0].partition("-")
    named = range(DAYS.index(begin), DAYS.index(end or begin) + 1)
    spans = [tuple(minutes(clock) for clock in span.split("-")) for span in entry["spans"]]
    return {weekday: spans for weekday in named}


def lay_out(calendar):
    """All spans in order, as (begin, end) in UTC milliseconds."""
    [entry] = calendar["hours"]  # one week for all units, all the time
    assert "units" not in entry and len(entry["days"]) == 1 and entry["from"] <= FIRST
    week = week_of(entry)
    free = set()
    for holiday in calendar["holidays"]:
        last = holiday.get("to", holiday["date"])
        free |= {holiday["date"] + timedelta(n) for n in range((last - holiday["date"]).days + 1)}
    free |= {swap["off"] for swap in calendar["swaps"]}
    stands_for = {swap["work"]: swap["off"].weekday() for swap in calendar["swaps"]}
    for number in range((LAST - FIRST).days):
        day = FIRST + timedelta(number)
        if day not in free:
            for begin, end in week.get(stands_for.get(day, day.weekday()), []):
                yield day_start(day) + begin * MINUTE, day_start(day) + end * MINUTE


class OfficeHours:
    def __init__(self):
        with open(os.path.join(CATALOG, "calendar.toml"), "rb") as file:
            self.spans = list(lay_out(tomllib.load(file)["calendar"]))
        self.begins = [begin for begin, _ in self.spans]
        self.before = [0, *accumulate(end - begin for begin, end in self.spans)]

    def until(self, at):
        """What was worked from the first day up to an instant."""
        number = bisect_right(self.begins, at)
        if number == 0:
            return 0
        begin, end = self.spans[number - 1]
        return self.before[number - 1] + min(at, end) - begin

    def worked(self, begin, end, pauses=()):
        """Less the pauses; negative where the end comes first."""
        if end < begin:
            return -self.worked(end, begin, pauses)
        total = self.until(end) - self.until(begin)
        for pause_begin, pause_end in pauses:
            low, high = max(begin, pause_begin), min(end, pause_end)
            if low < high:
                total -= self.until(high) - self.until(low)
        return total

    def free_of(self, pauses, low, high):
        """The spans that touch [low, high), cut by pauses, in order."""
        for number in range(max(0, bisect_right(self.begins, low) - 1), len(self.spans)):
            begin, end = max(self.spans[number][0], low), min(self.spans[number][1], high)
            if self.spans[number][0] >= high:
                return
            for pause_begin, pause_end in pauses:
                if begin < pause_begin < end:
                    yield begin, pause_begin
                if pause_begin < end and pause_end > begin:
                    begin = max(begin, pause_end)
            if begin < end:
                yield begin, end

    def after(self, at, length, pauses=()):
        """The first instant by which so much was worked; None where a pause goes on for good."""
        for begin, end in self.free_of(pauses, at, self.spans[-1][1]):
            if length <= end - begin:
                return begin + length
            length -= end - begin
        return None

    def ahead_of(self, at, length, pauses=()):
        """The first instant from which no more than so much is worked up to `at`: with whole days
        ahead it is the closing of offices before them."""
        reach = at - 60 * 24 * 60 * MINUTE - sum(min(end, at) - min(begin, at)
                                                 for begin, end in pauses)
        for begin, end in reversed(list(self.free_of(pauses, reach, at))):
            if length < end - begin:
                return end - length
            length -= end - begin
        raise AssertionError("sixty days without eight hours")
