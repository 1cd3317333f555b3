// An event as a plain struct, and batches of such events as the decoder would give them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/event.h"
#include "model/expression.h"
#include "model/units.h"

namespace ioc::testing {

// The fields of every test stream, by number.
enum Field : int { kUnit, kChannel, kAmount, kNumber, kFlag, kDue, kFieldCount };

inline std::string name_of(Field field) {
  static constexpr const char* kNames[] = {"unit", "channel", "amount", "number", "flag", "due"};
  return kNames[field];
}
inline model::Type type_of(Field field) {
  using model::TypeKind;
  static constexpr model::Type kTypes[] = {{TypeKind::unit, 0},    {TypeKind::text, 0},
                                           {TypeKind::decimal, 2}, {TypeKind::integer, 0},
                                           {TypeKind::boolean, 0}, {TypeKind::instant, 0}};
  return kTypes[field];
}

struct Event {
  std::int64_t time_ms = 0;
  model::EventId id;
  std::optional<model::UnitIndex> unit;
  std::optional<std::string> channel;
  std::optional<std::int64_t> amount;  // hundredths
  std::optional<std::int64_t> number;
  std::optional<bool> flag;
  std::optional<std::int64_t> due;
  std::optional<model::Reason> refused;  // by the decoder, before any fold sees it
  // As written; only the order of events asks for them, so that they need not be those of `id`.
  std::string id_text = {};
  std::string source_text = {};
};

// Texts point into `events`, which must outlive the batch.
inline model::EventBatch batch_of(std::span<const Event> events) {
  model::EventBatch batch;
  batch.columns.resize(kFieldCount);
  const auto put = [&](Field field, std::optional<std::int64_t> value) {
    batch.columns[field].numbers.push_back(value.value_or(0));
    batch.columns[field].present.push_back(value.has_value());
  };
  for (const Event& event : events) {
    const std::uint32_t record = batch.record_count++;
    if (event.refused) {
      batch.refusals.push_back({record, *event.refused});
      continue;
    }
    batch.record.push_back(record);
    batch.time_ms.push_back(event.time_ms);
    batch.id.push_back(event.id);
    batch.id_text.push_back(event.id_text);
    batch.source_text.push_back(event.source_text);
    put(kUnit, event.unit);
    put(kAmount, event.amount);
    put(kNumber, event.number);
    put(kFlag, event.flag);
    put(kDue, event.due);
    batch.columns[kChannel].texts.push_back(event.channel ? std::string_view(*event.channel)
                                                          : std::string_view());
    batch.columns[kChannel].present.push_back(event.channel.has_value());
  }
  batch.size = batch.record.size();
  return batch;
}

}  // namespace ioc::testing
