// A record of the topic of dead letters: a refused event as it came, and behind its headers why it
// was refused and where it lay. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/event.h"

namespace ioc::ingest {

// What the service puts behind the original headers, in this order.
inline constexpr std::array<std::string_view, 5> kLetterHeaders = {"reason", "topic", "partition",
                                                                   "offset", "catalog"};

// Stands before these where the broker took no letter so long: how many bytes the event had.
inline constexpr std::string_view kCutHeader = "ioc-pulse-cut-from";
inline constexpr std::size_t kLetterCutBytes = 64 << 10;  // of the event, in such a letter

// Texts are the record's own.
struct DeadLetter {
  std::string_view reason, topic, catalog;
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  std::int64_t cut_from = 0;  // bytes of the event, of which this is the beginning; 0: it is whole
  std::span<const model::Header> headers;  // the original ones
};

// nullopt: no letter of ours.
std::optional<DeadLetter> read_dead_letter(const model::Record& record);

}  // namespace ioc::ingest
