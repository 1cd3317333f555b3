#!/usr/bin/env python3
"""Writes the files of a folder as one C++ source that defines ioc::serving::assets().

Usage: embed.py DIST OUT.cpp

Files below DIST/assets hold a hash of their content in their names (build.mjs), so browsers may
keep them for good. Bytes are written as string literals of octal escapes, in pieces that every
compiler takes; the output is the same for the same input.
"""
import os
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
PIECE = 64


def literal(data: bytes) -> str:
    lines = []
    for at in range(0, len(data), PIECE):
        text = "".join(
            chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}"
            for b in data[at : at + PIECE]
        )
        lines.append(f'    "{text}"')
    return "\n".join(lines) if lines else '    ""'


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    dist, out = sys.argv[1:]
    files = []
    for folder, _, names in os.walk(dist):
        for name in names:
            path = os.path.join(folder, name)
            extension = os.path.splitext(name)[1]
            if extension not in TYPES:
                print(f"{path}: no content type is known for {extension}; add it", file=sys.stderr)
                return 1
            with open(path, "rb") as file:
                files.append(("/" + os.path.relpath(path, dist), TYPES[extension], file.read()))
    if not any(path == "/wall.html" for path, _, _ in files):
        print(f"{dist}: there is no wall.html; run web/build.sh first", file=sys.stderr)
        return 1
    files.sort()

    parts = [
        "// Made by web/embed.py from the built pages; do not edit.\n"
        '#include "serving/assets.h"\n\nnamespace ioc::serving {\nnamespace {\n\n'
    ]
    for number, (_, _, data) in enumerate(files):
        parts.append(f"constexpr char kFile{number}[] =\n{literal(data)};\n")
    parts.append("\nconstexpr Asset kAssets[] = {\n")
    for number, (path, kind, data) in enumerate(files):
        kept = "true" if path.startswith("/assets/") else "false"
        parts.append(f'    {{"{path}", "{kind}", {{kFile{number}, {len(data)}}}, {kept}}},\n')
    parts.append(
        "};\n\n}  // namespace\n\n"
        "std::span<const Asset> assets() { return kAssets; }\n\n}  // namespace ioc::serving\n"
    )
    text = "".join(parts)
    os.makedirs(os.path.dirname(out) or ".", exist_ok=True)
    if os.path.exists(out) and open(out, encoding="ascii").read() == text:
        return 0
    with open(out, "w", encoding="ascii") as file:
        file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
