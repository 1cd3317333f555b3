// What a meeting has concluded: who shall do what by when, and what has become of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/time.h"

namespace ioc::model {

// Conclusions that are kept; beyond, none is taken. They are the work of meetings, ten a week for a
// hundred years, and a page of them is read whole.
inline constexpr std::size_t kConclusionsMax = 50'000;
inline constexpr std::size_t kTaskBytesMax = 2'000;
// Events handed to the brokers at once; how long the next try waits after one that failed, twice as
// long each time, to a bound; and how long such a try may take.
inline constexpr std::size_t kConclusionEventsMax = 100;
inline constexpr std::int64_t kConclusionRetryMinMs = 500;
inline constexpr std::int64_t kConclusionRetryMaxMs = 30'000;

enum class ConclusionState : std::uint8_t { open, done, withdrawn };
constexpr std::string_view name_of(ConclusionState state) {
  constexpr std::string_view kNames[] = {"open", "done", "withdrawn"};
  return kNames[static_cast<std::size_t>(state)];
}

// The figure that was looked at, as of the instant it was shown of: it can be computed again.
struct ConclusionFigure {
  std::string indicator;  // id
  std::string window;     // as in the catalogue
  std::string unit;       // code; empty: the figure is of no unit
  Instant as_of;
};

// An open one is done or withdrawn once; nothing else of it changes.
struct Conclusion {
  std::string id;  // "KL-20201015-7F3A2C1D": given once, also over databases that were brought back
  std::string task;
  std::string owner;  // code of the unit that answers for it
  CivilDay due = 0;   // the last day on which it is in time
  std::optional<ConclusionFigure> figure;
  std::string noted_by;  // account
  std::string noted_by_name;
  Instant noted;
  ConclusionState state = ConclusionState::open;
  std::string closed_by;  // account; empty while it is open
  std::string closed_by_name;
  Instant closed;
};

}  // namespace ioc::model
