// The one place that knows toml++: shapes of values, positions, and the faults of both.
#include "catalog/schema.h"

#include <fmt/core.h>

#include <algorithm>

#include "catalog/nearest.h"

namespace ioc::catalog {
namespace {

constexpr Key kNameKeys[] = {{"vi", Shape::text, Need::required},
                             {"en", Shape::text, Need::required}};

std::string_view describe(Shape shape) {
  switch (shape) {
    case Shape::text: return "a string";
    case Shape::flag: return "true or false";
    case Shape::date: return "a date like 2020-12-31";
    case Shape::integer: return "an integer";
    case Shape::texts: return "a list of strings";
    case Shape::name: return "a string or { vi = \"…\", en = \"…\" }";
    case Shape::table: return "a table";
    case Shape::tables: return "an array of tables";
    case Shape::any: return "a value";
  }
  return "";
}

std::string_view describe(toml::node_type type) {
  switch (type) {
    case toml::node_type::string: return "a string";
    case toml::node_type::integer: return "an integer";
    case toml::node_type::floating_point: return "a floating-point number";
    case toml::node_type::boolean: return "a boolean";
    case toml::node_type::array: return "an array";
    case toml::node_type::table: return "a table";
    case toml::node_type::date: return "a date";
    default: return "a time";
  }
}

// An empty `stream = []` is an array of tables without tables.
bool is_empty_array(const toml::node& node) { return node.is_array() && node.as_array()->empty(); }

bool matches(const toml::node& node, Shape shape) {
  switch (shape) {
    case Shape::text: return node.is_string();
    case Shape::flag: return node.is_boolean();
    case Shape::date: return node.is_date();
    case Shape::integer: return node.is_integer();
    case Shape::texts: return node.is_array();
    case Shape::name: return node.is_string() || node.is_table();
    case Shape::table: return node.is_table();
    case Shape::tables: return node.is_array_of_tables() || is_empty_array(node);
    case Shape::any: return true;
  }
  return false;
}

}  // namespace

Table::Table(const toml::table& table, const Source& source, std::string_view title,
             std::span<const Key> keys, Report& report, bool reads_misspelled)
    : table_(&table), source_(&source), keys_(keys), place_(place_of(source, table.source())) {
  std::vector<std::string> valid;
  for (const Key& key : keys) valid.emplace_back(key.name);
  for (const auto& [name_written, node] : table) {
    const std::string_view name = name_written.str();
    const Place key_place = place_of(source, name_written.source());
    const Key* key = known(name);
    if (key == nullptr) {
      report.error(key_place, "unknown-key", fmt::format("unknown key '{}' in {}", name, title),
                   suggestion(name, valid));
      const auto meant = reads_misspelled ? nearest(name, valid) : std::nullopt;
      if (meant) key = known(*meant);
      if (key == nullptr || key->need == Need::later) continue;
      const bool stands_too = is_written(key->name);
      misspelled_.emplace_back(key->name, &node);
      // Of another shape perhaps something else was meant.
      if (stands_too || !matches(node, key->shape)) continue;
    }
    if (key->need == Need::later) {
      uses_later_ = true;
      report_unsupported(key_place, fmt::format("'{}' in {}", name, title), report);
      continue;
    }
    if (!matches(node, key->shape)) {
      report.error(place_of(source, node.source()), "wrong-type",
                   fmt::format("'{}' must be {}, not {}", name, describe(key->shape),
                               describe(node.type())));
    } else if (key->shape == Shape::texts) {
      for (const toml::node& item : *node.as_array()) {
        if (item.is_string()) continue;
        report.error(place_of(source, item.source()), "wrong-type",
                     fmt::format("'{}' lists strings, not {}", name, describe(item.type())));
      }
    } else if (key->shape == Shape::name && node.is_table()) {
      Table(*node.as_table(), source, fmt::format("'{}'", name), kNameKeys, report);
    }
  }
  if (uses_later_) return;
  for (const Key& key : keys) {
    if (key.need != Need::required || is_written(key.name)) continue;
    report.error(place_, "missing-key", fmt::format("{} lacks the key '{}'", title, key.name));
  }
}

const Key* Table::known(std::string_view key) const {
  const auto spec =
      std::find_if(keys_.begin(), keys_.end(), [&](const Key& k) { return k.name == key; });
  return spec != keys_.end() ? &*spec : nullptr;
}

const toml::node* Table::written(std::string_view key) const {
  if (const toml::node* node = table_->get(key)) return node;
  const auto meant = std::find_if(misspelled_.begin(), misspelled_.end(),
                                  [&](const auto& slip) { return slip.first == key; });
  return meant != misspelled_.end() ? meant->second : nullptr;
}

const toml::node* Table::find(std::string_view key) const {
  const Key* spec = known(key);
  const toml::node* node = written(key);
  return spec != nullptr && node != nullptr && matches(*node, spec->shape) ? node : nullptr;
}

std::optional<Text> Table::text(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr || !node->is_string()) return std::nullopt;
  return Text{node->as_string()->get(), place_of(*source_, node->source())};
}

std::optional<std::int64_t> Table::integer(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  return node->as_integer()->get();
}

bool Table::flag(std::string_view key) const {
  const toml::node* node = find(key);
  return node != nullptr && node->as_boolean()->get();
}

std::optional<model::CivilDay> Table::date(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const toml::date& date = node->as_date()->get();
  return model::parse_day(fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day));
}

std::vector<Text> Table::texts(std::string_view key) const {
  std::vector<Text> out;
  const toml::node* node = find(key);
  if (node == nullptr) return out;
  for (const toml::node& item : *node->as_array()) {
    if (!item.is_string()) continue;
    out.push_back({item.as_string()->get(), place_of(*source_, item.source())});
  }
  return out;
}

model::Name Table::name(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return {};
  if (node->is_string()) return {node->as_string()->get(), node->as_string()->get()};
  const toml::table& both = *node->as_table();
  return {both["vi"].value_or(std::string()), both["en"].value_or(std::string())};
}

const toml::table* Table::table(std::string_view key) const {
  const toml::node* node = find(key);
  return node == nullptr ? nullptr : node->as_table();
}

std::vector<const toml::table*> Table::tables(std::string_view key) const {
  std::vector<const toml::table*> out;
  const toml::node* node = find(key);
  if (node == nullptr) return out;
  for (const toml::node& item : *node->as_array()) out.push_back(item.as_table());
  return out;
}

std::vector<const toml::table*> Table::tables_beside(std::string_view key) const {
  std::vector<const toml::table*> out;
  for (const auto& [meant, node] : misspelled_) {
    if (meant == key && node != written(key) && node->is_table()) out.push_back(node->as_table());
  }
  return out;
}

Place Table::value_place(std::string_view key) const {
  const toml::node* node = written(key);
  return node == nullptr ? place_ : place_of(*source_, node->source());
}

Place place_of(const Source& source, const toml::source_region& region) {
  Mark mark{static_cast<int>(std::max(1U, region.begin.line)),
            static_cast<int>(std::max(1U, region.begin.column)), 1};
  const int end = region.end.line == region.begin.line ? static_cast<int>(region.end.column)
                                                       : width_of(source.line(mark.line)) + 1;
  mark.length = std::max(1, end - mark.column);
  return {&source, mark};
}

std::vector<std::pair<Text, const toml::node*>> members_of(const toml::table& table,
                                                           const Source& source) {
  std::vector<std::pair<Text, const toml::node*>> members;
  for (const auto& [key, node] : table) {
    members.push_back({{std::string(key.str()), place_of(source, key.source())}, &node});
  }
  return members;
}

std::optional<Text> text_at(const toml::table& table, const Source& source, std::string_view key) {
  const toml::node* node = table.get(key);
  if (node == nullptr || !node->is_string()) return std::nullopt;
  return Text{node->as_string()->get(), place_of(source, node->source())};
}

std::optional<Text> id_of(const toml::table& table, const Source& source) {
  constexpr std::string_view kId = "id";
  if (table.contains(kId)) return text_at(table, source, kId);
  for (const auto& [key, node] : table) {
    if (nearest(key.str(), {std::string(kId)})) return text_at(table, source, key.str());
  }
  return std::nullopt;
}

bool is_id(std::string_view text) {
  constexpr std::string_view kOf = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
  return !text.empty() && text.find_first_not_of(kOf) == std::string_view::npos;
}

bool check_id(const Text& id, Report& report) {
  if (is_id(id.value)) return true;
  report.error(id.place, "bad-id", fmt::format("'{}' is not an id", id.value),
               "ids are made of a-z, 0-9, '_', '.' and '-'");
  report.add_bad_id(id.value);
  return false;
}

void report_unsupported(const Place& place, std::string_view what, Report& report) {
  report.error(place, "unsupported", fmt::format("{} is not supported yet by this version", what));
}

}  // namespace ioc::catalog
