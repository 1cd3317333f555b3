// `validate`: every fault of a catalogue in one run.
#pragma once

#include <string>

namespace ioc::app {

// Faults go to standard error, or with `json` as one list to standard output. Gives the exit code:
// 0 without a fault, 78 with one, 74 when the folder cannot be read.
int validate(const std::string& directory, bool json);

}  // namespace ioc::app
