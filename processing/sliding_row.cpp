#include "processing/sliding_row.h"

#include <algorithm>

namespace ioc::processing {

using model::Slot;
using model::SlotKind;

SlidingRow::SlidingRow(const model::CubePlan& cube, bool tracks_revision, bool leaves)
    : cube_(&cube), row_(static_cast<std::size_t>(cube.row_words)) {
  model::clear_row(cube, row_.data());
  if (tracks_revision) extremes_.push_back({0, false, 0, {}});
  for (const Slot& slot : cube.slots) {
    if (slot.kind == SlotKind::minimum) extremes_.push_back({slot.word, true, INT64_MAX, {}});
    if (slot.kind == SlotKind::maximum) extremes_.push_back({slot.word, false, INT64_MIN, {}});
  }
  if (cube.has_digests()) digest_.emplace(cube.digest_kind(), leaves);
}

void SlidingRow::enter(std::int64_t pane, const std::int64_t* row, std::string_view digest) {
  change(pane, row, digest);
}

void SlidingRow::change(std::int64_t pane, const std::int64_t* change, std::string_view digest) {
  if (digest_) digest_->add(pane, digest);
  for (const Slot& slot : cube_->slots) {
    if (slot.kind == SlotKind::count)
      row_[static_cast<std::size_t>(slot.word)] += change[slot.word];
    if (slot.kind == SlotKind::sum) {
      model::add_wide(row_.data() + slot.word, model::load_wide(change + slot.word));
    }
  }
  for (Extreme& extreme : extremes_) {
    const std::int64_t value = change[extreme.word];
    if (value == extreme.identity) continue;
    const auto beats = [&](std::int64_t a, std::int64_t b) {
      return extreme.is_minimum ? a <= b : a >= b;
    };
    // Find the place by pane; almost always the back.
    auto at = extreme.queue.end();
    while (at != extreme.queue.begin() && std::prev(at)->first > pane) --at;
    // A later pane that is at least as good hides this one for ever.
    if (at != extreme.queue.end() && beats(at->second, value)) continue;
    auto first = at;
    while (first != extreme.queue.begin() && beats(value, std::prev(first)->second)) --first;
    // The same pane's older, better value stays in front of a worse one.
    if (first == at && at != extreme.queue.begin() && std::prev(at)->first == pane) continue;
    at = extreme.queue.erase(first, at);
    extreme.queue.insert(at, {pane, value});
    refresh(extreme);
  }
}

void SlidingRow::leave(std::int64_t pane, const std::int64_t* row) {
  if (digest_) digest_->leave(pane);
  for (const Slot& slot : cube_->slots) {
    if (slot.kind == SlotKind::count) row_[static_cast<std::size_t>(slot.word)] -= row[slot.word];
    if (slot.kind == SlotKind::sum) {
      model::add_wide(row_.data() + slot.word, -model::load_wide(row + slot.word));
    }
  }
  for (Extreme& extreme : extremes_) {
    while (!extreme.queue.empty() && extreme.queue.front().first <= pane) {
      extreme.queue.pop_front();
    }
    refresh(extreme);
  }
}

}  // namespace ioc::processing
