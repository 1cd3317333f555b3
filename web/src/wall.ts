// The wall: header with the server's clock, pages of tiles, and what to say when the server is
// gone.
import { LitElement, html, nothing, type TemplateResult } from "lit";
import { choose, keyOfFigure, pages, rootOf, type Choice } from "./choose";
import { ageWords, insideSentence, localTime, offsetMs, weekday } from "./format";
import { dateWords } from "./windows";
import { Feed } from "./feed";
import { History } from "./history";
import { screenOf } from "./screen";
import { targetsByKey } from "./targets";
import { tile } from "./tile";
import type { Figure, Frame, Indicator, List, Stream, Target, Unit } from "./types";

const kPageMs = 25_000;
const kRetryMs = 3_000;
const kTargetsMs = 5_000;
const kReloadHour = 3; // soft reload at night, so that a browser that runs for months stays young

class Wall extends LitElement {
  private readonly screen = screenOf(location.search);
  private readonly narrow = matchMedia("(max-width: 800px)");
  private readonly figures = new Map<string, Figure>();
  private readonly history = new History();
  private choices: Choice[] = [];
  private targets = new Map<string, Target>();
  private newest = new Map<string, string>(); // by stream
  private working = true;
  private root: Unit | undefined;
  private loaded = false; // a complete snapshot has come
  private connected = true;
  private paused = false;
  private page = 0;
  private pageSince = performance.now();
  private clock: { ms: number; at: number; offset: number } | null = null;
  private lastGood = ""; // local time of the last sign of life
  private build: string | null = null; // entity tag of the page

  // Light DOM: one style sheet for everything.
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Through the object model, which the content security policy allows.
    document.documentElement.style.setProperty("--least", String(this.screen.minimum));
    this.narrow.addEventListener("change", () => this.requestUpdate());
    addEventListener("keydown", (event) => this.onKey(event));
    setInterval(() => this.tick(), 1000);
    setInterval(() => void this.readTargets(), kTargetsMs);
    setInterval(() => void this.readStreams(), kTargetsMs);
    void this.begin();
  }

  private async begin(): Promise<void> {
    for (;;) {
      try {
        await this.readCatalogue();
        break;
      } catch {
        this.connected = false;
        this.requestUpdate();
        await new Promise((done) => setTimeout(done, kRetryMs));
      }
    }
    this.connected = true;
    const everyUnit = this.choices.some((choice) => choice.indicator.by.length === 0);
    const filter = everyUnit || !this.root ? "" : `?unit=${encodeURIComponent(this.root.code)}`;
    new Feed(`/api/v1/live${filter}`, {
      onFrame: (frame, snapshot) => this.onFrame(frame, snapshot),
      onBeat: (frame) => this.onBeat(frame),
      onState: (connected) => this.onState(connected),
    });
  }

  private async readCatalogue(): Promise<void> {
    const [indicators, units] = await Promise.all([
      readList<Indicator>("/api/v1/indicators"),
      readList<Unit>("/api/v1/units"),
    ]);
    this.root = rootOf(units);
    await Promise.all([this.readTargets(), this.readStreams()]);
    this.choices = choose(indicators, this.root?.code ?? "", new Set(this.targets.keys()));
    if (this.root) document.title = `IOC ${this.root.name_vi}`;
    this.requestUpdate();
  }

  // Targets are judged by the server; without an answer the last ones stand beside old figures.
  private async readTargets(): Promise<void> {
    try {
      const targets = await readList<Target>("/api/v1/targets");
      this.targets = targetsByKey(targets, this.root?.code ?? "");
    } catch {
      // The banner says that the server is away.
    }
  }

  private async readStreams(): Promise<void> {
    try {
      const streams = await readList<Stream>("/api/v1/streams");
      this.newest = new Map(streams.flatMap((s) => (s.newest ? [[s.stream, s.newest]] : [])));
      this.working = streams.every((s) => s.working !== false);
    } catch {
      // As above.
    }
  }

  // Of the stream that is furthest behind.
  private newestOf(indicator: Indicator): string | null {
    const times = indicator.streams.map((stream) => this.newest.get(stream));
    const known = times.filter((time): time is string => time !== undefined);
    if (known.length < times.length || known.length === 0) return null;
    return known.reduce((a, b) => (Date.parse(a) < Date.parse(b) ? a : b));
  }

  private onFrame(frame: Frame, snapshot: boolean): void {
    const shown = new Map(this.choices.map((choice) => [choice.key, choice]));
    for (const figure of frame.figures ?? []) {
      const key = keyOfFigure(figure);
      const choice = key === null ? undefined : shown.get(key);
      if (!choice || key === null) continue;
      const first = !this.figures.has(key);
      this.figures.set(key, figure);
      this.history.add(key, figure);
      if (first || snapshot) {
        this.history.load(choice, figure).then(
          () => this.requestUpdate(),
          () => undefined, // no history: the chart grows from the feed
        );
      }
    }
    if (frame.complete) this.loaded = true;
    this.onBeat(frame);
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
      await this.readCatalogue();
    } catch {
      // Gone again: the feed's watchdog says so.
    }
  }

  private tick(): void {
    if (!this.paused && performance.now() - this.pageSince > kPageMs) this.turn(1);
    const age = performance.now();
    const local = this.serverTime();
    if (this.connected && age > 6 * 3_600_000 && Number(local.slice(11, 13)) === kReloadHour) {
      location.reload();
    }
    this.requestUpdate();
  }

  private turn(by: number): void {
    const count = Math.max(1, this.pageList().length);
    this.page = (this.page + by + count) % count;
    this.pageSince = performance.now();
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === " " || event.key === "p") this.paused = !this.paused;
    else if (event.key === "ArrowRight") return this.turn(1);
    else if (event.key === "ArrowLeft") return this.turn(-1);
    else return;
    event.preventDefault();
    this.pageSince = performance.now();
    this.requestUpdate();
  }

  private pageList(): Choice[][] {
    return pages(this.choices, this.narrow.matches ? Infinity : this.screen.capacity);
  }

  private serverMs(): number {
    return this.clock ? this.clock.ms + (performance.now() - this.clock.at) : Date.now();
  }

  private serverTime(): string {
    return localTime(this.serverMs(), this.clock?.offset ?? 0);
  }

  protected override render(): TemplateResult {
    const list = this.pageList();
    const page = list[Math.min(this.page, list.length - 1)] ?? [];
    return html`${this.connected ? this.header(list.length) : this.banner()}
      <main class="grid n${Math.min(page.length, 7)} ${this.connected ? "" : "lost"}">
        ${page.map((choice, index) =>
          tile({
            choice,
            figure: this.figures.get(choice.key),
            target: this.targets.get(choice.key),
            newest: this.newestOf(choice.indicator),
            working: this.working,
            points: this.history.of(choice.key),
            serverTime: this.serverTime(),
            serverMs: this.serverMs(),
            hero: index === 0,
            loaded: this.loaded,
          }),
        )}
      </main>`;
  }

  private header(count: number): TemplateResult {
    const where = this.root ? ` ${insideSentence(this.root.name_vi)}` : "";
    return html`<header class="top">
      <h1>Trung tâm Điều hành thông minh${where}</h1>
      <p class="state" role="status">
        <svg class="sign ok" viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="6.5"></circle></svg>trực tuyến
      </p>
      ${count > 1
        ? html`<p class="pages">${this.paused ? "tạm dừng" : "trang"} ${this.page + 1}/${count}</p>`
        : nothing}
      ${this.clockFace()}
    </header>`;
  }

  // In the header's place, so that the figures stay where they are.
  private banner(): TemplateResult {
    const since = this.clock ? performance.now() - this.clock.at : 0;
    return html`<header class="top banner" role="alert">
      <h1><svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 .5 15.5 8 8 15.5.5 8z"></path></svg>Mất kết nối máy chủ</h1>
      <p>${this.lastGood
          ? html`số liệu cuối lúc ${this.lastGood.slice(11, 19)} ${dateWords(this.lastGood)} · cách
            đây ${ageWords(since)} · `
          : nothing}đang kết nối lại…</p>
      ${this.clockFace()}
    </header>`;
  }

  private clockFace(): TemplateResult | typeof nothing {
    if (!this.clock) return nothing;
    const local = this.serverTime();
    const roomy = this.connected && this.screen.minimum < 2;
    return html`<p class="clock">
      ${roomy ? html`<span>${weekday(local)}, ${dateWords(local)}</span>` : nothing}
      <time>${local.slice(11, 19)}</time></p>`;
  }
}

// A whole list, page by page.
async function readList<T>(address: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor === "" ? "" : `?cursor=${encodeURIComponent(cursor)}`;
    const response = await fetch(address + query);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    const page = (await response.json()) as List<T>;
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

customElements.define("ioc-wall", Wall);
