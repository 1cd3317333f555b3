// The past of each shown figure: read once from the API, then continued by the feed.
import { historyMs } from "./windows";
import type { Choice } from "./choose";
import type { Figure, List } from "./types";
import type { Point } from "./spark";

const kPointsMax = 240;

export class History {
  private readonly points = new Map<string, Point[]>();

  of(key: string): Point[] {
    return this.points.get(key) ?? [];
  }

  // A newer value of the same window replaces it; a corrected older one is put in its place.
  add(key: string, figure: Figure): void {
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

  // Windows that end after the live figure are only beginning to fill, so they are left out.
  async load(choice: Choice, live: Figure): Promise<void> {
    const back = historyMs(choice.window);
    if (back === 0) return;
    const unit = live.group["unit"];
    const query = new URLSearchParams({
      indicator: choice.indicator.id,
      window: choice.window,
      from: new Date(Date.parse(live.end) - back).toISOString(),
      to: live.end,
      limit: "1000",
      ...(unit === undefined ? {} : { unit: String(unit) }),
    });
    const response = await fetch(`/api/v1/figures?${query}`);
    if (!response.ok) return; // The chart grows from the feed instead.
    const page = (await response.json()) as List<Figure>;
    for (const figure of page.items) this.add(choice.key, figure);
  }
}
