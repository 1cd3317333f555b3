#include "app/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ioc::app {

model::Status write_data(std::string_view data) {
  errno = 0;
  const bool whole = std::fwrite(data.data(), 1, data.size(), stdout) == data.size();
  if (whole && std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return model::Done{};
  // An error of an earlier write may have left no number behind.
  const std::string why = errno != 0 ? std::string(": ") + std::strerror(errno) : std::string();
  return model::Error{model::ErrorCode::io, "cannot be written" + why, "standard output"};
}

void say(std::string_view words) { std::fwrite(words.data(), 1, words.size(), stderr); }

}  // namespace ioc::app
