// The pages of a board, whose turn it is, and who stands worst.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alertKey, careWords, firing, isPressing, keptTogether } from "../src/alerts";
import { nextTurn, pagesOf, turnByHand, type Turn } from "../src/board";
import { keyOf } from "../src/choose";
import { rank, standingSign, standingsOf } from "../src/rank";
import { screenOf } from "../src/screen";
import { standingKey } from "../src/targets";
import type { Alert, Board, Figure, Indicator, Target, Unit } from "../src/types";

const unit = (code: string, level: string, parent: string | null): Unit => ({
  code, name_vi: code, name_en: code, level, parent,
});
const units = [
  unit("48", "region", null), unit("49", "province", "48"), unit("502", "district", "49"),
  unit("503", "district", "49"), unit("504", "district", "49"), unit("505", "district", "49"),
  unit("490", "district", "48"), unit("502-1", "commune", "502"),
];
const share: Indicator = {
  id: "on_time", name: { vi: "x", en: "x" }, unit: { vi: "%", en: "%" }, measure: "share",
  by: ["unit"], windows: ["day", "month"], streams: [], better: "up",
};
const name = { vi: "n", en: "n" };
const of = { indicator: "on_time", window: "month", each: "district", target: "t" };
const tile = { indicator: "on_time", window: "month", unit: "49", target: null, name };
const board: Board = {
  board: "b", name, unit: "49",
  pages: [
    { name, tiles: [tile, tile, tile, { ...tile, indicator: "secret" }] },
    { name, worst: { ...of, count: 3, better: "up" } },
    { name, map: { ...of, grid: [["502", null]] } },
  ],
};

test("a page that does not fit on the screen becomes several", () => {
  const kinds = (tiles: number, lines: number) =>
    pagesOf(board, [share], units, { tiles, lines, map: lines > 2 })
      .map((page) => page.kind)
      .join(" ");
  assert.equal(kinds(7, 10), "tiles worst map");
  assert.equal(kinds(2, 2), "tiles tiles worst worst worst worst");
  const room = { tiles: 2, lines: 2, map: false };
  const [, , first, second, third, fourth] = pagesOf(board, [share], units, room);
  assert.deepEqual(
    [first, second, third, fourth].map((page) => page?.kind === "worst" && [page.from, page.to]),
    [[0, 2], [2, 3], [0, 2], [2, 4]],
  );
});

test("a level stands for its units below the board's, and what is not public is left out", () => {
  const [tiles, worst] = pagesOf(board, [share], units, { tiles: 7, lines: 10, map: true });
  assert.equal(tiles?.kind === "tiles" && tiles.choices.length, 3);
  assert.deepEqual(
    worst?.kind === "worst" && worst.of.units.map((each) => each.code),
    ["502", "503", "504", "505"],
  );
});

test("while a critical alert fires, every other turn is its page's", () => {
  const walk = (critical: boolean, turns: number): string => {
    let at: Turn = { page: 0, alert: false };
    const seen: string[] = [];
    for (let i = 0; i < turns; ++i) {
      at = nextTurn(at, 3, critical);
      seen.push(at.alert ? "!" : String(at.page));
    }
    return seen.join("");
  };
  assert.equal(walk(false, 4), "1201");
  assert.equal(walk(true, 6), "!1!2!0");
  assert.deepEqual(nextTurn({ page: 1, alert: true }, 3, false), { page: 2, alert: false });
  assert.deepEqual(nextTurn({ page: 9, alert: false }, 0, false), { page: 0, alert: false });
});

test("by hand the alert page is one page more, and each page has its digit", () => {
  const walk = (alerts: boolean, ...keys: string[]): string => {
    let at: Turn = { page: 0, alert: false };
    return keys
      .map((key) => ((at = turnByHand(at, 4, alerts, key)).alert ? "!" : String(at.page)))
      .join("");
  };
  const right = "ArrowRight", left = "ArrowLeft";
  assert.equal(walk(false, right, right, right, right, left), "12303");
  assert.equal(walk(true, right, right, right, right, right, left, left), "123!0!3");
  assert.equal(walk(true, "4", "0", left, "1", "2", "5", "x"), "3!30111");
  assert.equal(walk(false, "3", "0", "9"), "222");
  const at = { page: 2, alert: false };
  assert.equal(turnByHand(at, 4, true, "x"), at);
  assert.deepEqual(turnByHand(at, 0, false, right), { page: 0, alert: false });
});

const figure = (code: string, numerator: number, denominator: number): Figure => ({
  indicator: "on_time", window: "month", group: { unit: code }, start: null,
  end: "2020-11-01T00:00:00+07:00", value: denominator === 0 ? null : numerator / denominator,
  numerator, denominator, count: denominator, status: "final", revision: 1, as_of: "",
});

test("the worst stand first; too few and none at all are told apart", () => {
  const [, worst] = pagesOf(board, [share], units, { tiles: 7, lines: 10, map: true });
  assert.ok(worst?.kind === "worst");
  const figures = new Map(
    [figure("502", 19, 20), figure("503", 1, 9), figure("504", 9, 10), figure("505", 0, 0)].map(
      (each) => [keyOf("on_time", "month", String(each.group["unit"])), each],
    ),
  );
  const target = { state: "lagging" } as Target;
  const targets = new Map([[standingKey("t", "504"), target], [standingKey("t", "503"), target]]);
  const standings = standingsOf(worst.of, figures, targets);
  const codes = (some: typeof standings) => some.map((each) => each.unit.code).join();
  const up = rank(standings, "up");
  assert.deepEqual([codes(up.worst), codes(up.few), codes(up.none)], ["504,502", "503", "505"]);
  assert.equal(codes(rank(standings, "down").worst), "502,504");
  assert.deepEqual(standings.map(standingSign), ["open", "open", "bad", "none"]);
});

test("what fires stands first by gravity, then the newest; what is pending is no alert yet", () => {
  const alert = (id: string, severity: Alert["severity"], hour: string, state = "firing") =>
    ({
      alert: id, unit: null, severity, state, since: `2020-10-15T${hour}:00:00+07:00`, fired: hour,
      summary: name, acknowledged: null,
    }) as Alert;
  const all = [
    alert("a", "warning", "10"), alert("b", "critical", "08"), alert("c", "critical", "09"),
    alert("d", "critical", "11", "pending"), alert("e", "info", "12"),
    alert("f", "critical", "07", "clearing"),
  ];
  assert.equal(firing(all).map((each) => each.alert).join(""), "cbae");
  assert.notEqual(alertKey(all[1]!), alertKey({ ...all[1]!, fired: "13" }));
});

test("what was taken over presses no more, stands behind the others and says by whom", () => {
  const free = {
    alert: "a", unit: "502", severity: "critical", state: "firing", name, summary: name,
    since: "2020-10-15T08:00:00+07:00", fired: "2020-10-15T08:01:00+07:00", acknowledged: null,
  } as Alert;
  const since = "2020-10-15T09:05:10+07:00";
  const taken = {
    ...free, alert: "b", since: "2020-10-15T09:00:00+07:00",
    acknowledged: { since, office: "502", owner_name: null },
  };
  assert.equal(firing([taken, free]).map((each) => each.alert).join(""), "ab");
  assert.deepEqual([free, taken].map(isPressing), [true, false]);
  const nameOf = (unit: string | null): string => `đơn vị ${unit}`;
  const words = (alert: Alert, now: string) => careWords(alert, nameOf, now);
  assert.equal(words(free, since), null);
  assert.equal(words(taken, since), "đã tiếp nhận: đơn vị 502, từ 09:05");
  const named = { ...taken, acknowledged: { ...taken.acknowledged, owner_name: "An" } };
  assert.equal(words(named, "2020-10-16T07:00:00+07:00"), "đã tiếp nhận: An, từ 09:05 15/10/2020");
});

test("with larger letters fewer lines fit", () => {
  const usual = screenOf("");
  assert.ok(usual.lines >= 10 && usual.alerts === 7 && usual.roomy);
  const far = screenOf("?mm=1882&m=8");
  assert.ok(far.lines < 7 && far.alerts <= 3 && !far.roomy);
});

test("a percentage is not parted", () => {
  assert.equal(keptTogether("Quảng Nam: 10 %, chỉ tiêu 30 %"),
               "Quảng Nam: 10\u00a0%, chỉ tiêu 30\u00a0%");
});
