"""Events over HTTP, from a unit's token to its figures, with everything that may go wrong on the
way: faults, strangers, a broker that restarts, a service that is killed."""

import http.client
import json
import os
import random
import re
import subprocess
import time
import urllib.parse
from datetime import datetime, timezone

import pytest

from posters import Poster, all_done
from service import PROGRAM, ROOT, Service, free_port

# The long run: IOC_E2E_POSTERS=200 IOC_E2E_POSTING_S=300
POSTERS = int(os.environ.get("IOC_E2E_POSTERS", "40"))
POSTING_S = int(os.environ.get("IOC_E2E_POSTING_S", "20"))
PAUSE_S = 0.5  # between two requests of a unit
SOURCE = "/test"


def now():
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def give_token(config, unit, name=None):
    """The text of a new token of the unit, called like it if not otherwise."""
    made = subprocess.run([PROGRAM, "token", "add", (name or unit).lower(), "--unit", unit,
                           "--stream", "papers", "--config", config], check=True,
                          capture_output=True, text=True)
    return made.stdout.strip()


def add_units(service, names):
    with open(os.path.join(service.folder, "catalog", "units.csv"), "a", encoding="utf-8") as file:
        file.writelines(f"{name},Phòng {name},Room {name},room,Z,,\n" for name in names)


@pytest.fixture(scope="module")
def house(broker, tmp_path_factory):
    broker.create_topic("intake-papers")
    service = Service(tmp_path_factory.mktemp("intake"), broker, "intake-papers", "intake",
                      catalog="intake_catalog", stream="papers")
    with service:
        service.wait_for(lambda checks: checks["stream papers"][0])
        service.token = give_token(service.config, "Z")
        yield service


def post(service, body, kind="application/x-ndjson", path="/api/v1/events", token=None, **headers):
    """(status, headers, JSON) of the answer."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(service.http).netloc, timeout=30)
    sent = {"Content-Type": kind, "Authorization": f"Bearer {token or service.token}"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("POST", path, body if isinstance(body, bytes) else body.encode(), sent)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, answer.headers, json.loads(text)


def event(name, unit="Z1", pages=1, **more):
    return {"specversion": "1.0", "id": name, "source": SOURCE, "type": "paper", "time": now(),
            "data": {"unit": unit, "pages": pages, **more}}


def counted(service, unit="Z1"):
    """(events, pages) of the unit so far."""
    found = [service.figures(indicator=name, window="year", unit=unit)
             for name in ("papers.count", "papers.pages")]
    return tuple(sum(int(figure["value"]) for figure in figures) for figures in found)


def wait_until_counted(service, wanted, unit="Z1"):
    deadline = time.monotonic() + 30
    while counted(service, unit) != wanted:
        assert time.monotonic() < deadline, f"{counted(service, unit)}, not {wanted}"
        time.sleep(0.1)


def test_every_way_of_sending_counts(house):
    events, pages = counted(house)
    one, two = event("one", pages=3), event("two", pages=4)
    lines = "\n".join(json.dumps(event(f"line-{i}", pages=i)) for i in range(1, 4))
    sheet = f"unit;pages;fee;time\r\nZ1;5;12,50;{datetime.now():%d/%m/%Y}\r\n".encode("utf-8-sig")
    for answer, accepted in [
            (post(house, json.dumps(one), "application/cloudevents+json; charset=utf-8"), 1),
            (post(house, json.dumps([two, two]), "application/cloudevents-batch+json"), 2),
            (post(house, lines), 3),
            (post(house, json.dumps({"unit": "Z1", "pages": 2}), "application/json",
                  ce_specversion="1.0", ce_id="t%E1%BB%87p", ce_source=SOURCE, ce_type="paper",
                  ce_time=now()), 1),
            (post(house, sheet, "text/csv"), 1)]:
        assert (answer[0], answer[2]) == (202, {"stream": "papers", "accepted": accepted})
    # `two` came twice in one request and is one event.
    wait_until_counted(house, (events + 7, pages + 3 + 4 + 6 + 2 + 5))


def test_what_is_sent_again_counts_once(house):
    events, pages = counted(house)
    duplicates = house.tally()["duplicate"]
    again = json.dumps(event("again", pages=7))
    sheet = "time,unit,pages,fee\n" + f"{now()},Z1,8,1.5\n" * 2  # two equal rows are two events
    for _ in range(3):
        assert post(house, again, "application/cloudevents+json")[0] == 202
        assert post(house, sheet, "text/csv")[0] == 202
    house.wait_for(lambda _: house.tally()["duplicate"] == duplicates + 6)
    assert counted(house) == (events + 3, pages + 7 + 8 + 8)


def test_a_fault_names_event_and_field_and_nothing_of_the_request_is_sent(house):
    before = house.tally()["received"]
    faulty = event("faulty", pages="many")
    del faulty["source"]
    status, headers, problem = post(
        house, "\n".join(map(json.dumps, [event("sound"), faulty, event("lost", unit="nowhere")])))
    assert status == 422 and headers["Content-Type"] == "application/problem+json"
    told = [(fault["event"], fault["line"], fault["id"], fault["field"], fault["reason"])
            for fault in problem["errors"]]
    assert told == [(1, 2, "faulty", "source", "missing_field"),
                    (1, 2, "faulty", "pages", "bad_type"),
                    (2, 3, "lost", "unit", "unknown_unit")]
    assert problem["error_count"] == 3
    ahead = event("ahead") | {"time": "2999-01-01T00:00:00Z"}
    status, _, problem = post(house, json.dumps(ahead), "application/cloudevents+json")
    assert (status, problem["errors"][0]["reason"]) == (422, "time_ahead")
    status, _, problem = post(house, "unit,pages,time\nZ1,x,1/1/2020\nZ1,1,32/1/2020\n", "text/csv")
    assert (status, [(fault["line"], fault["column"]) for fault in problem["errors"]]) == \
        (422, [(2, 2), (3, 3)])
    time.sleep(1)
    assert house.tally()["received"] == before


def test_a_preview_shows_a_sheet_and_sends_nothing(house):
    before = house.tally()["received"]
    status, _, seen = post(house, "unit;pages;time\nZ1;3;15/10/2020 8:30\nZ1;;15/10/2020\n",
                           "text/csv", "/api/v1/events/preview")
    assert (status, seen["events"], seen["faulty_events"]) == (200, 1, 1)
    assert seen["rows"][0]["line"] == 2
    assert seen["rows"][0]["event"]["time"] == "2020-10-15T08:30:00+05:45"
    assert seen["rows"][0]["event"]["data"] == {"unit": "Z1", "pages": 3}
    assert [(fault["line"], fault["column"], fault["reason"]) for fault in seen["errors"]] == \
        [(3, 2, "missing_field")]
    time.sleep(1)
    assert house.tally()["received"] == before


def test_a_token_is_of_its_unit_and_stream_until_it_is_revoked(house):
    body = json.dumps(event("mine"))
    kind = "application/cloudevents+json"
    assert post(house, body, kind, token="guessed")[0] == 401
    assert post(house, body, kind, path="/api/v1/events?stream=other")[0] == 403
    status, _, problem = post(house, json.dumps(event("theirs", unit="Q")), kind)
    assert (status, problem["errors"][0]["reason"]) == (403, "foreign_unit")
    other = give_token(house.config, "Q")
    assert post(house, body, kind, token=other)[0] == 403
    assert post(house, json.dumps(event("ours", unit="Q")), kind, token=other)[0] == 202
    subprocess.run([PROGRAM, "token", "revoke", "q", "--config", house.config], check=True,
                   capture_output=True)
    deadline = time.monotonic() + 30
    while post(house, json.dumps(event("ours", unit="Q")), kind, token=other)[0] != 401:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_a_unit_that_sends_too_much_waits_and_is_counted(house):
    token = give_token(house.config, "Q", "busy")
    statuses = [post(house, "", token=token)[0] for _ in range(620)]
    assert 429 in statuses and set(statuses) <= {202, 429}
    assert house.metrics()[("ioc_pulse_intake_requests_total", 'status="429"')] >= 1
    assert post(house, "")[0] == 202  # others go on


def post_while(service, disturb, seconds, names):
    """Posters at work while `disturb(second)` is called every second; what they were told."""
    tokens = {name: give_token(service.config, name) for name in names}
    port = int(service.http.rsplit(":", 1)[1])
    moment, until = now(), time.monotonic() + seconds
    posters = [Poster(port, name, tokens[name], moment, until, PAUSE_S, seed)
               for seed, name in enumerate(names)]
    for poster in posters:
        poster.start()
    begin = time.monotonic()
    while time.monotonic() < until:
        disturb(time.monotonic() - begin)
        time.sleep(1)
    return all_done(posters)


def compare(service, acknowledged):
    """Every event acknowledged is counted once, by unit, and no other is there."""
    total = sum(map(len, acknowledged.values()))
    deadline = time.monotonic() + 120
    while service.tally().get("counted", 0) < total or service.lag() != 0:
        assert time.monotonic() < deadline, f"{service.tally()}, not {total}"
        time.sleep(0.2)
    tally = service.tally()
    assert tally["counted"] == total, tally
    assert sum(n for name, n in tally.items() if name not in ("received", "counted", "duplicate")) \
        == 0, tally
    figures = {}
    for name in ("papers.count", "papers.pages"):
        for figure in service.figures(indicator=name, window="year", level="room"):
            figures.setdefault(figure["group"]["unit"], []).append(int(figure["value"]))
    wanted = {unit: [len(events), sum(events.values())]
              for unit, events in acknowledged.items() if events}
    assert figures == wanted
    return total, tally


def test_all_units_post_while_the_broker_restarts(broker, tmp_path):
    topic = f"intake-restart-{free_port()}"
    broker.create_topic(topic)
    service = Service(tmp_path, broker, topic, topic, catalog="intake_catalog", stream="papers")
    names = [f"U{i:03d}" for i in range(POSTERS)]
    add_units(service, names)
    restarts = [POSTING_S * part for part in (0.2, 0.55)]

    def disturb(second):
        if restarts and second >= restarts[0]:
            restarts.pop(0)
            broker.stop()
            broker.start()

    with service:
        service.wait_for(lambda checks: checks["stream papers"][0])
        acknowledged, answers = post_while(service, disturb, POSTING_S, names)
        total, tally = compare(service, acknowledged)
    # On a slow machine the broker takes longer to come back than is left for a second restart.
    assert len(restarts) < 2 and all(acknowledged.values())
    print(f"{POSTERS} units, {POSTING_S} s, {total} events acknowledged and counted once; "
          f"{tally['duplicate']} doubles; answers {answers}")


def test_the_service_is_killed_while_all_units_post(broker, tmp_path):
    topic = f"intake-kill-{free_port()}"
    broker.create_topic(topic)
    service = Service(tmp_path, broker, topic, topic, catalog="intake_catalog", stream="papers")
    names = [f"U{i:03d}" for i in range(POSTERS)]
    add_units(service, names)
    chance = random.Random(20201015)
    kills = [0]

    def disturb(_):
        time.sleep(chance.uniform(0, 2))
        service.kill()
        kills[0] += 1
        service.start()

    with service:
        service.wait_for(lambda checks: checks["stream papers"][0])
        acknowledged, answers = post_while(service, disturb, POSTING_S, names)
        total, tally = compare(service, acknowledged)
    assert kills[0] >= 5 and any(isinstance(answer, str) for answer in answers)
    print(f"{POSTERS} units, {kills[0]} kills, {total} events acknowledged and counted once; "
          f"{tally['duplicate']} doubles; answers {answers}")


# The page's own commands, word for word.

PAGE = os.path.join(ROOT, "docs", "intake.md")


def commands_of_the_page():
    """The indented blocks of the page that are commands, each as one text."""
    with open(PAGE, encoding="utf-8") as file:
        blocks = re.findall(r"(?:^    .*\n)+", file.read(), re.MULTILINE)
    texts = ["".join(line[4:] for line in block.splitlines(keepends=True)) for block in blocks]
    return [text for text in texts if re.match(r"(ioc-pulse|curl|printf) ", text)]


def test_a_new_office_has_its_first_figure_in_five_minutes_by_the_page_alone(broker, tmp_path):
    for topic in ("one-stop-shop.dossiers", "one-stop-shop.ratings"):
        broker.create_topic(topic)
    port = free_port()
    config = tmp_path / "ioc-pulse.toml"
    config.write_text(f'catalog = "{ROOT}/catalogs/quang-nam"\nstate_dir = "{tmp_path}/state"\n'
                      f'[kafka]\nbrokers = "{broker.address}"\n'
                      f'[http]\nlisten = "127.0.0.1:{port}"\n')
    address = f"http://127.0.0.1:{port}"
    (tmp_path / "sheet.csv").write_text(
        f"unit;dossier;score;time\n502;TK-0003;4;{now()}\n502;TK-0004;5;{now()}\n",
        encoding="utf-8-sig")

    def run(command, **more):
        """The commands as they stand on the page, but for where the configuration is."""
        command = command.replace("/etc/ioc-pulse/ioc-pulse.toml", str(config))
        made = subprocess.run(["bash", "-ec", command], cwd=tmp_path, check=True, timeout=60,
                              capture_output=True, text=True,
                              env=os.environ | {"IOC": address, **more,
                                                "PATH": os.path.dirname(PROGRAM) + ":" +
                                                        os.environ["PATH"]})
        return made.stdout

    token_add, send_one, ask, send_lines, preview = commands_of_the_page()
    with open(tmp_path / "service.log", "ab") as log:
        process = subprocess.Popen([PROGRAM, "run", "--config", str(config)], stdout=log,
                                   stderr=log)
    try:
        wait_for_stream(address, process, tmp_path, ("dossiers", "ratings"))
        begin = time.monotonic()
        token = run(token_add).strip()
        assert json.loads(run(send_one, TOKEN=token)) == {"stream": "dossiers", "accepted": 1}
        while True:
            items = json.loads(run(ask))["items"]
            if items and items[0]["value"] == 1:
                break
            assert time.monotonic() < begin + 60, items
            time.sleep(0.2)
        figure_s = time.monotonic() - begin
        while "Hồ sơ" not in (page := run('curl -sS "$IOC/p/502"')) or not shows_one(page):
            assert time.monotonic() < begin + 300, page
            time.sleep(2)
        page_s = time.monotonic() - begin
        # The rest of the page, with a token of the other stream.
        token = run(token_add.replace("tam-ky --unit", "tam-ky-2 --unit")
                    .replace("--stream dossiers", "--stream ratings")).strip()
        assert json.loads(run(send_lines, TOKEN=token))["accepted"] == 2
        seen = json.loads(run(preview, TOKEN=token))
        assert (seen["events"], seen["error_count"]) == (2, 0)
        sent = json.loads(run(preview.replace("/preview", ""), TOKEN=token))
        assert sent == {"stream": "ratings", "accepted": 2}
        print(f"first figure after {figure_s:.1f} s, on the unit's page after {page_s:.1f} s")
    finally:
        process.kill()
        process.wait()


def wait_for_stream(address, process, folder, streams):
    deadline = time.monotonic() + 120
    while True:
        assert process.poll() is None, (folder / "service.log").read_text()
        assert time.monotonic() < deadline, (folder / "service.log").read_text()
        made = subprocess.run(["curl", "-sS", address + "/readyz"], capture_output=True, text=True,
                              check=False)
        if made.returncode == 0:
            checks = {check["name"]: check["ok"] for check in json.loads(made.stdout)["checks"]}
            if all(checks.get(f"stream {stream}") for stream in streams):
                return
        time.sleep(0.2)


def shows_one(page):
    """Counts below five are told as such to citizens."""
    return "ít hơn 5" in page or "dưới 5" in page.lower() or "&lt; 5" in page
