// Numbers, times and statuses as Vietnamese readers expect them: 1.234,5 and 95,7 %. Pure.
import { spanWords } from "./windows";
import type { Figure, Indicator } from "./types";

// Thousands are parted by points and decimals by a comma, for four digits too.
export function number(value: number, decimals: number): string {
  const rounded = Math.abs(value).toFixed(decimals);
  const [whole = "0", rest] = rounded.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  const sign = value < 0 && Number(rounded) !== 0 ? "−" : "";
  return sign + grouped + (rest ? `,${rest}` : "");
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

export function shown(figure: Figure, indicator: Indicator): Shown | null {
  const { value, numerator, denominator } = figure;
  if (value === null || (isShare(indicator) && denominator === 0)) return null;
  if (typeof value === "string") return { value: value.slice(11, 16), unit: "" };
  const unit = indicator.unit.vi;
  if (isShare(indicator)) {
    if (denominator !== undefined && denominator < kFractionBelow) {
      return { value: `${number(numerator ?? 0, 0)}/${number(denominator, 0)}`, unit: "" };
    }
    return { value: `${number(value * 100, 1)} %`, unit: unit === "%" ? "" : unit };
  }
  const size = Math.abs(value);
  if (size >= 1e9) return { value: number(value / 1e9, 2), unit: `tỷ ${unit}`.trim() };
  if (size >= 1e7) return { value: number(value / 1e6, 1), unit: `triệu ${unit}`.trim() };
  return { value: trimmed(value), unit };
}

// "cách đây 3 giây", "cách đây 2 ngày": one unit is enough from eight metres.
export function ageWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} giây`;
  if (seconds < 3600) return spanWords(Math.floor(seconds / 60) * 60_000);
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} giờ`;
  return `${Math.floor(seconds / 86_400)} ngày`;
}

export function statusWords(status: Figure["status"]): string {
  return { provisional: "tạm tính", final: "chính thức", corrected: "đã hiệu chỉnh" }[status];
}

// "tỉnh Quảng Nam" inside a sentence, from "Tỉnh Quảng Nam".
export function insideSentence(name: string): string {
  return name.charAt(0).toLocaleLowerCase("vi") + name.slice(1);
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
export function weekday(localDate: string): string {
  return kDays[new Date(`${localDate.slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? "";
}
