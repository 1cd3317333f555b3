#!/bin/sh
# Parts of the package that are made: make_parts.sh PROGRAM SOURCE_FOLDER TARGET_FOLDER
set -eu
program=$1 source=$2 target=$3
mkdir -p "$target"
python3 "$source/man_page.py" "$program" >"$target/ioc-pulse.1"
gzip -9nf "$target/ioc-pulse.1"
gzip -9nc "$source/changelog" >"$target/changelog.gz"
"$program" completion bash >"$target/completion.bash"
"$program" completion zsh >"$target/completion.zsh"
