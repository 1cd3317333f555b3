"""Windows in SQL: which hold an instant, and at which instants standing counts are looked at.

Local time is UTC + 7 h, all through the years of these events. Official reporting periods run from
the 15th of the month before to the 14th.
"""

from datetime import date, timedelta

from province.clock import DAY, HOUR, MINUTE, ZONE_MS, day_start, local
from province.reading import TYPES

SPANS = {"m": MINUTE, "h": HOUR, "d": DAY}
OFFICIAL = {"report-month": ("month", 1), "report-quarter": ("quarter", 3),
            "report-half": ("half", 6), "report-year": ("year", 12)}
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def length_of(text):
    return int(text[:-1]) * SPANS[text[-1]]


def marks(window):
    """SQL of the marks of all windows that hold `time` (a list of starts), and of the end of the
    window that starts at `mark`. Raises ValueError for a window it does not know."""
    words = window.split()
    if words[0] == "sliding" and words[2] == "every":
        length, slide = length_of(words[1]), length_of(words[3])
        # The first end after the instant, and then as many as reach back to it.
        first = f"((time + {ZONE_MS}) // {slide} + 1) * {slide} - {ZONE_MS}"
        return (f"range({first} - {length}, time + 1, {slide})", f"mark + {length}")
    if words[0] == "tumbling":
        length = length_of(words[1])
        return f"[(time + {ZONE_MS}) // {length} * {length} - {ZONE_MS}]", f"mark + {length}"
    if words[0] == "since":
        begin = day_start(date.fromisoformat(words[1]))
        return (f"case when time >= {begin} then [{begin}::bigint] else [] end",
                "(select ms from as_of)")
    if window == "day":
        return f"[(time + {ZONE_MS}) // {DAY} * {DAY} - {ZONE_MS}]", f"mark + {DAY}"
    if window == "week":  # 1970-01-05 was a Monday
        begin = f"((time + {ZONE_MS}) // {DAY} - 4) // 7 * 7 + 4"
        return f"[({begin}) * {DAY} - {ZONE_MS}]", f"mark + {7 * DAY}"
    if window in MONTHS:
        begin = period_sql(window, f"time + {ZONE_MS}")
        return (f"[epoch_ms({begin}) - {ZONE_MS}]",
                f"epoch_ms(make_timestamp((mark + {ZONE_MS}) * 1000) + "
                f"interval {MONTHS[window]} month) - {ZONE_MS}")
    if window in OFFICIAL:
        # The 15th begins the next month: fourteen days earlier it is that month's first.
        kind, months = OFFICIAL[window]
        named = f"make_timestamp((time + {ZONE_MS} - {14 * DAY}) * 1000) + interval 1 month"
        begin = (f"{period_sql(kind, f'epoch_ms({named})')} - interval 1 month "
                 "+ interval 14 day")
        return (f"[epoch_ms({begin}) - {ZONE_MS}]",
                f"epoch_ms(make_timestamp((mark + {ZONE_MS}) * 1000) + "
                f"interval {months} month) - {ZONE_MS}")
    raise ValueError(f"no SQL for the window {window!r}")


def period_sql(kind, local_ms):
    at = f"make_timestamp(({local_ms}) * 1000)"
    if kind == "half":
        return (f"(date_trunc('year', {at}) + case when month({at}) > 6 then interval 6 month "
                "else interval 0 month end)")
    return f"date_trunc('{kind}', {at})"


def is_standing(window):
    return window in ("now", "day", "week", *MONTHS, *OFFICIAL)


def tell_standing(db, windows):
    """The table standing: each window of standing counts, and the instant it is looked at: the last
    one before its end, as-of where it is not over, or with `opening` the last before its start."""
    everything = " union all ".join(f"select time from {stream}_events" for stream in TYPES)
    [(first, as_of)] = db.execute(f"select min(time), (select ms from as_of) "
                                   f"from ({everything})").fetchall()
    days = [day_start((local(first) - timedelta(days=60)).date()) + number * DAY
            for number in range((as_of - first) // DAY + 62)]
    db.execute("create table looks as select unnest($1) as time", [[d for d in days if d <= as_of]])
    db.execute("""create table standing
        ("window" varchar, opening bool, start bigint, "end" bigint, now bigint)""")
    db.execute("insert into standing values ('now', false, null, $1, $1)", [as_of])
    for window in sorted(set(windows) - {"now"}):
        starts, end = marks(window)
        for opening, now in ((False, f'least("end" - 1, {as_of})'), (True, "mark - 1")):
            db.execute(f"""
                insert into standing
                select '{window}', {opening}, mark, {end} as "end", {now}
                from (select distinct unnest({starts}) as mark from looks)""")
