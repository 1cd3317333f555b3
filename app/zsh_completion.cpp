// One function a command, named after its path; zsh's own _arguments does the rest. A command with
// subcommands offers them and hands the words behind one over to its function.
#include "app/zsh_completion.h"

#include <fmt/core.h>

#include "app/command_tree.h"
#include "app/completion.h"

namespace ioc::app {
namespace {

constexpr std::string_view kZshBegin = R"(#compdef ioc-pulse
# Completion of ioc-pulse for zsh. Load it, after compinit, with
#   source <(ioc-pulse completion zsh)
# or save it as _ioc-pulse in a folder of $fpath.
)";

constexpr std::string_view kZshEnd = R"(
if [[ $funcstack[1] == _ioc-pulse ]]; then
  _ioc-pulse "$@"
else
  compdef _ioc-pulse ioc-pulse
fi
)";

// Within single quotes and the brackets or colons of a specification.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += R"('\'')";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

// ":what:how" of a value.
std::string value_spec(const CLI::Option& option, const std::string& what) {
  const std::string type = option.get_type_name();
  std::string how = " ";
  if (type == kFileType) how = "_files";
  if (type == kFolderType) how = "_files -/";
  if (type == kStreamFileType) how = R"({ compset -P "*=" && _files })";
  std::string choices;
  for (const std::string& choice : choices_of(option)) choices += " " + choice;
  if (!choices.empty()) how = "(" + choices.substr(1) + ")";
  return fmt::format(":{}:{}", escaped(what), how);
}

std::string option_spec(const CLI::Option& option) {
  const std::string text = fmt::format("[{}]", escaped(option.get_description()));
  const std::string value = takes_value(option) ? value_spec(option, option.get_type_name()) : "";
  const bool repeats = option.get_items_expected_max() > 1;
  std::string out;
  for (const std::string& name : names_of(option)) {
    out += fmt::format(" \\\n    '{}{}{}{}'", repeats ? "*" : "", name, text, value);
  }
  return out;
}

void write_function(const CLI::App& command, const std::string& name, std::string& out) {
  std::string specs;
  for (const CLI::Option* option : options_of(command)) specs += option_spec(*option);
  for (const CLI::Option* argument : arguments_of(command)) {
    specs += fmt::format(" \\\n    '{}'", value_spec(*argument, argument->get_name()));
  }
  const std::vector<const CLI::App*> subcommands = subcommands_of(command);
  if (subcommands.empty()) {
    out += fmt::format("\n{}() {{\n  _arguments -s{}\n}}\n", name, specs);
    return;
  }
  std::string list, cases;
  for (const CLI::App* sub : subcommands) {
    list += fmt::format("\n    '{}:{}'", sub->get_name(), escaped(sub->get_description()));
    cases += fmt::format("        {0}) {1}_{0} ;;\n", sub->get_name(), name);
  }
  out += fmt::format(R"(
{}() {{
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a commands=({}
  )
  _arguments -C{} \
    '1: :->command' \
    '*:: :->words'
  case $state in
    command) _describe command commands ;;
    words)
      case $words[1] in
{}      esac
      ;;
  esac
}}
)",
                     name, list, specs, cases);
  for (const CLI::App* sub : subcommands) {
    write_function(*sub, name + "_" + sub->get_name(), out);
  }
}

}  // namespace

std::string zsh_completion(const CLI::App& program) {
  std::string out(kZshBegin);
  write_function(program, "_ioc-pulse", out);
  return out += kZshEnd;
}

}  // namespace ioc::app
