// Makes CloudEvents of rows (ingest/sheet_events.h).
#include "ingest/sheet_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include "ingest/cloud_event.h"
#include "ingest/json_text.h"
#include "model/figure.h"

namespace ioc::ingest {
namespace {

using model::TypeKind;

constexpr std::array<std::string_view, 4> kAttributes = {"id", "source", "type", "time"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

std::string json_text(std::string_view text) {
  std::string out;
  model::append_json_string(out, text);
  return out;
}

// Numbers and true or false as JSON writes them. A sheet separated by semicolons comes from where
// the comma stands before the fraction, and a point between thousands: there no number has a point,
// elsewhere none has a comma, so that none is misread.
std::optional<std::string> json_number(std::string_view text, TypeKind kind, char separator) {
  std::string number(text);
  if (kind == TypeKind::decimal && separator == ';') {
    if (number.find('.') != std::string::npos) return std::nullopt;
    std::ranges::replace(number, ',', '.');
  }
  number.append(kNumberPadding + 1, ' ');
  const char* end = number_end(number.c_str());
  if (end == nullptr || end != number.c_str() + text.size()) return std::nullopt;
  return number.substr(0, text.size());
}

std::optional<std::string> json_truth(std::string_view text) {
  const std::string word = lower(text);
  if (word == "true" || word == "1" || word == "có" || word == "cÓ" || word == "x") return "true";
  if (word == "false" || word == "0" || word == "không" || word == "khÔng") return "false";
  return std::nullopt;
}

bool is_read_already(std::string_view text, const model::FieldPlan* field,
                     const model::Zone& zone) {
  if (model::parse_rfc3339(text)) return true;
  return field != nullptr && std::ranges::any_of(field->formats, [&](const auto& format) {
           return format.parse(text, zone).has_value();
         });
}

// What cannot be read as the type asks stays the text it is, for the decoder to refuse by name.
std::string cell_json(std::string_view text, const model::FieldPlan* field, TypeKind kind,
                      const Sheet& sheet, const model::Zone& zone) {
  std::optional<std::string> read;
  switch (kind) {
    case TypeKind::integer:
    case TypeKind::decimal: read = json_number(text, kind, sheet.separator); break;
    case TypeKind::boolean: read = json_truth(text); break;
    case TypeKind::instant:
      if (is_read_already(text, field, zone)) break;
      if (const auto time = read_sheet_time(text, zone)) {
        read = json_text(model::format_rfc3339(*time, zone));
      }
      break;
    default: break;
  }
  return read ? *std::move(read) : json_text(text);
}

// The shape of an event: objects in objects, with a place for a value at each leaf.
struct Shape {
  std::string name;
  std::vector<Shape> members;
  int place = -1;  // number of the value

  Shape& member(std::string_view wanted) {
    const auto at = std::ranges::find(members, wanted, &Shape::name);
    if (at != members.end()) return *at;
    members.push_back({std::string(wanted), {}, -1});
    return members.back();
  }

  // False: there is nothing of it in this row.
  bool write(std::string& out, const std::vector<std::string>& values) const {
    if (members.empty()) {
      out += values[static_cast<std::size_t>(place)];
      return !values[static_cast<std::size_t>(place)].empty();
    }
    bool is_first = true;
    for (const Shape& each : members) {
      std::string inner;
      if (!each.write(inner, values)) continue;
      out += is_first ? '{' : ',';
      model::append_json_string(out, each.name);
      out += ':';
      out += inner;
      is_first = false;
    }
    if (!is_first) out += '}';
    return !is_first;
  }
};

// Role: makes the events of one sheet. Values are numbered: `specversion`, the attributes, then the
// columns.
class Maker {
 public:
  Maker(const Sheet& sheet, const model::StreamPlan& stream, const model::Zone& zone,
        std::string_view unit_code, SheetEvents& out)
      : sheet_(sheet), stream_(stream), zone_(zone), unit_code_(unit_code), out_(out) {}

  void make() {
    if (sheet_.fault) out_.faults.push_back(*sheet_.fault);
    if (sheet_.rows.empty()) {
      if (!sheet_.fault) {
        out_.faults.push_back(
            {1, 0, "The sheet is empty. " + names(), "Bảng trống. " + names_vi()});
      }
      return;
    }
    read_names();
    find_missing();
    for (std::size_t i = 1; i < sheet_.rows.size(); ++i) check_width(sheet_.rows[i]);
    if (!out_.faults.empty()) return;
    draw_shape();
    for (std::size_t i = 1; i < sheet_.rows.size(); ++i)
      out_.events.push_back(event(sheet_.rows[i]));
  }

 private:
  std::string names() const {
    std::string text = "The first line names the columns:";
    for (const model::FieldPlan& field : stream_.fields) {
      text += fmt::format(" {}{}", field.name, field.optional ? " (may be left out)," : ",");
    }
    return text + (stream_.time_field < 0 ? " time" : " time (may be left out)") +
           ", and id, source, type, which may be left out.";
  }

  std::string names_vi() const {
    std::string text = "Dòng đầu ghi tên cột:";
    for (const model::FieldPlan& field : stream_.fields) {
      text += fmt::format(" {}{}", field.name, field.optional ? " (có thể bỏ)," : ",");
    }
    return text + (stream_.time_field < 0 ? " time" : " time (có thể bỏ)") +
           "; id, source, type có thể bỏ.";
  }

  int field_named(std::string_view name) const {
    const auto at = std::ranges::find_if(
        stream_.fields, [&](const auto& field) { return lower(field.name) == name; });
    return at == stream_.fields.end() ? -1 : static_cast<int>(at - stream_.fields.begin());
  }

  void read_names() {
    const SheetRow& head = sheet_.rows.front();
    for (std::size_t i = 0; i < head.cells.size(); ++i) {
      const std::string name = lower(head.cells[i]);
      SheetColumn column{field_named(name)};
      if (column.field < 0) {
        const auto plain = std::string_view(name).substr(name.starts_with("ce_") ? 3 : 0);
        if (std::ranges::find(kAttributes, plain) != kAttributes.end()) column.attribute = plain;
      }
      const bool is_unnamed = name.empty() && is_empty(i);
      if (column.field < 0 && column.attribute.empty() && !is_unnamed) {
        fault(head.line, i, fmt::format("No column `{}` is known. {}", head.cells[i], names()),
              fmt::format("Không có cột nào tên `{}`. {}", head.cells[i], names_vi()));
      }
      const bool is_twice =
          !is_unnamed && std::ranges::any_of(out_.columns, [&](const auto& other) {
            return other.field == column.field && other.attribute == column.attribute;
          });
      if (is_twice && (column.field >= 0 || !column.attribute.empty())) {
        fault(head.line, i, fmt::format("The column `{}` stands there twice.", head.cells[i]),
              fmt::format("Cột `{}` xuất hiện hai lần.", head.cells[i]));
      }
      out_.columns.push_back(std::move(column));
    }
  }

  // Spreadsheets keep columns that were once used.
  bool is_empty(std::size_t column) const {
    return std::ranges::all_of(sheet_.rows, [&](const SheetRow& row) {
      return column >= row.cells.size() || row.cells[column].empty();
    });
  }

  void find_missing() {
    const auto has = [&](int field, std::string_view attribute) {
      return std::ranges::any_of(out_.columns, [&](const SheetColumn& column) {
        return column.field == field && column.attribute == attribute;
      });
    };
    const std::size_t line = sheet_.rows.front().line;
    for (std::size_t i = 0; i < stream_.fields.size(); ++i) {
      const model::FieldPlan& field = stream_.fields[i];
      if (field.optional || has(static_cast<int>(i), "")) continue;
      out_.faults.push_back({line, 0,
                             fmt::format("The column `{}` is missing. {}", field.name, names()),
                             fmt::format("Thiếu cột `{}`. {}", field.name, names_vi())});
    }
    if (stream_.time_field < 0 && !has(-1, "time") && !has_time_by_field()) {
      out_.faults.push_back({line, 0, "The column `time` is missing: when the event happened.",
                             "Thiếu cột `time`: thời điểm xảy ra sự việc."});
    }
  }

  bool has_time_by_field() const {
    return std::ranges::any_of(out_.columns, [&](const SheetColumn& column) {
      return column.field >= 0 && stream_.fields[static_cast<std::size_t>(column.field)].pointer ==
                                      std::vector<std::string>{"time"};
    });
  }

  void check_width(const SheetRow& row) {
    for (std::size_t i = out_.columns.size(); i < row.cells.size(); ++i) {
      if (!row.cells[i].empty()) {
        return fault(row.line, i, "No column has this cell.", "Ô này không thuộc cột nào.");
      }
    }
  }

  void fault(std::size_t line, std::size_t column, std::string detail, std::string detail_vi) {
    out_.faults.push_back({line, column + 1, std::move(detail), std::move(detail_vi)});
  }

  void draw_shape() {
    shape_.member("specversion").place = 0;
    for (std::size_t i = 0; i < kAttributes.size(); ++i) {
      shape_.member(kAttributes[i]).place = static_cast<int>(i) + 1;
    }
    for (std::size_t i = 0; i < out_.columns.size(); ++i) {
      if (out_.columns[i].field < 0) continue;
      Shape* at = &shape_;
      for (const auto& step :
           stream_.fields[static_cast<std::size_t>(out_.columns[i].field)].pointer) {
        at = &at->member(step);
      }
      at->place = static_cast<int>(kAttributes.size() + 1 + i);
    }
  }

  SheetEvent event(const SheetRow& row) {
    std::vector<std::string> values(kAttributes.size() + 1 + out_.columns.size());
    values[0] = "\"1.0\"";
    std::vector<std::string> said;  // what the row says, in an order of its own
    for (std::size_t i = 0; i < out_.columns.size() && i < row.cells.size(); ++i) {
      const std::string& cell = row.cells[i];
      if (cell.empty()) continue;
      const SheetColumn& column = out_.columns[i];
      std::string& value = values[place_of(column, i)];
      const model::FieldPlan* field =
          column.field < 0 ? nullptr : &stream_.fields[static_cast<std::size_t>(column.field)];
      const TypeKind kind = field != nullptr             ? field->type.kind
                            : column.attribute == "time" ? TypeKind::instant
                                                         : TypeKind::text;
      value = cell_json(cell, field, kind, sheet_, zone_);
      said.push_back((field != nullptr ? field->name : "ce_" + column.attribute) + "=" + value);
    }
    std::string& id = values[1];
    if (id.empty()) id = json_text(id_of(std::move(said)));
    if (values[2].empty()) values[2] = json_text("urn:ioc-pulse:sheet:" + unit_code_);
    if (values[3].empty()) values[3] = json_text("ioc-pulse.sheet." + stream_.id);
    SheetEvent made{row.line, {}};
    shape_.write(made.json, values);
    return made;
  }

  static std::size_t place_of(const SheetColumn& column, std::size_t index) {
    const auto* at = std::ranges::find(kAttributes, column.attribute);
    return column.field < 0 && at != kAttributes.end()
               ? static_cast<std::size_t>(at - kAttributes.begin()) + 1
               : kAttributes.size() + 1 + index;
  }

  // Equal rows are told apart by which of them this is.
  std::string id_of(std::vector<std::string> said) {
    std::ranges::sort(said);
    std::string all;
    for (const std::string& each : said) all += each + '\n';
    const model::EventId hash = event_id_of(stream_.id, all);
    const std::size_t ordinal = ++seen_[{hash.high, hash.low}];
    const std::string id = fmt::format("row-{:016x}{:016x}", hash.high, hash.low);
    return ordinal == 1 ? id : fmt::format("{}-{}", id, ordinal);
  }

  const Sheet& sheet_;
  const model::StreamPlan& stream_;
  const model::Zone& zone_;
  const std::string unit_code_;
  SheetEvents& out_;
  Shape shape_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> seen_;
};

// Numbers of one or two digits (a year: four), each followed by one of the separators it may have.
class TimeWords {
 public:
  explicit TimeWords(std::string_view text) : text_(text) {}

  bool is_done() const { return text_.empty(); }
  std::optional<int> number() {
    int value = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    const auto digits = static_cast<std::size_t>(end - text_.data());
    if (error != std::errc{} || text_.front() == '-' || digits > 4) return std::nullopt;
    last_digits_ = digits;
    text_.remove_prefix(digits);
    return value;
  }
  std::size_t last_digits() const { return last_digits_; }
  char separator() {
    if (text_.empty()) return 0;
    const char found = text_.front();
    text_.remove_prefix(1);
    return found;
  }
  void skip_blanks() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == 'T')) text_.remove_prefix(1);
  }

 private:
  std::string_view text_;
  std::size_t last_digits_ = 0;
};

std::optional<std::int64_t> read_day(TimeWords& words) {
  int parts[3];
  std::size_t digits[3];
  char separator = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto number = words.number();
    if (!number) return std::nullopt;
    parts[i] = *number;
    digits[i] = words.last_digits();
    if (i == 2) break;
    const char found = words.separator();
    if (found != '/' && found != '-' && found != '.') return std::nullopt;
    if (i == 1 && found != separator) return std::nullopt;
    separator = found;
  }
  const bool year_first = digits[0] == 4 && separator == '-';
  const bool is_sound = year_first ? digits[1] == 2 && digits[2] == 2
                                   : digits[0] <= 2 && digits[1] <= 2 && digits[2] == 4;
  if (!is_sound) return std::nullopt;
  const auto date = std::chrono::year{year_first ? parts[0] : parts[2]} /
                    std::chrono::month{static_cast<unsigned>(parts[1])} /
                    std::chrono::day{static_cast<unsigned>(year_first ? parts[2] : parts[0])};
  if (!date.ok() || static_cast<int>(date.year()) < 1) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * model::kDayMs;
}

std::optional<std::int64_t> read_clock(TimeWords& words) {
  constexpr int kEnds[] = {24, 60, 60};
  constexpr std::int64_t kUnitsMs[] = {model::kHourMs, model::kMinuteMs, model::kSecondMs};
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto number = words.number();
    if (!number || words.last_digits() > 2 || *number >= kEnds[i]) return std::nullopt;
    ms += *number * kUnitsMs[i];
    if (i > 0 && words.is_done()) return ms;
    if (i == 2 || words.separator() != ':') return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

SheetEvents make_sheet_events(const Sheet& sheet, const model::StreamPlan& stream,
                              const model::Zone& zone, std::string_view unit_code) {
  SheetEvents made;
  Maker(sheet, stream, zone, unit_code, made).make();
  return made;
}

std::optional<model::Instant> read_sheet_time(std::string_view text, const model::Zone& zone) {
  TimeWords words(text);
  const auto day_ms = read_day(words);
  if (!day_ms) return std::nullopt;
  if (words.is_done()) return zone.from_local(*day_ms);
  words.skip_blanks();
  const auto clock_ms = read_clock(words);
  if (!clock_ms) return std::nullopt;
  return zone.from_local(*day_ms + *clock_ms);
}

}  // namespace ioc::ingest
