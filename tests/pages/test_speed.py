"""How soon an event is seen on the wall, and that a wall that runs for months stays young."""

import os
import random
import statistics
import time

from conftest import HD
from looking import until

EVENTS = 300
P99_S = 1.0
WATCH = """() => {
  // The figure's value, and when the browser had painted it (the frame after the change).
  const tile = [...document.querySelectorAll(".tile")]
    .find(each => each.querySelector("h2").textContent === "Hồ sơ đang giải quyết");
  window.seen = [];
  const note = () => {
    const value = Number(tile.querySelector(".value span").textContent.replaceAll(".", ""));
    if (window.seen.at(-1)?.[0] === value) return;
    const entry = [value, 0];
    window.seen.push(entry);
    requestAnimationFrame(() => setTimeout(() => (entry[1] = Date.now() / 1000)));
  };
  new MutationObserver(note).observe(tile, {subtree: true, characterData: true, childList: true});
  note();
  const box = tile.querySelector(".value").getBoundingClientRect();
  return {x: box.x, y: box.y, width: box.width, height: box.height};
}"""


def test_an_event_is_seen_within_a_second(hall, wall):
    opened = wall(hall)
    until(opened, "document.querySelectorAll('.tile .value span').length >= 6")
    hall.settle()
    opened.wait_for_timeout(1000)
    place = opened.evaluate(WATCH)
    [[begin, _]] = opened.evaluate("window.seen")
    before = opened.screenshot(clip=place)
    chance = random.Random(20201015)
    produced = []
    for number in range(EVENTS):
        produced.append(hall.feed.dossier(f"S{number}", "502", [2]))
        # Not in step with anything; the clients' own threads go on meanwhile.
        time.sleep(chance.uniform(0.02, 0.1))
    until(opened, f"window.seen.at(-1)[0] >= {begin + EVENTS} && window.seen.at(-1)[1] > 0")
    assert opened.screenshot(clip=place) != before, "the pixels have changed"
    seen = opened.evaluate("window.seen")
    took = sorted(next(at for value, at in seen if value >= begin + number + 1) - at_first
                  for number, at_first in enumerate(produced))
    p50, p99 = took[EVENTS // 2], took[int(EVENTS * 0.99) - 1]
    print(f"{EVENTS} events, {len(seen) - 1} changes seen: half within {p50 * 1000:.0f} ms, "
          f"99 of 100 within {p99 * 1000:.0f} ms, the last within {took[-1] * 1000:.0f} ms")
    assert took[0] > 0
    assert p99 < P99_S


# The province sends 20 events a second in its busiest hour; this is a hundred times that.
RATE = 2000
SECONDS = float(os.environ.get("IOC_WALL_SECONDS", "60"))
LOOK_S = 2
GROWTH_MB = 10  # in an hour
# In five minutes the heap came to 1.66 MB within the first 100 s and stayed there (November 2026),
# so a long run is judged from its first minutes on. A short one holds the browser's own warming up,
# which looks like 8 MB an hour; a wall that kept a tenth of what it is sent would be at 30.
LONG_S, YOUNG_LONG_S = 600, 300
SHORT, YOUNG_SHORT_S = 3, 20
YOUNG_S = YOUNG_LONG_S if SECONDS >= LONG_S else YOUNG_SHORT_S
COUNT_FRAMES = """() => {
  const Native = window.EventSource;
  window.frames = {events: 0, figures: 0};
  window.EventSource = class extends Native {
    constructor(address) {
      super(address);
      this.addEventListener("change", event => {
        window.frames.events += 1;
        window.frames.figures += JSON.parse(event.data).figures.length;
      });
    }
  };
}"""


def test_a_wall_at_a_hundred_times_the_rate_does_not_grow(hall, browser):
    context = browser.new_context(viewport=HD)
    context.add_init_script(f"({COUNT_FRAMES})()")
    page = context.new_page()
    hall.refresh()
    page.goto(hall.http + "/?seconds=2")  # pages turn ten times as often as on a wall
    until(page, "document.querySelector('main .value') !== null")
    control = context.new_cdp_session(page)
    control.send("HeapProfiler.enable")
    begin, sent, looked, points = time.monotonic(), 0, 0.0, []
    # Of Nam Giang the tests after this one still ask how it stood.
    units = [str(code) for code in range(502, 519) if code != 510]
    while (now := time.monotonic() - begin) < SECONDS:
        while sent < now * RATE:
            unit = units[sent % len(units)]
            hall.feed.dossier(f"W{sent}", unit, [2] if sent % 2 else [9])
            sent += 1
        if now - looked > LOOK_S:
            looked = now
            control.send("HeapProfiler.collectGarbage")
            heap = control.send("Runtime.getHeapUsage")["usedSize"] / 1e6
            nodes = control.send("Memory.getDOMCounters")["nodes"]
            points.append((now, heap, nodes))
        page.wait_for_timeout(5)
    if SECONDS > 200:
        print([(round(t), round(h, 2)) for t, h, _ in points])
    frames = page.evaluate("window.frames")
    context.close()
    old = [point for point in points if point[0] > YOUNG_S]
    assert len(old) >= 10, "it went on"
    times, heaps, nodes = zip(*old)
    slope = statistics.linear_regression(times, heaps).slope * 3600
    print(f"{sent / SECONDS:.0f} events/s, {frames['events']} frames with {frames['figures']} "
          f"figures in {SECONDS:.0f} s; heap {heaps[0]:.2f} to {heaps[-1]:.2f} MB, "
          f"{slope:.1f} MB an hour; {nodes[0]} to {nodes[-1]} nodes")
    assert frames["figures"] > SECONDS * 20, "the wall was kept busy"
    assert slope < GROWTH_MB * (1 if SECONDS >= LONG_S else SHORT)
    half = len(nodes) // 2
    assert max(nodes[half:]) < 1.5 * max(nodes[:half])
