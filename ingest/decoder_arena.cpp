#include "ingest/decoder_arena.h"

#include <cstring>

namespace ioc::ingest {

std::string_view TextArena::copy(std::string_view text) {
  if (text.empty()) return {};
  char* const place = room_for(text.size());
  std::memcpy(place, text.data(), text.size());
  return {place, text.size()};
}

char* TextArena::room_for(std::size_t bytes) {
  if (bytes > kChunkBytes) {
    giants_.push_back(std::make_unique_for_overwrite<char[]>(bytes));
    return giants_.back().get();
  }
  if (chunks_.empty() || kChunkBytes - used_ < bytes) {
    chunk_ = chunks_.empty() ? 0 : chunk_ + 1;
    if (chunk_ == chunks_.size()) {
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(kChunkBytes));
    }
    used_ = 0;
  }
  used_ += bytes;
  return chunks_[chunk_].get() + used_ - bytes;
}

void TextArena::clear() {
  giants_.clear();
  if (chunks_.empty()) return;
  if (chunks_.size() > kChunksKept) chunks_.resize(kChunksKept);
  chunk_ = 0;
  used_ = 0;
}

}  // namespace ioc::ingest
