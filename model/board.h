// What a wall shows: boards of a few pages, each of one kind.
//
// Every figure a page needs is named by indicator, window and unit; a level stands for each of its
// units at or below the board's. Numbers are those of the plan (model/plan.h).
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "model/name.h"
#include "model/units.h"

namespace ioc::model {

struct BoardTile {
  Name name;  // may be empty: the target's, or the indicator's
  int indicator = -1;
  std::string window;
  UnitIndex unit = kNoUnit;  // none: the indicator has no units
  int target = -1;           // of the same figure; -1: none
};

// The units of a level side by side.
struct BoardUnits {
  int indicator = -1;
  std::string window;
  std::string each;  // a level
  int target = -1;   // set for each unit of that level; -1: none
};

// Those that stand worst. Either the indicator says which way is better, or there is a target.
struct BoardWorst {
  BoardUnits of;
  int count = 10;
  bool better_up = true;
};

// Each unit at its place: rows from the north, places from the west.
struct BoardMap {
  BoardUnits of;
  std::vector<std::vector<UnitIndex>> grid;  // none: nothing stands there
};

struct BoardPage {
  Name name;
  std::variant<std::vector<BoardTile>, BoardWorst, BoardMap> shows;
};

struct BoardPlan {
  std::string id;
  Name name;
  UnitIndex unit = kNoUnit;
  std::vector<BoardPage> pages;
};

}  // namespace ioc::model
