# All checks, cheapest first. Each step keeps its words in build/logs, shows what failed, and adds
# to one closing line: N passed, N failed.

# `./dev test tsan` is a step of its own: it builds the threaded rooms once more.
STEPS=(structure deploy web dev e2e browser package bench)
# The rooms whose code runs on several threads, for the thread sanitizer.
THREADED='^(tests_ingest|tests_storage|tests_serving|tests_app)$'
PASSED=0
FAILED=0

test_all() {
  local -a steps=("$@")
  [[ ${#steps[@]} -gt 0 ]] || steps=("${STEPS[@]}")
  install_packages "${PACKAGES_TOOLS[@]}" "${PACKAGES_BUILD[@]}" "${PACKAGES_TEST[@]}"
  local step
  for step in "${steps[@]}"; do
    declare -F "step_$step" >/dev/null || die "no such step: $step (known: ${STEPS[*]})"
    say "step $step"
    "step_$step"
  done
  say "done"
  echo "$PASSED passed, $FAILED failed"
  [[ $FAILED -eq 0 && $PASSED -gt 0 ]]
}

# count NAME PASSED FAILED: adds to the sum; on failure shows the end of the log.
count() {
  PASSED=$((PASSED + $2)) FAILED=$((FAILED + $3))
  say "$1: $2 passed, $3 failed"
  [[ $3 -eq 0 ]] || tail -n 120 "$(log_of "$1")" >&2
}

# number_before PATTERN FILE: the last number that stands before a word in a runner's summary.
number_before() { grep -oP "\d+(?= $1)" "$2" | tail -n 1 || true; }

# check NAME COMMAND…: one command that counts as one test.
check() {
  if ("${@:2}") >"$(log_of "$1")" 2>&1; then count "$1" 1 0; else count "$1" 0 1; fi
}

step_structure() { unittest_counts structure; }

# Alert rules, dashboards, units and manifests: what can be judged without running them.
step_deploy() { unittest_counts deploy; }

unittest_counts() {
  local log ran bad code=0
  log=$(log_of "$1")
  /usr/bin/python3 -m unittest discover -s "tests/$1" >"$log" 2>&1 || code=$?
  ran=$(grep -oP '(?<=^Ran )\d+' "$log" || echo 0)
  bad=$(sum_of '(failures|errors)=\K\d+' "$log")
  [[ $code -eq 0 || $bad -gt 0 ]] || bad=1
  count "$1" $((ran > bad ? ran - bad : 0)) "$bad"
}

# sum_of PATTERN FILE: the sum of all numbers found, 0 if there are none.
sum_of() { grep -oP "$1" "$2" | awk '{ sum += $1 } END { print sum + 0 }' || true; }

step_web() {
  install_node
  check pages build_pages
  check pages-types npm --prefix web run check
  check pages-test npm --prefix web test
}

step_dev() { unit_tests dev; }

step_tsan() { unit_tests tsan "$THREADED"; }

# unit_tests PRESET [PATTERN]: builds and runs the test programs, all or those that match.
unit_tests() {
  local preset=$1 pattern=${2:-} log code=0
  log=$(log_of "ctest-$preset")
  local -a targets=() select=()
  if [[ -n $pattern ]]; then
    cmake --preset "$preset" >"$log" 2>&1 || { count "ctest-$preset" 0 1 && return; }
    mapfile -t targets < <(ninja -C "build/$preset" -t targets all | grep -oP '^tests_\w+(?=: )' |
      grep -E "$pattern")
    [[ ${#targets[@]} -gt 0 ]] || { say "$preset: nothing to test" && return; }
    # gtest_discover_tests registers tests of programs that are not built as NOT_BUILT.
    select=(-E '_NOT_BUILT')
  fi
  compile "$preset" "${targets[@]}" || { count "compile-$preset" 0 1 && return; }
  ctest --preset "$preset" -j "$(nproc)" "${select[@]}" >"$log" 2>&1 || code=$?
  local total bad
  total=$(grep -oP '(?<=out of )\d+' "$log" || echo 0)
  bad=$(grep -oP '\d+(?= tests? failed out of)' "$log" || echo 0)
  [[ $code -eq 0 || $bad -gt 0 ]] || bad=1
  count "ctest-$preset" $((total > bad ? total - bad : 0)) "$bad"
}

# Most of their time tests wait, for a broker or for what is idle: two at once, each with a broker
# of its own and whole files, so that what a file shares is made once.
step_e2e() {
  install_python
  install_kafka
  install_keycloak
  check release build_release
  pytest_counts e2e -n 2 --dist loadfile tests/e2e
}

# The pages in Debian's Chromium, on the real service behind a real broker.
step_browser() {
  install_python
  install_kafka
  install_keycloak
  build_release || { count browser 0 1 && return; }
  pytest_counts browser tests/pages
}

# The package of the program that has just been tested: what is in it, unpacked and looked at.
step_package() {
  check package-build build_package
  unittest_counts package
}

pytest_counts() {
  local log code=0 passed failed errors
  log=$(log_of "$1")
  build/tools/python/bin/pytest -q -p no:cacheprovider "${@:2}" >"$log" 2>&1 || code=$?
  passed=$(number_before passed "$log") failed=$(number_before failed "$log")
  errors=$(number_before 'errors?' "$log")
  failed=$((${failed:-0} + ${errors:-0}))
  [[ $code -eq 0 || $failed -gt 0 ]] || failed=1
  count "$1" "${passed:-0}" "$failed"
}

# The bench with few events: that it runs and its figures are there, not how fast.
step_bench() {
  install_kafka
  check bench env IOC_BENCH_EVENTS=100000 IOC_BENCH_ROUNDS=1 bench/run.py
}
