// A member of `data` that no field of the stream reads is a slip of the pen far more often than a
// test of undeclared members, and would only be seen as an optional field that is absent; so it is
// a fault. Whoever means it writes the whole event, as `event`.
#include "catalog/case_events.h"

#include <fmt/core.h>

#include <map>

#include "catalog/case_values.h"
#include "catalog/nearest.h"

namespace ioc::catalog {
namespace {

constexpr Key kEventKeys[] = {
    {"stream", Shape::text}, {"time", Shape::any},   {"id", Shape::text},
    {"source", Shape::text}, {"data", Shape::table}, {"event", Shape::text},
};
constexpr std::string_view kData = "data";
constexpr std::string_view kSource = "/test";

// The members of `data` that the fields of a stream look into, sorted.
std::vector<std::string> data_members(const StreamDeclaration& stream) {
  std::set<std::string> out(stream.broken_fields.begin(), stream.broken_fields.end());
  for (const model::FieldPlan& field : stream.plan.fields) {
    if (field.pointer.size() > 1 && field.pointer[0] == kData) out.insert(field.pointer[1]);
  }
  return {out.begin(), out.end()};
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class EventReader {
 public:
  EventReader(const Table& test, const Source& source, const CaseGround& ground, Report& report)
      : test_(test),
        source_(source),
        ground_(ground),
        report_(report),
        values_(source, *ground.zone, report) {
    if (const auto stream = test.text("stream"))
      default_stream_ = ground.stream_of(*stream, report);
    if (const toml::table* data = test.table("data")) defaults_ = members_of(*data, source);
  }

  std::vector<CaseEvent> run() {
    for (const toml::table* table : test_.tables("events")) {
      ++number_;
      read(*table);
    }
    judge_defaults();
    return std::move(out_);
  }

 private:
  void read(const toml::table& written) {
    const Table table(written, source_, "an event of [[test]]", kEventKeys, report_);
    CaseEvent event;
    const Place place = table.place();
    event.position = {source_.path(), place.mark.line, place.mark.column};
    const std::optional<Text> stream = table.text("stream");
    event.stream = stream ? ground_.stream_of(*stream, report_) : default_stream_;
    if (!stream && !test_.is_written("stream")) {
      report_.error(place, "missing-key", "an event needs a stream",
                    "give it one, or `stream = \"…\"` to the whole test");
    }
    if (event.stream < 0) return;
    const auto& declared = (*ground_.streams)[static_cast<std::size_t>(event.stream)];
    if (table.is_written("event")) {
      read_raw(table, event);
    } else {
      event.value = document(table, declared);
    }
    out_.push_back(std::move(event));
  }

  void read_raw(const Table& table, CaseEvent& event) {
    for (const std::string_view key : {"time", "id", "source", "data"}) {
      if (!table.is_written(key)) continue;
      report_.error(table.value_place(key), "bad-value",
                    fmt::format("'{}' stands beside `event`, which is the whole event", key));
    }
    if (const auto text = table.text("event")) event.value = text->value;
  }

  std::string document(const Table& table, const StreamDeclaration& stream) {
    std::string out = R"({"specversion":"1.0","type":"test","id":)";
    const std::optional<Text> id = table.text("id");
    model::append_json_string(out, id ? id->value : std::to_string(number_));
    out += R"(,"source":)";
    const std::optional<Text> from = table.text("source");
    model::append_json_string(out, from ? from->value : std::string(kSource));
    if (const toml::node* time = table.node("time")) {
      if (const auto at = values_.instant(*time)) {
        out += fmt::format(R"(,"time":"{}")", model::format_rfc3339(*at, *ground_.zone));
      }
    } else if (stream.plan.time_field < 0) {
      report_.error(table.place(), "missing-key", "an event needs a time",
                    "time = 2020-10-15T08:00:00");
    }
    return out + R"(,"data":)" + data(table, stream) + '}';
  }

  // The event's own members, and of the defaults those that its stream reads.
  std::string data(const Table& table, const StreamDeclaration& stream) {
    const std::vector<std::string> known = data_members(stream);
    std::map<std::string, const toml::node*> members;
    for (const auto& [name, node] : defaults_) {
      if (!holds(known, name.value)) continue;
      members[name.value] = node;
      used_defaults_.insert(name.value);
    }
    if (const toml::table* own = table.table("data")) {
      for (const auto& [name, node] : members_of(*own, source_)) {
        members[name.value] = node;
        if (!holds(known, name.value)) unknown(name, stream.plan.id, known);
      }
    }
    std::string out;
    for (const auto& [name, node] : members) {
      out += out.empty() ? "" : ",";
      model::append_json_string(out, name);
      out += ':' + values_.json(*node).value_or("null");
    }
    return '{' + out + '}';
  }

  void unknown(const Text& name, const std::string& stream, const std::vector<std::string>& known) {
    report_.error(name.place, "unknown-name",
                  fmt::format("no field of stream '{}' reads '{}'", stream, name.value),
                  suggestion(name.value, known));
  }

  void judge_defaults() {
    if (out_.empty()) return;
    for (const auto& [name, node] : defaults_) {
      if (used_defaults_.contains(name.value)) continue;
      const auto& first = (*ground_.streams)[static_cast<std::size_t>(out_.front().stream)];
      unknown(name, first.plan.id, data_members(first));
    }
  }

  const Table& test_;
  const Source& source_;
  const CaseGround& ground_;
  Report& report_;
  const CaseValues values_;
  int default_stream_ = -1;
  std::vector<std::pair<Text, const toml::node*>> defaults_;
  std::set<std::string> used_defaults_;
  int number_ = 0;
  std::vector<CaseEvent> out_;
};

}  // namespace

std::vector<CaseEvent> read_case_events(const Table& test, const Source& source,
                                        const CaseGround& ground, Report& report) {
  return EventReader(test, source, ground, report).run();
}

}  // namespace ioc::catalog
