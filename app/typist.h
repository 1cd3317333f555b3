// Who types on the command line, for the audit log.
#pragma once

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include <string>

namespace ioc::app {

inline std::string typist() {
  const passwd* user = getpwuid(getuid());
  return fmt::format("command line: {}",
                     user != nullptr ? user->pw_name : std::to_string(getuid()));
}

}  // namespace ioc::app
