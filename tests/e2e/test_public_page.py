"""The page for citizens on a running service: whole without script, small, and silent about few.

Each figure told is compared with the exact one of the API, which must lie in what is told, and
small counts must not be found by taking the units below from the unit above.
"""

import gzip
import json
import re
import struct
import subprocess
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest

from service import PROGRAM, Service

ZONE = timezone(timedelta(hours=7))
AT = datetime(2024, 3, 14, 9, 0, tzinfo=ZONE)
# Visits of each clinic on the day, and how many of them were urgent. The four of A03 would be the
# rest of the zone's, were that told as it is.
VISITS = {"A01": (124, 60), "A02": (3, 1), "A03": (4, 4), "A04": (9, 3)}
ZONE_VISITS = sum(count for count, _ in VISITS.values())
BYTES_MAX = 100_000


class Page(HTMLParser):
    """What a reader without script finds: figures, links, files, forms; and faults of markup."""

    VOID = {"meta", "link", "input", "br", "path"}

    def __init__(self, text):
        super().__init__()
        self.open, self.classes, self.faults = [], [], []
        self.links, self.files, self.forms, self.inline = [], [], [], []
        self.headings, self.text, self.rows = [], "", []
        self.ids = set()
        self.article = ""
        self.feed(text)
        self.close()
        assert self.open == [], f"left open: {self.open}"
        assert self.faults == []

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        if "id" in attributes:
            assert attributes["id"] not in self.ids, attributes["id"]
            self.ids.add(attributes["id"])
        self.inline += [name for name in attributes if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in attributes):
            self.inline.append(tag)
        if tag == "a":
            self.links.append(attributes["href"])
        if tag in ("script", "img"):
            self.files.append(attributes["src"])
        if tag == "link":
            self.files.append(attributes["href"])
        if tag == "form":
            self.forms.append((attributes["method"], attributes["action"]))
        if tag not in self.VOID:
            self.open.append(tag)
            self.classes.append(attributes.get("class", ""))
        if tag in ("h1", "h2", "h3"):
            self.headings.append("")
        if tag == "dt":
            self.rows.append([self.article, "", "", ""])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")
        self.classes.pop()

    def handle_data(self, data):
        self.text += data
        if any(tag in self.open for tag in ("h1", "h2", "h3")):
            self.headings[-1] += data
            if "h3" in self.open:
                self.article = self.headings[-1]
        if "dt" in self.open:
            self.rows[-1][1] += data
        if "dd" in self.open:
            told = any(name.startswith("state") for name in self.classes)
            self.rows[-1][3 if told else 2] += data

    def told(self):
        """{(indicator, period's first word): (value, target's words)}"""
        def words(text):
            return " ".join(text.split())
        return {(name.strip(), period.split()[0]): (words(value), words(state))
                for name, period, value, state in self.rows}


def event(number, unit, urgent):
    value = {"specversion": "1.0", "id": f"v{number}", "source": "/test", "type": "visit",
             "time": (AT + timedelta(seconds=number)).isoformat(),
             "data": {"unit": unit, "urgent": urgent}}
    return {"partition": number % 4, "mode": "structured", "timestamp": None,
            "headers": [("content-type", "application/cloudevents+json")],
            "value": json.dumps(value).encode()}


@pytest.fixture(scope="module")
def service(tmp_path_factory, broker):
    broker.create_topic("public")
    records = []
    for unit, (count, urgent) in VISITS.items():
        records += [event(len(records) + i, unit, i < urgent) for i in range(count)]
    broker.produce("public", records)
    with Service(tmp_path_factory.mktemp("public"), broker, "public", "public",
                 catalog="public_catalog") as running:
        running.catch_up(len(records))
        yield running


def ask(service, path, headers=None):
    """(status, headers, body as sent); redirects are not followed."""
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    request = urllib.request.Request(service.http + path, headers=headers or {})
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def page(service, path):
    status, _, body = ask(service, path)
    assert status == 200
    return Page(body.decode())


def bounds(words, small=5):
    """[low, high] that a count's words tell."""
    numbers = [int(n.replace(".", "")) for n in re.findall(r"\d[\d.]*", words)]
    if words.startswith("dưới"):
        return 1, numbers[0] - 1
    if words.startswith("từ"):
        return numbers[0], numbers[1]
    if words.startswith("khoảng"):
        return numbers[0] - small // 2, numbers[0] + small // 2
    assert numbers == [0], words
    return 0, 0


def test_each_count_told_holds_the_exact_one_and_no_small_one_is_told(service):
    exact = {figure["group"]["unit"]: figure["value"]
             for figure in service.figures(indicator="visits.count", window="day")}
    assert exact["A02"] == 3 and exact["ZA"] == ZONE_VISITS
    for unit, count in exact.items():
        for period in ("Ngày", "Tháng"):
            words, _ = page(service, f"/p/{unit}").told()["Lượt khám", period]
            low, high = bounds(words)
            assert low <= count <= high, (unit, words)
            assert count == 0 or (low, high) == (1, 4) or high - low >= 2, (unit, words)
    for unit in ("A02", "A03"):
        assert page(service, f"/p/{unit}").told()["Lượt khám", "Ngày"][0] == "dưới 5 lượt"


def test_a_small_count_is_not_the_rest_of_the_whole(service):
    parts = [bounds(page(service, f"/p/{unit}").told()["Lượt khám", "Ngày"][0]) for unit in VISITS]
    for zone in ("ZA", "R"):
        low, high = bounds(page(service, f"/p/{zone}").told()["Lượt khám", "Ngày"][0])
        for number, unit in enumerate(VISITS):
            if VISITS[unit][0] >= 5:
                continue
            others = parts[:number] + parts[number + 1:]
            least = low - sum(part[1] for part in others)
            most = high - sum(part[0] for part in others)
            assert least <= 1 and most >= 4, (zone, unit)


def test_shares_of_few_are_words_and_of_nearly_all_a_bound(service):
    def share(unit):
        return page(service, f"/p/{unit}").told()["Tỷ lệ khẩn cấp", "Tháng"]
    assert share("A01")[0] == "48 %"  # 60 of 124
    assert share("A01")[1] == "Sát mục tiêu Mục tiêu: ít nhất 50 %"
    for unit in ("A02", "A03", "A04"):
        assert share(unit)[0] == "quá ít để tính tỷ lệ"
        assert "mục tiêu" not in share(unit)[1].replace("Mục tiêu", "")


def test_only_public_figures_of_windows_that_do_not_overlap(service):
    for path in ("/p", "/p/ZA", "/p/A01", "/p/A01?lang=en"):
        found = page(service, path)
        assert "Số liệu nội bộ" not in found.text and "Inner figure" not in found.text
        assert {period for _, period in found.told()} <= {"Ngày", "Tháng", "Day", "Month"}
    assert page(service, "/p/A05").told() == {}
    assert "chưa có số liệu công khai" in page(service, "/p/A05").text


def test_the_page_is_whole_without_script(service):
    found = page(service, "/p/A01")
    assert found.headings[0] == "Trạm Đại Lộc"
    assert "Khám <chữa> bệnh" in found.headings  # escaped on the way, whole for the reader
    assert "Số lượt khám trong kỳ." in found.text
    assert re.search(r"tính đến 09:02 ngày 14/03/2024", found.text)
    assert "Số liệu đang chậm cập nhật" in found.text  # since 2024
    assert ("get", "/p") in found.forms
    assert {"/p", "/p/ZA"} <= set(found.links)
    assert {"/p/A01", "/p/A02"} <= set(page(service, "/p/ZA").links)
    english = page(service, "/p/A01?lang=en")
    assert english.headings[0] == "Dai Loc clinic" and "/p/A01" in english.links
    assert all("lang=en" in link or link.startswith("#") or link == "/p/A01"
               for link in english.links)


def test_units_are_found_without_marks(service):
    assert "/p/A01" in page(service, "/p?q=dai+loc").links
    assert "1 đơn vị có tên chứa “DAI LOC”" in page(service, "/p?q=DAI+LOC").text
    everything = page(service, "/p?q=")
    assert {"/p", "/p/ZA", "/p/A05"} <= set(everything.links)
    assert "Không tìm thấy “\"><script>”" in page(service, "/p?q=%22%3E%3Cscript%3E").text
    assert ask(service, "/p/nowhere")[0] == 404
    for path in ("/cong-dan", "/p/"):
        status, headers, _ = ask(service, path)
        assert (status, headers["Location"]) == (308, "/p")


def test_nothing_inline_and_nothing_from_elsewhere(service):
    for path in ("/p", "/p/A01", "/p?q=", "/p/nowhere"):
        _, headers, body = ask(service, path)
        found = Page(body.decode())
        assert found.inline == []
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "form-action 'self'" in policy
        assert all(file.startswith("/") for file in found.files)
        for file in found.files:
            assert ask(service, file)[0] == 200, file


def test_all_of_it_is_small_packed_and_kept(service):
    status, headers, body = ask(service, "/p", {"Accept-Encoding": "gzip"})
    assert status == 200 and headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers["Vary"] and headers["Cache-Control"] == "no-cache"
    assert gzip.decompress(body) == ask(service, "/p")[2]
    again = ask(service, "/p", {"Accept-Encoding": "gzip", "If-None-Match": headers["ETag"]})
    assert again[0] == 304 and again[2] == b""
    files = set(page(service, "/p").files) | {"/public-worker.js"}
    worker = ask(service, "/public-worker.js")[2].decode()
    files |= set(re.findall(r'"(/assets/[^"]+)"', worker))
    assert any(file.endswith(".woff2") for file in files)
    size = len(body)
    for file in files:
        status, headers, sent = ask(service, file, {"Accept-Encoding": "gzip"})
        assert status == 200, file
        assert not file.startswith("/assets/") or "immutable" in headers["Cache-Control"]
        size += len(sent)
    print(f"{size} bytes in {1 + len(files)} files")
    assert size <= BYTES_MAX


def test_it_can_be_installed(service):
    manifest = json.loads(ask(service, "/public.webmanifest")[2])
    assert manifest["start_url"] == "/p" and manifest["display"] == "standalone"
    purposes = set()
    for icon in manifest["icons"]:
        _, headers, body = ask(service, icon["src"])
        assert headers["Content-Type"] == "image/png"
        width, height = struct.unpack(">II", body[16:24])
        assert icon["sizes"] == f"{width}x{height}"
        purposes.add((icon["purpose"], width))
    assert {("any", 192), ("any", 512), ("maskable", 512)} <= purposes


def test_what_is_small_is_configured_and_faults_are_told(tmp_path, broker, service):
    def configured(text):
        with open(service.config, encoding="utf-8") as file:
            own = file.read()
        path = tmp_path / "ioc-pulse.toml"
        path.write_text(own + text, encoding="utf-8")
        return path

    for text, words in [("[public]\nsmall_counts = 2\n", "expected a whole number from 3 to 10"),
                        ("[public]\nsmal_counts = 5\n", "unknown key 'smal_counts' in [public]")]:
        done = subprocess.run([PROGRAM, "run", "--config", configured(text)], timeout=30,
                              capture_output=True, text=True)
        assert done.returncode == 78 and words in done.stderr
    other = Service(tmp_path / "other", broker, "public", "public-ten", catalog="public_catalog")
    with open(other.config, "a", encoding="utf-8") as file:
        file.write("[public]\nsmall_counts = 10\n")
    with other:
        other.catch_up(sum(count for count, _ in VISITS.values()))
        assert page(other, "/p/A04").told()["Lượt khám", "Ngày"][0] == "dưới 10 lượt"
