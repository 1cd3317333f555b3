"""Figures in SQL: what an indicator's rows give in each window, for each group.

    the indicator's rows (time or now, its groups, value)   meaning.py
      x every unit above its own                            the table above
      x every window that holds the time                    windows.py
      -> group by -> the table expected (key, value, numerator, denominator, count)

A key is the figure's JSON up to its value, so that keys can be compared as text.
"""

import os
import re

from province.clock import CATALOG, ZONE_MS
from province.lives import LIVES
from province.meaning import MEANINGS
from province.windows import is_standing, marks

# By measure: value, numerator, denominator, count, over the rows of one figure. Numbers are whole
# ones of their last digit, which is worth {unit}: decimals times decimals stay exact.
SUM = "sum(value)::decimal(28, 3) * {unit}"
MEASURES = {
    "count": ("count(*)", "null", "null", "count(*)"),
    "sum": (SUM, "null", "null", "count(value)"),
    "mean": ("null", SUM, "count(value)", "count(value)"),
    "share": ("null", "count(*) filter (value)", "count(*)", "count(*)"),
    "max": ("max(value)::decimal(28, 3) * {unit}", "null", "null", "count(value)"),
    # The latest; of several at one instant that of the greatest (id, source).
    "last": ("max({{'at': time, 'id': id, 'source': source, 'value': value}}).value"
             "::decimal(28, 3) * {unit}", "null", "null", "count(value)"),
    "distinct": ("count(distinct value)", "null", "null", "count(value)"),
    # Of rank q (n - 1), rounded down, from 0.
    "median": ("list_sort(list(value))[(count(value) - 1) // 2 + 1]::decimal(28, 3) * {unit}",
               "null", "null", "count(value)"),
    # The root is the whole, and is not asked.
    "coverage": ("null", "count(distinct value) filter (value <> '49')",
                 "(select count(*) from above where above.ancestor = any_value(placed.unit) "
                 "and above.unit <> '49')", "count(*)"),
    # Seconds up to as-of, or to the window's end where that is earlier.
    "silence": ('(least("end", (select ms from as_of)) - max(time))::decimal(28, 3) * 0.001',
                "null", "null", "count(*)"),
}
UNITS = {0: "1.000", 3: "0.001"}


def prepare(db):
    """Tables and macros that all indicators use."""
    db.execute(f"""create table above as
        with recursive units as (select code, parent from read_csv(
            '{os.path.join(CATALOG, "units.csv")}', header=true, all_varchar=true)),
          up(unit, ancestor) as (
            select code, code from units union all
            select up.unit, units.parent from up join units on units.code = up.ancestor
            where units.parent is not null and units.parent <> '')
        select * from up""")
    db.execute(f"""create macro told(ms) as
        strftime(make_timestamp((ms + {ZONE_MS}) * 1000), '%Y-%m-%dT%H:%M:%S')
        || case when ms % 1000 = 0 then '' else printf('.%03d', ms % 1000) end || '+07:00'""")
    db.execute(f"create macro day(ms) as (ms + {ZONE_MS}) // 86400000")
    db.execute("""create table expected (key varchar, indicator varchar, measure varchar,
        value decimal(38, 6), numerator decimal(38, 6), denominator bigint, count bigint,
        status varchar)""")


def member(name):
    """One member of a group, as JSON."""
    return f"""'"{name}":' || to_json({name})::varchar"""


def add_figures(db, name, meaning, window):
    """The figures of one indicator in one window, into the table expected."""
    value, numerator, denominator, count = (
        part.format(unit=UNITS[meaning.scale]) for part in MEASURES[meaning.measure])
    by = meaning.by
    rolled = ("select rows.* replace (above.ancestor as unit) from rows "
              "join above on above.unit = rows.unit" if "unit" in by else "select * from rows")
    placed = standing(window, meaning.opening) if meaning.is_standing else passing(window)
    there = "".join(f" and {group} is not null" for group in by)
    group = " || ',' || ".join(map(member, by)) or "''"
    db.execute(f"""
        insert into expected
        with rows as ({meaning.sql}), rolled as ({rolled}), placed as ({placed})
        select '{{"indicator":"{name}","window":"{window}","group":{{' || {group}
            || '}},"start":' || coalesce('"' || told(start) || '"', 'null')
            || ',"end":"' || told("end") || '"', '{name}', '{meaning.measure}',
          {value}, {numerator}, {denominator}, {count} as many,
          case when "end" <= (select ms from settled where stream = '{stream_of(meaning)}')
            then 'final' else 'provisional' end
        from placed where true {there}
        group by {"".join(group + ", " for group in by)} start, "end" having many > 0""")


def add_results(db, name, meaning, window):
    """The figures of a formula, out of those that are in the table expected already. It is final
    once it is for all of them, also where one has no figure."""
    parts = re.findall(r"\{([\w.]+)\}", meaning.sql)
    streams = ", ".join(f"'{stream_of(MEANINGS[part])}'" for part in set(parts))
    value = re.sub(r"\{([\w.]+)\}",
                   r"coalesce(sum(value) filter (indicator = '\1'), 0)", meaning.sql)
    db.execute(f"""
        insert into expected
        with parts as (select *, substr(key, length(indicator) + 16) as place from expected
          where indicator in ({", ".join(f"'{part}'" for part in parts)})
            and place like ',"window":"{window}",%')
        select '{{"indicator":"{name}"' || place, '{name}', 'formula', {value}, null, null,
          max(count), case when bool_and(status = 'final') and
              left(regexp_extract(place, '"end":"([^"]*)"', 1), 19) <=
                (select left(told(min(ms)), 19) from settled where stream in ({streams}))
            then 'final' else 'provisional' end
        from parts group by place""")


def stream_of(meaning):
    """From the one table that the indicator's rows come from."""
    [(name, kind)] = re.findall(r"from (\w+)_(events|truth|at)\b", meaning.sql)
    return name if kind == "events" else LIVES[name].stream


def passing(window):
    """Rows that have an instant, beside each window that holds it."""
    starts, end = marks(window)
    return f"""select * exclude mark, mark as start, {end} as "end" from
        (select *, unnest({starts}) as mark from rolled where time is not null)"""


def standing(window, opening):
    if not is_standing(window):
        raise ValueError(f"standing counts have no window {window!r}")
    return f"""select rolled.*, standing.start, standing."end" from rolled join standing using (now)
        where standing."window" = '{window}' and standing.opening = {opening}"""
