// Numbers, times and statuses as readers expect them: 1.234,5 and 95,7 % in Vietnamese, 1,234.5 and
// 95.7 % in English. Pure.
import { counted, isEnglish, pick, say } from "./lang";
import type { Figure, Indicator } from "./types";

// Thousands are parted for four digits too.
export function number(value: number, decimals: number): string {
  const rounded = Math.abs(value).toFixed(decimals);
  const [whole = "0", rest] = rounded.split(".");
  const [comma, point] = isEnglish() ? [",", "."] : [".", ","];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, comma);
  const sign = value < 0 && Number(rounded) !== 0 ? "−" : "";
  return sign + grouped + (rest ? `${point}${rest}` : "");
}

// At most two decimals, and none that say nothing.
function trimmed(value: number): string {
  for (const decimals of [0, 1]) {
    if (Math.abs(value - Number(value.toFixed(decimals))) < 1e-9) return number(value, decimals);
  }
  return number(value, Math.abs(value) >= 100 ? 1 : 2);
}

export interface Shown {
  value: string;
  unit: string; // beside the value
}

// A part of a whole, told as a percentage.
export function isShare(indicator: Indicator): boolean {
  return indicator.measure === "share" || indicator.measure === "coverage";
}

// Too few for a percentage to mean anything.
const kFractionBelow = 10;

export function isOfFew(figure: Figure, indicator: Indicator): boolean {
  const { denominator } = figure;
  return isShare(indicator) && denominator !== undefined && denominator < kFractionBelow;
}

export function shown(figure: Figure, indicator: Indicator): Shown | null {
  const { value, numerator, denominator } = figure;
  if (value === null || (isShare(indicator) && denominator === 0)) return null;
  if (typeof value === "string") return { value: value.slice(11, 16), unit: "" };
  const unit = pick(indicator.unit);
  if (isShare(indicator)) {
    if (isOfFew(figure, indicator)) {
      return { value: `${number(numerator ?? 0, 0)}/${number(denominator ?? 0, 0)}`, unit: "" };
    }
    return { value: `${number(value * 100, 1)} %`, unit: unit === "%" ? "" : unit };
  }
  const size = Math.abs(value);
  const large = (part: number, decimals: number, vi: string, en: string): Shown => ({
    value: number(value / part, decimals),
    unit: `${say(vi, en)} ${unit}`.trim(),
  });
  if (size >= 1e9) return large(1e9, 2, "tỷ", "billion");
  if (size >= 1e7) return large(1e6, 1, "triệu", "million");
  return { value: trimmed(value), unit };
}

// "3 giây", "2 ngày"; "3 s", "2 days": one unit is enough from eight metres.
export function ageWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const whole = (unit: number): string => `${Math.floor(seconds / unit)}`;
  if (seconds < 60) return `${seconds} ${say("giây", "s")}`;
  if (seconds < 3600) return `${whole(60)} ${say("phút", "min")}`;
  if (seconds < 86_400) return `${whole(3600)} ${say("giờ", "h")}`;
  return counted(whole(86_400), "ngày", "day");
}

export function agoWords(ms: number): string {
  return say(`cách đây ${ageWords(ms)}`, `${ageWords(ms)} ago`);
}

export function statusWords(status: Figure["status"]): string {
  return {
    provisional: say("tạm tính", "provisional"),
    final: say("chính thức", "final"),
    corrected: say("đã hiệu chỉnh", "corrected"),
  }[status];
}

// "tỉnh Quảng Nam" inside a sentence, from "Tỉnh Quảng Nam".
export function insideSentence(name: string): string {
  return name.charAt(0).toLocaleLowerCase("vi") + name.slice(1);
}

// "Tây Giang" beside others of its level, from "Huyện Tây Giang" or "Tay Giang District".
export function shortName(name: string): string {
  return isEnglish()
    ? name.replace(/ (City|Town|District|Commune|Ward)$/, "")
    : name.replace(/^(Thành phố|Thị xã|Huyện|Xã|Phường|Thị trấn) /, "");
}

// An instant as the RFC 3339 text of the zone with this offset.
export function localTime(ms: number, offsetMs: number): string {
  return new Date(ms + offsetMs).toISOString().slice(0, 19);
}

// "+07:00" of an RFC 3339 text, in milliseconds.
export function offsetMs(time: string): number {
  const match = /([+-])(\d\d):(\d\d)$/.exec(time);
  if (!match) return 0;
  const [, sign, hours, minutes] = match;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const kDays = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];
const kDaysEnglish = [
  "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
];
export function weekday(localDate: string): string {
  const day = new Date(`${localDate.slice(0, 10)}T00:00:00Z`).getUTCDay();
  return (isEnglish() ? kDaysEnglish : kDays)[day] ?? "";
}
