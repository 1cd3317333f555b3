#include "processing/pane_table.h"

#include <algorithm>

namespace ioc::processing {
namespace {

std::size_t rank(std::uint64_t present, std::uint32_t bit) {
  return static_cast<std::size_t>(std::popcount(present & ((std::uint64_t{1} << bit) - 1)));
}

// What a pane and a chunk take besides their rows: a tree's node, a vector's place and its block.
constexpr std::size_t kPaneBytes = 96;
constexpr std::size_t kChunkBytes = sizeof(PaneTable::Chunk) + 16;

}  // namespace

void merge_into_chunk(const model::CubePlan& cube, model::PaneRows& chunk, std::uint32_t group,
                      const std::int64_t* row) {
  const std::uint32_t bit = group % model::kChunkRows;
  const auto width = static_cast<std::size_t>(cube.row_words);
  const std::size_t at = rank(chunk.present, bit) * width;
  if ((chunk.present >> bit & 1) != 0) {
    model::merge_row(cube, chunk.words.data() + at, row);
    return;
  }
  chunk.present |= std::uint64_t{1} << bit;
  chunk.words.insert(chunk.words.begin() + static_cast<std::ptrdiff_t>(at), row, row + width);
}

void PaneTable::merge(std::int64_t pane, std::uint32_t group, const std::int64_t* row) {
  merge_in(this->pane(pane), group, row);
}

PaneTable::Pane& PaneTable::pane(std::int64_t number) {
  const auto [at, is_new] = panes_.try_emplace(number);
  if (is_new) bytes_ += kPaneBytes;
  return at->second;
}

void PaneTable::merge_in(Pane& pane, std::uint32_t group, const std::int64_t* row) {
  const std::uint32_t number = group / model::kChunkRows;
  auto at = pane.end();  // mostly the last, since rows come in order
  while (at != pane.begin() && std::prev(at)->number >= number) --at;
  if (at == pane.end() || at->number != number) {
    at = pane.insert(at, Chunk{number, {}});
    bytes_ += kChunkBytes;
  }
  const std::size_t before = at->rows.words.size();
  merge_into_chunk(*cube_, at->rows, group, row);
  bytes_ += (at->rows.words.size() - before) * sizeof(std::int64_t);
}

void PaneTable::drop_nothing(std::int64_t number) {
  const auto at = panes_.find(number);
  if (at == panes_.end()) return;
  bytes_ -= bytes_of(at->second);
  for (Chunk& chunk : at->second) {
    model::PaneRows left;
    for_each_row(*cube_, chunk.number, chunk.rows,
                 [&](std::uint32_t group, const std::int64_t* row) {
                   const std::int64_t* const end = row + cube_->row_words;
                   if (std::all_of(row + 1, end, [](std::int64_t word) { return word == 0; })) {
                     return;
                   }
                   left.present |= std::uint64_t{1} << group % model::kChunkRows;
                   left.words.insert(left.words.end(), row, end);
                 });
    if (left.present != chunk.rows.present) chunk.rows = std::move(left);
  }
  std::erase_if(at->second, [](const Chunk& chunk) { return chunk.rows.present == 0; });
  if (at->second.empty()) {
    panes_.erase(at);
  } else {
    bytes_ += bytes_of(at->second);
  }
}

void PaneTable::merge(std::int64_t pane, std::uint32_t chunk, const model::PaneRows& rows) {
  for_each_row(*cube_, chunk, rows,
               [&](std::uint32_t group, const std::int64_t* row) { merge(pane, group, row); });
}

const std::int64_t* PaneTable::find(std::int64_t pane, std::uint32_t group) const {
  const auto found = panes_.find(pane);
  return found == panes_.end() ? nullptr : find_in(found->second, group);
}

const std::int64_t* PaneTable::find_in(const Pane& pane, std::uint32_t group) const {
  const std::uint32_t number = group / model::kChunkRows;
  const auto at = std::lower_bound(
      pane.begin(), pane.end(), number,
      [](const Chunk& chunk, std::uint32_t wanted) { return chunk.number < wanted; });
  if (at == pane.end() || at->number != number) return nullptr;
  const std::uint32_t bit = group % model::kChunkRows;
  if ((at->rows.present >> bit & 1) == 0) return nullptr;
  return at->rows.words.data() +
         rank(at->rows.present, bit) * static_cast<std::size_t>(cube_->row_words);
}

void PaneTable::leave_to_store(std::int64_t pane) {
  whole_from_ = std::max(whole_from_, pane);
  drop_before(whole_from_);
}

std::size_t PaneTable::bytes_before(std::int64_t end) const {
  std::size_t bytes = 0;
  for (auto at = panes_.begin(); at != panes_.end() && at->first < end; ++at) {
    bytes += bytes_of(at->second);
  }
  return bytes;
}

std::int64_t PaneTable::pane_behind(std::size_t bytes, std::int64_t end) const {
  std::size_t behind = 0;
  for (const auto& [number, pane] : panes_) {
    if (number >= end) break;
    if (behind >= bytes) return number;
    behind += bytes_of(pane);
  }
  return end;
}

void PaneTable::drop_before(std::int64_t pane) {
  const auto end = panes_.lower_bound(pane);
  for (auto at = panes_.begin(); at != end; ++at) bytes_ -= bytes_of(at->second);
  panes_.erase(panes_.begin(), end);
}

std::size_t PaneTable::bytes_of(const Pane& pane) {
  std::size_t bytes = kPaneBytes;
  for (const Chunk& chunk : pane) {
    bytes += kChunkBytes + chunk.rows.words.size() * sizeof(std::int64_t);
  }
  return bytes;
}

}  // namespace ioc::processing
