#include "app/anchor_memory.h"

#include <fmt/core.h>

#include <sstream>

namespace ioc::app {

std::string write_anchors(std::span<const ingest::Anchor> anchors) {
  std::string text;
  for (const ingest::Anchor& anchor : anchors) {
    text += fmt::format("{} {:016x} {} {}\n", anchor.offset, anchor.fingerprint,
                        anchor.name.partition, anchor.name.topic);
  }
  return text;
}

std::vector<ingest::Anchor> read_anchors(std::string_view text) {
  std::vector<ingest::Anchor> anchors;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    ingest::Anchor anchor;
    if (words >> anchor.offset >> std::hex >> anchor.fingerprint >> std::dec >>
        anchor.name.partition >> anchor.name.topic) {
      anchors.push_back(std::move(anchor));
    }
  }
  return anchors;
}

}  // namespace ioc::app
