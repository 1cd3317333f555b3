// The province's list of things to come.
#include "ingest/simulator.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ingest/simulator_lives.h"
#include "ingest/simulator_rhythm.h"
#include "ingest/simulator_wire.h"

namespace ioc::ingest {
namespace {

using model::Instant;

// Office hours 07:00-11:30 and 13:30-17:00, the peak from 08:00 to 10:00.
constexpr std::array<Pace, 8> kOfficePace = {{{7, 0, 0.6},
                                              {8, 0, 1.0},
                                              {10, 0, 0.7},
                                              {11, 30, 0.0},
                                              {13, 30, 0.5},
                                              {14, 0, 0.75},
                                              {16, 0, 0.45},
                                              {17, 0, 0.0}}};
// The same hours counted evenly: official limits are in working hours.
constexpr std::array<Pace, 4> kHoursPace = {{{7, 0, 1}, {11, 30, 0}, {13, 30, 1}, {17, 0, 0}}};
// When citizens are on the portal.
constexpr std::array<Pace, 5> kCitizenPace = {
    {{0, 0, 0.01}, {7, 0, 0.5}, {17, 0, 0.15}, {19, 0, 0.3}, {22, 0, 0.04}}};
constexpr std::array<Pace, 4> kCitizenRestPace = {
    {{0, 0, 0.01}, {8, 0, 0.1}, {19, 0, 0.12}, {22, 0, 0.02}}};

constexpr double kWorkingDaySeconds = 8 * 3600;
constexpr double kWorkingDaysPerWeek = 5;

// Shares of events, and events in a life, which together give the number of lives.
constexpr double kDossierShare = 0.62;
constexpr double kDocumentShare = 0.33;
constexpr double kReportShare = 0.05;
constexpr double kEventsPerDossier = 4.3;
constexpr double kEventsPerDocument = 3;
constexpr double kEventsPerReport = 2;
constexpr double kOnlineShare = 0.25;  // of dossiers

// Every step takes a minute of an eight-hour day at least, so that no two of a life share an
// instant and their order is plain.
constexpr double kStepDaysMin = 1.0 / 480;

constexpr std::int64_t kHeartbeatEveryMs = 10 * model::kSecondMs;
constexpr std::array<std::string_view, 5> kSystems = {"motcua", "dvc", "qoffice", "lris", "csdl"};

enum class ActionKind : std::uint8_t {
  counter_dossier,
  online_dossier,
  document,
  report,
  heartbeat,
  outage,
  step
};

struct Action {
  std::int64_t at_ms;
  std::uint64_t serial;  // the order of equal instants
  ActionKind kind;
  std::uint32_t life;  // step: whose
  bool operator>(const Action& other) const {
    return std::pair(at_ms, serial) > std::pair(other.at_ms, other.serial);
  }
};

}  // namespace

class Simulator::Province {
 public:
  Province(std::uint64_t seed, const model::UnitTree& units, SimulatorSettings settings);
  std::vector<SimulatedRecord> until(Instant instant);

 private:
  void plan(ActionKind kind, Instant at, std::uint32_t life = 0);
  void plan_arrival(ActionKind kind, Instant now);
  void perform(const Action& action);
  void arrive(ActionKind kind, Instant now);
  Life new_dossier(Instant now, bool is_online);
  Life new_document(Instant now);
  Life new_report(Instant now);
  void step(std::uint32_t life, Instant now);
  void step_dossier(std::uint32_t slot, Life& life, Instant now);
  void accept_dossier(Life& life, Instant now);
  void begin_outage(Instant now);
  void beat(Instant now);
  void tell(const Life& life, Instant now);
  Instant step_after(Instant from, double office_days) const;
  std::uint32_t draw_unit();
  std::string next_id(std::string_view system);

  // Fixed after construction.
  const std::uint64_t seed_;
  const std::vector<model::Unit> units_;
  const SimulatorSettings settings_;
  const Rhythm office_{kOfficePace, {}};
  const Rhythm hours_{kHoursPace, {}};
  const Rhythm citizens_{kCitizenPace, kCitizenRestPace};
  std::vector<double> busy_sums_;  // by unit
  // The world.
  Chance chance_;
  std::uint64_t serial_ = 0;
  std::uint64_t life_count_ = 0;
  std::uint64_t event_count_ = 0;
  Soonest<Action> actions_;
  Slots<Life> lives_;
  std::vector<std::int64_t> cut_off_until_ms_;  // by unit
  Wire wire_;
};

Simulator::Simulator(std::uint64_t seed, const model::UnitTree& units, SimulatorSettings settings)
    : province_(std::make_unique<Province>(seed, units, settings)) {}
Simulator::~Simulator() = default;
Simulator::Simulator(Simulator&&) noexcept = default;
Simulator& Simulator::operator=(Simulator&&) noexcept = default;

std::vector<SimulatedRecord> Simulator::until(Instant instant) { return province_->until(instant); }

Simulator::Province::Province(std::uint64_t seed, const model::UnitTree& units,
                              SimulatorSettings settings)
    : seed_(seed), units_(units.all()), settings_(settings), chance_(seed), wire_(~seed, settings) {
  double sum = 0;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    sum += busyness_of(units, static_cast<model::UnitIndex>(i));
    busy_sums_.push_back(sum);
  }
  cut_off_until_ms_.assign(units_.size(), INT64_MIN);
  const std::int64_t first_beat_ms =
      -model::floor_div(-settings.begin.ms, kHeartbeatEveryMs) * kHeartbeatEveryMs;
  plan(ActionKind::heartbeat, {first_beat_ms});
  if (sum <= 0) return;  // nobody but the province itself: only its systems are heard
  for (const auto kind : {ActionKind::counter_dossier, ActionKind::online_dossier,
                          ActionKind::document, ActionKind::report, ActionKind::outage}) {
    plan_arrival(kind, settings.begin);
  }
}

std::vector<SimulatedRecord> Simulator::Province::until(Instant instant) {
  std::vector<SimulatedRecord> out;
  while (actions_.top().at_ms <= instant.ms) {
    const Action action = actions_.top();
    actions_.pop();
    // Whatever this and later actions send is produced after their instant.
    wire_.release(out, action.at_ms);
    perform(action);
  }
  wire_.release(out, instant.ms);
  return out;
}

void Simulator::Province::plan(ActionKind kind, Instant at, std::uint32_t life) {
  actions_.push({at.ms, serial_++, kind, life});
}

// The next arrival of a kind: exponential waits in the kind's own time make a Poisson process whose
// rate follows the day.
void Simulator::Province::plan_arrival(ActionKind kind, Instant now) {
  const double dossiers = settings_.rate * kDossierShare / kEventsPerDossier;
  const auto next = [&](const Rhythm& rhythm, double per_second) {
    if (per_second > 0) plan(kind, rhythm.after(now, chance_.exponential(1 / per_second)));
  };
  switch (kind) {
    case ActionKind::counter_dossier: return next(office_, dossiers * (1 - kOnlineShare));
    case ActionKind::online_dossier:
      // As many in a week as their share says, at the citizens' hours.
      return next(citizens_, dossiers * kOnlineShare * office_.seconds_per_week() /
                                 citizens_.seconds_per_week());
    case ActionKind::document:
      return next(office_, settings_.rate * kDocumentShare / kEventsPerDocument);
    case ActionKind::report: return next(office_, settings_.rate * kReportShare / kEventsPerReport);
    case ActionKind::heartbeat: return plan(kind, {now.ms + kHeartbeatEveryMs});
    case ActionKind::outage:
      return next(office_,
                  settings_.outages_per_day * kWorkingDaysPerWeek / office_.seconds_per_week());
    case ActionKind::step: return;
  }
}

void Simulator::Province::perform(const Action& action) {
  const Instant now{action.at_ms};
  plan_arrival(action.kind, now);
  switch (action.kind) {
    case ActionKind::step: return step(action.life, now);
    case ActionKind::heartbeat: return beat(now);
    case ActionKind::outage: return begin_outage(now);
    case ActionKind::counter_dossier:
    case ActionKind::online_dossier:
    case ActionKind::document:
    case ActionKind::report: return arrive(action.kind, now);
  }
}

void Simulator::Province::arrive(ActionKind kind, Instant now) {
  ++life_count_;
  Life life = kind == ActionKind::document ? new_document(now)
              : kind == ActionKind::report ? new_report(now)
                                           : new_dossier(now, kind == ActionKind::online_dossier);
  tell(life, now);
  const bool waits_at_portal = life.kind == LifeKind::dossier && life.status == 1;
  const double days = waits_at_portal ? 0.15 : (life.kind == LifeKind::dossier ? 0.05 : 0.4);
  plan(ActionKind::step, step_after(now, chance_.exponential(days)), lives_.add(std::move(life)));
}

Life Simulator::Province::new_dossier(Instant now, bool is_online) {
  Life life;
  life.unit = draw_unit();
  life.is_online = is_online;
  life.is_by_post = !is_online && chance_.happens(0.06);
  life.procedure = draw_procedure(chance_, tier_of(units_[life.unit]), is_online);
  life.created_ms = now.ms;
  life.code = dossier_code(life.unit, now, life_count_);
  if (is_online) {
    life.status = 1;
  } else {
    accept_dossier(life, now);
  }
  return life;
}

Life Simulator::Province::new_document(Instant now) {
  Life life;
  life.kind = LifeKind::document;
  life.unit = draw_unit();
  life.created_ms = now.ms;
  life.is_outgoing = chance_.happens(0.4);
  life.is_signed = chance_.happens(life.is_outgoing ? 0.9 : 0.7);
  const double u = chance_.uniform();
  life.urgency = u < 0.85 ? 0 : (u < 0.95 ? 1 : (u < 0.99 ? 2 : 3));
  life.code = fmt::format("VB-{}-{}", units_[life.unit].code, life_count_);
  return life;
}

Life Simulator::Province::new_report(Instant now) {
  Life life;
  life.kind = LifeKind::report;
  life.unit = draw_unit();
  life.created_ms = now.ms;
  const double u = chance_.uniform();
  life.regime = u < 0.8 ? 0 : (u < 0.96 ? 1 : 2);
  // A few come after their day.
  const Instant planned{now.ms - (chance_.happens(0.05) ? 3 * model::kDayMs : 0)};
  life.due_ms = report_due(planned).ms;
  life.code = fmt::format("BC-{}-{}", units_[life.unit].code, life_count_);
  return life;
}

void Simulator::Province::step(std::uint32_t slot, Instant now) {
  Life& life = lives_.at(slot);
  if (life.kind == LifeKind::dossier) return step_dossier(slot, life, now);
  ++life.status;
  tell(life, now);
  const int last = life.kind == LifeKind::document ? 2 : 1;
  if (life.status == last) return lives_.remove(slot);
  plan(ActionKind::step, step_after(now, chance_.exponential(1.5)), slot);
}

// 1 -> 2 | 3; 2 -> 4; 4 -> 5 -> 4 once for some; 4 -> 9; 9 -> 10.
void Simulator::Province::step_dossier(std::uint32_t slot, Life& life, Instant now) {
  double days = 0;
  switch (life.status) {
    case 1:
      if (chance_.happens(0.04)) {
        life.status = 3;
        break;
      }
      accept_dossier(life, now);
      days = chance_.exponential(0.05);
      break;
    case 2:
      life.status = 4;
      days = life.work_days;
      break;
    case 4:
      if (!life.was_supplemented && chance_.happens(0.1)) {
        life.status = 5;
        life.was_supplemented = true;
        days = chance_.between(0.3, 3);
        // The waiting does not count against the office.
        life.due_ms = hours_.after({life.due_ms}, days * kWorkingDaySeconds).ms;
      } else {
        life.status = 9;
        days = chance_.exponential(0.3);
      }
      break;
    case 5:
      life.status = 4;
      days = life.work_days * 0.3;
      break;
    default: life.status = 10; break;
  }
  tell(life, now);
  if (life.status == 3 || life.status == 10) return lives_.remove(slot);
  plan(ActionKind::step, step_after(now, days), slot);
}

void Simulator::Province::accept_dossier(Life& life, Instant now) {
  const double limit = procedures()[life.procedure].limit_days;
  life.status = 2;
  life.due_ms = hours_.after(now, limit * kWorkingDaySeconds).ms;
  const bool is_late = chance_.happens(0.05);
  life.work_days = limit * (is_late ? chance_.between(1.05, 2) : chance_.between(0.05, 0.85));
}

void Simulator::Province::begin_outage(Instant now) {
  const std::int64_t hours_ms = static_cast<std::int64_t>(chance_.between(1.5, 5) * model::kHourMs);
  cut_off_until_ms_[draw_unit()] = now.ms + hours_ms;
}

void Simulator::Province::beat(Instant now) {
  for (const std::string_view system : kSystems) {
    const bool is_slow = chance_.happens(0.01);
    const auto lag_s = static_cast<std::int64_t>(chance_.exponential(is_slow ? 60 : 1));
    const auto queued = static_cast<std::int64_t>(chance_.exponential(is_slow ? 400 : 3));
    wire_.send({now.ms + 1 + static_cast<std::int64_t>(chance_.below(200))},
               {kHeartbeatTopic, std::string(system),
                heartbeat_text(system, now, next_id(system), lag_s, queued), 0});
  }
}

// A life's present state goes to Kafka.
void Simulator::Province::tell(const Life& life, Instant now) {
  constexpr std::array<std::string_view, 3> kTopics = {kDossierTopic, kDocumentTopic, kReportTopic};
  constexpr std::array<std::string_view, 3> kPrefixes = {"hs", "vb", "bc"};
  const auto kind = static_cast<std::size_t>(life.kind);
  const model::Unit& unit = units_[life.unit];
  SimulatedRecord record{kTopics[kind], life.code,
                         event_text(life, unit, now, next_id(kPrefixes[kind])), 0};

  wire_.carry(std::move(record), now, unit, cut_off_until_ms_[life.unit]);
}

Instant Simulator::Province::step_after(Instant from, double office_days) const {
  const double day = office_.seconds_per_week() / kWorkingDaysPerWeek;
  return office_.after(from, (kStepDaysMin + office_days) * day);
}

std::uint32_t Simulator::Province::draw_unit() {
  const double point = chance_.uniform() * busy_sums_.back();
  const auto unit = std::ranges::upper_bound(busy_sums_, point);
  return static_cast<std::uint32_t>(unit - busy_sums_.begin());
}

std::string Simulator::Province::next_id(std::string_view system) {
  return fmt::format("{}-{:x}-{}", system, seed_, ++event_count_);
}

}  // namespace ioc::ingest
