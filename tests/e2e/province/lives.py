"""Lives in SQL: what is known of each after each of its events, and at each instant asked for.

    {life}_steps   one row an event, in the order (time, id, source): the fields as far as they are
                   known then, the moments reached so far, and how long it stays so
    {life}_truth   the last step: what is known in the end
    {life}_at      what was known at each `now` of the table standing (windows.py)
"""

from dataclasses import dataclass

from province.office_hours import EIGHT_HOURS, OfficeHours
from province.reading import TYPES, put

FOREVER = 1 << 62


@dataclass(frozen=True)
class Life:
    stream: str
    key: str
    moments: dict  # when is it reached? Of a step
    firsts: tuple = ()  # fields of which the first word counts
    leaves: tuple = ()  # (since when, {moment: when?}): only the first of all these is reached


LIVES = {
    "dossier": Life("dossiers", "dossier", {
        "submitted": "status = 1",
        "answered": "status in (2, 3, 4, 6, 8, 9, 10)",  # accepted, or refused (3)
        "received": "status in (2, 4, 6, 8, 9, 10)",  # a way of acceptance; 5 and 7 are none
        "supplemented": "status = 5",
        "paid": "paid_by is not null",
        "refused": "status = 3"}, ("paid_by",),
        ("received", {"finished": "status in (9, 10)", "withdrawn": "status = 7"})),
    "service": Life("services", "service", {}),
    "rollout": Life("golive", "entry", {}),
    "document": Life("documents", "document", {
        "arrived": "direction = 'in' and state = 'arrived'",
        "registered": "direction = 'in' and state in ('registered', 'finished')",
        "handled": "direction = 'in' and state = 'finished'",
        "issued": "direction = 'out' and state = 'issued'"}),
    "party_document": Life("party_documents", "document", {
        "arrived": "direction = 'in' and state = 'arrived'",
        "issued": "direction = 'out' and state = 'issued'"}),
    "report": Life("reports", "report", {"sent": "state in ('submitted', 'sent', 'approved')"}),
    "value": Life("values", "slot", {"approved": "state = 'approved'"}),
    "field_report": Life("field_reports", "report", {
        "received": "state in ('received', 'assigned', 'closed')",
        "closed": "state = 'closed'",
        "rejected": "state = 'rejected'"}),
    "milestone": Life("milestones", "milestone", {"done": "state = 'done'"}),
    "module": Life("modules", "module", {}),
}


def tell_lives(db, folder):
    hours = OfficeHours()
    for name, life in LIVES.items():
        tell_steps(db, name, life)
        if name in WORKED:
            columns, work_out = WORKED[name]
            put(db, f"{name}_worked", columns, work_out(db, hours), folder)
            db.execute(f"""create or replace table {name}_steps as
                select * from {name}_steps left join {name}_worked using (part, life, step)""")
        db.execute(f"create view {name}_truth as select * from {name}_steps where next is null")
        db.execute(f"""create table {name}_at as
            select nows.now, steps.* from (select distinct now from standing) nows
            join {name}_steps steps on nows.now >= time and nows.now < coalesce(next, {FOREVER})
            """)


SO_FAR = """(partition by part, life order by step
                 rows between unbounded preceding and current row)"""


def tell_steps(db, name, life):
    fields = [f"last_value({field} ignore nulls) over so_far as {field}"
              for field in TYPES[life.stream]]
    fields += [f"first_value({field} ignore nulls) over so_far as first_{field}"
               for field in life.firsts]
    moments = [f"min(case when {condition} then time end) over so_far as {moment},"
               for moment, condition in life.moments.items()]
    since, ways = life.leaves or ("null", {})
    gone = " or ".join(ways.values()) or "false"
    leavings = [f"min(case when step = leaving and {condition} then time end) over so_far as {way},"
                for way, condition in ways.items()]
    db.execute(f"""
        create table {name}_steps as
        with told as (
          select part, {life.key} as life, time, row_number() over so_far as step,
            {", ".join(fields)}
          from {life.stream}_events
          window so_far as (partition by part, {life.key} order by time, id, source
                            rows between unbounded preceding and current row)),
          reached as (select *, {" ".join(moments)} lead(time) over so_far as next
            from told window so_far as {SO_FAR}),
          going as (select *, min(case when {since} is not null and ({gone}) then step end)
              over so_far as leaving
            from reached window so_far as {SO_FAR})
        select {" ".join(leavings)} * exclude leaving
        from going window so_far as {SO_FAR}""")


KEYS = {"part": "INT", "life": "VARCHAR", "step": "BIGINT"}


def rows(db, query):
    found = db.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row)) for row in found.fetchall()]


def work_on_dossiers(db, hours):
    """The clock stands still while a dossier waits for supplements, payment or a stop."""
    life, pauses = None, []
    for step in rows(db, "select * from dossier_steps order by part, life, step"):
        if (step["part"], step["life"]) != life:
            life, pauses = (step["part"], step["life"]), []
        waits = step["status"] in (5, 6, 8)
        is_paused = bool(pauses) and pauses[-1][1] == FOREVER
        if waits and not is_paused:
            pauses.append((step["time"], FOREVER))
        if is_paused and not waits:
            pauses[-1] = (pauses[-1][0], step["time"])
        yield {name: step[name] for name in KEYS} | dossier_clock(hours, step, pauses)


def dossier_clock(hours, step, pauses):
    begun, answered = step["submitted"], step["answered"]
    due = step["promised"] if step["promised"] is not None else step["due"]
    return {
        "handling": hours.worked(step["received"], step["finished"], pauses)
        if step["finished"] is not None else None,
        "answering": hours.worked(begun, answered, pauses)
        if None not in (begun, answered) else None,
        "answer_due": hours.after(begun, EIGHT_HOURS, pauses) if begun is not None else None,
        "nearly_due": hours.ahead_of(due, EIGHT_HOURS, pauses) if due is not None else None,
    }


def work_on_documents(db, hours):
    for step in rows(db, "select * from document_steps where arrived is not null "
                         "and registered is not null"):
        yield {name: step[name] for name in KEYS} | {
            "registering": hours.worked(step["arrived"], step["registered"])}


WORKED = {
    "dossier": (KEYS | {"handling": "BIGINT", "answering": "BIGINT", "answer_due": "BIGINT",
                        "nearly_due": "BIGINT"}, work_on_dossiers),
    "document": (KEYS | {"registering": "BIGINT"}, work_on_documents),
}
