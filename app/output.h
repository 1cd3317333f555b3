// What the program tells its caller: data on standard output, words on standard error.
#pragma once

#include <string_view>

#include "model/result.h"

namespace ioc::app {

// All of it, flushed: what this reports as written has reached the file or pipe. Errors: `io`.
model::Status write_data(std::string_view data);

// Where standard error takes nothing more, nobody is left to be told so.
void say(std::string_view words);

}  // namespace ioc::app
