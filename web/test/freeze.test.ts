// Frozen instants: in the address, in words, and why there are none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { conclusionSign, conclusionWords } from "../src/conclusions";
import {
  asOfOf, clockWords, editionOf, faultOf, instantOf, instantWords,
} from "../src/freeze";
import { setLanguage } from "../src/lang";
import type { Conclusion, Figure } from "../src/types";

test("an instant is read from the address, also where its plus was not escaped", () => {
  assert.equal(asOfOf("?board=x"), null);
  const escaped = "?as_of=2026-11-29T07:00:00%2B07:00";
  assert.equal(asOfOf(escaped)?.instant, "2026-11-29T07:00:00+07:00");
  assert.equal(asOfOf("?as_of=2026-11-29T07:00:00+07:00")?.instant, "2026-11-29T07:00:00+07:00");
  assert.equal(asOfOf("?as_of=2026-11-29T00:00:00Z")?.instant, "2026-11-29T00:00:00Z");
  for (const bad of ["", "yesterday", "2026-11-29", "2026-13-29T07:00:00Z", "2026-11-29T07:00"]) {
    assert.equal(asOfOf(`?as_of=${bad}`)?.instant, null, bad);
  }
});

test("the minute a person chooses is one of the province", () => {
  const hours = 3_600_000;
  assert.equal(instantOf("2026-11-29T07:00", 7 * hours), "2026-11-29T07:00:00+07:00");
  assert.equal(instantOf("2026-11-29T07:00:30", -3.5 * hours), "2026-11-29T07:00:30-03:30");
  assert.equal(instantOf("", 7 * hours), null);
});

test("an instant is said without seconds that say nothing", () => {
  assert.equal(clockWords("2026-11-29T07:00:00"), "07:00");
  assert.equal(clockWords("2026-11-29T07:00:05"), "07:00:05");
  assert.equal(instantWords("2026-11-29T07:00:00"), "07:00 ngày 29/11/2026");
});

test("an edition changes with what the figure was computed of, not with its value", () => {
  const figure: Figure = {
    indicator: "i", window: "day", group: {}, start: null, end: "e", value: 1, count: 1,
    status: "final", revision: 1, as_of: "2026-11-29T07:00:00+07:00", catalog: "c",
    position: { "t/0": 5 },
  };
  const edition = editionOf(figure);
  assert.match(edition, /^[0-9A-F]{6}$/);
  assert.equal(editionOf({ ...figure, value: 2, indicator: "j" }), edition);
  assert.notEqual(editionOf({ ...figure, position: { "t/0": 6 } }), edition);
  assert.notEqual(editionOf({ ...figure, catalog: "d" }), edition);
  assert.notEqual(editionOf({ ...figure, as_of: "2026-11-29T07:00:01+07:00" }), edition);
});

test("what waits is told apart from what stays, and both are said in words", () => {
  const reading = faultOf(
    503, "the figures as of 2026-11-29T07:00:00+07:00 are being computed: 42 % of 1000 records " +
      "are read. Ask again in a moment.", true);
  assert.deepEqual([reading.waits, reading.percent], [true, 42]);
  const other = faultOf(503, "first, the figures as of … are about to be computed", true);
  assert.ok(other.waits && other.words.includes("thời điểm khác"));
  const late = faultOf(
    400, "is later than the newest figures, which are as of 2026-11-29T20:15:00.120+07:00", false);
  assert.ok(!late.waits && late.words.includes("20:15 ngày 29/11/2026"), late.words);
  assert.ok(faultOf(409, "…", false).words.includes("không còn đủ"));
  assert.ok(faultOf(503, "…", false).words.includes("bộ nhớ"));
  assert.ok(faultOf(500, "…", false).words.includes("500"));
  setLanguage("en");
  for (const status of [400, 409, 500, 503]) {
    assert.match(faultOf(status, "", false).words, /^[A-Z]/);
  }
  setLanguage("vi");
});

test("a conclusion says in shape and words how it stands", () => {
  const one: Conclusion = {
    conclusion: "KL-1", task: "t", owner: "502", due: "2026-12-10", state: "open", late: false,
    working_days_late: null, working_days_left: 5,
  };
  assert.deepEqual([conclusionSign(one), conclusionWords(one)], ["open", "còn 5 ngày làm việc"]);
  const soon = { ...one, working_days_left: 0 };
  assert.deepEqual([conclusionSign(soon), conclusionWords(soon)], ["near", "đến hạn"]);
  const late = { ...one, late: true, working_days_left: null, working_days_late: 3 };
  assert.deepEqual([conclusionSign(late), conclusionWords(late)],
                   ["bad", "quá hạn 3 ngày làm việc"]);
  assert.equal(conclusionWords({ ...late, working_days_late: 0 }), "quá hạn");
  assert.equal(conclusionWords({ ...one, working_days_left: null }), "đang thực hiện");
});
