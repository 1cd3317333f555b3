// The decoded chunks that commits touched last, so that a hot chunk is not read and decoded again.
#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>

#include "model/state.h"

namespace ioc::storage {

// Role: chunks by address, the least lately used given up first.
// Invariants: C1 a chunk stays until `shrink`, so that what a commit changed is found again by the
//   same commit although the disk does not have it yet.  C2 pointers live until `shrink` or `drop`.
// Threads: the committing one.
class ChunkCache {
 public:
  explicit ChunkCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  struct Found {
    model::PaneRows* rows;
    bool is_new;  // was not here: empty, to be filled from the disk
  };
  Found find_or_add(const model::PaneAddress& address);
  // Forgets the chunks of (cube, tier) below `before_pane`.
  void drop(const model::PaneExpiry& expiry);
  // Gives up the chunks used longest ago until the rest fits.
  void shrink();

  std::size_t size_bytes() const { return size_bytes_; }  // as of the last shrink

 private:
  struct Hash {
    std::size_t operator()(const model::PaneAddress& address) const;
  };
  struct Chunk {
    model::PaneAddress address;
    model::PaneRows rows;
    std::size_t counted_bytes = 0;
  };
  using Chunks = std::list<Chunk>;  // used last first
  void forget(Chunks::iterator chunk);

  const std::size_t bytes_max_;
  std::size_t size_bytes_ = 0;
  std::size_t touched_ = 0;  // chunks at the front whose size may have changed
  Chunks chunks_;
  std::unordered_map<model::PaneAddress, Chunks::iterator, Hash> by_address_;
};

}  // namespace ioc::storage
