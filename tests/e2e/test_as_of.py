"""`as_of`: figures of events up to an instant, from the log, are those of `compute --until`."""

import contextlib
import csv
import io
import json
import os
import random
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from compare import parse
from conftest import EVENTS, SEED
from generate import Generator
from judge import parse_time
from service import Service
from test_compute import compute as compute_files
from test_lives import as_records, compute as compute_lives, instant, make_events

WAIT_S = 60  # for one answer, with all that is asked again
GROWTH = """
[[indicator]]
id = "growth"
name = "Growth of what is open"
public = true
formula = "100 * (close - carried_over) / carried_over"
windows = ["day"]
"""
OUTSIDE = {"catalog", "position"}  # what `compute` has not to tell


def ask(service, accept="application/json", **query):
    """(status, headers, body); 503 with Retry-After is asked again."""
    request = urllib.request.Request(
        service.http + "/api/v1/figures?" + urllib.parse.urlencode(query),
        headers={"Accept": accept})
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            body = answer.read().decode()
            if answer.code != 503 or "Retry-After" not in answer.headers \
                    or time.monotonic() > deadline:
                return answer.code, answer.headers, body
            time.sleep(float(answer.headers["Retry-After"]) / 4)


def placeless(figures):
    """A partition that never held a record may be told as 0 or, just after a start, not at all."""
    return [{name: value for name, value in figure.items() if name != "position"}
            for figure in figures]


def frozen(service, **query):
    """All pages of one question, and the positions they name."""
    items, positions, cursor = [], set(), None
    while True:
        status, _, body = ask(service, **query | ({"cursor": cursor} if cursor else {}))
        assert status == 200, body
        page = parse(body)
        assert len(page["items"]) <= query.get("limit", 1000)
        items += page["items"]
        positions |= {json.dumps(item["position"]) for item in page["items"]}
        cursor = page["next"]
        if not cursor:
            return items, positions


def without_origin(figures):
    """Lines as `compute` writes them."""
    lines = []
    for figure in figures:
        assert OUTSIDE <= figure.keys()
        lines.append({name: value for name, value in figure.items() if name not in OUTSIDE})
    return lines


def computed(output):
    return [parse(line) for line in output.splitlines()]


def differences(told, wanted):
    """The first few, and the lengths where they differ."""
    found = [(one, other) for one, other in zip(told, wanted) if one != other]
    return found[:3] + [len(told), len(wanted)] * (len(told) != len(wanted))


def write_log(folder, records):
    """The values of a log, a file a partition."""
    folder.mkdir(exist_ok=True)
    paths = []
    for partition in range(4):
        path = folder / f"{partition}.jsonl"
        path.write_bytes(b"".join(record["value"] + b"\n" for record in records
                                  if record["partition"] == partition))
        paths.append(str(path))
    return paths


def test_events_up_to_then_tell_what_compute_tells(tmp_path, broker):
    """Late events, duplicates and refused ones among them; asked in between and afterwards."""
    records = list(Generator(SEED + 60, EVENTS // 8, binary=False, ahead=False).records())
    broker.create_topic("asof")
    times = sorted(parse_time(json.loads(record["value"])["time"]) for record in records
                   if readable(record))
    half = len(records) // 2
    instants = [times[len(times) // 7], times[len(times) // 2] + 1, times[-len(times) // 9]]
    with Service(tmp_path, broker, "asof", "asof") as service:
        broker.produce("asof", records[:half])
        service.catch_up(half)
        log = list(broker.read("asof"))
        ends = [sum(record["partition"] == partition for record in log) for partition in range(4)]
        check_instants(service, tmp_path, log, instants[:1])
        broker.produce("asof", records[half:])
        service.catch_up(len(records))
        log = list(broker.read("asof"))
        check_instants(service, tmp_path, log, instants[1:])
        # The first is frozen: what has come since is not in it.
        check_instants(service, tmp_path, [record for record in log if record["offset"] <
                                           ends[record["partition"]]], instants[:1])
    with service:
        check_instants(service, tmp_path, log, instants)


def readable(record):
    with contextlib.suppress(Exception):
        return isinstance(parse_time(json.loads(record["value"])["time"]), int)
    return False


def check_instants(service, tmp_path, log, instants):
    files = write_log(tmp_path / "log", log)
    for when in instants:
        told, positions = frozen(service, as_of=instant(when), limit=10_000)
        wanted = computed(compute_files(files, "--until", instant(when)))
        assert differences(without_origin(told), wanted) == [] and wanted
        ends = [sum(record["partition"] == partition for record in log) for partition in range(4)]
        assert positions == {json.dumps({"asof": ends})}


@pytest.fixture(scope="module")
def lives(tmp_path_factory, broker):
    """A service that has read lives, and files of the same events."""
    files = make_events(SEED + 61, lives=300)
    broker.create_topic("asof.lives")
    records = as_records(files)
    broker.produce("asof.lives", records)
    log = list(broker.read("asof.lives"))
    files = [[json.loads(record["value"]) for record in log if record["partition"] == number]
             for number in range(2)]
    service = Service(tmp_path_factory.mktemp("lives"), broker, "asof.lives", "asof.lives",
                      catalog="lives_catalog", stream="dossiers")
    with service:
        service.catch_up(len(log))
        service.wait_for(lambda _: stands_now(service))
        service.files = files
        yield service


def stands_now(service):
    """Standing counts are told as of today."""
    standing = service.figures(indicator="overdue", window="now")
    return standing and parse_time(standing[0]["as_of"]) > (time.time() - 60) * 1000


def times_of(service):
    return sorted(parse_time(document["time"]) for documents in service.files
                  for document in documents)


def test_lives_and_standing_counts_as_of_then(tmp_path, lives):
    times = times_of(lives)
    chance = random.Random(SEED)
    for when in [times[0], *(chance.choice(times) + chance.choice([-1, 0, 1, 3_600_000])
                             for _ in range(3)), times[-1] + 86_400_000]:
        told, positions = frozen(lives, as_of=instant(when), limit=10_000)
        wanted = computed(compute_lives(tmp_path, lives.files, "--until", instant(when))[0])
        assert differences(without_origin(told), wanted) == []
        assert len(positions) <= 1 and {parse_time(figure["as_of"]) for figure in told} <= {when}


def test_pages_and_questions_select_from_the_same_freeze(lives):
    when = instant(times_of(lives)[-200])
    everything, positions = frozen(lives, as_of=when, limit=10_000)
    again, same = frozen(lives, as_of=when, limit=97)
    assert differences(again, everything) == [] and same == positions
    some, _ = frozen(lives, as_of=when, indicator="overdue", window="day", unit="49",
                     **{"from": "2020-10-02T00:00:00+07:00", "to": "2020-10-05T00:00:00+07:00"})
    assert differences(some, [figure for figure in everything if figure["indicator"] == "overdue"
                    and figure["window"] == "day" and figure["group"]["unit"] == "49"
                    and "2020-10-02" < figure["end"][:10] <= "2020-10-05"]) == []
    assert len(some) == 3
    status, headers, table = ask(lives, accept="text/csv", as_of=when, limit=50)
    rows = list(csv.DictReader(io.StringIO(table)))
    assert status == 200 and len(rows) == 50 and "as_of=" in headers["Link"]
    for row, figure in zip(rows, everything):
        assert (row["indicator"], row["end"]) == (figure["indicator"], figure["end"])
        assert parse_time(row["as_of"]) == parse_time(when)


def test_what_cannot_be_asked_is_explained(lives):
    status, _, body = ask(lives, as_of="yesterday")
    assert status == 400 and json.loads(body)["parameter"] == "as_of"
    status, _, body = ask(lives, as_of=instant(time.time() * 1000 + 3_600_000))
    problem = json.loads(body)
    assert status == 400 and problem["parameter"] == "as_of"
    assert "newest" in problem["detail"] and "+07:00" in problem["detail"]
    when = times_of(lives)[-200]
    _, _, body = ask(lives, as_of=instant(when), limit=10)
    cursor = json.loads(body)["next"]
    for wrong in (cursor[1:], cursor[:16], "x", "0" * 16 + cursor[16:]):
        status, _, body = ask(lives, as_of=instant(when), limit=10, cursor=wrong)
        assert status == 400 and json.loads(body)["parameter"] == "cursor", wrong
    status, _, body = ask(lives, as_of=instant(when + 1), limit=10, cursor=cursor)
    assert status == 400 and "begin the list again" in body


def over_a_year(files):
    """Lives far apart, so that there are many panes; in order, so that nothing is too late."""
    for documents in files:
        for document in documents:
            data = document["data"]
            for place, name in ((document, "time"), (data, "due")):
                if name in place:
                    place[name] = instant(parse_time(place[name]) +
                                          int(data["dossier"][1:]) % 300 * 86_400_000)
        documents.sort(key=lambda document: parse_time(document["time"]))
    return files


def test_what_is_too_much_together_is_computed_one_by_one(tmp_path, broker):
    files = over_a_year(make_events(SEED + 64, lives=18_000, doubles=False))
    broker.create_topic("asof.much")
    records = as_records(files)
    broker.produce("asof.much", records)
    service = Service(tmp_path, broker, "asof.much", "asof.much", catalog="lives_catalog",
                      stream="dossiers")
    with open(service.config, encoding="utf-8") as file:
        text = file.read()
    with open(service.config, "w", encoding="utf-8") as file:
        file.write(text.replace("512MiB", "64MiB"))
    catalog = os.path.join(service.folder, "catalog")
    with open(os.path.join(catalog, "catalog.toml"), "a", encoding="utf-8") as file:
        file.write(GROWTH)
    when = instant(times_of_files(files)[-500])
    wanted = computed(compute_lives(tmp_path, files, "--until", when, catalog=catalog)[0])
    with service:
        service.catch_up(len(records))
        for indicator in ("handling", "received", "growth", "overdue"):
            told, _ = frozen(service, as_of=when, indicator=indicator, limit=10_000)
            assert told
            assert differences(without_origin(told), [figure for figure in wanted if
                                                      figure["indicator"] == indicator]) == []
        status, headers, body = ask(service, as_of=when, limit=1)
        assert status == 503 and "Retry-After" not in headers
        assert "single indicator" in body and "ioc-pulse recompute" in body


def test_a_list_goes_on_after_a_kill_if_nothing_came_and_else_says_so(tmp_path, broker):
    files = make_events(SEED + 62, lives=80)
    broker.create_topic("asof.killed")
    records = as_records(files)
    broker.produce("asof.killed", records[::2])
    service = Service(tmp_path, broker, "asof.killed", "asof.killed", catalog="lives_catalog",
                      stream="dossiers")
    service.start()
    try:
        service.catch_up(len(records[::2]))
        when = instant(max(parse_time(json.loads(r["value"])["time"]) for r in records[::2]))
        everything, _ = frozen(service, as_of=when, limit=10_000)
        page = parse(ask(service, as_of=when, limit=20)[2])
        service.kill()
        service.start()
        rest, _ = frozen(service, as_of=when, limit=1000, cursor=page["next"])
        assert differences(placeless(page["items"] + rest), placeless(everything)) == []

        broker.produce("asof.killed", records[1::2])
        service.catch_up(len(records))
        still, _ = frozen(service, as_of=when, limit=10_000)
        assert differences(placeless(still), placeless(everything)) == []
        service.kill()
        service.start()
        status, _, body = ask(service, as_of=when, limit=20, cursor=page["next"])
        assert status == 400 and "other offsets" in body
        fresh, _ = frozen(service, as_of=when, limit=10_000)
        assert differences(placeless(fresh), placeless(everything)) != []
    finally:
        service.kill()


def test_a_log_that_lost_its_beginning_is_told(tmp_path, broker):
    files = make_events(SEED + 63, lives=60)
    broker.create_topic("asof.cut")
    records = as_records(files)
    broker.produce("asof.cut", records)
    with Service(tmp_path, broker, "asof.cut", "asof.cut", catalog="lives_catalog",
                 stream="dossiers") as service:
        service.catch_up(len(records))
        when = times_of_files(files)[-1]
        assert ask(service, as_of=instant(when), limit=1)[0] == 200
        broker.administer("cut", "asof.cut", 0, 3)
        assert ask(service, as_of=instant(when), limit=1)[0] == 200  # still frozen
        status, headers, body = ask(service, as_of=instant(when - 1), limit=1)
        assert status == 409 and "asof.cut/0" in body and "no longer holds" in body, body
        assert "Retry-After" not in headers
        assert ask(service, as_of=instant(when - 1), indicator="overdue")[0] == 409
        assert service.figures(indicator="received", window="month")  # what is live goes on


def times_of_files(files):
    return sorted(parse_time(d["time"]) for documents in files for d in documents)
