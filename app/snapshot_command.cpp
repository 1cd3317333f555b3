#include "app/snapshot_command.h"

#include <fmt/core.h>

#include <filesystem>

#include "app/exit_code.h"
#include "app/output.h"
#include "storage/snapshot.h"
#include "storage/store.h"

namespace ioc::app {

int create_snapshot(const std::string& state_dir, const std::string& directory) {
  if (!storage::holds_state(state_dir)) {
    return report({model::ErrorCode::io, "there is no state here", state_dir});
  }
  storage::StoreSettings settings;
  settings.directory = state_dir;
  auto store = storage::Store::open(settings);
  if (!store) return report(store.error());
  auto made = storage::create_snapshot(**store, directory);
  if (!made) return report(made.error());
  say(fmt::format("{}: snapshot of revision {} made\n", directory, made->revision));
  if (std::filesystem::exists(state_dir + "/report-key")) {
    say("the key that signs reports is not in it: `ioc-pulse report key --backup FILE` copies "
        "it\n");
  }
  return kExitOk;
}

int restore_snapshot(const std::string& directory, const std::string& state_dir) {
  auto restored = storage::restore_snapshot(directory, state_dir);
  if (!restored) return report(restored.error());
  say(fmt::format("{}: revision {} brought back, every hash verified\n", state_dir,
                  restored->revision));
  return kExitOk;
}

}  // namespace ioc::app
