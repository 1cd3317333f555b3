// The province: its systems on one stage.
#include "ingest/simulator.h"

#include <optional>

#include "ingest/simulator_databases.h"
#include "ingest/simulator_documents.h"
#include "ingest/simulator_dossiers.h"
#include "ingest/simulator_field_reports.h"
#include "ingest/simulator_heartbeats.h"
#include "ingest/simulator_notice.h"
#include "ingest/simulator_reports.h"
#include "ingest/simulator_rollout.h"
#include "ingest/simulator_services.h"
#include "ingest/simulator_values.h"
#include "ingest/simulator_world.h"

namespace ioc::ingest {
namespace {

using model::Instant;

constexpr std::uint64_t kOutageWho = 13;

// Everything that needs units.
struct Offices {
  explicit Offices(World& world)
      : rollout(world),
        services(world),
        dossiers(world, services),
        documents(world),
        party_documents(world),
        reports(world),
        values(world),
        milestones(world),
        modules(world),
        field_reports(world),
        databases(world) {}

  Rollout rollout;
  Services services;
  Dossiers dossiers;
  Documents documents;
  PartyDocuments party_documents;
  Reports reports;
  Values values;
  Milestones milestones;
  Modules modules;
  FieldReports field_reports;
  Databases databases;
};

// Now and then a unit's line is down for hours, for all of its systems.
class Outages {
 public:
  explicit Outages(World& world)
      : world_(world),
        chance_(world.chance_of(kOutageWho)),
        begins_(world, world.office,
                world.settings.outages_per_day / world.office.seconds_per_working_day(),
                kOutageWho + 100, [this](Instant now) { cut_off(now); }) {}

 private:
  void cut_off(Instant now) {
    const auto unit = world_.units.draw(System::motcua, chance_);
    if (!unit) return;
    const double hours = chance_.between(1.5, 5);
    world_.cut_off_until_ms[*unit] = now.ms + static_cast<std::int64_t>(hours * model::kHourMs);
  }

  World& world_;
  Chance chance_;
  Arrivals begins_;
};

bool has_offices(const Population& units) {
  for (std::uint32_t unit = 0; unit < units.size(); ++unit) {
    if (!units.is_root(unit)) return true;
  }
  return false;
}

}  // namespace

class Simulator::Province {
 public:
  Province(std::uint64_t seed, const model::UnitTree& units, const model::WorkCalendar* calendar,
           SimulatorSettings settings)
      : world_(seed, units, calendar, settings), heartbeats_(world_), outages_(world_) {
    // With nobody but the province itself only its systems are heard.
    if (has_offices(world_.units)) offices_.emplace(world_);
  }

  std::vector<SimulatedRecord> until(Instant instant) {
    std::vector<SimulatedRecord> out;
    while (world_.agenda.has_until(instant)) {
      // Whatever this and later deeds send is produced after their instant.
      world_.wire.release(out, world_.agenda.next_ms());
      world_.agenda.perform_next();
    }
    world_.wire.release(out, instant.ms);
    return out;
  }

 private:
  World world_;
  Heartbeats heartbeats_;
  Outages outages_;
  std::optional<Offices> offices_;
};

Simulator::Simulator(std::uint64_t seed, const model::UnitTree& units,
                     const model::WorkCalendar* calendar, SimulatorSettings settings)
    : province_(std::make_unique<Province>(seed, units, calendar, settings)) {}
Simulator::~Simulator() = default;
Simulator::Simulator(Simulator&&) noexcept = default;
Simulator& Simulator::operator=(Simulator&&) noexcept = default;

std::vector<SimulatedRecord> Simulator::until(Instant instant) { return province_->until(instant); }

}  // namespace ioc::ingest
