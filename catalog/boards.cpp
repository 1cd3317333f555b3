#include "catalog/boards.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "catalog/figure_names.h"
#include "catalog/nearest.h"

namespace ioc::catalog {
namespace {

using model::BoardMap;
using model::BoardPage;
using model::BoardPlan;
using model::BoardTile;
using model::BoardUnits;
using model::BoardWorst;

constexpr Key kBoardKeys[] = {
    {"id", Shape::text, Need::required},
    {"name", Shape::name, Need::required},
    {"unit", Shape::text},
    {"page", Shape::tables, Need::required},
    {"description", Shape::name},
    {"note", Shape::name},
};
constexpr Key kPageKeys[] = {
    {"name", Shape::name, Need::required},
    {"tiles", Shape::tables},
    {"worst", Shape::table},
    {"map", Shape::table},
};
constexpr Key kTileKeys[] = {
    {"indicator", Shape::text, Need::required},
    {"window", Shape::text, Need::required},
    {"unit", Shape::text},
    {"target", Shape::text},
    {"name", Shape::name},
};
constexpr Key kWorstKeys[] = {
    {"indicator", Shape::text, Need::required},
    {"window", Shape::text, Need::required},
    {"each", Shape::text, Need::required},
    {"target", Shape::text},
    {"count", Shape::integer},
};
constexpr Key kMapKeys[] = {
    {"indicator", Shape::text, Need::required}, {"window", Shape::text, Need::required},
    {"each", Shape::text, Need::required},      {"target", Shape::text},
    {"grid", Shape::any, Need::required},
};
// What a hall can take in from its far end: a rotation of 80 seconds, and letters of 16 minutes of
// arc on three 55-inch screens at eight metres.
constexpr std::size_t kPagesMax = 4;
constexpr std::size_t kTilesMax = 7;
constexpr std::int64_t kWorstMax = 12;
constexpr std::size_t kGridRowsMax = 8;
constexpr std::size_t kGridPlacesMax = 10;

class BoardReader {
 public:
  BoardReader(const toml::table& table, const Source& source, const BoardGround& ground,
              Report& report)
      : source_(source),
        ground_(ground),
        units_(*ground.figures.units),
        report_(report),
        table_(table, source, "[[board]]", kBoardKeys, report) {}

  std::optional<BoardPlan> run() {
    const std::optional<Text> id = table_.text("id");
    if (!id || !check_id(*id, report_)) good_ = false;
    if (id) out_.id = id->value;
    out_.name = named(table_);
    out_.unit = ground_.root_unit;
    if (const auto unit = table_.text("unit")) out_.unit = unit_of(*unit);
    const std::vector<const toml::table*> pages = table_.tables("page");
    check_count("page", pages.size(), kPagesMax, table_,
                "a wall that shows more shows nobody anything; make two boards");
    for (const toml::table* page : pages) read_page(*page);
    return good_ ? std::optional(std::move(out_)) : std::nullopt;
  }

 private:
  model::Name named(const Table& table) {
    if (!table.has("name")) good_ = false;
    return table.name("name");
  }

  void check_count(std::string_view key, std::size_t count, std::size_t max, const Table& table,
                   std::string_view help) {
    if (!table.has(key)) return fail();
    if (count >= 1 && count <= max) return;
    fault(table.value_place(key), "bad-value",
          fmt::format("'{}' has from 1 to {} entries, not {}", key, max, count), std::string(help));
  }

  void read_page(const toml::table& toml) {
    const Table table(toml, source_, "[[board.page]]", kPageKeys, report_);
    BoardPage page;
    page.name = named(table);
    std::string_view first;
    for (const std::string_view kind : {"tiles", "worst", "map"}) {
      if (!table.is_written(kind)) continue;
      if (!first.empty()) {
        return fault(table.value_place(kind), "bad-value",
                     fmt::format("`{}` and `{}` stand side by side", first, kind),
                     "make two pages of them");
      }
      first = kind;
    }
    if (first.empty()) {
      return fault(table.place(), "missing-key",
                   "what does the page show? It has no `tiles`, `worst` or `map`",
                   "tiles = [{ indicator = \"…\", window = \"…\" }]");
    }
    if (!table.has(first)) return fail();
    if (first == "tiles") page.shows = read_tiles(table);
    if (first == "worst") page.shows = read_worst(*table.table("worst"));
    if (first == "map") page.shows = read_map(*table.table("map"));
    out_.pages.push_back(std::move(page));
  }

  std::vector<BoardTile> read_tiles(const Table& page) {
    const std::vector<const toml::table*> tables = page.tables("tiles");
    check_count("tiles", tables.size(), kTilesMax, page,
                "more cannot be read from across a hall; make two pages");
    std::vector<BoardTile> tiles;
    for (const toml::table* toml : tables) {
      const Table table(*toml, source_, "a tile", kTileKeys, report_);
      BoardTile tile;
      tile.name = table.name("name");
      const CaseIndicator* indicator = read_figure(table, tile.indicator, tile.window);
      const std::optional<Text> unit = table.text("unit");
      tile.unit = unit ? unit_of(*unit) : out_.unit;
      if (indicator != nullptr && !is_by_unit(*indicator)) {
        tile.unit = model::kNoUnit;
        if (unit && is_plain(*indicator)) {
          fault(unit->place, "bad-value", fmt::format("'{}' is not by units", indicator->plan->id),
                "leave it out");
        }
      }
      if (indicator != nullptr) {
        tile.target = target_of(
            table, *indicator, tile.window,
            [&](const model::TargetPlan& target) { return stands_beside(target, tile.unit); });
      }
      tiles.push_back(std::move(tile));
    }
    return tiles;
  }

  BoardWorst read_worst(const toml::table& toml) {
    const Table table(toml, source_, "a worst page", kWorstKeys, report_);
    BoardWorst worst;
    const CaseIndicator* indicator = read_level(table, worst.of);
    if (const auto count = table.integer("count")) {
      if (*count < 1 || *count > kWorstMax) {
        fault(table.value_place("count"), "bad-value",
              fmt::format("'count' is from 1 to {}, not {}", kWorstMax, *count),
              "so many lines can be read from across a hall");
      }
      worst.count = static_cast<int>(std::clamp<std::int64_t>(*count, 1, kWorstMax));
    }
    if (indicator == nullptr) return worst;
    worst.better_up = indicator->plan->better != "down";
    if (!indicator->plan->better.empty()) return worst;
    if (const model::TargetPlan* target = plan_of(worst.of.target)) {
      worst.better_up = target->at_least;
    } else {
      fault(table.value_place("indicator"), "bad-value",
            fmt::format("which stands worst? '{}' does not say what is better, and has no target",
                        indicator->plan->id),
            "give the indicator better = \"up\" or \"down\"");
    }
    return worst;
  }

  BoardMap read_map(const toml::table& toml) {
    const Table table(toml, source_, "a map", kMapKeys, report_);
    BoardMap map;
    read_level(table, map.of);
    const toml::node* grid = table.node("grid");
    if (grid == nullptr) {
      fail();
    } else if (const toml::array* rows = grid->as_array()) {
      read_grid(*rows, map);
    } else {
      bad_grid(*grid);
    }
    return map;
  }

  void bad_grid(const toml::node& node) {
    fault(place_of(source_, node.source()), "wrong-type", "a grid is rows of unit codes",
          "as in grid = [[\"504\", \"505\"], [\"\", \"502\"]]; \"\" is an empty place");
  }

  void read_grid(const toml::array& rows, BoardMap& map) {
    const Place place = place_of(source_, rows.source());
    if (rows.empty() || rows.size() > kGridRowsMax) {
      return fault(place, "bad-value",
                   fmt::format("a grid has from 1 to {} rows, not {}", kGridRowsMax, rows.size()),
                   "");
    }
    std::set<model::UnitIndex> seen;
    for (const toml::node& row : rows) {
      const toml::array* places = row.as_array();
      if (places == nullptr) return bad_grid(row);
      if (places->size() > kGridPlacesMax) {
        fault(place_of(source_, row.source()), "bad-value",
              fmt::format("a row has at most {} places, not {}", kGridPlacesMax, places->size()),
              "more cannot be read from across a hall");
      }
      auto& out = map.grid.emplace_back();
      for (const toml::node& code : *places) {
        if (!code.is_string()) return bad_grid(code);
        out.push_back(
            grid_unit({code.as_string()->get(), place_of(source_, code.source())}, map, seen));
      }
    }
    check_all_stand(place, map, seen);
  }

  model::UnitIndex grid_unit(const Text& code, const BoardMap& map,
                             std::set<model::UnitIndex>& seen) {
    if (code.value.empty()) return model::kNoUnit;
    const model::UnitIndex unit = unit_of(code);
    if (unit == model::kNoUnit) return unit;
    if (!seen.insert(unit).second) {
      fault(code.place, "bad-value", fmt::format("'{}' stands twice", code.value),
            "a unit has one place");
    } else if (!map.of.each.empty() && !is_shown(unit, map)) {
      fault(
          code.place, "bad-value",
          fmt::format("'{}' is no unit of the level '{}' of the board's", code.value, map.of.each),
          "");
    }
    return unit;
  }

  bool is_shown(model::UnitIndex unit, const BoardMap& map) const {
    return units_.at(unit).level == map.of.each &&
           (out_.unit == model::kNoUnit || units_.is_within(unit, out_.unit));
  }

  // A unit without a place would be missed by nobody.
  void check_all_stand(const Place& place, const BoardMap& map,
                       const std::set<model::UnitIndex>& seen) {
    std::string missing;
    for (std::size_t i = 0; i < units_.all().size(); ++i) {
      const auto unit = static_cast<model::UnitIndex>(i);
      if (!is_shown(unit, map) || units_.at(unit).valid_to || seen.contains(unit)) continue;
      missing += fmt::format("{}'{}'", missing.empty() ? "" : ", ", units_.at(unit).code);
    }
    if (missing.empty()) return;
    fault(place, "bad-value", "the grid has no place for " + missing,
          fmt::format("every unit of the level '{}' needs one", map.of.each));
  }

  const CaseIndicator* read_figure(const Table& table, int& number, std::string& window) {
    const std::optional<Text> name = table.text("indicator"), text = table.text("window");
    if (!name || !text) good_ = false;
    if (!name) return nullptr;
    const CaseIndicator* indicator = find_indicator(*name, ground_.figures, report_);
    if (indicator == nullptr) return fail(), nullptr;
    number = number_in(ground_.indicator_ids, name->value);
    if (text) window = text->value;
    if (text && !knows_window(*indicator, *text, report_)) fail();
    if (!is_plain(*indicator)) {
      fault(name->place, "bad-value",
            fmt::format("'{}' is by more than units: which figure is meant?", name->value),
            "show indicators by units alone, or without groups");
    }
    return indicator;
  }

  const CaseIndicator* read_level(const Table& table, BoardUnits& of) {
    const CaseIndicator* indicator = read_figure(table, of.indicator, of.window);
    if (const auto each = table.text("each")) {
      of.each = each->value;
      if (!knows_level(*each, units_, report_)) fail();
    } else {
      fail();
    }
    if (indicator == nullptr) return nullptr;
    if (indicator->by.empty()) {
      fault(table.value_place("indicator"), "bad-value",
            fmt::format("'{}' is not by units", indicator->plan->id), "show it as a tile");
    }
    of.target = target_of(table, *indicator, of.window,
                          [&](const model::TargetPlan& target) { return target.each == of.each; });
    return indicator;
  }

  // The target a table names, or the only one of the same figure.
  template <class IsOfUnit>
  int target_of(const Table& table, const CaseIndicator& indicator, const std::string& window,
                const IsOfUnit& is_of_unit) {
    std::vector<std::string> fit;
    for (const TargetDeclaration& target : *ground_.targets) {
      if (target.indicator == indicator.plan->id && target.plan.window == window &&
          is_of_unit(target.plan)) {
        fit.push_back(target.plan.id);
      }
    }
    std::sort(fit.begin(), fit.end());
    const std::optional<Text> name = table.text("target");
    if (!name && fit.size() > 1) {
      fault(table.value_place("indicator"), "bad-value",
            fmt::format("'{}' and '{}' are targets of this figure", fit[0], fit[1]),
            fmt::format("say which is meant: target = \"{}\"", fit[0]));
    }
    if (!name) return fit.size() == 1 ? number_in(ground_.target_ids, fit[0]) : -1;
    if (std::find(fit.begin(), fit.end(), name->value) == fit.end()) {
      unknown_target(*name, fit);
      return -1;
    }
    return number_in(ground_.target_ids, name->value);
  }

  void unknown_target(const Text& name, const std::vector<std::string>& fit) {
    good_ = false;
    const bool is_known = number_in(ground_.target_ids, name.value) >= 0;
    const bool is_broken =
        is_known && plan_of(number_in(ground_.target_ids, name.value)) == nullptr;
    if (is_broken) return;  // told at its own place
    const std::string help =
        fit.empty() ? "leave it out: this figure has no target" : suggestion(name.value, fit);
    if (is_known) {
      fault(name.place, "bad-value", fmt::format("'{}' is a target of another figure", name.value),
            help);
    } else if (ground_.figures.all_files_parsed || help.starts_with("did you mean")) {
      fault(name.place, "unknown-name", fmt::format("unknown target '{}'", name.value), help);
    }
  }

  // Whether it is set for the unit, by name or by level.
  bool stands_beside(const model::TargetPlan& target, model::UnitIndex unit) const {
    if (target.each.empty() || unit == model::kNoUnit) return target.unit == unit;
    return units_.at(unit).level == target.each;
  }

  const model::TargetPlan* plan_of(int number) const {
    if (number < 0) return nullptr;
    const std::string& id = ground_.target_ids[static_cast<std::size_t>(number)];
    for (const TargetDeclaration& target : *ground_.targets) {
      if (target.plan.id == id) return &target.plan;
    }
    return nullptr;
  }

  static int number_in(const std::vector<std::string>& sorted, const std::string& id) {
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), id);
    return at != sorted.end() && *at == id ? static_cast<int>(at - sorted.begin()) : -1;
  }

  model::UnitIndex unit_of(const Text& code) {
    const model::UnitIndex unit = find_unit(code, units_, report_);
    if (unit == model::kNoUnit) fail();
    return unit;
  }

  void fail() { good_ = false; }
  void fault(const Place& place, std::string code, std::string text, std::string help) {
    report_.error(place, std::move(code), std::move(text), std::move(help));
    good_ = false;
  }

  const Source& source_;
  const BoardGround& ground_;
  const model::UnitTree& units_;
  Report& report_;
  const Table table_;
  BoardPlan out_;
  bool good_ = true;
};

}  // namespace

std::optional<BoardPlan> read_board(const toml::table& table, const Source& source,
                                    const BoardGround& ground, Report& report) {
  return BoardReader(table, source, ground, report).run();
}

}  // namespace ioc::catalog
