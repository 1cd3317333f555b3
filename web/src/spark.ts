// Small charts: columns for amounts of windows that follow each other, of which the last is still
// open; a line for shares and for what moves all the time.
import { html, svg, nothing, type TemplateResult } from "lit";

export interface Point {
  end: number;
  value: number;
}

const kWidth = 100;
const kHeight = 30;
const kMargin = 2;

// Amounts start at zero, so that heights compare; shares show their own range.
function scale(points: Point[], fromZero: boolean, limit?: number): (value: number) => number {
  const values = points.map((point) => point.value);
  if (limit !== undefined) values.push(limit);
  let low = Math.min(...values, ...(fromZero ? [0] : []));
  let high = Math.max(...values, ...(fromZero ? [0] : []));
  if (high - low < (fromZero ? 1 : 0.02)) {
    high += fromZero ? 1 : 0.01;
    low -= fromZero ? 0 : 0.01;
  }
  const span = kHeight - 2 * kMargin;
  return (value) => kHeight - kMargin - ((value - low) / (high - low)) * span;
}

// `limit`: of the target, as a dashed line.
export function sparkline(
  points: Point[],
  columns: boolean,
  fromZero: boolean,
  label: string,
  limit?: number,
): TemplateResult | typeof nothing {
  if (points.length < 2) return nothing;
  const y = scale(points, fromZero, limit);
  return html`<svg class="spark" viewBox="0 0 ${kWidth} ${kHeight}" preserveAspectRatio="none"
    role="img" aria-label=${label}>${columns ? bars(points, y) : line(points, y)}
    ${limit === undefined
      ? nothing
      : svg`<path class="limit" d="M0,${y(limit).toFixed(2)}H${kWidth}"></path>`}</svg>`;
}

function line(points: Point[], y: (value: number) => number): TemplateResult {
  const first = points[0]!.end;
  const last = points[points.length - 1]!;
  const x = (end: number) =>
    kMargin / 2 + ((end - first) / Math.max(1, last.end - first)) * (kWidth - kMargin);
  const path = points.map((p) => `${x(p.end).toFixed(2)},${y(p.value).toFixed(2)}`).join(" ");
  const right = x(last.end).toFixed(2);
  const area = `${x(first).toFixed(2)},${kHeight} ${path} ${right},${kHeight}`;
  // A line of no length with round ends is a dot that stays round however the chart is stretched.
  const dot = `M${right},${y(last.value).toFixed(2)}h0`;
  return svg`<polygon class="area" points=${area}></polygon>
    <polyline class="line" points=${path}></polyline><path class="dot" d=${dot}></path>`;
}

function bars(points: Point[], y: (value: number) => number): TemplateResult[] {
  const step = kWidth / points.length;
  return points.map((point, index) => {
    const top = Math.min(y(point.value), kHeight - 1);
    return svg`<rect class=${index === points.length - 1 ? "bar open" : "bar"}
      x=${(index * step + step * 0.12).toFixed(2)} y=${top.toFixed(2)}
      width=${(step * 0.76).toFixed(2)} height=${(kHeight - top).toFixed(2)}></rect>`;
  });
}
