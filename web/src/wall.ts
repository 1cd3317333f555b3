// The wall: header with the server's clock, pages that take turns, and what to say when the server
// is gone.
import { LitElement, html, nothing, svg, type TemplateResult } from "lit";
import { alertPage, alertStrip } from "./alerts";
import { ask } from "./ask";
import { nextTurn, turnByHand, type Page, type Turn } from "./board";
import { Data } from "./data";
import { agoWords, insideSentence, localTime, offsetMs, weekday } from "./format";
import { isEnglish, languageOf, pick, say, setLanguage } from "./lang";
import { dateWords } from "./windows";
import { Feed } from "./feed";
import { standingsOf } from "./rank";
import { screenOf } from "./screen";
import { sign } from "./sign";
import { tile } from "./tile";
import { mapPage, worstPage, type UnitsView } from "./units";
import type { Frame, Unit } from "./types";

const kPageSeconds = 20;
const kMarksMax = 6;
const kRetryMs = 3_000;
const kReadMs = 3_000; // with the server's 10 s: a dead broker is told within 15 s
const kScreenMs = 1_500; // with what the server believes of a token, its end is felt within 5 s
const kTrendsMs = 600_000;
const kReloadHour = 3; // soft reload at night, so that a browser that runs for months stays young

class Wall extends LitElement {
  private readonly query = new URLSearchParams(location.search);
  private readonly screen = screenOf(location.search);
  private readonly narrow = matchMedia("(max-width: 1000px)");
  private readonly pageMs = 1000 * positive(this.query.get("seconds"), kPageSeconds);
  private readonly data = new Data(this.query.get("board"), () =>
    this.narrow.matches
      ? { tiles: Infinity, lines: Infinity, map: true }
      : { tiles: this.screen.capacity, lines: this.screen.lines, map: this.screen.roomy },
  );
  private connected = true;
  private paused = false;
  private reading = false;
  private at: Turn = { page: 0, alert: false };
  private turnSince = performance.now();
  private clock: { ms: number; at: number; offset: number } | null = null;
  private lastGood = ""; // local time of the last sign of life
  private build: string | null = null; // entity tag of the page

  // Light DOM: one style sheet for everything.
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setLanguage(languageOf(location.search));
    document.documentElement.lang = isEnglish() ? "en" : "vi";
    // Through the object model, which the content security policy allows.
    document.documentElement.style.setProperty("--least", String(this.screen.minimum));
    this.narrow.addEventListener("change", () => void this.again());
    addEventListener("keydown", (event) => this.onKey(event));
    setInterval(() => this.tick(), 1000);
    setInterval(() => void this.read(), kReadMs);
    setInterval(() => void this.data.readTrends(), kTrendsMs);
    setInterval(() => void this.readScreen(), kScreenMs);
    void this.begin();
  }

  private async begin(): Promise<void> {
    while (!(await this.again())) {
      this.connected = false;
      this.requestUpdate();
      await new Promise((done) => setTimeout(done, kRetryMs));
    }
    this.connected = true;
    void this.read();
    new Feed(() => this.data.address, {
      onFrame: (frame, snapshot) => {
        this.data.onFrame(frame, snapshot, () => this.requestUpdate());
        this.onBeat(frame);
      },
      onBeat: (frame) => this.onBeat(frame),
      onState: (connected) => this.onState(connected),
    });
  }

  // Reads the catalogue; tells whether it could.
  private async again(): Promise<boolean> {
    try {
      await this.data.readCatalogue();
    } catch {
      return false;
    }
    if (this.data.unit) document.title = `IOC ${nameOf(this.data.unit)}`;
    this.requestUpdate();
    return true;
  }

  // Where there is no answer the banner says that the server is away. One reading at a time: a
  // browser opens few connections to a server, and the feed needs one of them.
  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    const [alerts] = await Promise.allSettled([
      this.data.readAlerts(), this.data.readTargets(), this.data.readStreams(),
    ]);
    this.reading = false;
    const isNew = alerts.status === "fulfilled" && alerts.value;
    if (isNew && !this.paused) this.turnTo({ ...this.at, alert: true });
    if (this.data.alerts.length === 0 && this.at.alert) this.turnTo({ ...this.at, alert: false });
  }

  // A screen without a token has nothing to lose. What was shown by one that has ended goes with
  // the page; the next one shows what is public.
  private async readScreen(): Promise<void> {
    if (this.data.screen !== "good") return;
    const isOver = await this.data.readScreen().catch(() => false);
    if (isOver) location.reload();
  }

  private onBeat(frame: Frame): void {
    const ms = Date.parse(frame.server_time);
    this.clock = { ms, at: performance.now(), offset: offsetMs(frame.server_time) };
    this.lastGood = localTime(ms, this.clock.offset);
    this.requestUpdate();
  }

  private onState(connected: boolean): void {
    this.connected = connected;
    if (connected) void this.afterReconnect();
    this.requestUpdate();
  }

  // The server may have come back with other pages or another catalogue.
  private async afterReconnect(): Promise<void> {
    try {
      const page = await ask("/wall", { method: "HEAD", cache: "no-store" });
      const build = page.headers.get("ETag");
      if (this.build !== null && build !== null && build !== this.build) return location.reload();
      this.build = build;
      const before = JSON.stringify(this.data.board);
      const read = await this.again();
      if (read && JSON.stringify(this.data.board) !== before) location.reload();
    } catch {
      // Gone again: the feed's watchdog says so.
    }
  }

  private tick(): void {
    if (!this.paused && performance.now() - this.turnSince > this.pageMs) {
      this.turnTo(nextTurn(this.at, this.data.pages.length, this.data.isPressing()));
    }
    const local = this.serverTime();
    const old = performance.now() > 6 * 3_600_000;
    if (this.connected && old && Number(local.slice(11, 13)) === kReloadHour) location.reload();
    this.requestUpdate();
  }

  private turnTo(turn: Turn): void {
    this.at = turn;
    this.turnSince = performance.now();
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent): void {
    // What scrolls and what is the browser's own stays so.
    if (this.narrow.matches || event.ctrlKey || event.altKey || event.metaKey) return;
    const { data, at } = this;
    if (event.key === " " || event.key === "p") this.paused = !this.paused;
    const to = turnByHand(at, data.pages.length, data.alerts.length > 0, event.key);
    if (to === at && event.key !== " " && event.key !== "p") return;
    event.preventDefault();
    this.turnTo(to);
  }

  private serverMs(): number {
    return this.clock ? this.clock.ms + (performance.now() - this.clock.at) : Date.now();
  }

  private serverTime(): string {
    return localTime(this.serverMs(), this.clock?.offset ?? 0);
  }

  protected override render(): TemplateResult {
    const { pages, alerts, unknown } = this.data;
    if (unknown !== null) return this.noBoard(unknown);
    const page = pages[Math.min(this.at.page, pages.length - 1)];
    const alert = this.at.alert && !this.narrow.matches;
    const title = alert
      ? say("Cảnh báo đang diễn ra", "Alerts")
      : page?.name && !this.narrow.matches
        ? pick(page.name)
        : this.heading();
    return html`${this.connected ? this.header(title) : this.banner()}
      <main>${alert
        ? html`<section class="page">${this.alerts()}</section>`
        : this.narrow.matches
          ? pages.map((each) => html`${each.name ? html`<h1>${pick(each.name)}</h1>` : nothing}
              ${this.page(each)}`)
          : page
            ? this.page(page)
            : html`<section class="page"></section>`}</main>
      ${this.screenStrip()}
      ${alert ? nothing : alertStrip(alerts, (code) => this.nameOf(code))}`;
  }

  // Said for as long as the screen is not given a new token.
  private screenStrip(): TemplateResult | typeof nothing {
    if (this.data.screen !== "over") return nothing;
    return html`<aside class="screen" aria-label=${say("Quyền của màn hình", "The screen's right")}>
      <p class="strip near" role="status">${sign("near")}<b>${say(
        "Màn hình này không còn quyền xem số liệu nội bộ",
        "This screen may no longer show internal figures",
      )}</b><span>${say("chỉ hiện số liệu công khai", "only public ones are shown")}</span></p>
    </aside>`;
  }

  // Showing another one instead would be taken for the one that was asked for.
  private noBoard(id: string): TemplateResult {
    const known = this.data.boards.map((board) => `?board=${board.board}`).join(", ");
    return html`${this.header(say(`Không có bảng “${id}”`, `There is no board “${id}”`))}
      <main class="page"><p>${known
          ? say(`Các bảng hiện có: ${known}`, `These are there: ${known}`)
          : say("Danh mục không có bảng công khai.", "The catalogue has no public board.")}</p>
      </main>
      ${this.screenStrip()}`;
  }

  private heading(): string {
    const { unit, board } = this.data;
    if (board && !unit) return pick(board.name);
    return say("Trung tâm Điều hành thông minh", "Intelligent Operations Centre") +
      (unit ? say(` ${insideSentence(unit.name_vi)}`, `, ${unit.name_en}`) : "");
  }

  private alerts(): TemplateResult {
    const name = (code: string | null): string => this.nameOf(code);
    const { alerts: room } = this.screen;
    return alertPage(this.data.alerts, room, name, this.serverTime(), this.serverMs());
  }

  private nameOf(code: string | null): string {
    const unit = this.data.nameOf(code);
    return unit ? nameOf(unit) : say("toàn hệ thống", "the whole system");
  }

  private page(page: Page): TemplateResult {
    const lost = this.connected ? "" : "lost";
    if (page.kind === "tiles") {
      return html`<section class="grid n${Math.min(page.choices.length, 7)} ${lost}">
        ${page.choices.map((choice, index) => {
          const figure = this.data.figures.get(choice.key);
          // A figure that nothing changes is as new as the events it comes from.
          const asOf = this.data.newestOf(choice.indicator) ?? figure?.as_of ?? null;
          return tile({
            choice,
            figure,
            target: this.data.targetOf(choice),
            asOf: asOf ?? "",
            silence: this.data.silence(choice.indicator, asOf, this.serverMs()),
            points: this.data.history.of(choice.key),
            serverTime: this.serverTime(),
            serverMs: this.serverMs(),
            hero: index === 0,
            loaded: this.data.loaded,
          });
        })}
      </section>`;
    }
    // What is not fresh stands in no state.
    const newest = this.data.newestOf(page.of.indicator);
    const silence = this.data.silence(page.of.indicator, newest, this.serverMs());
    const targets = silence === "none" ? this.data.standings : new Map();
    const view: UnitsView = {
      standings: standingsOf(page.of, this.data.figures, targets),
      newest,
      silence,
      serverTime: this.serverTime(),
      serverMs: this.serverMs(),
    };
    return html`<section class="page ${lost}">
      ${page.kind === "worst" ? worstPage(page, view) : mapPage(page, view)}</section>`;
  }

  private header(title: string): TemplateResult {
    return html`<header class="top">
      <h1>${title}</h1>
      ${this.screen.roomy
        ? html`<p class="state" role="status">${sign("ok")}${say("trực tuyến", "online")}</p>`
        : nothing}
      ${this.marks()}
      ${this.clockFace()}
    </header>`;
  }

  // One mark for each page; that of this one fills while it is shown.
  private marks(): TemplateResult | typeof nothing {
    const count = this.data.pages.length;
    if (count < 2 || this.narrow.matches) return nothing;
    const now = Math.min(this.at.page, count - 1);
    const part = Math.min(1, (performance.now() - this.turnSince) / this.pageMs);
    const label = say(`trang ${now + 1}/${count}`, `page ${now + 1} of ${count}`);
    if (count > kMarksMax) return html`<p class="pages">${now + 1}/${count}</p>`;
    return html`<p class="pages">${this.paused ? say("tạm dừng", "paused") : nothing}
      <svg class="marks" viewBox="0 0 ${count * 20 - 4} 10" role="img" aria-label=${label}>
        ${Array.from({ length: count }, (_, index) => {
          const width = index === now && !this.at.alert ? 16 * (this.paused ? 1 : part) : 0;
          const here = index === now && !this.at.alert ? "here" : "";
          return svg`<rect class="mark ${here}" x=${index * 20} y="2" width="16" height="6"
              rx="3"></rect>
            <rect class="mark now" x=${index * 20} y="2" width=${width.toFixed(1)} height="6"
              rx="3"></rect>`;
        })}
      </svg></p>`;
  }

  // In the header's place, so that the figures stay where they are. Spoken once, not each second.
  private banner(): TemplateResult {
    const since = this.clock ? performance.now() - this.clock.at : 0;
    const time = `${this.lastGood.slice(11, 19)} ${dateWords(this.lastGood)}`;
    return html`<header class="top banner">
      <h1>${sign("bad")}<span role="alert">${say(
        "Mất kết nối máy chủ",
        "Server not reached",
      )}</span></h1>
      <p>${this.lastGood
          ? html`${say(`số liệu cuối lúc ${time}`, `last data at ${time}`)} · ${agoWords(since)} · `
          : nothing}${say("đang kết nối lại…", "trying again…")}</p>
      ${this.clockFace()}
    </header>`;
  }

  private clockFace(): TemplateResult | typeof nothing {
    if (!this.clock) return nothing;
    const local = this.serverTime();
    const roomy = this.connected && this.screen.roomy;
    return html`<p class="clock">
      ${roomy ? html`<span>${weekday(local)}, ${dateWords(local)}</span>` : nothing}
      <time>${local.slice(11, this.screen.roomy ? 19 : 16)}</time></p>`;
  }
}

function nameOf(unit: Unit): string {
  return say(unit.name_vi, unit.name_en);
}

function positive(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isFinite(value) && value > 0 ? value : otherwise;
}

customElements.define("ioc-wall", Wall);
