#include "ingest/simulator_units.h"

#include <algorithm>

namespace ioc::ingest {
namespace {

// Mountain districts: few people, few dossiers, and the last to go live.
constexpr std::array<std::string_view, 6> kHighlands = {"Tay Giang", "Dong Giang", "Nam Giang",
                                                        "Phuoc Son", "Bac Tra My", "Nam Tra My"};
constexpr double kSlowShare = 0.05;
constexpr double kSilentShare = 0.02;
// When the play begins; all districts are live.
constexpr double kNotLiveShare = 0.08;
constexpr double kNotLiveHighlandShare = 0.3;

bool is_highland(const model::Unit& district) {
  return std::ranges::any_of(kHighlands, [&](std::string_view name) {
    return district.name_en.find(name) != std::string::npos;
  });
}

bool is_highland_commune(const model::UnitTree& units, const model::Unit& unit) {
  return unit.parent != model::kNoUnit && is_highland(units.at(unit.parent));
}

// How busy a unit is, relative to the others, before neighbours differ.
double plain_busyness(const model::UnitTree& units, const model::Unit& unit) {
  constexpr std::array<double, 3> kByTier = {3, 20, 30};
  if (unit.parent == model::kNoUnit) return 0;
  double busy = kByTier[tier_of(unit)];
  if (unit.name_en.find("City") != std::string::npos) busy *= 2.5;
  if (is_highland(unit)) busy *= 0.4;
  if (is_highland_commune(units, unit)) busy *= 0.15;
  return busy;
}

std::uint64_t hash_of(const std::string& code) {
  std::uint64_t hash = 0;
  for (const char c : code) hash = hash * 131 + static_cast<unsigned char>(c);
  return hash;
}

std::optional<std::uint32_t> drawn(const std::vector<double>& sums, Chance& chance) {
  if (sums.empty() || sums.back() <= 0) return std::nullopt;
  const auto unit = std::ranges::upper_bound(sums, chance.uniform() * sums.back());
  return static_cast<std::uint32_t>(unit - sums.begin());
}

}  // namespace

std::size_t tier_of(const model::Unit& unit) {
  return unit.level == "commune" ? 0 : (unit.level == "district" ? 1 : 2);
}

Population::Population(std::uint64_t seed, const model::UnitTree& units)
    : tree_(units), units_(tree_.all()) {
  Chance chance(seed);
  double district_sum = 0;
  for (const model::Unit& unit : units_) {
    Chance own(hash_of(unit.code));
    Traits traits;
    traits.busyness = plain_busyness(tree_, unit) * own.between(0.4, 1.6);
    traits.is_slow = own.happens(kSlowShare);
    traits.is_silent = unit.level == "commune" && own.happens(kSilentShare);
    traits.habit = own.next();
    traits_.push_back(traits);
    if (unit.level == "district") district_sum += traits.busyness;
    district_sums_.push_back(district_sum);
    const double not_live = unit.level == "district"           ? 0
                            : is_highland_commune(tree_, unit) ? kNotLiveHighlandShare
                                                               : kNotLiveShare;
    for (auto& live : live_) live.push_back(!chance.happens(not_live));
  }
  for (std::size_t i = 0; i < kSystemCount; ++i) sum_up(static_cast<System>(i));
}

std::uint32_t Population::find(std::string_view code) const {
  return static_cast<std::uint32_t>(std::max(tree_.find(code), 0));
}

void Population::go_live(System system, std::uint32_t unit) {
  live_[static_cast<std::size_t>(system)][unit] = true;
  sum_up(system);
}

std::optional<std::uint32_t> Population::draw(System system, Chance& chance) const {
  return drawn(busy_sums_[static_cast<std::size_t>(system)], chance);
}

std::optional<std::uint32_t> Population::draw_district(Chance& chance) const {
  return drawn(district_sums_, chance);
}

void Population::sum_up(System system) {
  Sums& sums = busy_sums_[static_cast<std::size_t>(system)];
  sums.clear();
  double sum = 0;
  for (std::uint32_t unit = 0; unit < units_.size(); ++unit) {
    const bool sends = is_live(system, unit) && !is_silent(unit);
    sum += sends ? traits_[unit].busyness : 0;
    sums.push_back(sum);
  }
}

}  // namespace ioc::ingest
