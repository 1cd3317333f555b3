// A frozen instant: how it stands in the address, how it is said, what two prints must share to
// hold the same figures, and why it cannot be shown. Pure.
import { number } from "./format";
import { say } from "./lang";
import { dateWords } from "./windows";
import type { Figure } from "./types";

const kInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export type AsOf = { given: string; instant: string | null }; // null: it cannot be read

// None: the page is live. A `+` that was not escaped has become a blank.
export function asOfOf(query: string): AsOf | null {
  const given = new URLSearchParams(query).get("as_of");
  if (given === null) return null;
  const instant = given.replace(/ (\d\d:\d\d)$/, "+$1");
  const isReadable = kInstant.test(instant) && !Number.isNaN(Date.parse(instant));
  return { given, instant: isReadable ? instant : null };
}

// "07:00" and "29/11/2026" of a local RFC 3339 text; seconds only where there are some.
export function clockWords(local: string): string {
  const seconds = local.slice(17, 19);
  return local.slice(11, 16) + (seconds === "00" || seconds === "" ? "" : `:${seconds}`);
}

export function instantWords(local: string): string {
  return say(
    `${clockWords(local)} ngày ${dateWords(local)}`,
    `${clockWords(local)} on ${dateWords(local)}`,
  );
}

// The local minute of `<input type="datetime-local">` as an instant of the zone with this offset.
export function instantOf(localMinute: string, offsetMs: number): string | null {
  const seconds = localMinute.length === 16 ? ":00" : "";
  const sign = offsetMs < 0 ? "-" : "+";
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const offset = `${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  const text = `${localMinute}${seconds}${offset}`;
  return kInstant.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

// Which reading a figure comes of: catalogue, instant and the offsets up to which the log was read,
// as six letters and digits (FNV-1a). Figures with the same instant and the same letters are equal.
export function editionOf(figure: Figure): string {
  const text = JSON.stringify([figure.catalog ?? "", figure.as_of, figure.position ?? null]);
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return (hash >>> 0).toString(16).padStart(8, "0").slice(2).toUpperCase();
}

export function editionWords(figure: Figure): string {
  return say(`bản ${editionOf(figure)}`, `edition ${editionOf(figure)}`);
}

export interface Fault {
  waits: boolean; // it passes by itself: ask again
  percent: number | null; // of the log that is read
  words: string;
}

// What an answer that is none says, as people say it. `detail` is the problem document's.
export function faultOf(status: number, detail: string, comesAgain: boolean): Fault {
  const last = (words: string): Fault => ({ waits: false, percent: null, words });
  const percent = /(\d+) % of/.exec(detail);
  if (status === 503 && comesAgain) {
    const other = detail.startsWith("first, ");
    const words = other
      ? say("đang tính một thời điểm khác, xin chờ", "another instant comes first, please wait")
      : say("đang đọc lại nhật ký", "the log is being read again");
    return { waits: true, percent: percent ? Number(percent[1]) : null, words };
  }
  if (status === 400) {
    const newest = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(detail);
    return last(
      newest && detail.includes("later than the newest")
        ? say(
            `Chưa có số liệu của thời điểm này. Mới nhất là ${instantWords(newest[0])}.`,
            "There are no figures of this instant yet. " +
              `The newest are of ${instantWords(newest[0])}.`,
          )
        : say(
            "Máy chủ không hiểu câu hỏi này. Xin xem lại địa chỉ của trang.",
            "The server does not understand this. Please check the page's address.",
          ),
    );
  }
  if (status === 409) {
    return last(
      say(
        "Nhật ký không còn đủ các bản ghi của thời điểm này, nên không tính lại được. " +
          "Số liệu của phần còn lại sẽ không được nêu.",
        "The log no longer holds all records of this instant, so it cannot be computed again. " +
          "Figures of what is left are not told.",
      ),
    );
  }
  if (status === 503) {
    return last(
      say(
        "Thời điểm này cần nhiều bộ nhớ hơn máy chủ đang có. Xin báo quản trị hệ thống.",
        "This instant needs more memory than the server has. Please tell its administrator.",
      ),
    );
  }
  return last(
    say(
      `Máy chủ không trả lời được (mã ${number(status, 0)}). Xin thử lại sau.`,
      `The server could not answer (${status}). Please try again later.`,
    ),
  );
}
