#include "processing/delta.h"

#include <algorithm>
#include <bit>

#include "model/partials.h"

namespace ioc::processing {
namespace {

constexpr std::size_t kIndexMin = 1024;

}  // namespace

DeltaTable::DeltaTable(const model::CubePlan& cube, std::size_t row_count) : cube_(&cube) {
  keys_.reserve(row_count);
  words_.reserve(row_count * static_cast<std::size_t>(cube.row_words));
  reindex(std::max(kIndexMin, std::bit_ceil(row_count * 2)));
}

void DeltaTable::reindex(std::size_t size) {
  index_.assign(size, 0);
  mask_ = size - 1;
  for (std::uint32_t row = 0; row < keys_.size(); ++row) {
    std::size_t at = hash(keys_[row].pane, keys_[row].group) & mask_;
    while (index_[at] != 0) at = (at + kProbeStep) & mask_;
    index_[at] = row + 1;
  }
}

std::uint32_t DeltaTable::insert(std::size_t at, RowKey key) {
  if ((keys_.size() + 1) * 2 > index_.size()) {
    reindex(index_.size() * 4);
    at = hash(key.pane, key.group) & mask_;
    while (index_[at] != 0) at = (at + kProbeStep) & mask_;
  }
  const auto row = static_cast<std::uint32_t>(keys_.size());
  keys_.push_back(key);
  index_[at] = row + 1;
  words_.resize(words_.size() + static_cast<std::size_t>(cube_->row_words));
  model::clear_row(*cube_, words_.data() + words_.size() - cube_->row_words);
  if (cube_->has_digests()) digests_.emplace_back();
  return row;
}

}  // namespace ioc::processing
