// What calls for help: a page of its own, and a strip on every other. The order is pure.
import { html, nothing, type TemplateResult } from "lit";
import { agoWords } from "./format";
import { counted, pick, say } from "./lang";
import { sign, type Sign } from "./sign";
import { dateWords } from "./windows";
import type { Alert } from "./types";

const kSeverities = ["critical", "warning", "info"];

// Those that fire, the gravest first; of these what nobody has taken over, and then the newest.
export function firing(alerts: Alert[]): Alert[] {
  const place = (alert: Alert): number => {
    const at = kSeverities.indexOf(alert.severity ?? "");
    return at < 0 ? kSeverities.length : at;
  };
  return alerts
    .filter((alert) => alert.state === "firing")
    .sort((a, b) => place(a) - place(b) ||
      Number(a.acknowledged !== null) - Number(b.acknowledged !== null) ||
      Date.parse(b.since) - Date.parse(a.since));
}

export function isCritical(alert: Alert): boolean {
  return alert.severity === "critical";
}

// It takes turns with the pages: somebody must still be found for it.
export function isPressing(alert: Alert): boolean {
  return isCritical(alert) && alert.acknowledged === null;
}

// The same as long as it fires.
export function alertKey(alert: Alert): string {
  return `${alert.alert}\n${alert.unit ?? ""}\n${alert.fired ?? ""}`;
}

function severitySign(alert: Alert): Sign {
  return isCritical(alert) ? "bad" : alert.severity === "warning" ? "near" : "open";
}

function severityWords(alert: Alert): string {
  return isCritical(alert) ? say("nghiêm trọng", "critical")
    : alert.severity === "warning" ? say("cảnh báo", "warning") : say("thông tin", "note");
}

// "14:05", with the day when it is not today.
function momentWords(at: string, serverTime: string): string {
  const day = at.slice(0, 10) === serverTime.slice(0, 10) ? "" : ` ${dateWords(at)}`;
  return at.slice(11, 16) + day;
}

// By whom it was taken over; the public is told for which unit.
export function careWords(
  alert: Alert, nameOf: (unit: string | null) => string, serverTime: string,
): string | null {
  if (alert.acknowledged === null) return null;
  const { since, office, owner_name } = alert.acknowledged;
  const who = owner_name ?? nameOf(office);
  const at = momentWords(since, serverTime);
  return say(`đã tiếp nhận: ${who}, từ ${at}`, `taken over by ${who}, since ${at}`);
}

export function alertPage(
  alerts: Alert[],
  room: number, // so many fit
  nameOf: (unit: string | null) => string,
  serverTime: string,
  serverMs: number,
): TemplateResult {
  const some = alerts.slice(0, room);
  const rest = alerts.length - some.length;
  return html`<ol class="alerts">
      ${some.map((alert) => {
        const since = momentWords(alert.since, serverTime);
        const care = careWords(alert, nameOf, serverTime);
        return html`<li class="alert ${severitySign(alert)}">
          <p class="what">${sign(severitySign(alert))}<b>${severityWords(alert)}</b></p>
          <p class="summary">${keptTogether(pick(alert.summary))}</p>
          <p class="where"><span>${nameOf(alert.unit)}</span>
            <span>${say(`từ ${since}`, `since ${since}`)}</span>
            <span>${agoWords(serverMs - Date.parse(alert.since))}</span>
            ${care === null ? nothing : html`<span class="care">${care}</span>`}</p>
        </li>`;
      })}
    </ol>
    ${rest > 0
      ? html`<p class="more">${say(
          `và ${rest} cảnh báo khác`,
          `and ${counted(`${rest}`, "", "more alert")}`,
        )}</p>`
      : nothing}`;
}

// "10 %" is never parted at the end of a line.
export function keptTogether(text: string): string {
  return text.replace(/(\d) %/g, "$1\u00a0%");
}

// How many fire, by severity, and which is the gravest. A sentence would be cut off at the screen's
// end; it stands on the page of alerts.
export function alertStrip(
  alerts: Alert[],
  nameOf: (unit: string) => string,
): TemplateResult | typeof nothing {
  const [first] = alerts;
  if (!first) return nothing;
  const critical = alerts.filter(isCritical).length;
  const others = alerts.length - critical;
  const taken = alerts.filter((alert) => alert.acknowledged !== null).length;
  const words = [
    ...(critical > 0
      ? [say(`${critical} cảnh báo nghiêm trọng`, counted(`${critical}`, "", "critical alert"))]
      : []),
    ...(others > 0
      ? [critical > 0
          ? say(`${others} cảnh báo khác`, counted(`${others}`, "", "other"))
          : say(`${others} cảnh báo`, counted(`${others}`, "", "alert"))]
      : []),
    ...(taken > 0 ? [say(`${taken} đã tiếp nhận`, `${taken} taken over`)] : []),
  ];
  return html`<aside aria-label=${say("Cảnh báo", "Alerts")}>
    <p class="strip ${critical > 0 ? "bad" : "near"}" role="status">
      ${sign(critical > 0 ? "bad" : "near")}<b>${words.join(" · ")}</b>
      <span>${pick(first.name)}${first.unit === null ? "" : ` – ${nameOf(first.unit)}`}</span>
    </p></aside>`;
}
