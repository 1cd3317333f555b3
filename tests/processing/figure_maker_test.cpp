#include "processing/figure_maker.h"

#include <gtest/gtest.h>

#include "model/partials.h"
#include "tests/processing/plan_builder.h"

namespace ioc::testing::figure_maker_test {
namespace {

using model::Measure;

// Slots: count, sum, minimum, true count.
model::Figure figure(Measure measure, Type type, std::int64_t count, model::WideInt sum,
                     std::int64_t least, std::int64_t holds) {
  model::CubePlan cube;
  cube.slots = {{model::SlotKind::count, -1, -1, 1},
                {model::SlotKind::sum, -1, 0, 2},
                {model::SlotKind::minimum, -1, 0, 4},
                {model::SlotKind::count, 0, -1, 5}};
  cube.row_words = 6;
  std::vector<std::int64_t> row(6);
  row[1] = count;
  model::store_wide(&row[2], sum);
  row[4] = least;
  row[5] = holds;
  model::IndicatorPlan indicator;
  indicator.id = "i";
  indicator.measure = measure;
  indicator.value_type = type;
  indicator.count_slot = 0;
  indicator.value_slot = measure == Measure::share ? 3 : measure == Measure::minimum ? 2 : 1;
  return processing::make_figure(indicator, calendar(model::WindowKind::day), cube, row.data(),
                                 model::Zone("Seven", {{INT64_MIN, 7 * 3'600'000}}));
}

TEST(FigureMaker, CountsAreIntegers) {
  const model::Figure f = figure(Measure::count, {}, 16, 0, 0, 0);
  EXPECT_EQ(f.value, "16");
  EXPECT_EQ(f.count, 16);
  EXPECT_FALSE(f.numerator || f.denominator);
}

TEST(FigureMaker, SumsAreExactDecimals) {
  EXPECT_EQ(figure(Measure::sum, kMoney, 3, -1, 0, 0).value, "-0.01");
  EXPECT_EQ(figure(Measure::sum, kMoney, 3, 125000, 0, 0).value, "1250");
  EXPECT_EQ(figure(Measure::sum, kInteger, 3, model::WideInt{INT64_MAX} * 4, 0, 0).value,
            "36893488147419103228");
  EXPECT_EQ(figure(Measure::sum, {TypeKind::duration, 0}, 3, 1500, 0, 0).value, "1.5");
}

TEST(FigureMaker, MeansAndSharesTellBothParts) {
  const model::Figure mean = figure(Measure::mean, kMoney, 4, 1001, 0, 0);
  EXPECT_EQ(mean.value, "2.5025");
  EXPECT_EQ(mean.numerator, "10.01");
  EXPECT_EQ(mean.denominator, "4");
  const model::Figure share = figure(Measure::share, {}, 16, 0, 0, 15);
  EXPECT_EQ(share.value, "0.9375");
  EXPECT_EQ(share.numerator, "15");
  EXPECT_EQ(share.denominator, "16");
  EXPECT_EQ(figure(Measure::mean, kMoney, 0, 0, 0, 0).value, "null");
  EXPECT_EQ(figure(Measure::share, {}, 0, 0, 0, 0).value, "null");
}

TEST(FigureMaker, ExtremesOfNothingAreNullAndInstantsAreTimes) {
  EXPECT_EQ(figure(Measure::minimum, kMoney, 2, 0, -50, 0).value, "-0.5");
  EXPECT_EQ(figure(Measure::minimum, kMoney, 0, 0, INT64_MAX, 0).value, "null");
  EXPECT_EQ(figure(Measure::minimum, {TypeKind::instant, 0}, 1, 0, 0, 0).value,
            "\"1970-01-01T07:00:00+07:00\"");
}

}  // namespace
}  // namespace ioc::testing::figure_maker_test
