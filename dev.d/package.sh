# The Debian package of the release program: build/ioc-pulse_VERSION_ARCHITECTURE.deb.

build_package() {
  build_release || return 1
  install_packages "${PACKAGES_PACKAGE[@]}"
  compile release package_parts || return 1
  rm -f build/ioc-pulse_*.deb
  cpack --config build/release/CPackConfig.cmake >"$(log_of cpack)" 2>&1 ||
    { tail -n 20 "$(log_of cpack)" >&2 && return 1; }
  say "made $(ls build/ioc-pulse_*.deb)"
}
