// What stands behind a figure: the units it is made of, and the way that led one unit there. Read
// by questions, live as frozen, since the feed tells of a board's own figures only.
import { readList, readListAsOf } from "./ask";
import { keyOf } from "./choose";
import { openAddress, openOnes, pastAddress, type Question } from "./question";
import type { Data } from "./data";
import type { Fault } from "./freeze";
import type { Place } from "./place";
import type { Figure, Indicator, Unit } from "./types";

export class Drill {
  figures = new Map<string, Figure>(); // by key
  past: Figure[] = []; // the oldest first
  loaded = false;

  constructor(
    readonly place: Exclude<Place, { kind: "board" }>,
    private readonly data: Data,
    private readonly asOf: string | null,
  ) {}

  // Null: there is none that whoever looks may see.
  get indicator(): Indicator | null {
    const found = this.data.indicators.get(this.place.indicator);
    return found?.windows.includes(this.place.window) ? found : null;
  }

  // The unit whose list or whose trend this is.
  get unit(): Unit | undefined {
    const { place } = this;
    return this.data.units.get((place.kind === "units" ? place.below : place.unit) ?? "");
  }

  // The levels of the units right below, or the one that was asked for.
  get levels(): string[] {
    const below = this.place.kind === "units" ? this.place.below : (this.place.unit ?? "");
    const levels = [...this.data.units.values()]
      .filter((unit) => unit.parent === below)
      .map((unit) => unit.level);
    return [...new Set(levels)];
  }

  // Units right below, of the level that was asked for, or of the first of these levels that has
  // figures, or of any that has.
  unitsOf(first: string[]): Unit[] {
    const { place } = this;
    if (place.kind !== "units") return [];
    const below = [...this.data.units.values()].filter((unit) => unit.parent === place.below);
    const told = below.filter((unit) => this.figures.has(this.keyOf(unit.code)));
    const level = place.level ?? first.find((each) => told.some((unit) => unit.level === each)) ??
      told[0]?.level ?? below[0]?.level;
    return below.filter((unit) => unit.level === level);
  }

  figureOf(code: string): Figure | undefined {
    return this.figures.get(this.keyOf(code));
  }

  private keyOf(code: string): string {
    return keyOf(this.place.indicator, this.place.window, code);
  }

  async read(instantMs: number, waiting: (fault: Fault) => void): Promise<void> {
    const { indicator, place } = this;
    if (!indicator) return;
    const ask = (address: string): Promise<Figure[]> =>
      this.asOf === null
        ? readList<Figure>(address)
        : readListAsOf<Figure>(address, waiting);
    const questions: Question[] = place.kind === "units"
      ? [null, ...this.levels].map((level) => ({
          indicator: place.indicator, window: place.window, unit: place.below, level,
        }))
      : [{ indicator: place.indicator, window: place.window, unit: place.unit, level: null }];
    const past = place.kind === "trend"
      ? pastAddress(questions[0]!, indicator, instantMs, this.asOf)
      : null;
    const told = (
      await Promise.all(questions.map((each) => ask(openAddress(each, instantMs, this.asOf))))
    ).flat();
    const open = openOnes(told.filter((figure) => this.isOwn(figure)), place.window, instantMs);
    this.figures = new Map(
      open.map((figure) => [this.keyOf(String(figure.group["unit"] ?? "")), figure]),
    );
    if (past !== null) this.past = (await ask(past)).filter((figure) => this.isOwn(figure));
    this.loaded = true;
  }

  // Of a unit alone, or of no group at all.
  private isOwn(figure: Figure): boolean {
    return Object.keys(figure.group).every((name) => name === "unit");
  }
}
