// The commands as a tree: what both completion scripts and the error of a wrong name walk over.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "model/result.h"

namespace ioc::app {

std::vector<const CLI::App*> subcommands_of(const CLI::App& command);
std::vector<std::string> names_of(const std::vector<const CLI::App*>& commands);

// "--config", or "-h" where there is no long name; positional arguments are no options.
std::vector<const CLI::Option*> options_of(const CLI::App& command);
std::vector<const CLI::Option*> arguments_of(const CLI::App& command);
// "-h" and "--help".
std::vector<std::string> names_of(const CLI::Option& option);
bool takes_value(const CLI::Option& option);
// "bash" and "zsh" of a value whose type is called "bash|zsh"; empty for all others.
std::vector<std::string> choices_of(const CLI::Option& option);

// The error that names the first word of `words` (without the program's own name) where a
// subcommand should stand and none of that name is.
std::optional<model::Error> unknown_subcommand(const CLI::App& program,
                                               const std::vector<std::string>& words);

}  // namespace ioc::app
