#include "app/command_tree.h"

#include <fmt/core.h>

#include <sstream>

#include "catalog/nearest.h"

namespace ioc::app {

std::vector<const CLI::App*> subcommands_of(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> names_of(const std::vector<const CLI::App*>& commands) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands) names.push_back(command->get_name());
  return names;
}

std::vector<const CLI::Option*> options_of(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->nonpositional(); });
}

std::vector<const CLI::Option*> arguments_of(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::vector<std::string> choices_of(const CLI::Option& option) {
  std::vector<std::string> choices;
  std::stringstream type(option.get_type_name());
  for (std::string choice; std::getline(type, choice, '|');) choices.push_back(choice);
  if (choices.size() < 2) choices.clear();
  return choices;
}

std::optional<model::Error> unknown_subcommand(const CLI::App& program,
                                               const std::vector<std::string>& words) {
  const CLI::App* command = &program;
  std::string path = program.get_name();
  for (const std::string& word : words) {
    const std::vector<const CLI::App*> valid = subcommands_of(*command);
    if (valid.empty()) return std::nullopt;
    if (word.starts_with('-')) continue;  // none of these commands has an option with a value
    const CLI::App* next = nullptr;
    for (const CLI::App* candidate : valid) {
      if (candidate->get_name() == word) next = candidate;
    }
    if (next == nullptr) {
      return model::Error{model::ErrorCode::usage,
                          fmt::format("there is no subcommand '{}'; {}", word,
                                      catalog::suggestion(word, names_of(valid))),
                          path};
    }
    command = next;
    path += " " + word;
  }
  return std::nullopt;
}

}  // namespace ioc::app
