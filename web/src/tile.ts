// One figure on the wall: name, value, window, status, age and its past.
import { html, svg, nothing, type TemplateResult } from "lit";
import { ageWords, isShare, number, shown, statusWords } from "./format";
import { dateWords, kLateMs, parseWindow, spanWords, windowWords } from "./windows";
import { sparkline, type Point } from "./spark";
import type { Choice } from "./choose";
import { gapWords, limitWords, stateWords } from "./targets";
import type { Figure, Indicator, Target } from "./types";

export interface TileView {
  choice: Choice;
  figure: Figure | undefined;
  target: Target | undefined;
  newest: string | null; // RFC 3339: of the events the figure comes from
  working: boolean; // in working time what is silent is late
  points: Point[];
  serverTime: string; // local, RFC 3339 without offset
  serverMs: number;
  hero: boolean;
  loaded: boolean; // the snapshot is complete: what is missing is not there
}

type Sign = "ok" | "open" | "near" | "bad" | "none";

// Shape as well as colour: a disc, a ring, a triangle, a diamond, a hatched square.
function sign(kind: Sign): TemplateResult {
  const shapes = {
    ok: svg`<circle cx="8" cy="8" r="6.5"></circle>`,
    open: svg`<circle class="hollow" cx="8" cy="8" r="5.5"></circle>`,
    near: svg`<path d="M8 1 15.5 14.5H.5z"></path>`,
    bad: svg`<path d="M8 .5 15.5 8 8 15.5.5 8z"></path>`,
    none: svg`<path class="hollow" d="M1.5 1.5h13v13h-13zM2 9 9 2M3 14 14 3M8 14.5 14.5 8"></path>`,
  };
  return html`<svg class="sign ${kind}" viewBox="0 0 16 16" aria-hidden="true">
    ${shapes[kind]}</svg>`;
}

function targetSign(state: Target["state"]): Sign {
  return state === "met" || state === "on_pace" ? "ok"
    : state === "behind" ? "near"
    : state === "no_data" ? "none" : "bad";
}

// The state in shape, colour and word, then the limit and what is missing.
function aim(target: Target | undefined, indicator: Indicator): TemplateResult | typeof nothing {
  if (!target || target.state === "no_data") return nothing;
  const gap = gapWords(target, indicator);
  return html`<p class="aim ${targetSign(target.state)}">
    ${sign(targetSign(target.state))}<b>${stateWords(target)}</b>
    <span>${limitWords(target, indicator)}${gap ? ` · ${gap}` : ""}</span></p>`;
}

function statusSign(status: Figure["status"]): Sign {
  return status === "final" ? "ok" : status === "corrected" ? "near" : "open";
}

export function tile(view: TileView): TemplateResult {
  const { choice, figure } = view;
  // A figure that nothing changes is as new as the events it comes from.
  const asOf = figure ? (view.newest ?? figure.as_of) : "";
  const age = figure ? view.serverMs - Date.parse(asOf) : 0;
  const late = figure !== undefined && view.working && age > kLateMs;
  return html`<article class="tile ${view.hero ? "hero" : ""} ${late ? "late" : ""}">
    <h2>${choice.indicator.name.vi}</h2>
    ${figure ? filled(view, figure, asOf, age, late) : empty(view)}
  </article>`;
}

function empty(view: TileView): TemplateResult {
  return html`<p class="value none">${view.loaded ? "không có số liệu" : "đang tải…"}</p>
    <p class="window">${windowWords(view.choice.window, view.serverTime, view.serverTime)}</p>`;
}

function filled(
  view: TileView,
  figure: Figure,
  asOf: string,
  age: number,
  late: boolean,
): TemplateResult {
  const { choice } = view;
  const text = shown(figure, choice.indicator);
  const length = (text?.value.length ?? 0) + (text?.unit.length ?? 0) * 0.4;
  const window = windowWords(choice.window, figure.start, view.serverTime, figure.end);
  const share = isShare(choice.indicator);
  const moves = ["sliding", "now", "since"].includes(parseWindow(choice.window).kind);
  const day = asOf.slice(0, 10);
  const today = day === view.serverTime.slice(0, 10);
  return html`${text === null
      ? html`<p class="value none">không có số liệu</p>`
      : html`<p class="value ${length > 9 ? "long" : ""}"><span>${text.value}</span>${text.unit
            ? html` <small>${text.unit}</small>`
            : nothing}</p>`}
    ${late ? nothing : aim(view.target, choice.indicator)}
    <p class="window"><span>${window}</span>${change(view, figure)}</p>
    <div class="chart">
      ${sparkline(view.points, !moves && !share, !share, `Diễn biến: ${choice.indicator.name.vi}`)}
    </div>
    <footer>
      <p>${late
          ? html`${sign("none")}<b>chậm cập nhật</b>`
          : html`${sign(statusSign(figure.status))}<span>${statusWords(figure.status)}</span>`}
        <span class="count">n = ${number(figure.count, 0)}</span></p>
      <p class="facts">
        <span>số liệu lúc ${asOf.slice(11, 19)}${today ? "" : ` ${dateWords(day)}`}</span>
        <span>cách đây ${ageWords(age)}</span></p>
    </footer>`;
}

// Against the window before, which shares nothing with this one. Only moving windows can be
// compared at any moment; a day that has just begun cannot.
function change(view: TileView, figure: Figure): TemplateResult | typeof nothing {
  const window = parseWindow(view.choice.window);
  if (window.kind !== "sliding" || typeof figure.value !== "number") return nothing;
  const then = Date.parse(figure.end) - window.lengthMs;
  const before = view.points.find((point) => point.end === then);
  if (!before) return nothing;
  const { text, rise } = difference(view.choice.indicator, before.value, figure.value);
  const better = view.choice.indicator.better;
  const tone = rise === 0 || !better ? "" : (rise > 0) === (better === "up") ? "good" : "bad";
  const arrow = rise > 0 ? "M8 2 14 13H2z" : rise < 0 ? "M8 14 2 3H14z" : "M2 6.5h12v3H2z";
  const length = spanWords(window.lengthMs);
  return html`<span class="change ${tone}"><svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      <path d=${arrow}></path></svg>${text}<span class="versus"> so với ${length}
        trước</span></span>`;
}

function difference(
  indicator: Indicator,
  before: number,
  now: number,
): { text: string; rise: number } {
  const raw = now - before;
  if (isShare(indicator)) {
    const points = Math.round(raw * 1000) / 10;
    const text = points === 0 ? "không đổi" : `${number(Math.abs(points), 1)} điểm %`;
    return { text: `${points > 0 ? "tăng " : points < 0 ? "giảm " : ""}${text}`, rise: points };
  }
  if (raw === 0) return { text: "không đổi", rise: 0 };
  const word = raw > 0 ? "tăng " : "giảm ";
  const small = before === 0 || Math.abs(before) < 10;
  const size = small ? number(Math.abs(raw), 0) : `${number(Math.abs(raw / before) * 100, 0)} %`;
  return { text: word + size, rise: raw };
}
