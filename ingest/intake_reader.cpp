// Reads and judges what units send (ingest/intake_reader.h).
#include "ingest/intake_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ingest/cloud_event.h"
#include "ingest/fault_words.h"
#include "model/check.h"
#include "model/limits.h"

namespace ioc::ingest {
namespace {

using model::IntakeFormat;
using model::Reason;
using model::TypeKind;

// Of all that a stream is, only what its records are judged by; every field is kept.
model::StreamPlan all_fields_of(const model::StreamPlan& stream) {
  model::StreamPlan judged;
  judged.id = stream.id;
  judged.topic = stream.topic;
  judged.max_ahead_ms = stream.max_ahead_ms;
  judged.fields = stream.fields;
  judged.time_field = stream.time_field;
  judged.has_latest = true;  // so that ids are kept as written
  for (model::FieldPlan& field : judged.fields) field.used = true;
  return judged;
}

const model::StreamPlan& stream_of(const model::Plan& plan, int stream) {
  return plan.streams[static_cast<std::size_t>(stream)];
}

}  // namespace

IntakeReader::IntakeReader(const model::Plan& plan, int stream)
    : plan_(plan), stream_(all_fields_of(stream_of(plan, stream))), decoder_(stream_, plan, true) {
  const std::vector<int>& lives = stream_of(plan, stream).lifecycles;
  if (!lives.empty()) key_field_ = plan.lifecycles[static_cast<std::size_t>(lives.front())].key;
}

model::IntakeCheck IntakeReader::read(const model::IntakeRequest& request, model::Instant now) {
  out_ = {};
  out_.now = now;
  items_.clear();
  sheet_ = {};
  if (split(request)) {
    out_.too_many = items_.size() > model::kIntakeEventsMax;
    if (!out_.too_many) {
      set_headers(request);
      for (std::size_t at = 0; at < items_.size(); at += model::kBatchRecordsMax) {
        judge(at, std::min(items_.size(), at + model::kBatchRecordsMax), request);
      }
    }
  }
  std::ranges::stable_sort(out_.faults, {}, &model::IntakeFault::event);
  return std::move(out_);
}

// False: the body does not hold events; the fault is noted.
bool IntakeReader::split(const model::IntakeRequest& request) {
  switch (request.format) {
    case IntakeFormat::event:
    case IntakeFormat::binary: items_.push_back({request.body, 0}); return true;
    case IntakeFormat::batch: {
      const auto events = split_batch(request.body, tokens_);
      if (!events) {
        note({0,
              0,
              0,
              {},
              {},
              std::string(name_of(Reason::malformed)),
              "The body is no JSON array of CloudEvents in UTF-8."});
        return false;
      }
      for (const SplitEvent& event : *events) items_.push_back({event.text, event.line});
      return true;
    }
    case IntakeFormat::lines:
      for (const SplitEvent& event : split_lines(request.body)) {
        items_.push_back({event.text, event.line});
      }
      return true;
    case IntakeFormat::sheet: split_sheet(request); return out_.fault_count == 0;
  }
  return false;
}

void IntakeReader::split_sheet(const model::IntakeRequest& request) {
  const Sheet sheet = read_sheet(request.body, model::kIntakeEventsMax + 1);
  sheet_ = make_sheet_events(sheet, stream_, plan_.zone, plan_.units.at(request.unit).code);
  for (const SheetFault& fault : sheet_.faults) {
    const std::size_t index = fault.column - 1;
    std::string field;
    if (fault.column > 0 && index < sheet_.columns.size()) {
      const SheetColumn& column = sheet_.columns[index];
      field = column.field < 0 ? column.attribute
                               : stream_.fields[static_cast<std::size_t>(column.field)].name;
    }
    note({0,
          fault.line,
          fault.column,
          {},
          std::move(field),
          std::string(name_of(Reason::malformed)),
          fault.detail,
          {},
          fault.detail_vi});
  }
  for (const SheetEvent& event : sheet_.events) items_.push_back({event.json, event.line});
}

// As the Kafka binding of CloudEvents writes them.
void IntakeReader::set_headers(const model::IntakeRequest& request) {
  headers_.clear();
  header_views_.clear();
  if (request.format == IntakeFormat::binary) {
    for (const auto& [name, value] : request.attributes) headers_.emplace_back("ce_" + name, value);
    if (!request.content_type.empty()) headers_.emplace_back("content-type", request.content_type);
  } else {
    headers_.emplace_back("content-type", "application/cloudevents+json; charset=UTF-8");
  }
  for (const auto& [name, value] : headers_) header_views_.emplace_back(name, *value);
}

void IntakeReader::judge(std::size_t begin, std::size_t end, const model::IntakeRequest& request) {
  std::vector<model::Record> records;
  for (std::size_t i = begin; i < end; ++i) {
    records.push_back({0, out_.now.ms, {}, items_[i].value, header_views_});
  }
  decoder_.decode(records, batch_);
  for (std::size_t row = 0; row < batch_.size; ++row) {
    take(begin + batch_.record[row], row, request);
  }
  // Explaining ends the batch's texts, so it comes last.
  for (const model::Refusal& refusal : batch_.refusals) {
    explain(begin + refusal.record, records[refusal.record]);
  }
}

void IntakeReader::take(std::size_t item, std::size_t row, const model::IntakeRequest& request) {
  const Item& read = items_[item];
  std::size_t bytes = read.value.size();
  for (const auto& [name, value] : headers_) bytes += name.size() + value->size();
  if (bytes > model::kIntakeEventBytesMax) {
    const RecordFault fault{Reason::too_large};
    note({item,
          read.line,
          0,
          std::string(batch_.id_text[row]),
          {},
          std::string(name_of(fault.reason)),
          fault_detail(fault, stream_)});
    ++out_.faulty_events;
    return;
  }
  if (!is_own(item, row, request)) {
    ++out_.faulty_events;
    return;
  }
  out_.events.push_back({read.line, key_of(row), std::string(read.value), headers_});
}

// Every unit the event names must be the token's or below it, as the tree is today.
bool IntakeReader::is_own(std::size_t item, std::size_t row, const model::IntakeRequest& request) {
  const model::UnitIndex unit = request.unit;
  bool own = true;
  for (std::size_t i = 0; i < stream_.fields.size(); ++i) {
    const model::Column& column = batch_.columns[i];
    if (stream_.fields[i].type.kind != TypeKind::unit || column.present[row] == 0) continue;
    const auto named = static_cast<model::UnitIndex>(column.numbers[row]);
    if (request.is_unit_alone ? named == unit : plan_.units.is_within(named, unit)) continue;
    own = false;
    out_.is_foreign = true;
    note({item, items_[item].line, column_of(static_cast<int>(i), {}),
          std::string(batch_.id_text[row]), stream_.fields[i].name,
          std::string(model::kForeignUnit),
          fmt::format("The unit {} is neither {}, whose token this is, nor below it.",
                      in_quotes(plan_.units.at(named).code), in_quotes(plan_.units.at(unit).code)),
          plan_.units.at(named).code});
  }
  return own;
}

void IntakeReader::explain(std::size_t item, const model::Record& record) {
  ++out_.faulty_events;
  std::string id;
  const std::vector<RecordFault> faults = decoder_.explain(record, id);
  IOC_CHECK(!faults.empty());  // Decoder D3
  for (const RecordFault& fault : faults) {
    std::string field = fault_field(fault, stream_);
    const std::size_t column = column_of(fault.field < 0 ? -1 : fault.field, field);
    std::string found = fault.found;
    if (found.size() > model::kIntakeQuoteBytesMax) found = in_quotes(found);
    note({item, items_[item].line, column, id, std::move(field), std::string(name_of(fault.reason)),
          fault_detail(fault, stream_), std::move(found)});
  }
}

void IntakeReader::note(model::IntakeFault fault) {
  ++out_.fault_count;
  if (out_.faults.size() == model::kIntakeFaultsMax) return;
  if (fault.id.size() > model::kIntakeQuoteBytesMax) fault.id = in_quotes(fault.id);
  out_.faults.push_back(std::move(fault));
}

std::string IntakeReader::key_of(std::size_t row) const {
  if (key_field_ >= 0) {
    const auto index = static_cast<std::size_t>(key_field_);
    const model::Column& column = batch_.columns[index];
    if (column.present[row] != 0) {
      switch (stream_.fields[index].type.kind) {
        case TypeKind::text: return std::string(column.texts[row]);
        case TypeKind::unit:
          return plan_.units.at(static_cast<model::UnitIndex>(column.numbers[row])).code;
        default: return std::to_string(column.numbers[row]);
      }
    }
  }
  return fmt::format("{:016x}{:016x}", batch_.id[row].high, batch_.id[row].low);
}

// Of the sheet, from 1; 0: none, or no sheet.
std::size_t IntakeReader::column_of(int field, std::string_view attribute) const {
  const auto at = std::ranges::find_if(sheet_.columns, [&](const SheetColumn& column) {
    return column.field == field && (field >= 0 || column.attribute == attribute);
  });
  return at == sheet_.columns.end() ? 0 : static_cast<std::size_t>(at - sheet_.columns.begin()) + 1;
}

}  // namespace ioc::ingest
