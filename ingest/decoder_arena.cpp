#include "ingest/decoder_arena.h"

#include <cstring>

#include "model/check.h"

namespace ioc::ingest {

std::string_view TextArena::copy(std::string_view text) {
  if (text.empty()) return {};
  IOC_CHECK(text.size() <= kChunkBytes);  // A2
  if (chunks_.empty() || kChunkBytes - used_ < text.size()) {
    chunk_ = chunks_.empty() ? 0 : chunk_ + 1;
    if (chunk_ == chunks_.size()) {
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(kChunkBytes));
    }
    used_ = 0;
  }
  char* const place = chunks_[chunk_].get() + used_;
  std::memcpy(place, text.data(), text.size());
  used_ += text.size();
  return {place, text.size()};
}

void TextArena::clear() {
  if (chunks_.empty()) return;
  if (chunks_.size() > kChunksKept) chunks_.resize(kChunksKept);
  chunk_ = 0;
  used_ = 0;
}

}  // namespace ioc::ingest
