// Anchors (ingest/kafka_anchors.h) as the text that is kept with the state: a line each, as
// docs/formats/state.md says.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/kafka_anchors.h"

namespace ioc::app {

inline constexpr std::string_view kAnchorsMeta = "anchors";

std::string write_anchors(std::span<const ingest::Anchor> anchors);
// Lines that cannot be read are left out: their partitions get new anchors.
std::vector<ingest::Anchor> read_anchors(std::string_view text);

}  // namespace ioc::app
