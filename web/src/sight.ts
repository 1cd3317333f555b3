// How a page looks at the data: at which moment, live or frozen, and where its figures lead.
import { addressOf } from "./place";
import type { Data, Silence } from "./data";
import type { UnitsView } from "./units";
import type { Indicator, Target } from "./types";

export class Sight {
  constructor(
    readonly data: Data,
    readonly asOf: string | null,
    // The address of what is shown, the server's clock as local text and in milliseconds.
    readonly here: () => string,
    readonly serverTime: () => string,
    readonly serverMs: () => number,
  ) {}

  get frozen(): boolean {
    return this.asOf !== null;
  }

  // What is frozen does not grow old.
  silence(indicator: Indicator, asOf: string | null): Silence {
    return this.frozen ? "none" : this.data.silence(indicator, asOf, this.serverMs());
  }

  // Where targets stand; what is not fresh stands in no state.
  standings(indicator: Indicator): ReadonlyMap<string, Target> {
    const isFresh = this.silence(indicator, this.data.newestOf(indicator)) === "none";
    return isFresh ? this.data.standings : new Map();
  }

  units(indicator: Indicator, window: string): Omit<UnitsView, "standings"> {
    const newest = this.data.newestOf(indicator);
    return {
      frozen: this.frozen,
      newest,
      silence: this.silence(indicator, newest),
      serverTime: this.serverTime(),
      serverMs: this.serverMs(),
      to: (unit) => this.trend(indicator.id, window, unit.code),
    };
  }

  // What stands behind a figure: the units it is made of; its own trend where there are none.
  behind(indicator: Indicator, window: string, unit: string | null): string {
    if (unit === null || !this.data.isParted(unit)) return this.trend(indicator.id, window, unit);
    return addressOf(
      { kind: "units", indicator: indicator.id, window, below: unit, level: null }, this.here(),
    );
  }

  trend(indicator: string, window: string, unit: string | null): string {
    return addressOf({ kind: "trend", indicator, window, unit }, this.here());
  }
}
