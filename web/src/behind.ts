// The pages behind a figure: the list of its units, and the trend of one. What may not be seen is
// said as what is not there.
import { html, type TemplateResult } from "lit";
import { keyOf } from "./choose";
import { isEnglish, pick, say } from "./lang";
import { addressOf, boardPage } from "./place";
import { standingsOf, type Standing } from "./rank";
import { sign } from "./sign";
import { standingKey } from "./targets";
import { trendPage } from "./trend";
import { unitsList } from "./units-list";
import type { Drill } from "./drill";
import type { Sight } from "./sight";
import type { Indicator, Target, Unit } from "./types";

export function behindTitle(drill: Drill): string {
  const { indicator, unit } = drill;
  if (!indicator) return say("Không có chỉ tiêu này", "There is no such indicator");
  return pick(indicator.name) + (unit ? ` – ${say(unit.name_vi, unit.name_en)}` : "");
}

export function behindPage(drill: Drill, sight: Sight): TemplateResult {
  const { indicator, place } = drill;
  const code = place.kind === "units" ? place.below : place.unit;
  if (!indicator || (code !== null && !drill.unit)) return nothingHere();
  if (place.kind === "units") {
    const units = drill.unitsOf(levelsFirst(sight, indicator, place.window));
    const target = targetOf(sight, indicator, place.window, units);
    const standings = standingsOf(
      { indicator, window: place.window, target, units }, drill.figures,
      sight.standings(indicator),
    );
    return unitsList({
      ...sight.units(indicator, place.window), standings, place, indicator,
      whole: standing(drill, sight, indicator, place.below), levels: drill.levels,
      level: units[0]?.level, loaded: drill.loaded,
    });
  }
  const { figure, target } = standing(drill, sight, indicator, code ?? "");
  return trendPage({
    indicator, window: place.window, figure, target, past: drill.past,
    silence: sight.silence(indicator, sight.data.newestOf(indicator)), frozen: sight.frozen,
    serverTime: sight.serverTime(), loaded: drill.loaded, ways: waysOn(drill, sight, indicator),
  });
}

// One step back: from a unit to the list it stands in, from there to the board.
export function up(drill: Drill, sight: Sight): string {
  const { place, unit } = drill;
  if (place.kind === "trend" && unit && unit.parent !== null) {
    const { indicator, window } = place;
    return addressOf(
      { kind: "units", indicator, window, below: unit.parent, level: unit.level }, sight.here(),
    );
  }
  return addressOf({ kind: "board", page: boardPage(sight.here()) }, sight.here());
}

function nothingHere(): TemplateResult {
  const board = addressOf({ kind: "board", page: 0 }, location.search);
  return html`<section class="page"><p class="wrong">${sign("none")}${say(
    "Không có số liệu này, hoặc tài khoản này không được xem.",
    "There is no such figure, or this account may not see it.",
  )} <a href=${board}>${say("Về bảng điều hành", "Back to the board")}</a></p></section>`;
}

function standing(drill: Drill, sight: Sight, indicator: Indicator, code: string): Standing {
  const key = keyOf(indicator.id, drill.place.window, code);
  const target = [...sight.standings(indicator).values()].find(
    (each) => keyOf(each.indicator, each.window, each.unit ?? "") === key,
  );
  return { unit: drill.unit!, figure: drill.figureOf(code), target, few: false };
}

// Which level people look at first: one that a target is set for, or that the boards show.
function levelsFirst(sight: Sight, indicator: Indicator, window: string): string[] {
  const { board, standings, units } = sight.data;
  const aimed = [...standings.values()].flatMap((target) =>
    target.indicator === indicator.id && target.window === window && target.unit !== null
      ? (units.get(target.unit)?.level ?? [])
      : []);
  const boarded = (board?.pages ?? []).flatMap((page) => page.worst?.each ?? page.map?.each ?? []);
  return [...aimed, ...boarded];
}

// The target that is set for each of these units.
function targetOf(
  sight: Sight,
  indicator: Indicator,
  window: string,
  units: Unit[],
): string | null {
  const all = sight.data.standings;
  const isTheirs = (target: Target): boolean =>
    target.indicator === indicator.id && target.window === window &&
    units.some((unit) => all.has(standingKey(target.target, unit.code)));
  return [...all.values()].find(isTheirs)?.target ?? null;
}

function waysOn(
  drill: Drill,
  sight: Sight,
  indicator: Indicator,
): { to: string; words: string }[] {
  const { place } = drill;
  const ways: { to: string; words: string }[] = [];
  if (place.kind !== "trend") return ways;
  const { unit, window } = place;
  const { session } = sight.data;
  const language: Record<string, string> = isEnglish() ? { lang: "en" } : {};
  if (unit !== null && drill.levels.length > 0) {
    ways.push({
      to: sight.behind(indicator, window, unit),
      words: say("Các đơn vị trực thuộc", "Units below"),
    });
  }
  const figure = drill.figureOf(unit ?? "");
  if (figure && session.grants.some((grant) => grant.role === "leader")) {
    const note = new URLSearchParams({
      indicator: indicator.id, window, unit: unit ?? "", as_of: sight.asOf ?? figure.as_of,
      ...language,
    });
    ways.push({ to: `/meeting?${note}#note`, words: say("Ghi kết luận", "Note a conclusion") });
  }
  if (unit !== null && session.account !== null) {
    const desk = new URLSearchParams({ unit, ...language });
    ways.push({ to: `/desk?${desk}`, words: say("Mọi số liệu của đơn vị", "All of its figures") });
  }
  return ways;
}
