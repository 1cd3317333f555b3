// Numbers, periods and targets in words (serving/public_words.h).
#include "serving/public_words.h"

#include "public_support.h"

namespace ioc::serving::public_words_test {
namespace {

using testing::kNow;
using Kind = PublicFigure::Kind;
using Form = ShareTold::Form;
using model::TargetState;

constexpr Language kVi = Language::vi, kEn = Language::en;

std::string joined(const ValueWords& words) {
  std::string out = words.lead;
  for (const std::string* part : {&words.value, &words.unit}) {
    if (!out.empty() && !part->empty()) out += ' ';
    out += *part;
  }
  return out;
}

PublicFigure counted(Range range) { return {Kind::count, range, {}, 0}; }
PublicFigure shared(ShareTold share) { return {Kind::share, {}, share, 0}; }

struct PublicWordsTest : ::testing::Test {
  model::Plan plan = testing::public_plan();
  const model::IndicatorPlan& on_time = plan.indicators[0];
  const model::IndicatorPlan& received = plan.indicators[1];
  std::string vi(const model::IndicatorPlan& indicator, const PublicFigure& figure) {
    return joined(value_words(kVi, indicator, figure, 5));
  }
  std::string en(const model::IndicatorPlan& indicator, const PublicFigure& figure) {
    return joined(value_words(kEn, indicator, figure, 5));
  }
};

TEST_F(PublicWordsTest, NumbersArePartedAsEachLanguageDoes) {
  EXPECT_EQ(number_words(kVi, 1234567.25, 1), "1.234.567,2");
  EXPECT_EQ(number_words(kEn, 1234567.25, 1), "1,234,567.2");
  EXPECT_EQ(number_words(kVi, 999, 0), "999");
  EXPECT_EQ(number_words(kVi, 1000, 0), "1.000");
  EXPECT_EQ(number_words(kVi, -0.04, 1), "0,0");
  EXPECT_EQ(number_words(kVi, -1.5, 1), "−1,5");
  EXPECT_EQ(percent_words(kVi, 95.7, 1), "95,7\u00a0%");
  EXPECT_EQ(percent_words(kEn, 95.7, 1), "95.7%");
}

TEST_F(PublicWordsTest, CountsAreToldAsTheirRanges) {
  EXPECT_EQ(vi(received, counted({0, 0})), "0 hồ sơ");
  EXPECT_EQ(vi(received, counted({1, 4})), "dưới 5 hồ sơ");
  EXPECT_EQ(en(received, counted({1, 4})), "under 5 dossiers");
  EXPECT_EQ(vi(received, counted({5, 7})), "khoảng 5 hồ sơ");
  EXPECT_EQ(vi(received, counted({1233, 1237})), "khoảng 1.235 hồ sơ");
  EXPECT_EQ(vi(received, counted({13, 22})), "từ 13 đến 22 hồ sơ");
  EXPECT_EQ(vi(received, counted({12013, 12022})), "khoảng 12.020 hồ sơ") << "nobody asks for more";
  EXPECT_EQ(en(received, counted({1, 7})), "under 8 dossiers");
}

TEST_F(PublicWordsTest, SharesSayHowExactTheyAre) {
  EXPECT_EQ(vi(on_time, shared({Form::rounded, 95.7, 0.1})), "95,7\u00a0%");
  EXPECT_EQ(vi(on_time, shared({Form::rounded, 96, 1})), "96\u00a0%");
  EXPECT_EQ(vi(on_time, shared({Form::rounded, 85, 5})), "khoảng 85\u00a0%");
  EXPECT_EQ(vi(on_time, shared({Form::at_least, 95, 0})), "từ 95\u00a0% trở lên");
  EXPECT_EQ(en(on_time, shared({Form::at_least, 95, 0})), "at least 95%");
  EXPECT_EQ(vi(on_time, shared({Form::at_most, 5, 0})), "không quá 5\u00a0%");
  EXPECT_EQ(vi(on_time, shared({Form::exact, 100, 0})), "100\u00a0%");
  EXPECT_EQ(vi(on_time, {Kind::too_few, {}, {}, 0}), "quá ít để tính tỷ lệ");
  EXPECT_EQ(vi(on_time, {}), "chưa có số liệu");
}

TEST_F(PublicWordsTest, LengthsOfTimeAreHoursNotThousandsOfSeconds) {
  model::IndicatorPlan time = received;
  time.unit = {"giây làm việc", "working seconds"};
  EXPECT_EQ(vi(time, {Kind::number, {}, {}, 55200}), "15,3 giờ làm việc");
  EXPECT_EQ(en(time, {Kind::number, {}, {}, 1800}), "30.0 working minutes");
}

TEST_F(PublicWordsTest, PeriodsHaveTheirOwnNameOnlyWhileTheyLast) {
  const model::CivilDay today = plan.zone.day_of(kNow);
  PublicRow row;
  row.window = &received.windows[1];
  row.start = plan.zone.day_start(today);
  EXPECT_EQ(period_words(kVi, row, today, plan.zone).name, "Hôm nay");
  EXPECT_EQ(period_words(kVi, row, today, plan.zone).date, "15/10");
  EXPECT_EQ(period_words(kVi, row, today + 100, plan.zone).date, "15/10/2020");
  EXPECT_EQ(period_words(kVi, row, today + 1, plan.zone).name, "Hôm qua");
  EXPECT_EQ(period_words(kEn, row, today + 5, plan.zone).name, "Day");
  row.window = &received.windows[3];
  row.start = plan.zone.day_start(*model::parse_day("2020-10-01"));
  EXPECT_EQ(period_words(kVi, row, today, plan.zone).name, "Tháng này");
  EXPECT_EQ(period_words(kVi, row, today + 31, plan.zone).name, "Tháng");
  EXPECT_EQ(period_words(kVi, row, today + 31, plan.zone).date, "10/2020");
}

TEST_F(PublicWordsTest, LongPeriodsAreToldByTheirDays) {
  const model::CivilDay today = plan.zone.day_of(kNow);
  PublicRow row;
  model::WindowPlan longer;
  row.window = &longer;
  const auto told = [&](model::WindowKind kind, model::CivilDay first, model::CivilDay end) {
    longer.kind = kind;
    row.start = plan.zone.day_start(first);
    row.end = plan.zone.day_start(end);
    const PeriodWords words = period_words(kVi, row, today, plan.zone);
    return words.name + " " + words.date;
  };
  const model::CivilDay october = today - 14;
  EXPECT_EQ(told(model::WindowKind::quarter, october, october + 92), "Quý này IV/2020");
  EXPECT_EQ(told(model::WindowKind::quarter, october - 92, october), "Quý III/2020");
  EXPECT_EQ(told(model::WindowKind::week, today - 3, today + 4), "Tuần này 12/10/2020–18/10/2020");
  EXPECT_EQ(told(model::WindowKind::report_month, today, today + 31),
            "Kỳ báo cáo tháng 15/10/2020–14/11/2020");
}

TEST_F(PublicWordsTest, TimesAreThoseOfTheZone) {
  EXPECT_EQ(time_words(kVi, kNow, plan.zone), "16:59 ngày 15/10/2020");
  EXPECT_EQ(time_words(kEn, kNow, plan.zone), "16:59 on 15/10/2020");
  EXPECT_EQ(span_words(kVi, 59'999), "chưa đến 1 phút");
  EXPECT_EQ(span_words(kEn, 2 * model::kHourMs), "2 hours");
  EXPECT_EQ(span_words(kEn, model::kDayMs), "1 day");
}

TEST_F(PublicWordsTest, ATargetsStateIsToldOnlyWhereTheFigureTellsItToo) {
  model::TargetPlan target;
  target.limit = {98, 2};
  const auto state = [&](const PublicFigure& figure) {
    return told_state(target, TargetState::met, figure);
  };
  EXPECT_EQ(state(shared({Form::rounded, 98.4, 0.1})), TargetState::met);
  EXPECT_EQ(state(shared({Form::at_least, 98, 0})), TargetState::met);
  EXPECT_EQ(state(shared({Form::at_least, 95, 0})), std::nullopt) << "one or four late?";
  EXPECT_EQ(state(shared({Form::at_most, 40, 0})), TargetState::met) << "whatever it is, it shows";
  EXPECT_EQ(state({Kind::too_few, {}, {}, 0}), std::nullopt);
  target.limit = {1, 0};
  EXPECT_EQ(state(shared({Form::at_least, 95, 0})), TargetState::met) << "surely not all";
  target.at_least = false;
  target.limit = {0, 0};
  EXPECT_EQ(told_state(target, TargetState::lagging, counted({1, 4})), TargetState::lagging);
  EXPECT_EQ(told_state(target, TargetState::met, counted({0, 0})), TargetState::met);
  target.limit = {3, 0};
  EXPECT_EQ(told_state(target, TargetState::met, counted({1, 4})), std::nullopt);
  EXPECT_EQ(told_state(target, TargetState::no_data, counted({0, 0})), std::nullopt);
}

TEST_F(PublicWordsTest, LimitsSayWhatIsAskedAndUntilWhen) {
  model::TargetPlan target;
  target.limit = {98, 2};
  EXPECT_EQ(limit_words(kVi, target, on_time), "ít nhất 98\u00a0%");
  target.last_day = model::parse_day("2020-12-31");
  EXPECT_EQ(limit_words(kEn, target, on_time), "at least 98%, by the end of 31/12/2020");
  target.at_least = false;
  target.limit = {0, 0};
  target.last_day.reset();
  EXPECT_EQ(limit_words(kVi, target, received), "không quá 0 hồ sơ");
}

TEST_F(PublicWordsTest, SearchingKnowsNoMarks) {
  EXPECT_EQ(folded("Đại Lộc"), "dai loc");
  EXPECT_EQ(folded("THỊ XÃ ĐIỆN BÀN"), "thi xa dien ban");
  EXPECT_EQ(folded("Huye\u0302\u0323n Ti\u00ean Ph\u01b0\u1edbc"), "huyen tien phuoc");
  EXPECT_EQ(folded("Ünit ✓"), "Ünit ✓");  // letters of others stay
  EXPECT_EQ(folded("\xff\xc3"), "\xff\xc3");
}

}  // namespace
}  // namespace ioc::serving::public_words_test
