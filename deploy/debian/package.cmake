# The Debian package, by CPack: `./dev package` builds it. What lies where follows Debian's policy;
# dependencies on libraries are found by dpkg-shlibdeps.
if(NOT TARGET ioc-pulse)
  return()
endif()

set(debian ${PROJECT_SOURCE_DIR}/deploy/debian)
set(package_made ${CMAKE_CURRENT_BINARY_DIR}/package)

# The manual page and completions come from the program itself; `gzip -n` notes no time.
add_custom_command(OUTPUT ${package_made}/made
  COMMAND sh ${debian}/make_parts.sh $<TARGET_FILE:ioc-pulse> ${debian} ${package_made}
  COMMAND ${CMAKE_COMMAND} -E touch ${package_made}/made
  DEPENDS ioc-pulse ${debian}/make_parts.sh ${debian}/man_page.py ${debian}/changelog)
add_custom_target(package_parts DEPENDS ${package_made}/made)

install(TARGETS ioc-pulse DESTINATION bin)
install(DIRECTORY catalogs DESTINATION share/ioc-pulse)
install(FILES deploy/systemd/ioc-pulse.service DESTINATION lib/systemd/system)
install(FILES ${debian}/ioc-pulse.toml DESTINATION /etc/ioc-pulse)
install(FILES ${package_made}/ioc-pulse.1.gz DESTINATION share/man/man1)
install(FILES ${package_made}/completion.bash
  DESTINATION share/bash-completion/completions RENAME ioc-pulse)
install(FILES ${package_made}/completion.zsh
  DESTINATION share/zsh/vendor-completions RENAME _ioc-pulse)
install(FILES ${debian}/copyright ${package_made}/changelog.gz docs/operating.md
  docs/catalogue.md docs/http.md docs/deliveries.md DESTINATION share/doc/ioc-pulse)
install(DIRECTORY docs/runbooks DESTINATION share/doc/ioc-pulse)
install(DIRECTORY deploy/prometheus/ DESTINATION share/doc/ioc-pulse/examples/prometheus
  PATTERN tests EXCLUDE)
install(DIRECTORY deploy/grafana/ DESTINATION share/doc/ioc-pulse/examples/grafana
  PATTERN "*.py" EXCLUDE PATTERN __pycache__ EXCLUDE)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ioc-pulse)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_SOURCE_DIR}/build)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "ioc-pulse maintainers <ioc-pulse@localhost>")
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "live figures from event streams of an administration
ioc-pulse reads the event streams of a public administration from Kafka and
counts them by unit and window while they arrive. It shows the figures on a
wall, over HTTP and in Kafka. Each figure says which events it stands for, and
anyone can compute it again from the log, bit for bit.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "prometheus, prometheus-alertmanager")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/conffiles ${debian}/postinst ${debian}/prerm
  ${debian}/postrm)
include(CPack)
