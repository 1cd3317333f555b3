// What shall be reached, in words a leader reads from eight metres. Pure.
import { keyOf } from "./choose";
import { isShare, number } from "./format";
import { dateWords } from "./windows";
import type { Indicator, Target } from "./types";

// Targets of the root unit and of indicators without units, by the key of their figure. Of two for
// one figure the one whose deadline is nearest, or that has one.
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

export function stateWords(target: Target): string {
  return {
    met: "đạt mục tiêu",
    on_pace: "đúng tiến độ",
    behind: "sát mục tiêu",
    lagging: "chậm so với mục tiêu",
    missed: `không đạt hạn ${target.by === null ? "" : dateWords(target.by)}`.trim(),
    no_data: "chưa có số liệu",
  }[target.state];
}

// "≥ 98 %", "≤ 0".
export function limitWords(target: Target, indicator: Indicator): string {
  const limit = target.at_least ?? target.at_most ?? 0;
  return `${target.at_least !== undefined ? "≥" : "≤"} ${amount(limit, indicator)}`;
}

// What is missing, and the days there are: "còn thiếu 1,2 điểm %, còn 12 ngày làm việc".
export function gapWords(target: Target, indicator: Indicator): string {
  const parts: string[] = [];
  if (target.gap !== null && target.gap > 0 && target.state !== "met") {
    const gap = isShare(indicator)
      ? `${number(target.gap * 100, 1)} điểm %`
      : amount(target.gap, indicator);
    parts.push(target.at_least !== undefined ? `còn thiếu ${gap}` : `vượt ${gap}`);
  }
  if (target.working_days_left !== null && target.state !== "met") {
    parts.push(`còn ${number(target.working_days_left, 0)} ngày làm việc`);
  }
  return parts.join(", ");
}

function amount(value: number, indicator: Indicator): string {
  if (isShare(indicator)) return `${trimmed(value * 100)} %`;
  return trimmed(value);
}

function trimmed(value: number): string {
  return number(value, Math.abs(value - Math.round(value)) < 1e-9 ? 0 : 1);
}
