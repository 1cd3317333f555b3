// Small text files that a configuration names: certificates, keys, a secret.
#pragma once

#include <string>

#include "model/result.h"

namespace ioc::app {

// Errors: `config` for one that cannot be read or is beyond kPemBytesMax.
model::Result<std::string> read_pem(const std::string& path);

}  // namespace ioc::app
