"""An alert that somebody takes over at the desk, as the hall sees it; and a screen with a token of
its own, until the token is revoked."""

import json
import time

import pytest

from conftest import HD, HELD, READY
from looking import judge_reflow, judge_wall, until
from people import PeopleService
from playwright.sync_api import Error as PlaywrightError

TOLD_S = 5
PASSWORD = "vài từ không ai đoán {}"
ALERTS = "document.querySelector('.alerts') !== null"
FIGURES = "document.querySelector('main .value') !== null"


class Office:
    """Accounts and tokens of a hall's service."""

    command, lines = PeopleService.command, PeopleService.lines

    def __init__(self, hall):
        self.hall, self.config, self.http = hall, hall.service.config, hall.http

    def sign_in(self, look, account, grant):
        """A page at the desk."""
        [made] = self.lines("account", "add", account, "--name", "Lê Thị Lan", "--grant", grant)
        page = look(self.http + "/sign-in?" + made["link"].split("?")[1])
        for field in "password", "again":
            page.fill(f"#{field}", PASSWORD.format(account))
        page.click("main button")
        page.wait_for_url("**/sign-in?told=password")
        page.fill("#account", account)
        page.fill("#password", PASSWORD.format(account))
        page.click("main button")
        page.wait_for_url("**/desk")
        return page


@pytest.fixture(scope="module")
def office(alarmed):
    return Office(alarmed)


def holds(page, true):
    try:
        return page.evaluate(true)
    except PlaywrightError:  # it is loading itself anew
        return False


def within(page, true, since, limit_s):
    while not holds(page, true):
        assert time.monotonic() - since < limit_s, true
        page.wait_for_timeout(50)
    return time.monotonic() - since


def test_a_taken_alert_presses_no_more_and_says_who_has_it(office, look):
    wall = look(office.http + "/?seconds=2", viewport=HD)
    wall.locator(".alerts").wait_for()
    desk = office.sign_in(look, "lan", "leader@49")
    judge_reflow(desk)
    alerts = json.loads(office.hall.service.get("/api/v1/alerts?state=firing"))["items"]
    pressing = [alert for alert in alerts if alert["severity"] == "critical"]
    assert pressing
    for alert in pressing:
        desk.goto(f"{office.http}/desk?unit={alert['unit'] or '49'}")
        form = desk.locator("form.answer", has=desk.locator(
            f"input[name=alert][value='{alert['alert']}']"))
        form.locator("textarea").fill("Đã giao Sở Nội vụ,\nbáo cáo trước 15 giờ")
        form.locator("button[value=acknowledged]").click()
        desk.wait_for_url("**told=alert**")
    assert "Đã ghi nhận" in desk.inner_text(".told")
    said = desk.inner_text("main")
    assert "Đã tiếp nhận: Lê Thị Lan" in said and "báo cáo trước 15 giờ" in said
    judge_reflow(desk)

    # Once the wall has heard of it the figures stay: no turn is the alerts' any more.
    until(wall, f"{FIGURES} && [...document.querySelectorAll('.strip')]"
                ".some(strip => strip.textContent.includes('đã tiếp nhận'))")
    for _ in range(30):
        wall.wait_for_timeout(200)
        assert not wall.evaluate(ALERTS)
    assert "đã tiếp nhận" in wall.inner_text(".strip"), "it stays in the strip"

    # By hand the page of alerts is there, with the office; the public is not told who.
    wall.keyboard.press("0")
    wall.locator(".alerts").wait_for()
    assert "đã tiếp nhận: Tỉnh Quảng Nam, từ" in wall.inner_text(".alerts")
    assert "Lan" not in wall.inner_text("main")
    judge_wall(wall)

    # Given back, it presses again at once.
    wall.keyboard.press("1")
    until(wall, FIGURES)
    for alert in pressing:
        desk.goto(f"{office.http}/desk?unit={alert['unit'] or '49'}")
        desk.locator("form.answer", has=desk.locator(
            f"input[name=alert][value='{alert['alert']}']")).locator(
                "button[value=released]").click()
        desk.wait_for_url("**told=alert**")
    wall.locator(".alerts").wait_for(timeout=10_000)


def test_a_screen_shows_more_until_it_is_revoked_and_says_so(office, look):
    [token] = office.lines("token", "add", "hall", "--screen", "--unit", "49")
    screen = look(token["link"] + "&seconds=3600", viewport=HD)
    assert screen.url == office.http + HELD, "the link is in no later address"
    until(screen, READY)
    cookies = {cookie["name"]: cookie for cookie in screen.context.cookies()}
    assert cookies["screen"]["httpOnly"] and cookies["screen"]["sameSite"] == "Strict"
    assert "screen" not in screen.evaluate("document.cookie")
    public = {item["id"] for item in
              json.loads(office.hall.service.get("/api/v1/indicators"))["items"]}
    listed = "fetch('/api/v1/indicators').then(a => a.json()).then(a => a.items.map(i => i.id))"
    assert set(screen.evaluate(listed)) > public
    assert screen.locator("aside.screen").count() == 0
    begun = time.monotonic()
    office.command("token", "revoke", "hall")
    within(screen, "document.querySelector('aside.screen') !== null", begun, TOLD_S + 1)
    assert "không còn quyền xem số liệu nội bộ" in screen.inner_text("aside.screen")
    until(screen, READY)
    assert set(screen.evaluate(listed)) == public
    screen.keyboard.press("1")  # a critical alert fires here, whose page is in front
    until(screen, FIGURES)
    assert "Hồ sơ" in screen.inner_text("main"), "what is public goes on"
    judge_wall(screen)
    # A day later, too.
    screen.reload()
    until(screen, READY)
    assert screen.locator("aside.screen").count() == 1
    english = look(office.http + HELD + "&lang=en", viewport=HD)
    until(english, READY)
    assert english.locator("aside.screen").count() == 0, "other browsers are no screens"
