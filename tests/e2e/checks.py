"""What must hold of a service that has read a whole log."""

import json

from compare import differences, key_of, parse
from judge import parse_time
from oracle import INDICATORS, LATENESS_MS

SETTLE_MS = 60_000
FINE = ("sliding", "tumbling")


def check_everything(service, broker, log):
    check_tally(service, log)
    check_api(service, log)
    check_dead_letters(service, broker, log)
    check_published(service, broker, log)


def check_tally(service, log):
    wanted = dict(log.tally, received=len(log.records))
    assert {name: n for name, n in service.tally().items() if n} == wanted


def check_api(service, log):
    """Each indicator and window, page by page; then the two filters of units. Fine windows are kept
    as long as lateness lets a change reach them: older ones may be gone, but not be wrong."""
    kept = max(log.oracle.high_marks().values()) - LATENESS_MS
    for indicator in INDICATORS:
        for window in indicator.windows:
            figures = service.figures(indicator=indicator.id, window=window)
            expected = {key: figure for key, figure in log.expected.items()
                        if key[:2] == (indicator.id, window)}
            assert differences(figures, expected, complete=False) == []
            must_be_there = {key for key, figure in expected.items()
                             if window.split()[0] not in FINE or figure.start >= kept}
            assert must_be_there <= {key_of(figure) for figure in figures}, window
    asked = service.figures(indicator="visits.count", window="day", unit="ZA")
    assert asked and all(figure["group"]["unit"] == "ZA" for figure in asked)
    zones = service.figures(indicator="visits.count", window="day", level="zone")
    assert {figure["group"]["unit"] for figure in zones} == {"ZA", "ZB", "ZC"}


def check_dead_letters(service, broker, log):
    """Each refused record, with its reason and its bytes; sent at least once."""
    originals = {(r["partition"], r["offset"]): r for r in log.records}
    found = {}
    for letter in broker.read(service.dead_letters_topic):
        headers = dict(letter["headers"])
        assert headers["topic"] == log.topic and headers["catalog"]
        place = int(headers["partition"]), int(headers["offset"])
        assert found.setdefault(place, headers["reason"]) == headers["reason"]
        assert letter["value"] == originals[place]["value"], place
    assert found == log.oracle.refusals()


def check_published(service, broker, log):
    """The topic of figures: equal revisions are equal figures, the newest final ones are right, and
    every window that all partitions have passed is there."""
    newest, revisions = {}, {}
    for record in broker.read(service.figures_topic):
        figure = parse(record["value"])
        key = key_of(figure)
        content = json.dumps([figure[name] for name in ("value", "count", "status")], default=str)
        assert revisions.setdefault((key, figure["revision"]), content) == content, key
        if figure["revision"] >= newest.get(key, figure)["revision"]:
            newest[key] = figure
    settled = [figure for figure in newest.values() if figure["status"] != "provisional"
               and key_of(figure)[3] is not None]
    assert differences(settled, log.expected, complete=False) == []
    passed = min(log.oracle.high_marks().values()) - SETTLE_MS
    due = {key for key in log.expected if key[3] is not None and key[3] <= passed}
    missing = due - {key_of(figure) for figure in settled}
    assert not missing, f"{len(missing)} of {len(due)} never published as final: {min(missing)}"
    assert due and all(parse_time(figure["end"]) for figure in settled)
