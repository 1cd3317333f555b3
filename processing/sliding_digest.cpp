#include "processing/sliding_digest.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "model/check.h"

namespace ioc::processing {

void SlidingDigest::add(std::int64_t pane, std::string_view digest) {
  if (digest.empty()) return;
  if (!older_.empty() && pane <= older_.back().pane) return add_to_older(pane, digest);
  if (leaves_) add_to_newer(pane, digest);
  model::merge_digest(kind_, all_newer_, digest);
}

void SlidingDigest::add_to_older(std::int64_t pane, std::string_view digest) {
  auto at = older_.begin();
  for (; at->pane < pane; ++at) model::merge_digest(kind_, at->digest, digest);
  if (at->pane != pane) at = older_.insert(at, {pane, at->digest});
  model::merge_digest(kind_, at->digest, digest);
}

void SlidingDigest::add_to_newer(std::int64_t pane, std::string_view digest) {
  auto behind = newer_.end();
  while (behind != newer_.begin() && std::prev(behind)->pane > pane) --behind;
  if (behind != newer_.begin() && std::prev(behind)->pane == pane) {
    model::merge_digest(kind_, std::prev(behind)->digest, digest);
  } else {
    newer_.insert(behind, {pane, model::Digest(digest)});
  }
}

void SlidingDigest::leave(std::int64_t pane) {
  IOC_CHECK(leaves_);
  for (;;) {
    if (older_.empty()) {
      if (newer_.empty() || newer_.front().pane > pane) return;
      turn();
    }
    if (older_.front().pane > pane) return;
    older_.pop_front();
  }
}

void SlidingDigest::turn() {
  older_ = std::exchange(newer_, {});
  all_newer_.clear();
  for (std::size_t i = older_.size() - 1; i > 0; --i) {
    model::merge_digest(kind_, older_[i - 1].digest, older_[i].digest);
  }
}

void SlidingDigest::merge_into(model::Digest& out) const {
  if (!older_.empty()) model::merge_digest(kind_, out, older_.front().digest);
  model::merge_digest(kind_, out, all_newer_);
}

std::size_t SlidingDigest::bytes() const {
  std::size_t bytes = all_newer_.capacity();
  for (const auto* entries : {&older_, &newer_}) {
    for (const Entry& entry : *entries) bytes += sizeof entry + entry.digest.capacity();
  }
  return bytes;
}

}  // namespace ioc::processing
