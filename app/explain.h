// `explain`: how one indicator is computed, in plain words.
#pragma once

#include <string>

namespace ioc::app {

int explain(const std::string& indicator, const std::string& directory, bool json);

}  // namespace ioc::app
