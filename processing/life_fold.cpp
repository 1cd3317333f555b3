#include "processing/life_fold.h"

#include <algorithm>
#include <set>
#include <utility>

#include "model/limits.h"

namespace ioc::processing {

using model::Column;
using model::EventBatch;
using model::TypeKind;

namespace {

constexpr std::size_t kEntryBytes = 120;  // of the map, about, beside the texts
// How far back a contribution may lie that a later one takes back: those of a life's old end, of
// its new one and of the turn between them. Further ones are both handed on.
constexpr std::size_t kLookBack = 8;

LifeStates::Part part_of(const std::vector<const model::Expression*>& expressions,
                         std::set<int> fields) {
  LifeStates::Part part;
  for (const model::Expression* expression : expressions) {
    model::add_fields_of(*expression, fields);
    part.has_pauses = part.has_pauses || model::working_time_in(*expression) != nullptr;
  }
  part.fields.assign(fields.begin(), fields.end());
  return part;
}

}  // namespace

PartitionFold::LifeFold::LifeFold(const model::Plan& plan, int lifecycle,
                                  const std::vector<CubeFold*>& cubes,
                                  const model::StoredLives* store)
    : plan_(&plan),
      lifecycle_(&plan.lifecycles[static_cast<std::size_t>(lifecycle)]),
      number_(lifecycle),
      store_(store),
      splitter_(plan.zone, lifecycle_->keep_ms),
      codec_(*lifecycle_, plan),
      states_(*lifecycle_, plan, codec_) {
  const model::StreamPlan& state = lifecycle_->state;
  for (const model::Expression& filter : state.filters) filters_.emplace_back(filter, plan);
  for (const model::Expression& value : state.values) values_.emplace_back(value, plan);
  for (std::size_t i = 0; i < lifecycle_->cohorts.size(); ++i) {
    Cohort cohort;
    cohort.plan = &lifecycle_->cohorts[i];
    std::set<std::size_t> filters, values;
    std::set<int> dimensions;
    for (const int number : state.cubes) {
      const model::CubePlan& cube = plan.cubes[static_cast<std::size_t>(number)];
      if (cube.cohort != static_cast<int>(i)) continue;
      cohort.cubes.push_back(cubes[static_cast<std::size_t>(number)]);
      for (const model::Slot& slot : cube.slots) {
        if (slot.filter >= 0) filters.insert(static_cast<std::size_t>(slot.filter));
        if (slot.value >= 0) values.insert(static_cast<std::size_t>(slot.value));
      }
      for (const model::Dimension& dimension : cube.by()) {
        dimensions.insert(dimension.field);
      }
      if (cube.is_sketched()) {
        values.insert(static_cast<std::size_t>(cube.dimensions.back().value));
      }
    }
    cohort.filters.assign(filters.begin(), filters.end());
    cohort.values.assign(values.begin(), values.end());
    std::vector<const model::Expression*> read;
    for (const std::size_t filter : filters) read.push_back(&state.filters[filter]);
    for (const std::size_t value : values) read.push_back(&state.values[value]);
    cohort.part = part_of(read, std::move(dimensions));
    if (cohort.plan->during) {
      cohort.during_part = part_of({&*cohort.plan->during}, {});
      std::erase(cohort.during_part.fields, static_cast<std::size_t>(lifecycle_->now_field));
      cohort.during = std::make_unique<Evaluator>(*cohort.plan->during, plan);
      for (const model::Expression& threshold : cohort.plan->thresholds) {
        cohort.thresholds.emplace_back(threshold, plan);
      }
    }
    cohorts_.push_back(std::move(cohort));
  }
}

bool PartitionFold::LifeFold::has_key(const EventBatch& batch, std::size_t row) const {
  return batch.columns[static_cast<std::size_t>(lifecycle_->key)].present[row] != 0;
}

// Numbers are keys by their digits, units by their codes.
void PartitionFold::LifeFold::set_key(const EventBatch& batch, std::size_t row) {
  const auto field = static_cast<std::size_t>(lifecycle_->key);
  const Column& column = batch.columns[field];
  switch (lifecycle_->state.fields[field].type.kind) {
    case TypeKind::text: key_ = column.texts[row]; break;
    case TypeKind::unit:
      key_ = plan_->units.at(static_cast<model::UnitIndex>(column.numbers[row])).code;
      break;
    default: key_ = std::to_string(column.numbers[row]);
  }
}

void PartitionFold::LifeFold::open(const EventBatch& batch) {
  opened_count_ = 0;
  cells_.clear();
  life_of_row_.assign(batch.size, kNot);
  std::vector<Lives::value_type*> fresh, missing;
  for (std::size_t row = 0; row < batch.size; ++row) {
    if (!has_key(batch, row)) continue;
    set_key(batch, row);
    const auto [at, is_new] = lives_.try_emplace(key_);
    Kept& kept = at->second;
    if (is_new) missing.push_back(&*at);
    if (kept.opened_as == kNot) {
      kept.opened_as = static_cast<std::uint32_t>(fresh.size());
      fresh.push_back(&*at);
    }
    life_of_row_[row] = kept.opened_as;
  }
  if (!missing.empty()) read_missing(missing);
  for (Lives::value_type* life : fresh) open_life(*life);
}

// All that are not in memory in one question to the store.
void PartitionFold::LifeFold::read_missing(std::vector<Lives::value_type*>& missing) {
  for (const Lives::value_type* life : missing) bytes_ += life->first.size() + kEntryBytes;
  if (store_ == nullptr) return;
  std::vector<std::string_view> keys;
  for (const Lives::value_type* life : missing) keys.push_back(life->first);
  const model::Status read =
      store_->read(number_, keys, [&](std::size_t i, std::string_view events) {
        missing[i]->second.events = events;
        bytes_ += events.size();
      });
  if (!read.ok() && status_.ok()) status_ = read;
}

void PartitionFold::LifeFold::open_life(Lives::value_type& life) {
  if (opened_.size() == opened_count_) opened_.emplace_back();
  Opened& opened = opened_[opened_count_++];
  opened.life = &life;
  opened.events.clear();
  life.second.was_used = true;
  if (!life.second.events.empty() && !codec_.decode(life.second.events, opened.events, cells_)) {
    status_ = model::Error{model::ErrorCode::internal, "a stored life is damaged", life.first};
  }
  opened.old_count = opened.events.size();
}

bool PartitionFold::LifeFold::knows(const EventBatch& batch, std::size_t row,
                                    std::int64_t horizon_ms) const {
  if (life_of_row_[row] == kNot) return false;
  const std::vector<LifeEvent>& events = opened_[life_of_row_[row]].events;
  return std::any_of(events.begin(), events.end(), [&](const LifeEvent& event) {
    return event.id == batch.id_text[row] && event.source == batch.source_text[row] &&
           splitter_.end_ms(event.time_ms) > horizon_ms;
  });
}

void PartitionFold::LifeFold::add(const EventBatch& batch, std::size_t row) {
  if (life_of_row_[row] == kNot) return;
  LifeEvent event{batch.time_ms[row], batch.id_text[row], batch.source_text[row], cells_.size(),
                  true};
  for (const int field : codec_.kept()) {
    const Column& column = batch.columns[static_cast<std::size_t>(field)];
    LifeCell& cell = cells_.emplace_back();
    cell.present = column.present[row] != 0;
    if (column.texts.empty()) {
      cell.number = column.numbers[row];
    } else {
      cell.text = column.texts[row];
    }
  }
  std::vector<LifeEvent>& events = opened_[life_of_row_[row]].events;
  events.insert(std::upper_bound(events.begin(), events.end(), event, comes_before), event);
}

void PartitionFold::LifeFold::close() {
  states_.clear();
  for (std::size_t i = 0; i < opened_count_; ++i) {
    const Opened& opened = opened_[i];
    if (opened.events.size() == opened.old_count) continue;
    add_life(opened);
  }
  states_.work_out_moments();
  for (Cohort& cohort : cohorts_) {
    if (cohort.cubes.empty()) continue;
    states_told_.clear();
    rows_.time_ms.clear();
    signs_.clear();
    if (cohort.during) {
      contribute_standing(cohort);
    } else {
      contribute_moment(cohort);
    }
    hand_on(cohort);
  }
  std::string encoded;
  for (std::size_t i = 0; i < opened_count_; ++i) {
    Opened& opened = opened_[i];
    Kept& kept = opened.life->second;
    kept.opened_as = kNot;
    if (opened.events.size() == opened.old_count) continue;
    codec_.encode(opened.events, cells_, encoded);
    bytes_ += encoded.size() - kept.events.size();
    if (kept.changed_in == change_) {
      changed_bytes_ += encoded.size() - kept.events.size();
    } else {
      changed_bytes_ += kEntryBytes + opened.life->first.size() + encoded.size();
      changed_.push_back(opened.life);
      kept.changed_in = change_;
    }
    kept.events = std::string(encoded);  // without the room that an assigned text keeps
  }
}

// Most events come in their order and are the newest of their life. What it contributed up to them
// stays, so it is not worked out to be taken back and added again.
void PartitionFold::LifeFold::add_life(const Opened& opened) {
  splitter_.split(opened.events, false, old_parts_);
  splitter_.split(opened.events, true, new_parts_);
  if (!old_parts_.empty() && old_parts_.size() == new_parts_.size()) {
    const LifePart& was = old_parts_.back();
    const LifePart& is = new_parts_.back();
    const bool has_grown = was.first == is.first && was.count < is.count &&
                           was.count == was.last + 1 - was.first &&
                           std::equal(old_parts_.begin(), old_parts_.end() - 1, new_parts_.begin());
    if (has_grown) {
      const std::span<const LifeEvent> events(opened.events);
      states_.add_grown(events.subspan(is.first, is.count), cells_, was.count, was.end_ms,
                        is.end_ms);
      return;
    }
  }
  add_parts(opened, old_parts_, new_parts_, false);
  add_parts(opened, new_parts_, old_parts_, true);
}

// Those of the parts that are not among the others: they are no more, or they are new.
void PartitionFold::LifeFold::add_parts(const Opened& opened, const LifeParts& parts,
                                        const LifeParts& others, bool with_new) {
  const std::span<const LifeEvent> events(opened.events);
  for (const LifePart& part : parts) {
    if (std::binary_search(others.begin(), others.end(), part)) continue;
    states_.add(events.subspan(part.first, part.last + 1 - part.first), cells_, with_new,
                part.end_ms, with_new ? 1 : -1);
  }
}

// The instant is the moment's, all else is the latest truth.
void PartitionFold::LifeFold::contribute_moment(const Cohort& cohort) {
  const int field = lifecycle_->moment_fields[static_cast<std::size_t>(cohort.plan->moment)];
  const Column& moment = states_.rows().columns[static_cast<std::size_t>(field)];
  for (const LifeStates::Life& life : states_.lives()) {
    const std::uint32_t row = life.end - 1;
    if (moment.present[row] != 0) contribute(cohort, row, moment.numbers[row], life.sign);
    if (!life.has_grown()) continue;
    const std::uint32_t before = life.before - 1;
    if (moment.present[before] != 0) {
      contribute(cohort, before, moment.numbers[before], -life.sign);
    }
  }
}

// A standing contribution begins with +1 and ends with -1, and is that of the state it stands in.
void PartitionFold::LifeFold::contribute_standing(Cohort& cohort) {
  cut_at_thresholds(cohort);
  const std::uint8_t* const holds = hold_at_pieces(cohort);
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (holds[i] == 0) continue;
    const Piece& piece = pieces_[i];
    contribute(cohort, piece.row, piece.begin_ms, piece.sign);
    contribute(cohort, piece.row, piece.end_ms, -piece.sign);
  }
}

// Whether the condition holds, by piece.
const std::uint8_t* PartitionFold::LifeFold::hold_at_pieces(Cohort& cohort) {
  piece_rows_.clear();
  piece_batch_.time_ms.clear();
  for (const Piece& piece : pieces_) {
    piece_rows_.push_back(piece.row);
    piece_batch_.time_ms.push_back(piece.begin_ms);
  }
  states_.copy(piece_rows_, cohort.during_part, piece_batch_);
  Column& now = piece_batch_.columns[static_cast<std::size_t>(lifecycle_->now_field)];
  now.numbers = piece_batch_.time_ms;
  now.present.assign(pieces_.size(), 1);
  return cohort.during->run(piece_batch_).truth;
}

// A state lasts until the next event, the last one until the life ends. Within it the condition can
// turn only at an instant it compares `now` with, or a millisecond later.
void PartitionFold::LifeFold::cut_at_thresholds(Cohort& cohort) {
  std::vector<Values> thresholds;
  for (Evaluator& threshold : cohort.thresholds)
    thresholds.push_back(threshold.run(states_.rows()));
  const std::vector<std::int64_t>& times = states_.rows().time_ms;
  pieces_.clear();
  for (const LifeStates::Life& life : states_.lives()) {
    // Its last state lasted on; now it gives way to the first new one.
    if (life.has_grown()) {
      cut(thresholds, life.before - 1, times[life.before], life.before_end_ms, -life.sign);
    }
    for (std::uint32_t row = life.before; row < life.end; ++row) {
      cut(thresholds, row, times[row], row + 1 < life.end ? times[row + 1] : life.end_ms,
          life.sign);
    }
  }
}

// The pieces of one state.
void PartitionFold::LifeFold::cut(const std::vector<Values>& thresholds, std::uint32_t row,
                                  std::int64_t begin_ms, std::int64_t end_ms, std::int64_t sign) {
  if (begin_ms == end_ms) return;
  turns_.assign(1, begin_ms);
  for (const Values& threshold : thresholds) {
    if (threshold.present[row] == 0) continue;
    for (const std::int64_t turn : {threshold.numbers[row], threshold.numbers[row] + 1}) {
      if (turn > begin_ms && turn < end_ms) turns_.push_back(turn);
    }
  }
  std::sort(turns_.begin(), turns_.end());
  turns_.erase(std::unique(turns_.begin(), turns_.end()), turns_.end());
  for (std::size_t i = 0; i < turns_.size(); ++i) {
    pieces_.push_back({row, turns_[i], i + 1 < turns_.size() ? turns_[i + 1] : end_ms, sign});
  }
}

// What takes back the like of it, at the same instant, leaves nothing to count: most events of a
// life change little of what it contributes.
void PartitionFold::LifeFold::contribute(const Cohort& cohort, std::uint32_t row,
                                         std::int64_t time_ms, std::int64_t sign) {
  const std::size_t end = states_told_.size();
  for (std::size_t i = end; i-- > (end > kLookBack ? end - kLookBack : 0);) {
    if (rows_.time_ms[i] != time_ms || signs_[i] != -sign) continue;
    if (!states_.are_alike(states_told_[i], row, cohort.part)) continue;
    const auto place = static_cast<std::ptrdiff_t>(i);
    states_told_.erase(states_told_.begin() + place);
    rows_.time_ms.erase(rows_.time_ms.begin() + place);
    signs_.erase(signs_.begin() + place);
    return;
  }
  states_told_.push_back(row);
  rows_.time_ms.push_back(time_ms);
  signs_.push_back(sign);
}

void PartitionFold::LifeFold::hand_on(const Cohort& cohort) {
  if (states_told_.empty()) return;
  states_.copy(states_told_, cohort.part, rows_);
  std::vector<Values> filters(filters_.size()), values(values_.size());
  for (const std::size_t i : cohort.filters) filters[i] = filters_[i].run(rows_);
  for (const std::size_t i : cohort.values) values[i] = values_[i].run(rows_);
  all_.assign(rows_.size, 1);
  for (CubeFold* cube : cohort.cubes) cube->add(rows_, all_.data(), filters, values, signs_.data());
}

void PartitionFold::LifeFold::take(std::int64_t horizon_ms,
                                   std::vector<model::LifeChange>& changes) {
  // In the order of their keys, as a store keeps them.
  std::sort(changed_.begin(), changed_.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  for (const Lives::value_type* life : changed_) {
    changes.push_back(
        {static_cast<model::LifecycleNumber>(number_), life->first, life->second.events});
  }
  changed_.clear();
  changed_bytes_ = 0;
  if (store_ != nullptr) {
    look_through(horizon_ms, changes);
    let_go();
  }
  ++change_;
}

// A life ends at a midnight, so a look a day finds them all. It goes on where the last call left
// it.
void PartitionFold::LifeFold::look_through(std::int64_t horizon_ms,
                                           std::vector<model::LifeChange>& changes) {
  if (horizon_ms == INT64_MIN) return;
  if (!look_from_) {
    const model::CivilDay day = plan_->zone.day_of(model::Instant{horizon_ms});
    if (day <= looked_on_) return;
    looked_on_ = day;
    look_from_.emplace();
  }
  const std::string from = std::move(*look_from_);
  look_from_.reset();
  std::size_t bytes = 0;
  const model::Status read =
      store_->scan(number_, from, [&](std::string_view key, std::string_view stored) {
        if (bytes >= model::kLivesLookedThroughBytes) {
          look_from_ = key;
          return false;
        }
        bytes += key.size() + stored.size();
        drop_ended(key, stored, horizon_ms, changes);
        return true;
      });
  if (!read.ok() && status_.ok()) status_ = read;
}

// What is in memory is newer than what is stored.
void PartitionFold::LifeFold::drop_ended(std::string_view key, std::string_view stored,
                                         std::int64_t horizon_ms,
                                         std::vector<model::LifeChange>& changes) {
  model::LifeChange change{static_cast<model::LifecycleNumber>(number_), std::string(key), {}};
  const auto kept = lives_.find(change.key);
  const std::string_view now = kept == lives_.end() ? stored : kept->second.events;
  if (now.empty()) return;
  std::vector<LifeEvent> events;
  std::vector<LifeCell> cells;
  if (!codec_.decode(now, events, cells)) {
    status_ = model::Error{model::ErrorCode::internal, "a stored life is damaged", change.key};
    return;
  }
  splitter_.split(events, true, new_parts_);
  const auto lives_on =
      std::find_if(new_parts_.begin(), new_parts_.end(),
                   [&](const LifePart& part) { return part.end_ms > horizon_ms; });
  if (lives_on == new_parts_.begin()) return;
  if (lives_on != new_parts_.end()) {
    codec_.encode(std::span(events).subspan(lives_on->first), cells, change.events);
  }
  if (kept != lives_.end()) {
    bytes_ -= kept->second.events.size() - change.events.size();
    kept->second.events = change.events;
    kept->second.changed_in = change_;
    if (change.events.empty()) {
      bytes_ -= change.key.size() + kEntryBytes;
      lives_.erase(kept);
    }
  }
  changes.push_back(std::move(change));
}

// The change before this one was taken by the engine before it could take this one, and the one
// before that was committed by then (L2).
void PartitionFold::LifeFold::let_go() {
  constexpr std::uint64_t kUncommitted = 2;
  if (bytes_ <= bytes_max_) return;
  for (auto at = lives_.begin(); at != lives_.end() && bytes_ > bytes_max_ / 4 * 3;) {
    Kept& kept = at->second;
    const bool is_stored = kept.changed_in + kUncommitted <= change_;
    if (is_stored && !std::exchange(kept.was_used, false)) {
      bytes_ -= at->first.size() + kEntryBytes + kept.events.size();
      at = lives_.erase(at);
    } else {
      ++at;
    }
  }
}

}  // namespace ioc::processing
