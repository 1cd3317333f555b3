// Bundles src/ into a folder of files whose names hold a hash of their content, and the page that
// names them. Usage: node build.mjs [OUT]
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../build/web/dist");

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: ["src/wall.ts", "src/wall.css"],
  outdir: join(out, "assets"),
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
});

const made = (source) => {
  const found = Object.entries(result.metafile.outputs).find(([, o]) => o.entryPoint === source);
  return `/assets/${basename(found[0])}`;
};
const page = (await readFile(join(here, "src/wall.html"), "utf8"))
  .replace("@STYLE@", made("src/wall.css"))
  .replace("@SCRIPT@", made("src/wall.ts"));
await writeFile(join(out, "wall.html"), page);
