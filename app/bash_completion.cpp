// One function in three steps: which command the line names so far; whether the word before is an
// option with a value; else options, subcommands or the path of an argument. bash takes "a=b" for
// three words, so the words that hang together by "=" are looked at as one.
#include "app/bash_completion.h"

#include <fmt/core.h>

#include "app/command_tree.h"
#include "app/completion.h"

namespace ioc::app {
namespace {

constexpr std::string_view kBashBegin = R"(# Completion of ioc-pulse for bash. Load it with
#   source <(ioc-pulse completion bash)
# or save it as /etc/bash_completion.d/ioc-pulse.

_ioc_pulse_paths() {  # -f or -d, the beginning of the path
  mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
  compopt -o filenames 2>/dev/null
}

_ioc_pulse() {
  local current=${COMP_WORDS[COMP_CWORD]} command= option= word
  local -i start=COMP_CWORD equals=0
  COMPREPLY=()
  while ((start > 1)) && [[ ${COMP_WORDS[start]} == = || ${COMP_WORDS[start - 1]} == = ]]; do
    [[ ${COMP_WORDS[start]} == = ]] && equals+=1
    start+=-1
  done
  [[ $current == = ]] && current=
  if ((equals > 0)) && [[ ${COMP_WORDS[start]} == -* ]]; then
    option=${COMP_WORDS[start]}
    equals+=-1
  else
    option=${COMP_WORDS[start - 1]}
  fi
  for word in "${COMP_WORDS[@]:1:start-1}"; do
    case $command/$word in
)";

constexpr std::string_view kBashEnd = R"(  esac
}

complete -F _ioc_pulse ioc-pulse
)";

struct Command {
  const CLI::App* app;
  std::string path;  // "snapshot create"; empty for the program itself
};

void gather(const CLI::App& app, const std::string& path, std::vector<Command>& out) {
  out.push_back({&app, path});
  for (const CLI::App* sub : subcommands_of(app)) {
    gather(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), out);
  }
}

// What completes a value; empty when only its author knows it.
std::string action(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (type == kFileType) return R"(_ioc_pulse_paths -f "$current")";
  if (type == kFolderType) return R"(_ioc_pulse_paths -d "$current")";
  if (type == kStreamFileType) return R"(((equals > 0)) && _ioc_pulse_paths -f "$current")";
  return {};
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
  std::vector<Command> commands;
  gather(program, "", commands);

  std::string out(kBashBegin);
  for (const Command& command : commands) {
    for (const std::string& name : names_of(subcommands_of(*command.app))) {
      out += fmt::format("      '{}/{}') command='{}{}{}' ;;\n", command.path, name, command.path,
                         command.path.empty() ? "" : " ", name);
    }
  }
  out += "    esac\n  done\n  case $command/$option in\n";
  for (const Command& command : commands) {
    for (const CLI::Option* option : options_of(*command.app)) {
      if (!takes_value(*option)) continue;
      std::string pattern;
      for (const std::string& name : names_of(*option)) {
        pattern += fmt::format("{}'{}/{}'", pattern.empty() ? "" : " | ", command.path, name);
      }
      const std::string paths = action(*option);
      out += fmt::format("    {}) {}{}return ;;\n", pattern, paths, paths.empty() ? "" : "; ");
    }
  }
  out += "  esac\n  case $command in\n";
  for (const Command& command : commands) {
    std::vector<std::string> options;
    for (const CLI::Option* option : options_of(*command.app)) {
      for (std::string& name : names_of(*option)) options.push_back(std::move(name));
    }
    std::string words = joined(names_of(subcommands_of(*command.app)));
    std::string paths;
    for (const CLI::Option* argument : arguments_of(*command.app)) {
      if (paths.empty()) paths = action(*argument);
      for (const std::string& choice : choices_of(*argument)) words += " " + choice;
    }
    out += fmt::format(
        "    '{}')\n"
        "      if [[ $current == -* ]]; then\n"
        "        mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$current\")\n"
        "      else\n"
        "        {}\n"
        "      fi\n"
        "      ;;\n",
        command.path, joined(options),
        !paths.empty()
            ? paths
            : fmt::format("mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$current\")", words));
  }
  return out += kBashEnd;
}

}  // namespace ioc::app
