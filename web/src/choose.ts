// Which figures the wall shows, when nobody has chosen. Pure.
import { parseWindow } from "./windows";
import type { Bilingual, Figure, Indicator, Target, Unit } from "./types";

export interface Choice {
  indicator: Indicator;
  name: Bilingual;
  window: string;
  unit: string | null;
  target: string | null; // its id
  key: string;
}

export function keyOf(indicator: string, window: string, unit: string): string {
  return `${indicator}\n${window}\n${unit}`;
}

// The key of a figure of one unit, or of no unit at all; others (by channel, …) have none here.
export function keyOfFigure(figure: Figure): string | null {
  const members = Object.keys(figure.group);
  if (members.some((name) => name !== "unit")) return null;
  return keyOf(figure.indicator, figure.window, String(figure.group["unit"] ?? ""));
}

export function rootOf(units: Unit[]): Unit | undefined {
  return units.find((unit) => unit.parent === null);
}

// Windows in the order of what a wall wants: movement first, then the shortest calendar window.
const kOrder = ["sliding", "now", "tumbling", "day", "week", "month", "quarter", "year", "since"];
function rank(window: string): number {
  const place = kOrder.indexOf(parseWindow(window).kind);
  return place < 0 ? kOrder.length : place;
}

// `aimed`: targets by the key of their figure, whose window is shown before any other.
export function choose(
  indicators: Indicator[],
  root: string,
  aimed: ReadonlyMap<string, Target> = new Map(),
): Choice[] {
  const choices: Choice[] = [];
  for (const indicator of indicators) {
    if (indicator.by.some((name) => name !== "unit")) continue;
    const unit = indicator.by.length > 0 ? root : "";
    const wanted = (window: string): number =>
      aimed.has(keyOf(indicator.id, window, unit)) ? -1 : rank(window);
    const [window] = [...indicator.windows].sort((a, b) => wanted(a) - wanted(b));
    if (window === undefined) continue;
    const key = keyOf(indicator.id, window, unit);
    const target = aimed.get(key)?.target ?? null;
    choices.push({ indicator, name: indicator.name, window, unit: unit || null, target, key });
  }
  // Moving figures come first, so that the large tile is alive.
  return choices.sort((a, b) => rank(a.window) - rank(b.window));
}

// Pages as equal as can be, so that the last one is not a single tile.
export function pages<T>(items: T[], capacity: number): T[][] {
  const count = items.length === 0 ? 0 : Math.max(1, Math.ceil(items.length / capacity));
  const out: T[][] = [];
  for (let page = 0, at = 0; page < count; ++page) {
    const size = Math.ceil((items.length - at) / (count - page));
    out.push(items.slice(at, at + size));
    at += size;
  }
  return out;
}
