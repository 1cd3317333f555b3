// What lives in the simulated province, and how its systems write about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/simulator_rhythm.h"
#include "model/time.h"
#include "model/units.h"

namespace ioc::ingest {

enum class LifeKind : std::uint8_t { dossier, document, report };

// A dossier's status is its national code; a document's or report's is its step, from 0.
struct Life {
  LifeKind kind = LifeKind::dossier;
  std::uint8_t status = 0;
  bool was_supplemented = false;
  bool is_online = false;    // dossier: channel
  bool is_by_post = false;   // dossier: channel
  bool is_outgoing = false;  // document
  bool is_signed = false;    // document
  std::uint8_t urgency = 0;  // document
  std::uint8_t regime = 0;   // report
  std::uint16_t procedure = 0;
  std::uint32_t unit = 0;
  std::int64_t created_ms = 0;
  std::int64_t due_ms = -1;
  double work_days = 0;  // dossier: how long its handling takes
  std::string code;      // and key
};

struct Procedure {
  std::string code;
  int level = 1;  // of the online service, 1..4
  double limit_days = 1;
  std::int64_t fee = 0;  // VND
};

// Three tiers of procedures: of communes, districts and departments.
inline constexpr std::size_t kProceduresPerTier = 20;
const std::vector<Procedure>& procedures();
// One of a tier, popular ones more often; an online dossier needs level 3.
std::uint16_t draw_procedure(Chance& chance, std::size_t tier, bool is_online);
std::size_t tier_of(const model::Unit& unit);

// How busy a unit is, relative to the others; 0: none of its own (the province itself).
double busyness_of(const model::UnitTree& units, model::UnitIndex unit);

std::string dossier_code(std::uint32_t unit, model::Instant created, std::uint64_t number);

// The end of a report's period, after which it is overdue: the 17th, 17:00.
model::Instant report_due(model::Instant created);

// The present state of a life as a structured CloudEvent. `id` is unique.
std::string event_text(const Life& life, const model::Unit& unit, model::Instant at,
                       std::string_view id);
std::string heartbeat_text(std::string_view system, model::Instant at, std::string_view id,
                           std::int64_t lag_s, std::int64_t queued);
// The same event, spoilt in one of four ways: cut short, unknown unit, no unit, unit of wrong type.
std::string spoilt(const std::string& event, const model::Unit& unit, std::size_t way);

}  // namespace ioc::ingest
