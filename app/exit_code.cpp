#include "app/exit_code.h"

#include <fmt/core.h>

#include "app/output.h"

namespace ioc::app {

int report(const model::Error& error) {
  say(fmt::format("error: {}\n", error.message()));
  return exit_code_of(error.code);
}

int print(std::string_view data) {
  const model::Status written = write_data(data);
  return written.ok() ? kExitOk : report(written.error());
}

}  // namespace ioc::app
