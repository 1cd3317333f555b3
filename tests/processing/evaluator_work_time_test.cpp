// Working time in expressions: whose hours, whose pauses, and what is absent.
#include <gtest/gtest.h>

#include "processing/evaluator.h"
#include "tests/processing/plan_builder.h"

namespace ioc::testing::evaluator_work_time_test {
namespace {

constexpr Type kInstant{TypeKind::instant, 0};
constexpr Type kDuration{TypeKind::duration, 0};
constexpr std::int64_t kHour = model::kHourMs;

std::int64_t at(const char* text) {
  return model::parse_rfc3339(std::string(text) + ":00+07:00")->ms;
}

// The province works 07:00-11:30 and 13:30-17:00, the unit 502 mornings only. Rows, each from
// Friday 16 October 2020 10:00 to Monday 08:00: 0 of the province, 1 of 502, 2 of no unit, 3
// without an end.
class WorkTimeTest : public ::testing::Test {
 protected:
  WorkTimeTest() {
    std::vector<model::Unit> units(2);
    units[0].code = "49";
    units[1].code = "502";
    units[1].parent = 0;
    const model::Zone zone("Seven", {{INT64_MIN, 7 * kHour}});
    plan_ = PlanBuilder(zone, units).build();
    model::WorkRules rules;
    rules.root = 0;
    model::WorkWeek whole, mornings;
    for (std::size_t i = 0; i < 5; ++i) {
      whole.days[i] = {{420, 690}, {810, 1020}};
      mornings.days[i] = {{420, 690}};
    }
    rules.own[0] = {whole};
    rules.own[1] = {mornings};
    plan_.calendar.emplace(rules, plan_.units, zone);
    events_.resize(4);
    for (Event& event : events_) {
      event.time_ms = at("2020-10-16T10:00");
      event.due = at("2020-10-19T08:00");
    }
    events_[0].unit = 0;
    events_[1].unit = 1;
    events_[3].unit = 0;
    events_[3].due = std::nullopt;
    batch_ = batch_of(events_);
  }

  // Milliseconds or an instant by row.
  std::vector<std::optional<std::int64_t>> run(const Expression& expression) {
    processing::Evaluator evaluator(expression, plan_);
    const processing::Values values = evaluator.run(batch_);
    std::vector<std::optional<std::int64_t>> out;
    for (std::size_t i = 0; i < batch_.size; ++i) {
      out.push_back(values.present[i] ? std::optional(values.numbers[i]) : std::nullopt);
    }
    return out;
  }
  static Expression work_time(Expression a, Expression b, int unit_field = kUnit) {
    Expression out = apply(Op::work_time, kDuration, {std::move(a), std::move(b)});
    out.index = unit_field;
    return out;
  }
  static Expression add_work_time(Expression t, Expression d) {
    Expression out = apply(Op::add_work_time, kInstant, {std::move(t), std::move(d)});
    out.index = kUnit;
    return out;
  }
  using Row = std::vector<std::optional<std::int64_t>>;

  model::Plan plan_;
  std::vector<Event> events_;
  model::EventBatch batch_;
};

TEST_F(WorkTimeTest, CountsByTheHoursOfTheUnitElseOfTheRoot) {
  EXPECT_EQ(run(work_time(event_time(), field(kDue))),
            (Row{6 * kHour, 5 * kHour / 2, 6 * kHour, std::nullopt}));
  EXPECT_EQ(run(work_time(field(kDue), event_time())),
            (Row{-6 * kHour, -5 * kHour / 2, -6 * kHour, std::nullopt}));
  EXPECT_EQ(run(work_time(event_time(), field(kDue), -1)),
            (Row{6 * kHour, 6 * kHour, 6 * kHour, std::nullopt}))
      << "no unit field, or several";
}

TEST_F(WorkTimeTest, AddsWorkingTime) {
  EXPECT_EQ(run(add_work_time(event_time(), literal(2 * kHour, kDuration))),
            (Row{at("2020-10-16T14:00"), at("2020-10-19T07:30"), at("2020-10-16T14:00"),
                 at("2020-10-16T14:00")}));
  EXPECT_EQ(run(add_work_time(field(kDue), literal(-2 * kHour, kDuration)))[0],
            at("2020-10-16T16:00"));
  EXPECT_EQ(run(add_work_time(field(kDue), literal(INT64_MAX, kDuration)))[0], std::nullopt);
}

TEST_F(WorkTimeTest, GoesIntoComparisons) {
  const Expression late =
      apply(Op::less, {add_work_time(event_time(), literal(6 * kHour, kDuration)), field(kDue)});
  processing::Evaluator evaluator(late, plan_);
  const std::uint8_t* truth = evaluator.run(batch_).truth;
  EXPECT_EQ(std::vector<int>(truth, truth + 4), (std::vector<int>{0, 0, 0, 0}))
      << "just so, not before Monday's end, just so, without an end";
}

// Row by row, as the states of lives have them.
TEST_F(WorkTimeTest, LeavesOutThePausesOfTheRow) {
  const std::vector<model::Pause> weekend = {{at("2020-10-16T16:00"), at("2020-10-19T07:30")}};
  const std::vector<model::Pause> open = {{at("2020-10-16T11:00"), 0}};
  batch_.pauses = {{weekend, false}, {open, true}, {}, {weekend, false}};
  EXPECT_EQ(run(work_time(event_time(), field(kDue))),
            (Row{4 * kHour + kHour / 2, kHour, 6 * kHour, std::nullopt}));
  EXPECT_EQ(
      run(add_work_time(event_time(), literal(5 * kHour, kDuration))),
      (Row{at("2020-10-19T08:30"), std::nullopt, at("2020-10-16T17:00"), at("2020-10-19T08:30")}));
}

TEST_F(WorkTimeTest, IsAbsentOutsideTheCalendar) {
  events_[0].time_ms = at("1999-12-31T10:00");
  events_[1].due = at("2101-01-01T10:00");
  batch_ = batch_of(events_);
  const Row row = run(work_time(event_time(), field(kDue)));
  EXPECT_EQ(row[0], std::nullopt);
  EXPECT_EQ(row[1], std::nullopt);
  EXPECT_EQ(row[2], 6 * kHour);
}

}  // namespace
}  // namespace ioc::testing::evaluator_work_time_test
