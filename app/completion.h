// `completion`: scripts that let a shell complete subcommands, options and paths.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace ioc::app {

// The type names of options and arguments by which completion knows paths; help shows them too.
inline constexpr const char* kFileType = "FILE";
inline constexpr const char* kFolderType = "DIR";
inline constexpr const char* kStreamFileType = "STREAM=FILE";

// The script for `bash` or `zsh`, made from the commands and options there are, so that it cannot
// fall behind them. Prints it and gives the exit code.
int print_completion(const CLI::App& program, const std::string& shell);

}  // namespace ioc::app
