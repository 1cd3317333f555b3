// Bundles src/ into a folder of files whose names hold a hash of their content, the wall's page
// that names them, and what makes the public page installable. Usage: node build.mjs [OUT]
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { png, svg } from "./icon.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../build/web/dist");

const kForBrowsers = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  legalComments: "none",
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const result = await build({
  ...kForBrowsers,
  entryPoints: ["src/wall.ts", "src/wall.css", "src/public.ts", "src/public.css",
    "src/desk.css"],
  outdir: join(out, "assets"),
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  format: "esm",
  target: "es2022",
  metafile: true,
});

const outputs = Object.entries(result.metafile.outputs);
const address = (path) => `/assets/${basename(path)}`;
const made = (source) => address(outputs.find(([, o]) => o.entryPoint === source)[0]);

const page = (await readFile(join(here, "src/wall.html"), "utf8"))
  .replace("@STYLE@", made("src/wall.css"))
  .replace("@SCRIPT@", made("src/wall.ts"));
await writeFile(join(out, "wall.html"), page);

// The public page itself is written by the server; offline it needs these.
const style = outputs.find(([, o]) => o.entryPoint === "src/public.css")[1];
const fonts = style.imports.filter((each) => each.path.endsWith(".woff2"));
const files = [
  made("src/public.css"),
  made("src/public.ts"),
  ...fonts.map((each) => address(each.path)),
];
await build({
  ...kForBrowsers,
  entryPoints: ["src/public-worker.ts"],
  outfile: join(out, "public-worker.js"),
  format: "iife",
  target: "es2022",
  define: { FILES: JSON.stringify(files) },
});

await writeFile(join(out, "public-icon.svg"), svg());
const icons = [];
for (const [name, size, purpose] of [
  ["180", 180, "maskable"],
  ["192", 192, "any"],
  ["512", 512, "any"],
  ["mask", 512, "maskable"],
]) {
  await writeFile(join(out, `public-icon-${name}.png`), png(size, purpose === "maskable"));
  const src = `/public-icon-${name}.png`;
  if (name !== "180") icons.push({ src, sizes: `${size}x${size}`, type: "image/png", purpose });
}
const manifest = {
  id: "/p",
  name: "Số liệu công khai",
  short_name: "Số liệu",
  description: "Số liệu công khai của tỉnh, cập nhật mỗi phút",
  lang: "vi",
  start_url: "/p",
  scope: "/p",
  display: "standalone",
  background_color: "#f4f6f9",
  theme_color: "#0b5394",
  icons,
};
await writeFile(join(out, "public.webmanifest"), JSON.stringify(manifest, null, 1));
