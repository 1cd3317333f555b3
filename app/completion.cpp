#include "app/completion.h"

#include "app/bash_completion.h"
#include "app/exit_code.h"
#include "app/output.h"
#include "app/zsh_completion.h"

namespace ioc::app {

int print_completion(const CLI::App& program, const std::string& shell) {
  if (shell != "bash" && shell != "zsh") {
    return report({model::ErrorCode::usage, "expected bash or zsh", shell});
  }
  const model::Status written =
      write_data(shell == "bash" ? bash_completion(program) : zsh_completion(program));
  return written ? kExitOk : report(written.error());
}

}  // namespace ioc::app
