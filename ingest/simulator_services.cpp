#include "ingest/simulator_services.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ioc::ingest {
namespace {

using model::Instant;

constexpr Outlet kServiceOutlet = {kServiceTopic, "tthc.catalog", "dvc"};
constexpr std::uint64_t kServiceWho = 1;

constexpr double kChangeShare = 0.001;  // of all events
constexpr double kRiseShare = 0.85;     // of changes; the others leave the list or come back
constexpr double kBehindShare = 0.12;   // services a level below the usual one when the play begins
// A change that is entered an hour later, and dated back.
constexpr double kServiceCorrectionShare = 0.05;

std::vector<Procedure> make_procedures() {
  constexpr std::array<std::array<double, 4>, 3> kLimits = {
      {{0.5, 1, 2, 3}, {2, 3, 5, 10}, {5, 7, 15, 20}}};
  constexpr std::array<std::int64_t, 4> kFees = {0, 8'000, 30'000, 150'000};
  std::vector<Procedure> list;
  for (std::size_t tier = 0; tier < kLimits.size(); ++tier) {
    for (std::size_t i = 0; i < kProceduresPerTier; ++i) {
      // 7 is prime to 20, so levels are spread over popular and rare procedures: of each tier's
      // twenty 2 are of level 1, 7 of level 2, 6 of level 3, 5 of level 4.
      const std::size_t rank = i * 7 % kProceduresPerTier;
      list.push_back({fmt::format("{}.{:06}", tier == 2 ? 2 : 1, 1005 + tier * 3000 + i * 137),
                      rank < 2 ? 1 : (rank < 9 ? 2 : (rank < 15 ? 3 : 4)),
                      kLimits[tier][(i * 3) % 4], i != 9, kFees[(i + tier) % 4]});
    }
  }
  return list;
}

}  // namespace

const std::vector<Procedure>& procedures() {
  static const std::vector<Procedure> kList = make_procedures();
  return kList;
}

Services::Services(World& world)
    : world_(world),
      chance_(world.chance_of(kServiceWho)),
      services_(world.units.size() * kProceduresPerTier),
      changes_(world, world.office, world.settings.rate * kChangeShare, kServiceWho + 100,
               [this](Instant now) { change(now); }) {
  for (std::uint32_t unit = 0; unit < world_.units.size(); ++unit) {
    for (std::size_t rank = 0; rank < kProceduresPerTier; ++rank) {
      const int usual = procedures()[first_of(unit) + rank].level;
      const bool is_behind = usual > 1 && chance_.happens(kBehindShare);
      at(unit, rank).level = static_cast<std::uint8_t>(is_behind ? usual - 1 : usual);
    }
  }
  world_.agenda.at(world_.settings.begin, [this](Instant now) { list(now); });
}

int Services::level(std::uint32_t unit, std::size_t procedure) const {
  return services_[unit * kProceduresPerTier + procedure % kProceduresPerTier].level;
}

std::uint16_t Services::draw_procedure(Chance& chance, std::uint32_t unit, bool is_online) const {
  const double u = chance.uniform();
  auto rank = static_cast<std::size_t>(u * u * kProceduresPerTier);
  // The next one that can be filed online; half of them can.
  for (std::size_t tries = 0; is_online && level(unit, rank) < 3 && tries < kProceduresPerTier;
       ++tries) {
    rank = (rank + 1) % kProceduresPerTier;
  }
  return static_cast<std::uint16_t>(first_of(unit) + rank);
}

void Services::list(Instant now) {
  for (std::uint32_t unit = 0; unit < world_.units.size(); ++unit) {
    if (world_.units.is_root(unit)) continue;
    for (std::size_t rank = 0; rank < kProceduresPerTier; ++rank) tell(unit, rank, now, now);
  }
}

void Services::change(Instant now) {
  const auto unit = world_.units.draw(System::motcua, chance_);
  if (!unit) return;
  const std::size_t rank = chance_.below(kProceduresPerTier);
  Service& service = at(*unit, rank);
  if (!service.is_offered) {
    service.is_offered = true;
  } else if (chance_.happens(kRiseShare)) {
    if (service.level == 4) return;  // the more of them are there, the fewer rise
    ++service.level;
  } else if (chance_.happens(0.2)) {
    service.is_offered = false;
  }
  const bool is_dated_back = chance_.happens(kServiceCorrectionShare);
  const Instant since{std::max(now.ms - model::kHourMs, world_.settings.begin.ms + 1)};
  tell(*unit, rank, is_dated_back ? since : now, now);
}

void Services::tell(std::uint32_t unit, std::size_t rank, Instant at, Instant now) {
  const Procedure& procedure = procedures()[first_of(unit) + rank];
  const Service& service = this->at(unit, rank);
  std::string key = fmt::format("{}@{}", procedure.code, world_.units.at(unit).code);
  EventText text = world_.event(kServiceOutlet, unit, at);
  text.text("service", key)
      .text("unit", world_.units.at(unit).code)
      .text("procedure", procedure.code)
      .number("level", service.level)
      .text("state", service.is_offered ? "offered" : "withdrawn");
  world_.send(kServiceOutlet, std::move(key), text, unit, now);
}

}  // namespace ioc::ingest
