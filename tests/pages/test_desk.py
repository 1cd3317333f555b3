"""The officials' desk in a real browser: accessible, on a phone, enlarged, by keyboard, and whole
without script; what people do there, done as people do it."""

import json
import os
import re
import signal
import subprocess
import urllib.request
from datetime import datetime, timedelta, timezone

import pytest

from conftest import HD, PHONE
from hall import Hall, replaced
from looking import judge_reflow, violations
from service import PROGRAM

PASSWORD = "bốn con mèo trên mái"
ZONE = timezone(timedelta(hours=7))
PAGES = {"figures": "/desk", "provision": "/desk/provision", "refused": "/desk/refused",
         "upload": "/desk/upload", "reports": "/desk/reports", "registers": "/desk/registers",
         "comments": "/desk/registers?register=regulations",
         "English": "/desk/provision?lang=en", "late": "/desk/provision?state=late"}
TOUCH_PX = 24


@pytest.fixture(scope="module")
def desk(tmp_path_factory, broker):
    """A hall with refused events of Tam Kỳ, and its officials."""
    with Hall(tmp_path_factory.mktemp("desk"), broker, "desk") as running:
        running.feed.dossier("A", "502", [2, 4])
        running.settle()
        for number in range(3):
            running.feed.send("dossiers", f"bad{number}", {
                "dossier": f"bad{number}", "unit": "502", "procedure": "1.005129",
                "channel": "counter", "status": "hai"})
        running.feed.send("dossiers", "bad3", {"dossier": "bad3", "unit": "503"})
        running.feed.flush()
        for account, grant in (("tamky", "district@502"), ("office", "office@49"),
                               ("admin", "administrator@49"), ("an", "steward@49"),
                               ("binh", "steward@49")):
            words = ["account", "add", account, "--name", f"Cán bộ {account}", "--grant", grant]
            done = subprocess.run([PROGRAM, *words, "--config", running.service.config],
                                  capture_output=True, text=True, timeout=60, check=True)
            link = re.search(r"link=([\w-]+)", done.stdout)[1]
            body = json.dumps({"link": link, "password": PASSWORD}).encode()
            with urllib.request.urlopen(urllib.request.Request(
                    running.http + "/api/v1/password", body, {
                        "Content-Type": "application/json", "Origin": running.http})) as answer:
                assert answer.status == 200
        yield running


@pytest.fixture
def official(desk, look):
    """official(path, account="tamky", …): a page, opened by somebody who signs in as people do."""
    def open_page(path, account="tamky", **options):
        page = look(desk.http + "/sign-in", **options)
        page.fill("#account", account)
        page.fill("#password", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/desk*")
        page.goto(desk.http + path)
        return page

    return open_page


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_pages_on_a_phone(official, path):
    page = official(path, viewport=PHONE, has_touch=True, is_mobile=True)
    page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], \
        "wide tables scroll within themselves"
    sizes = page.eval_on_selector_all("a, button, input, select, summary, textarea", """all => all
      .filter(each => each.checkVisibility()).map(each => {
        const box = each.getBoundingClientRect();
        return [each.outerHTML.slice(0, 80), box.width, box.height];
      })""")
    assert [size for size in sizes if min(size[1:]) < TOUCH_PX] == []


@pytest.mark.parametrize("path", ["/desk/refused", "/desk/registers", "/desk/upload"])
def test_pages_on_a_desk(official, path):
    judge_reflow(official(path, viewport=HD))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_scoreboard_in_both_colour_schemes(official, scheme):
    page = official("/desk/provision", viewport=HD, color_scheme=scheme)
    assert violations(page) == []
    states = page.eval_on_selector_all("td .state", """all => all.map(each => [
      each.className, each.querySelector("svg path").getAttribute("d"), each.innerText])""")
    assert states, "the scoreboard is empty"
    # Colour, shape and word go together, and no two states share one.
    told = {tuple(state) for state in states}
    assert len({shape for _, shape, _ in told}) == len({kind for kind, _, _ in told})
    assert all(words.strip() for _, _, words in told)


def test_a_sheet_is_mended_and_sent_without_script(official, tmp_path):
    page = official("/desk/upload", java_script_enabled=False)
    now = datetime.now(ZONE)
    path = tmp_path / "danh-gia.csv"
    path.write_text(f"dossier;unit;score;time\nTK-1;502;5;{now:%d/%m/%Y}\n"
                    f"TK-2;502;năm;{now:%d/%m/%Y}\n", encoding="utf-8")
    page.select_option("#stream", "ratings")
    page.set_input_files("#file", os.fspath(path))
    page.click("button[value=preview]")
    assert "1 lỗi" in page.inner_text("main") and "cần một số nguyên" in page.inner_text("main")
    assert page.locator("button[value=send]").count() == 0
    assert page.input_value("#stream") == "ratings", "what was chosen stays chosen"
    sheet = page.input_value("#sheet")
    page.fill("#sheet", sheet.replace("năm", "4"))
    page.click("button[value=preview]")
    assert "Sẽ gửi 2 sự kiện" in page.inner_text("main")
    page.click("button[value=send]")
    assert "Đã nhận chắc chắn 2 sự kiện" in page.inner_text("[role=status]")


def test_the_administrators_page(official):
    page = official("/desk/accounts", "admin", viewport=PHONE, has_touch=True, is_mobile=True)
    page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert "tamky" in page.inner_text("main")


def test_what_was_refused_and_its_cure_without_script(official):
    page = official("/desk/refused", java_script_enabled=False)
    said = page.inner_text("main")
    assert said.count("status (/data/status) là “hai”") == 3
    assert "Cách sửa:" in said and "bad3" not in said and "Thành phố Tam Kỳ" in said


def test_an_entry_is_raised_and_answered_without_script(official):
    page = official("/desk/registers", java_script_enabled=False)
    page.click("details.raise summary")
    page.select_option("#owner", "QNA-STTTT")
    page.fill("#title", "Mạng chậm")
    page.fill("#text", "Mạng ở bộ phận một cửa chậm.\nĐề nghị kiểm tra.")
    page.click("details.raise button")
    assert "Đã ghi." in page.inner_text("[role=status]")
    assert "Mạng chậm" in page.inner_text("article.entry h3")
    other = official("/desk/registers", "office", java_script_enabled=False)
    other.fill("article.entry textarea", "Đã nâng băng thông.")
    other.click("article.entry button:text('Gửi trả lời')")
    assert "Đã trả lời" in other.inner_text("article.entry .state")
    page.reload()
    assert "Đã nâng băng thông." in page.inner_text("article.entry")


def test_a_report_is_drafted_and_commented_by_keyboard(official):
    page = official("/desk/reports")
    page.locator("tbody a").nth(0).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/reports/**")
    assert violations(page) == []
    page.focus("#comment")
    page.keyboard.type("Đề nghị kiểm tra cột 3.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "Đề nghị kiểm tra cột 3." in page.inner_text("#comments ~ article")


def test_a_changed_target_is_proposed_and_approved_without_script(desk, official):
    replaced(os.path.join(desk.service.folder, "catalog", "targets.toml"),
             re.compile(r"^at_least = 0.20$", re.MULTILINE), "at_least = 0.25")
    desk.service.process.send_signal(signal.SIGHUP)
    desk.service.wait_for(lambda checks: "rules" in checks)
    page = official("/desk/rules", "an", java_script_enabled=False)
    assert page.locator("mark").all_inner_texts() == ["at_least = 0.2", "at_least = 0.25"]
    page.fill("#text", "Theo Nghị quyết 12.")
    page.click("button:text('Đề nghị áp dụng')")
    assert "Đề nghị của an" in page.inner_text("main")
    for scheme in "light", "dark":
        other = official("/desk/rules?lang=en", "binh", viewport=PHONE, has_touch=True,
                         is_mobile=True, color_scheme=scheme)
        assert violations(other) == []
        assert other.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    other.click("button:text('Approve')")
    assert "Approved" in other.inner_text("main")
    desk.service.wait_for(lambda checks: "rules" not in checks)
