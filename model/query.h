// Questions people ask of the engine and the changes it tells of by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/figure.h"
#include "model/result.h"

namespace ioc::model {

// GET /api/v1/figures. Empty members do not restrict. `from` < end <= `to`.
struct FigureQuery {
  std::string indicator;
  std::string window;
  std::string unit;
  std::string level;
  std::optional<Instant> from;
  std::optional<Instant> to;
  // As they stood then. The engine asked knows no later event.
  std::optional<Instant> as_of;
  bool public_only = true;
  // What the asker may see, by the indicator's id and the unit's code (empty: without unit); it is
  // called on the engine's thread. Null: all that `public_only` leaves.
  std::function<bool(std::string_view indicator, std::string_view unit)> may_see = {};
  std::string cursor;  // as given by the page before; opaque
  std::size_t limit = 0;
};

struct FigurePage {
  std::vector<Figure> items;  // sorted by indicator, window, group, end
  std::string next;           // empty: no more
};

// Called once, on the engine's thread: hand the page over and return at once. Errors: `usage` for a
// question that names something unknown or a damaged cursor, `unavailable` when the engine is busy.
using FigureAnswer = std::function<void(Result<FigurePage>)>;
using AskFigures = std::function<void(FigureQuery, FigureAnswer)>;

// A figure as the live feed shows it: the newest of its (indicator, window, group).
struct LiveFigure {
  std::string
      key;  // indicator, window and group as text; the same figure's newer versions share it
  std::string indicator;
  std::string window;
  std::string unit;  // code of the first unit dimension; empty without one
  bool is_public = false;
  std::uint64_t revision = 0;   // of its publication; rises with each change of this key
  std::string json;             // the whole figure (model/figure.h)
  std::optional<double> value;  // the figure's, where it is a number
};

enum class TargetState : std::uint8_t {
  no_data,  // there is no figure, or it has no value
  met,
  on_pace,  // not met yet, and not behind the pace to its deadline
  behind,   // near the limit, or near the pace
  lagging,
  missed,  // not met when its deadline had passed
};
constexpr std::string_view name_of(TargetState state) {
  constexpr std::string_view kNames[] = {"no_data", "met",     "on_pace",
                                         "behind",  "lagging", "missed"};
  return kNames[static_cast<std::size_t>(state)];
}

// How far a target is reached in one unit.
struct TargetStanding {
  int target = -1;   // number in Plan::targets
  std::string unit;  // its code; empty without groups
  TargetState state = TargetState::no_data;
  std::optional<Figure> figure;  // of the window that is open
  std::optional<double> gap;     // what is missing to the limit; negative when there is more
  // On the straight way from the baseline to the limit, in working days.
  std::optional<double> expected;   // where it should be by now
  std::optional<double> projected;  // where it leads to at the deadline
  std::optional<std::int64_t> days_left;
  std::optional<std::int64_t> days_behind;
  bool is_held = false;  // the figure alone would stand better: it has not come back far enough
};

// What one commit changed; made after the commit is durable.
struct LiveUpdate {
  std::uint64_t revision = 0;
  Instant as_of;
  std::vector<std::shared_ptr<const LiveFigure>> figures;
  std::shared_ptr<const std::vector<TargetStanding>> targets;  // all, when one has changed
};

}  // namespace ioc::model
