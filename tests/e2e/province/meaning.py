"""What the indicators of catalogs/quang-nam mean, in SQL: one row for each thing that counts.

A row has the instant at which it counts (`time`), or, of standing counts, the instant at which one
looks (`now`); a column for each group; and, but for plain counts, a `value`. A row without an
instant or a group counts nowhere. A result is told by the figures of others in {}, of the same
group and window, 0 where they have none. Tables: reading.py ({stream}_events) and lives.py
({life}_truth, {life}_at).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    measure: str
    by: tuple
    sql: str
    scale: int = 0  # digits after the point of `value`
    opening: bool = False

    @property
    def is_standing(self):
        return "select now" in self.sql


def tell(measure, by, sql, **more):
    return Meaning(measure, tuple(by.split()), sql, **more)


def result(by, sql):
    return Meaning("formula", tuple(by.split()), sql)


LATE_BY = "coalesce(promised, due)"  # a promise puts off the due time
# Accepted, and neither finished nor withdrawn since.
OPEN = "received is not null and coalesce(finished, withdrawn) is null"

DOSSIERS = {
    "dossiers.received": tell("count", "unit", "select received as time, unit from dossier_truth"),
    "dossiers.received_by_channel": tell(
        "count", "unit channel", "select received as time, unit, channel from dossier_truth"),
    "dossiers.received_online": tell("count", "unit", """select received as time, unit
        from dossier_truth where channel = 'online'"""),
    "dossiers.received_directly": tell("count", "unit", """select received as time, unit
        from dossier_truth where channel <> 'online'"""),
    "dossiers.carried_over": tell(
        "count", "unit", f"select now, unit from dossier_at where {OPEN}", opening=True),
    "dossiers.to_handle": result("unit", "{dossiers.carried_over} + {dossiers.received}"),
    "dossiers.open": tell("count", "unit", f"select now, unit from dossier_at where {OPEN}"),
    "dossiers.paused": tell("count", "unit", f"""select now, unit from dossier_at
        where {OPEN} and status in (5, 6, 8)"""),
    "dossiers.finished": tell("count", "unit", "select finished as time, unit from dossier_truth"),
    "dossiers.finished_on_day": tell("count", "unit", """select finished as time, unit
        from dossier_truth where due is null or day(finished) = day(due)"""),
    "dossiers.finished_early": tell("count", "unit", """select finished as time, unit
        from dossier_truth where day(finished) < day(due)"""),
    "dossiers.finished_late": tell("count", "unit", """select finished as time, unit
        from dossier_truth where day(finished) > day(due)"""),
    "dossiers.open_in_time": result("unit", "{dossiers.open} - {dossiers.overdue}"),
    "dossiers.withdrawn": tell("count", "unit",
                               "select withdrawn as time, unit from dossier_truth"),
    "dossiers.balance": result("unit", """({dossiers.carried_over} + {dossiers.received})
        - ({dossiers.finished} + {dossiers.withdrawn} + {dossiers.open})"""),
    "dossiers.on_time": tell("share", "unit", """select finished as time, unit,
          day(finished) <= day(due) as value
        from dossier_truth where due is not null"""),
    "dossiers.early": tell("share", "unit", """select finished as time, unit,
          day(finished) < day(due) as value
        from dossier_truth where due is not null"""),
    "dossiers.overdue": tell("count", "unit", f"""select now, unit from dossier_at
        where {OPEN} and status in (2, 4) and {LATE_BY} < now"""),
    "dossiers.nearly_due": tell("count", "unit", f"""select now, unit from dossier_at
        where {OPEN} and status in (2, 4) and now between nearly_due and {LATE_BY}"""),
    "dossiers.handling_time": tell("mean", "unit", """select finished as time, unit,
          handling as value from dossier_truth""", scale=3),
    "dossiers.online_share": tell("share", "unit", """select received as time, unit,
          channel = 'online' as value from dossier_truth"""),
    "dossiers.intake_overdue": tell("count", "unit", """select now, unit from dossier_at
        where channel = 'online' and answered is null and status <> 7
          and answer_due < now"""),
    "dossiers.intake_on_time": tell("share", "unit", """select answered as time, unit,
          answering <= 8 * 3600 * 1000 as value
        from dossier_truth where channel = 'online' and submitted is not null"""),
    "dossiers.refused": tell("count", "unit", "select refused as time, unit from dossier_truth"),
    "dossiers.supplemented_share": tell("share", "unit", """select received as time, unit,
          supplemented is not null as value from dossier_truth"""),
    "dossiers.supplement_requests": tell("count", "unit", """select time, unit
        from dossiers_events where status = 5"""),
    "dossiers.paid_online_share": tell("share", "unit", """select paid as time, unit,
          first_paid_by = 'online' as value from dossier_truth"""),
    "dossiers.digitised_share": tell("share", "unit", """select received as time, unit,
          digitised >= components as value
        from dossier_truth where components > 0"""),
    "dossiers.satisfaction": tell("share", "unit", """select time, unit, score in (4, 5) as value
        from ratings_events"""),
    "fees.collected": tell("sum", "unit", "select time, unit, fee as value from dossiers_events"),
    "dossiers.reporting_units": tell("coverage", "unit", """select time, unit, unit as value
        from dossiers_events"""),
    "services.level4_used": tell("distinct", "unit", """select time, unit, procedure as value
        from dossiers_events where channel = 'online' and level = 4
          and status in (2, 4, 6, 8, 9, 10)"""),
    "services.level4_dossiers": tell("share", "unit", """select received as time, unit,
          level = 4 as value from dossier_truth where level is not null"""),
}

SERVICES = {
    "services.level4_share": tell("share", "unit", """select now, unit, level = 4 as value
        from service_at where state = 'offered'"""),
    "services.level4_share_of_online": tell("share", "unit", """select now, unit,
          level = 4 as value from service_at where state = 'offered' and level in (3, 4)"""),
    "services.by_level": tell("count", "unit level", """select now, unit, level
        from service_at where state = 'offered'"""),
}

ROLLOUT = {
    f"rollout.{name}_share": tell("coverage", "unit", f"""select time, unit, unit as value
        from golive_events where system = '{system}' and state = 'live'""")
    for name, system in (("one_stop", "motcua"), ("q_office", "qoffice"), ("lris", "lris"))
} | {
    "rollout.units": tell("count", "unit system state",
                          "select now, unit, system, state from rollout_at"),
}

DOCUMENTS = {
    "documents.received": tell("count", "unit",
                               "select arrived as time, unit from document_truth"),
    "documents.issued": tell("count", "unit", "select issued as time, unit from document_truth"),
    "documents.signed_share": tell("share", "unit", """select issued as time, unit,
          signed as value from document_truth"""),
    "documents.fully_signed_share": tell("share", "unit", """select issued as time, unit,
          signed and leader_signed as value from document_truth"""),
    "documents.handled_on_time": tell("share", "unit", """select handled as time, unit,
          handled <= due as value from document_truth where due is not null"""),
    "documents.overdue": tell("count", "unit", """select now, unit from document_at
        where arrived is not null and handled is null and due < now"""),
    "documents.registration_time": tell("median", "unit", """select registered as time, unit,
          registering as value from document_truth where arrived is not null""", scale=3),
    "party_documents.received": tell("count", "block organisation", """
        select arrived as time, block, organisation from party_document_truth"""),
    "party_documents.issued": tell("count", "block organisation", """
        select issued as time, block, organisation from party_document_truth"""),
    "party_documents.signed_share": tell("share", "block", """
        select issued as time, block, signed as value from party_document_truth"""),
}

REPORTS = {
    "reports.submitted": tell("count", "unit", "select sent as time, unit from report_truth"),
    "reports.on_time": tell("share", "unit", """select sent as time, unit,
          day(sent) <= day(due) as value from report_truth where due is not null"""),
    "reports.slots_on_time": tell("share", "unit period", """select now, unit, period,
          day(sent) <= day(due) as value from report_at where due < now"""),
    "reports.missing": tell("count", "unit", """select now, unit from report_at
        where sent is null and due < now"""),
    "values.filled_share": tell("share", "unit period", """select now, unit, period,
          approved is not null as value from value_at where due < now"""),
    "values.latest": tell("last", "unit code period", """select time, id, source, unit, code,
          period, value
        from values_events where state = 'approved' and value is not null""", scale=3),
    "field_reports.received": tell("count", "unit category", """
        select received as time, unit, category from field_report_truth"""),
    "field_reports.received_total": tell("count", "unit", """
        select received as time, unit from field_report_truth"""),
    "field_reports.closed_on_time": tell("count", "unit", """select closed as time, unit
        from field_report_truth where closed <= due"""),
    "field_reports.closed_with_limit": tell("count", "unit", """select closed as time, unit
        from field_report_truth where due is not null"""),
    "field_reports.on_time": result("unit", """100.0 * {field_reports.closed_on_time}
        / ({field_reports.closed_with_limit} + {field_reports.overdue})"""),
    "field_reports.open": tell("count", "unit", """select now, unit from field_report_at
        where received is not null and closed is null and rejected is null"""),
    "field_reports.overdue": tell("count", "unit", """select now, unit from field_report_at
        where received is not null and closed is null and rejected is null and due < now"""),
}

TASKS = {
    "milestones.progress": tell("mean", "milestone", """select now, milestone, percent as value
        from milestone_at where state <> 'cancelled'"""),
    "milestones.done_share": tell("share", "unit", """select now, unit, state = 'done' as value
        from milestone_at where state <> 'cancelled'"""),
    "milestones.overdue": tell("count", "unit", """select now, unit from milestone_at
        where state = 'open' and soft is distinct from true and due <= now"""),
    "milestones.open": tell("count", "unit", """select now, unit from milestone_at
        where state = 'open'"""),
    "milestones.done_in_time": tell("share", "unit", """select done as time, unit,
          done < due as value
        from milestone_truth where due is not null"""),
    "modules.integrated_share": tell("share", "", """select now, state = 'integrated' as value
        from module_at where state <> 'dropped'"""),
    "modules.listed": tell("count", "", "select now from module_at where state <> 'dropped'"),
    "modules.fresh": tell("distinct", "", """select time, module as value from heartbeats_events
        where module is not null and lag_s <= 24 * 3600"""),
}

SOURCES = {
    "measurements.latest": tell("last", "system series", """select time, id, source, system, series,
          value
        from measurements_events where doubtful is distinct from true""", scale=3),
    "measurements.mean": tell("mean", "system series", """select time, system, series, value
        from measurements_events where doubtful is distinct from true""", scale=3),
    "measurements.doubtful_share": tell("share", "system", """select time, system,
          doubtful as value from measurements_events"""),
    "sources.lag_mean": tell("mean", "system", """select time, system, lag_s as value
        from heartbeats_events"""),
    "sources.lag_max": tell("max", "system", """select time, system, lag_s as value
        from heartbeats_events"""),
    "sources.newest_record": tell("max", "system", """select time, system,
          last_record as value from heartbeats_events"""),
    "sources.dossiers_silence": tell("silence", "unit", """select time, unit, unit as value
        from dossiers_events"""),
    "sources.queued_max": tell("max", "system", """select time, system, queued as value
        from heartbeats_events"""),
}

PROVISION = {
    "provision.dossiers_accepted": tell("count", "unit",
                                        "select time, unit from dossiers_events"),
    "provision.dossiers_refused": tell("count", "unit", """select time, unit from refused_events
        where stream = 'dossiers'"""),
    "provision.dossiers_valid": result("unit", """100.0 * {provision.dossiers_accepted}
        / ({provision.dossiers_accepted} + {provision.dossiers_refused})"""),
    "provision.refused": tell("count", "unit stream reason",
                              "select time, unit, stream, reason from refused_events"),
    "provision.refused_total": tell("count", "", "select time from refused_events"),
}

MEANINGS = DOSSIERS | SERVICES | ROLLOUT | DOCUMENTS | REPORTS | TASKS | SOURCES | PROVISION
