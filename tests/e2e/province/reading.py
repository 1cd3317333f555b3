"""Files of events become tables of DuckDB, one a stream: {stream}_events, each event once.

Columns are the stream's fields; times are UTC milliseconds, decimals whole numbers of their last
digit. Written from streams.toml as a person reads it: TYPES says what each field is.
"""

import json
import os
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from judge import parse_time
from province.clock import ZONE

# text, whole, flag, time, or the digits after the point.
TYPES = {
    "dossiers": {"dossier": "text", "unit": "text", "procedure": "text", "channel": "text",
                 "status": "whole", "due": "time", "promised": "time", "fee": 0,
                 "paid_by": "text", "level": "whole", "components": "whole",
                 "digitised": "whole"},
    "ratings": {"dossier": "text", "unit": "text", "score": "whole"},
    "services": {"service": "text", "unit": "text", "procedure": "text", "level": "whole",
                 "state": "text"},
    "golive": {"entry": "text", "unit": "text", "system": "text", "state": "text"},
    "documents": {"document": "text", "unit": "text", "direction": "text", "state": "text",
                  "signed": "flag", "leader_signed": "flag", "urgency": "text", "due": "time"},
    "party_documents": {"document": "text", "organisation": "text", "block": "text",
                        "direction": "text", "state": "text", "signed": "flag"},
    "reports": {"report": "text", "unit": "text", "regime": "text", "period": "text",
                "state": "text", "due": "time"},
    "values": {"slot": "text", "unit": "text", "code": "text", "period": "text", "state": "text",
               "value": 3, "due": "time"},
    "measurements": {"system": "text", "series": "text", "value": 3, "unit": "text",
                     "doubtful": "flag"},
    "field_reports": {"report": "text", "unit": "text", "category": "text", "state": "text",
                      "due": "time"},
    "milestones": {"milestone": "text", "unit": "text", "state": "text", "percent": "whole",
                   "due": "time", "soft": "flag"},
    "modules": {"module": "text", "state": "text"},
    "heartbeats": {"system": "text", "unit": "text", "module": "text", "lag_s": "whole",
                   "queued": "whole", "last_record": "time"},
    "refused": {"reason": "text", "stream": "text", "unit": "text", "system": "text"},
}
COLUMNS = {"text": "VARCHAR", "whole": "BIGINT", "flag": "BOOLEAN", "time": "BIGINT"}


def time_of(text):
    """RFC 3339, or local time in one of the portals' two ways."""
    for form in ("%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S"):
        try:
            return round(datetime.strptime(text, form).replace(tzinfo=ZONE).timestamp() * 1000)
        except ValueError:
            pass
    return parse_time(text)


def value_of(value, kind):
    if value is None or kind in ("text", "whole", "flag"):
        return value
    if kind == "time":
        return time_of(value)
    return int(Decimal(value).scaleb(kind).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def rows_of(path, partition, types):
    with open(path, encoding="utf-8") as file:
        for offset, line in enumerate(file):
            event = json.loads(line, parse_float=Decimal)
            row = {"part": partition, "off": offset, "source": event["source"], "id": event["id"],
                   "time": parse_time(event["time"])}
            yield row | {name: value_of(event["data"].get(name), kind)
                         for name, kind in types.items()}


def put(db, table, columns, rows, folder):
    """A table of dicts, by way of a file: a row at a time would take long."""
    path = os.path.join(folder, table + ".rows")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    spelled = ", ".join(f"{name}: '{kind}'" for name, kind in columns.items())
    db.execute(f"create table {table} as select * from read_json('{path}', "
               f"format='newline_delimited', columns={{{spelled}}})")


def read_events(db, files, folder, until=None):
    """files: [(stream, path)], each a partition. The first of equal (source, id) is the event.
    What happens later than `until` is not read, and that is then as-of."""
    for stream, types in TYPES.items():
        columns = {"part": "INT", "off": "BIGINT", "source": "VARCHAR", "id": "VARCHAR",
                   "time": "BIGINT"}
        columns |= {name: COLUMNS.get(kind, "BIGINT") for name, kind in types.items()}
        rows = [row for partition, (name, path) in enumerate(files) if name == stream
                for row in rows_of(path, partition, types)
                if until is None or row["time"] <= until]
        put(db, f"{stream}_told", columns, rows, folder)
        db.execute(f"""create table {stream}_events as select * from {stream}_told
            qualify row_number() over (partition by part, source, id order by off) = 1""")
    everything = " union all ".join(f"select time from {stream}_events" for stream in TYPES)
    db.execute(f"create table as_of as select coalesce($1, max(time)) as ms from ({everything})",
               [until])
    # Windows are final that end a minute before the newest event of each partition.
    marks = [f"select '{stream}' as stream, min(high) - 60000 as ms from "
             f"(select max(time) as high from {stream}_events group by part)" for stream in TYPES]
    db.execute("create table settled as " + " union all ".join(marks))
