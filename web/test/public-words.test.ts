// What the script of the public page says by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isOlder, words } from "../src/public-words";

test("each language has its own words", () => {
  assert.match(words("vi").offline, /Không có kết nối/);
  assert.match(words("en").offline, /No connection/);
  assert.equal(words("fr").offline, words("vi").offline);
});

test("what was kept never replaces what is newer", () => {
  assert.ok(isOlder("2020-10-15T16:59:00+07:00", "2020-10-15T17:00:00+07:00"));
  assert.ok(!isOlder("2020-10-15T17:00:00+07:00", "2020-10-15T17:00:00+07:00"));
  assert.ok(!isOlder("2020-10-15T10:30:00+00:00", "2020-10-15T17:00:00+07:00"));
  assert.ok(isOlder("", "2020-10-15T17:00:00+07:00"));
});
