#include "processing/cube_fold.h"

#include <cstring>

#include "model/check.h"
#include "model/partials.h"

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
  if (cube_->dimensions.size() == 1 && cube_->dimensions[0].type.kind == TypeKind::unit) {
    group_by_unit_.assign(plan.units.all().size(), 0);
  }
}

void PartitionFold::CubeFold::add(const EventBatch& batch, const std::uint8_t* counted,
                                  const std::vector<Values>& filters,
                                  const std::vector<Values>& values) {
  select_rows(batch, counted, filters);
  place_rows(batch);
  find_groups(batch);
  add_slots(filters, values);
}

// Events that some slot counts and that carry every dimension.
void PartitionFold::CubeFold::select_rows(const EventBatch& batch, const std::uint8_t* counted,
                                          const std::vector<Values>& filters) {
  bool unfiltered = false;
  for (const model::Slot& slot : cube_->slots) unfiltered |= slot.filter < 0;
  selected_.clear();
  for (std::uint32_t row = 0; row < batch.size; ++row) {
    bool wanted = unfiltered;
    for (std::size_t k = 0; !wanted && k < cube_->slots.size(); ++k) {
      wanted = filters[static_cast<std::size_t>(cube_->slots[k].filter)].truth[row] != 0;
    }
    wanted &= counted[row] != 0;
    for (const Dimension& dimension : cube_->dimensions) {
      wanted &= batch.columns[static_cast<std::size_t>(dimension.field)].present[row] != 0;
    }
    if (wanted) selected_.push_back(row);
  }
}

void PartitionFold::CubeFold::place_rows(const EventBatch& batch) {
  panes_.resize(selected_.size());
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

void PartitionFold::CubeFold::find_groups(const EventBatch& batch) {
  group_.resize(selected_.size());
  if (group_by_unit_.empty()) {
    for (std::size_t i = 0; i < selected_.size(); ++i) group_[i] = group_of(batch, selected_[i]);
    return;
  }
  const Dimension& dimension = cube_->dimensions[0];
  const Column& column = batch.columns[static_cast<std::size_t>(dimension.field)];
  for (std::size_t i = 0; i < selected_.size(); ++i) {
    const auto unit = static_cast<std::size_t>(column.numbers[selected_[i]]);
    if (group_by_unit_[unit] == 0) {
      new_groups_.push_back({{plan_->units.all()[unit].code}});
      group_by_unit_[unit] = ++group_count_;
    }
    group_[i] = group_by_unit_[unit] - 1;
  }
}

std::uint32_t PartitionFold::CubeFold::group_of(const EventBatch& batch, std::uint32_t row) {
  packed_.clear();
  for (const Dimension& dimension : cube_->dimensions) {
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
    key.members.push_back(
        member_text(dimension, batch.columns[static_cast<std::size_t>(dimension.field)], row));
  }
  new_groups_.push_back(std::move(key));
  groups_.emplace(packed_, group_count_);
  return group_count_++;
}

std::string PartitionFold::CubeFold::member_text(const Dimension& dimension, const Column& column,
                                                 std::uint32_t row) const {
  switch (dimension.type.kind) {
    case TypeKind::text: return std::string(column.texts[row]);
    case TypeKind::unit:
      return plan_->units.at(static_cast<model::UnitIndex>(column.numbers[row])).code;
    case TypeKind::boolean: return column.numbers[row] != 0 ? "true" : "false";
    case TypeKind::decimal:
      return model::Decimal{column.numbers[row], dimension.type.scale}.to_string();
    case TypeKind::instant:
      return model::format_rfc3339(model::Instant{column.numbers[row]}, plan_->zone);
    case TypeKind::day: return model::format_day(static_cast<model::CivilDay>(column.numbers[row]));
    default: return std::to_string(column.numbers[row]);
  }
}

void PartitionFold::CubeFold::add_slots(const std::vector<Values>& filters,
                                        const std::vector<Values>& values) {
  for (std::size_t i = 0; i < selected_.size(); ++i) {
    const std::uint32_t event = selected_[i];
    std::int64_t* row = rows_.touch(panes_[i], group_[i]);
    for (const model::Slot& slot : cube_->slots) {
      std::int64_t takes = 1;
      if (slot.filter >= 0) takes = filters[static_cast<std::size_t>(slot.filter)].truth[event];
      const Values* value = nullptr;
      if (slot.value >= 0) {
        value = &values[static_cast<std::size_t>(slot.value)];
        takes &= value->present != nullptr ? value->present[event] : 1;
      }
      std::int64_t* word = row + slot.word;
      switch (slot.kind) {
        case SlotKind::count: *word += takes; break;
        case SlotKind::sum:
          if (takes != 0) model::add_wide(word, value->numbers[event]);
          break;
        case SlotKind::minimum:
          if (takes != 0) *word = std::min(*word, value->numbers[event]);
          break;
        case SlotKind::maximum:
          if (takes != 0) *word = std::max(*word, value->numbers[event]);
          break;
      }
    }
  }
}

CubeChange PartitionFold::CubeFold::take() {
  CubeChange change{cube_number_, std::move(rows_), std::move(new_groups_)};
  rows_ = DeltaTable(*cube_);
  new_groups_.clear();
  return change;
}

}  // namespace ioc::processing
