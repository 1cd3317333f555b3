// The pages of a board, and which of them is shown. Pure.
import { keyOf, pages, type Choice } from "./choose";
import type { Bilingual, Board, BoardUnits, Indicator, Unit } from "./types";

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
  | { kind: "map"; name: Bilingual; of: UnitsShown; grid: (string | null)[][] };

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

export interface Turn {
  page: number;
  alert: boolean; // the alert page is shown, which follows this page
}

// While a critical alert fires, every other turn is the alert page's.
export function nextTurn(turn: Turn, count: number, critical: boolean, by: 1 | -1): Turn {
  const pages = Math.max(1, count);
  if (critical && turn.alert !== (by > 0)) return { page: turn.page, alert: by > 0 };
  const page = (Math.min(turn.page, pages - 1) + by + pages) % pages;
  return { page, alert: critical && by < 0 };
}
