// Places on the boards and their addresses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, boardPage, frozenAddress, placeOf, withPage, type Place } from "../src/place";

const kAsOf = "2026-11-29T07:00:00+07:00";

test("each place is read back from its address", () => {
  const places: Place[] = [
    { kind: "board", page: 2 },
    { kind: "units", indicator: "a.b", window: "sliding 60m every 1m", below: "49", level: null },
    { kind: "units", indicator: "a.b", window: "month", below: "49", level: "commune" },
    { kind: "trend", indicator: "a.b", window: "month", unit: "502" },
    { kind: "trend", indicator: "a.b", window: "now", unit: null },
  ];
  for (const place of places) {
    assert.deepEqual(placeOf(addressOf(place, "?board=x").slice(1)), place);
  }
  assert.deepEqual(placeOf("?page=zero&lang=en"), { kind: "board", page: 0 });
});

test("what belongs to the hall and the instant goes along, a place's own does not", () => {
  const from = `?board=x&lang=en&mm=1882&m=5&page=3&as_of=${encodeURIComponent(kAsOf)}&level=z`;
  const unit = addressOf({ kind: "trend", indicator: "i", window: "day", unit: "502" }, from);
  const given = new URLSearchParams(unit.slice(1));
  assert.equal(given.get("as_of"), kAsOf);
  for (const name of ["board", "lang", "mm", "m", "page"]) assert.ok(given.has(name), name);
  assert.ok(!given.has("level"));
  const back = addressOf({ kind: "board", page: boardPage(unit.slice(1)) }, unit.slice(1));
  assert.equal(new URLSearchParams(back.slice(1)).get("page"), "3");
  assert.ok(!new URLSearchParams(back.slice(1)).has("of"));
});

test("frozen and live are two addresses of one place", () => {
  const live = "?of=i&window=day&unit=502";
  const frozen = frozenAddress(kAsOf, live);
  assert.equal(new URLSearchParams(frozen.slice(1)).get("as_of"), kAsOf);
  assert.equal(frozenAddress(null, frozen.slice(1)), `/${live}`);
  assert.equal(withPage("?page=4&board=x", 0), "?board=x");
});
