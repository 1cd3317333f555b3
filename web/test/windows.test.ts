// Windows in words, and when a figure is late.
import assert from "node:assert/strict";
import { test } from "node:test";
import { historyMs, parseWindow, windowWords } from "../src/windows";

const now = "2020-10-15T16:59:58";

test("windows are said in Vietnamese", () => {
  const words = (window: string, start: string | null) => windowWords(window, start, now);
  assert.equal(words("sliding 60m every 1m", null), "60 phút qua");
  assert.equal(words("sliding 24h every 1h", null), "1 ngày qua");
  assert.equal(words("tumbling 15m", "2020-10-15T16:45:00+07:00"), "khung 15 phút từ 16:45");
  assert.equal(words("day", "2020-10-15T00:00:00+07:00"), "hôm nay");
  assert.equal(words("month", "2020-10-01T00:00:00+07:00"), "tháng này");
  assert.equal(words("quarter", "2020-10-01T00:00:00+07:00"), "quý này");
  assert.equal(words("year", "2020-01-01T00:00:00+07:00"), "năm nay");
  assert.equal(words("week", "2020-10-12T00:00:00+07:00"), "tuần này");
  assert.equal(words("since 2020-01-01", "2020-01-01T00:00:00+07:00"), "từ 01/01/2020");
  assert.equal(words("now", null), "hiện tại");
  assert.equal(words("report-month", null), "report-month");
});

test("an old window is named by its date, not called today", () => {
  assert.equal(windowWords("day", "2020-10-14T00:00:00+07:00", now), "ngày 14/10/2020");
  assert.equal(windowWords("month", "2020-09-01T00:00:00+07:00", now), "tháng 09/2020");
  assert.equal(windowWords("quarter", "2020-07-01T00:00:00+07:00", now), "quý 3/2020");
  assert.equal(windowWords("week", "2020-10-05T00:00:00+07:00", now), "tuần từ 05/10/2020");
});

test("a sliding window that stands still is told by its end", () => {
  const text = "sliding 60m every 1m";
  const at = (end: string): string => windowWords(text, null, "2020-10-15T18:00:00", end);
  assert.equal(at("2020-10-15T17:58:00+07:00"), "60 phút qua");
  assert.equal(at("2020-10-15T17:00:00+07:00"), "60 phút đến 17:00");
});

test("lengths are understood", () => {
  assert.deepEqual(parseWindow("sliding 1h30m every 10s"), {
    kind: "sliding", lengthMs: 5_400_000, slideMs: 10_000, since: "",
  });
  assert.equal(historyMs("sliding 60m every 1m"), 7_200_000);
  assert.equal(historyMs("now"), 0);
});
