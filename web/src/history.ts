// The past of each shown figure: read once from the API, then continued by the feed.
import { ask } from "./ask";
import { historyMs, trendWindow } from "./windows";
import type { Choice } from "./choose";
import type { Figure, List } from "./types";
import type { Point } from "./spark";

const kPointsMax = 240;
const kDayMs = 86_400_000;

export class History {
  // `asOf`: the past as it was known then.
  constructor(private readonly asOf: string | null) {}

  private readonly points = new Map<string, Point[]>();

  of(key: string): Point[] {
    return this.points.get(key) ?? [];
  }

  // What the feed tells continues the past only where the past is of the same window.
  add(choice: Choice, figure: Figure): void {
    const trend = trendWindow(choice.window, choice.indicator.windows);
    if (trend === choice.window) this.put(choice.key, figure);
  }

  // A newer value of the same window replaces it; a corrected older one is put in its place.
  put(key: string, figure: Figure): void {
    if (typeof figure.value !== "number") return;
    const points = this.points.get(key) ?? [];
    const point = { end: Date.parse(figure.end), value: figure.value };
    let at = points.length;
    while (at > 0 && points[at - 1]!.end > point.end) --at;
    const same = at > 0 && points[at - 1]!.end === point.end;
    points.splice(same ? at - 1 : at, same ? 1 : 0, point);
    if (points.length > kPointsMax) points.splice(0, points.length - kPointsMax);
    this.points.set(key, points);
  }

  // Windows that end after the live figure are only beginning to fill, so they are left out; the
  // day that is open, of a longer window, is not.
  async load(choice: Choice, live: Figure): Promise<void> {
    const window = trendWindow(choice.window, choice.indicator.windows);
    const back = historyMs(window);
    if (back === 0) return;
    const end =
      window === choice.window ? live.end : new Date(Date.parse(live.as_of) + kDayMs).toISOString();
    const unit = live.group["unit"];
    const query = new URLSearchParams({
      indicator: choice.indicator.id,
      window,
      from: new Date(Date.parse(end) - back).toISOString(),
      to: end,
      limit: "1000",
      ...(unit === undefined ? {} : { unit: String(unit) }),
      ...(this.asOf === null ? {} : { as_of: this.asOf }),
    });
    const response = await ask(`/api/v1/figures?${query}`);
    if (!response.ok) return; // The chart grows from the feed instead.
    const page = (await response.json()) as List<Figure>;
    for (const figure of page.items) this.put(choice.key, figure);
  }
}
