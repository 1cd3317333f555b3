#include "ingest/letter_events.h"

#include <simdjson.h>

#include <algorithm>

#include "ingest/cloud_event.h"
#include "model/figure.h"

namespace ioc::ingest {
namespace {

constexpr std::size_t kSystemBytesMax = 200;  // of a source; a longer one names no system

// Of steps as StreamPlan keeps them.
std::string pointer_text(std::span<const std::string> steps) {
  std::string text;
  for (const std::string& step : steps) {
    text += '/';
    for (const char c : step) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return text;
}

std::string_view attribute_of(const DeadLetter& letter, std::string_view wanted) {
  for (const auto& [name, value] : letter.headers) {
    if (attribute_name(name) == wanted && value.data() != nullptr) return value;
  }
  return {};
}

void add_member(std::string& out, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  if (out.back() != '{') out += ',';
  model::append_json_string(out, name);
  out += ':';
  model::append_json_string(out, text);
}

}  // namespace

struct LetterEvents::Parser {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  bool is_read = false;

  // The text there; empty: none.
  std::string_view text_at(std::span<const std::string> steps) const {
    std::string_view text;
    if (!is_read || root.at_pointer(pointer_text(steps)).get(text) != simdjson::SUCCESS) return {};
    return text;
  }
};

LetterEvents::LetterEvents(const model::StreamPlan& stream, const model::UnitTree& units)
    : stream_(stream), units_(units), parser_(std::make_unique<Parser>()) {}
LetterEvents::~LetterEvents() = default;

LetterContent LetterEvents::content_of(const model::Record& record, const DeadLetter& letter) {
  LetterContent content;
  unit_.clear();
  system_.clear();
  const std::string_view value = record.value.value_or("");
  parser_->is_read =
      parser_->parser.parse(value.data(), value.size()).get(parser_->root) == simdjson::SUCCESS;
  const bool is_structured =
      letter.headers.empty() || mode_of(letter.headers) == EventMode::structured;
  const std::string source_step = "source";
  const std::string_view system =
      is_structured ? parser_->text_at({&source_step, 1}) : attribute_of(letter, "source");
  if (system.size() <= kSystemBytesMax && simdjson::validate_utf8(system.data(), system.size())) {
    system_ = system;
    content.system = system_;
  }
  const auto of = std::find_if(stream_.letters.begin(), stream_.letters.end(),
                               [&](const auto& source) { return source.topic == letter.topic; });
  if (of == stream_.letters.end()) return content;
  content.stream = of->stream;
  if (of->unit.empty()) return content;
  const bool is_in_data = of->unit.front() == "data";
  std::string_view unit;
  if (is_structured) {
    unit = parser_->text_at(of->unit);
  } else if (is_in_data) {
    unit = parser_->text_at(std::span(of->unit).subspan(1));
  } else if (of->unit.size() == 1) {
    unit = attribute_of(letter, of->unit.front());
  }
  if (units_.find(unit) == model::kNoUnit) return content;
  unit_ = unit;
  content.unit = unit_;
  return content;
}

model::Record LetterEvents::event_of(const model::Record& record) {
  const std::optional<DeadLetter> letter = read_dead_letter(record);
  if (!letter) return record;
  const LetterContent content = content_of(record, *letter);
  std::string id(letter->topic);
  id += '/' + std::to_string(letter->partition) + '/' + std::to_string(letter->offset);
  text_ = "{";
  add_member(text_, "specversion", "1.0");
  add_member(text_, "id", id);
  add_member(text_, "source", "/dead-letters");
  add_member(text_, "type", "refused");
  if (record.timestamp_ms >= 0) {
    add_member(text_, "time", model::format_rfc3339(model::Instant{record.timestamp_ms}, {}));
  }
  std::string data = "{";
  add_member(data, "reason", letter->reason);
  add_member(data, "topic", letter->topic);
  add_member(data, "stream", content.stream);
  add_member(data, "unit", content.unit);
  add_member(data, "system", content.system);
  text_ += ",\"data\":" + data + "}}";
  model::Record event = record;
  event.value = text_;
  event.headers = {};
  return event;
}

}  // namespace ioc::ingest
