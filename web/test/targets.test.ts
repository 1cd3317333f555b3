// Targets in words, and which figure they stand beside.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, keyOf } from "../src/choose";
import { setLanguage } from "../src/lang";
import {
  countdownWords, gapWords, limitWords, stateWords, targetSign, targetsByKey,
} from "../src/targets";
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
  assert.equal(countdownWords(target()), "", "there is no deadline");
  const due = target({ by: "2020-12-30", working_days_left: 12 });
  assert.equal(countdownWords(due), "còn 12 ngày làm việc");
  const met = target({ state: "met", gap: -0.01, by: "2020-12-30", working_days_left: 3 });
  assert.equal(gapWords(met, share) + countdownWords(met), "");
  const count = { ...share, measure: "count" };
  const most: Target = target({ at_most: 0, gap: 214, state: "lagging" });
  delete most.at_least;
  assert.equal(limitWords(most, count), "≤ 0");
  assert.equal(gapWords(most, count), "vượt 214");
  const missed = target({ state: "missed", by: "2020-12-30", working_days_left: 0 });
  assert.equal(stateWords(missed), "không đạt hạn 30/12/2020");
  assert.equal(countdownWords(missed), "");
});

test("the same is said in English", () => {
  setLanguage("en");
  const due = target({ by: "2020-12-30", working_days_left: 1 });
  assert.equal(gapWords(due, share), "1.2 points short");
  assert.equal(countdownWords(due), "1 working day left");
  assert.equal(stateWords(target({ state: "missed", by: "2020-12-30" })),
    "not reached by 30/12/2020");
  setLanguage("vi");
});

test("six states are seen as four", () => {
  const states: Target["state"][] = ["met", "on_pace", "behind", "lagging", "missed", "no_data"];
  assert.deepEqual(states.map(targetSign), ["ok", "near", "near", "bad", "bad", "none"]);
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
  const [choice] = choose([share], "49", new Map([[key, target()]]));
  assert.equal(choice?.key, key);
  assert.equal(choice?.target, "t");
  assert.equal(choose([share], "49")[0]?.window, "day");
});
