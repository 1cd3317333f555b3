# Long attacks with bytes nobody meant, guided by coverage: tests/fuzz/README.md.

FUZZ_TARGETS=(decoder http catalogue expression sheet template)

fuzz_command() {
  local target=${1:-} seconds=${2:-60} name
  if [[ $target == distil ]]; then
    fuzz_build
    build/fuzz/fuzz "${2:-}" --distil --work "build/fuzz/found/${2:-}"
    return
  fi
  [[ $seconds =~ ^[0-9]+$ && (" ${FUZZ_TARGETS[*]} all " == *" $target "*) && -n $target ]] ||
    die "usage: ./dev fuzz TARGET SECONDS, where TARGET is ${FUZZ_TARGETS[*]} or all"
  fuzz_build
  local -a names=("$target")
  [[ $target == all ]] && names=("${FUZZ_TARGETS[@]}")
  for name in "${names[@]}"; do
    mkdir -p "build/fuzz/found/$name"
    say "fuzzing $name for $seconds s"
    # Another seed each time, else the same would be tried again.
    build/fuzz/fuzz "$name" --seconds "$seconds" --seed "$RANDOM$RANDOM" \
      --work "build/fuzz/found/$name" || die "$name: an input broke it, see above"
  done
}

fuzz_build() {
  install_packages "${PACKAGES_TOOLS[@]}" "${PACKAGES_BUILD[@]}" "${PACKAGES_TEST[@]}"
  compile fuzz fuzz
}
