"""Lists as workbooks and CSV, opened with another program's eyes: openpyxl."""

import csv
import datetime
import http.client
import io
import json
import re
import time

import openpyxl
import pytest

from people import Client, PeopleService
from test_lives import as_records

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAIT_S = 60
# A share, and groups that a spreadsheet would take for formulas.
MORE = """
[[indicator]]
id = "dossiers.share"
name = { vi = "Tỷ lệ", en = "Share" }
of = "dossiers"
measure = "share(kind == 'a')"
by = ["unit"]
windows = ["day", "sliding 60m every 1m"]
public = true

[[indicator]]
id = "dossiers.kinds"
name = { vi = "=HYPERLINK(1)", en = "@kinds" }
of = "dossiers"
measure = "count"
by = ["kind"]
windows = ["year"]
public = true
"""
KINDS = ["a", "=1+1", "+1", "-2", "@x", "\tx", "＝1", "0123", "1e5", "đúng; hạn, \"a\"", "TRUE"]


@pytest.fixture(scope="module")
def service(tmp_path_factory, broker):
    service = PeopleService(tmp_path_factory.mktemp("tables"), broker, "tables")
    with open(service.folder + "/catalog/catalog.toml", "a", encoding="utf-8") as file:
        file.write(MORE)
    for stream in "dossiers", "reports", "party":
        broker.create_topic(f"tables.{stream}")
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    broker.produce("tables.dossiers", as_records([[
        {"specversion": "1.0", "id": str(number), "source": "test", "type": "t", "time": now,
         "data": {"unit": "502", "kind": kind}} for number, kind in enumerate(KINDS)]]))
    with service:
        deadline = time.monotonic() + WAIT_S
        while len(service.figures(indicator="dossiers.kinds")) < len(KINDS):
            assert time.monotonic() < deadline, service.last_words()
            time.sleep(0.1)
        yield service


def answer(client, path, accept=None):
    """(headers, bytes) of a file."""
    connection = http.client.HTTPConnection(client.service.http[7:], timeout=30)
    headers = {"Accept": accept} if accept else {}
    if client.cookie:
        headers["Cookie"] = "sid=" + client.cookie
    connection.request("GET", path, headers=headers)
    found = connection.getresponse()
    body = found.read()
    assert found.status == 200, (path, found.status, body)
    return dict(found.getheaders()), body


def sheet_of(data):
    """(the sheet, its rows as dictionaries of cells)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    [sheet] = book.worksheets
    head, *rows = list(sheet.iter_rows())
    names = [cell.value for cell in head]
    return sheet, [dict(zip(names, row)) for row in rows]


def local(text):
    """What a spreadsheet shows of a time of the catalogue's zone."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=None)


@pytest.mark.parametrize("path, accept", [("?format=xlsx&", None), ("?", XLSX),
                                          ("?format=xlsx&", "text/csv")])
def test_figures_as_a_workbook_tell_what_json_tells(service, path, accept):
    client = Client(service)
    query = path + "indicator=dossiers.share&window=day"
    headers, data = answer(client, "/api/v1/figures" + query, accept)
    assert headers["Content-Type"] == XLSX
    assert headers["Content-Disposition"] == 'attachment; filename="figures.xlsx"'
    sheet, rows = sheet_of(data)
    figures = service.figures(indicator="dossiers.share", window="day")
    assert len(rows) == len(figures) > 0 and sheet.freeze_panes == "A2"
    for row, figure in zip(rows, figures):
        assert row["indicator"].value == figure["indicator"]
        assert row["group.unit"].value == figure["group"]["unit"]
        assert row["group.unit"].data_type == "s", "a code is a text"
        assert isinstance(row["value"].value, float) and "%" in row["value"].number_format
        assert abs(row["value"].value - float(figure["value"])) < 1e-12
        for name in "numerator", "denominator", "count", "revision":
            assert row[name].value == figure[name] and row[name].data_type == "n", name
            assert row[name].number_format == "[$-42A]#,##0"
        for name in "start", "end", "as_of":
            assert row[name].is_date and "dd/mm/yyyy" in row[name].number_format
            assert abs(row[name].value - local(figure[name])) < datetime.timedelta(milliseconds=2)
        assert json.loads(row["position"].value) == \
            json.loads(json.dumps(figure["position"], default=int))


def test_no_cell_is_a_formula_and_every_text_is_as_it_was(service):
    client = Client(service)
    _, data = answer(client, "/api/v1/figures?indicator=dossiers.kinds&format=xlsx")
    sheet, rows = sheet_of(data)
    assert {row["group.kind"].value for row in rows} == set(KINDS)
    assert {row["group.kind"].data_type for row in rows} == {"s"}
    assert {row["group.kind"].number_format for row in rows} == {"@"}
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    _, text = answer(client, "/api/v1/figures?indicator=dossiers.kinds&format=csv")
    told = [row["group.kind"] for row in csv.DictReader(io.StringIO(text.decode()))]
    assert sorted(told) == sorted("'" + kind if re.match("[=+\\-@\t＝]", kind) else kind
                                  for kind in KINDS)


@pytest.mark.parametrize("name, key", [("indicators", "id"), ("units", "code")])
def test_the_lists_of_the_catalogue(service, name, key):
    client = Client(service)
    items = client.items(f"/api/v1/{name}")
    _, rows = sheet_of(answer(client, f"/api/v1/{name}?format=xlsx")[1])
    assert [row[key].value for row in rows] == [item[key] for item in items]
    for row, item in zip(rows, items):
        if name == "indicators":
            assert row["name.vi"].value == item["name"]["vi"]
            assert row["public"].value is True and row["public"].data_type == "b"
        else:
            assert row["name_vi"].value == item["name_vi"]


def test_pages_rights_and_records_are_those_of_csv(service):
    leader = service.add("leader", "leader@49")
    for form in "csv", "xlsx":
        found, path = [], f"/api/v1/figures?limit=4&format={form}"
        while path:
            headers, data = answer(leader, path)
            rows = (list(csv.DictReader(io.StringIO(data.decode()))) if form == "csv" else
                    [{name: cell.value for name, cell in row.items()}
                     for row in sheet_of(data)[1]])
            assert len(rows) <= 4
            found += [(row["indicator"], row["window"], row["group.unit"] or None)
                      for row in rows]
            link = re.match(r"<(.*)>; rel=\"next\"", headers.get("Link", ""))
            path = link[1] if link else None
        expected = [(figure["indicator"], figure["window"], figure["group"].get("unit"))
                    for figure in leader.items("/api/v1/figures")]
        assert found == expected and "dossiers.inner" in {each[0] for each in found}
        assert "no-store" in headers["Cache-Control"]
    _, rows = sheet_of(answer(Client(service), "/api/v1/figures?format=xlsx")[1])
    assert {row["indicator"].value for row in rows} == \
        {"dossiers.open", "dossiers.share", "dossiers.kinds"}
    told = [line for line in service.lines("audit", "list") if line["act"] == "figures.export"]
    assert len(told) > 4 and {line["actor"] for line in told} == {"leader"}


def test_an_unchanged_workbook_is_not_sent_again(service):
    client = Client(service)
    headers, _ = answer(client, "/api/v1/units?format=xlsx")
    status, _, body = client.send("GET", "/api/v1/units?format=xlsx", headers={
        "If-None-Match": headers["ETag"], "Accept": "*/*"})
    assert (status, body) == (304, "")


def test_an_unknown_form_is_refused(service):
    for path in "figures", "units", "indicators":
        status, _, body = Client(service).send("GET", f"/api/v1/{path}?format=ods")
        assert status == 400 and json.loads(body)["parameter"] == "format"


# Of an administrator's own some are empty here: then a table has no columns either.
LISTS = ["streams", "targets", "alerts", "alerts/journal", "provision", "refused", "registers",
         "deliveries", "conclusions", "accounts", "sessions", "tokens", "audit"]


def members(value, name=""):
    """{column: what JSON tells} of an item."""
    if not isinstance(value, dict) or not value:
        return {name: None if value == {} else value}
    found = {}
    for key, member in value.items():
        found |= members(member, f"{name}.{key}" if name else key)
    return found


def as_told(value):
    """What a table tells of a value of JSON, as CSV."""
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return None if any(isinstance(each, (dict, list)) for each in value) else \
            "; ".join(map(str, value))
    return json.dumps(value) if not isinstance(value, str) else value


def test_every_list_is_a_table_too(service):
    readers = [service.add("reader", "leader@49", "steward@49"), Client(service),
               service.add("inspector", "auditor@49")]
    seen = set()
    for reader in readers:
        for name in LISTS:
            path = f"/api/v1/{name}"
            status, _, body = reader.send("GET", path)
            if status != 200:
                assert reader.send("GET", path + "?format=csv")[0] == status, name
                continue
            items = json.loads(body)["items"]
            headers, data = answer(reader, path + "?format=csv")
            assert headers["Content-Type"].startswith("text/csv")
            rows = list(csv.DictReader(io.StringIO(data.decode())))
            _, cells = sheet_of(answer(reader, path, XLSX)[1]) if items else (None, [])
            if name in ("audit", "sessions"):  # which grow with each look
                assert len(rows) >= len(items) > 0
                seen.add(name)
                continue
            assert len(rows) == len(cells) == len(items), name
            for item, row, cell in zip(items, rows, cells):
                for column, value in members(item).items():
                    told = as_told(value)
                    if column not in row:
                        assert value is None, (name, column)
                    elif told is not None and column not in ("newest", "lag_seconds"):
                        assert row[column].lstrip("'") == told.lstrip("'"), (name, column)
                        assert told == "" or cell[column].value is not None, (name, column)
                seen.add(name)
    assert {"streams", "audit", "sessions"} <= seen
    told = [line for line in service.lines("audit", "list") if line["act"] == "list.export"]
    assert {line["actor"] for line in told} == {"reader", "inspector"}
    assert {line["object"] for line in told} >= {"/api/v1/streams", "/api/v1/audit"}
    status, _, body = Client(service).send("GET", "/api/v1/targets?format=ods")
    assert status == 400 and json.loads(body)["parameter"] == "format"
