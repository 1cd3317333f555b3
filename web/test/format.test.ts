// Numbers, times and words as Vietnamese readers expect them.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ageWords, insideSentence, localTime, number, offsetMs, shortName, shown, weekday,
} from "../src/format";
import { setLanguage } from "../src/lang";
import type { Figure, Indicator } from "../src/types";

const indicator = (measure: string, unit: string): Indicator => ({
  id: "x", name: { vi: "", en: "" }, unit: { vi: unit, en: "" }, measure,
  by: ["unit"], windows: ["day"], better: null,
});
const figure = (value: Figure["value"], numerator?: number, denominator?: number): Figure => ({
  indicator: "x", window: "day", group: { unit: "49" }, start: null,
  end: "2020-10-16T00:00:00+07:00", value, numerator, denominator, count: 1, status: "final",
  revision: 1,
  as_of: "2020-10-15T16:59:58+07:00",
});

test("thousands have points and decimals a comma", () => {
  assert.equal(number(1234.5, 1), "1.234,5");
  assert.equal(number(1234567, 0), "1.234.567");
  assert.equal(number(999, 0), "999");
  assert.equal(number(-1234.56, 2), "−1.234,56");
  assert.equal(number(-0.001, 1), "0,0");
});

test("a share is a percentage, but a fraction when there are few", () => {
  const share = indicator("share", "%");
  assert.deepEqual(shown(figure(0.957, 957, 1000), share), { value: "95,7 %", unit: "" });
  assert.deepEqual(shown(figure(0.75, 6, 8), share), { value: "6/8", unit: "" });
  assert.deepEqual(shown(figure(1, 10, 10), share), { value: "100,0 %", unit: "" });
});

test("what is missing is never a zero", () => {
  assert.equal(shown(figure(null), indicator("mean", "giờ")), null);
  assert.equal(shown(figure(null, 0, 0), indicator("share", "%")), null);
  assert.deepEqual(shown(figure(0), indicator("count", "hồ sơ")), { value: "0", unit: "hồ sơ" });
});

test("large sums are short enough for a tile", () => {
  const sum = indicator("sum", "đồng");
  assert.deepEqual(shown(figure(1_234_567_890), sum), { value: "1,23", unit: "tỷ đồng" });
  assert.deepEqual(shown(figure(12_345_678), sum), { value: "12,3", unit: "triệu đồng" });
  assert.deepEqual(shown(figure(1_234_567), sum), { value: "1.234.567", unit: "đồng" });
  assert.deepEqual(shown(figure(12.5), sum), { value: "12,5", unit: "đồng" });
});

test("ages have one unit", () => {
  assert.equal(ageWords(3_400), "3 giây");
  assert.equal(ageWords(-500), "0 giây");
  assert.equal(ageWords(61_000), "1 phút");
  assert.equal(ageWords(3_600_000), "1 giờ");
  assert.equal(ageWords(7_300_000), "2 giờ");
  assert.equal(ageWords(200_000_000), "2 ngày");
});

test("times are those of the server's zone, wherever the screen is", () => {
  assert.equal(offsetMs("2020-10-15T16:59:58.120+07:00"), 25_200_000);
  assert.equal(offsetMs("2020-10-15T16:59:58-03:30"), -12_600_000);
  assert.equal(localTime(Date.parse("2020-10-15T18:00:00Z"), 25_200_000), "2020-10-16T01:00:00");
  assert.equal(weekday("2020-10-15T16:59:58"), "Thứ Năm");
});

test("English has its own points, words and short names", () => {
  setLanguage("en");
  assert.equal(number(1234.5, 1), "1,234.5");
  const sum = { ...indicator("sum", "đồng"), unit: { vi: "đồng", en: "VND" } };
  assert.deepEqual(shown(figure(1_234_567_890), sum), { value: "1.23", unit: "billion VND" });
  assert.equal(ageWords(61_000), "1 min");
  assert.equal(ageWords(200_000_000), "2 days");
  assert.equal(weekday("2020-10-15T16:59:58"), "Thursday");
  assert.equal(shortName("Tam Ky City"), "Tam Ky");
  setLanguage("vi");
  assert.equal(shortName("Thành phố Tam Kỳ"), "Tam Kỳ");
  assert.equal(shortName("Sở Y tế"), "Sở Y tế");
});

test("a place's name continues a sentence", () => {
  assert.equal(insideSentence("Tỉnh Quảng Nam"), "tỉnh Quảng Nam");
  assert.equal(insideSentence("Đặc khu"), "đặc khu");
});
