// A figure as somebody gives it back to us: the members of its JSON text, numbers as written.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/result.h"
#include "model/time.h"

namespace ioc::app {

struct FigureText {
  std::string indicator, window, catalog;
  std::string group;  // JSON, members in the order given, no blanks
  std::optional<model::Instant> start;
  model::Instant end, as_of;
  std::string value, numerator, denominator, count;  // JSON; empty: not given
  // Offsets by topic and partition; -1: not known to whoever made the figure.
  std::map<std::string, std::vector<std::int64_t>> position;
};

// Error `usage`: the text is no figure, or one without `catalog` and `position`.
model::Result<FigureText> read_figure(const std::string& json);

}  // namespace ioc::app
