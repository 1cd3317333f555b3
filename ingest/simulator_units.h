// The province's units as the simulator sees them: how busy, how reliable, and on which systems.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ingest/simulator_rhythm.h"
#include "model/units.h"

namespace ioc::ingest {

// What units go live on, in the words of the register.
enum class System : std::uint8_t { motcua, qoffice, lris };
inline constexpr std::size_t kSystemCount = 3;
inline constexpr std::array<std::string_view, kSystemCount> kSystemNames = {"motcua", "qoffice",
                                                                            "lris"};

// Tiers of procedures: of communes, districts and departments.
std::size_t tier_of(const model::Unit& unit);

// Role: draws units, the busy ones more often. Of a system only those that are live on it are
// drawn, and never those that are live by the register alone: the silent ones.
// Which units are busy, slow or silent is in their codes: it is the same with every seed.
class Population {
 public:
  Population(std::uint64_t seed, const model::UnitTree& units);
  Population(const Population&) = delete;
  Population& operator=(const Population&) = delete;

  std::size_t size() const { return units_.size(); }
  const model::Unit& at(std::uint32_t unit) const { return units_[unit]; }
  const model::UnitTree& tree() const { return tree_; }
  // By code; the first unit of all where there is none of that code.
  std::uint32_t find(std::string_view code) const;
  // The province itself and whatever else stands at the top: it has no dossiers of its own.
  bool is_root(std::uint32_t unit) const { return units_[unit].parent == model::kNoUnit; }
  bool is_slow(std::uint32_t unit) const { return traits_[unit].is_slow; }
  bool is_silent(std::uint32_t unit) const { return traits_[unit].is_silent; }
  // A number of the unit's own: what its software is like.
  std::uint64_t habit(std::uint32_t unit) const { return traits_[unit].habit; }

  bool is_live(System system, std::uint32_t unit) const {
    return live_[static_cast<std::size_t>(system)][unit];
  }
  void go_live(System system, std::uint32_t unit);

  // nullopt: there is none.
  std::optional<std::uint32_t> draw(System system, Chance& chance) const;
  std::optional<std::uint32_t> draw_district(Chance& chance) const;

 private:
  struct Traits {
    double busyness = 0;
    bool is_slow = false;
    bool is_silent = false;
    std::uint64_t habit = 0;
  };
  using Sums = std::vector<double>;  // of busyness up to and with a unit

  void sum_up(System system);

  const model::UnitTree tree_;
  const std::vector<model::Unit>& units_;
  std::vector<Traits> traits_;  // by unit, as all below
  std::array<std::vector<bool>, kSystemCount> live_;
  std::array<Sums, kSystemCount> busy_sums_;
  Sums district_sums_;
};

}  // namespace ioc::ingest
