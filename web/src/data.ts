// What the wall knows of the server: the catalogue, the newest figures, targets, alerts.
import { alertKey, firing, isPressing } from "./alerts";
import { ask, NoAnswer, readList, readListAsOf } from "./ask";
import { conclusionPages, pagesOf, type Page, type Room } from "./board";
import { choose, keyOf, keyOfFigure, pages, rootOf, type Choice } from "./choose";
import type { Fault } from "./freeze";
import { History } from "./history";
import { say } from "./lang";
import { openAddress, openOnes, type Question } from "./question";
import { standingKey, targetsByKey } from "./targets";
import { kLateMs } from "./windows";
import type {
  Alert, Board, Conclusion, Figure, Frame, Indicator, Session, Stream, Target, Unit,
} from "./types";

export type Silence = "none" | "late" | "unread";

export function silenceWords(silence: Silence): string {
  return silence === "unread"
    ? say("mất nguồn số liệu", "source lost")
    : say("chậm cập nhật", "not fresh");
}

export class Data {
  readonly figures = new Map<string, Figure>();
  readonly history: History;
  readonly indicators = new Map<string, Indicator>();
  session: Session = { account: null, grants: [] };
  pages: Page[] = [];
  board: Board | null = null;
  boards: Board[] = [];
  standings = new Map<string, Target>(); // by target and unit
  alerts: Alert[] = []; // that fire, the gravest first
  private working = true;
  loaded = false; // a complete snapshot has come
  screen: "none" | "good" | "over" = "none"; // whether this screen has a token of its own
  private root: Unit | undefined;
  units = new Map<string, Unit>();
  private newest = new Map<string, string>(); // by stream
  private unread = new Set<string>(); // streams that are not being read
  private pressing = new Set<string>();

  // `wanted`: the board of this id; without one the first. `asOf`: the instant that everything is
  // frozen at; null: live.
  constructor(
    private readonly wanted: string | null,
    private readonly asOf: string | null,
    private readonly room: () => Room & { conclusions: number },
  ) {
    this.history = new History(asOf);
  }

  // Of the board, or of the whole where there is none.
  get unit(): Unit | undefined {
    return this.board ? this.units.get(this.board.unit) : this.root;
  }

  // The board that was asked for and is not there.
  get unknown(): string | null {
    const isKnown = this.root === undefined || this.board?.board === this.wanted;
    return isKnown ? null : this.wanted;
  }

  get address(): string {
    if (this.board) return `/api/v1/live?board=${encodeURIComponent(this.board.board)}`;
    const everyUnit = this.choices().some((choice) => choice.indicator.by.length === 0);
    const unit = everyUnit || !this.root ? "" : `?unit=${encodeURIComponent(this.root.code)}`;
    return `/api/v1/live${unit}`;
  }

  async readCatalogue(): Promise<void> {
    const [indicators, units, all, session] = await Promise.all([
      readList<Indicator>("/api/v1/indicators"),
      readList<Unit>("/api/v1/units"),
      readList<Board>("/api/v1/boards"),
      readSession(),
    ]);
    this.session = session;
    this.indicators.clear();
    for (const indicator of indicators) this.indicators.set(indicator.id, indicator);
    this.root = rootOf(units);
    this.units = new Map(units.map((unit) => [unit.code, unit]));
    this.boards = all;
    this.board = all.find((board) => board.board === this.wanted) ?? all[0] ?? null;
    // Of a frozen page they come with its figures.
    const targets = this.asOf === null
      ? (await Promise.all([this.readTargets(), this.readStreams(), this.readScreen()]))[0]
      : [...this.standings.values()];
    if (this.board) {
      this.pages = pagesOf(this.board, indicators, units, this.room());
    } else {
      const root = this.root?.code ?? "";
      const choices = choose(indicators, root, targetsByKey(targets, root));
      this.pages = pages(choices, this.room().tiles).map((some) => ({
        kind: "tiles", name: null, choices: some,
      }));
    }
    if (this.asOf !== null && session.account !== null) {
      const concluded = await this.readConclusions(this.asOf);
      this.pages = [...conclusionPages(concluded, this.room().conclusions), ...this.pages];
    }
  }

  // Without them the boards are shown all the same: not every service takes conclusions.
  private async readConclusions(asOf: string): Promise<Conclusion[]> {
    try {
      return await readList<Conclusion>(`/api/v1/conclusions?as_of=${encodeURIComponent(asOf)}`);
    } catch {
      return [];
    }
  }

  // Everything that the pages show, as of the frozen instant. The first question waits for the log
  // to be read; all others are then answered out of that reading. Throws NoAnswer.
  async readFrozen(asOf: string, waiting: (fault: Fault) => void): Promise<void> {
    const [first, ...rest] = this.questions();
    if (first) await this.readOpen(first, asOf, waiting);
    await Promise.all([
      this.readTargetsAsOf(asOf, waiting),
      ...rest.map((each) => this.readOpen(each, asOf, waiting)),
    ]);
    this.loaded = true;
    await this.readTrends();
  }

  private async readOpen(
    question: Question,
    asOf: string,
    waiting: (fault: Fault) => void,
  ): Promise<void> {
    const instant = Date.parse(asOf);
    const address = openAddress(question, instant, asOf);
    const told = await readListAsOf<Figure>(address, waiting);
    for (const figure of openOnes(told, question.window, instant)) {
      const key = keyOfFigure(figure);
      if (key !== null) this.figures.set(key, figure);
    }
  }

  // Where all of them together are too much for the memory, figures stand in no state.
  async readTargetsAsOf(asOf: string, waiting: (fault: Fault) => void): Promise<void> {
    const address = `/api/v1/targets?as_of=${encodeURIComponent(asOf)}`;
    try {
      this.keepTargets(await readListAsOf<Target>(address, waiting));
    } catch (fault) {
      if (!(fault instanceof NoAnswer)) throw fault;
    }
  }

  // Each figure of the pages once: a tile by its unit, units side by side by their level.
  private questions(): Question[] {
    const found = new Map<string, Question>();
    const put = (question: Question): void => {
      found.set(JSON.stringify(question), question);
    };
    for (const page of this.pages) {
      if (page.kind === "tiles") {
        for (const { indicator, window, unit } of page.choices) {
          put({ indicator: indicator.id, window, unit, level: null });
        }
      } else if (page.kind !== "conclusions") {
        const level = page.of.units[0]?.level ?? null;
        const below = this.board?.unit ?? this.root?.code ?? null;
        put({ indicator: page.of.indicator.id, window: page.of.window, unit: below, level });
      }
    }
    return [...found.values()];
  }

  // Targets are judged by the server; without an answer the last ones stand beside old figures.
  async readTargets(): Promise<Target[]> {
    return this.keepTargets(await readList<Target>("/api/v1/targets"));
  }

  private keepTargets(targets: Target[]): Target[] {
    this.standings = new Map(
      targets.map((target) => [standingKey(target.target, target.unit), target]),
    );
    return targets;
  }

  // Tells whether the screen's token has just ended, so that what was shown by it must go.
  async readScreen(): Promise<boolean> {
    const response = await ask("/api/v1/session");
    if (!response.ok) return false;
    const { screen } = (await response.json()) as Session;
    const before = this.screen;
    this.screen = screen === undefined ? "none" : screen.good ? "good" : "over";
    return before === "good" && this.screen !== "good";
  }

  async readStreams(): Promise<void> {
    const streams = await readList<Stream>("/api/v1/streams");
    this.newest = new Map(streams.flatMap((s) => (s.newest ? [[s.stream, s.newest]] : [])));
    this.unread = new Set(streams.filter((s) => !s.reading).map((s) => s.stream));
    this.working = streams.every((s) => s.working !== false);
  }

  // Tells whether a critical alert fires that nobody has taken over and that did not before.
  async readAlerts(): Promise<boolean> {
    this.alerts = firing(await readList<Alert>("/api/v1/alerts"));
    const before = this.pressing;
    this.pressing = new Set(this.alerts.filter(isPressing).map(alertKey));
    return [...this.pressing].some((key) => !before.has(key));
  }

  isPressing(): boolean {
    return this.pressing.size > 0;
  }

  nameOf(code: string | null): Unit | undefined {
    return code === null ? undefined : this.units.get(code);
  }

  // How many pages stand before those of the board.
  get opening(): number {
    return this.pages.filter((page) => page.kind === "conclusions").length;
  }

  // Whether units stand below this one.
  isParted(code: string): boolean {
    return [...this.units.values()].some((unit) => unit.parent === code);
  }

  targetOf(choice: Choice): Target | undefined {
    if (choice.target === null) return undefined;
    return this.standings.get(standingKey(choice.target, choice.unit));
  }

  // Of the stream that is furthest behind.
  newestOf(indicator: Indicator): string | null {
    const times = indicator.streams.map((stream) => this.newest.get(stream));
    const known = times.filter((time): time is string => time !== undefined);
    if (known.length < times.length || known.length === 0) return null;
    return known.reduce((a, b) => (Date.parse(a) < Date.parse(b) ? a : b));
  }

  // Whether what is shown can be taken for fresh. The server knows when it reads nothing; that a
  // source is silent is told by the clock, in working time.
  silence(indicator: Indicator, asOf: string | null, serverMs: number): Silence {
    if (asOf === null) return "none";
    if (indicator.streams.some((stream) => this.unread.has(stream))) return "unread";
    return this.working && serverMs - Date.parse(asOf) > kLateMs ? "late" : "none";
  }

  // `changed` is called once the past of a figure is there.
  onFrame(frame: Frame, snapshot: boolean, changed: () => void): void {
    const choices = new Map(this.choices().map((choice) => [choice.key, choice]));
    const shown = new Set(choices.keys());
    for (const page of this.pages) {
      if (page.kind === "tiles" || page.kind === "conclusions") continue;
      for (const { code } of page.of.units) {
        shown.add(keyOf(page.of.indicator.id, page.of.window, code));
      }
    }
    for (const figure of frame.figures ?? []) {
      const key = keyOfFigure(figure);
      if (key === null || !shown.has(key)) continue;
      const first = !this.figures.has(key);
      this.figures.set(key, figure);
      const choice = choices.get(key);
      if (!choice) continue;
      this.history.add(choice, figure);
      if (first || snapshot) this.history.load(choice, figure).then(changed, () => undefined);
    }
    if (frame.complete) this.loaded = true;
  }

  // Days that go on are read again, since the feed tells of the shown window only.
  readTrends(): Promise<unknown> {
    return Promise.allSettled(
      this.choices().map((choice) => {
        const figure = this.figures.get(choice.key);
        return figure ? this.history.load(choice, figure) : undefined;
      }),
    );
  }

  private choices(): Choice[] {
    return this.pages.flatMap((page) => (page.kind === "tiles" ? page.choices : []));
  }
}

// Who is signed in in this browser; nobody where the server keeps no accounts.
async function readSession(): Promise<Session> {
  const nobody: Session = { account: null, grants: [] };
  const response = await ask("/api/v1/session");
  return response.ok ? ((await response.json()) as Session) : nobody;
}
