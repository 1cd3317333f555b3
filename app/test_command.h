// `test`: the catalogue's [[test]] cases, events in and figures out.
#pragma once

#include <string>

namespace ioc::app {

// One line for each expectation that failed, with its place. Gives the exit code: 1 when a case
// failed.
int test_catalog(const std::string& directory, bool json);

}  // namespace ioc::app
