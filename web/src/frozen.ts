// A frozen page: reads its instant once, says how far that is and what went wrong, and keeps the
// server from forgetting the reading while the page is open.
import { html, nothing, type TemplateResult } from "lit";
import { ask, NoAnswer, readListAsOf } from "./ask";
import { editionOf, type AsOf, type Fault } from "./freeze";
import { say } from "./lang";
import { sign } from "./sign";
import type { Data } from "./data";
import type { Drill } from "./drill";
import type { Figure } from "./types";

const kLookMs = 1_000;
const kKeepMs = 300_000; // a reading is kept for 15 minutes after the last question

export class Frozen {
  isOtherReading = false; // of the instant, by now, than what is shown
  private fault: Fault | null = null; // why the instant is not there, or not yet
  private isRead = false;
  private readonly since = performance.now();

  constructor(
    private readonly given: AsOf,
    private readonly changed: () => void,
  ) {}

  // What is asked for can be shown.
  get isThere(): boolean {
    return this.isRead && this.fault === null;
  }

  // The log is read again for it, which is told while it goes on.
  async read(data: Data, drill: Drill | null): Promise<void> {
    const asOf = this.given.instant;
    if (asOf === null) return;
    const looking = setInterval(() => void this.look(), kLookMs);
    const waiting = (fault: Fault): void => this.wait(fault);
    try {
      if (drill) {
        await drill.read(Date.parse(asOf), waiting);
        await data.readTargetsAsOf(asOf, waiting);
      } else {
        await data.readFrozen(asOf, waiting);
      }
      this.fault = null;
      this.isRead = true;
    } catch (fault) {
      if (!(fault instanceof NoAnswer)) throw fault;
      this.fault = fault.fault;
    } finally {
      clearInterval(looking);
    }
    this.changed();
    const [shown] = (drill ?? data).figures.values();
    if (shown && this.isThere) setInterval(() => void this.keep(shown), kKeepMs);
  }

  private wait(fault: Fault): void {
    this.fault = { ...fault, percent: fault.percent ?? this.fault?.percent ?? null };
    this.changed();
  }

  // Sooner than the answers of waiting questions tell it; a proxy may keep it to itself.
  private async look(): Promise<void> {
    try {
      const answer = (await (await ask("/readyz")).json()) as {
        checks?: { name: string; text: string }[];
      };
      const text = answer.checks?.find((check) => check.name === "as_of")?.text ?? "";
      const [, instant, percent] = /as of (\S+) .*?(\d+) % of/.exec(text) ?? [];
      const isOurs = Date.parse(instant ?? "") === Date.parse(this.given.instant ?? "");
      if (!isOurs || this.isRead || this.fault?.waits === false) return;
      this.wait({ waits: true, percent: Number(percent), words: readingWords() });
    } catch {
      // The questions themselves tell what is wrong.
    }
  }

  // Asked again now and then, the server keeps the reading. When it had to make another one, in
  // which what came late is counted, the page says so.
  private async keep(shown: Figure): Promise<void> {
    const unit = shown.group["unit"];
    const query = new URLSearchParams({
      indicator: shown.indicator, window: shown.window, as_of: shown.as_of,
      from: new Date(Date.parse(shown.end) - 1).toISOString(), to: shown.end,
      ...(unit === undefined ? {} : { unit: String(unit) }),
    });
    try {
      const [again] = await readListAsOf<Figure>(`/api/v1/figures?${query}`, () => undefined);
      this.isOtherReading ||= again !== undefined && editionOf(again) !== editionOf(shown);
    } catch {
      // What is shown stays what it was.
    }
  }

  // In place of the figures while they are not there.
  page(): TemplateResult {
    const { fault, given } = this;
    if (given.instant === null) {
      return wrong(say(
        `Không đọc được thời điểm “${given.given}” trong địa chỉ. ` +
          "Xin chọn lại, ví dụ 2026-11-29T07:00:00+07:00.",
        `The instant “${given.given}” in the address cannot be read. ` +
          "Choose one such as 2026-11-29T07:00:00+07:00.",
      ));
    }
    if (fault && !fault.waits) return wrong(fault.words);
    const percent = fault?.percent ?? null;
    const seconds = Math.round((performance.now() - this.since) / 1000);
    return html`<main class="page reading">
      <p role="status">${say("Đang tính số liệu của thời điểm này", "Computing this instant")}:
        ${fault?.words ?? readingWords()}${percent === null ? "" : `, ${percent} %`}</p>
      <progress max="100" value=${percent ?? nothing}
        aria-label=${say("Đã đọc", "Read so far")}></progress>
      <p>${say(`đã ${seconds} giây`, `${seconds} s so far`)}</p></main>`;
  }
}

function readingWords(): string {
  return say("đang đọc lại nhật ký", "the log is being read again");
}

function wrong(words: string): TemplateResult {
  return html`<main class="page"><p class="wrong" role="alert">${sign("bad")}${words}</p></main>`;
}
