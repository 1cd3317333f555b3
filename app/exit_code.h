// What the process tells its caller (DESIGN section 5).
#pragma once

#include <string_view>

#include "model/result.h"

namespace ioc::app {

inline constexpr int kExitOk = 0;
inline constexpr int kExitCheckFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitUnavailable = 69;
inline constexpr int kExitInternal = 70;
inline constexpr int kExitIo = 74;
inline constexpr int kExitConfig = 78;

inline int exit_code_of(model::ErrorCode code) {
  switch (code) {
    case model::ErrorCode::check_failed: return kExitCheckFailed;
    case model::ErrorCode::usage: return kExitUsage;
    case model::ErrorCode::unavailable: return kExitUnavailable;
    case model::ErrorCode::io: return kExitIo;
    case model::ErrorCode::config: return kExitConfig;
    case model::ErrorCode::source_changed:
    case model::ErrorCode::internal: break;
  }
  return kExitInternal;
}

// Writes `error: …` to standard error and gives the exit code that fits.
int report(const model::Error& error);

// Writes all of it to standard output; the exit code, an error told as `report` does.
int print(std::string_view data);

}  // namespace ioc::app
