// The keys of a field and what its type allows.
#include "catalog/fields.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "catalog/literals.h"
#include "catalog/nearest.h"

namespace ioc::catalog {
namespace {

using model::TypeKind;

constexpr Key kFieldKeys[] = {
    {"pointer", Shape::text, Need::required},
    {"type", Shape::text, Need::required},
    {"scale", Shape::integer},
    {"optional", Shape::flag},
    {"formats", Shape::texts},
    {"description", Shape::name},
};

// The members of a dead letter: what is known of the refused event, then what each event has.
constexpr std::array<std::string_view, 10> kLetterPointers = {
    "/data/reason", "/data/topic", "/data/stream", "/data/unit", "/data/system",
    "/id",          "/source",     "/specversion", "/time",      "/type"};

struct FieldType {
  std::string_view word;
  TypeKind kind;
};
constexpr std::array<FieldType, 6> kFieldTypes = {{{"string", TypeKind::text},
                                                   {"int", TypeKind::integer},
                                                   {"decimal", TypeKind::decimal},
                                                   {"bool", TypeKind::boolean},
                                                   {"time", TypeKind::instant},
                                                   {"unit", TypeKind::unit}}};

std::vector<std::string> type_words() {
  std::vector<std::string> words;
  for (const FieldType& type : kFieldTypes) words.emplace_back(type.word);
  return words;
}

// RFC 6901: "/data/unit" with ~0 for ~ and ~1 for /. Tells a fault where it stands.
std::optional<std::vector<std::string>> read_pointer(const Text& text, Report& report) {
  const std::string& written = text.value;
  if (!written.starts_with('/')) {
    report.error(text.place, "bad-pointer", fmt::format("'{}' is not a JSON pointer", written),
                 "pointers begin with '/', as in /data/unit");
    return std::nullopt;
  }
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written[i] == '/') {
      steps.emplace_back();
    } else if (written[i] == '~') {
      const char code = i + 1 < written.size() ? written[i + 1] : '\0';
      if (code != '0' && code != '1') {
        report.error(text.part(i, 1), "bad-pointer", "'~' must be followed by 0 or 1",
                     "~0 stands for '~', ~1 for '/'");
        return std::nullopt;
      }
      steps.back() += code == '0' ? '~' : '/';
      ++i;
    } else {
      steps.back() += written[i];
    }
  }
  return steps;
}

class FieldReader {
 public:
  FieldReader(const Text& name, const toml::table& table, bool is_of_letter, Report& report)
      : name_(name),
        is_of_letter_(is_of_letter),
        report_(report),
        table_(table, *name.place.source, fmt::format("field '{}'", name.value), kFieldKeys,
               report) {}

  std::optional<model::FieldPlan> run() {
    model::FieldPlan field;
    field.name = name_.value;
    field.optional = table_.flag("optional");
    const std::optional<Text> pointer = table_.text("pointer");
    const std::optional<Text> type = table_.text("type");
    bool good = check_id(name_, report_) && pointer && type;
    if (pointer) {
      if (auto steps = read_pointer(*pointer, report_)) {
        field.pointer = std::move(*steps);
        if (is_of_letter_) judge_letter_pointer(*pointer);
      } else {
        good = false;
      }
    }
    if (!type || !read_type(*type, field) || !read_formats(field)) return std::nullopt;
    return good ? std::optional(field) : std::nullopt;
  }

 private:
  bool read_type(const Text& text, model::FieldPlan& field) {
    const auto type = std::find_if(kFieldTypes.begin(), kFieldTypes.end(),
                                   [&](const FieldType& t) { return t.word == text.value; });
    if (type == kFieldTypes.end()) {
      report_.error(text.place, "bad-value", fmt::format("unknown type '{}'", text.value),
                    suggestion(text.value, type_words()));
      return false;
    }
    field.type.kind = type->kind;
    if (type->kind != TypeKind::decimal) return !refuse("scale", "decimal", *type);
    const std::optional<std::int64_t> scale = table_.integer("scale");
    if (!scale) {
      if (!table_.is_written("scale")) {
        report_.error(table_.place(), "missing-key",
                      fmt::format("the decimal field '{}' lacks the key 'scale'", field.name),
                      "scale = 2 keeps two digits after the point");
      }
      return false;
    }
    if (*scale < 0 || *scale > kScaleMax) {
      report_.error(table_.value_place("scale"), "bad-value",
                    fmt::format("'scale' is from 0 to {}, not {}", kScaleMax, *scale));
      return false;
    }
    field.type.scale = static_cast<int>(*scale);
    return true;
  }

  bool read_formats(model::FieldPlan& field) {
    if (field.type.kind != TypeKind::instant) {
      return !refuse("formats", "time",
                     *std::find_if(kFieldTypes.begin(), kFieldTypes.end(),
                                   [&](const FieldType& t) { return t.kind == field.type.kind; }));
    }
    bool good = true;
    for (const Text& text : table_.texts("formats")) {
      if (auto format = model::TimeFormat::compile(text.value)) {
        field.formats.push_back(std::move(*format));
      } else {
        good = false;
        report_.error(text.place, "bad-value", fmt::format("'{}' is no time format", text.value),
                      "as in %Y-%m-%d %H:%M:%S or yyyy-MM-dd HH:mm:ss");
      }
    }
    return good;
  }

  // The field itself is known: what uses it is judged.
  void judge_letter_pointer(const Text& pointer) {
    const auto& known = kLetterPointers;
    if (std::find(known.begin(), known.end(), pointer.value) != known.end()) return;
    report_.error(pointer.place, "bad-pointer",
                  fmt::format("a dead letter has no '{}'", pointer.value),
                  suggestion(pointer.value, {known.begin(), known.end()}));
  }

  // True when the key is there although only fields of type `owner` have it.
  bool refuse(std::string_view key, std::string_view owner, const FieldType& type) {
    if (!table_.has(key)) return false;
    report_.error(table_.value_place(key), "bad-value",
                  fmt::format("'{}' belongs to fields of type {}, not {}", key, owner, type.word));
    return true;
  }

  const Text& name_;
  const bool is_of_letter_;
  Report& report_;
  Table table_;
};

}  // namespace

std::optional<model::FieldPlan> read_field(const Text& name, const toml::table& table,
                                           bool is_of_letter, Report& report) {
  return FieldReader(name, table, is_of_letter, report).run();
}

}  // namespace ioc::catalog
