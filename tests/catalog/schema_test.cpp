// Keys and shapes of tables.
#include "catalog/schema.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::schema_test {
namespace {

using kit::faults;
using kit::load_text;
using kit::Strings;

TEST(Schema, TellsUnknownKeysAtTheKeyWithTheNearest) {
  const Loaded loaded = load_text(kit::settings() +
                                  "[[stream]]\nid = \"s\"\ntopic = \"t\"\n"
                                  "latenes = \"1d\"\n");
  ASSERT_EQ(faults(loaded), (Strings{"10:1 unknown-key"}));
  EXPECT_EQ(loaded.diagnostics[0].caret_length, 7);
  EXPECT_EQ(loaded.diagnostics[0].help, "did you mean 'lateness'?");
  EXPECT_EQ(loaded.diagnostics[0].source_line, "latenes = \"1d\"");
}

TEST(Schema, TellsUnknownTablesAtTheTopLevel) {
  const Loaded loaded = load_text(kit::settings() + "[[indikator]]\nid = \"x\"\n");
  ASSERT_EQ(faults(loaded), (Strings{"7:3 unknown-key"}));
  EXPECT_EQ(loaded.diagnostics[0].help, "did you mean 'indicator'?");
}

TEST(Schema, TellsMissingKeysAtTheTable) {
  const Loaded loaded = load_text(kit::settings() + "[[stream]]\nid = \"s\"\n");
  ASSERT_EQ(faults(loaded), (Strings{"7:1 missing-key"}));
  EXPECT_EQ(loaded.diagnostics[0].text, "[[stream]] lacks the key 'topic'");
}

TEST(Schema, TellsValuesOfTheWrongTypeAtTheValue) {
  const Loaded loaded =
      load_text(kit::settings() + "[[stream]]\nid = 5\ntopic = [\"t\"]\nfields = \"x\"\n");
  EXPECT_EQ(faults(loaded), (Strings{"8:6 wrong-type", "9:9 wrong-type", "10:10 wrong-type"}));
  EXPECT_EQ(loaded.diagnostics[0].text, "'id' must be a string, not an integer");
}

TEST(Schema, TellsATableInPlaceOfAnArrayOfTables) {
  EXPECT_EQ(faults(load_text(kit::settings() + "[stream]\nid = \"s\"\n")),
            (Strings{"7:1 wrong-type"}));
}

TEST(Schema, TellsItemsOfAListThatAreNoStrings) {
  const Loaded loaded = kit::load_indicators(
      kit::indicator("a", "measure = \"count\"\nwindows = [\"day\", 5]\nby = \"unit\""));
  EXPECT_EQ(faults(loaded), (Strings{"26:19 wrong-type", "27:6 wrong-type"}));
}

TEST(Schema, TakesADateOnlyAsADate) {
  const auto told = [](const std::string& date) {
    const Loaded loaded = load_text(kit::settings() + "[calendar]\nhours = [{ from = " + date +
                                    ", days = [\"mon\"], spans = [\"07:00-11:00\"] }]\n");
    return loaded.plan ? "" : loaded.diagnostics[0].text;
  };
  EXPECT_EQ(told("2020-02-29"), "");
  EXPECT_EQ(told("\"2020-02-29\""), "'from' must be a date like 2020-12-31, not a string");
  EXPECT_EQ(told("2020"), "'from' must be a date like 2020-12-31, not an integer");
  EXPECT_EQ(told("07:30:00"), "'from' must be a date like 2020-12-31, not a time");
  EXPECT_NE(told("2021-02-29"), "") << "no such day";
}

TEST(Schema, TakesANameAsAStringOrInTwoLanguages) {
  const Loaded loaded = load_text(kit::settings() + kit::stream() +
                                  "[[indicator]]\nid = \"a\"\nof = \"dossiers\"\n"
                                  "name = { vi = \"Hồ sơ\", en = \"Dossiers\" }\nunit = \"%\"\n"
                                  "measure = \"count\"\nwindows = [\"day\"]\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->indicators[0].name.vi, "Hồ sơ");
  EXPECT_EQ(loaded.plan->indicators[0].name.en, "Dossiers");
  EXPECT_EQ(loaded.plan->indicators[0].unit.vi, "%");
  EXPECT_EQ(loaded.plan->indicators[0].unit.en, "%");
}

TEST(Schema, ChecksTheKeysOfANameToo) {
  const Loaded loaded = load_text(kit::settings() + kit::stream() +
                                  "[[indicator]]\nid = \"a\"\nof = \"dossiers\"\n"
                                  "name = { vi = \"Hồ sơ\", eng = \"Dossiers\" }\n"
                                  "measure = \"count\"\nwindows = [\"day\"]\n");
  EXPECT_EQ(faults(loaded), (Strings{"24:8 missing-key", "24:24 unknown-key"}));
}

TEST(Schema, TellsSyntaxFaultsOfTomlWithTheirPosition) {
  EXPECT_EQ(faults(load_text("[catalog\nid = 1")), (Strings{"1:9 syntax"}));
  EXPECT_EQ(faults(load_text("a = 1\na = 2\n")), (Strings{"1:1 unknown-key", "2:5 syntax"}));
  EXPECT_EQ(faults(load_text("a = \"\xff\"\n")), (Strings{"1:5 syntax"}));
}

TEST(Schema, RefusesBadIds) {
  EXPECT_EQ(faults(load_text(kit::settings() + "[[stream]]\nid = \"Hồ sơ\"\ntopic = \"t\"\n")),
            (Strings{"8:6 bad-id"}));
  EXPECT_EQ(faults(load_text(kit::settings() + "[[stream]]\nid = \"\"\ntopic = \"t\"\n")),
            (Strings{"8:6 bad-id"}));
}

}  // namespace
}  // namespace ioc::catalog::schema_test
