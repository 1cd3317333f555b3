#include "processing/life_states.h"

#include <algorithm>
#include <utility>

namespace ioc::processing {

using model::Column;
using model::EventBatch;
using model::TypeKind;

namespace {

void append(Column& column, bool is_text, bool present, std::int64_t number,
            std::string_view text) {
  column.present.push_back(present ? 1 : 0);
  if (is_text) {
    column.texts.push_back(text);
  } else {
    column.numbers.push_back(number);
  }
}

}  // namespace

LifeStates::LifeStates(const model::LifecyclePlan& lifecycle, const model::Plan& plan,
                       const LifeCodec& codec)
    : lifecycle_(&lifecycle) {
  const std::vector<model::FieldPlan>& fields = lifecycle.state.fields;
  for (std::size_t cell = 0; cell < codec.kept().size(); ++cell) {
    const int field = codec.kept()[cell];
    for (const bool is_first : {false, true}) {
      const auto number = static_cast<std::size_t>(is_first ? lifecycle.first_of(field) : field);
      if (!fields[number].used) continue;
      sources_.push_back({number, cell, is_first, fields[number].type.kind == TypeKind::text});
    }
  }
  for (std::size_t i = 0; i < lifecycle.moments.size(); ++i) {
    const model::Expression& condition = lifecycle.moments[i].condition;
    moments_.push_back({static_cast<std::size_t>(lifecycle.moment_fields[i]),
                        Evaluator(condition, plan), model::working_time_in(condition) != nullptr});
  }
  const bool stops = lifecycle.pause && lifecycle.pause_policy != model::PausePolicy::none;
  if (stops) pause_ = std::make_unique<Evaluator>(*lifecycle.pause, plan);
  rows_.columns.resize(fields.size());
}

void LifeStates::clear() {
  lives_.clear();
  rows_.size = 0;
  rows_.time_ms.clear();
  rows_.pauses.clear();
  for (Column& column : rows_.columns) {
    column.numbers.clear();
    column.texts.clear();
    column.present.clear();
  }
}

void LifeStates::add(std::span<const LifeEvent> events, const std::vector<LifeCell>& cells,
                     bool with_new, std::int64_t end_ms, std::int64_t sign) {
  const auto first = static_cast<std::uint32_t>(rows_.size);
  for (const LifeEvent& event : events) {
    if (event.is_new && !with_new) continue;
    fill(event, cells, rows_.size == first);
    rows_.time_ms.push_back(event.time_ms);
    ++rows_.size;
  }
  lives_.push_back({first, static_cast<std::uint32_t>(rows_.size), end_ms, sign, first, 0});
}

void LifeStates::add_grown(std::span<const LifeEvent> events, const std::vector<LifeCell>& cells,
                           std::size_t old_count, std::int64_t old_end_ms, std::int64_t end_ms) {
  add(events, cells, true, end_ms, 1);
  lives_.back().before = lives_.back().first + static_cast<std::uint32_t>(old_count);
  lives_.back().before_end_ms = old_end_ms;
}

// A field keeps its value until an event carries another, its first value for ever.
void LifeStates::fill(const LifeEvent& event, const std::vector<LifeCell>& cells,
                      bool is_first_row) {
  for (const FieldSource& source : sources_) {
    const LifeCell& cell = cells[event.cells + source.cell];
    Column& column = rows_.columns[source.field];
    const bool had = !is_first_row && column.present.back() != 0;
    const bool keeps = had && (source.is_first || !cell.present);
    if (keeps) {
      append(column, source.is_text, true, source.is_text ? 0 : column.numbers.back(),
             source.is_text ? column.texts.back() : std::string_view());
    } else {
      append(column, source.is_text, cell.present, cell.number, cell.text);
    }
  }
}

// The moments that the pauses ask for stand before those that ask for working time.
void LifeStates::work_out_moments() {
  bool knows_pauses = pause_ == nullptr;
  for (Moment& moment : moments_) {
    if (moment.asks_working_time && !std::exchange(knows_pauses, true)) work_out_pauses();
    work_out(moment);
  }
  if (!knows_pauses) work_out_pauses();
}

void LifeStates::work_out(Moment& moment) {
  Column& column = rows_.columns[moment.field];
  column.numbers.assign(rows_.size, 0);
  column.present.assign(rows_.size, 0);
  const std::uint8_t* const holds = moment.condition.run(rows_).truth;
  for (const Life& life : lives_) {
    std::uint32_t row = life.first;
    while (row < life.end && holds[row] == 0) ++row;
    if (row == life.end) continue;
    const std::int64_t reached_ms = rows_.time_ms[row];
    for (; row < life.end; ++row) {
      column.numbers[row] = reached_ms;
      column.present[row] = 1;
    }
  }
}

void LifeStates::work_out_pauses() {
  const std::uint8_t* const holds = pause_->run(rows_).truth;
  pauses_.clear();
  pauses_.reserve(rows_.size);  // the rows' lists point into it
  rows_.pauses.clear();
  for (const Life& life : lives_) {
    const std::size_t first = pauses_.size();
    for (std::uint32_t row = life.first; row < life.end; ++row) {
      const bool was_paused = row > life.first && holds[row - 1] != 0;
      if (holds[row] != 0 && !was_paused) pauses_.push_back({rows_.time_ms[row], INT64_MAX});
      if (holds[row] == 0 && was_paused) pauses_.back().end_ms = rows_.time_ms[row];
      rows_.pauses.push_back(
          {std::span<const model::Pause>(pauses_.data() + first, pauses_.size() - first),
           holds[row] != 0, lifecycle_->pause_policy == model::PausePolicy::restart});
    }
  }
}

void LifeStates::copy(std::span<const std::uint32_t> rows, const Part& part, EventBatch& to) const {
  const auto gather = [&](const auto& from, auto& column) {
    column.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) column[i] = from[rows[i]];
  };
  to.size = rows.size();
  to.columns.resize(rows_.columns.size());
  for (const std::size_t field : part.fields) {
    const Column& from = rows_.columns[field];
    Column& column = to.columns[field];
    gather(from.present, column.present);
    if (from.texts.empty()) {
      gather(from.numbers, column.numbers);
    } else {
      gather(from.texts, column.texts);
    }
  }
  if (part.has_pauses && pause_) gather(rows_.pauses, to.pauses);
}

bool LifeStates::are_alike(std::uint32_t a, std::uint32_t b, const Part& part) const {
  if (part.has_pauses && pause_) {
    const model::Pauses &one = rows_.pauses[a], &other = rows_.pauses[b];
    if (one.list.data() != other.list.data() || one.list.size() != other.list.size() ||
        one.is_open != other.is_open) {
      return false;
    }
  }
  return std::ranges::all_of(part.fields, [&](std::size_t field) {
    const Column& column = rows_.columns[field];
    if (column.present[a] != column.present[b]) return false;
    if (column.present[a] == 0) return true;
    return column.texts.empty() ? column.numbers[a] == column.numbers[b]
                                : column.texts[a] == column.texts[b];
  });
}

}  // namespace ioc::processing
