// A file handed over in a directory that another system looks into: it is there whole, or not at
// all.
#pragma once

#include <string>
#include <string_view>

#include "model/result.h"

namespace ioc::app {

// Writes it under a temporary name that begins with a dot, syncs it, gives it its name, syncs the
// directory. One of that name with the same bytes is there already: done before. Errors: `io` with
// the cure when the directory is not there or takes nothing, `check_failed` when other bytes have
// that name. Mode 0640. Threads: any; it blocks the caller's.
model::Status drop_file(const std::string& directory, const std::string& name,
                        std::string_view bytes);

}  // namespace ioc::app
