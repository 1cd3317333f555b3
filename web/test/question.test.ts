// Which windows are open at an instant, and what units lack.
import assert from "node:assert/strict";
import { test } from "node:test";
import { conclusionPages } from "../src/board";
import { openAddress, openOnes, pastAddress, type Question } from "../src/question";
import { lackWords } from "../src/units-list";
import type { Conclusion, Figure, Indicator, Target, Unit } from "../src/types";

const kAsOf = "2026-11-29T07:00:00+07:00";
const instant = Date.parse(kAsOf);
const about = (window: string): Question => ({
  indicator: "i", window, unit: "49", level: null,
});
const asked = (address: string | null): URLSearchParams =>
  new URLSearchParams((address ?? "?").split("?")[1]);
const figure = (end: string, unit: string, value = 1): Figure => ({
  indicator: "i", window: "day", group: { unit }, start: null, end, value, count: 1,
  status: "final", revision: 1, as_of: kAsOf,
});
const share: Indicator = {
  id: "i", name: { vi: "x", en: "x" }, unit: { vi: "%", en: "%" }, measure: "share", by: ["unit"],
  windows: ["now", "day", "month"], streams: [], better: "up",
};

test("moving windows are asked for one end, others from far enough back", () => {
  const moving = asked(openAddress(about("sliding 60m every 1m"), instant, kAsOf));
  assert.equal(Date.parse(moving.get("from")!), instant);
  assert.equal(Date.parse(moving.get("to")!), instant + 60_000);
  assert.equal(moving.get("as_of"), kAsOf);
  const day = asked(openAddress(about("day"), instant, null));
  assert.ok(instant - Date.parse(day.get("from")!) > 10 * 86_400_000);
  assert.ok(!day.has("to") && !day.has("as_of"));
  assert.ok(!asked(openAddress(about("now"), instant, kAsOf)).has("from"));
});

test("of windows that follow each other the last one of all units is open", () => {
  const old = figure("2026-11-28T00:00:00+07:00", "503");
  const open = figure("2026-11-29T00:00:00+07:00", "502");
  assert.deepEqual(openOnes([old, open], "day", instant), [open]);
  const next = figure("2026-11-29T07:01:00+07:00", "502");
  const later = figure("2026-11-29T07:02:00+07:00", "502");
  const moving = "sliding 60m every 1m";
  assert.deepEqual(openOnes([old, later, next], moving, instant), [next]);
  assert.deepEqual(openOnes([], "day", instant), []);
});

test("the way to what stands now are its days; without days there is none", () => {
  const days = asked(pastAddress(about("now"), share, instant, kAsOf));
  assert.equal(days.get("window"), "day");
  assert.equal(pastAddress(about("now"), { ...share, windows: ["now"] }, instant, null), null);
});

test("a unit is told what it lacks of its own target, else of the common one", () => {
  const unit: Unit = { code: "502", name_vi: "A", name_en: "A", level: "d", parent: "49" };
  const target: Target = {
    target: "t", name: { vi: "t", en: "t" }, indicator: "i", window: "month", unit: "502",
    at_least: 0.98, by: null, state: "lagging", gap: 0.08, working_days_left: null,
  };
  const of90 = { ...figure("e", "502", 0.9), numerator: 90, denominator: 100 };
  const lacks = (own: Target | undefined, whole: Target | undefined): string =>
    lackWords({ unit, figure: of90, target: own, few: false }, whole, share);
  assert.equal(lacks(target, undefined), "còn thiếu 8,0 điểm %");
  assert.equal(lacks({ ...target, state: "met", gap: 0 }, undefined), "đạt mục tiêu");
  assert.equal(lacks(undefined, target), "dưới mức chung 8,0 điểm %");
  assert.equal(lacks(undefined, { ...target, at_least: 0.5 }), "đạt mức chung");
  assert.equal(lacks(undefined, undefined), "");
});

test("a meeting opens with what is open, on as many pages as it needs", () => {
  const one = (state: Conclusion["state"]): Conclusion => ({
    conclusion: "k", task: "t", owner: "502", due: "2026-12-10", state, late: false,
    working_days_late: null, working_days_left: 5,
  });
  const many = [...Array.from({ length: 9 }, () => one("open")), one("done"), one("withdrawn")];
  assert.equal(conclusionPages(many, 7).length, 2);
  assert.equal(conclusionPages([one("done")], 7).length, 0);
});
