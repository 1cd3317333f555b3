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
  EXPECT_EQ(faults(loaded), (Strings{"24:24 unknown-key"}));
  EXPECT_EQ(loaded.diagnostics[0].help, "did you mean 'en'?");
  const Loaded half = load_text(kit::settings() + kit::stream() +
                                "[[indicator]]\nid = \"a\"\nof = \"dossiers\"\n"
                                "name = { vi = \"Hồ sơ\" }\n"
                                "measure = \"count\"\nwindows = [\"day\"]\n");
  EXPECT_EQ(faults(half), (Strings{"24:8 missing-key"}));
}

// What followed from the slip was told beside it: of `bye`, that the indicator is not by units.
TEST(Schema, AMisspelledKeyIsToldOnceAndReadAsWhatIsMeant) {
  const auto told = [](const std::string& by) {
    return faults(kit::load_indicators(
        kit::indicator("a", "measure = \"count\"\n" + by + "\nwindows = [\"day\"]") +
        "[[target]]\nid = \"t\"\nindicator = \"a\"\nwindow = \"day\"\nunit = \"502\"\n"
        "at_least = 1\n"));
  };
  EXPECT_EQ(told("by = [\"unit\"]"), Strings{});
  EXPECT_EQ(told("bye = [\"unit\"]"), (Strings{"26:1 unknown-key"}));
  EXPECT_EQ(told("bye = [\"unti\"]"), (Strings{"26:1 unknown-key", "26:8 unknown-name"}));
  EXPECT_EQ(told("bye = \"unit\""), (Strings{"26:1 unknown-key"}))
      << "which groups are meant is not known";
  EXPECT_EQ(told("by = \"unit\""), (Strings{"26:6 wrong-type"}));
  EXPECT_EQ(told("by = [\"unit\"]\nbye = [\"unti\"]"), (Strings{"27:1 unknown-key"}))
      << "it cannot be meant, since it stands there";
}

TEST(Schema, AKeyThatIsMisspelledIsNotMissing) {
  EXPECT_EQ(
      faults(kit::load_indicators(kit::indicator("a", "measur = \"cuont\"\nwindws = [\"day\"]"))),
      (Strings{"25:1 unknown-key", "25:11 bad-measure", "26:1 unknown-key"}));
  EXPECT_EQ(faults(load_text(kit::settings() + "[[stream]]\nID = \"s\"\ntopik = \"t\"\n")),
            (Strings{"8:1 unknown-key", "9:1 unknown-key"}));
  const Loaded formula = kit::load_indicators(
      kit::indicator("a", "measure = \"count\"\nwindows = [\"day\"]") +
      "[[indicator]]\nid = \"f\"\nname = \"x\"\nformla = \"a * 2\"\nwindows = [\"day\"]\n");
  ASSERT_EQ(faults(formula), (Strings{"30:1 unknown-key"}));
  EXPECT_EQ(formula.diagnostics[0].help, "did you mean 'formula'?");
}

// A stream, a lifecycle, an indicator and a target whose ids stand behind misspelled keys are what
// others name, and are judged.
TEST(Schema, WhatNamesAnIdBehindAMisspelledKeyIsNotAtFault) {
  std::string stream = kit::stream();
  stream.replace(stream.find("id = "), 5, "idd = ");
  const Loaded loaded =
      load_text(kit::settings() + stream +
                "[[lifecycle]]\nidx = \"dossier\"\nstream = \"dossiers\"\nkey = \"channel\"\n"
                "moments.go = \"statu == 2\"\n"
                "[[indicator]]\nis = \"a\"\nname = \"x\"\nof = \"dossier\"\nat = \"go\"\n"
                "measure = \"count\"\nwindows = [\"day\"]\n"
                "[[target]]\ni_d = \"t\"\nindicator = \"a\"\nwindow = \"day\"\nat_least = 1\n"
                "[[alert]]\nid = \"late\"\ntarget = \"t\"\n"
                "[[alert]]\nid = \"silent\"\nstream = \"dossiers\"\nsilent = \"1h\"\n"
                "[[test]]\nname = \"t\"\n"
                "events = [{ stream = \"dossiers\", time = 2020-10-15 }]\n"
                "absent = [{ indicator = \"a\", window = \"day\" }]\n");
  EXPECT_EQ(faults(loaded), (Strings{"8:1 unknown-key", "22:1 unknown-key", "25:15 unknown-name",
                                     "27:1 unknown-key", "34:1 unknown-key"}));
}

TEST(Schema, WhatNamesAFieldOrMomentOfAMisspelledTableIsNotAtFault) {
  const std::string use =
      "[[lifecycle]]\nid = \"dossier\"\nstream = \"dossiers\"\nkey = \"channel\"\n"
      "moments.go = \"status == 2\"\nmoments.end = \"channel == 'x'\"\n"
      "[[indicator]]\nid = \"a\"\nname = \"x\"\nof = \"dossier\"\nat = \"end\"\n"
      "where = \"has(end)\"\nby = [\"channel\"]\nmeasure = \"count\"\nwindows = [\"day\"]\n";
  const auto told = [&](const std::string& right, const std::string& wrong) {
    std::string text = kit::settings() + kit::stream() + use;
    for (std::size_t at = 0; (at = text.find(right, at)) != std::string::npos; at += wrong.size()) {
      text.replace(at, right.size(), wrong);
    }
    const Loaded loaded = load_text(text);
    std::string out;
    for (const Diagnostic& d : loaded.diagnostics) out += d.text + "; " + d.help + "\n";
    return out;
  };
  EXPECT_EQ(told("fields.", "fields."), "");
  EXPECT_EQ(told("fields.channel", "field.channel"),
            "unknown key 'field' in [[stream]]; did you mean 'fields'?\n");
  EXPECT_EQ(told("fields.", "feilds."),
            "unknown key 'feilds' in [[stream]]; did you mean 'fields'?\n");
  EXPECT_EQ(told("moments.end", "moment.end"),
            "unknown key 'moment' in [[lifecycle]]; did you mean 'moments'?\n");
}

TEST(Schema, WhatNamesATableOfAMisspelledKindIsNotAtFault) {
  const Loaded loaded = kit::load_indicators(
      "[[lifecycel]]\nid = \"dossier\"\nstream = \"dossiers\"\nkey = \"channel\"\n"
      "moments.go = \"status == 2\"\n"
      "[[indicator]]\nid = \"a\"\nname = \"x\"\nof = \"dossier\"\nat = \"go\"\n"
      "measure = \"count\"\nwindows = [\"day\"]\n");
  ASSERT_EQ(faults(loaded), (Strings{"21:3 unknown-key"}));
  EXPECT_EQ(loaded.diagnostics[0].help, "did you mean 'lifecycle'?");
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
