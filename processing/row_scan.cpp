#include "processing/row_scan.h"

#include <algorithm>

#include "model/partials.h"

namespace ioc::processing {
namespace {

// Panes read at once: few enough that the first answers come soon, and enough that finding the
// place in the store costs little beside reading on.
constexpr std::size_t kBlockPanes = 512;

}  // namespace

bool RowScan::next() {
  while (block_.empty() && at_ < end_ && status_.ok()) fill();
  if (block_.empty() || !status_.ok()) return false;
  const auto first = block_.begin();
  pane_ = first->first;
  row_ = std::move(first->second);
  block_.erase(first);
  return true;
}

void RowScan::fill() {
  const PaneTable& table = *place_.table;
  if (table.is_whole(at_)) {
    at_ = fill_from_memory(std::min(end_, table.whole_until()), kBlockPanes);
    return;
  }
  const bool is_old = at_ < table.whole_from();
  const std::int64_t behind = fill_from_store(is_old ? std::min(end_, table.whole_from()) : end_);
  fill_from_memory(behind, SIZE_MAX);
  at_ = behind;
}

// The first pane that is not in the block yet.
std::int64_t RowScan::fill_from_store(std::int64_t end) {
  std::int64_t behind = end;
  status_ = (*place_.store)(
      place_.number, place_.tier, at_, end,
      [&](const model::PaneAddress& address, const model::PaneRows& rows) {
        if (block_.size() >= kBlockPanes && block_.rbegin()->first != address.pane) {
          behind = address.pane;
          return false;
        }
        for_each_row(*place_.cube, address.chunk, rows,
                     [&](std::uint32_t group, const std::int64_t* row, std::string_view digest) {
                       if (std::binary_search(leaves_->begin(), leaves_->end(), group)) {
                         add(address.pane, row, digest);
                       }
                     });
        return true;
      });
  return behind;
}

std::int64_t RowScan::fill_from_memory(std::int64_t end, std::size_t pane_count_max) {
  const auto& panes = place_.table->panes();
  for (auto at = panes.lower_bound(at_); at != panes.end() && at->first < end; ++at) {
    if (block_.size() >= pane_count_max) return at->first;
    for (const std::uint32_t leaf : *leaves_) {
      const PaneTable::Found row = place_.table->find_in(at->second, leaf);
      if (row.words != nullptr) add(at->first, row.words, row.digest);
    }
  }
  return end;
}

void RowScan::add(std::int64_t pane, const std::int64_t* row, std::string_view digest) {
  const model::CubePlan& cube = *place_.cube;
  const auto [at, is_new] = block_.try_emplace(pane);
  if (is_new) {
    at->second.words.assign(row, row + cube.row_words);
  } else {
    model::merge_row(cube, at->second.words.data(), row);
  }
  if (cube.has_digests()) model::merge_digest(cube.digest_kind(), at->second.digest, digest);
}

}  // namespace ioc::processing
