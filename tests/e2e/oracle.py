"""The figures once more, by DuckDB: plain SQL over all events of a log, nothing incremental.

    log (records with partition and offset) -> judge.py -> table `records`
      -> lateness against the partition's own high mark, first of equal ids -> table `counted`
      -> every unit above (recursive) x every window that holds the instant -> group by -> figures

It knows the test catalogue by heart (catalog/catalog.toml) and nothing of the program.
"""

import csv
import os
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import duckdb

import judge

HERE = os.path.dirname(os.path.abspath(__file__))
OFFSET_MS = (5 * 60 + 45) * 60_000  # Asia/Kathmandu
LATENESS_MS = 36 * 3_600_000
SINCE_MS = 1_708_992_000_000 - OFFSET_MS  # 2024-02-27, local midnight

COLUMNS = ["part", "off", "reason", "source", "id", "time", "unit", "channel", "score", "fee",
           "urgent", "opened", "closed"]
TYPES = {"part": "INT", "off": "BIGINT", "reason": "VARCHAR", "source": "VARCHAR", "id": "VARCHAR",
         "time": "BIGINT", "unit": "VARCHAR", "channel": "VARCHAR", "score": "BIGINT",
         "fee": "BIGINT", "urgent": "BOOLEAN", "opened": "BIGINT", "closed": "BIGINT"}


@dataclass(frozen=True)
class Indicator:
    id: str
    windows: tuple
    by: tuple
    measure: str  # count, sum, mean, min, max, share
    value: str = "1"  # SQL; a row where it is null takes no part
    where: str = "true"
    scale: int = 0  # digits after the point of a number in `value`


INDICATORS = [
    Indicator("visits.count", ("sliding 60m every 15m", "tumbling 4h", "day", "month",
                               "since 2024-02-27"), ("unit",), "count"),
    Indicator("visits.total", ("sliding 10m every 1m", "year"), (), "count"),
    Indicator("visits.fee_sum", ("sliding 2h every 30m", "day", "month"), ("unit",), "sum", "fee",
              scale=2),
    Indicator("visits.fee_mean", ("day", "week"), ("unit",), "mean", "fee", scale=2),
    Indicator("visits.score_min", ("day", "tumbling 1h"), ("unit",), "min", "score"),
    Indicator("visits.fee_max", ("sliding 60m every 15m", "month"), ("unit",), "max", "fee",
              scale=2),
    Indicator("visits.urgent_share", ("day", "quarter"), ("unit", "channel"), "share",
              "coalesce(urgent, false)::int", "channel in ('desk', 'web')"),
    Indicator("visits.wait_mean", ("day",), ("unit",), "mean", "closed - opened", scale=3),
    Indicator("visits.paid", ("day", "sliding 24h every 6h"), ("channel",), "count",
              where="fee >= 1000 and channel <> 'post'"),
]

SPANS_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000}


@dataclass(frozen=True)
class Figure:
    value: object  # int, Decimal (exact) or float (a ratio)
    numerator: object
    denominator: object
    count: int
    start: int
    end: int


def span_ms(text):
    return int(text[:-1]) * SPANS_MS[text[-1]]


def window_sql(window):
    """SQL for (a mark of each window that holds `time`, its start, its end), UTC milliseconds; the
    latter two of the mark. Ends of sliding windows are multiples of the slide in local time, with
    end - length <= time < end."""
    words = window.split()
    if words[0] in ("sliding", "tumbling"):
        length = span_ms(words[1])
        slide = span_ms(words[3]) if words[0] == "sliding" else length
        local = f"(time + {OFFSET_MS})"
        ends = f"unnest(range(({local} // {slide} + 1) * {slide}, {local} + {length} + 1, {slide}))"
        return f"{ends} - {OFFSET_MS}", f"mark - {length}", "mark"
    if words[0] == "since":
        return f"case when time >= {SINCE_MS} then 0 end", f"{SINCE_MS}", "$as_of"
    start = f"date_trunc('{window}', make_timestamp((time + {OFFSET_MS}) * 1000))"
    step = "interval 3 month" if window == "quarter" else f"interval 1 {window}"
    return (f"epoch_ms({start})", f"mark - {OFFSET_MS}",
            f"epoch_ms(make_timestamp(mark * 1000) + {step}) - {OFFSET_MS}")


class Oracle:
    """`log`: records in any order, each with partition and offset."""

    def __init__(self, log, units_csv=os.path.join(HERE, "catalog", "units.csv"),
                 judge_ahead=True):
        self.db = duckdb.connect()
        self.db.execute(f"create table units as select code, parent "
                        f"from read_csv('{units_csv}', header=true, all_varchar=true)")
        self.db.execute("""
            create table above as
            with recursive up(unit, ancestor) as (
              select code, code from units
              union all
              select up.unit, units.parent from up join units on units.code = up.ancestor
              where units.parent is not null and units.parent <> '')
            select * from up""")
        codes = {code for code, in self.db.execute("select code from units").fetchall()}
        self.load(log, codes, judge_ahead)
        self.count()

    def load(self, log, codes, judge_ahead):
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for record in log:
                row = {"part": record["partition"], "off": record["offset"]}
                try:
                    row |= judge.judge(record, codes, judge_ahead)
                except judge.Refused as refused:
                    row["reason"] = str(refused)
                writer.writerow("" if row.get(name) is None else row[name] for name in COLUMNS)
            file.flush()
            types = ", ".join(f"'{name}': '{kind}'" for name, kind in TYPES.items())
            self.db.execute(f"create table records as select * from read_csv('{file.name}', "
                            f"header=true, delim=',', quote='\"', columns={{{types}}})")

    def count(self):
        """Which records count. The high mark before a record is the highest time of sound records
        before it: late ones cannot raise it, and doubles have the time of their first."""
        self.db.execute(f"""
            create table judged as
            with sound as (
              select *, max(time) over (partition by part order by off
                rows between unbounded preceding and 1 preceding) as high
              from records where reason is null),
            timely as (
              select *, row_number() over (partition by part, source, id order by off) as copy
              from sound where high is null or time >= high - {LATENESS_MS})
            select part, off, 'too_late' as verdict from sound
              where high is not null and time < high - {LATENESS_MS}
            union all select part, off, case when copy = 1 then 'counted' else 'duplicate' end
              from timely
            union all select part, off, reason from records where reason is not null""")
        self.db.execute("""create table counted as select records.* from records
            join judged using (part, off) where verdict = 'counted'""")
        uneven = self.db.execute("""select count(*) from (select 1 from records where reason is null
            group by part, source, id having count(distinct time) > 1)""").fetchone()[0]
        assert uneven == 0, "the generator made a double at another time; `high` would be wrong"

    def tally(self):
        """{verdict: number of records}"""
        return dict(self.db.execute("select verdict, count(*) from judged group by 1").fetchall())

    def refusals(self):
        """{(partition, offset): reason}"""
        return {(part, off): verdict for part, off, verdict in self.db.execute(
            "select * from judged where verdict not in ('counted', 'duplicate')").fetchall()}

    def as_of(self):
        """The highest time of an event counted."""
        return self.db.execute("select max(time) from counted").fetchone()[0]

    def high_marks(self):
        return dict(self.db.execute("select part, max(time) from counted group by 1").fetchall())

    def figures(self, as_of=None):
        """{(indicator, window, group as sorted pairs, end): Figure}; the end of a `since` window
        is its as-of, which differs from asking to asking: None stands for it."""
        out = {}
        for indicator in INDICATORS:
            for window in indicator.windows:
                self.add_figures(out, indicator, window, as_of or self.as_of())
        return out

    def add_figures(self, out, indicator, window, as_of):
        marks, start, end = window_sql(window)
        names = [{"unit": "ancestor", "channel": "channel"}[name] for name in indicator.by]
        source = "counted join above using (unit)" if "unit" in indicator.by else "counted"
        keys = "".join(name + ", " for name in names)
        rows = self.db.execute(f"""
            with parts as (
              select {keys} {marks} as mark, {indicator.value} as v from {source}
              where ({indicator.where}) and ({indicator.value}) is not null
                and time <= {as_of})
            select {keys} {start}, {end.replace("$as_of", str(as_of))},
              count(*), sum(v), min(v), max(v)
            from parts where mark is not null group by {keys} mark""").fetchall()
        for row in rows:
            group = tuple(sorted(zip(indicator.by, row)))
            start_ms, end_ms, count, total, low, high = row[len(names):]
            figure = make_figure(indicator, start_ms, end_ms, count, total, low, high)
            mark = None if window.startswith("since") else end_ms
            out[indicator.id, window, group, mark] = figure


def make_figure(indicator, start, end, count, total, low, high):
    def exact(number):
        return Decimal(int(number)).scaleb(-indicator.scale)

    numerator = denominator = None
    if indicator.measure in ("mean", "share"):
        value = float(Fraction(int(total), count * 10 ** indicator.scale))
        numerator, denominator = exact(total), count
    else:
        value = {"count": count, "sum": exact(total), "min": exact(low),
                 "max": exact(high)}[indicator.measure]
    return Figure(value, numerator, denominator, count, int(start), int(end))
