#include "app/exit_code.h"

#include <fmt/core.h>

#include <cstdio>

namespace ioc::app {

int report(const model::Error& error) {
  fmt::print(stderr, "error: {}\n", error.message());
  return exit_code_of(error.code);
}

}  // namespace ioc::app
