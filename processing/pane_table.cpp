#include "processing/pane_table.h"

#include <algorithm>
#include <utility>

namespace ioc::processing {
namespace {

std::size_t rank(std::uint64_t present, std::uint32_t bit) {
  return static_cast<std::size_t>(std::popcount(present & ((std::uint64_t{1} << bit) - 1)));
}

// What a pane and a chunk take besides their rows: a tree's node, a vector's place and its block.
constexpr std::size_t kPaneBytes = 96;
constexpr std::size_t kChunkBytes = sizeof(PaneTable::Chunk) + 16;

constexpr std::size_t kWordBytes = sizeof(std::int64_t);
constexpr std::size_t bytes_of(const model::Digest& digest) {
  return sizeof digest + digest.size();
}
std::size_t bytes_of(const model::PaneRows& rows) {
  std::size_t bytes = rows.words.size() * kWordBytes;
  for (const model::Digest& digest : rows.digests) bytes += bytes_of(digest);
  return bytes;
}

}  // namespace

std::ptrdiff_t merge_into_chunk(const model::CubePlan& cube, model::PaneRows& chunk,
                                std::uint32_t group, const std::int64_t* row,
                                std::string_view digest) {
  const std::uint32_t bit = group % model::kChunkRows;
  const auto width = static_cast<std::size_t>(cube.row_words);
  const std::size_t place = rank(chunk.present, bit);
  const std::size_t at = place * width;
  std::size_t before = 0;
  if ((chunk.present >> bit & 1) != 0) {
    model::merge_row(cube, chunk.words.data() + at, row);
    if (!cube.has_digests()) return 0;
    before = width * kWordBytes + bytes_of(chunk.digests[place]);
  } else {
    chunk.present |= std::uint64_t{1} << bit;
    // By a quarter, not by doubling: a state is millions of chunks, and they grow seldom.
    if (chunk.words.size() + width > chunk.words.capacity()) {
      chunk.words.reserve(chunk.words.size() + chunk.words.size() / 4 + width);
    }
    chunk.words.insert(chunk.words.begin() + static_cast<std::ptrdiff_t>(at), row, row + width);
    if (!cube.has_digests()) return static_cast<std::ptrdiff_t>(width * kWordBytes);
    chunk.digests.emplace(chunk.digests.begin() + static_cast<std::ptrdiff_t>(place));
  }
  model::merge_digest(cube.digest_kind(), chunk.digests[place], digest);
  const std::size_t after = width * kWordBytes + bytes_of(chunk.digests[place]);
  return static_cast<std::ptrdiff_t>(after - before);
}

void PaneTable::merge(std::int64_t pane, std::uint32_t group, const std::int64_t* row,
                      std::string_view digest) {
  merge_in(this->pane(pane), group, row, digest);
}

PaneTable::Pane& PaneTable::pane(std::int64_t number) {
  const auto [at, is_new] = panes_.try_emplace(number);
  if (is_new) bytes_ += kPaneBytes;
  return at->second;
}

void PaneTable::merge_in(Pane& pane, std::uint32_t group, const std::int64_t* row,
                         std::string_view digest) {
  const std::uint32_t number = group / model::kChunkRows;
  auto at = pane.end();  // mostly the last, since rows come in order
  while (at != pane.begin() && std::prev(at)->number >= number) --at;
  if (at == pane.end() || at->number != number) {
    at = pane.insert(at, Chunk{number, {}});
    bytes_ += kChunkBytes;
  }
  bytes_ += static_cast<std::size_t>(merge_into_chunk(*cube_, at->rows, group, row, digest));
}

void PaneTable::drop_nothing(std::int64_t number) {
  const auto at = panes_.find(number);
  if (at == panes_.end()) return;
  bytes_ -= bytes_of(at->second);
  for (Chunk& chunk : at->second) {
    model::PaneRows left;
    for_each_row(*cube_, chunk.number, chunk.rows,
                 [&](std::uint32_t group, const std::int64_t* row, std::string_view) {
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

void PaneTable::merge(std::int64_t number, std::uint32_t chunk, model::PaneRows rows) {
  Pane& pane = this->pane(number);
  if (pane.empty() || pane.back().number < chunk) {  // as they are read back: in order, whole
    bytes_ += kChunkBytes + processing::bytes_of(rows);
    pane.push_back({chunk, std::move(rows)});
    return;
  }
  for_each_row(*cube_, chunk, rows,
               [&](std::uint32_t group, const std::int64_t* row, std::string_view digest) {
                 merge_in(pane, group, row, digest);
               });
}

const std::int64_t* PaneTable::find(std::int64_t pane, std::uint32_t group) const {
  const auto found = panes_.find(pane);
  return found == panes_.end() ? nullptr : find_in(found->second, group).words;
}

PaneTable::Found PaneTable::find_in(const Pane& pane, std::uint32_t group) const {
  const std::uint32_t number = group / model::kChunkRows;
  const auto at = std::lower_bound(
      pane.begin(), pane.end(), number,
      [](const Chunk& chunk, std::uint32_t wanted) { return chunk.number < wanted; });
  if (at == pane.end() || at->number != number) return {};
  const std::uint32_t bit = group % model::kChunkRows;
  if ((at->rows.present >> bit & 1) == 0) return {};
  const std::size_t place = rank(at->rows.present, bit);
  Found found{at->rows.words.data() + place * static_cast<std::size_t>(cube_->row_words)};
  if (cube_->has_digests()) found.digest = at->rows.digests[place];
  return found;
}

void PaneTable::leave_to_store(std::int64_t pane) {
  whole_from_ = std::max(whole_from_, pane);
  drop_before(whole_from_);
}

void PaneTable::leave_to_store_from(std::int64_t pane) {
  whole_until_ = std::min(whole_until_, pane);
  drop(panes_.lower_bound(whole_until_), panes_.end());
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

void PaneTable::drop_before(std::int64_t pane) { drop(panes_.begin(), panes_.lower_bound(pane)); }

void PaneTable::drop(Panes::const_iterator first, Panes::const_iterator end) {
  for (auto at = first; at != end; ++at) bytes_ -= bytes_of(at->second);
  panes_.erase(first, end);
}

std::size_t PaneTable::bytes_of(const Pane& pane) {
  std::size_t bytes = kPaneBytes;
  for (const Chunk& chunk : pane) bytes += kChunkBytes + processing::bytes_of(chunk.rows);
  return bytes;
}

}  // namespace ioc::processing
