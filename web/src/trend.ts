// The way that led one unit to where it stands: its value against its target, a chart, and the same
// as a table, which every reader can read.
import { html, nothing, type TemplateResult } from "lit";
import { isShare, number, shown, statusWords } from "./format";
import { editionWords } from "./freeze";
import { pick, say } from "./lang";
import { sign } from "./sign";
import { sparkline } from "./spark";
import { silenceWords, type Silence } from "./data";
import { countdownWords, gapWords, limitWords, stateWords, targetSign } from "./targets";
import { frozenWindowWords, parseWindow, trendWindow, windowWords } from "./windows";
import type { Figure, Indicator, Target } from "./types";

const kRowsMax = 12;

export interface TrendView {
  indicator: Indicator;
  window: string;
  figure: Figure | undefined;
  target: Target | undefined;
  past: Figure[]; // the oldest first
  silence: Silence;
  frozen: boolean;
  serverTime: string;
  loaded: boolean;
  ways: { to: string; words: string }[];
}

export function trendPage(view: TrendView): TemplateResult {
  const { figure } = view;
  return html`<section class="page trend" tabindex="0"
      aria-label=${say("Diễn biến", "Trend")}>
      <div class="facts">
        ${figure ? facts(view, figure) : html`<p class="value none">${view.loaded
              ? html`${sign("none")}${say("chưa có số liệu", "no data yet")}`
              : say("đang tải…", "loading…")}</p>`}
        ${view.ways.length > 0
          ? html`<nav class="ways" aria-label=${say("Xem tiếp", "Further")}>
              ${view.ways.map(({ to, words }) => html`<a href=${to}>${words}</a>`)}</nav>`
          : nothing}
      </div>
      ${past(view)}
    </section>`;
}

function facts(view: TrendView, figure: Figure): TemplateResult {
  const { indicator, target } = view;
  const text = shown(figure, indicator);
  const said = view.frozen ? frozenWindowWords : windowWords;
  const isFresh = view.silence === "none";
  return html`${text === null
      ? html`<p class="value none">${say("không có số liệu", "no figure")}</p>`
      : html`<p class="value"><span>${text.value}</span>${text.unit
            ? html` <small>${text.unit}</small>`
            : nothing}</p>`}
    ${!isFresh
      ? html`<p class="aim none">${sign("none")}<b>${silenceWords(view.silence)}</b></p>`
      : target && target.state !== "no_data"
        ? html`<p class="aim ${targetSign(target.state)}">${sign(targetSign(target.state))}
            <b>${stateWords(target)}</b></p>`
        : nothing}
    <p class="goal"><span>${said(view.window, figure.start, view.serverTime, figure.end)}</span>
      ${target && isFresh
        ? [
            say(`mục tiêu ${limitWords(target, indicator)}`,
                `target ${limitWords(target, indicator)}`),
            gapWords(target, indicator),
            countdownWords(target),
          ].filter((part) => part !== "").map((part) => html`<span>${part}</span>`)
        : nothing}</p>
    <p class="goal"><span>${statusWords(figure.status)}</span>
      <span>n = ${number(figure.count, 0)}</span>
      ${view.frozen ? html`<span>${editionWords(figure)}</span>` : nothing}</p>`;
}

function past(view: TrendView): TemplateResult {
  const { indicator } = view;
  const window = trendWindow(view.window, indicator.windows);
  const known = view.past.filter((figure) => typeof figure.value === "number");
  if (known.length < 2) {
    return html`<p class="nothing">${view.loaded
      ? say("Chưa đủ số liệu để vẽ diễn biến.", "There is too little for a trend yet.")
      : nothing}</p>`;
  }
  const share = isShare(indicator);
  const kind = parseWindow(window).kind;
  const moves = ["sliding", "now", "since"].includes(kind);
  const stands = parseWindow(view.window).kind === "now";
  const { target } = view;
  const limit = share || stands ? (target?.at_least ?? target?.at_most) : undefined;
  const points = known.map((figure) => ({
    end: Date.parse(figure.end), value: Number(figure.value),
  }));
  const name = (figure: Figure): string =>
    windowWords(window, figure.start, view.serverTime, figure.end);
  const value = (figure: Figure): string => {
    const text = shown(figure, indicator);
    return text ? `${text.value} ${text.unit}`.trim() : "—";
  };
  const high = known.reduce((a, b) => (Number(a.value) > Number(b.value) ? a : b));
  const low = known.reduce((a, b) => (Number(a.value) < Number(b.value) ? a : b));
  const label = say(
    `Diễn biến: ${indicator.name.vi}, từ ${name(known[0]!)} đến ${name(known.at(-1)!)}, ` +
      `cao nhất ${value(high)}, thấp nhất ${value(low)}`,
    `Trend: ${indicator.name.en}, from ${name(known[0]!)} to ${name(known.at(-1)!)}, ` +
      `highest ${value(high)}, lowest ${value(low)}`,
  );
  const rows = known.slice(-kRowsMax).reverse();
  return html`<figure class="way">
      <div class="chart">${sparkline(
        points, !moves && !share && !stands, !share, label, limit)}</div>
      <p class="ends"><span>${name(known[0]!)}</span><span>${name(known.at(-1)!)}</span></p>
      <figcaption class="goal">
        <span>${say("cao nhất", "highest")} <b>${value(high)}</b> (${name(high)})</span>
        <span>${say("thấp nhất", "lowest")} <b>${value(low)}</b> (${name(low)})</span>
        ${limit === undefined
          ? nothing
          : html`<span>${say("nét đứt: mục tiêu", "dashed: the target")}</span>`}</figcaption>
    </figure>
    <table class="periods">
      <caption>${say(`${rows.length} kỳ gần nhất`, `The last ${rows.length} periods`)}</caption>
      <thead><tr><th scope="col">${say("Kỳ", "Period")}</th>
        <th scope="col">${pick(indicator.unit) || say("Giá trị", "Value")}</th></tr></thead>
      <tbody>${rows.map((figure) => html`<tr>
        <th scope="row">${name(figure)}</th><td>${shown(figure, indicator)?.value ?? "—"}</td>
      </tr>`)}</tbody>
    </table>`;
}
