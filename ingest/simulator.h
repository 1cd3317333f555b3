// The province at play: a seeded stream of the events its systems would send, dirt included.
//
// The simple idea: a list of things that will happen, sorted by instant. Taking the first one
// writes an event and puts the next step of that life back into the list. Waits are drawn in
// *office time*, which runs at the rhythm of the working day (fast at the morning's peak, standing
// still at night), so that every step of a life follows the same day.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/time.h"
#include "model/units.h"

namespace ioc::ingest {

inline constexpr std::string_view kDossierTopic = "one-stop-shop.dossiers";
inline constexpr std::string_view kDocumentTopic = "q-office.documents";
inline constexpr std::string_view kReportTopic = "lris.reports";
inline constexpr std::string_view kHeartbeatTopic = "sources.heartbeats";

struct SimulatorSettings {
  model::Instant begin;            // the province is empty then; nothing is produced before
  double rate = 20.0;              // events a second at the peak of a working day, heartbeats apart
  double duplicate_share = 0.005;  // the same bytes again, a little later
  double delayed_share = 0.02;     // produced up to minutes after they happened
  double broken_share = 0.001;     // unreadable; the system sends it mended minutes later
  double outages_per_day = 2.0;    // a unit is cut off for hours, then sends all at once
};

// A structured CloudEvent (JSON in the value), so it needs no headers.
struct SimulatedRecord {
  std::string_view topic;
  std::string key;  // the dossier, document, report or system: one life, one partition
  std::string value;
  std::int64_t timestamp_ms = 0;  // when it was produced: its Kafka timestamp
};

// Invariants: M1 the records depend on seed, units and settings alone: neither on a clock nor on
// how often and how far `until` is asked. M2 timestamps never fall.
// Threads: one thread. Cost: about a microsecond or two a record.
class Simulator {
 public:
  Simulator(std::uint64_t seed, const model::UnitTree& units, SimulatorSettings settings);
  ~Simulator();
  Simulator(Simulator&&) noexcept;
  Simulator& operator=(Simulator&&) noexcept;

  // Everything produced after the last call, up to and including `instant`.
  std::vector<SimulatedRecord> until(model::Instant instant);

 private:
  class Province;
  std::unique_ptr<Province> province_;
};

}  // namespace ioc::ingest
