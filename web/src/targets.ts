// What shall be reached, in words a leader reads from eight metres. Pure.
import { keyOf } from "./choose";
import { isShare, number } from "./format";
import { counted, say } from "./lang";
import type { Sign } from "./sign";
import { dateWords } from "./windows";
import type { Indicator, Target } from "./types";

// Where nobody has chosen: targets of the root unit and of indicators without units, by the key of
// their figure. Of two for one figure the one whose deadline is nearest, or that has one.
export function targetsByKey(targets: Target[], root: string): Map<string, Target> {
  const found = new Map<string, Target>();
  for (const target of targets) {
    if (target.unit !== null && target.unit !== root) continue;
    const key = keyOf(target.indicator, target.window, target.unit ?? "");
    const known = found.get(key);
    if (!known || (target.by ?? "9999") < (known.by ?? "9999")) found.set(key, target);
  }
  return found;
}

// Where a target stands in a unit.
export function standingKey(target: string, unit: string | null): string {
  return `${target}\n${unit ?? ""}`;
}

// Four states are told apart from afar: met, near, lagging, nothing known.
export function targetSign(state: Target["state"]): Sign {
  switch (state) {
    case "met":
      return "ok";
    case "on_pace":
    case "behind":
      return "near";
    case "lagging":
    case "missed":
      return "bad";
    case "no_data":
      return "none";
  }
}

export function stateWords(target: Target): string {
  const day = target.by === null ? "" : dateWords(target.by);
  return {
    met: say("đạt mục tiêu", "target met"),
    on_pace: say("đúng tiến độ", "on pace"),
    behind: say("sát mục tiêu", "near the target"),
    lagging: say("chậm so với mục tiêu", "behind the target"),
    missed: say(`không đạt hạn ${day}`, `not reached by ${day}`).trim(),
    no_data: say("chưa có số liệu", "no data yet"),
  }[target.state];
}

// "≥ 98 %", "≤ 0".
export function limitWords(target: Target, indicator: Indicator): string {
  const limit = target.at_least ?? target.at_most ?? 0;
  return `${target.at_least !== undefined ? "≥" : "≤"} ${amount(limit, indicator)}`;
}

// What is missing: "còn thiếu 1,2 điểm %", "vượt 214".
export function gapWords(target: Target, indicator: Indicator): string {
  if (target.gap === null || target.gap <= 0 || target.state === "met") return "";
  const gap = isShare(indicator)
    ? counted(number(target.gap * 100, 1), "điểm %", "point")
    : amount(target.gap, indicator);
  return target.at_least !== undefined
    ? say(`còn thiếu ${gap}`, `${gap} short`)
    : say(`vượt ${gap}`, `${gap} over`);
}

// The working days there are: "còn 12 ngày làm việc". Nothing once it is met or missed.
export function countdownWords(target: Target): string {
  const left = target.working_days_left;
  const open = ["on_pace", "behind", "lagging"].includes(target.state);
  if (left === null || target.by === null || !open) return "";
  const days = counted(number(left, 0), "ngày làm việc", "working day");
  return say(`còn ${days}`, `${days} left`);
}

function amount(value: number, indicator: Indicator): string {
  if (isShare(indicator)) return `${trimmed(value * 100)} %`;
  return trimmed(value);
}

function trimmed(value: number): string {
  return number(value, Math.abs(value - Math.round(value)) < 1e-9 ? 0 : 1);
}
