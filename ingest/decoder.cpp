#include "ingest/decoder.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>

#include "ingest/cloud_event.h"
#include "ingest/json_text.h"
#include "model/check.h"

namespace ioc::ingest {

using model::Reason;
using model::TypeKind;

namespace {

bool is_text(const model::FieldPlan& field) { return field.type.kind == TypeKind::text; }

bool is_readable(TypeKind kind) {
  switch (kind) {
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::decimal:
    case TypeKind::text:
    case TypeKind::instant:
    case TypeKind::unit: return true;
    case TypeKind::duration:
    case TypeKind::day: return false;
  }
  return false;
}

// Every vector of the batch as long as the rows wanted.
void set_rows(model::EventBatch& batch, const model::StreamPlan& stream, std::size_t rows) {
  batch.record.resize(rows);
  batch.time_ms.resize(rows);
  batch.id.resize(rows);
  batch.id_text.resize(stream.orders_events() ? rows : 0);
  batch.source_text.resize(batch.id_text.size());
  batch.columns.resize(stream.fields.size());
  for (std::size_t i = 0; i < stream.fields.size(); ++i) {
    const model::FieldPlan& field = stream.fields[i];
    model::Column& column = batch.columns[i];
    column.present.resize(field.used ? rows : 0);
    column.numbers.resize(field.used && !is_text(field) ? rows : 0);
    column.texts.resize(field.used && is_text(field) ? rows : 0);
  }
}

}  // namespace

Decoder::Decoder(const model::StreamPlan& stream, const model::Plan& plan, bool judge_time_ahead,
                 model::Instant until)
    : stream_(stream),
      plan_(plan),
      judge_time_ahead_(judge_time_ahead),
      until_ms_(until.ms),
      units_(plan.units),
      letters_(stream.reads_letters ? std::make_unique<LetterEvents>(stream, plan.units)
                                    : nullptr) {
  const auto member = [this](std::string name) {
    return pointers_.add(std::array{std::move(name)});
  };
  id_node_ = member("id");
  source_node_ = member("source");
  time_node_ = member("time");
  for (const model::FieldPlan& field : stream_.fields) {
    IOC_CHECK(is_readable(field.type.kind));
    field_nodes_.push_back(pointers_.add(field.pointer));
  }
  if (stream_.time_field >= 0) {
    const auto index = static_cast<std::size_t>(stream_.time_field);
    IOC_CHECK(index < stream_.fields.size());
    IOC_CHECK(stream_.fields[index].type.kind == TypeKind::instant);
  }
  data_node_ = pointers_.root_member("data");
  attributes_.resize(pointers_.node_count());
}

void Decoder::decode(std::span<const model::Record> records, model::EventBatch& out) {
  texts_.clear();
  set_rows(out, stream_, records.size());
  out.record_count = static_cast<std::uint32_t>(records.size());
  out.size = 0;
  out.refusals.clear();
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    model::Record told;
    if (letters_) told = letters_->event_of(records[i]);
    const Reason fault = decode_record(letters_ ? told : records[i], out, out.size);
    if (fault != kNoFault) {
      if (fault == kLeftOut) {
        --out.record_count;
      } else {
        out.refusals.push_back({i, fault});
      }
      continue;
    }
    out.record[out.size] = i;
    ++out.size;
  }
  set_rows(out, stream_, out.size);
}

// Writes the event to `row`, which counts only when no fault is given back.
inline Reason Decoder::decode_record(const model::Record& record, model::EventBatch& out,
                                     std::size_t row) {
  if (!record.value || record.value->empty()) return Reason::malformed;
  if (record.value->size() > model::kRecordBytesMax) return Reason::too_large;
  if (!find_members(record)) return Reason::malformed;

  Reason fault = judge_identity(out, row);
  Value field_time{kNoFault};
  for (std::size_t i = 0; i < stream_.fields.size(); ++i) {
    const model::FieldPlan& field = stream_.fields[i];
    const Value value = read(raw_at(field_nodes_[i]), field);
    fault = std::min(fault, value.fault);
    if (static_cast<int>(i) == stream_.time_field) field_time = value;
    if (!field.used) continue;
    model::Column& column = out.columns[i];
    column.present[row] = value.present ? 1 : 0;
    if (is_text(field)) {
      column.texts[row] = texts_.copy(value.text);
    } else {
      column.numbers[row] = value.number;
    }
  }
  std::int64_t& time_ms = out.time_ms[row];
  time_ms = INT64_MIN;  // stays so when it cannot be read
  fault = std::min(fault, judge_time(field_time, record, time_ms));
  return time_ms > until_ms_ ? kLeftOut : fault;
}

// False: malformed.
inline bool Decoder::find_members(const model::Record& record) {
  const EventMode mode = record.headers.empty() ? EventMode::structured : mode_of(record.headers);
  is_binary_ = false;
  switch (mode) {
    case EventMode::unusable: return false;
    case EventMode::structured:
      return tokens_.load(*record.value) && tokens_.kind(0) == '{' && pointers_.find(tokens_, 0);
    case EventMode::binary_json:
      return tokens_.load(*record.value) && pointers_.find(tokens_, data_node_) &&
             find_attributes(record.headers);
    case EventMode::binary_other: pointers_.forget(); return find_attributes(record.headers);
  }
  return false;
}

bool Decoder::find_attributes(std::span<const model::Header> headers) {
  is_binary_ = true;
  std::fill(attributes_.begin(), attributes_.end(), std::string_view{});
  for (const auto& [header, value] : headers) {
    const std::string_view name = attribute_name(header);
    const int node = name.empty() ? -1 : pointers_.root_member(name);
    if (node < 0 || node == data_node_) continue;
    if (!simdjson::validate_utf8(value.data(), value.size())) return false;
    attributes_[static_cast<std::size_t>(node)] = value;
  }
  return true;
}

[[gnu::always_inline]] inline Decoder::Raw Decoder::raw_at(int node) const {
  if (is_binary_) {
    const std::string_view attribute = attributes_[static_cast<std::size_t>(node)];
    if (attribute.data() != nullptr) return {Raw::Kind::text, false, attribute};
  }
  const std::uint32_t token = pointers_.found(node);
  if (token == JsonPointers::kNone) return {};
  switch (tokens_.kind(token)) {
    case '"': {
      const std::string_view bytes = tokens_.string(token);
      const bool may_have_escapes = bytes.data() + bytes.size() > tokens_.first_escape();
      const bool has_escapes = may_have_escapes && bytes.find('\\') != std::string_view::npos;
      return {Raw::Kind::text, has_escapes, bytes};
    }
    case 'n': return {};
    case 't': return {Raw::Kind::yes, false, {}};
    case 'f': return {Raw::Kind::no, false, {}};
    case '{':
    case '[': return {Raw::Kind::container, false, {}};
    default: return {Raw::Kind::number, false, tokens_.scalar(token)};
  }
}

// The text itself, valid until `room` is used again or the next record is loaded.
inline std::string_view Decoder::unescaped(const Raw& raw, std::vector<char>& room) {
  if (!raw.has_escapes) return raw.bytes;
  room.resize(std::max(room.size(), raw.bytes.size()));
  const std::optional<std::size_t> size = unescape(raw.bytes, room.data());
  IOC_CHECK(size.has_value());  // the walk over the document has read it before
  return {room.data(), *size};
}

[[gnu::always_inline]] inline Decoder::Value Decoder::read(const Raw& raw,
                                                           const model::FieldPlan& field) {
  const auto number = [](std::optional<std::int64_t> read) {
    return read ? Value{kNoFault, true, *read, {}} : Value{Reason::bad_type};
  };
  switch (raw.kind) {
    case Raw::Kind::absent: return {field.optional ? kNoFault : Reason::missing_field};
    case Raw::Kind::text: return read_text_as(unescaped(raw, room_), field);
    case Raw::Kind::number:
      if (field.type.kind == TypeKind::integer) return number(read_integer(raw.bytes));
      if (field.type.kind == TypeKind::decimal) {
        return number(read_decimal(raw.bytes, field.type.scale));
      }
      return {Reason::bad_type};
    case Raw::Kind::yes:
    case Raw::Kind::no:
      if (field.type.kind != TypeKind::boolean) return {Reason::bad_type};
      return number(raw.kind == Raw::Kind::yes ? 1 : 0);
    case Raw::Kind::container: return {Reason::bad_type};
  }
  return {Reason::bad_type};
}

inline Decoder::Value Decoder::read_text_as(std::string_view text, const model::FieldPlan& field) {
  switch (field.type.kind) {
    case TypeKind::text: return {kNoFault, true, 0, text};
    case TypeKind::unit: {
      const model::UnitIndex unit = units_.find(text);
      if (unit == model::kNoUnit) return {Reason::unknown_unit};
      return {kNoFault, true, unit, {}};
    }
    case TypeKind::instant: {
      std::optional<model::Instant> instant = times_.read(text);
      for (const model::TimeFormat& format : field.formats) {
        if (instant) break;
        instant = format.parse(text, plan_.zone);
      }
      if (!instant) return {Reason::bad_type};
      return {kNoFault, true, instant->ms, {}};
    }
    default: return {Reason::bad_type};
  }
}

// Of `id` and `source`.
inline Reason Decoder::judge_name(const Raw& raw) {
  if (raw.kind == Raw::Kind::absent) return Reason::missing_field;
  if (raw.kind != Raw::Kind::text) return Reason::bad_type;
  return raw.bytes.empty() ? Reason::missing_field : kNoFault;
}

inline Reason Decoder::judge_identity(model::EventBatch& out, std::size_t row) {
  const Raw id_raw = raw_at(id_node_);
  const Raw source_raw = raw_at(source_node_);
  const Reason fault = std::min(judge_name(id_raw), judge_name(source_raw));
  if (fault != kNoFault) return fault;
  const std::string_view source = unescaped(source_raw, source_room_);
  const std::string_view id = unescaped(id_raw, room_);
  out.id[row] = event_id_of(source, id);
  if (stream_.orders_events()) {
    out.id_text[row] = texts_.copy(id);
    out.source_text[row] = texts_.copy(source);
  }
  return kNoFault;
}

// The stream's own time field stands before the CloudEvents `time`, which is judged only when that
// field is optional and absent, or when none is named.
inline Reason Decoder::judge_time(const Value& field_time, const model::Record& record,
                                  std::int64_t& ms) {
  if (field_time.fault != kNoFault) return field_time.fault;
  if (field_time.present) {
    ms = field_time.number;
  } else {
    const Raw raw = raw_at(time_node_);
    if (raw.kind == Raw::Kind::absent) return Reason::missing_field;
    if (raw.kind != Raw::Kind::text) return Reason::bad_type;
    const std::optional<model::Instant> time = times_.read(unescaped(raw, room_));
    if (!time) return Reason::bad_type;
    ms = time->ms;
  }
  const bool is_ahead = judge_time_ahead_ && record.timestamp_ms >= 0 &&
                        ms - stream_.max_ahead_ms > record.timestamp_ms;
  return is_ahead ? Reason::time_ahead : kNoFault;
}

std::vector<RecordFault> Decoder::explain(const model::Record& told, std::string& id) {
  const model::Record record = letters_ ? letters_->event_of(told) : told;
  texts_.clear();
  id.clear();
  if (!record.value || record.value->empty()) return {{Reason::malformed}};
  if (record.value->size() > model::kRecordBytesMax) return {{Reason::too_large}};
  if (!find_members(record)) return {{Reason::malformed}};

  std::vector<RecordFault> faults;
  const auto note = [&](Reason reason, int field, const Raw& raw) {
    if (reason != kNoFault) faults.push_back({reason, field, written(raw)});
  };
  const Raw id_raw = raw_at(id_node_);
  if (id_raw.kind == Raw::Kind::text) id = unescaped(id_raw, room_);
  note(judge_name(id_raw), RecordFault::kId, id_raw);
  note(judge_name(raw_at(source_node_)), RecordFault::kSource, raw_at(source_node_));
  Value field_time{kNoFault};
  for (std::size_t i = 0; i < stream_.fields.size(); ++i) {
    const Raw raw = raw_at(field_nodes_[i]);
    const Value value = read(raw, stream_.fields[i]);
    note(value.fault, static_cast<int>(i), raw);
    if (static_cast<int>(i) == stream_.time_field) field_time = value;
  }
  std::int64_t time_ms = INT64_MIN;
  const Reason fault = judge_time(field_time, record, time_ms);
  if (time_ms > until_ms_) return {};
  if (field_time.present) {
    note(fault, stream_.time_field,
         raw_at(field_nodes_[static_cast<std::size_t>(stream_.time_field)]));
  } else if (field_time.fault == kNoFault) {
    note(fault, RecordFault::kTime, raw_at(time_node_));
  }
  return faults;
}

std::string Decoder::written(const Raw& raw) {
  switch (raw.kind) {
    case Raw::Kind::absent: return {};
    case Raw::Kind::text: return std::string(unescaped(raw, room_));
    case Raw::Kind::number: return std::string(raw.bytes);
    case Raw::Kind::yes: return "true";
    case Raw::Kind::no: return "false";
    case Raw::Kind::container: return "{…}";
  }
  return {};
}

}  // namespace ioc::ingest
