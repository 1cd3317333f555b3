// TOML tables read against a table of their keys.
//
// Each kind of table states its keys once: name, shape, and whether it must be there. Unknown keys,
// missing keys and values of the wrong shape are told here, so that a reader only asks for values.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/source.h"
#include "model/plan.h"

namespace ioc::catalog {

enum class Shape {
  text,
  flag,  // true or false
  date,  // a TOML date: 2020-12-31
  integer,
  texts,  // array of strings
  name,   // a string, or { vi = "…", en = "…" }
  table,
  tables,  // array of tables
  any,     // whatever its reader makes of it
};

enum class Need {
  required,
  optional,
  later,  // in the contract, but not supported yet by this version
};

struct Key {
  std::string_view name;
  Shape shape = Shape::text;
  Need need = Need::optional;
};

// Role: one table, checked. A value of the wrong shape has been told and reads as absent. A
// misspelled key has been told too, and reads as the one it is near to unless that stands there as
// well: nothing else shall be called missing or wrong for a slip of the pen.
// Owns: nothing; the document and its source must outlive it.
class Table {
 public:
  // `title` names the kind of table in messages, as "[[stream]]".
  Table(const toml::table& table, const Source& source, std::string_view title,
        std::span<const Key> keys, Report& report, bool reads_misspelled = true);

  const Place& place() const { return place_; }
  // A key of the contract that comes later was used: what else the table says cannot be judged.
  bool uses_later() const { return uses_later_; }

  std::optional<Text> text(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;
  bool flag(std::string_view key) const;  // false when absent
  std::optional<model::CivilDay> date(std::string_view key) const;
  std::vector<Text> texts(std::string_view key) const;
  model::Name name(std::string_view key) const;
  const toml::table* table(std::string_view key) const;
  std::vector<const toml::table*> tables(std::string_view key) const;
  // Tables of this key, misspelled, beside the one that is read: `field.x` among `fields.…`.
  std::vector<const toml::table*> tables_beside(std::string_view key) const;
  const toml::node* node(std::string_view key) const { return find(key); }
  bool has(std::string_view key) const { return find(key) != nullptr; }
  // Also when its value has the wrong shape.
  bool is_written(std::string_view key) const { return written(key) != nullptr; }
  Place value_place(std::string_view key) const;  // of the table itself when the key is absent

 private:
  const Key* known(std::string_view key) const;
  const toml::node* written(std::string_view key) const;
  const toml::node* find(std::string_view key) const;

  const toml::table* table_;
  const Source* source_;
  std::span<const Key> keys_;
  std::vector<std::pair<std::string_view, const toml::node*>> misspelled_;  // by the key meant
  Place place_;
  bool uses_later_ = false;
};

Place place_of(const Source& source, const toml::source_region& region);
// The members of a table whose names the author chooses, as `[stream.fields]`, sorted by name, so
// that their order in the file decides nothing.
std::vector<std::pair<Text, const toml::node*>> members_of(const toml::table& table,
                                                           const Source& source);

// The text of a key before the table is checked; none when it is no string.
std::optional<Text> text_at(const toml::table& table, const Source& source, std::string_view key);
// The id of a table before it is checked, also when its key is misspelled.
std::optional<Text> id_of(const toml::table& table, const Source& source);

// Ids are ASCII `[a-z0-9_.-]+`.
bool is_id(std::string_view text);
// Tells when `id` is none.
bool check_id(const Text& id, Report& report);

void report_unsupported(const Place& place, std::string_view what, Report& report);

}  // namespace ioc::catalog
