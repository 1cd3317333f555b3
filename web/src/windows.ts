// Windows of the catalogue: how long, how often, and how to say it. Pure.
import { counted, say } from "./lang";

export interface Window {
  kind: string; // "sliding", "tumbling", "day", …, "now", "since"
  lengthMs: number; // sliding, tumbling
  slideMs: number; // sliding, tumbling
  since: string; // "2020-01-01"
}

const kSpanMs: Record<string, number> = {
  ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000,
};

export function spanMs(text: string): number {
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)(ms|[smhdw])/g)) {
    sum += Number(number) * (kSpanMs[unit ?? ""] ?? 0);
  }
  return sum;
}

export function parseWindow(text: string): Window {
  const [kind = "", first = "", , second = ""] = text.split(" ");
  const moves = kind === "sliding" || kind === "tumbling";
  const lengthMs = moves ? spanMs(first) : 0;
  const slideMs = kind === "sliding" ? spanMs(second) : lengthMs;
  return { kind, lengthMs, slideMs, since: kind === "since" ? first : "" };
}

export function spanWords(ms: number): string {
  if (ms % 86_400_000 === 0) return counted(`${ms / 86_400_000}`, "ngày", "day");
  if (ms % 3_600_000 === 0 && ms > 3_600_000) return counted(`${ms / 3_600_000}`, "giờ", "hour");
  if (ms % 60_000 === 0) return counted(`${ms / 60_000}`, "phút", "minute");
  return counted(`${Math.round(ms / 1000)}`, "giây", "second");
}

// The local date of an RFC 3339 text as dd/MM/yyyy.
export function dateWords(time: string): string {
  return `${time.slice(8, 10)}/${time.slice(5, 7)}/${time.slice(0, 4)}`;
}

// "hôm nay" only while it is that day: an old figure is named by its own date.
export function windowWords(
  text: string,
  start: string | null,
  serverTime: string,
  end: string | null = null,
): string {
  const window = parseWindow(text);
  const day = start?.slice(0, 10) ?? "";
  const today = serverTime.slice(0, 10);
  const month = `${day.slice(5, 7)}/${day.slice(0, 4)}`;
  switch (window.kind) {
    case "sliding": {
      const span = spanWords(window.lengthMs);
      const until = end?.slice(11, 16);
      return isPast(end, serverTime, window.slideMs)
        ? say(`${span} đến ${until}`, `${span} to ${until}`)
        : say(`${span} qua`, `last ${span}`);
    }
    case "tumbling": {
      const span = spanWords(window.lengthMs);
      const from = start?.slice(11, 16);
      return say(`khung ${span}`, span) + (start ? say(` từ ${from}`, ` from ${from}`) : "");
    }
    case "day":
      return day === today
        ? say("hôm nay", "today")
        : say(`ngày ${dateWords(day)}`, dateWords(day));
    case "week":
      return isWithinDays(day, today, 7)
        ? say("tuần này", "this week")
        : say(`tuần từ ${dateWords(day)}`, `week of ${dateWords(day)}`);
    case "month":
      return day.slice(0, 7) === today.slice(0, 7)
        ? say("tháng này", "this month")
        : say(`tháng ${month}`, month);
    case "quarter":
      return quarterOf(day) === quarterOf(today)
        ? say("quý này", "this quarter")
        : quarterOf(day);
    case "year":
      return day.slice(0, 4) === today.slice(0, 4)
        ? say("năm nay", "this year")
        : say(`năm ${day.slice(0, 4)}`, day.slice(0, 4));
    case "since":
      return say(`từ ${dateWords(window.since)}`, `since ${dateWords(window.since)}`);
    case "now":
      return say("hiện tại", "now");
    default:
      return text;
  }
}

// What stands is not "now" on a page that is frozen.
export function frozenWindowWords(
  text: string,
  start: string | null,
  serverTime: string,
  end: string | null,
): string {
  if (parseWindow(text).kind === "now") return say("tại lúc chốt", "at the frozen instant");
  return windowWords(text, start, serverTime, end);
}

// A sliding window that moved on no more, since nothing comes in: "60 phút đến 17:00".
const kStandsStillMs = 5 * 60_000;
function isPast(end: string | null, serverTime: string, slideMs: number): boolean {
  if (end === null) return false;
  const age = Date.parse(`${serverTime}Z`) - Date.parse(`${end.slice(0, 19)}Z`);
  return age > Math.max(2 * slideMs, kStandsStillMs);
}

function isWithinDays(first: string, day: string, days: number): boolean {
  const age = Date.parse(day) - Date.parse(first);
  return age >= 0 && age < days * 86_400_000;
}

function quarterOf(day: string): string {
  const number = Math.floor((Number(day.slice(5, 7)) + 2) / 3);
  return say(`quý ${number}/${day.slice(0, 4)}`, `Q${number} ${day.slice(0, 4)}`);
}

// In working time each system is expected to send something within a quarter of an hour.
export const kLateMs = 15 * 60_000;

// Of a long window the days tell the way that led there, if the indicator has them.
export function trendWindow(window: string, windows: string[]): string {
  const isLong = ["now", "since", "month", "quarter", "year"].includes(parseWindow(window).kind);
  return isLong && windows.includes("day") ? "day" : window;
}

// How far back a small chart looks. 0: only what is seen live.
export function historyMs(text: string): number {
  const window = parseWindow(text);
  const day = 86_400_000;
  switch (window.kind) {
    case "sliding":
      return Math.max(window.slideMs * 120, window.lengthMs * 2);
    case "tumbling":
      return window.lengthMs * 48;
    case "day":
      return 30 * day;
    case "week":
      return 26 * 7 * day;
    case "month":
      return 366 * day;
    case "quarter":
      return 3 * 366 * day;
    case "year":
      return 10 * 366 * day;
    default:
      return 0;
  }
}
