#include "processing/cube_fold.h"

#include <algorithm>

#include "model/check.h"
#include "model/partials.h"
#include "processing/groups.h"
#include "processing/sketch.h"

namespace ioc::processing {

using model::Column;
using model::Dimension;
using model::EventBatch;
using model::SlotKind;
using model::TypeKind;

PartitionFold::CubeFold::CubeFold(const model::Plan& plan, int cube_number)
    : plan_(&plan),
      cube_(&plan.cubes[static_cast<std::size_t>(cube_number)]),
      cube_number_(cube_number),
      finest_(&cube_->tiers.front()),
      rows_(*cube_) {
  if (cube_->dimensions.size() == 1 && !cube_->is_sketched() &&
      cube_->dimensions[0].type.kind == TypeKind::unit) {
    group_by_unit_.assign(plan.units.all().size() * (plan.units.turns().size() + 1), 0);
  }
  const bool has_units =
      std::any_of(cube_->dimensions.begin(), cube_->dimensions.end(),
                  [](const Dimension& dimension) { return dimension.type.kind == TypeKind::unit; });
  if (!has_units || is_standing(*cube_, plan)) return;
  for (const model::CivilDay turn : plan.units.turns()) {
    turns_ms_.push_back(plan.zone.day_start(turn).ms);
  }
}

void PartitionFold::CubeFold::add(const EventBatch& batch, const std::uint8_t* counted,
                                  const std::vector<Values>& filters,
                                  const std::vector<Values>& values, const std::int64_t* signs) {
  select_rows(batch, counted, filters, values);
  place_rows(batch);
  find_groups(batch, values);
  find_rows();
  if (cube_->has_digests()) {
    IOC_CHECK(signs == nullptr);  // nothing can be taken out of a digest
    hidden_ = values[static_cast<std::size_t>(
        cube_->slots[static_cast<std::size_t>(cube_->digest_slot)].value)];
    add_digests(batch, filters);
  }
  if (signs == nullptr) {
    add_slots(filters, values);
  } else {
    add_signed(filters, values, signs);
  }
}

// Events that some slot counts and that carry every dimension.
void PartitionFold::CubeFold::select_rows(const EventBatch& batch, const std::uint8_t* counted,
                                          const std::vector<Values>& filters,
                                          const std::vector<Values>& values) {
  const std::size_t n = batch.size;
  const bool all_are_filtered = std::all_of(cube_->slots.begin(), cube_->slots.end(),
                                            [](const auto& slot) { return slot.filter >= 0; });
  wanted_.assign(n, all_are_filtered ? 0 : 1);
  if (all_are_filtered) {
    for (const model::Slot& slot : cube_->slots) {
      const std::uint8_t* truth = filters[static_cast<std::size_t>(slot.filter)].truth;
      for (std::size_t row = 0; row < n; ++row) wanted_[row] |= truth[row];
    }
  }
  for (std::size_t row = 0; row < n; ++row) wanted_[row] &= counted[row];
  for (const Dimension& dimension : cube_->dimensions) {
    const std::uint8_t* const present =
        dimension.sketch != model::Sketch::none
            ? values[static_cast<std::size_t>(dimension.value)].present
            : batch.columns[static_cast<std::size_t>(dimension.field)].present.data();
    if (present == nullptr) continue;  // a condition, which is never absent
    for (std::size_t row = 0; row < n; ++row) wanted_[row] &= present[row];
  }
  selected_.resize(n);
  std::size_t count = 0;
  for (std::uint32_t row = 0; row < n; ++row) {
    selected_[count] = row;
    count += wanted_[row];
  }
  selected_.resize(count);
}

// Days are looked up from day to day. Panes of one width are counted from the batch's earliest
// time; when the batch spans less than 2^32 ms (49 days) the division is a multiplication by
// 2^64 / width rounded up, which is exact for numerators and divisors below 2^32.
void PartitionFold::CubeFold::place_rows(const EventBatch& batch) {
  const std::size_t n = selected_.size();
  panes_.resize(n);
  if (n == 0) return;
  const auto [low, high] = std::minmax_element(
      batch.time_ms.begin(), batch.time_ms.begin() + static_cast<std::ptrdiff_t>(batch.size));
  const std::int64_t first = pane_of(*finest_, plan_->zone, {*low});
  const std::int64_t begin = pane_start(*finest_, plan_->zone, first).ms;
  const std::int64_t end = pane_start(*finest_, plan_->zone, first + 1).ms;
  if (*high < end) {
    std::fill(panes_.begin(), panes_.end(), first);
  } else if (finest_->width_ms > 1 && *high - begin <= UINT32_MAX) {
    const std::uint64_t inverse = UINT64_MAX / static_cast<std::uint64_t>(finest_->width_ms) + 1;
    for (std::size_t i = 0; i < n; ++i) {
      const auto past = static_cast<std::uint64_t>(batch.time_ms[selected_[i]] - begin);
      panes_[i] =
          first + static_cast<std::int64_t>(static_cast<unsigned __int128>(inverse) * past >> 64);
    }
  } else {
    place_anywhere(batch);
  }
}

void PartitionFold::CubeFold::place_anywhere(const EventBatch& batch) {
  for (std::size_t i = 0; i < selected_.size(); ++i) {
    const std::int64_t time_ms = batch.time_ms[selected_[i]];
    if (time_ms < cached_pane_begin_ || time_ms >= cached_pane_end_) {
      cached_pane_ = pane_of(*finest_, plan_->zone, {time_ms});
      cached_pane_begin_ = pane_start(*finest_, plan_->zone, cached_pane_).ms;
      cached_pane_end_ = pane_start(*finest_, plan_->zone, cached_pane_ + 1).ms;
    }
    panes_[i] = cached_pane_;
  }
}

void PartitionFold::CubeFold::find_groups(const EventBatch& batch,
                                          const std::vector<Values>& values) {
  group_.resize(selected_.size());
  if (cube_->is_sketched()) {
    hidden_ = values[static_cast<std::size_t>(cube_->dimensions.back().value)];
  }
  if (group_by_unit_.empty()) {
    for (std::size_t i = 0; i < selected_.size(); ++i) group_[i] = group_of(batch, selected_[i]);
    return;
  }
  const Dimension& dimension = cube_->dimensions[0];
  const Column& column = batch.columns[static_cast<std::size_t>(dimension.field)];
  for (std::size_t i = 0; i < selected_.size(); ++i) {
    const auto unit = static_cast<std::size_t>(column.numbers[selected_[i]]);
    const std::size_t tree = tree_of(batch.time_ms[selected_[i]]);
    std::uint32_t& group = group_by_unit_[tree * plan_->units.all().size() + unit];
    if (group == 0) {
      new_groups_.push_back(
          {{unit_member(plan_->units, static_cast<model::UnitIndex>(unit), tree)}});
      group = ++group_count_;
    }
    group_[i] = group - 1;
  }
}

std::size_t PartitionFold::CubeFold::tree_of(std::int64_t time_ms) const {
  std::size_t tree = turns_ms_.size();
  while (tree > 0 && time_ms < turns_ms_[tree - 1]) --tree;
  return tree;
}

std::uint32_t PartitionFold::CubeFold::group_of(const EventBatch& batch, std::uint32_t row) {
  packed_.clear();
  const std::size_t tree = tree_of(batch.time_ms[row]);
  if (!turns_ms_.empty()) packed_.append(reinterpret_cast<const char*>(&tree), sizeof tree);
  for (const Dimension& dimension : cube_->dimensions) {
    if (dimension.sketch != model::Sketch::none) {
      packed_ += hidden_text(row);
      continue;
    }
    const Column& column = batch.columns[static_cast<std::size_t>(dimension.field)];
    if (dimension.type.kind == TypeKind::text) {
      const std::string_view text = column.texts[row];
      const auto length = static_cast<std::uint32_t>(text.size());
      packed_.append(reinterpret_cast<const char*>(&length), sizeof length);
      packed_.append(text);
    } else {
      packed_.append(reinterpret_cast<const char*>(&column.numbers[row]), sizeof(std::int64_t));
    }
  }
  const auto found = groups_.find(packed_);
  if (found != groups_.end()) return found->second;
  model::GroupKey key;
  for (const Dimension& dimension : cube_->dimensions) {
    if (dimension.sketch != model::Sketch::none) {
      key.members.push_back(hidden_text(row));
      continue;
    }
    key.members.push_back(member_text(
        dimension, batch.columns[static_cast<std::size_t>(dimension.field)], row, tree));
  }
  new_groups_.push_back(std::move(key));
  groups_.emplace(packed_, group_count_);
  return group_count_++;
}

// Texts and codes as they are, numbers as the plan has them, or their bin.
std::string PartitionFold::CubeFold::hidden_text(std::uint32_t row) const {
  if (hidden_.texts != nullptr) return std::string(hidden_.texts[row]);
  if (hidden_.numbers == nullptr) return hidden_.truth[row] != 0 ? "1" : "0";
  const std::int64_t number = hidden_.numbers[row];
  const bool in_bins = cube_->dimensions.back().sketch == model::Sketch::bins;
  return std::to_string(in_bins ? bin_of(number) : number);
}

std::string PartitionFold::CubeFold::member_text(const Dimension& dimension, const Column& column,
                                                 std::uint32_t row, std::size_t tree) const {
  switch (dimension.type.kind) {
    case TypeKind::text: return std::string(column.texts[row]);
    case TypeKind::unit:
      return unit_member(plan_->units, static_cast<model::UnitIndex>(column.numbers[row]), tree);
    case TypeKind::boolean: return column.numbers[row] != 0 ? "true" : "false";
    case TypeKind::decimal:
      return model::Decimal{column.numbers[row], dimension.type.scale}.to_string();
    case TypeKind::instant:
      return model::format_rfc3339(model::Instant{column.numbers[row]}, plan_->zone);
    case TypeKind::day: return model::format_day(static_cast<model::CivilDay>(column.numbers[row]));
    default: return std::to_string(column.numbers[row]);
  }
}

void PartitionFold::CubeFold::find_rows() {
  rows_at_.resize(selected_.size());
  const auto row_words = static_cast<std::uint32_t>(cube_->row_words);
  for (std::size_t i = 0; i < selected_.size(); ++i) {
    rows_at_[i] = rows_.touch(panes_[i], group_[i]) * row_words;
  }
}

namespace {

// Calls run(takes) with a function that gives 1 for events a slot takes and 0 for others; the
// branch on what there is to ask stands outside the loop over the events.
template <class Run>
void with_takes(const std::uint8_t* truth, const std::uint8_t* present, const Run& run) {
  if (truth != nullptr && present != nullptr) {
    run([=](std::uint32_t event) { return std::int64_t{truth[event] & present[event]}; });
  } else if (truth != nullptr || present != nullptr) {
    const std::uint8_t* one = truth != nullptr ? truth : present;
    run([=](std::uint32_t event) { return std::int64_t{one[event]}; });
  } else {
    run([](std::uint32_t) { return std::int64_t{1}; });
  }
}

}  // namespace

// Slot by slot: what differs between slots is decided once a batch, not once an event.
void PartitionFold::CubeFold::add_slots(const std::vector<Values>& filters,
                                        const std::vector<Values>& values) {
  const std::size_t n = selected_.size();
  for (const model::Slot& slot : cube_->slots) {
    const std::uint8_t* truth =
        slot.filter < 0 ? nullptr : filters[static_cast<std::size_t>(slot.filter)].truth;
    const Values value = slot.value < 0 ? Values{} : values[static_cast<std::size_t>(slot.value)];
    std::int64_t* words = rows_.words() + slot.word;
    with_takes(truth, value.present, [&](const auto& takes) {
      const std::uint32_t* events = selected_.data();
      const std::uint32_t* rows = rows_at_.data();
      const std::int64_t* numbers = value.numbers;
      switch (slot.kind) {
        case SlotKind::count:
          for (std::size_t i = 0; i < n; ++i) words[rows[i]] += takes(events[i]);
          break;
        case SlotKind::sum:
          for (std::size_t i = 0; i < n; ++i) {
            model::add_wide(words + rows[i], numbers[events[i]] & -takes(events[i]));
          }
          break;
        case SlotKind::minimum:
          for (std::size_t i = 0; i < n; ++i) {
            std::int64_t& word = words[rows[i]];
            word = takes(events[i]) != 0 ? std::min(word, numbers[events[i]]) : word;
          }
          break;
        case SlotKind::maximum:
          for (std::size_t i = 0; i < n; ++i) {
            std::int64_t& word = words[rows[i]];
            word = takes(events[i]) != 0 ? std::max(word, numbers[events[i]]) : word;
          }
          break;
        case SlotKind::distinct:
        case SlotKind::latest: break;  // add_digests
      }
    });
  }
}

// What is added is a text, a number or a truth, which counts as 1 or 0.
void PartitionFold::CubeFold::add_digests(const EventBatch& batch,
                                          const std::vector<Values>& filters) {
  const model::Slot& slot = cube_->slots[static_cast<std::size_t>(cube_->digest_slot)];
  const std::uint8_t* truth =
      slot.filter < 0 ? nullptr : filters[static_cast<std::size_t>(slot.filter)].truth;
  const auto row_words = static_cast<std::uint32_t>(cube_->row_words);
  for (std::size_t i = 0; i < selected_.size(); ++i) {
    const std::uint32_t event = selected_[i];
    if (truth != nullptr && truth[event] == 0) continue;
    if (hidden_.present != nullptr && hidden_.present[event] == 0) continue;
    model::Digest& digest = rows_.digest(rows_at_[i] / row_words);
    const std::size_t before = digest.size();
    const std::int64_t number = hidden_.texts != nullptr     ? 0
                                : hidden_.numbers != nullptr ? hidden_.numbers[event]
                                                             : std::int64_t{hidden_.truth[event]};
    if (slot.kind == SlotKind::distinct) {
      model::add_distinct(digest, hidden_.texts != nullptr ? model::value_hash(hidden_.texts[event])
                                                           : model::value_hash(number));
    } else {
      const model::EventPlace place{batch.time_ms[event], batch.id_text[event],
                                    batch.source_text[event]};
      if (hidden_.texts != nullptr) {
        model::add_latest(digest, place, hidden_.texts[event]);
      } else {
        model::add_latest(digest, place, number);
      }
    }
    digest_bytes_ += digest.size() - before;
  }
}

// Contributions of lives, which may be taken back; so there are only counts and sums.
void PartitionFold::CubeFold::add_signed(const std::vector<Values>& filters,
                                         const std::vector<Values>& values,
                                         const std::int64_t* signs) {
  for (const model::Slot& slot : cube_->slots) {
    const std::uint8_t* truth =
        slot.filter < 0 ? nullptr : filters[static_cast<std::size_t>(slot.filter)].truth;
    const Values value = slot.value < 0 ? Values{} : values[static_cast<std::size_t>(slot.value)];
    std::int64_t* words = rows_.words() + slot.word;
    for (std::size_t i = 0; i < selected_.size(); ++i) {
      const std::uint32_t row = selected_[i];
      if (truth != nullptr && truth[row] == 0) continue;
      if (value.present != nullptr && value.present[row] == 0) continue;
      if (slot.kind == SlotKind::sum) {
        model::add_wide(words + rows_at_[i], model::WideInt{value.numbers[row]} * signs[row]);
      } else {
        IOC_CHECK(slot.kind == SlotKind::count);
        words[rows_at_[i]] += signs[row];
      }
    }
  }
}

CubeChange PartitionFold::CubeFold::take() {
  CubeChange change{cube_number_, std::move(rows_), std::move(new_groups_)};
  rows_ = DeltaTable(*cube_, change.rows.size());
  new_groups_.clear();
  digest_bytes_ = 0;
  return change;
}

}  // namespace ioc::processing
