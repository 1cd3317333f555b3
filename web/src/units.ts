// Units side by side: those that stand worst as lines, or all of them as a map of tiles.
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Page } from "./board";
import { silenceWords, type Silence } from "./data";
import { agoWords, isShare, shortName, shown } from "./format";
import { editionWords } from "./freeze";
import { counted, say } from "./lang";
import { rank, standingSign, type Standing } from "./rank";
import { sign, type Sign } from "./sign";
import { gapWords, limitWords, stateWords } from "./targets";
import { frozenWindowWords, windowWords } from "./windows";
import type { Indicator, Unit } from "./types";

export interface UnitsView {
  standings: Standing[];
  frozen: boolean;
  newest: string | null; // RFC 3339: of the events the figures come from
  silence: Silence;
  serverTime: string;
  serverMs: number;
  to: (unit: Unit) => string; // the address of a unit's trend
}

function late(view: UnitsView): string {
  return view.silence === "none" ? "" : "late";
}

export function nameOf(unit: Unit): string {
  return shortName(say(unit.name_vi, unit.name_en));
}

export function valueOf(standing: Standing, indicator: Indicator): string {
  return (standing.figure && shown(standing.figure, indicator)?.value) || "—";
}

export function worstPage(page: Page & { kind: "worst" }, view: UnitsView): TemplateResult {
  const { indicator } = page.of;
  const { worst, few, none } = rank(view.standings, page.better);
  const rows = worst.slice(page.from, page.to);
  const values = worst.map((standing) => Number(standing.figure?.value));
  const limits = worst.flatMap((s) => s.target?.at_least ?? s.target?.at_most ?? []);
  const bar = scale([...values, ...limits], isShare(indicator));
  const left = (standings: Standing[], vi: string, en: string) =>
    standings.length === 0
      ? nothing
      : html`<p><b>${say(vi, en)}:</b> ${standings
            .map((s) => nameOf(s.unit) + (s.figure ? ` ${valueOf(s, indicator)}` : ""))
            .join(" · ")}</p>`;
  return html`<ol class="worst ${late(view)}">
      ${rows.map((standing, index) =>
        row(standing, page.from + index + 1, indicator, bar, view.to),
      )}
    </ol>
    <div class="beside">
      ${about(page.of.window, page.of.units.length, indicator, view)}
      ${left(few, "Không xếp hạng vì dưới 10", "Not ranked, below 10")}
      ${left(none, "Chưa có số liệu", "No data yet")}
    </div>`;
}

function row(
  standing: Standing,
  place: number,
  indicator: Indicator,
  bar: (value: number) => number,
  to: (unit: Unit) => string,
): TemplateResult {
  const { figure, target } = standing;
  const kind = standingSign(standing);
  const limit = target?.at_least ?? target?.at_most;
  return html`<li class="row ${kind}">
    <span class="place">${place}</span>
    <b class="name"><a class="open" href=${to(standing.unit)}>${nameOf(standing.unit)}</a></b>
    <svg class="bar-line" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="rail" x="0" y="3" width="100" height="4"></rect>
      <rect class="fill" x="0" y="3" width=${bar(Number(figure?.value)).toFixed(2)}
        height="4"></rect>
      ${limit === undefined
        ? nothing
        : svg`<path class="limit" d="M${bar(limit).toFixed(2)},0V10"></path>`}
    </svg>
    <span class="amount">${valueOf(standing, indicator)}</span>
    <span class="aim">${target
        ? html`${sign(kind)}<span>${[stateWords(target), gapWords(target, indicator)]
            .filter((part) => part !== "")
            .join(" · ")}</span>`
        : nothing}</span>
  </li>`;
}

// Where bars end, from 0 to 100. Shares that are all high would look alike from zero, so they begin
// below the lowest; the rail's end is the highest.
function scale(values: number[], share: boolean): (value: number) => number {
  const high = Math.max(...values, share ? 0 : 1);
  const lowest = Math.min(...values);
  const low = share && lowest > 0.5 ? lowest - (high - lowest) * 0.5 - 0.01 : 0;
  return (value) => Math.max(0, Math.min(100, ((value - low) / Math.max(1e-9, high - low)) * 100));
}

export function mapPage(page: Page & { kind: "map" }, view: UnitsView): TemplateResult {
  const { indicator } = page.of;
  const byCode = new Map(view.standings.map((standing) => [standing.unit.code, standing]));
  return html`<div class="map ${late(view)}">
      ${page.grid.map(
        (places) => html`<div class="places">
          ${places.map((code) => {
            const standing = code === null ? undefined : byCode.get(code);
            return standing
              ? cell(standing, indicator, view.to)
              : html`<span class="gap"></span>`;
          })}</div>`,
      )}
    </div>
    <div class="beside">${about(page.of.window, page.of.units.length, indicator, view)}
      ${legend(view.standings)}</div>`;
}

function cell(
  standing: Standing,
  indicator: Indicator,
  to: (unit: Unit) => string,
): TemplateResult {
  const kind = standingSign(standing);
  const words = shortWords(standing);
  return html`<article class="cell ${kind}">
    <h2><a class="open" href=${to(standing.unit)}>${nameOf(standing.unit)}</a></h2>
    <p class="amount">${valueOf(standing, indicator)}</p>
    ${words === "" ? nothing : html`<p class="aim">${sign(kind)}<span>${words}</span></p>`}
  </article>`;
}

const kKinds: Sign[] = ["ok", "near", "bad", "open", "none"];

function shortWords(standing: Standing): string {
  if (!standing.figure) return say("chưa có", "no data");
  if (standing.few) return say("dưới 10", "below 10");
  return standing.target ? kindWords(standingSign(standing)) : "";
}

function kindWords(kind: Sign): string {
  switch (kind) {
    case "ok":
      return say("đạt", "met");
    case "near":
      return say("sát", "near");
    case "bad":
      return say("chậm", "behind");
    case "open":
      return say("quá ít để xét", "too few to judge");
    case "none":
      return say("chưa có số liệu", "no data yet");
  }
}

function legend(standings: Standing[]): TemplateResult {
  const counts = kKinds.map((kind) => standings.filter((s) => standingSign(s) === kind).length);
  const judged = standings.some((standing) => standing.target);
  return html`<p class="legend">${kKinds.map((kind, index) =>
    counts[index] === 0 || (kind === "open" && !judged)
      ? nothing
      : html`<span>${sign(kind)}${kindWords(kind)} <b>${counts[index]}</b></span>`,
  )}</p>`;
}

// What is shown: window, target, how new; of a frozen page which reading it is.
export function about(
  window: string,
  count: number,
  indicator: Indicator,
  view: UnitsView,
): TemplateResult {
  const some = view.standings.find((standing) => standing.figure)?.figure;
  const target = view.standings.find((standing) => standing.target)?.target;
  const asOf = view.newest ?? some?.as_of;
  const start = some?.start ?? view.serverTime;
  const words = view.frozen
    ? frozenWindowWords(window, start, view.serverTime, some?.end ?? null)
    : windowWords(window, start, view.serverTime, some?.end);
  return html`<p class="about">
    <span>${words}</span>
    ${target
      ? html`<span>${say("mục tiêu", "target")} ${limitWords(target, indicator)}</span>`
      : nothing}
    <span>${counted(`${count}`, "đơn vị", "unit")}</span>
    ${view.frozen
      ? some ? html`<span>${editionWords(some)}</span>` : nothing
      : asOf === undefined
        ? nothing
        : html`${view.silence !== "none"
              ? html`<span>${sign("none")}${silenceWords(view.silence)}</span>`
              : nothing}<span>${say("số liệu", "data")}
              ${agoWords(view.serverMs - Date.parse(asOf))}</span>`}
  </p>`;
}
