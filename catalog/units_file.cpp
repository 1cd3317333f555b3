// Lines become units, several lines the places of one that moves; then parents are found by code
// and followed to make sure there is no ring.
#include "catalog/units_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "catalog/csv.h"
#include "catalog/nearest.h"
#include "catalog/utf8.h"

namespace ioc::catalog {
namespace {

enum Column { kCode, kNameVi, kNameEn, kLevel, kParent, kValidFrom, kValidTo, kColumnCount };
constexpr std::array<std::string_view, kColumnCount> kColumnNames = {
    "code", "name_vi", "name_en", "level", "parent", "valid_from", "valid_to"};

class UnitsReader {
 public:
  UnitsReader(const Source& csv, Report& report) : csv_(csv), report_(report) {}

  std::optional<model::UnitTree> run() {
    check_encoding();
    const std::vector<Row> rows = read_rows(csv_, report_);
    if (rows.empty()) {
      report_.error({&csv_, {}}, "units", "the file has no header line", std::string(kUnitsHeader));
      return std::nullopt;
    }
    if (!read_header(rows.front())) return std::nullopt;
    for (std::size_t i = 1; i < rows.size(); ++i) read_unit(rows[i]);
    find_parents();
    place_units();
    check_root();
    break_rings();
    return model::UnitTree(std::move(units_));
  }

 private:
  struct Line {
    model::Unit unit;
    Place place;  // of the code
    Text parent;
    bool is_doubled = false;  // no place of its own: its code stood before
  };

  // Once a line: what is not UTF-8 is seldom alone.
  void check_encoding() {
    Mark mark;
    bool told = false;
    for (std::string_view rest = csv_.text(); !rest.empty();) {
      const CodePoint point = first_code_point(rest);
      if (!point.well_formed && !told) {
        told = true;
        report_.error({&csv_, mark}, "units", "the line is not UTF-8",
                      "save the file as UTF-8; spreadsheets call it \"CSV UTF-8\"");
      }
      ++mark.column;
      if (point.value == '\n') {
        mark = {mark.line + 1, 1, 1};
        told = false;
      }
      rest.remove_prefix(point.bytes);
    }
  }

  bool read_header(const Row& header) {
    positions_.fill(-1);
    const std::vector<std::string> valid(kColumnNames.begin(), kColumnNames.end());
    for (std::size_t i = 0; i < header.size(); ++i) {
      const auto known = std::find(kColumnNames.begin(), kColumnNames.end(), header[i].value);
      if (known == kColumnNames.end()) {
        report_.error(header[i].place, "units", fmt::format("unknown column '{}'", header[i].value),
                      suggestion(header[i].value, valid));
        continue;
      }
      int& position = positions_[static_cast<std::size_t>(known - kColumnNames.begin())];
      if (position >= 0) {
        report_.error(header[i].place, "units",
                      fmt::format("the column '{}' stands twice", header[i].value));
      }
      position = static_cast<int>(i);
    }
    column_count_ = header.size();
    bool complete = true;
    for (const Column column : {kCode, kNameVi, kNameEn, kLevel, kParent}) {
      if (positions_[column] >= 0) continue;
      complete = false;
      report_.error(header.front().place, "units",
                    fmt::format("the column '{}' is missing", kColumnNames[column]));
    }
    return complete;
  }

  void read_unit(const Row& row) {
    if (row.size() != column_count_) {
      report_.error(
          row.size() > column_count_ ? row[column_count_].place : row.back().place, "units",
          fmt::format("the line has {} cells, the header has {}", row.size(), column_count_));
      if (row.size() < column_count_) return;
    }
    const Text code = cell(row, kCode);
    if (code.value.empty()) {
      report_.error(code.place, "units", "the code is empty");
      return;
    }
    model::Unit unit{
        code.value,     cell(row, kNameVi).value, cell(row, kNameEn).value, cell(row, kLevel).value,
        model::kNoUnit, day(row, kValidFrom),     day(row, kValidTo)};
    if (unit.valid_from && unit.valid_to && *unit.valid_to < *unit.valid_from) {
      report_.error(cell(row, kValidTo).place, "units", "valid_to is before valid_from");
    }
    lines_.push_back({std::move(unit), code.place, cell(row, kParent)});
  }

  Text cell(const Row& row, Column column) const {
    const int position = positions_[column];
    if (position < 0) return {{}, row.front().place};
    return row[static_cast<std::size_t>(position)];
  }

  std::optional<model::CivilDay> day(const Row& row, Column column) {
    const Text text = cell(row, column);
    if (text.value.empty()) return std::nullopt;
    const std::optional<model::CivilDay> day = model::parse_day(text.value);
    if (!day) {
      report_.error(text.place, "units", fmt::format("'{}' is not a date", text.value),
                    "dates are written YYYY-MM-DD");
    }
    return day;
  }

  // Lines of one code are the places of one unit, in the order of their days.
  void find_parents() {
    for (const Line& line : lines_) {
      const auto number = static_cast<model::UnitIndex>(codes_.size());
      if (codes_.try_emplace(line.unit.code, number).second) units_.push_back(line.unit);
    }
    const auto order = [&](const Line& line) {
      return std::pair(codes_.at(line.unit.code), line.unit.valid_from);
    };
    std::stable_sort(lines_.begin(), lines_.end(),
                     [&](const Line& a, const Line& b) { return order(a) < order(b); });
    for (Line& line : lines_) {
      if (line.parent.value.empty()) continue;
      const auto parent = codes_.find(line.parent.value);
      if (parent != codes_.end()) {
        line.unit.parent = parent->second;
        continue;
      }
      std::vector<std::string> valid;
      for (const model::Unit& unit : units_) valid.push_back(unit.code);
      report_.error(line.parent.place, "units",
                    fmt::format("unknown parent '{}'", line.parent.value),
                    suggestion(line.parent.value, valid));
    }
  }

  void check_root() {
    const Line* first = nullptr;
    for (const Line& line : lines_) {
      if (!line.parent.value.empty() || line.is_doubled) continue;
      if (first == nullptr) first = &line;
      if (line.unit.code == first->unit.code) continue;
      report_.error(line.parent.place, "units",
                    fmt::format("'{}' is a second unit without a parent", line.unit.code),
                    fmt::format("name its parent, or that of '{}' at {}: one unit is above all",
                                first->unit.code, to_string(first->place)));
    }
  }

  // What a unit is called, its level and its last day are those of its last line.
  void place_units() {
    std::map<std::string_view, std::vector<const Line*>> by_code;
    for (Line& line : lines_) {
      std::vector<const Line*>& before = by_code[line.unit.code];
      line.is_doubled = !before.empty() && !follows(*before.back(), line);
      if (!line.is_doubled) before.push_back(&line);
    }
    for (model::Unit& unit : units_) {
      const std::vector<const Line*>& lines = by_code.at(unit.code);
      const std::optional<model::CivilDay> valid_from = lines.front()->unit.valid_from;
      unit = lines.back()->unit;
      unit.valid_from = valid_from;
      if (lines.size() == 1) continue;
      for (const Line* line : lines) {
        unit.placements.push_back({line->unit.valid_from.value_or(0), line->unit.parent});
      }
    }
  }

  bool follows(const Line& before, const Line& line) {
    const auto& from = line.unit.valid_from;
    if (from && before.unit.valid_from < from &&
        (!before.unit.valid_to || *before.unit.valid_to < *from)) {
      return true;
    }
    report_.error(line.place, "units", fmt::format("duplicate code '{}'", line.unit.code),
                  fmt::format("the first is at {}; a unit that moves has a line for each of its "
                              "places, each from its own day (valid_from) on",
                              to_string(before.place)));
    return false;
  }

  // Follows parents from each unit, in each of the trees. `walk` tells the walks apart: meeting the
  // own number again is a ring, meeting an older one is ground already known to be sound.
  void break_rings() {
    for (std::size_t tree = 0; tree <= model::UnitTree(units_).turns().size(); ++tree) {
      while (break_ring(model::UnitTree(units_), tree)) {
      }
    }
  }

  bool break_ring(const model::UnitTree& units, std::size_t tree) {
    std::vector<std::size_t> walk_of(units_.size(), 0);
    for (std::size_t start = 0; start < units_.size(); ++start) {
      const std::size_t walk = start + 1;
      std::size_t at = start;
      while (walk_of[at] == 0) {
        walk_of[at] = walk;
        const model::UnitIndex parent = units.parent_in(static_cast<model::UnitIndex>(at), tree);
        if (parent == model::kNoUnit) break;
        const auto next = static_cast<std::size_t>(parent);
        if (walk_of[next] == walk) {
          cut(units_[at], parent);
          return true;
        }
        at = next;
      }
    }
    return false;
  }

  void cut(model::Unit& unit, model::UnitIndex parent) {
    for (const Line& line : lines_) {
      if (line.unit.code != unit.code || line.unit.parent != parent) continue;
      report_.error(
          line.parent.place, "units",
          fmt::format("'{}' would be above itself", units_[static_cast<std::size_t>(parent)].code),
          "parents must lead to a unit without a parent");
      break;
    }
    if (unit.parent == parent) unit.parent = model::kNoUnit;
    for (model::Placement& place : unit.placements) {
      if (place.parent == parent) place.parent = model::kNoUnit;
    }
  }

  const Source& csv_;
  Report& report_;
  std::array<int, kColumnCount> positions_{};
  std::size_t column_count_ = 0;
  std::vector<Line> lines_;
  std::vector<model::Unit> units_;
  std::map<std::string, model::UnitIndex, std::less<>> codes_;
};

}  // namespace

std::optional<model::UnitTree> read_units(const Source& csv, Report& report) {
  return UnitsReader(csv, report).run();
}

}  // namespace ioc::catalog
