#!/usr/bin/env python3
"""The dashboard for those who run the service, made of the table PANELS.

operations.py >dashboards/operations.json after a change; a test compares the two."""

from panels import Page, dashboard, variable

# Everything is asked of the processes that are chosen above the panels.
CHOSEN = 'job=~"$job",instance=~"$instance"'

# Rows of panels: (title, kind, unit, what it tells, [(query, legend)]). CHOSEN stands for @.
PANELS = [
    ("Is it well?", [
        ("Answers", "stat", "bool_yes_no", "Does Prometheus reach /metrics?",
         [("up{@}", "{{instance}}")]),
        ("Streams that are not read", "stat", "short", "Waiting or stopped; /readyz tells why.",
         [('sum(ioc_pulse_stream_state{@,state!="reading"})', "streams")]),
        ("Waiting in Kafka", "stat", "short", "Records not yet committed.",
         [("sum(ioc_pulse_kafka_lag_records{@})", "records")]),
        ("Memory", "stat", "percentunit", "Of limits.memory.",
         [("max(process_resident_memory_bytes{@} / ioc_pulse_memory_limit_bytes{@})", "used")]),
        ("Setup", "stat", "short", "0: the last new configuration was refused, see /readyz.",
         [("min(ioc_pulse_reload_successful{@})", "taken up")]),
        ("Newest snapshot", "stat", "s", "Its age; absent where none is made.",
         [("max(ioc_pulse_snapshot_age_seconds{@})", "age"),
          ("min(ioc_pulse_snapshot_successful{@})", "0: the last try failed")]),
        ("Version and catalogue", "table", "short", "What each process runs.",
         [("ioc_pulse_build_info{@}", "")]),
    ]),
    ("Events", [
        ("Events a second", "timeseries", "short", "Read and judged, by stream.",
         [("sum by (stream) (rate(ioc_pulse_events_received_total{@}[$__rate_interval]))",
           "{{stream}}")]),
        ("Sent over HTTP a second", "timeseries", "short", "Events that units sent, by answer.",
         [("sum by (result) (rate(ioc_pulse_intake_events_total{@}[$__rate_interval]))",
           "{{result}}")]),
        ("Requests of units a second", "timeseries", "short", "By answer.",
         [("sum by (status) (rate(ioc_pulse_intake_requests_total{@}[$__rate_interval]))",
           "{{status}}")]),
        ("Waiting for the brokers", "timeseries", "short", "Of what units sent.",
         [("ioc_pulse_intake_waiting_records{@}", "{{instance}}")]),
        ("Refused a second", "timeseries", "short", "Sent to the dead letters, by reason.",
         [("sum by (stream, reason) (rate(ioc_pulse_events_refused_total{@}[$__rate_interval]))"
           " > 0", "{{stream}} {{reason}}")]),
        ("Duplicates", "timeseries", "percentunit", "Part of the events that were there before.",
         [("sum by (stream) (rate(ioc_pulse_events_duplicate_total{@}[$__rate_interval])) / "
           "sum by (stream) (rate(ioc_pulse_events_received_total{@}[$__rate_interval]))",
           "{{stream}}")]),
    ]),
    ("How far, how fresh", [
        ("Lag", "timeseries", "short", "Records of each topic that are not yet committed.",
         [("sum by (topic) (ioc_pulse_kafka_lag_records{@})", "{{topic}}")]),
        ("Lag of the partition furthest behind", "timeseries", "short",
         "Far above the others: keys are uneven.",
         [("max by (topic) (ioc_pulse_kafka_lag_records{@})", "{{topic}}")]),
        ("Age of the newest event", "timeseries", "s", "Grows at night and at weekends too.",
         [("max by (stream) (ioc_pulse_freshness_seconds{@})", "{{stream}}")]),
    ]),
    ("Writing", [
        ("Time of a commit", "timeseries", "s", "Half of them, nine in ten, nearly all.",
         [(f"histogram_quantile({part}, sum by (le) "
           "(rate(ioc_pulse_commit_seconds_bucket{@}[$__rate_interval])))", name)
          for part, name in [("0.5", "half"), ("0.9", "nine in ten"), ("0.99", "99 of 100")]]),
        ("Commits a second", "timeseries", "short", "At most ten unless configured otherwise.",
         [("rate(ioc_pulse_commit_seconds_count{@}[$__rate_interval])", "{{instance}}")]),
        ("Outbox", "timeseries", "short",
         "Waiting for the broker's acknowledgement; at 200,000 reading stops.",
         [("ioc_pulse_outbox_records{@}", "{{instance}}")]),
    ]),
    ("TLS", [
        ("Certificate ends in", "timeseries", "s", "Absent where a proxy speaks TLS.",
         [("ioc_pulse_certificate_expires_timestamp_seconds{@} - time()", "{{instance}}")]),
        ("Handshakes a second", "timeseries", "short",
         "done; failed or too slow; refused at the bound; plain: spoke no TLS.",
         [("sum by (result) (rate(ioc_pulse_tls_handshakes_total{@}[$__rate_interval]))",
           "{{result}}")]),
    ]),
    ("Memory and alerts", [
        ("Memory", "timeseries", "bytes", "Of the process, of panes, and the ceiling.",
         [("process_resident_memory_bytes{@}", "{{instance}} process"),
          ("ioc_pulse_pane_bytes{@}", "{{instance}} panes"),
          ("ioc_pulse_memory_limit_bytes{@}", "{{instance}} limit")]),
        ("Alerts of the province", "timeseries", "short", "Firing now, over all units.",
         [('sum by (alert, severity) (ioc_pulse_alerts{@,state="firing"})',
           "{{alert}} ({{severity}})")]),
        ("Alerts on their way", "timeseries", "short",
         "Not yet taken, and messages that failed, by receiver.",
         [("ioc_pulse_alert_changes_waiting{@}", "{{receiver}} waiting"),
          ('increase(ioc_pulse_alert_messages_total{@,answer="failed"}[$__rate_interval])',
           "{{receiver}} failed")]),
    ]),
    ("Reports handed on", [
        ("Reports handed on", "timeseries", "short", "By connector and where they stand.",
         [('sum by (connector, state) (ioc_pulse_deliveries{@,state!="accepted"})',
           "{{connector}} {{state}}")]),
        ("Oldest report not answered for", "timeseries", "s", "Since its publication.",
         [("ioc_pulse_delivery_age_seconds{@}", "{{connector}}")]),
        ("Tries a second", "timeseries", "short", "By what they came to.",
         [("sum by (connector, result) (rate(ioc_pulse_delivery_tries_total{@}"
           "[$__rate_interval]))", "{{connector}} {{result}}")]),
    ]),
]


def made():
    page = Page()
    for title, row in PANELS:
        specs = [(name, kind, unit, tells, [(query.replace("@", CHOSEN), legend)
                                            for query, legend in queries])
                 for name, kind, unit, tells, queries in row]
        page.row(title, specs, height=4 if any(spec[1] == "stat" for spec in row) else 8)
    return dashboard("ioc-pulse-operations", "ioc-pulse: operations", [
        variable("job", "Job", "label_values(ioc_pulse_revision, job)"),
        variable("instance", "Process", 'label_values(ioc_pulse_revision{job=~"$job"}, instance)'),
    ], page)


if __name__ == "__main__":
    print(made())
