// The wall: header with the server's clock, pages that take turns, and what to say when the server
// is gone. With `as_of=` in its address it is frozen: it shows that instant, and nothing moves.
import { LitElement, html, nothing, svg, type TemplateResult } from "lit";
import { alertPage, alertStrip } from "./alerts";
import { ask } from "./ask";
import { nextTurn, turnByHand, type Page, type Turn } from "./board";
import { behindPage, behindTitle, up } from "./behind";
import { conclusionPage } from "./conclusions";
import { controls } from "./controls";
import { Data } from "./data";
import { Drill } from "./drill";
import { agoWords, insideSentence, localTime, offsetMs, weekday } from "./format";
import { asOfOf, clockWords, instantOf } from "./freeze";
import { Frozen } from "./frozen";
import { isEnglish, languageOf, pick, say, setLanguage } from "./lang";
import { dateWords } from "./windows";
import { Feed } from "./feed";
import { boardPage, frozenAddress, placeOf, withPage, type Place } from "./place";
import { standingsOf } from "./rank";
import { screenOf } from "./screen";
import { Sight } from "./sight";
import { sign } from "./sign";
import { tile } from "./tile";
import { mapPage, worstPage } from "./units";
import type { Frame, Unit } from "./types";

const kPageSeconds = 20;
const kMarksMax = 6;
const kHeadlineMax = 34; // letters that stand in one line beside badge and controls
const kRetryMs = 3_000;
const kReadMs = 3_000; // with the server's 10 s: a dead broker is told within 15 s
const kScreenMs = 1_500; // with what the server believes of a token, its end is felt within 5 s
const kTrendsMs = 600_000;
const kDrillMs = 15_000;
const kHandsMs = 5_000; // a pointer that rests so long is put away
const kReloadHour = 3; // soft reload at night, so that a browser that runs for months stays young

class Wall extends LitElement {
  private readonly query = new URLSearchParams(location.search);
  private readonly screen = screenOf(location.search);
  private readonly narrow = matchMedia("(max-width: 1000px)");
  private readonly pageMs = 1000 * positive(this.query.get("seconds"), kPageSeconds);
  private readonly given = asOfOf(location.search);
  private readonly asOf = this.given?.instant ?? null;
  private readonly frozen =
    this.given === null ? null : new Frozen(this.given, () => this.requestUpdate());
  private readonly place: Place = placeOf(location.search);
  private readonly data = new Data(this.query.get("board"), this.asOf, () =>
    this.isNarrow
      ? { tiles: Infinity, lines: Infinity, conclusions: Infinity, map: true }
      : { tiles: this.screen.capacity, lines: this.screen.lines, map: this.screen.roomy,
          conclusions: this.screen.alerts },
  );
  private readonly drill =
    this.place.kind === "board" ? null : new Drill(this.place, this.data, this.asOf);
  private readonly sight = new Sight(
    this.data, this.asOf, () => this.here(), () => this.serverTime(), () => this.serverMs(),
  );
  private isNarrow = this.narrow.matches;
  private isPrinted = false; // what is printed stays as it stands
  private handsAt = -Infinity; // when a pointer was last moved
  private connected = true;
  private paused = false;
  private reading = false;
  private at: Turn = { page: boardPage(location.search), alert: false };
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
    this.narrow.addEventListener("change", () => {
      if (this.isPrinted) return;
      this.isNarrow = this.narrow.matches;
      void this.again();
    });
    addEventListener("beforeprint", () => (this.isPrinted = true));
    addEventListener("afterprint", () => (this.isPrinted = false));
    addEventListener("keydown", (event) => this.onKey(event));
    addEventListener("pointermove", () => this.onHands());
    this.classList.toggle("tight", !this.screen.roomy);
    if (this.frozen) document.body.classList.add("is-frozen");
    setInterval(() => this.tick(), 1000);
    if (!this.frozen) {
      setInterval(() => void this.read(), kReadMs);
      setInterval(() => void this.data.readTrends(), kTrendsMs);
      if (this.drill) setInterval(() => void this.readDrill(), kDrillMs);
    }
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
    if (this.query.has("page")) this.at.page += this.data.opening;
    if (this.frozen) {
      this.clock = { ms: Date.now(), at: performance.now(), offset: offsetMs(this.asOf ?? "") };
      return this.frozen.read(this.data, this.drill);
    }
    void this.read();
    new Feed(() => this.data.address, {
      onFrame: (frame, snapshot) => {
        this.data.onFrame(frame, snapshot, () => this.requestUpdate());
        this.onBeat(frame);
      },
      onBeat: (frame) => this.onBeat(frame),
      onState: (connected) => this.onState(connected),
    });
    await this.readDrill();
  }

  private async readDrill(): Promise<void> {
    if (!this.drill || this.frozen) return;
    const { indicator } = this.drill;
    const newest = indicator ? this.data.newestOf(indicator) : null;
    const instant = newest === null ? this.serverMs() : Date.parse(newest);
    try {
      await this.drill.read(instant, () => undefined);
    } catch {
      // The feed's watchdog says that the server is away; the next reading comes by itself.
    }
    this.requestUpdate();
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
    if (this.turns() && performance.now() - this.turnSince > this.pageMs) {
      this.turnTo(nextTurn(this.at, this.data.pages.length, this.data.isPressing()));
    }
    const local = this.serverTime();
    const old = performance.now() > 6 * 3_600_000 && !this.frozen;
    if (this.connected && old && Number(local.slice(11, 13)) === kReloadHour) location.reload();
    if (performance.now() - this.handsAt > kHandsMs) document.body.classList.remove("hands");
    this.requestUpdate();
  }

  // A frozen page is turned by hand; one that is read with the keyboard, or asks something, stays.
  private turns(): boolean {
    const isHeld = document.activeElement?.closest("main, dialog") !== null;
    return !this.paused && !this.frozen && !this.drill && !(document.activeElement && isHeld);
  }

  private onHands(): void {
    this.handsAt = performance.now();
    document.body.classList.add("hands");
  }

  private turnTo(turn: Turn): void {
    this.at = turn;
    this.turnSince = performance.now();
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent): void {
    // What scrolls and what is the browser's own stays so.
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target as Element | null;
    if (target?.closest("dialog, input")) return;
    if (event.key === "f") return this.askInstant(event);
    if (event.key === "l" && this.frozen) {
      return location.assign(frozenAddress(null, this.here()));
    }
    if (this.drill && (event.key === "Escape" || event.key === "Backspace")) {
      return location.assign(up(this.drill, this.sight));
    }
    if (this.isNarrow || this.drill) return;
    if (event.key === " " && target?.closest("a, button, summary")) return;
    const { data, at } = this;
    const pauses = !this.frozen && (event.key === " " || event.key === "p");
    if (pauses) this.paused = !this.paused;
    const to = turnByHand(at, data.pages.length, data.alerts.length > 0, event.key);
    if (to === at && !pauses) return;
    event.preventDefault();
    this.turnTo(to);
  }

  private askInstant(event: Event): void {
    event.preventDefault();
    const dialog = this.querySelector<HTMLDialogElement>("dialog");
    if (!dialog || dialog.open) return;
    const input = dialog.querySelector("input");
    if (input) input.value = (this.frozenLocal() ?? this.serverTime()).slice(0, 16);
    dialog.showModal();
  }

  private freezeAt(localMinute: string): void {
    const instant = instantOf(localMinute, this.clock?.offset ?? 0);
    if (instant !== null) location.assign(frozenAddress(instant, this.here()));
  }

  // The address of what is shown, also of a page that was turned to by hand.
  private here(): string {
    if (this.place.kind !== "board") return location.search;
    return withPage(location.search, Math.max(0, this.at.page - this.data.opening));
  }

  private frozenLocal(): string | null {
    if (this.asOf === null) return null;
    return localTime(Date.parse(this.asOf), this.clock?.offset ?? offsetMs(this.asOf));
  }

  private serverMs(): number {
    return this.clock ? this.clock.ms + (performance.now() - this.clock.at) : Date.now();
  }

  private serverTime(): string {
    return localTime(this.serverMs(), this.clock?.offset ?? 0);
  }

  protected override render(): TemplateResult {
    const { alerts, unknown } = this.data;
    if (unknown !== null) return this.noBoard(unknown);
    if (this.frozen && !this.frozen.isThere) {
      return html`${this.top(this.heading())}${this.frozen.page()}${this.foot()}`;
    }
    if (this.drill) {
      return html`${this.top(behindTitle(this.drill))}
        <main>${behindPage(this.drill, this.sight)}</main>
        ${this.foot()}`;
    }
    const { pages } = this.data;
    const page = pages[Math.min(this.at.page, pages.length - 1)];
    const alert = this.at.alert && !this.isNarrow;
    const title = alert
      ? say("Cảnh báo đang diễn ra", "Alerts")
      : page?.name && !this.isNarrow
        ? pick(page.name)
        : this.heading();
    return html`${this.top(title)}
      <main>${alert
        ? html`<section class="page">${this.alerts()}</section>`
        : this.isNarrow
          ? pages.map((each) => html`${each.name ? html`<h1>${pick(each.name)}</h1>` : nothing}
              ${this.page(each)}`)
          : page
            ? this.page(page)
            : html`<section class="page"></section>`}</main>
      ${this.screenStrip()}
      ${alert || this.frozen ? nothing : alertStrip(alerts, (code) => this.nameOf(code))}
      ${this.foot()}`;
  }

  private headline(words: string): TemplateResult {
    const isLong = this.screen.roomy && (this.drill !== null || words.length > kHeadlineMax);
    return html`<h1 class=${isLong ? "long" : ""}>${words}</h1>`;
  }

  private top(title: string): TemplateResult {
    if (this.frozen) return this.frozenHeader(title);
    return this.connected ? this.header(title) : this.banner();
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
    return html`${this.top(say(`Không có bảng “${id}”`, `There is no board “${id}”`))}
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
          const asOf = this.asOf ?? this.data.newestOf(choice.indicator) ?? figure?.as_of ?? null;
          return tile({
            frozen: this.sight.frozen,
            to: this.sight.behind(choice.indicator, choice.window, choice.unit),
            choice,
            figure,
            target: this.data.targetOf(choice),
            asOf: asOf ?? "",
            silence: this.sight.silence(choice.indicator, asOf),
            points: this.data.history.of(choice.key),
            serverTime: this.serverTime(),
            serverMs: this.serverMs(),
            hero: index === 0,
            loaded: this.data.loaded,
          });
        })}
      </section>`;
    }
    if (page.kind === "conclusions") {
      return conclusionPage(page.items, (code) => this.nameOf(code));
    }
    const { indicator, window } = page.of;
    const view = {
      ...this.sight.units(indicator, window),
      standings: standingsOf(page.of, this.data.figures, this.sight.standings(indicator)),
    };
    return html`<section class="page ${lost}">
      ${page.kind === "worst" ? worstPage(page, view) : mapPage(page, view)}</section>`;
  }

  private header(title: string): TemplateResult {
    return html`<header class="top">
      ${this.headline(title)}
      ${this.screen.roomy && !this.drill
        ? html`<p class="state" role="status">${sign("ok")}${say("trực tuyến", "online")}</p>`
        : nothing}
      ${this.marks()}
      ${this.controls()}
      ${this.clockFace()}
    </header>`;
  }

  // Where a frozen instant cannot be taken for the present: another ground, a frame, a badge, the
  // instant in place of the clock, and nothing that moves.
  private frozenHeader(title: string): TemplateResult {
    const local = this.frozenLocal();
    return html`<header class="top frozen">
      ${this.headline(title)}
      ${this.marks()}
      ${this.frozen?.isOtherReading
        ? html`<p class="other" role="status">${sign("near")}${say(
            "đã có sự kiện đến muộn: tải lại để tính lại", "late events came: reload")}</p>`
        : nothing}
      ${this.controls()}
      <p class="badge"><b>${say("ĐÃ CHỐT", "FROZEN")}</b>${local === null
        ? nothing
        : html` <time datetime=${this.asOf}>${clockWords(local)} · ${dateWords(local)}</time>`}</p>
    </header>`;
  }

  private controls(): TemplateResult {
    return controls({
      live: this.frozen ? frozenAddress(null, this.here()) : null,
      back: this.drill ? up(this.drill, this.sight) : null,
      account: this.data.session.account,
      narrow: this.isNarrow,
      ask: (event) => this.askInstant(event),
      choose: (localMinute) => this.freezeAt(localMinute),
      serverTime: this.serverTime(),
    });
  }

  // On paper only: where this page is.
  private foot(): TemplateResult {
    const local = this.frozenLocal();
    const when = local === null
      ? say(`In lúc ${this.serverTime().slice(11, 16)} ${dateWords(this.serverTime())}`,
            `Printed at ${this.serverTime().slice(11, 16)} ${dateWords(this.serverTime())}`)
      : say(`Số liệu chốt lúc ${clockWords(local)} ${dateWords(local)}`,
            `Figures frozen at ${clockWords(local)} ${dateWords(local)}`);
    return html`<p class="paper" aria-hidden="true"><span>${when}</span>
      <span>${location.origin}${this.drill ? `/${location.search}` : `/${this.here()}`}</span></p>`;
  }

  // One mark for each page; that of this one fills while it is shown.
  private marks(): TemplateResult | typeof nothing {
    const count = this.data.pages.length;
    if (count < 2 || this.isNarrow || this.drill) return nothing;
    const now = Math.min(this.at.page, count - 1);
    const isHeld = this.paused || this.frozen !== null;
    const part = Math.min(1, (performance.now() - this.turnSince) / this.pageMs);
    const label = say(`trang ${now + 1}/${count}`, `page ${now + 1} of ${count}`);
    if (count > kMarksMax) return html`<p class="pages">${now + 1}/${count}</p>`;
    return html`<p class="pages">${this.paused ? say("tạm dừng", "paused") : nothing}
      <svg class="marks" viewBox="0 0 ${count * 20 - 4} 10" role="img" aria-label=${label}>
        ${Array.from({ length: count }, (_, index) => {
          const width = index === now && !this.at.alert ? 16 * (isHeld ? 1 : part) : 0;
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
