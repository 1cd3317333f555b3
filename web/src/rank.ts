// Units side by side: who stands worst, who cannot be ranked, and in which state each is. Pure.
import { keyOf } from "./choose";
import { isOfFew, shown } from "./format";
import { standingKey, targetSign } from "./targets";
import type { UnitsShown } from "./board";
import type { Sign } from "./sign";
import type { Figure, Target, Unit } from "./types";

export interface Standing {
  unit: Unit;
  figure: Figure | undefined;
  target: Target | undefined;
  few: boolean; // a share of too few to mean anything
}

export function standingsOf(
  of: UnitsShown,
  figures: ReadonlyMap<string, Figure>,
  targets: ReadonlyMap<string, Target>,
): Standing[] {
  return of.units.map((unit) => {
    const held = figures.get(keyOf(of.indicator.id, of.window, unit.code));
    const figure = held && shown(held, of.indicator) !== null ? held : undefined;
    const target = of.target === null ? undefined : targets.get(standingKey(of.target, unit.code));
    return { unit, figure, target, few: figure !== undefined && isOfFew(figure, of.indicator) };
  });
}

export interface Ranking {
  worst: Standing[]; // the worst first
  few: Standing[];
  none: Standing[];
}

export function rank(standings: Standing[], better: "up" | "down"): Ranking {
  const value = (standing: Standing): number => Number(standing.figure?.value);
  const out: Ranking = { worst: [], few: [], none: [] };
  for (const standing of standings) {
    const isRanked = typeof standing.figure?.value === "number" && !standing.few;
    (isRanked ? out.worst : standing.figure ? out.few : out.none).push(standing);
  }
  const sense = better === "up" ? 1 : -1;
  out.worst.sort(
    (a, b) =>
      sense * (value(a) - value(b)) ||
      (b.figure?.denominator ?? 0) - (a.figure?.denominator ?? 0) || // of two the larger
      (a.unit.code < b.unit.code ? -1 : 1),
  );
  return out;
}

// Without a target a unit that has a figure stands in no state.
export function standingSign(standing: Standing): Sign {
  if (!standing.figure) return "none";
  if (standing.few || !standing.target) return "open";
  return targetSign(standing.target.state);
}
