// What the wall shows by itself, page by page, and in which size.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, keyOf, keyOfFigure, pages } from "../src/choose";
import { screenOf } from "../src/screen";
import { History } from "../src/history";
import { trendWindow } from "../src/windows";
import type { Figure, Indicator } from "../src/types";

const indicator = (id: string, by: string[], windows: string[]): Indicator => ({
  id, by, windows, streams: [], name: { vi: id, en: id }, unit: { vi: "", en: "" },
  measure: "count", better: null,
});
const figure = (
  end: string,
  value: number | null,
  group: Figure["group"] = { unit: "49" },
): Figure => ({
  indicator: "x", window: "day", group, start: null, end, value, count: 1, status: "final",
  revision: 1, as_of: end,
});

test("moving windows come first and groups of other dimensions are left out", () => {
  const chosen = choose(
    [
      indicator("a", ["unit"], ["month", "day"]),
      indicator("b", ["unit", "channel"], ["day"]),
      indicator("c", ["unit"], ["day", "sliding 60m every 1m"]),
      indicator("d", [], ["now"]),
    ],
    "49",
  );
  assert.deepEqual(
    chosen.map((choice) => choice.key),
    [keyOf("c", "sliding 60m every 1m", "49"), keyOf("d", "now", ""), keyOf("a", "day", "49")],
  );
});

test("a figure finds its tile by unit, and one of a channel finds none", () => {
  const end = "2020-10-15T00:00:00Z";
  assert.equal(keyOfFigure(figure(end, 1)), keyOf("x", "day", "49"));
  assert.equal(keyOfFigure(figure(end, 1, {})), keyOf("x", "day", ""));
  assert.equal(keyOfFigure(figure(end, 1, { unit: "49", channel: "web" })), null);
});

test("pages are as equal as can be and hold everything once", () => {
  const sizes = (n: number, capacity: number) =>
    pages(Array.from({ length: n }, (_, i) => i), capacity).map((page) => page.length);
  assert.deepEqual(sizes(0, 7), []);
  assert.deepEqual(sizes(7, 7), [7]);
  assert.deepEqual(sizes(8, 7), [4, 4]);
  assert.deepEqual(sizes(15, 7), [5, 5, 5]);
  assert.deepEqual(sizes(11, Infinity), [11]);
});

test("letters grow with the distance and then fewer figures fit", () => {
  assert.equal(screenOf("").capacity, 7);
  const far = screenOf("?mm=1882&m=8"); // one 85-inch screen
  assert.ok(far.minimum > 2.7 && far.minimum < 2.9, String(far.minimum));
  assert.ok(far.capacity < 7);
  assert.equal(screenOf("?mm=nonsense&m=-1").capacity, 7);
});

test("a chart keeps the order of windows and replaces what is corrected", () => {
  const history = new History();
  const day = (n: number) => `2020-10-0${n}T00:00:00Z`;
  for (const [n, value] of [[1, 10], [3, 30], [2, 20], [3, 33], [1, 11]] as const) {
    history.put("k", figure(day(n), value));
  }
  history.put("k", figure(day(4), null));
  assert.deepEqual(history.of("k").map((point) => point.value), [11, 20, 33]);
});

test("the past of a long window is its days, which the feed does not continue", () => {
  assert.equal(trendWindow("month", ["day", "month"]), "day");
  assert.equal(trendWindow("month", ["month"]), "month");
  assert.equal(trendWindow("sliding 60m every 1m", ["day"]), "sliding 60m every 1m");
  const history = new History();
  for (const windows of [["day", "month"], ["month"]]) {
    const [choice] = choose([indicator("x", ["unit"], windows)], "49");
    history.add({ ...choice!, window: "month", key: windows.join() },
      figure("2020-10-31T00:00:00Z", 1));
  }
  assert.equal(history.of("day,month").length, 0);
  assert.equal(history.of("month").length, 1);
});
