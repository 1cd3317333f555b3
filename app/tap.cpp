#include "app/tap.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/clock.h"
#include "app/command_catalog.h"
#include "app/config.h"
#include "app/exit_code.h"
#include "app/glimpse.h"
#include "app/kafka_config.h"
#include "app/log_reading.h"
#include "app/output.h"
#include "ingest/decoder.h"
#include "model/figure.h"
#include "model/limits.h"

namespace ioc::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Error;
using model::ErrorCode;
using model::Status;

constexpr std::int64_t kLookForEventsMs = 500;  // between two looks for new events

Json value_of(const model::Plan& plan, const model::Column& column, const model::Type& type,
              std::size_t row) {
  const std::int64_t number = column.numbers.empty() ? 0 : column.numbers[row];
  switch (type.kind) {
    case model::TypeKind::text: return std::string(column.texts[row]);
    case model::TypeKind::boolean: return number != 0;
    case model::TypeKind::decimal: return model::Decimal{number, type.scale}.to_string();
    case model::TypeKind::instant: return model::format_rfc3339(model::Instant{number}, plan.zone);
    case model::TypeKind::unit: return plan.units.at(static_cast<model::UnitIndex>(number)).code;
    default: return number;
  }
}

// Role: decodes records of one stream and writes a line for each.
class Tap {
 public:
  Tap(const TapOptions& options, const model::Plan& plan, const model::StreamPlan& stream)
      : options_(options), plan_(plan), stream_(stream), decoder_(stream, plan, true) {}

  void show(const model::PartitionName& name, std::span<const model::Record> records) {
    decoder_.decode(records, batch_);
    auto refusal = batch_.refusals.begin();
    std::size_t row = 0;
    for (std::uint32_t i = 0; i < batch_.record_count; ++i) {
      Json line = {{"partition", name.partition}, {"offset", records[i].offset}};
      line["written_at"] =
          records[i].timestamp_ms < 0
              ? Json()
              : Json(model::format_rfc3339(model::Instant{records[i].timestamp_ms}, plan_.zone));
      const bool is_refused = refusal != batch_.refusals.end() && refusal->record == i;
      line["verdict"] = is_refused ? name_of((refusal++)->reason) : "ok";
      if (is_refused) {
        line["value"] = glimpse(records[i].value.value_or(""));
      } else {
        describe(row++, line);
      }
      if (is_refused || !options_.refused_only) write(line);
    }
  }
  const Status& status() const { return status_; }

 private:
  void describe(std::size_t row, Json& line) const {
    line["time"] = model::format_rfc3339(model::Instant{batch_.time_ms[row]}, plan_.zone);
    line["fields"] = Json::object();
    for (std::size_t i = 0; i < stream_.fields.size(); ++i) {
      const model::Column& column = batch_.columns[i];
      if (column.present[row] == 0) continue;
      line["fields"][stream_.fields[i].name] = value_of(plan_, column, stream_.fields[i].type, row);
    }
  }
  void write(const Json& line) {
    if (!status_.ok()) return;
    std::string text;
    if (options_.json) {
      text = line.dump(-1, ' ', false, Json::error_handler_t::replace);
    } else {
      const std::string when = line.contains("time") ? line["time"].get<std::string>() : "-";
      text =
          fmt::format("{}@{}  {:13}  {}  ", line["partition"].get<int>(),
                      line["offset"].get<std::int64_t>(), line["verdict"].get<std::string>(), when);
      text += line.contains("fields")
                  ? line["fields"].dump(-1, ' ', false, Json::error_handler_t::replace)
                  : line["value"].get<std::string>();
    }
    status_ = write_data(text + '\n');
  }

  const TapOptions& options_;
  const model::Plan& plan_;
  const model::StreamPlan& stream_;
  ingest::Decoder decoder_;
  model::EventBatch batch_;
  Status status_ = model::Done{};
};

Status run(const TapOptions& options, const Config& config, const model::Plan& plan,
           const model::StreamPlan& stream, const std::atomic<bool>& stop) {
  const ingest::KafkaSettings settings = kafka_settings(config, stop);
  Tap tap(options, plan, stream);
  std::vector<std::int64_t> next;  // by partition
  do {
    auto parts = whole_topic(settings, stream.topic);
    if (!parts) return parts.error();
    if (parts->empty()) {
      return Error{ErrorCode::config, "there is no such topic; create it, or mend `topic`",
                   stream.topic};
    }
    for (std::size_t i = next.size(); i < parts->size(); ++i) {
      next.push_back(std::max<std::int64_t>(0, (*parts)[i].end - options.last));
    }
    std::vector<LogPart> fresh;
    for (std::size_t i = 0; i < parts->size(); ++i) {
      LogPart& part = (*parts)[i];
      part.next = next[i];
      next[i] = std::max(next[i], part.end);
      if (part.next < part.end) fresh.push_back(part);
    }
    if (!fresh.empty()) {
      const Status read = read_log(settings, fresh, stop,
                                   [&](std::size_t part, std::span<const model::Record> records) {
                                     tap.show(fresh[part].name, records);
                                   });
      if (!read.ok()) return read;
    }
    if (!tap.status().ok()) return tap.status();
  } while (options.follow && sleep_unless(stop, kLookForEventsMs));
  return model::Done{};
}

}  // namespace

int tap(const TapOptions& options, const std::atomic<bool>& stop) {
  const auto config = read_config(options.config);
  if (!config) return report(config.error());
  auto catalog = command_catalog(*config, options.catalog, CatalogOf::next_start);
  if (!catalog) return report(catalog.error());
  std::string known;
  for (model::StreamPlan& stream : catalog->plan.streams) {
    known += (known.empty() ? "" : ", ") + stream.id;
    if (stream.id != options.stream) continue;
    for (model::FieldPlan& field : stream.fields) field.used = true;  // all are shown
    const Status done = run(options, *config, catalog->plan, stream, stop);
    return done.ok() ? kExitOk : report(done.error());
  }
  return report(
      {ErrorCode::usage, "is no stream of the catalogue; there are: " + known, options.stream});
}

}  // namespace ioc::app
