// What the wall knows of the server: the catalogue, the newest figures, targets, alerts.
import { alertKey, firing, isPressing } from "./alerts";
import { ask } from "./ask";
import { pagesOf, type Page, type Room } from "./board";
import { choose, keyOf, keyOfFigure, pages, rootOf, type Choice } from "./choose";
import { History } from "./history";
import { say } from "./lang";
import { standingKey, targetsByKey } from "./targets";
import { kLateMs } from "./windows";
import type {
  Alert, Board, Figure, Frame, Indicator, List, Session, Stream, Target, Unit,
} from "./types";

export type Silence = "none" | "late" | "unread";

export function silenceWords(silence: Silence): string {
  return silence === "unread"
    ? say("mất nguồn số liệu", "source lost")
    : say("chậm cập nhật", "not fresh");
}

export class Data {
  readonly figures = new Map<string, Figure>();
  readonly history = new History();
  pages: Page[] = [];
  board: Board | null = null;
  boards: Board[] = [];
  standings = new Map<string, Target>(); // by target and unit
  alerts: Alert[] = []; // that fire, the gravest first
  private working = true;
  loaded = false; // a complete snapshot has come
  screen: "none" | "good" | "over" = "none"; // whether this screen has a token of its own
  private root: Unit | undefined;
  private units = new Map<string, Unit>();
  private newest = new Map<string, string>(); // by stream
  private unread = new Set<string>(); // streams that are not being read
  private pressing = new Set<string>();

  // `wanted`: the board of this id; without one the first.
  constructor(
    private readonly wanted: string | null,
    private readonly room: () => Room,
  ) {}

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
    const [indicators, units, all] = await Promise.all([
      readList<Indicator>("/api/v1/indicators"),
      readList<Unit>("/api/v1/units"),
      readList<Board>("/api/v1/boards"),
    ]);
    this.root = rootOf(units);
    this.units = new Map(units.map((unit) => [unit.code, unit]));
    this.boards = all;
    this.board = all.find((board) => board.board === this.wanted) ?? all[0] ?? null;
    const [targets] = await Promise.all([
      this.readTargets(), this.readStreams(), this.readScreen(),
    ]);
    if (this.board) {
      this.pages = pagesOf(this.board, indicators, units, this.room());
    } else {
      const root = this.root?.code ?? "";
      const choices = choose(indicators, root, targetsByKey(targets, root));
      this.pages = pages(choices, this.room().tiles).map((some) => ({
        kind: "tiles", name: null, choices: some,
      }));
    }
  }

  // Targets are judged by the server; without an answer the last ones stand beside old figures.
  async readTargets(): Promise<Target[]> {
    const targets = await readList<Target>("/api/v1/targets");
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
      if (page.kind === "tiles") continue;
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

// A whole list, page by page.
async function readList<T>(address: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor === "" ? "" : `?cursor=${encodeURIComponent(cursor)}`;
    const response = await ask(address + query);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    const page = (await response.json()) as List<T>;
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}
