// The decoded chunks that commits touched last.
#include "storage/chunk_cache.h"

#include <algorithm>

namespace ioc::storage {
namespace {

// List node, table node and bucket, measured with malloc's own overhead.
constexpr std::size_t kOverheadBytes = 176;

std::size_t bytes_of(const model::PaneRows& rows) {
  std::size_t bytes = kOverheadBytes + rows.words.capacity() * sizeof(std::int64_t);
  for (const model::Digest& digest : rows.digests) bytes += sizeof digest + digest.capacity();
  return bytes;
}

}  // namespace

ChunkCache::Found ChunkCache::find_or_add(const model::PaneAddress& address) {
  const auto [entry, is_new] = by_address_.try_emplace(address);
  if (is_new) {
    entry->second = chunks_.insert(chunks_.begin(), Chunk{address, {}, 0});
  } else {
    chunks_.splice(chunks_.begin(), chunks_, entry->second);
  }
  ++touched_;
  return {&entry->second->rows, is_new};
}

void ChunkCache::drop(const model::PaneExpiry& expiry) {
  for (auto it = chunks_.begin(); it != chunks_.end();) {
    const auto chunk = it++;
    const model::PaneAddress& address = chunk->address;
    if (address.cube == expiry.cube && address.tier == expiry.tier &&
        address.pane < expiry.before_pane) {
      forget(chunk);
    }
  }
}

void ChunkCache::shrink() {
  auto it = chunks_.begin();
  for (std::size_t i = std::min(touched_, chunks_.size()); i > 0; --i, ++it) {
    size_bytes_ -= it->counted_bytes;
    it->counted_bytes = bytes_of(it->rows);
    size_bytes_ += it->counted_bytes;
  }
  touched_ = 0;
  while (size_bytes_ > bytes_max_ && !chunks_.empty()) forget(std::prev(chunks_.end()));
}

void ChunkCache::forget(Chunks::iterator chunk) {
  size_bytes_ -= chunk->counted_bytes;
  by_address_.erase(chunk->address);
  chunks_.erase(chunk);
}

std::size_t ChunkCache::Hash::operator()(const model::PaneAddress& address) const {
  // Odd constants spread the small numbers of an address over the word; the shift brings the high
  // bits, which are mixed best, down to where the table looks.
  std::uint64_t hash = static_cast<std::uint64_t>(address.pane) * 0x9e3779b97f4a7c15;
  hash ^=
      (static_cast<std::uint64_t>(address.cube) << 8 | static_cast<std::uint64_t>(address.tier)) *
      0xc2b2ae3d27d4eb4f;
  hash ^=
      (static_cast<std::uint64_t>(address.chunk) << 32 | address.partition) * 0x165667b19e3779f9;
  return static_cast<std::size_t>((hash ^ hash >> 32) * 0x9e3779b97f4a7c15 >> 16);
}

}  // namespace ioc::storage
