#!/bin/sh
# Builds the pages: web/build.sh [OUT.cpp] makes build/web/dist and, when OUT.cpp is given, the C++
# source that embeds it. Packages are installed only when the lock file is newer than they are.
set -eu
web=$(cd "$(dirname "$0")" && pwd)
dist="$web/../build/web/dist"
if [ ! -e "$web/node_modules/.stamp" ] ||
  [ "$web/package-lock.json" -nt "$web/node_modules/.stamp" ]; then
  (cd "$web" && npm ci --no-fund --no-audit)
  touch "$web/node_modules/.stamp"
fi
(cd "$web" && node build.mjs "$dist")
if [ $# -gt 0 ]; then
  python3 "$web/embed.py" "$dist" "$1"
fi
