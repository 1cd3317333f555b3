"""Whoever comes reaches their figure with two actions from the first page, in Vietnamese, with the
keyboard alone: the leader in the hall, the citizen on a phone."""

import pytest

from conftest import PHONE
from looking import until

# A figure of each page of the shipped board, and which keys lead to it.
LEADERS = {
    "Hồ sơ quá hạn": [],
    "Văn bản đến xử lý đúng hạn": ["ArrowRight"],
    "Nam Giang": ["ArrowRight", "ArrowRight"],
    "Núi Thành": ["ArrowLeft"],
}
UNITS = [("Huyện Nam Giang", "nam giang"), ("Thành phố Tam Kỳ", "tam ky"),
         ("Sở Tư pháp", "so tu phap")]


@pytest.mark.parametrize("words", LEADERS)
def test_a_leader_reaches_every_page_with_two_keys(hall, wall, words):
    opened = wall(hall)
    for key in LEADERS[words]:
        opened.keyboard.press(key)
    assert words in opened.inner_text("main")
    assert len(LEADERS[words]) <= 2


def test_a_leader_reaches_every_page_with_its_digit(hall, wall):
    opened = wall(hall)
    for digit, words in enumerate(LEADERS, start=1):
        opened.keyboard.press(str(digit))
        assert words in opened.inner_text("main")


def test_while_an_alert_fires_no_page_is_further(alarmed, wall):
    """From the alert page, which a critical alert puts in front, and from the first page."""
    opened = wall(alarmed)
    opened.locator(".alerts").wait_for()
    for words in LEADERS:
        assert reached_with_two(opened, words), words
    assert reached_with_two(opened, "dịch vụ mức độ 4 đúng hạn")


def reached_with_two(opened, words):
    """Any two arrow keys, from the alert page; the wall is back there afterwards."""
    for keys in ([], ["ArrowRight"], ["ArrowRight"] * 2, ["ArrowLeft"], ["ArrowLeft"] * 2):
        opened.keyboard.press("0")
        for key in keys:
            opened.keyboard.press(key)
        if words in opened.inner_text("main"):
            return True
    return False


def test_a_page_that_is_looked_at_can_be_held(hall, look):
    opened = look(hall.http + "/?seconds=2")
    until(opened, "document.querySelector('main .value') !== null")
    opened.keyboard.press("3")
    opened.keyboard.press("p")
    assert "tạm dừng" in opened.inner_text(".pages")
    opened.wait_for_timeout(4000)
    assert "Nam Giang" in opened.inner_text("main")
    opened.keyboard.press("p")
    until(opened, "document.querySelector('.worst') === null")


@pytest.mark.parametrize("name, typed", UNITS)
def test_a_citizen_finds_a_unit_by_name_with_two_actions(hall, look, name, typed):
    """One: its name, without marks, and Enter. Two: the link."""
    page = look(hall.http + "/p", viewport=PHONE)
    tab_to(page, "#q")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/p?q=*")
    tab_to(page, f"main a:text-is('{name}')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/*")
    assert page.inner_text("h1") == name
    assert page.evaluate("document.documentElement.lang") == "vi"


def test_a_citizen_finds_a_commune_and_its_figure_with_two_actions(hall, look):
    page = look(hall.http + "/p", viewport=PHONE)
    tab_to(page, "#q")
    page.keyboard.type("tan thanh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/p?q=*")
    tab_to(page, "main a[href='/p/20335']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/20335")
    # Three dossiers are so few that their number is not told.
    row = page.locator("article", has_text="Hồ sơ đang giải quyết").first.inner_text()
    assert "dưới 5" in row


def test_a_citizen_finds_a_district_by_finger_with_two_actions(hall, look):
    page = look(hall.http + "/p", viewport=PHONE, has_touch=True, is_mobile=True)
    page.tap("details.below summary")
    page.tap("main a:text-is('Huyện Nam Giang')")
    assert page.inner_text("h1") == "Huyện Nam Giang"
    row = page.locator("article", has_text="Tỷ lệ giải quyết đúng hạn").first.inner_text()
    assert "70\u00a0%" in row and "Chậm so với mục tiêu" in row


def tab_to(page, selector, most=60):
    """With the Tab key alone."""
    wanted = page.locator(selector).first
    for _ in range(most):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached")
