#include "app/pem_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>

#include "model/door_limits.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;

model::Result<std::string> read_pem(const std::string& path) {
  const Error unread{ErrorCode::config,
                     "cannot be read; name a file that the service's user may read", path};
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return unread;
  const std::streamoff size = in.tellg();
  if (size > static_cast<std::streamoff>(model::kPemBytesMax)) {
    return Error{ErrorCode::config, fmt::format("is larger than {} bytes", model::kPemBytesMax),
                 path};
  }
  std::string text(static_cast<std::size_t>(std::max<std::streamoff>(0, size)), '\0');
  in.seekg(0);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in) return unread;
  return text;
}

}  // namespace ioc::app
