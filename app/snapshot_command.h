// `snapshot create` and `snapshot restore`.
#pragma once

#include <string>

namespace ioc::app {

// Both give the exit code and tell what they did on standard error. The service must not be running
// on the state directory.
int create_snapshot(const std::string& state_dir, const std::string& directory);
int restore_snapshot(const std::string& directory, const std::string& state_dir);

}  // namespace ioc::app
