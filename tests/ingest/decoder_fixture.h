// A stream with a field of every type, and short ways to decode one record of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/decoder.h"
#include "model/event.h"
#include "model/plan.h"

namespace ioc::ingest {

inline model::FieldPlan field_plan(std::string name, std::vector<std::string> pointer,
                                   model::Type type, bool optional) {
  return {std::move(name), std::move(pointer), type, optional, true, {}};
}

// Columns of fixture_stream(), by field number.
enum Field : std::size_t { kUnit, kChannel, kStatus, kFee, kPaid, kDue, kItem };

inline model::StreamPlan fixture_stream() {
  using model::TypeKind;
  model::StreamPlan stream;
  stream.id = "dossiers";
  stream.fields = {
      field_plan("unit", {"data", "unit"}, {TypeKind::unit, 0}, false),
      field_plan("channel", {"data", "channel"}, {TypeKind::text, 0}, false),
      field_plan("status", {"data", "status"}, {TypeKind::integer, 0}, false),
      field_plan("fee", {"data", "fee"}, {TypeKind::decimal, 2}, true),
      field_plan("paid", {"data", "paid"}, {TypeKind::boolean, 0}, true),
      field_plan("due", {"data", "due"}, {TypeKind::instant, 0}, true),
      field_plan("item", {"data", "items", "1", "code"}, {TypeKind::text, 0}, true),
  };
  stream.fields[kDue].formats = {*model::TimeFormat::compile("yyyy-MM-dd HH:mm:ss")};
  return stream;
}

inline model::Plan fixture_plan() {
  model::Plan plan;
  plan.zone = model::Zone("Asia/Ho_Chi_Minh", {{INT64_MIN, 7 * 3'600'000}});
  for (const char* code : {"49", "502", "503", "a-long-unit-code"}) {
    plan.units = model::UnitTree([&] {
      std::vector<model::Unit> units = plan.units.all();
      units.push_back({code, "", "", "", model::kNoUnit, {}, {}});
      return units;
    }());
  }
  return plan;
}

// A whole event around the members of its data.
inline std::string event_with(std::string_view data_members) {
  return R"({"id":"e1","source":"/s","time":"2020-10-15T08:00:00+07:00","data":{)" +
         std::string(data_members) + "}}";
}

inline const std::string kPlainData = R"("unit":"502","channel":"online","status":2)";

// A sound event with further members in its data.
inline std::string sound_event(std::string_view more) {
  return event_with(kPlainData + "," + std::string(more));
}

struct Decoding {
  explicit Decoding(model::StreamPlan the_stream = fixture_stream(), bool judge_time_ahead = true)
      : stream(std::move(the_stream)), decoder(stream, plan, judge_time_ahead) {}

  // The reason of refusal, or nullopt.
  std::optional<model::Reason> decode(const model::Record& record) {
    decoder.decode({&record, 1}, batch);
    if (batch.size + batch.refusals.size() != 1 || batch.record_count != 1) return std::nullopt;
    return batch.refusals.empty() ? std::nullopt : std::optional(batch.refusals.front().reason);
  }
  std::optional<model::Reason> decode(std::string_view value,
                                      std::span<const model::Header> headers = {}) {
    return decode(model::Record{7, -1, {}, value, headers});
  }

  std::string_view text(std::size_t field) const { return batch.columns[field].texts.at(0); }
  // nullopt: absent.
  std::optional<std::int64_t> number(std::size_t field) const {
    const model::Column& column = batch.columns[field];
    return column.present.at(0) != 0 ? std::optional(column.numbers.at(0)) : std::nullopt;
  }

  model::StreamPlan stream;
  model::Plan plan = fixture_plan();
  Decoder decoder;
  model::EventBatch batch;
};

}  // namespace ioc::ingest
