"""The rights matrix, whole: every role in every scope, asked at every door, compared with a second
reading of the rule (rights_oracle.py)."""

import csv
import io
import itertools
import json
import time

import pytest

import rights_oracle as oracle
from people import Client, PeopleService
from test_lives import as_records

SCOPES = ["49", "502", "502-1", "503"]
FIELDS = ["", ":dossiers", ":reports", ":party", ":dossiers+reports+party"]
WAIT_S = 60


def events():
    """Some events of every stream in every unit."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for stream in sorted(oracle.STREAMS):
        files = [[], []]
        for number, (unit, again) in enumerate(itertools.product(sorted(oracle.UNITS), range(3))):
            files[number % 2].append({
                "specversion": "1.0", "id": f"{stream}{number}", "source": "test", "type": "t",
                "time": now, "data": {"unit": unit, "kind": "ab"[again % 2]}})
        yield stream, files


def key(figure):
    return (figure["indicator"], figure["window"], json.dumps(figure["group"], sort_keys=True),
            figure["start"])


@pytest.fixture(scope="module")
def world(tmp_path_factory, broker):
    """A running service with data, everything there is to see, and a client of every right."""
    service = PeopleService(tmp_path_factory.mktemp("rights"), broker, "rights")
    for stream, files in events():
        broker.create_topic(f"rights.{stream}")
        broker.produce(f"rights.{stream}", as_records(files))
    grants = [f"{role}@{unit}{field}"
              for role in oracle.ROLES for unit in SCOPES for field in FIELDS]
    people = {f"a{number}": [grant] for number, grant in enumerate(grants)}
    people |= {"all": ["leader@49:dossiers+reports+party"],
               "two": ["officer@503:dossiers", "department@49:reports"],
               "three": ["administrator@49", "technician@49", "officer@502-1:party"],
               "none": []}
    table = tmp_path_factory.mktemp("people") / "people.csv"
    table.write_text("account,name,grants\n" + "".join(
        f"{account},Tên {account},{';'.join(held)}\n" for account, held in people.items()))
    links = {made["account"]: made["link"]
             for made in service.lines("account", "import", str(table))}
    assert set(links) == set(people)
    with service:
        clients = {account: service.join(account, link) for account, link in links.items()}
        deadline = time.monotonic() + WAIT_S
        whole = []
        while (len(whole) < 2 * (7 * 5 + 2 + 2) or
               len(clients["all"].items("/api/v1/alerts/journal")) < 6):
            assert time.monotonic() < deadline, (len(whole), service.last_words())
            time.sleep(0.5)
            whole = clients["all"].items("/api/v1/figures?limit=1000")
        yield service, whole, people, clients


def asked(world):
    """(account, grants, client) of everybody, the public too."""
    service, _, people, clients = world
    yield "public", [], Client(service)
    for account, grants in people.items():
        yield account, grants, clients[account]


def test_what_there_is_to_see(world):
    _, whole, people, _ = world
    assert {figure["indicator"] for figure in whole} == set(oracle.MADE_OF)
    assert {oracle.unit_of(figure) for figure in whole} == set(oracle.UNITS) | {None}
    assert len(people) > 180


def test_lists_and_figures(world):
    _, whole, _, _ = world
    seen = 0
    for account, grants, client in asked(world):
        assert {item["id"] for item in client.items("/api/v1/indicators")} == \
            oracle.indicators(grants), account
        expected = sorted(map(key, oracle.visible(grants, whole)))
        assert sorted(map(key, client.items("/api/v1/figures?limit=7" if account == "two" else
                                            "/api/v1/figures?limit=1000"))) == expected, account
        seen += len(expected)
        assert {item["stream"] for item in client.items("/api/v1/streams")} == \
            oracle.streams(grants), account
    assert seen > 3000


def test_exports(world):
    _, whole, _, _ = world
    for account, grants, client in asked(world):
        rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/figures?limit=1000",
                                                          accept="text/csv"))))
        assert len(rows) == len(oracle.visible(grants, whole)), account
        for row in rows:
            unit = row["group.unit"] or None
            assert oracle.sees(grants, row["indicator"], unit), (account, row)
        names = csv.DictReader(io.StringIO(client.get("/api/v1/indicators", accept="text/csv")))
        assert {row["id"] for row in names} == oracle.indicators(grants), account


def test_targets_boards_and_alerts(world):
    for account, grants, client in asked(world):
        found = {(item["target"], item["unit"]) for item in client.items("/api/v1/targets")}
        assert found == oracle.targets(grants), account
        assert {item["board"] for item in client.items("/api/v1/boards")} == \
            oracle.boards(grants), account
        expected = {(alert, unit) for alert, target in oracle.ALERTS.items()
                    for of, unit in oracle.targets(grants) if of == target}
        for path in "/api/v1/alerts", "/api/v1/alerts/journal?limit=1000":
            assert {(item["alert"], item["unit"])
                    for item in client.items(path)} == expected, (account, path)


def test_the_live_feed(world):
    _, whole, _, _ = world
    for account, grants, client in asked(world):
        feed = client.watch()
        expected = {key(figure) for figure in oracle.visible(grants, whole)}
        assert {key(figure) for figure in feed.figures} == expected, account
        feed.close()
        for board in oracle.BOARDS:
            feed = client.watch(f"?board={board}")
            assert (feed.status == 200) == (board in oracle.boards(grants)), (account, board)
            if feed.status != 200:
                unknown = client.watch("?board=nowhere")
                assert feed.body.replace(board, "nowhere") == unknown.body
                assert feed.status == unknown.status
            for figure in feed.figures:
                assert oracle.sees(grants, figure["indicator"], oracle.unit_of(figure))
            feed.close()


def test_what_is_hidden_is_as_what_is_not_there(world):
    """Byte for byte: of an indicator, a target, an alert; of a unit, as one without figures."""
    for account, grants, client in asked(world):
        known = oracle.indicators(grants)
        doors = [("/api/v1/figures?indicator={}", name, name in known) for name in oracle.MADE_OF]
        doors += [("/api/v1/live?indicator={}", name, name in known) for name in oracle.MADE_OF]
        told = {target for target, _ in oracle.targets(grants)}
        doors += [("/api/v1/targets?target={}", name, name in told) for name in oracle.TARGETS]
        doors += [("/api/v1/alerts?alert={}", name, target in told)
                  for name, target in oracle.ALERTS.items()]
        for path, name, is_seen in doors:
            if is_seen:
                continue
            hidden = client.send("GET", path.format(name))
            unknown = client.send("GET", path.format("no.such"))
            assert hidden[0] == unknown[0] == 400, (account, path, name, hidden)
            assert hidden[2].replace(name, "no.such") == unknown[2], (account, path, name)
        for name in known & {"dossiers.inner", "reports.inner", "party.inner"}:
            for unit in oracle.UNITS:
                items = client.items(f"/api/v1/figures?indicator={name}&unit={unit}")
                assert bool(items) == oracle.sees(grants, name, unit), (account, name, unit)


def test_the_desk(world):
    names = {"dossiers.inner": "Hồ sơ nội bộ", "reports.inner": "Báo cáo nội bộ",
             "party.inner": "Văn bản khối Đảng", "mixed.inner": "mixed.inner"}
    for account, grants, client in asked(world):
        if account == "public":
            assert client.send("GET", "/desk")[0] == 303
            continue
        for unit in sorted(oracle.UNITS):
            status, headers, body = client.send("GET", f"/desk?unit={unit}")
            is_reached = any(role in oracle.SEEING and
                             unit in ({scope} if role == "officer" else oracle.UNITS[scope])
                             for role, scope, _ in map(oracle.parse, grants))
            assert status == (200 if is_reached else 404), (account, unit)
            assert headers["Cache-Control"] in ("private, no-store", "no-store")
            if not is_reached:
                assert body == client.send("GET", "/desk?unit=nowhere")[2]
                continue
            for indicator, name in names.items():
                shown = f"<h3>{name}" in body
                # Targets bear their indicator's name too.
                assert shown == oracle.sees(grants, indicator, unit), (account, unit, indicator)


def test_deeds_about_people(world):
    """Who may keep accounts and read the audit log; everybody else is told the same."""
    for account, grants, client in asked(world):
        held = {(role, unit) for role, unit, _ in map(oracle.parse, grants)}
        may_manage, may_audit = ("administrator", "49") in held, ("auditor", "49") in held
        refused = 401 if account == "public" else 403
        for path in "/api/v1/accounts", "/api/v1/accounts/all", "/api/v1/tokens":
            assert client.send("GET", path)[0] == (200 if may_manage else refused), (account, path)
        assert client.send("GET", "/api/v1/audit")[0] == (200 if may_audit else refused), account
        # Streams of a grant are of its figures alone.
        may_steward = ("steward", "49") in held
        may_see = may_audit or may_steward
        assert client.send("GET", "/api/v1/rules")[0] == (200 if may_see else refused), account
        assert client.send("GET", "/desk/rules")[0] == (
            303 if account == "public" else 200 if may_see else 404), account
        decided = client.send("POST", "/api/v1/rules", {"act": "approve", "hash": "x"})[0]
        assert decided == (409 if may_steward else refused), account
        if may_manage:
            continue
        for method, path, body in (("POST", "/api/v1/accounts", {"account": "x", "name": "X"}),
                                   ("POST", "/api/v1/accounts/all", {"disabled": True}),
                                   ("POST", "/api/v1/tokens", {"token": "x"}),
                                   ("DELETE", "/api/v1/tokens/x", None)):
            assert client.send(method, path, body)[0] == refused, (account, method, path)
