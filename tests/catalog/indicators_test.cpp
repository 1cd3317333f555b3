// Indicators: references, groups, windows.
#include "catalog/indicators.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::indicators_test {
namespace {

using kit::faults;
using kit::indicator;
using kit::load_indicators;
using kit::Strings;

const std::string kCountByDay = "measure = \"count\"\nwindows = [\"day\"]\n";

TEST(Indicators, KeepsWhatIsWrittenForExplaining) {
  const Loaded loaded = load_indicators(
      indicator("a",
                "where = \"status == 9\"\nmeasure = \"share( signed )\"\nwindows = [\"day\"]\n"
                "better = \"up\"\npublic = true\nowner = \"UBND\"\n"));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::IndicatorPlan& a = loaded.plan->indicators[0];
  EXPECT_EQ(a.description, "share( signed ) where status == 9");
  EXPECT_EQ(a.better, "up");
  EXPECT_TRUE(a.is_public);
  EXPECT_EQ(a.measure, model::Measure::share);
}

TEST(Indicators, GivesMeasuredValuesTheirType) {
  const Loaded loaded =
      load_indicators(indicator("a", "measure = \"mean(fee)\"\nwindows = [\"day\"]") +
                      indicator("b", "measure = \"sum(due - received)\"\nwindows = [\"day\"]") +
                      indicator("c", "measure = \"max(time)\"\nwindows = [\"day\"]"));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->indicators[0].value_type, (model::Type{model::TypeKind::decimal, 2}));
  EXPECT_EQ(loaded.plan->indicators[1].value_type.kind, model::TypeKind::duration);
  EXPECT_EQ(loaded.plan->indicators[2].value_type.kind, model::TypeKind::instant);
}

TEST(Indicators, TellsUnknownStreamsAndFieldsWithTheNearest) {
  const Loaded loaded =
      kit::load_text(kit::settings() + kit::stream() +
                     "[[indicator]]\nid = \"a\"\nname = \"x\"\nof = \"dosiers\"\n" + kCountByDay +
                     indicator("b", "by = [\"unit\", \"chanel\"]\n" + kCountByDay));
  ASSERT_EQ(faults(loaded), (Strings{"24:6 unknown-name", "31:15 unknown-name"}));
  EXPECT_EQ(loaded.diagnostics[0].help, "did you mean 'dossiers'?");
  EXPECT_EQ(loaded.diagnostics[1].help, "did you mean 'channel'?");
}

TEST(Indicators, TakesTheReportingDayFromTheCalendar) {
  const auto report_day = [](const std::string& calendar) {
    const Loaded loaded = kit::load_text(
        kit::settings() + kit::stream() + calendar +
        indicator("a", "measure = \"count\"\nwindows = [\"week\", \"report-half\"]"));
    return loaded.plan ? loaded.plan->indicators[0].windows[1].report_day : -1;
  };
  EXPECT_EQ(report_day(""), 15);
  EXPECT_EQ(report_day("[calendar]\nreport_day = 26\n"), 26);
  EXPECT_EQ(report_day("[calendar]\nreport_day = 29\n"), -1);
  EXPECT_EQ(report_day("[calendar]\nreport_day = 1\n"), -1);
  EXPECT_EQ(faults(load_indicators("[calendar]\nreport_day = \"x\"\n")),
            (Strings{"22:14 wrong-type"}));
  EXPECT_EQ(faults(load_indicators("[calendar]\nreport_day = 31\n")), (Strings{"22:14 bad-value"}));
}

TEST(Indicators, GroupsByWhatCanNameAGroup) {
  EXPECT_TRUE(
      load_indicators(
          indicator("a", "by = [\"unit\", \"channel\", \"status\", \"signed\"]\n" + kCountByDay))
          .plan);
  EXPECT_EQ(faults(load_indicators(
                indicator("a", "by = [\"fee\", \"due\", \"unit\", \"unit\"]\n" + kCountByDay))),
            (Strings{"25:7 type", "25:14 type", "25:29 bad-value"}));
}

TEST(Indicators, TellsFaultsInsideExpressionsAtTheToken) {
  const Loaded loaded = load_indicators(
      indicator("a", "where = \"\"\"\n  has(due) &&\n  statu == 2\"\"\"\n" + kCountByDay));
  ASSERT_EQ(faults(loaded), (Strings{"27:3 unknown-name"}));
  EXPECT_EQ(loaded.diagnostics[0].caret_length, 5);
  EXPECT_EQ(loaded.diagnostics[0].source_line, "  statu == 2\"\"\"");
}

TEST(Indicators, CountsColumnsOfAnExpressionBehindEscapesAndVietnamese) {
  // where = "channel == \"Trực tuyến\" && statu == 2"
  const Loaded loaded = load_indicators(
      indicator("a", "where = \"channel == \\\"Trực tuyến\\\" && statu == 2\"\n" + kCountByDay));
  EXPECT_EQ(faults(loaded), (Strings{"25:39 unknown-name"}));
}

TEST(Indicators, WantsAConditionToBeABool) {
  EXPECT_EQ(faults(load_indicators(indicator("a", "where = \"status + 1\"\n" + kCountByDay))),
            (Strings{"25:17 type"}));
}

TEST(Indicators, WantsWindowsOnceEach) {
  EXPECT_EQ(faults(load_indicators(indicator("a", "measure = \"count\"\nwindows = []\n"))),
            (Strings{"26:11 bad-window"}));
  EXPECT_EQ(faults(load_indicators(
                indicator("a", "measure = \"count\"\nwindows = [\"day\", \"month\", \"day\"]\n"))),
            (Strings{"26:28 bad-window"}));
}

TEST(Indicators, TellsAWindowThatStandsTwiceInTwoSpellings) {
  const auto of = [](const std::string& windows) {
    return load_indicators(indicator("a", "measure = \"count\"\nwindows = [" + windows + "]\n"));
  };
  const Loaded loaded = of("\"sliding 60m every 1m\", \"sliding 1h every 60s\"");
  ASSERT_EQ(faults(loaded), (Strings{"26:36 bad-window"}));
  EXPECT_EQ(loaded.diagnostics[0].text,
            "the window 'sliding 1h every 60s' is 'sliding 60m every 1m', which stands there "
            "already");
  EXPECT_EQ(faults(of("\"tumbling 24h\", \"tumbling 1d\"")), (Strings{"26:28 bad-window"}));
  EXPECT_EQ(faults(of("\"day\", \"day \"")), (Strings{"26:19 bad-window"}));
  EXPECT_EQ(faults(of("\"sliding 1h every 1h\", \"tumbling 1h\", \"since 2020-01-01\", "
                      "\"since 2020-01-02\", \"sliding 1h every 30m\"")),
            Strings{})
      << "these are alike, and differ";
}

TEST(Indicators, RefusesAWindowOfTooManyPanes) {
  const Loaded loaded = load_indicators(indicator(
      "a", "measure = \"count\"\nwindows = [\"sliding 30d every 30m\", \"tumbling 1s\"]\n"));
  EXPECT_EQ(faults(loaded), (Strings{"26:12 bad-window"}));
  EXPECT_TRUE(load_indicators(indicator("a",
                                        "measure = \"count\"\nwindows = [\"sliding 30d every "
                                        "1h\", \"tumbling 1s\"]\n"))
                  .plan)
      << "hours carry the long one";
}

// It was taken without a word, and /metrics told nothing of it.
TEST(Indicators, TellsAMetricThatIsNotPublic) {
  const auto of = [](const std::string& keys) {
    return faults(load_indicators(indicator("a", keys + kCountByDay)));
  };
  EXPECT_EQ(of("metric = true\n"), (Strings{"25:10 bad-value"}));
  EXPECT_EQ(of("metric = true\npublic = false\n"), (Strings{"25:10 bad-value"}));
  EXPECT_EQ(of("metric = true\npublic = true\n"), Strings{});
  EXPECT_EQ(of("metric = false\n"), Strings{});
  EXPECT_EQ(of("metric = true\npublic = 1\n"), (Strings{"26:10 wrong-type"}));
  EXPECT_EQ(of("metric = true\npublik = true\n"), (Strings{"26:1 unknown-key"}));
  EXPECT_EQ(faults(load_indicators(indicator("a", kCountByDay) +
                                   "[[indicator]]\nid = \"f\"\nname = \"x\"\nformula = \"a\"\n"
                                   "metric = true\nwindows = [\"day\"]\n")),
            (Strings{"32:10 bad-value"}));
}

TEST(Indicators, TellsDuplicateIdsEvenIfBothAreAtFault) {
  const Loaded loaded = load_indicators(indicator("a", "better = \"upp\"\n" + kCountByDay) +
                                        indicator("a", "better = \"dwn\"\n" + kCountByDay));
  EXPECT_EQ(faults(loaded), (Strings{"25:10 bad-value", "30:6 duplicate-id", "33:10 bad-value"}));
}

TEST(Indicators, DoesNotRepeatTheFaultOfAFieldWhereItIsUsed) {
  const Loaded loaded =
      kit::load_text(kit::settings() +
                     "[[stream]]\nid = \"dossiers\"\ntopic = \"t\"\n"
                     "fields.n = { pointer = \"/n\", type = \"inn\" }\n" +
                     indicator("a", "where = \"n == 1\"\nby = [\"n\"]\n" + kCountByDay));
  EXPECT_EQ(faults(loaded), (Strings{"10:37 bad-value"}));
}

}  // namespace
}  // namespace ioc::catalog::indicators_test
