// Draws the icon of the public page: a rising row of bars with a pulse over it, as SVG and, for
// phones that want pixels, as PNG. Nothing but arithmetic, so that it is the same everywhere.
import { deflateSync, crc32 } from "node:zlib";

const kGround = [11, 83, 148];
const kBars = [
  [120, 300, 64, 112],
  [224, 244, 64, 168],
  [328, 188, 64, 224],
]; // x, y, width, height of 512
const kPulse = [
  [104, 176],
  [176, 176],
  [216, 112],
  [272, 208],
  [312, 136],
  [408, 136],
];
const kStroke = 14; // half of the line's width
const kCorner = 96;

export function svg() {
  const bars = kBars
    .map(([x, y, w, h]) => `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="12"/>`)
    .join("");
  const points = kPulse.map((point) => point.join(" ")).join(" ");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">` +
    `<rect width="512" height="512" rx="${kCorner}" fill="rgb(${kGround})"/>` +
    `<g fill="#fff" fill-opacity=".55">${bars}</g>` +
    `<polyline points="${points}" fill="none" stroke="#fff" stroke-width="${2 * kStroke}" ` +
    `stroke-linecap="round" stroke-linejoin="round"/></svg>\n`
  );
}

// `maskable` icons are cut by the phone: they fill the square and keep clear of its edge.
export function png(size, maskable) {
  const kSamples = 3;
  const rows = Buffer.alloc(size * (1 + 4 * size));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const sum = [0, 0, 0, 0];
      for (let i = 0; i < kSamples * kSamples; i++) {
        const at = (n, k) => ((n + (k + 0.5) / kSamples) / size) * 512;
        const color = colorAt(at(x, i % kSamples), at(y, Math.floor(i / kSamples)), maskable);
        color.forEach((part, k) => (sum[k] += k < 3 ? part * color[3] : part));
      }
      const place = y * (1 + 4 * size) + 1 + 4 * x;
      const alpha = sum[3] || 1;
      for (let k = 0; k < 3; k++) rows[place + k] = Math.round(sum[k] / alpha);
      rows[place + 3] = Math.round((sum[3] / (kSamples * kSamples)) * 255);
    }
  }
  return file(size, rows);
}

// Red, green, blue of 255 and how much of it, 0 or 1.
function colorAt(x, y, maskable) {
  if (!maskable && outside(x, y)) return [0, 0, 0, 0];
  const [u, v] = maskable ? [256 + (x - 256) / 0.8, 256 + (y - 256) / 0.8] : [x, y];
  const line = kPulse.slice(1).some((to, i) => distance(u, v, kPulse[i], to) <= kStroke);
  if (line) return [255, 255, 255, 1];
  const bar = kBars.some(([bx, by, w, h]) => u >= bx && u < bx + w && v >= by && v < by + h);
  return [...(bar ? kGround.map((part) => part + (255 - part) * 0.55) : kGround), 1];
}

function outside(x, y) {
  const dx = Math.max(kCorner - x, x - (512 - kCorner), 0);
  const dy = Math.max(kCorner - y, y - (512 - kCorner), 0);
  return Math.hypot(dx, dy) > kCorner;
}

function distance(x, y, [ax, ay], [bx, by]) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const t = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

function file(size, rows) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8); // 8 bits, RGBA
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
