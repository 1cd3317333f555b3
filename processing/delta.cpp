#include "processing/delta.h"

#include "model/partials.h"

namespace ioc::processing {

void DeltaTable::clear() {
  keys_.clear();
  words_.clear();
  index_.assign(1024, 0);
  mask_ = index_.size() - 1;
}

std::int64_t* DeltaTable::insert(std::size_t at, RowKey key) {
  if ((keys_.size() + 1) * 2 > index_.size()) {
    index_.assign(index_.size() * 4, 0);
    mask_ = index_.size() - 1;
    for (std::uint32_t row = 0; row < keys_.size(); ++row) {
      std::size_t to = hash(keys_[row].pane, keys_[row].group) & mask_;
      while (index_[to] != 0) to = (to + 1) & mask_;
      index_[to] = row + 1;
    }
    at = hash(key.pane, key.group) & mask_;
    while (index_[at] != 0) at = (at + 1) & mask_;
  }
  keys_.push_back(key);
  index_[at] = static_cast<std::uint32_t>(keys_.size());
  words_.resize(words_.size() + static_cast<std::size_t>(cube_->row_words));
  std::int64_t* row = row_at(static_cast<std::uint32_t>(keys_.size() - 1));
  model::clear_row(*cube_, row);
  return row;
}

}  // namespace ioc::processing
