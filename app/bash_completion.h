// The completion script for bash.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace ioc::app {

std::string bash_completion(const CLI::App& program);

}  // namespace ioc::app
