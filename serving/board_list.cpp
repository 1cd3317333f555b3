#include "serving/board_list.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "serving/figure_query.h"
#include "serving/json_items.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;
using model::BoardMap;
using model::BoardPage;
using model::BoardPlan;
using model::BoardTile;
using model::BoardUnits;
using model::BoardWorst;
using model::Plan;
using Tiles = std::vector<BoardTile>;

const model::IndicatorPlan& indicator_at(const Plan& plan, int number) {
  return plan.indicators[static_cast<std::size_t>(number)];
}

// Calls back with each indicator's number, window and unit (a tile) or level (the others).
template <class OnTile, class OnUnits>
void walk(const BoardPlan& board, const OnTile& on_tile, const OnUnits& on_units) {
  for (const BoardPage& page : board.pages) {
    if (const auto* tiles = std::get_if<Tiles>(&page.shows)) {
      for (const BoardTile& tile : *tiles) on_tile(tile);
    } else if (const auto* worst = std::get_if<BoardWorst>(&page.shows)) {
      on_units(worst->of);
    } else {
      on_units(std::get<BoardMap>(page.shows).of);
    }
  }
}

// The codes of the units of its level within the board's.
std::vector<std::string> units_of(const Plan& plan, const BoardPlan& board, const BoardUnits& of) {
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < plan.units.all().size(); ++i) {
    const model::Unit& unit = plan.units.all()[i];
    const bool is_shown =
        unit.level == of.each && plan.units.is_within(static_cast<model::UnitIndex>(i), board.unit);
    if (is_shown) codes.push_back(unit.code);
  }
  return codes;
}

bool may_see_board(const Viewer& viewer, const Plan& plan, const BoardPlan& board) {
  bool may = true;
  const auto judge = [&](int indicator, std::string_view unit) {
    may = may && may_see(viewer, plan, indicator_at(plan, indicator), unit);
  };
  const auto judge_tile = [&](const BoardTile& tile) {
    const bool is_of_unit = tile.unit != model::kNoUnit;
    judge(tile.indicator, is_of_unit ? plan.units.at(tile.unit).code : "");
  };
  const auto judge_units = [&](const BoardUnits& of) {
    for (const std::string& unit : units_of(plan, board, of)) judge(of.indicator, unit);
  };
  walk(board, judge_tile, judge_units);
  return may;
}

Json unit_code(const Plan& plan, model::UnitIndex unit) {
  return unit == model::kNoUnit ? Json() : Json(plan.units.at(unit).code);
}

Json target_id(const Plan& plan, int target) {
  return target < 0 ? Json() : Json(plan.targets[static_cast<std::size_t>(target)].id);
}

// The tile's own name, or the target's, or the indicator's.
const model::Name& name_of_tile(const Plan& plan, const BoardTile& tile) {
  if (!tile.name.empty()) return tile.name;
  if (tile.target < 0) return indicator_at(plan, tile.indicator).name;
  return name_of_target(plan, plan.targets[static_cast<std::size_t>(tile.target)]);
}

Json tile_json(const Plan& plan, const BoardTile& tile) {
  return {{"indicator", indicator_at(plan, tile.indicator).id},
          {"window", tile.window},
          {"unit", unit_code(plan, tile.unit)},
          {"target", target_id(plan, tile.target)},
          {"name", name_json(name_of_tile(plan, tile))}};
}

Json units_json(const Plan& plan, const BoardUnits& of) {
  return {{"indicator", indicator_at(plan, of.indicator).id},
          {"window", of.window},
          {"each", of.each},
          {"target", target_id(plan, of.target)}};
}

Json page_json(const Plan& plan, const BoardPage& page) {
  Json json = {{"name", name_json(page.name)}};
  if (const auto* tiles = std::get_if<Tiles>(&page.shows)) {
    json["tiles"] = Json::array();
    for (const BoardTile& tile : *tiles) json["tiles"].push_back(tile_json(plan, tile));
  } else if (const auto* worst = std::get_if<BoardWorst>(&page.shows)) {
    json["worst"] = units_json(plan, worst->of);
    json["worst"]["count"] = worst->count;
    json["worst"]["better"] = worst->better_up ? "up" : "down";
  } else {
    const auto& map = std::get<BoardMap>(page.shows);
    json["map"] = units_json(plan, map.of);
    Json& grid = json["map"]["grid"] = Json::array();
    for (const auto& row : map.grid) {
      Json& places = grid.emplace_back(Json::array());
      for (const model::UnitIndex unit : row) places.push_back(unit_code(plan, unit));
    }
  }
  return json;
}

Json board_json(const Plan& plan, const BoardPlan& board) {
  Json pages = Json::array();
  for (const BoardPage& page : board.pages) pages.push_back(page_json(plan, page));
  return {{"board", board.id},
          {"name", name_json(board.name)},
          {"unit", unit_code(plan, board.unit)},
          {"pages", std::move(pages)}};
}

}  // namespace

const BoardPlan* find_visible_board(const Viewer& viewer, const Plan& plan, std::string_view id) {
  for (const BoardPlan& board : plan.boards) {
    if (board.id == id) return may_see_board(viewer, plan, board) ? &board : nullptr;
  }
  return nullptr;
}

// A line end cannot stand in an id or a code.
std::string board_key(std::string_view indicator, std::string_view window, std::string_view unit) {
  std::string key(indicator);
  key.append("\n").append(window).append("\n").append(unit);
  return key;
}

std::set<std::string, std::less<>> figures_of(const Plan& plan, const BoardPlan& board) {
  std::set<std::string, std::less<>> keys;
  const auto add = [&](int indicator, const std::string& window, std::string_view unit) {
    keys.insert(board_key(indicator_at(plan, indicator).id, window, unit));
  };
  const auto add_tile = [&](const BoardTile& tile) {
    const bool is_of_unit = tile.unit != model::kNoUnit;
    add(tile.indicator, tile.window, is_of_unit ? plan.units.at(tile.unit).code : "");
  };
  const auto add_units = [&](const BoardUnits& of) {
    for (const std::string& unit : units_of(plan, board, of)) add(of.indicator, of.window, unit);
  };
  walk(board, add_tile, add_units);
  return keys;
}

Answer board_list(const Viewer& viewer, const Plan& plan, const Request& request) {
  if (auto wrong = check_names(request.parameters, {})) return *std::move(wrong);
  std::vector<std::string> items;
  for (const BoardPlan& board : plan.boards) {
    if (!may_see_board(viewer, plan, board)) continue;
    items.push_back(text_of(board_json(plan, board)));
  }
  Answer answer = json_answer(list_json(items, {}));
  make_personal(answer, request);
  return answer;
}

}  // namespace ioc::serving
