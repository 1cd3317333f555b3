"""Pages for everyone: on a phone, enlarged, by keyboard, without motion, without script."""

import pytest

from conftest import HD, PHONE
from looking import judge_reflow, texts

CITIZENS = {"province": "/p", "district": "/p/502", "commune": "/p/20335", "found": "/p?q=dai+loc",
            "all": "/p?q=", "nothing": "/p?q=xyz", "unknown": "/p/nowhere",
            "English": "/p/502?lang=en"}
# A browser's zoom makes the page narrower by as much as its points grow.
ZOOMS = {"200": ({"width": 960, "height": 540}, 2), "400": ({"width": 480, "height": 270}, 4),
         "400 of a small screen": ({"width": 320, "height": 256}, 4)}
TOUCH_PX = 24  # WCAG 2.2, 2.5.8
PHONE_LETTER_PX = 13


@pytest.mark.parametrize("path", CITIZENS.values(), ids=CITIZENS)
def test_citizens_pages_on_a_phone(hall, look, path):
    page = look(hall.http + path, viewport=PHONE, has_touch=True, is_mobile=True)
    judge_reflow(page)


@pytest.mark.parametrize("path", ["/p", "/p/502", "/p?q="])
@pytest.mark.parametrize("zoom", ZOOMS)
def test_citizens_pages_enlarged(hall, look, path, zoom):
    viewport, factor = ZOOMS[zoom]
    judge_reflow(look(hall.http + path, viewport=viewport, device_scale_factor=factor))


@pytest.mark.parametrize("zoom", ["phone", *ZOOMS])
def test_the_wall_on_a_phone_and_enlarged(alarmed, wall, zoom):
    viewport, factor = ZOOMS.get(zoom, (PHONE, 3))
    opened = wall(alarmed, viewport=viewport, device_scale_factor=factor)
    judge_reflow(opened)
    said = opened.inner_text("main")
    for words in ("Giải quyết đúng hạn toàn tỉnh", "Văn bản đến", "Nam Giang", "Núi Thành"):
        assert words in said, "all pages stand below each other"
    assert min(text["digit"] for text in texts(opened)) >= 0.69 * PHONE_LETTER_PX
    # Whoever scrolls by keyboard can.
    opened.keyboard.press("Space")
    opened.wait_for_timeout(300)
    assert opened.evaluate("scrollY") > 0


def test_citizens_page_on_a_desk(hall, look):
    page = look(hall.http + "/p/502", viewport=HD)
    judge_reflow(page)


def test_citizens_page_by_keyboard(hall, look):
    """Each link, field and button is reached in turn and seen when it is; details open."""
    page = look(hall.http + "/p", viewport=PHONE)
    page.evaluate("document.querySelector('details').open = true")
    wanted = page.evaluate("""[...document.querySelectorAll("a, button, input, summary")]
      .filter(each => each.checkVisibility()).length""")
    reached = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        at = page.evaluate("""(async () => {
          for (let frame = 0; frame < 3; ++frame) await new Promise(requestAnimationFrame);
          const at = document.activeElement, box = at.getBoundingClientRect();
          const style = getComputedStyle(at);
          const top = document.elementFromPoint(box.left + box.width / 2,
                                                box.top + Math.min(box.height / 2, 8));
          return {name: at.outerHTML.slice(0, 80),
                  inside: box.top > -1 && box.bottom < innerHeight + 1,
                  outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
                  seen: at.contains(top) || at === top || top?.contains(at)};
        })()""")
        assert at["inside"] and at["outline"] and at["seen"], at
        reached.append(at["name"])
    assert len(set(reached)) == wanted, "nothing is passed over, nothing holds the focus"


@pytest.mark.parametrize("path", ["/p", "/p/502", "/p?q="])
def test_targets_for_fingers_are_large_enough(hall, look, path):
    page = look(hall.http + path, viewport=PHONE, has_touch=True, is_mobile=True)
    page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    sizes = page.eval_on_selector_all("a, button, input, summary", """all => all
      .filter(each => each.checkVisibility()).map(each => {
        const box = each.getBoundingClientRect();
        return [each.outerHTML.slice(0, 80), box.width, box.height];
      })""")
    assert [size for size in sizes if min(size[1:]) < TOUCH_PX] == []


def moving(page):
    return page.evaluate("""[...document.querySelectorAll("*")].filter(each => {
      const style = getComputedStyle(each);
      return [...style.transitionDuration.split(","), ...style.animationDuration.split(",")]
        .some(text => parseFloat(text) > 0);
    }).length + document.getAnimations().length""")


def test_who_wants_no_motion_gets_none(hall, wall, look):
    assert moving(wall(hall)) > 0, "or this shows nothing"
    assert moving(wall(hall, reduced_motion="reduce")) == 0
    assert moving(look(hall.http + "/p", reduced_motion="reduce")) == 0


def test_without_script_the_citizens_page_is_whole_and_the_wall_leads_there(hall, look):
    page = look(hall.http + "/", java_script_enabled=False)
    assert "cần JavaScript" in page.inner_text("noscript")
    page.click("noscript a")
    page.wait_for_url("**/p")
    with_script = look(hall.http + "/p")
    assert page.inner_text("main") == with_script.inner_text("main")
    assert "Tỷ lệ giải quyết đúng hạn" in page.inner_text("main")
    page.fill("#q", "Nam Giang")
    page.keyboard.press("Enter")
    page.wait_for_url("**/p?q=*")
    page.click("main a:text('Nam Giang')")
    assert page.inner_text("h1") == "Huyện Nam Giang"
