// Targets in words, and which figure they stand beside.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, keyOf } from "../src/choose";
import { gapWords, limitWords, stateWords, targetsByKey } from "../src/targets";
import type { Indicator, Target } from "../src/types";

const share: Indicator = {
  id: "x", by: ["unit"], windows: ["day", "month"], streams: ["s"], name: { vi: "x", en: "x" },
  unit: { vi: "", en: "" }, measure: "share", better: "up",
};
const target = (more: Partial<Target> = {}): Target => ({
  target: "t", name: { vi: "t", en: "t" }, indicator: "x", window: "month", unit: "49",
  at_least: 0.98, by: null, state: "behind", gap: 0.012, working_days_left: null, ...more,
});

test("a target says its limit, what is missing and the days left", () => {
  assert.equal(limitWords(target(), share), "≥ 98 %");
  assert.equal(gapWords(target(), share), "còn thiếu 1,2 điểm %");
  assert.equal(
    gapWords(target({ by: "2020-12-30", working_days_left: 12 }), share),
    "còn thiếu 1,2 điểm %, còn 12 ngày làm việc",
  );
  assert.equal(gapWords(target({ state: "met", gap: -0.01, working_days_left: 3 }), share), "");
  const count = { ...share, measure: "count" };
  const most: Target = target({ at_most: 0, gap: 214, state: "lagging" });
  delete most.at_least;
  assert.equal(limitWords(most, count), "≤ 0");
  assert.equal(gapWords(most, count), "vượt 214");
  const missed = target({ state: "missed", by: "2020-12-30" });
  assert.equal(stateWords(missed), "không đạt hạn 30/12/2020");
});

test("targets of other units stand beside no tile, and the nearest deadline wins", () => {
  const found = targetsByKey(
    [target({ unit: "502" }), target(), target({ target: "u", by: "2020-12-30" })],
    "49",
  );
  assert.deepEqual([...found.keys()], [keyOf("x", "month", "49")]);
  assert.equal(found.get(keyOf("x", "month", "49"))?.target, "u");
});

test("the window of a target is shown before any other", () => {
  const key = keyOf("x", "month", "49");
  assert.equal(choose([share], "49", new Set([key]))[0]?.key, key);
  assert.equal(choose([share], "49")[0]?.window, "day");
});
