// A body that holds many events, cut into them. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "ingest/json_tokens.h"

namespace ioc::ingest {

struct SplitEvent {
  std::string_view text;  // of the body
  std::size_t line = 0;   // from 1; 0: not read by lines
};

// The elements of a JSON array as they stand there; whether each is sound JSON is for who reads
// it. nullopt: the body is no array, or what stands between its elements is not a comma each.
std::optional<std::vector<SplitEvent>> split_batch(std::string_view body, JsonTokens& tokens);

// The lines that are not blank. A line ends with \n or \r\n.
std::vector<SplitEvent> split_lines(std::string_view body);

}  // namespace ioc::ingest
