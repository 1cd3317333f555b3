// The tree of administrative units that figures roll up along.
#pragma once

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

struct Unit {
  std::string code;
  std::string name_vi;
  std::string name_en;
  std::string level;
  UnitIndex parent = kNoUnit;
  std::optional<CivilDay> valid_from;  // first day, included
  std::optional<CivilDay> valid_to;    // last day, included
};

// Role: units by dense index and by code.
// Invariants: U1 a parent's index is valid and following parents ends at a unit without one.
// Threads: immutable after the catalogue is loaded.
class UnitTree {
 public:
  UnitTree() = default;
  explicit UnitTree(std::vector<Unit> units) : units_(std::move(units)) {
    for (std::size_t i = 0; i < units_.size(); ++i) {
      by_code_.emplace(units_[i].code, static_cast<UnitIndex>(i));
    }
  }

  const std::vector<Unit>& all() const { return units_; }
  const Unit& at(UnitIndex index) const { return units_[static_cast<std::size_t>(index)]; }

  UnitIndex find(std::string_view code) const {
    const auto found = by_code_.find(code);
    return found == by_code_.end() ? kNoUnit : found->second;
  }

  // The unit itself, its parent, and so on up to the root.
  std::vector<UnitIndex> chain(UnitIndex index) const {
    std::vector<UnitIndex> up;
    for (; index != kNoUnit; index = at(index).parent) up.push_back(index);
    return up;
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
  std::unordered_map<std::string, UnitIndex, Hash, std::equal_to<>> by_code_;
};

}  // namespace ioc::model
