// The wall: header with the server's clock, pages that take turns, and what to say when the server
// is gone.
import { LitElement, html, nothing, svg, type TemplateResult } from "lit";
import { alertPage, alertStrip } from "./alerts";
import { nextTurn, type Page, type Turn } from "./board";
import { Data } from "./data";
import { agoWords, insideSentence, localTime, offsetMs, weekday } from "./format";
import { isEnglish, languageOf, pick, say, setLanguage } from "./lang";
import { dateWords, kLateMs } from "./windows";
import { Feed } from "./feed";
import { standingsOf } from "./rank";
import { screenOf } from "./screen";
import { sign } from "./sign";
import { tile } from "./tile";
import { mapPage, worstPage, type UnitsView } from "./units";
import type { Frame, Indicator, Unit } from "./types";

const kPageSeconds = 20;
const kMarksMax = 6;
const kRetryMs = 3_000;
const kReadMs = 5_000;
const kTrendsMs = 600_000;
const kReloadHour = 3; // soft reload at night, so that a browser that runs for months stays young

class Wall extends LitElement {
  private readonly query = new URLSearchParams(location.search);
  private readonly screen = screenOf(location.search);
  private readonly narrow = matchMedia("(max-width: 800px)");
  private readonly pageMs = 1000 * positive(this.query.get("seconds"), kPageSeconds);
  private readonly data = new Data(this.query.get("board"), () =>
    this.narrow.matches
      ? { tiles: Infinity, lines: Infinity, map: true }
      : { tiles: this.screen.capacity, lines: this.screen.lines, map: this.screen.roomy },
  );
  private connected = true;
  private paused = false;
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

  // Where there is no answer the banner says that the server is away.
  private async read(): Promise<void> {
    const [alerts] = await Promise.allSettled([
      this.data.readAlerts(), this.data.readTargets(), this.data.readStreams(),
    ]);
    const isNew = alerts.status === "fulfilled" && alerts.value;
    if (isNew && !this.paused) this.turnTo({ ...this.at, alert: true });
    if (!this.data.isCritical() && this.at.alert) this.turnTo({ ...this.at, alert: false });
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
      const page = await fetch("/wall", { method: "HEAD", cache: "no-store" });
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
    if (!this.paused && performance.now() - this.turnSince > this.pageMs) this.turn(1);
    const local = this.serverTime();
    const old = performance.now() > 6 * 3_600_000;
    if (this.connected && old && Number(local.slice(11, 13)) === kReloadHour) location.reload();
    this.requestUpdate();
  }

  private turn(by: 1 | -1): void {
    this.turnTo(nextTurn(this.at, this.data.pages.length, this.data.isCritical(), by));
  }

  private turnTo(turn: Turn): void {
    this.at = turn;
    this.turnSince = performance.now();
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === " " || event.key === "p") this.paused = !this.paused;
    else if (event.key === "ArrowRight") return this.turn(1);
    else if (event.key === "ArrowLeft") return this.turn(-1);
    else return;
    event.preventDefault();
    this.turnTo(this.at);
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
      ${alert
        ? html`<main class="page">${this.alerts()}</main>`
        : this.narrow.matches
          ? pages.map((each) => html`${each.name ? html`<h1>${pick(each.name)}</h1>` : nothing}
              ${this.page(each)}`)
          : page
            ? this.page(page)
            : html`<main class="page"></main>`}
      ${alert ? nothing : alertStrip(alerts)}`;
  }

  // Showing another one instead would be taken for the one that was asked for.
  private noBoard(id: string): TemplateResult {
    const known = this.data.boards.map((board) => `?board=${board.board}`).join(", ");
    return html`${this.header(say(`Không có bảng “${id}”`, `There is no board “${id}”`))}
      <main class="page"><p>${known
          ? say(`Các bảng hiện có: ${known}`, `These are there: ${known}`)
          : say("Danh mục không có bảng công khai.", "The catalogue has no public board.")}</p>
      </main>`;
  }

  private heading(): string {
    const { unit, board } = this.data;
    if (board && !unit) return pick(board.name);
    return say("Trung tâm Điều hành thông minh", "Intelligent Operations Centre") +
      (unit ? say(` ${insideSentence(unit.name_vi)}`, `, ${unit.name_en}`) : "");
  }

  private alerts(): TemplateResult {
    const name = (code: string | null): string => {
      const unit = this.data.nameOf(code);
      return unit ? nameOf(unit) : say("toàn hệ thống", "the whole system");
    };
    const { alerts: room } = this.screen;
    return alertPage(this.data.alerts, room, name, this.serverTime(), this.serverMs());
  }

  private page(page: Page): TemplateResult {
    const lost = this.connected ? "" : "lost";
    if (page.kind === "tiles") {
      return html`<main class="grid n${Math.min(page.choices.length, 7)} ${lost}">
        ${page.choices.map((choice, index) =>
          tile({
            choice,
            figure: this.data.figures.get(choice.key),
            target: this.data.targetOf(choice),
            newest: this.data.newestOf(choice.indicator),
            working: this.data.working,
            points: this.data.history.of(choice.key),
            serverTime: this.serverTime(),
            serverMs: this.serverMs(),
            hero: index === 0,
            loaded: this.data.loaded,
          }),
        )}
      </main>`;
    }
    const view: UnitsView = {
      standings: standingsOf(page.of, this.data.figures, this.data.standings),
      newest: this.data.newestOf(page.of.indicator),
      late: this.isLate(page.of.indicator),
      serverTime: this.serverTime(),
      serverMs: this.serverMs(),
    };
    return html`<main class="page ${lost}">
      ${page.kind === "worst" ? worstPage(page, view) : mapPage(page, view)}</main>`;
  }

  private isLate(indicator: Indicator): boolean {
    const newest = this.data.newestOf(indicator);
    const age = newest === null ? 0 : this.serverMs() - Date.parse(newest);
    return this.data.working && age > kLateMs;
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
          return svg`<rect class="mark" x=${index * 20} y="2" width="16" height="6" rx="3"></rect>
            <rect class="mark now" x=${index * 20} y="2" width=${width.toFixed(1)} height="6"
              rx="3"></rect>`;
        })}
      </svg></p>`;
  }

  // In the header's place, so that the figures stay where they are.
  private banner(): TemplateResult {
    const since = this.clock ? performance.now() - this.clock.at : 0;
    const time = `${this.lastGood.slice(11, 19)} ${dateWords(this.lastGood)}`;
    return html`<header class="top banner" role="alert">
      <h1>${sign("bad")}${say("Mất kết nối máy chủ", "Server not reached")}</h1>
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
      <time>${local.slice(11, 19)}</time></p>`;
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
