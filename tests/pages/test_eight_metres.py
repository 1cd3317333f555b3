"""The wall read from the last row of the hall: how large, how whole, and how told apart."""

import itertools

import pytest

from conftest import HD, ULTRA_HD
from looking import colours_at, contrast, difference, judge_wall

PAGES = 4  # of the shipped board
DEFICIENCIES = ["none", "protanopia", "deuteranopia", "tritanopia"]
SEEN_AS_ANOTHER = 20  # CIE 1976
SIGN_CONTRAST = 3  # WCAG 2.2, 1.4.11
STATES = {"ok": "đạt mục tiêu", "near": "sát mục tiêu", "bad": "chậm so với mục tiêu"}


@pytest.mark.parametrize("page", range(PAGES))
def test_every_page_is_read_from_eight_metres_on_a_4k_wall(hall, wall, page):
    judge_wall(wall(hall, page, viewport=ULTRA_HD))


def test_on_an_hd_wall_it_is_the_same_picture(hall, wall):
    judge_wall(wall(hall, viewport=HD))


@pytest.mark.parametrize("mm, m", [(1882, 5), (1882, 8), (1218, 8)])
def test_on_a_smaller_screen_letters_stay_as_large_and_pages_become_more(hall, wall, mm, m):
    opened = wall(hall, query=f"&mm={mm}&m={m}", viewport=ULTRA_HD)
    if opened.locator(".marks").count():
        pages = opened.locator(".mark:not(.now)").count()
    else:
        pages = int(opened.locator(".pages").inner_text().split("/")[1])
    assert pages > PAGES
    for _ in range(pages):
        judge_wall(opened, mm, m * 1000)
        opened.keyboard.press("ArrowRight")


def test_alerts_are_read_from_eight_metres(alarmed, wall):
    opened = wall(alarmed, viewport=ULTRA_HD)
    opened.locator(".alerts").wait_for()
    assert "dịch vụ mức độ 4 đúng hạn" in opened.locator(".alert .summary").first.inner_text()
    judge_wall(opened)
    opened.keyboard.press("ArrowRight")
    opened.locator(".strip").wait_for()
    judge_wall(opened)


def test_a_board_that_is_not_there_is_said_as_large(hall, wall):
    opened = wall(hall, query="&board=khac", viewport=ULTRA_HD)
    assert "Không có bảng “khac”" in opened.locator("h1").inner_text()
    judge_wall(opened)


def test_each_state_has_a_shape_and_a_word_of_its_own(hall, wall):
    opened = wall(hall)
    shapes = {}
    for state, words in STATES.items():
        aim = opened.locator(f".tile.{state} .aim").first
        assert words in aim.inner_text()
        shapes[state] = aim.locator("svg").inner_html()
    nothing = opened.locator(".tile.none").first
    assert "chưa có số liệu" in nothing.inner_text()
    shapes["none"] = nothing.locator("svg").first.inner_html()
    assert len(set(shapes.values())) == len(shapes)


def centres(page, selector):
    return page.eval_on_selector_all(selector, """all => all.map(each => {
      const box = each.getBoundingClientRect();
      return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
    })""")


def edges(page, selector):
    """A point in the coloured edge of each, and one on its ground beside it."""
    return page.eval_on_selector_all(selector, """all => all.map(each => {
      const box = each.getBoundingClientRect();
      const edge = parseFloat(getComputedStyle(each).borderLeftWidth);
      const y = Math.round(box.top + box.height / 2);
      return [[Math.round(box.left + edge / 2), y], [Math.round(box.left + edge + 6), y]];
    })""")


def test_colours_of_states_are_told_apart_by_eyes_that_lack_a_colour(hall, wall, look):
    """As Chromium shows the page to such eyes, from its pixels."""
    opened, blank = wall(hall), look("about:blank")
    control = opened.context.new_cdp_session(opened)
    painted = {}
    for deficiency in DEFICIENCIES:
        control.send("Emulation.setEmulatedVisionDeficiency", {"type": deficiency})
        picture = opened.screenshot()
        colours = {}
        for state in STATES:
            edge, ground = edges(opened, f".tile.{state}")[0]
            colours[state], beside = colours_at(blank, picture, [edge, ground])
            assert contrast(colours[state], beside) >= SIGN_CONTRAST, (deficiency, state)
        for one, two in itertools.combinations(STATES, 2):
            assert difference(colours[one], colours[two]) >= SEEN_AS_ANOTHER, (
                deficiency, one, two, colours)
        painted[deficiency] = colours
    assert len({str(colours) for colours in painted.values()}) == len(DEFICIENCIES)


@pytest.mark.parametrize("page, places", [(0, ".tile"), (2, ".row"), (3, ".cell")])
def test_signs_stand_out_from_their_ground(hall, wall, look, page, places):
    opened, blank = wall(hall, page), look("about:blank")
    control = opened.context.new_cdp_session(opened)
    for deficiency in DEFICIENCIES:
        control.send("Emulation.setEmulatedVisionDeficiency", {"type": deficiency})
        picture = opened.screenshot()
        for state in STATES:
            where = f"{places}.{state}"
            [sign, *_], [(_, ground), *_] = centres(opened, f"{where} .aim svg"), edges(
                opened, where)
            colour, beside = colours_at(blank, picture, [sign, ground])
            assert contrast(colour, beside) >= SIGN_CONTRAST, (deficiency, state, colour, beside)
