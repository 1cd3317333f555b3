// The completion script for zsh.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace ioc::app {

std::string zsh_completion(const CLI::App& program);

}  // namespace ioc::app
