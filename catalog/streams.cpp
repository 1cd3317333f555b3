// A stream's settings, then its fields.
#include "catalog/streams.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "catalog/fields.h"
#include "catalog/literals.h"
#include "catalog/nearest.h"

namespace ioc::catalog {
namespace {

using model::TypeKind;

constexpr Key kStreamKeys[] = {
    {"id", Shape::text, Need::required},
    {"topic", Shape::text, Need::required},
    {"name", Shape::name},
    {"description", Shape::name},
    {"envelope", Shape::text},
    {"lateness", Shape::text},
    {"max_ahead", Shape::text},
    {"settle", Shape::text},
    {"idle_after", Shape::text},
    {"time", Shape::text},
    {"apart", Shape::flag},
    {"fields", Shape::table},
};
class StreamReader {
 public:
  StreamReader(const toml::table& table, const Source& source, Report& report)
      : source_(source),
        report_(report),
        table_(table, source, "[[stream]]", kStreamKeys, report) {}

  std::optional<StreamDeclaration> run() {
    const std::optional<Text> id = table_.text("id");
    if (id) {
      (void)check_id(*id, report_);  // what names it all the same finds its fields
      out_.plan.id = id->value;
      out_.place = id->place;
    }
    read_topic();
    read_envelope();
    read_span("lateness", out_.plan.lateness_ms);
    read_span("max_ahead", out_.plan.max_ahead_ms);
    read_span("settle", out_.plan.settle_ms);
    read_span("idle_after", out_.plan.idle_after_ms);
    out_.plan.is_apart = table_.flag("apart");
    read_fields();
    read_time();
    return out_.plan.id.empty() ? std::nullopt : std::optional(std::move(out_));
  }

 private:
  void read_topic() {
    const std::optional<Text> topic = table_.text("topic");
    if (!topic) return;
    constexpr std::size_t kTopicLengthMax = 249;  // Kafka's own rule
    const std::string& name = topic->value;
    const bool good = !name.empty() && name.size() <= kTopicLengthMax && name != "." &&
                      name != ".." && std::all_of(name.begin(), name.end(), [](unsigned char c) {
                        return std::isalnum(c) || c == '.' || c == '_' || c == '-';
                      });
    if (!good) {
      report_.error(topic->place, "bad-value", fmt::format("'{}' is not a Kafka topic", name),
                    "topics are made of letters, digits, '.', '_' and '-', at most 249");
    }
    out_.plan.topic = name;
  }

  void read_envelope() {
    const std::optional<Text> envelope = table_.text("envelope");
    if (!envelope || envelope->value == "cloudevents") return;
    if (envelope->value == "dead-letters") {
      out_.plan.reads_letters = true;
      return;
    }
    report_.error(envelope->place, "bad-value",
                  fmt::format("unknown envelope '{}'", envelope->value),
                  "valid here: cloudevents, dead-letters");
  }

  void read_span(std::string_view key, std::int64_t& into) {
    const std::optional<Text> text = table_.text(key);
    if (!text) return;
    if (const std::optional<std::int64_t> ms = span_or_zero_ms(text->value)) {
      into = *ms;
    } else {
      report_.error(text->place, "bad-span",
                    fmt::format("'{}' is not a length of time", text->value),
                    "write 0s, 90s, 24h, 45d or 1h30m");
    }
  }

  void read_fields() {
    for (const toml::table* beside : table_.tables_beside("fields")) {
      for (const auto& [name, node] : *beside) out_.broken_fields.emplace(name.str());
    }
    const toml::table* fields = table_.table("fields");
    if (fields == nullptr) return;
    for (const auto& [name, node] : members_of(*fields, source_)) {
      if (!node->is_table()) {
        report_.error(place_of(source_, node->source()), "wrong-type",
                      fmt::format("field '{}' must be a table", name.value),
                      "{ pointer = \"/data/…\", type = \"string\" }");
        out_.broken_fields.insert(name.value);
      } else if (auto field =
                     read_field(name, *node->as_table(), out_.plan.reads_letters, report_)) {
        out_.plan.fields.push_back(std::move(*field));
      } else {
        out_.broken_fields.insert(name.value);
      }
    }
  }

  void read_time() {
    const std::optional<Text> name = table_.text("time");
    if (!name || out_.broken_fields.contains(name->value)) return;
    std::vector<std::string> times(out_.broken_fields.begin(), out_.broken_fields.end());
    for (std::size_t i = 0; i < out_.plan.fields.size(); ++i) {
      const model::FieldPlan& field = out_.plan.fields[i];
      if (field.type.kind == TypeKind::instant) times.push_back(field.name);
      if (field.name != name->value) continue;
      if (field.type.kind != TypeKind::instant || field.optional) {
        report_.error(name->place, "bad-value",
                      fmt::format("the event's time '{}' must be a field of type time that is not "
                                  "optional",
                                  field.name));
      }
      out_.plan.time_field = static_cast<int>(i);
    }
    if (out_.plan.time_field < 0) {
      report_.error(name->place, "unknown-name", fmt::format("unknown field '{}'", name->value),
                    suggestion(name->value, times));
    }
  }

  const Source& source_;
  Report& report_;
  Table table_;
  StreamDeclaration out_;
};

}  // namespace

std::optional<StreamDeclaration> read_stream(const toml::table& table, const Source& source,
                                             Report& report) {
  return StreamReader(table, source, report).run();
}

}  // namespace ioc::catalog
