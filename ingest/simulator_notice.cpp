#include "ingest/simulator_notice.h"

#include <algorithm>

namespace ioc::ingest {
namespace {

using model::Instant;

constexpr Outlet kMilestoneOutlet = {kMilestoneTopic, "nhiemvu.milestone", "vpubnd"};
constexpr Outlet kModuleOutlet = {kModuleTopic, "ioc.module", "ioc"};
constexpr std::uint64_t kMilestoneWho = 8;
constexpr std::uint64_t kModuleWho = 9;

constexpr std::int64_t kNoticeAgeDays = 30;
constexpr double kStepsPerDay = 6;

// Days from the notice to the first instant at which a task is late; -1: it has no date.
struct Task {
  std::string_view code;
  std::string_view unit;
  std::int64_t days;
  bool is_soft;
  std::int64_t percent;  // when the play begins
};
constexpr std::array<Task, 12> kTasks = {{{"M01", "QNA-VPUBND", 46, false, 70},
                                          {"M02", "QNA-VPUBND", 77, false, 35},
                                          {"M03", "QNA-VPUBND", 46, false, 80},
                                          {"M04", "QNA-STTTT", 46, false, 85},
                                          {"M05", "QNA-STTTT", 77, false, 60},
                                          {"M06", "QNA-STTTT", 27, false, 90},
                                          {"M07", "QNA-STTTT", 33, false, 40},
                                          {"M08", "QNA-STTTT", -1, false, 45},
                                          {"M09", "QNA-STTTT", 46, false, 88},
                                          {"M10", "QNA-STTTT", 78, true, 50},
                                          {"M11", "QNA-STTTT", -1, false, 100},
                                          {"M12", "QNA-STTTT", 17, false, 100}}};

// Ten were planned, eight were there when the IOC opened.
constexpr std::array<std::string_view, 8> kIntegrated = {
    "tong-quan", "kinh-te-xa-hoi", "y-te",    "giao-duc",
    "phan-anh",  "dich-vu-cong",   "du-lich", "moi-truong"};
constexpr std::string_view kTrial = "an-ninh-giao-thong";
constexpr std::string_view kPlanned = "an-toan-thong-tin";

}  // namespace

Milestones::Milestones(World& world)
    : world_(world),
      chance_(world.chance_of(kMilestoneWho)),
      steps_(world, world.office, kStepsPerDay / world.office.seconds_per_working_day(),
             kMilestoneWho + 100, [this](Instant now) { advance(now); }) {
  static_assert(kTasks.size() == kCount);
  for (std::size_t i = 0; i < kCount; ++i) {
    milestones_[i] = {kTasks[i].percent, world_.units.find(kTasks[i].unit)};
  }
  world_.agenda.at(world_.settings.begin, [this](Instant now) { list(now); });
}

void Milestones::list(Instant now) {
  for (std::size_t i = 0; i < kCount; ++i) tell(i, now);
}

void Milestones::advance(Instant now) {
  const std::size_t number = chance_.below(kCount);
  Milestone& milestone = milestones_[number];
  if (milestone.percent == 100) return;
  const auto more = static_cast<std::int64_t>(1 + chance_.below(5));
  milestone.percent = std::min<std::int64_t>(milestone.percent + more, 100);
  tell(number, now);
}

void Milestones::tell(std::size_t number, Instant now) {
  const Task& task = kTasks[number];
  const Milestone& milestone = milestones_[number];
  EventText text = world_.event(kMilestoneOutlet, milestone.unit, now);
  text.text("milestone", task.code)
      .text("unit", world_.units.at(milestone.unit).code)
      .text("state", milestone.percent == 100 ? "done" : "open")
      .number("percent", milestone.percent);
  if (task.days >= 0) {
    const std::int64_t day = day_of(world_.settings.begin) - kNoticeAgeDays + task.days;
    text.time("due", day_start(static_cast<model::CivilDay>(day)));
  }
  if (task.is_soft) text.flag("soft", true);
  world_.send(kMilestoneOutlet, std::string(task.code), text, milestone.unit, now);
}

Modules::Modules(World& world) : world_(world) {
  Chance chance = world_.chance_of(kModuleWho);
  const Instant begin = world_.settings.begin;
  world_.agenda.at(begin, [this](Instant now) {
    for (const std::string_view module : kIntegrated) tell(module, "integrated", now);
    tell(kTrial, "trial", now);
    tell(kPlanned, "planned", now);
  });
  const Instant trial = world_.step_after(begin, chance.between(0.3, 1.5));
  const Instant integrated = world_.step_after(trial, chance.between(0.5, 3));
  world_.agenda.at(trial, [this](Instant now) {
    tell(kTrial, "integrated", now);
    tell(kPlanned, "trial", now);
  });
  world_.agenda.at(integrated, [this](Instant now) { tell(kPlanned, "integrated", now); });
}

void Modules::tell(std::string_view module, std::string_view state, Instant now) {
  EventText text = world_.event(kModuleOutlet, kNobody, now);
  text.text("module", module).text("state", state);
  world_.send(kModuleOutlet, std::string(module), text, kNobody, now);
}

}  // namespace ioc::ingest
