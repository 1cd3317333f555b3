#include "processing/fold.h"

#include <algorithm>

#include "model/check.h"
#include "model/time.h"
#include "processing/cube_fold.h"
#include "processing/life_fold.h"

namespace ioc::processing {

using model::EventBatch;
using model::Reason;
using model::Refusal;

PartitionFold::PartitionFold(const model::Plan& plan, int stream, model::PartitionMark mark,
                             model::StoredLives stored)
    : plan_(&plan),
      stream_(&plan.streams[static_cast<std::size_t>(stream)]),
      mark_(mark),
      stored_lives_(std::move(stored)) {
  for (const model::Expression& filter : stream_->filters) filters_.emplace_back(filter, plan);
  for (const model::Expression& value : stream_->values) values_.emplace_back(value, plan);
  std::vector<CubeFold*> by_number(plan.cubes.size());
  for (const int number : stream_->cubes) {
    cubes_.push_back(std::make_unique<CubeFold>(plan, number));
    const auto cube = static_cast<std::size_t>(number);
    by_number[cube] = cubes_.back().get();
    if (plan.cubes[cube].lifecycle < 0) event_cubes_.push_back(by_number[cube]);
  }
  for (const int lifecycle : stream_->lifecycles) {
    lives_.push_back(std::make_unique<LifeFold>(plan, lifecycle, by_number,
                                                stored_lives_.read ? &stored_lives_ : nullptr));
  }
}

void PartitionFold::keep_lives_below(std::size_t bytes) {
  for (const auto& lives : lives_) lives->keep_below(bytes / lives_.size());
}

std::size_t PartitionFold::life_bytes() const {
  std::size_t bytes = 0;
  for (const auto& lives : lives_) bytes += lives->bytes();
  return bytes;
}

model::Status PartitionFold::fault() const {
  for (const auto& lives : lives_) {
    if (!lives->status().ok()) return lives->status();
  }
  return model::Done{};
}

PartitionFold::~PartitionFold() = default;

void PartitionFold::recall(std::int64_t hour, const model::EventId& id) {
  const std::int64_t oldest_hour = oldest_id_hour();
  if (hour >= oldest_hour) ids_.remember(id, hour, oldest_hour);
}

std::size_t PartitionFold::pending_rows() const {
  std::size_t rows = 0;
  for (const auto& cube : cubes_) rows += cube->pending_rows();
  return rows;
}

std::size_t PartitionFold::pending_bytes() const {
  std::size_t bytes = stream_->remembers_ids ? pending_events_ * sizeof(model::EventId) : 0;
  for (const auto& cube : cubes_) bytes += cube->pending_bytes();
  for (const auto& lives : lives_) bytes += lives->pending_bytes();
  return bytes;
}

std::int64_t PartitionFold::horizon_ms() const {
  return mark_.high_mark_ms == INT64_MIN ? INT64_MIN : mark_.high_mark_ms - stream_->lateness_ms;
}

// The oldest hour from which an event may still come: every event of an earlier one is too late.
std::int64_t PartitionFold::oldest_id_hour() const {
  return mark_.high_mark_ms == INT64_MIN ? INT64_MIN
                                         : model::floor_div(horizon_ms(), model::kHourMs);
}

std::vector<model::EventId>& PartitionFold::new_ids(std::int64_t hour) {
  if (new_ids_last_ < new_ids_.size() && new_ids_[new_ids_last_].hour == hour) {
    return new_ids_[new_ids_last_].ids;
  }
  const auto found =
      std::find_if(new_ids_.begin(), new_ids_.end(),
                   [hour](const model::IdBlock& block) { return block.hour == hour; });
  new_ids_last_ = static_cast<std::size_t>(found - new_ids_.begin());
  if (found == new_ids_.end()) new_ids_.push_back({hour, {}});
  return new_ids_[new_ids_last_].ids;
}

// Lateness, then duplicates, event by event in the order of the log: each counted event may move
// the high mark the next one is judged by.
void PartitionFold::judge(const EventBatch& batch, std::vector<Refusal>& refused) {
  constexpr std::size_t kAhead = 16;
  counts_.assign(batch.size, 0);
  for (std::size_t i = 0; i < std::min(kAhead, batch.size); ++i) ids_.prefetch(batch.id[i]);
  std::int64_t oldest_hour = oldest_id_hour();
  for (std::size_t i = 0; i < batch.size; ++i) {
    if (i + kAhead < batch.size) ids_.prefetch(batch.id[i + kAhead]);
    const std::int64_t time_ms = batch.time_ms[i];
    if (mark_.high_mark_ms == INT64_MIN) {  // the very first: nothing is known yet
      oldest_hour = model::floor_div(time_ms - stream_->lateness_ms, model::kHourMs);
    } else if (time_ms < horizon_ms()) {
      refused.push_back({batch.record[i], Reason::too_late});
      ++mark_.tally.refused[static_cast<std::size_t>(Reason::too_late)];
      continue;
    }
    if (!is_new(batch, i, model::floor_div(time_ms, model::kHourMs), oldest_hour)) {
      ++mark_.tally.duplicate;
      continue;
    }
    for (const auto& lives : lives_) lives->add(batch, i);
    counts_[i] = 1;
    ++mark_.tally.counted;
    if (time_ms > mark_.high_mark_ms) {
      mark_.high_mark_ms = time_ms;
      oldest_hour = oldest_id_hour();
    }
  }
}

// A life knows its own events. All others that count by themselves are remembered.
bool PartitionFold::is_new(const EventBatch& batch, std::size_t row, std::int64_t hour,
                           std::int64_t oldest_hour) {
  const bool is_remembered =
      stream_->remembers_ids || (!lives_.empty() && !lives_.front()->has_key(batch, row));
  if (!is_remembered) return lives_.empty() || !lives_.front()->knows(batch, row, horizon_ms());
  if (!ids_.remember(batch.id[row], hour, oldest_hour)) return false;
  new_ids(hour).push_back(batch.id[row]);
  return true;
}

void PartitionFold::fold(const EventBatch& batch, const AppliedUpTo& applied,
                         std::vector<Refusal>& refused) {
  mark_.tally.received += batch.record_count;
  for (const Refusal& refusal : batch.refusals) {
    ++mark_.tally.refused[static_cast<std::size_t>(refusal.reason)];
  }
  for (const auto& lives : lives_) lives->open(batch);
  judge(batch, refused);
  for (const auto& lives : lives_) lives->close();
  IOC_CHECK(mark_.tally.balances());  // PartitionFold F1
  if (batch.size > 0) {
    std::vector<Values> filters, values;
    filters.reserve(filters_.size());
    values.reserve(values_.size());
    for (Evaluator& filter : filters_) filters.push_back(filter.run(batch));
    for (Evaluator& value : values_) values.push_back(value.run(batch));
    for (CubeFold* cube : event_cubes_) cube->add(batch, counts_.data(), filters, values);
  }
  mark_.next_offset = applied.next_offset;
  mark_.last_offset = applied.last_offset;
  mark_.fingerprint = applied.fingerprint;
  pending_events_ += batch.record_count;
}

void PartitionFold::skip_to(std::int64_t next_offset) {
  if (next_offset <= mark_.next_offset) return;
  mark_.next_offset = next_offset;
  skipped_ = true;
}

PartitionChange PartitionFold::take() {
  PartitionChange change;
  change.event_count = pending_events_;
  change.mark = mark_;
  for (const auto& cube : cubes_) change.cubes.push_back(cube->take());
  change.ids = std::move(new_ids_);
  for (const auto& lives : lives_) lives->take(horizon_ms(), change.lives);
  change.forget_ids_before_hour = oldest_id_hour();
  new_ids_.clear();
  new_ids_last_ = 0;
  pending_events_ = 0;
  skipped_ = false;
  return change;
}

}  // namespace ioc::processing
