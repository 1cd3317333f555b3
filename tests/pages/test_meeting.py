"""The meeting in a browser: boards that stand still, two clicks to a unit's trend, paper, and what
is concluded; by mouse, finger and keyboard, on the wall and on a phone."""

import datetime
import json
import re
import time
import urllib.parse

import pytest

from conftest import HD, LEADERS_PHONE, READY, ULTRA_HD
from looking import contrast, colours_at, judge_reflow, judge_wall, texts, until, violations
from people import PASSWORD
from test_accessible import TOUCH_PX, ZOOMS
from test_two_actions import tab_to

ZONE = datetime.timezone(datetime.timedelta(hours=7))
TILE = "Giải quyết đúng hạn toàn tỉnh"
THERE = f"({READY}) && document.querySelector('.reading') === null"
UNITS = "document.querySelectorAll('.part').length === 17"
TREND = "document.querySelector('.trend .value span') !== null"
INDICATOR = "dossiers.on_time"


@pytest.fixture(scope="module")
def instant(hall):
    """All that the hall began with has happened by then; what comes later is not known then."""
    hall.settle()
    time.sleep(1.5)
    at = datetime.datetime.now(ZONE).replace(microsecond=0)
    hall.feed.dossier("later", "502", [2, 9])  # so that the instant is not newer than the newest
    hall.settle()
    wait_for_reading(hall, at)
    return at.isoformat()


def wait_for_reading(hall, at):
    deadline = time.monotonic() + 60
    query = urllib.parse.urlencode({"indicator": INDICATOR, "window": "month", "unit": "49",
                                    "as_of": at.isoformat()})
    while True:
        try:
            return hall.service.get("/api/v1/figures?" + query)
        except OSError:
            assert time.monotonic() < deadline, hall.service.last_words()
            time.sleep(0.5)


@pytest.fixture(scope="module")
def people(hall):
    """Accounts with passwords; each signs in in its own browser."""
    hall.service.add("chu.tich", "leader@49")
    hall.service.add("can.bo", "officer@510")


@pytest.fixture
def signed_in(hall, look, people):
    def open_page(account, address="/desk", **options):
        page = look(hall.http + "/sign-in", **options)
        page.fill("#account", account)
        page.fill("#password", PASSWORD.format(account))
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk*")
        if address != "/desk":
            page.goto(hall.http + address)
        return page
    return open_page


def address(instant=None, **query):
    if instant:
        query["as_of"] = instant
    return "/?" + urllib.parse.urlencode({"board": "leaders", "seconds": 3600} | query)


@pytest.fixture
def frozen(hall, look, instant):
    """The boards at the instant, at one of their pages."""
    def open_page(page=1, ready=THERE, query=None, **options):
        hall.refresh()
        opened = look(hall.http + address(instant, page=page, **(query or {})), **options)
        until(opened, ready, 30)
        return opened
    return open_page


def said(page, selector):
    return page.inner_text(selector).replace("\xa0", " ").strip()


def values(page):
    return page.eval_on_selector_all(".tile", """all => Object.fromEntries(all.map(each =>
      [each.querySelector("h2").innerText,
       each.querySelector(".value").innerText.replace("\xa0", " ")]))""")


# -- frozen ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", range(1, 5))
def test_every_frozen_page_is_read_from_eight_metres(frozen, page):
    opened = frozen(page, viewport=ULTRA_HD)
    judge_wall(opened)
    assert "ĐÃ CHỐT" in opened.inner_text(".badge")


def test_a_frozen_page_says_its_instant_and_each_figures_edition(frozen, hall, instant):
    opened = frozen()
    local = datetime.datetime.fromisoformat(instant)
    assert local.strftime("%H:%M:%S · %d/%m/%Y").replace(":00 ·", " ·") in \
        opened.inner_text(".badge")
    told = opened.locator(".tile:has(.value:not(.none)) footer").all_inner_texts()
    assert told and all(re.search(r"bản [0-9A-F]{6}$", words.strip()) for words in told), told
    assert "cách đây" not in opened.inner_text("main")
    assert opened.locator(".clock, .strip").count() == 0
    # What the interface tells of that instant is what stands there.
    query = urllib.parse.urlencode({"indicator": INDICATOR, "window": "month", "unit": "49",
                                    "as_of": instant})
    [figure] = json.loads(hall.service.get("/api/v1/figures?" + query))["items"]
    shown = f"{figure['value'] * 100:.1f}".replace(".", ",") + " %"
    assert values(opened)[TILE] == shown


def test_what_comes_later_moves_the_live_page_and_not_the_frozen_one(frozen, wall, hall):
    still, live = frozen(), wall(hall)
    before, moved = values(still), values(live)
    for number in range(30):
        hall.feed.dossier(f"later-{number}", "502", [2])
    hall.settle()
    name = "Hồ sơ đang giải quyết"
    until(live, f"""[...document.querySelectorAll('.tile')].find(each => each.innerText.includes(
        '{name}')).querySelector('.value').innerText !== {json.dumps(moved[name])}""")
    assert values(still) == before
    still.reload()
    until(still, THERE, 30)
    assert values(still) == before
    assert values(live)[name] != before[name]


def test_targets_of_a_frozen_page_stand_as_they_stood(frozen):
    opened = frozen(4)
    until(opened, "document.querySelectorAll('.cell .aim').length > 0")
    assert opened.locator(".cell.bad").count() > 0 and opened.locator(".cell.ok").count() > 0


def test_frozen_cannot_be_taken_for_live(frozen, wall, hall, look):
    """Another ground, a frame and a badge that stands out, in pixels; and words."""
    blank, points = look("about:blank"), [(3, 540), (960, 15)]
    live, still = wall(hall), frozen()
    of_live = colours_at(blank, live.screenshot(), points)
    of_still = colours_at(blank, still.screenshot(), points)
    assert of_live[1] != of_still[1]
    assert contrast(of_still[0], of_still[1]) > 4, "the frame"
    box = still.locator(".badge").bounding_box()
    [badge] = colours_at(blank, still.screenshot(), [(box["x"] + 4, box["y"] + box["height"] / 2)])
    assert contrast(badge, of_still[1]) > 7


def test_one_press_leads_back_to_live_and_to_the_same_page(frozen):
    opened = frozen(3)
    opened.click("text=Về trực tiếp")
    until(opened, "document.querySelector('.clock time') !== null")
    assert "as_of" not in opened.url and "page=3" in opened.url
    assert opened.locator(".badge").count() == 0
    assert "Nam Giang" in opened.inner_text("main")


def test_an_instant_is_chosen_on_the_page_with_the_keyboard(hall, wall, instant):
    opened = wall(hall)
    opened.keyboard.press("f")
    assert violations(opened) == []
    opened.fill("dialog input", instant[:16])
    opened.keyboard.press("Enter")
    opened.wait_for_url("**as_of=*")
    until(opened, THERE, 60)
    assert instant[11:16] in opened.inner_text(".badge")
    opened.keyboard.press("l")
    until(opened, "document.querySelector('.clock time') !== null")
    assert "as_of" not in opened.url


def test_an_instant_is_chosen_with_the_mouse(hall, wall):
    opened = wall(hall)
    opened.mouse.move(500, 500)
    opened.click("button.freeze")
    opened.click("dialog button[value=seven]")
    opened.wait_for_url("**as_of=*T07%3A00%3A00%2B07%3A00*")


def test_an_instant_that_is_not_there_yet_is_told_in_words(hall, look):
    later = (datetime.datetime.now(ZONE) + datetime.timedelta(days=2)).isoformat()
    page = look(hall.http + address(later))
    until(page, "document.querySelector('.wrong') !== null", 30)
    assert "Chưa có số liệu của thời điểm này. Mới nhất là" in page.inner_text("main")
    judge_wall(page)
    page = look(hall.http + "/?as_of=h%C3%B4m%20qua")
    until(page, "document.querySelector('.wrong') !== null", 30)
    assert "hôm qua" in page.inner_text("main")
    page.click("text=Về trực tiếp")
    until(page, THERE)


def answer(status, detail, headers=None):
    def give(route):
        route.fulfill(status=status, headers=headers or {}, content_type="application/problem+json",
                      body=json.dumps({"status": status, "detail": detail}))
    return give


def test_while_the_log_is_read_the_page_says_how_far_and_then_shows_it(hall, look, instant):
    """What a busy service answers is put in its way; the figures come from the real one."""
    page = look("about:blank")
    told = []

    def busy_at_first(route):
        told.append(route.request.url)
        if len(told) > 3:
            return route.continue_()
        return answer(503, f"the figures as of {instant} are being computed: 42 % of 1000 records "
                      "are read. Ask again in a moment.", {"Retry-After": "1"})(route)
    page.route("**/api/v1/figures?*", busy_at_first)
    page.goto(hall.http + address(instant))
    until(page, "document.querySelector('progress')?.value === 42")
    assert "đang đọc lại nhật ký, 42 %" in page.inner_text("main")
    assert violations(page) == []
    until(page, THERE, 30)
    assert values(page)[TILE] != ""


def test_a_log_that_was_cut_is_told_in_words(hall, look, instant):
    page = look("about:blank")
    page.route("**/api/v1/figures?*", answer(409, "meeting/0: the log no longer holds …"))
    page.goto(hall.http + address(instant))
    until(page, "document.querySelector('.wrong') !== null")
    assert "không còn đủ các bản ghi" in page.inner_text("main")


# -- two clicks ----------------------------------------------------------------------------------


def worst_first(page):
    amounts = page.locator(".part .amount").all_inner_texts()
    return [float(re.sub(r"[^\d,]", "", text).replace(",", ".")) for text in amounts]


@pytest.mark.parametrize("how", ["mouse", "finger", "keyboard"])
@pytest.mark.parametrize("state", ["live", "frozen"])
def test_from_a_board_to_a_unit_to_its_trend_in_two_clicks(hall, look, instant, how, state):
    finger = {"viewport": LEADERS_PHONE, "has_touch": True, "is_mobile": True}
    hall.refresh()
    page = look(hall.http + address(instant if state == "frozen" else None),
                **(finger if how == "finger" else {"viewport": HD}))
    until(page, THERE, 30)

    def act(selector):
        if how == "keyboard":
            tab_to(page, selector)
            page.keyboard.press("Enter")
        elif how == "finger":
            page.tap(selector)
        else:
            page.click(selector)
    act(f".tile a:text-is('{TILE}')")
    until(page, UNITS, 30)
    amounts = worst_first(page)
    assert amounts == sorted(amounts) and len(amounts) == 17
    assert "còn thiếu" in page.inner_text(".part >> nth=0")
    act(".part a:text-is('Nam Giang')")
    until(page, TREND, 30)
    assert said(page, ".trend .value") == "70,0 %"
    assert "chậm so với mục tiêu" in page.inner_text(".facts")
    assert ("as_of" in page.url) == (state == "frozen")
    # The address is the place.
    other = look(page.url, viewport=HD)
    until(other, TREND, 30)
    assert other.inner_text(".trend .value") == page.inner_text(".trend .value")


def test_the_way_back_is_one_key_a_step(frozen):
    opened = frozen(2)
    opened.click(".tile a >> nth=1")
    until(opened, "document.querySelector('.list') !== null", 30)
    opened.keyboard.press("Escape")
    until(opened, "document.querySelector('.tile') !== null", 30)
    assert "page=2" in opened.url and "as_of" in opened.url


def test_the_map_and_the_worst_lead_to_trends_with_one_click(frozen):
    for page, place in ((3, ".row"), (4, ".cell")):
        opened = frozen(page)
        opened.click(f"{place} a:text-is('Nam Giang')")
        until(opened, TREND, 30)
        assert "Nam Giang" in opened.inner_text("h1")


def test_departments_and_units_below_are_told_too(hall, look):
    page = look(hall.http + "/?of=dossiers.open&window=now&below=502", viewport=HD)
    until(page, "document.querySelector('.list') !== null", 30)
    assert "Thành phố Tam Kỳ" in page.inner_text("h1")
    page = look(hall.http + "/?of=services.level4_share&window=now&below=49", viewport=HD)
    until(page, "document.querySelectorAll('.part').length > 0", 30)
    assert page.locator(".levels a[aria-current]").inner_text() == "Sở, ban, ngành"
    page.click(".levels a:text-is('Cấp huyện')")
    until(page, "document.querySelector('.list .value.none') !== null", 30)


SHARED = {"list": {"of": INDICATOR, "window": "month", "below": "49"},
          "trend": {"of": INDICATOR, "window": "month", "unit": "510"},
          "days": {"of": "dossiers.received", "window": "day", "unit": "502"}}


@pytest.mark.parametrize("place", SHARED)
@pytest.mark.parametrize("state", ["live", "frozen"])
def test_what_stands_behind_is_read_from_eight_metres(hall, look, instant, place, state):
    hall.refresh()
    page = look(hall.http + address(instant if state == "frozen" else None, **SHARED[place]),
                viewport=ULTRA_HD)
    until(page, UNITS if place == "list" else TREND, 30)
    judge_wall(page)


@pytest.mark.parametrize("place", ["board", *SHARED])
@pytest.mark.parametrize("zoom", ["phone", *ZOOMS])
def test_frozen_pages_on_a_phone_and_enlarged(hall, look, instant, place, zoom):
    viewport, factor = ZOOMS.get(zoom, (LEADERS_PHONE, 3))
    page = look(hall.http + address(instant, **SHARED.get(place, {})), viewport=viewport,
                device_scale_factor=factor)
    until(page, {"board": THERE, "list": UNITS}.get(place, TREND), 30)
    judge_reflow(page)
    page.evaluate("scrollTo(0, 10000)")
    page.wait_for_timeout(200)
    box = page.locator(".badge").bounding_box()
    assert 0 <= box["y"] < viewport["height"], "it stays in sight"


def test_targets_for_fingers_are_large_enough_on_the_boards(frozen):
    opened = frozen(viewport=LEADERS_PHONE, has_touch=True, is_mobile=True)
    sizes = opened.eval_on_selector_all("nav a, button", """all => all
      .filter(each => each.checkVisibility()).map(each => {
        const box = each.getBoundingClientRect();
        return [each.innerText, box.width, box.height];
      })""")
    assert sizes and [size for size in sizes if min(size[1:]) < TOUCH_PX] == []


INNER = "/?of=milestones.open&window=now&unit=49"


def test_what_may_not_be_seen_is_said_as_what_is_not_there(hall, look, signed_in):
    said = []
    for where in (INNER, "/?of=no.such&window=now&unit=49"):
        page = look(hall.http + where)
        until(page, "document.querySelector('.wrong') !== null")
        # The rest of the page tells of clock and connection.
        said.append(page.inner_text("h1") + page.inner_text("main"))
    assert "hoặc tài khoản này không được xem" in said[0]
    assert said[0] == said[1]
    page = signed_in("chu.tich", INNER)
    until(page, "document.querySelector('.trend') !== null")


# -- paper -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["board", "worst", "map", *SHARED])
def test_a_page_is_printed_as_it_stands(frozen, place, instant):
    at = {"worst": 3, "map": 4}.get(place, 1)
    opened = frozen(at, {"list": UNITS, "trend": TREND, "days": TREND}.get(place, THERE),
                    SHARED.get(place))
    shown = [text["words"] for text in texts(opened)]
    opened.emulate_media(media="print")
    assert violations(opened) == [], "dark on white"
    printed = opened.inner_text("body")
    assert "Số liệu chốt lúc" in printed and re.search("(bản|BẢN) [0-9A-F]{6}", printed)
    assert urllib.parse.quote(instant[:10]) in printed and "ĐÃ CHỐT" in printed
    assert opened.locator(".controls").is_hidden()
    words = printed.replace("\xa0", " ")
    left_out = " ".join(opened.locator(".controls, .levels, .ways").all_text_contents())
    assert [each for each in shown
            if each.replace("\xa0", " ") not in words and each not in left_out] == []
    pages = opened.pdf(prefer_css_page_size=True, print_background=False)
    count = len(re.findall(rb"/Type\s*/Page[^s]", pages))
    assert count == 1, "one sheet"


# -- conclusions -----------------------------------------------------------------------------------


def test_from_a_figure_to_a_conclusion_that_opens_the_next_meeting(signed_in, instant, hall):
    page = signed_in("chu.tich", address(instant, **SHARED["trend"]), viewport=LEADERS_PHONE,
                     has_touch=True, is_mobile=True)
    until(page, TREND, 30)
    page.tap("text=Ghi kết luận")
    page.wait_for_url("**/meeting?*")
    assert page.locator("#owner").input_value() == "510"
    assert "Huyện Nam Giang" in page.inner_text("form.note .from")
    page.fill("#task", "Báo cáo nguyên nhân chậm và cách khắc phục")
    page.fill("#due", (datetime.datetime.now(ZONE) + datetime.timedelta(days=9)).date().isoformat())
    page.tap("form.note button")
    page.wait_for_url("**/meeting?told=noted")
    assert page.locator("[role=status]").inner_text() == "Đã ghi kết luận."
    meets = datetime.datetime.now(ZONE).replace(microsecond=0) + datetime.timedelta(seconds=2)
    card = page.locator(".conclusion", has_text="Báo cáo nguyên nhân").inner_text()
    assert "còn 9 ngày làm việc" in card and "Huyện Nam Giang" in card
    judge_reflow(page)
    # The figure it came from, as it was.
    page.tap(".conclusion .from a")
    until(page, TREND, 30)
    assert said(page, ".trend .value") == "70,0 %"
    # The next meeting, which is frozen at an instant after the conclusion and before now.
    page = signed_in("chu.tich", viewport=HD)
    while datetime.datetime.now(ZONE) < meets + datetime.timedelta(seconds=1):
        time.sleep(0.1)
    page.goto(hall.http + address(meets.isoformat()))
    until(page, "document.querySelector('.alerts .summary, .wrong') !== null", 60)
    if page.locator(".wrong").count():  # nothing has happened since
        hall.feed.dossier("newer", "502", [2])
        hall.settle()
        page.reload()
        until(page, "document.querySelector('.alerts .summary') !== null", 60)
    assert "Kết luận các kỳ họp trước" in page.inner_text("h1")
    assert "Báo cáo nguyên nhân" in page.inner_text("main")
    judge_wall(page)


def test_the_meetings_page_is_for_everyone_who_is_signed_in(signed_in):
    for viewport, factor in [(HD, 1), (LEADERS_PHONE, 3), *ZOOMS.values()]:
        page = signed_in("chu.tich", "/meeting", viewport=viewport, device_scale_factor=factor)
        judge_reflow(page)
    page.emulate_media(media="print")
    assert violations(page) == []
    assert page.locator("form.note").is_hidden()


def test_an_official_reads_and_cannot_conclude(signed_in):
    page = signed_in("can.bo", "/meeting", viewport=LEADERS_PHONE)
    assert page.locator("form[method=post]").count() == 0
    judge_reflow(page)


# -- two actions from the first page, in Vietnamese ------------------------------------------------


def test_an_official_at_the_desk_has_the_units_figure_with_one_action(hall, look, people):
    """The first page is /desk, which asks who it is; the one action is to sign in."""
    page = look(hall.http + "/desk", viewport=HD)
    tab_to(page, "#account")
    page.keyboard.type("can.bo")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD.format("can.bo"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    row = page.locator("article", has_text="Giải quyết đúng hạn").first.inner_text()
    assert "70,0" in row, row
    assert page.evaluate("document.documentElement.lang") == "vi"
    judge_reflow(page)


def test_a_leader_on_a_phone_reaches_a_units_figure_with_two_actions(signed_in):
    page = signed_in("chu.tich", address(), viewport=LEADERS_PHONE, has_touch=True,
                     is_mobile=True)
    until(page, THERE)
    page.tap(f".tile a:text-is('{TILE}')")
    until(page, UNITS, 30)
    page.tap(".part a:text-is('Nam Giang')")
    until(page, TREND, 30)
    assert said(page, ".trend .value") == "70,0 %"
    assert page.evaluate("document.documentElement.lang") == "vi"
    judge_reflow(page)
