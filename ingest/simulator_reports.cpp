#include "ingest/simulator_reports.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ioc::ingest {
namespace {

using model::Instant;

constexpr Outlet kReportOutlet = {kReportTopic, "baocao.submitted", "lris"};
constexpr std::uint64_t kReportWho = 5;

constexpr double kReportShare = 0.04;  // of all events
constexpr double kEventsPerReport = 3.5;

constexpr std::array<std::string_view, 5> kRegimes = {"thang", "quy", "nam", "tuan", "dot-xuat"};
constexpr std::uint8_t kMonthly = 0;
constexpr std::array<double, 5> kAskedWeights = {0, 0.1, 0.02, 0.38, 0.5};

constexpr double kNeverShare = 0.02;
constexpr double kReportLateShare = 0.06;
constexpr double kReportLateShareOfSlowUnits = 0.5;
constexpr double kDraftShare = 0.6;
constexpr double kReturnedShare = 0.06;

}  // namespace

Reports::Reports(World& world)
    : world_(world),
      chance_(world.chance_of(kReportWho)),
      asked_for_(world, world.office, world.settings.rate * kReportShare / kEventsPerReport,
                 kReportWho + 100, [this](Instant now) { ask(now); }) {
  const Period period = period_due_before(world_.settings.begin);
  world_.agenda.at(period.opens, [this, period](Instant) { open_period(period); });
}

void Reports::open_period(const Period& period) {
  const Period next = period_of(period.next);
  world_.agenda.at(next.opens, [this, next](Instant) { open_period(next); });
  const Instant opens = world_.step_after(period.opens, 0);
  world_.agenda.at(opens, [this, period](Instant now) {
    for (std::uint32_t unit = 0; unit < world_.units.size(); ++unit) {
      if (world_.units.is_root(unit) || !world_.units.is_live(System::lris, unit)) continue;
      Report report;
      report.regime = kMonthly;
      report.unit = unit;
      report.due = period.due;
      report.period = period.name;
      report.code = fmt::format("BC-{}-{}-thang", world_.units.at(unit).code, period.name);
      report.sent = {period.due.ms -
                     static_cast<std::int64_t>(chance_.between(0.1, 9) * model::kDayMs)};
      open(std::move(report), now);
    }
  });
}

void Reports::ask(Instant now) {
  const auto unit = world_.units.draw(System::lris, chance_);
  if (!unit) return;
  Report report;
  report.regime = static_cast<std::uint8_t>(chance_.pick(kAskedWeights));
  report.unit = *unit;
  const double limit_days = chance_.between(0.3, 3);
  report.due = world_.due_after(now, limit_days);
  report.period = period_of(now).name;
  report.code = fmt::format("BC-{}-{}", world_.units.at(*unit).code, world_.next_number());
  report.sent = world_.step_after(now, limit_days * chance_.between(0.2, 0.9));
  open(std::move(report), now);
}

// `sent` is so far the day of an orderly unit.
void Reports::open(Report report, Instant now) {
  tell(report, now);
  const bool is_slow = world_.units.is_slow(report.unit);
  if (world_.units.is_silent(report.unit) || chance_.happens(kNeverShare)) return;
  if (chance_.happens(is_slow ? kReportLateShareOfSlowUnits : kReportLateShare)) {
    report.sent = {report.due.ms +
                   static_cast<std::int64_t>(chance_.exponential(2) * model::kDayMs)};
  }
  report.sent = std::max(world_.step_after(report.sent, 0), world_.step_after(now, 0.01));
  const bool has_draft = chance_.happens(kDraftShare);
  const Instant half{now.ms + (report.sent.ms - now.ms) / 2};
  const Instant drafted = world_.step_after(half, 0);
  if (has_draft && drafted < report.sent) report.state = State::draft;
  const Instant first = report.state == State::draft ? drafted : report.sent;
  if (report.state == State::slot) report.state = State::sent;
  const std::uint32_t slot = reports_.add(std::move(report));
  world_.agenda.at(first, [this, slot](Instant then) { go_on(slot, then); });
}

// A report's state is the one it reaches now.
void Reports::go_on(std::uint32_t slot, Instant now) {
  Report& report = reports_.at(slot);
  tell(report, now);
  Instant next;
  switch (report.state) {
    case State::approved: return reports_.remove(slot);
    case State::draft:
      report.state = State::sent;
      next = std::max(report.sent, world_.step_after(now, 0));
      break;
    case State::returned:
      report.state = State::sent;
      next = world_.step_after(now, chance_.exponential(0.5));
      break;
    default: {
      const bool is_returned = !report.was_returned && chance_.happens(kReturnedShare);
      report.was_returned |= is_returned;
      report.state = is_returned ? State::returned : State::approved;
      next = world_.step_after(now, chance_.exponential(1));
      break;
    }
  }
  world_.agenda.at(next, [this, slot](Instant then) { go_on(slot, then); });
}

void Reports::tell(const Report& report, Instant now) {
  constexpr std::array<std::string_view, 5> kStates = {"slot", "draft", "sent", "returned",
                                                       "approved"};
  // One word or the other, by the version of the unit's LRIS.
  const bool says_submitted = world_.units.habit(report.unit) % 3 == 0;
  std::string_view state = kStates[static_cast<std::size_t>(report.state)];
  if (report.state == State::sent && says_submitted) state = "submitted";
  EventText text = world_.event(kReportOutlet, report.unit, now);
  text.text("report", report.code)
      .text("unit", world_.units.at(report.unit).code)
      .text("regime", kRegimes[report.regime])
      .text("period", report.period)
      .text("state", state)
      .time("due", report.due);
  world_.send(kReportOutlet, report.code, text, report.unit, now);
}

}  // namespace ioc::ingest
