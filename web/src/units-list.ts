// The units a figure is made of, one below the other: the worst first, with what each lacks of its
// target. Each leads to its trend.
import { html, nothing, type TemplateResult } from "lit";
import { isShare, number, shown } from "./format";
import { counted, say } from "./lang";
import { addressOf, type Place } from "./place";
import { rank, standingSign, type Standing } from "./rank";
import { sign } from "./sign";
import { gapWords, stateWords } from "./targets";
import { about, nameOf, valueOf, type UnitsView } from "./units";
import type { Indicator, Target } from "./types";

const kColumn = 9; // so many stand in one column by themselves

export interface ListView extends UnitsView {
  place: Extract<Place, { kind: "units" }>;
  indicator: Indicator;
  whole: Standing; // the unit whose parts these are
  levels: string[];
  level: string | undefined;
  loaded: boolean;
}

// Levels that administrations have; another one is called as the catalogue does.
function levelWords(level: string): string {
  switch (level) {
    case "province": return say("Cấp tỉnh", "Provinces");
    case "department": return say("Sở, ban, ngành", "Departments");
    case "district": return say("Cấp huyện", "Districts");
    case "commune": return say("Cấp xã", "Communes");
    default: return level;
  }
}

export function unitsList(view: ListView): TemplateResult {
  const { indicator, place } = view;
  const { worst, few, none } = rank(view.standings, indicator.better ?? "down");
  const rows = [...worst, ...few];
  // Down the one column, then down the other, as a ranking is read.
  const half = rows.length > kColumn ? Math.ceil(rows.length / 2) : rows.length;
  const columns = [rows.slice(0, half), rows.slice(half)].filter((some) => some.length > 0);
  const lacks = rows.map((row) => lackWords(row, view.whole.target, indicator));
  const aims = lacks.some((words) => words !== "") ? "aims" : "";
  return html`<section class="page list" tabindex="0"
      aria-label=${say("Các đơn vị", "Units")}>
      ${rows.length === 0
        ? html`<p class="value none">${view.loaded
              ? html`${sign("none")}${say("chưa có số liệu của đơn vị nào", "no unit has figures")}`
              : say("đang tải…", "loading…")}</p>`
        : html`<div class="columns ${aims} ${view.silence === "none" ? "" : "late"}">
            ${columns.map((some, column) => html`<ol class="parts" start=${column * half + 1}>
              ${some.map((standing, index) =>
                part(standing, column * half + index + 1, lacks[column * half + index]!, view),
              )}</ol>`)}</div>`}
      <div class="beside">
        ${wholeWords(view)}
        ${about(place.window, view.standings.length, indicator, view)}
        ${view.levels.length > 1
          ? html`<nav class="levels" aria-label=${say("Cấp đơn vị", "Levels")}>
              ${view.levels.map((level) => html`<a
                  href=${addressOf({ ...place, level }, location.search)}
                  aria-current=${level === view.level ? "true" : nothing}
                  >${levelWords(level)}</a>`)}</nav>`
          : nothing}
        ${none.length > 0
          ? html`<p><b>${say("Chưa có số liệu", "No data yet")}:</b>
              ${none.map((standing) => nameOf(standing.unit)).join(" · ")}</p>`
          : nothing}
      </div>
    </section>`;
}

function part(
  standing: Standing,
  place: number,
  words: string,
  view: ListView,
): TemplateResult {
  const { indicator } = view;
  const kind = standingSign(standing);
  const to = addressOf(
    { kind: "trend", indicator: indicator.id, window: view.place.window,
      unit: standing.unit.code },
    location.search,
  );
  return html`<li class="row part ${kind}">
    <span class="place">${standing.few ? "–" : place}</span>
    <b class="name"><a class="open" href=${to}>${nameOf(standing.unit)}</a></b>
    <span class="amount">${valueOf(standing, indicator)}</span>
    <span class="aim">${words === ""
        ? nothing : html`${sign(kind)}<span>${words}</span>`}</span>
  </li>`;
}

// Against its own target; a share without one against that of the whole.
export function lackWords(
  standing: Standing,
  whole: Target | undefined,
  indicator: Indicator,
): string {
  const { figure, target } = standing;
  if (standing.few) return say("dưới 10, không xếp hạng", "below 10, not ranked");
  if (target) return gapWords(target, indicator) || stateWords(target);
  const limit = whole?.at_least;
  const value = figure?.value;
  if (!isShare(indicator) || limit === undefined || typeof value !== "number") return "";
  if (value >= limit) return say("đạt mức chung", "at the common target");
  const gap = counted(number((limit - value) * 100, 1), "điểm %", "point");
  return say(`dưới mức chung ${gap}`, `${gap} below the common target`);
}

// The figure that all of them make.
function wholeWords(view: ListView): TemplateResult | typeof nothing {
  const { figure, unit } = view.whole;
  const text = figure ? shown(figure, view.indicator) : null;
  if (!text) return nothing;
  return html`<p>${say(unit.name_vi, unit.name_en)}
    <b>${`${text.value} ${text.unit}`.trim()}</b></p>`;
}
