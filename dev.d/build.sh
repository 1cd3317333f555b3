# The pages, then the program that carries them.

build_release() {
  install_packages "${PACKAGES_TOOLS[@]}"
  # Pages need the network and one core; the packages of the program come meanwhile.
  build_pages & local pages=$!
  install_packages "${PACKAGES_BUILD[@]}"
  wait "$pages" || die "the pages could not be built, see build/logs/web.log"
  compile release ioc-pulse
}

# web/build.sh fetches the parts and leaves the bundle in build/web/dist, from where it is embedded
# in the program. The same sources are not built twice.
build_pages() {
  install_node
  [[ -d build/web/dist && -d web/node_modules ]] || rm -f "$STAMPS"/pages-*
  once pages "$(hash_of "$(pages_state)")" bundle_pages
}

pages_state() {
  find web -path web/node_modules -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
}

bundle_pages() {
  say "building the pages"
  sh web/build.sh >"$(log_of web)" 2>&1 || { tail -n 20 "$(log_of web)" >&2 && return 1; }
}

# compile PRESET [TARGET…]: the log holds everything, the screen one line.
compile() {
  local preset=$1 log
  shift
  log=$(log_of "compile-$preset")
  say "compiling ($preset)"
  { cmake --preset "$preset" && cmake --build --preset "$preset" ${1:+--target "$@"}; } \
    >"$log" 2>&1 || { grep -E -A8 'error|FAILED' "$log" | tail -n 60 >&2 && return 1; }
  say "compiled ($preset)"
}
