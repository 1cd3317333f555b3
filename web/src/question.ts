// Which windows of an indicator are open at an instant, and how to ask for them and for their past.
// Pure.
//
// Of windows that follow each other the last one with a contribution is open; of moving ones, which
// reach beyond any instant, the one that ends next after it; what stands, or goes on since a day,
// ends at the instant itself.
import { historyMs, parseWindow, trendWindow } from "./windows";
import type { Figure, Indicator } from "./types";

export interface Question {
  indicator: string;
  window: string;
  unit: string | null;
  level: string | null; // all units of it at or below `unit`
}

const kDayMs = 86_400_000;
// How far back the last window with a contribution may lie: over a long holiday, or two periods.
const kBackMs: Record<string, number> = {
  tumbling: 2 * kDayMs, day: 12 * kDayMs, week: 15 * kDayMs, month: 63 * kDayMs,
  quarter: 185 * kDayMs, year: 732 * kDayMs,
};
const kBackOthersMs = 732 * kDayMs; // official reporting periods
const kLimit = "10000";

const at = (ms: number): string => new Date(ms).toISOString();

// `instantMs`: of a frozen page its own, else that of the newest event.
export function openAddress(of: Question, instantMs: number, asOf: string | null): string {
  const window = parseWindow(of.window);
  const query = common(of, of.window, asOf);
  if (window.kind === "sliding") {
    query.set("from", at(instantMs));
    query.set("to", at(instantMs + window.slideMs));
  } else if (window.kind !== "now" && window.kind !== "since") {
    query.set("from", at(instantMs - (kBackMs[window.kind] ?? kBackOthersMs)));
  }
  return `/api/v1/figures?${query}`;
}

// Of what was answered, the windows that are open: all of one end.
export function openOnes(figures: Figure[], window: string, instantMs: number): Figure[] {
  const ends = figures.map((figure) => Date.parse(figure.end));
  const isMoving = parseWindow(window).kind === "sliding";
  const end = isMoving
    ? Math.min(...ends.filter((each) => each > instantMs))
    : Math.max(...ends);
  return figures.filter((figure) => Date.parse(figure.end) === end);
}

// The way that led there; null: this indicator has none.
export function pastAddress(
  of: Question,
  indicator: Indicator,
  instantMs: number,
  asOf: string | null,
): string | null {
  const window = trendWindow(of.window, indicator.windows);
  const back = historyMs(window);
  if (back === 0) return null;
  const query = common(of, window, asOf);
  const parsed = parseWindow(window);
  query.set("from", at(instantMs - back));
  // Moving windows that end later are only beginning to fill.
  if (parsed.kind === "sliding") query.set("to", at(instantMs + parsed.slideMs));
  return `/api/v1/figures?${query}`;
}

function common(of: Question, window: string, asOf: string | null): URLSearchParams {
  const query = new URLSearchParams({ indicator: of.indicator, window, limit: kLimit });
  if (of.unit !== null) query.set("unit", of.unit);
  if (of.level !== null) query.set("level", of.level);
  if (asOf !== null) query.set("as_of", asOf);
  return query;
}
