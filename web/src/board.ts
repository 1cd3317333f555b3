// The pages of a board, and which of them is shown. Pure.
import { keyOf, pages, type Choice } from "./choose";
import type {
  Bilingual, Board, BoardUnits, Conclusion, Indicator, Unit,
} from "./types";

// The units of a level side by side.
export interface UnitsShown {
  indicator: Indicator;
  window: string;
  target: string | null; // its id
  units: Unit[];
}

export type Page =
  | { kind: "tiles"; name: Bilingual | null; choices: Choice[] }
  | {
      kind: "worst";
      name: Bilingual;
      of: UnitsShown;
      better: "up" | "down";
      from: number; // ranks from..to - 1, counting from 0
      to: number;
    }
  | { kind: "map"; name: Bilingual; of: UnitsShown; grid: (string | null)[][] }
  | { kind: "conclusions"; name: Bilingual; items: Conclusion[] };

export interface Room {
  tiles: number; // on one page
  lines: number;
  map: boolean; // names fit into the places of a map
}

// A page of the catalogue that does not fit on this screen becomes several, a map lines.
export function pagesOf(board: Board, indicators: Indicator[], units: Unit[], room: Room): Page[] {
  const known = new Map(indicators.map((indicator) => [indicator.id, indicator]));
  const parents = new Map(units.map((unit) => [unit.code, unit.parent]));
  const isWithin = (code: string): boolean => {
    for (let at: string | null = code; at !== null; at = parents.get(at) ?? null) {
      if (at === board.unit) return true;
    }
    return false;
  };
  const shownUnits = (of: BoardUnits): UnitsShown | null => {
    const indicator = known.get(of.indicator);
    if (!indicator) return null;
    const all = units.filter((unit) => unit.level === of.each && isWithin(unit.code));
    return { indicator, window: of.window, target: of.target, units: all };
  };
  return board.pages.flatMap((page): Page[] => {
    const { name, tiles, worst, map } = page;
    if (tiles) {
      const choices = tiles.flatMap(({ indicator: id, window, unit, target, name }): Choice[] => {
        const indicator = known.get(id);
        const key = keyOf(id, window, unit ?? "");
        return indicator ? [{ indicator, name, window, unit, target, key }] : [];
      });
      return pages(choices, room.tiles).map((some) => ({ kind: "tiles", name, choices: some }));
    }
    const of = worst ? shownUnits(worst) : map ? shownUnits(map) : null;
    if (of === null) return [];
    if (map && room.map) return [{ kind: "map", name, of, grid: map.grid }];
    const count = worst?.count ?? of.units.length;
    const better = worst?.better ?? of.indicator.better ?? "up";
    const ranks = Array.from({ length: Math.min(count, of.units.length) }, (_, i) => i);
    return pages(ranks, room.lines).map((some) => ({
      kind: "worst", name, of, better, from: some[0]!, to: some.at(-1)! + 1,
    }));
  });
}

// A meeting opens with what the last ones have concluded: what is open, the latest first. What is
// over stands on the meeting's own page.
export function conclusionPages(all: Conclusion[], lines: number): Page[] {
  const open = all.filter((each) => each.state === "open");
  const name = { vi: "Kết luận các kỳ họp trước", en: "What earlier meetings concluded" };
  return pages(open, lines).map((items) => ({ kind: "conclusions", name, items }));
}

export interface Turn {
  page: number;
  alert: boolean; // the alert page is shown, which follows this page
}

// By itself. While a critical alert fires that nobody has taken over, every other turn is the alert
// page's.
export function nextTurn(turn: Turn, count: number, critical: boolean): Turn {
  const pages = Math.max(1, count);
  if (critical && !turn.alert) return { page: turn.page, alert: true };
  return { page: (Math.min(turn.page, pages - 1) + 1) % pages, alert: false };
}

// By a key: arrows go through the pages and then the alert page, once around, so that of five none
// is further than two keys; 1 to 9 are the pages, 0 is the alert page. Other keys change nothing.
export function turnByHand(turn: Turn, count: number, alerts: boolean, key: string): Turn {
  const last = Math.max(1, count) - 1;
  const stops = last + (alerts ? 2 : 1);
  const at = turn.alert ? last + 1 : Math.min(turn.page, last);
  const by = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  const digit = /^\d$/.test(key) ? Number(key) : -1;
  if (by === 0 && (digit < 0 || digit > count || (digit === 0 && !alerts))) return turn;
  const to = by !== 0 ? (at + by + stops) % stops : digit === 0 ? last + 1 : digit - 1;
  return to > last ? { page: turn.page, alert: true } : { page: to, alert: false };
}
