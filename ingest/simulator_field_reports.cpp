#include "ingest/simulator_field_reports.h"

#include <fmt/format.h>

#include <array>

namespace ioc::ingest {
namespace {

using model::Instant;

constexpr Outlet kFieldReportOutlet = {kFieldReportTopic, "phananh.status", "phananh"};
constexpr std::uint64_t kFieldReportWho = 10;

constexpr double kFieldReportShare = 0.025;  // of all events
constexpr double kEventsPerFieldReport = 3;
constexpr double kRejectedShare = 0.07;
constexpr double kFieldReportLateShare = 0.1;
constexpr double kFieldReportLateShareOfSlowUnits = 0.5;

struct Category {
  std::string_view code;
  double limit_days;
};
constexpr std::array<Category, 6> kCategories = {{{"moi-truong", 2},
                                                  {"ha-tang", 3},
                                                  {"giao-thong", 1},
                                                  {"trat-tu-do-thi", 1},
                                                  {"an-ninh", 0.5},
                                                  {"khac", 3}}};
constexpr std::array<double, 6> kCategoryWeights = {0.3, 0.25, 0.15, 0.15, 0.05, 0.1};

}  // namespace

FieldReports::FieldReports(World& world)
    : world_(world),
      chance_(world.chance_of(kFieldReportWho)),
      arrivals_(world, world.citizens,
                world.settings.rate * kFieldReportShare / kEventsPerFieldReport *
                    world.office.seconds_per_week() / world.citizens.seconds_per_week(),
                kFieldReportWho + 100, [this](Instant now) { receive(now); }),
      earlier_(
          world, world.office,
          world.settings.rate * kFieldReportShare / kEventsPerFieldReport * kEarlierShare,
          kFieldReportWho + 200, [this](Instant now) { receive(now); }, world.earlier(),
          world.settings.begin) {}

void FieldReports::receive(Instant now) {
  const auto unit = world_.units.draw_district(chance_);
  if (!unit) return;
  Report report;
  report.unit = *unit;
  report.category = static_cast<std::uint8_t>(chance_.pick(kCategoryWeights));
  report.limit_days = kCategories[report.category].limit_days;
  report.due = world_.due_after(now, report.limit_days);
  report.code = fmt::format("PA-{}-{}", world_.units.at(*unit).code, world_.next_number());
  tell(report, now);
  const std::uint32_t slot = reports_.add(std::move(report));
  world_.agenda.at(world_.step_after(now, chance_.exponential(0.1)),
                   [this, slot](Instant then) { go_on(slot, then); });
}

void FieldReports::go_on(std::uint32_t slot, Instant now) {
  Report& report = reports_.at(slot);
  if (report.state == State::received) {
    report.state = chance_.happens(kRejectedShare) ? State::rejected : State::assigned;
  } else {
    report.state = State::closed;
  }
  tell(report, now);
  if (report.state != State::assigned) return reports_.remove(slot);
  const bool is_slow = world_.units.is_slow(report.unit);
  const bool is_late =
      chance_.happens(is_slow ? kFieldReportLateShareOfSlowUnits : kFieldReportLateShare);
  const double days =
      report.limit_days * (is_late ? chance_.between(1.1, 3) : chance_.between(0.05, 0.7));
  world_.agenda.at(world_.step_after(now, days), [this, slot](Instant then) { go_on(slot, then); });
}

void FieldReports::tell(const Report& report, Instant now) {
  constexpr std::array<std::string_view, 4> kStates = {"received", "assigned", "closed",
                                                       "rejected"};
  EventText text = world_.event(kFieldReportOutlet, report.unit, now);
  text.text("report", report.code)
      .text("unit", world_.units.at(report.unit).code)
      .text("category", kCategories[report.category].code)
      .text("state", kStates[static_cast<std::size_t>(report.state)])
      .time("due", report.due);
  world_.send(kFieldReportOutlet, report.code, text, report.unit, now);
}

}  // namespace ioc::ingest
