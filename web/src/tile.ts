// One figure on the wall: name, value, window, target, age and its past.
import { html, nothing, type TemplateResult } from "lit";
import { agoWords, isShare, number, shown, statusWords } from "./format";
import { editionWords } from "./freeze";
import { counted, pick, say } from "./lang";
import { sign, type Sign } from "./sign";
import {
  dateWords, frozenWindowWords, parseWindow, spanWords, trendWindow, windowWords,
} from "./windows";
import { sparkline, type Point } from "./spark";
import type { Choice } from "./choose";
import { silenceWords, type Silence } from "./data";
import { countdownWords, gapWords, limitWords, stateWords, targetSign } from "./targets";
import type { Figure, Indicator, Target } from "./types";

export interface TileView {
  choice: Choice;
  figure: Figure | undefined;
  target: Target | undefined;
  asOf: string; // RFC 3339: of the newest event the figure comes from
  silence: Silence;
  points: Point[];
  serverTime: string; // local, RFC 3339 without offset
  serverMs: number;
  hero: boolean;
  frozen: boolean; // the server's time is not the figures'
  to: string; // the address of what stands behind it
  loaded: boolean; // the snapshot is complete: what is missing is not there
}

function statusSign(status: Figure["status"]): Sign {
  return status === "final" ? "ok" : status === "corrected" ? "near" : "open";
}

export function tile(view: TileView): TemplateResult {
  const { choice, figure } = view;
  const { asOf } = view;
  const age = view.serverMs - Date.parse(asOf);
  const late = figure !== undefined && view.silence !== "none";
  const state = late || !figure ? "none" : view.target ? targetSign(view.target.state) : "plain";
  return html`<article class="tile ${state} ${view.hero ? "hero" : ""} ${late ? "late" : ""}">
    <h2><a class="open" href=${view.to}>${pick(choice.name)}</a></h2>
    ${figure ? filled(view, figure, asOf, age, late) : empty(view)}
  </article>`;
}

function empty(view: TileView): TemplateResult {
  return html`<p class="value none">${view.loaded
        ? html`${sign("none")}${say("chưa có số liệu", "no data yet")}`
        : say("đang tải…", "loading…")}</p>
    <p class="window">${words(view, view.serverTime, null)}</p>`;
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
  const window = words(view, figure.start, figure.end);
  const day = asOf.slice(0, 10);
  const today = day === view.serverTime.slice(0, 10);
  const time = asOf.slice(11, 19) + (today ? "" : ` ${dateWords(day)}`);
  return html`${text === null
      ? html`<p class="value none">${say("không có số liệu", "no figure")}</p>`
      : html`<p class="value ${length > 8.5 ? "long" : ""}"><span>${text.value}</span>${text.unit
            ? html` <small>${text.unit}</small>`
            : nothing}</p>`}
    ${aim(view.target, view.silence)}
    <p class="goal"><span>${window}</span>${change(view, figure)}
      ${late || !view.target ? nothing : goal(view.target, choice.indicator)}</p>
    <div class="chart">${chart(view)}</div>
    <footer>
      <span>${sign(statusSign(figure.status))}${statusWords(figure.status)}</span>
      ${view.hero
        ? html`<span>n = ${number(figure.count, 0)}</span>
            <span>${say(`số liệu lúc ${time}`, `as of ${time}`)}</span>`
        : nothing}
      <span>${view.frozen ? editionWords(figure) : agoWords(age)}</span>
    </footer>`;
}

function words(view: TileView, start: string | null, end: string | null): string {
  const said = view.frozen ? frozenWindowWords : windowWords;
  return said(view.choice.window, start, view.serverTime, end);
}

// The state in shape, colour and word. What is not fresh stands in no state.
function aim(target: Target | undefined, silence: Silence): TemplateResult | typeof nothing {
  if (silence !== "none") {
    return html`<p class="aim none">${sign("none")}<b>${silenceWords(silence)}</b></p>`;
  }
  if (!target || target.state === "no_data") return nothing;
  const kind = targetSign(target.state);
  return html`<p class="aim ${kind}">${sign(kind)}<b>${stateWords(target)}</b></p>`;
}

// The limit, what is missing, and the days there are.
function goal(target: Target, indicator: Indicator): TemplateResult[] {
  const limit = limitWords(target, indicator);
  const parts = [
    say(`mục tiêu ${limit}`, `target ${limit}`),
    gapWords(target, indicator),
    countdownWords(target),
  ];
  return parts.filter((part) => part !== "").map((part) => html`<span>${part}</span>`);
}

function chart(view: TileView): TemplateResult | typeof nothing {
  const { choice, target } = view;
  const share = isShare(choice.indicator);
  const window = trendWindow(choice.window, choice.indicator.windows);
  const moves = ["sliding", "now", "since"].includes(parseWindow(window).kind);
  const label = say(`Diễn biến: ${choice.name.vi}`, `Trend: ${choice.name.en}`);
  const standing = parseWindow(choice.window).kind === "now";
  // The limit of a month's amount says nothing about its days; that of a share, or of what stands,
  // does.
  const limit = share || standing ? (target?.at_least ?? target?.at_most) : undefined;
  return sparkline(view.points, !moves && !share && !standing, !share, label, limit);
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
      <path d=${arrow}></path></svg>${text}<span class="versus"> ${say(
        `so với ${length} trước`,
        `on the ${length} before`,
      )}</span></span>`;
}

function difference(
  indicator: Indicator,
  before: number,
  now: number,
): { text: string; rise: number } {
  const raw = now - before;
  const rise = isShare(indicator) ? Math.round(raw * 1000) / 10 : raw;
  if (rise === 0) return { text: say("không đổi", "no change"), rise: 0 };
  const small = before === 0 || Math.abs(before) < 10;
  const size = isShare(indicator)
    ? counted(number(Math.abs(rise), 1), "điểm %", "point")
    : small
      ? number(Math.abs(raw), 0)
      : `${number(Math.abs(raw / before) * 100, 0)} %`;
  return { text: rise > 0 ? say(`tăng ${size}`, `up ${size}`) : say(`giảm ${size}`, `down ${size}`),
           rise };
}
