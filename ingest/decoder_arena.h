// The room the texts of a batch live in.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "model/limits.h"

namespace ioc::ingest {

// Role: keeps bytes until `clear`.
// Invariants: A1 what was handed out never moves. A2 a chunk holds the largest text an event may
// have; what is larger still (a record to be refused) gets room of its own.
// Threads: one at a time. Cost: no allocation while the batches fit into the chunks there are;
// chunks beyond a few are given back at `clear`, so that one batch of giants leaves no mark.
class TextArena {
 public:
  std::string_view copy(std::string_view text);
  void clear();

 private:
  static constexpr std::size_t kChunkBytes = model::kRecordBytesMax;
  static constexpr std::size_t kChunksKept = 4;

  char* room_for(std::size_t bytes);

  std::vector<std::unique_ptr<char[]>> chunks_;
  std::vector<std::unique_ptr<char[]>> giants_;
  std::size_t chunk_ = 0;           // the one being filled
  std::size_t used_ = kChunkBytes;  // bytes of it
};

}  // namespace ioc::ingest
