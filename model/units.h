// The tree of administrative units that figures roll up along.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/time.h"

namespace ioc::model {

using UnitIndex = std::int32_t;
inline constexpr UnitIndex kNoUnit = -1;

// Where a unit stands in the tree from a day on.
struct Placement {
  CivilDay from = 0;
  UnitIndex parent = kNoUnit;
};

struct Unit {
  std::string code;
  std::string name_vi;
  std::string name_en;
  std::string level;
  UnitIndex parent = kNoUnit;          // the latest
  std::optional<CivilDay> valid_from;  // first day, included
  std::optional<CivilDay> valid_to;    // last day, included
  // Of a unit that has moved: each of its places, in the order of their days. The first one also
  // holds before its day.
  std::vector<Placement> placements = {};
};

// Role: units by dense index and by code. On the days of turns() some unit gets another parent:
// between two of them the tree is one, numbered from 0.
// Invariants: U1 a parent's index is valid and following parents ends at a unit without one, in
//                each of the trees.
// Threads: immutable after the catalogue is loaded.
class UnitTree {
 public:
  UnitTree() = default;
  explicit UnitTree(std::vector<Unit> units) : units_(std::move(units)) {
    for (std::size_t i = 0; i < units_.size(); ++i) {
      by_code_.emplace(units_[i].code, static_cast<UnitIndex>(i));
      for (std::size_t k = 1; k < units_[i].placements.size(); ++k) {
        const Placement& place = units_[i].placements[k];
        if (place.parent != units_[i].placements[k - 1].parent) turns_.push_back(place.from);
      }
    }
    std::sort(turns_.begin(), turns_.end());
    turns_.erase(std::unique(turns_.begin(), turns_.end()), turns_.end());
  }

  const std::vector<Unit>& all() const { return units_; }
  const Unit& at(UnitIndex index) const { return units_[static_cast<std::size_t>(index)]; }

  UnitIndex find(std::string_view code) const {
    const auto found = by_code_.find(code);
    return found == by_code_.end() ? kNoUnit : found->second;
  }

  // The unit itself, its parent, and so on up to the root, by the latest tree.
  std::vector<UnitIndex> chain(UnitIndex index) const { return chain(index, turns_.size()); }

  const std::vector<CivilDay>& turns() const { return turns_; }
  // The number of the tree of a day.
  std::size_t tree_of(CivilDay day) const {
    return static_cast<std::size_t>(std::upper_bound(turns_.begin(), turns_.end(), day) -
                                    turns_.begin());
  }
  UnitIndex parent_in(UnitIndex index, std::size_t tree) const {
    const Unit& unit = at(index);
    UnitIndex parent = unit.placements.empty() ? unit.parent : unit.placements.front().parent;
    for (const Placement& place : unit.placements) {
      if (tree_of(place.from) <= tree) parent = place.parent;
    }
    return parent;
  }
  std::vector<UnitIndex> chain(UnitIndex index, std::size_t tree) const {
    std::vector<UnitIndex> up;
    for (; index != kNoUnit; index = parent_in(index, tree)) up.push_back(index);
    return up;
  }
  // Whether the unit exists on the day.
  bool is_valid(UnitIndex index, CivilDay day) const {
    const Unit& unit = at(index);
    return (!unit.valid_from || *unit.valid_from <= day) &&
           (!unit.valid_to || day <= *unit.valid_to);
  }

  bool is_within(UnitIndex unit, UnitIndex ancestor) const {
    for (; unit != kNoUnit; unit = at(unit).parent) {
      if (unit == ancestor) return true;
    }
    return false;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::vector<Unit> units_;
  std::vector<CivilDay> turns_;
  std::unordered_map<std::string, UnitIndex, Hash, std::equal_to<>> by_code_;
};

}  // namespace ioc::model
