"""What an eye would judge of a page, by numbers: accessibility, sizes, clipping, colours."""

import base64
import math
import os
import time

from playwright.sync_api import Error

from service import ROOT

AXE = os.path.join(ROOT, "web", "node_modules", "axe-core", "axe.min.js")


def until(page, true, wait_s=15):
    """Waits for an expression; Playwright's own way is forbidden by the content security policy."""
    deadline = time.monotonic() + wait_s

    def is_true():
        try:
            return page.evaluate(true)
        except Error as fault:  # it is on its way to another page
            if "context was destroyed" not in str(fault):
                raise
            return False
    while not is_true():
        assert time.monotonic() < deadline, f"not {true}: {page.inner_text('body')}"
        page.wait_for_timeout(20)


def violations(page):
    """What axe-core finds by all its rules, that of WCAG 2.2 for targets too: [] is good."""
    if not page.evaluate("typeof axe === 'object'"):
        with open(AXE, encoding="utf-8") as file:
            page.evaluate(file.read())  # past the content security policy, which forbids it
    found = page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")
    assert len(found["passes"]) > 10, "it has looked at nothing"
    return [(rule["id"], node["target"], node["failureSummary"])
            for rule in found["violations"] for node in rule["nodes"]]


# Each piece of text that can be seen: its words, its box, how high its digits are, and whether
# something cuts it off. Digits are as high as the browser draws them in that font.
TEXTS = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.data.trim(), parent = node.parentElement;
    if (!words || parent.closest("script, noscript") || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 2) continue;
    const style = getComputedStyle(parent);
    // Measured large, where nothing is rounded to pixels.
    pen.font = `${style.fontWeight} 1000px ${style.fontFamily}`;
    const high = pen.measureText("0").actualBoundingBoxAscent / 1000;
    let cut = false;
    for (let at = parent; at && at !== document.documentElement; at = at.parentElement) {
      const by = getComputedStyle(at);
      if (by.position === "fixed") break;
      if (by.overflowX === "visible" || at === document.body) continue;
      const edge = at.getBoundingClientRect();
      const x = box.left < edge.left - 1 || box.right > edge.right + 1;
      const y = box.top < edge.top - 2 || box.bottom > edge.bottom + 2;
      cut ||= x || y;
    }
    found.push({words, cut, digit: high * parseFloat(style.fontSize), right: box.right});
  }
  return found;
}"""


def texts(page):
    found = page.evaluate(TEXTS)
    assert found, "the page says nothing"
    return found


def arc_minutes(height_px, width_px, width_mm, distance_mm):
    """How large something is for an eye at that distance from a picture of that width."""
    height_mm = height_px * width_mm / width_px
    return 2 * math.degrees(math.atan(height_mm / 2 / distance_mm)) * 60


# A wall of three 55-inch screens side by side, read from the last row: what the wall assumes.
WIDTH_MM, DISTANCE_MM = 3630, 8000
ARC_MIN = 16  # NUREG-0700
OWN_SCROLL = "document.documentElement.scrollHeight - document.documentElement.clientHeight"


def judge_wall(page, width_mm=WIDTH_MM, distance_mm=DISTANCE_MM):
    """Whatever the wall says is accessible, whole and large enough; nothing has to be scrolled."""
    assert violations(page) == []
    width = page.viewport_size["width"]
    found = texts(page)
    small = [(text["words"], text["digit"]) for text in found
             if arc_minutes(text["digit"], width, width_mm, distance_mm) < ARC_MIN]
    assert small == []
    assert [text["words"] for text in found if text["cut"]] == []
    assert page.evaluate(OWN_SCROLL) <= 0


def judge_reflow(page):
    """Read from top to bottom, with nothing beside the screen and nothing cut off."""
    assert violations(page) == []
    found = texts(page)
    assert [text["words"] for text in found if text["cut"]] == []
    width = page.viewport_size["width"]
    assert [text["words"] for text in found if text["right"] > width + 1] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def colours_at(blank, png, points):
    """[(red, green, blue)] of a screenshot; `blank`, a page without a policy, decodes it."""
    return [tuple(colour) for colour in blank.evaluate(
        """async ([data, points]) => {
          const image = await createImageBitmap(await (await fetch(data)).blob());
          const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
          pen.drawImage(image, 0, 0);
          return points.map(([x, y]) => [...pen.getImageData(x, y, 1, 1).data].slice(0, 3));
        }""", ["data:image/png;base64," + base64.b64encode(png).decode(), points])]


def linear(colour):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (value / 255 for value in colour)]


def contrast(one, two):
    """WCAG 2: from 1 to 21."""
    lights = sorted(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour)))
                    for colour in (one, two))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(colour):
    red, green, blue = linear(colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one, two):
    """CIE 1976: 2 is just seen side by side, 20 is another colour."""
    return math.dist(lab(one), lab(two))
