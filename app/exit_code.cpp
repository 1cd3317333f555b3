#include "app/exit_code.h"

#include <fmt/core.h>

#include "app/output.h"

namespace ioc::app {

int report(const model::Error& error) {
  say(fmt::format("error: {}\n", error.message()));
  return exit_code_of(error.code);
}

}  // namespace ioc::app
