// What of a catalogue is a rule, and which changes of its files change one.
#include "catalog/rules.h"

#include <gtest/gtest.h>

#include "tests/catalog/kit.h"

namespace ioc::catalog::rules_test {
namespace {

const std::string kReceived =
    kit::indicator("received", "measure = \"count\"\nby = [\"unit\"]\nwindows = [\"month\"]");
const std::string kTarget =
    "[[target]]\nid = \"goal\"\nindicator = \"received\"\nwindow = \"month\"\nunit = \"502\"\n"
    "at_least = 90\n";
const std::string kAll = kit::settings() + kit::stream() + kReceived + kTarget;

std::vector<model::Rule> rules_of(const std::string& toml, std::string_view units = kit::kUnits) {
  const Loaded loaded = kit::load_text(toml, units);
  EXPECT_EQ(kit::rendered(loaded), "");
  return loaded.rules;
}

std::string replaced(std::string text, std::string_view before, std::string_view after) {
  const std::size_t at = text.find(before);
  EXPECT_NE(at, std::string::npos) << before;
  return text.replace(at, before.size(), after);
}

kit::Strings names(const std::vector<model::Rule>& rules) {
  kit::Strings names;
  for (const model::Rule& rule : rules) names.push_back(rule.name);
  return names;
}

// Names of what differs from the catalogue of this test.
kit::Strings changed(const std::string& toml, std::string_view units = kit::kUnits) {
  kit::Strings names;
  for (const auto& each : model::rule_differences(rules_of(kAll), rules_of(toml, units))) {
    names.push_back(each.name);
  }
  return names;
}

TEST(Rules, AreEachTableAndUnitThatFiguresDependOnByName) {
  EXPECT_EQ(names(rules_of(kAll)),
            (kit::Strings{"catalog", "indicator received", "stream dossiers", "target goal",
                          "unit 49", "unit 502", "unit 503", "units"}));
  EXPECT_EQ(names(rules_of(kAll + std::string(kit::kOfficeHours))).front(), "calendar");
}

TEST(Rules, OfACatalogueWithFaultsAreNone) {
  EXPECT_TRUE(kit::load_text(kAll + "[[target]]\n").rules.empty());
}

TEST(Rules, AreNotChangedByCommentsBlanksAndTheOrderOfKeys) {
  const std::string shuffled =
      "[[target]]\n\nat_least   =   90 # percent\nunit=\"502\"\nwindow = 'month'\n"
      "indicator = \"received\"\nid = \"goal\"\n";
  EXPECT_EQ(changed("# from the department\n" + replaced(kAll, kTarget, shuffled)), kit::Strings{});
}

TEST(Rules, AreNotChangedByTheOrderOfTablesNorByTheFileTheyStandIn) {
  EXPECT_EQ(changed(kit::settings() + kTarget + kReceived + kit::stream()), kit::Strings{});
  const Loaded split = load(
      {{"b.toml", kTarget + kReceived}, {"a.toml", kit::stream()}, {"c.toml", kit::settings()}},
      {"units.csv", std::string(kit::kUnits)});
  EXPECT_EQ(split.rules, rules_of(kAll));
}

TEST(Rules, AChangedLimitOfATargetIsThatRuleAlone) {
  const std::string toml = replaced(kAll, "at_least = 90", "at_least = 80");
  const auto differences = model::rule_differences(rules_of(kAll), rules_of(toml));
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].name, "target goal");
  EXPECT_EQ(differences[0].before,
            "at_least = 90\nid = 'goal'\nindicator = 'received'\nunit = '502'\nwindow = 'month'");
  EXPECT_EQ(differences[0].after, replaced(differences[0].before, "90", "80"));
}

TEST(Rules, AnotherIdIsARuleLessAndARuleMore) {
  EXPECT_EQ(changed(replaced(kAll, "\"goal\"", "\"aim\"")),
            (kit::Strings{"target aim", "target goal"}));
}

TEST(Rules, WhatStandsDeepWithinATableIsOfIt) {
  EXPECT_EQ(changed(replaced(kAll, "pointer = \"/data/channel\"", "pointer = \"/data/way\"")),
            kit::Strings{"stream dossiers"});
  EXPECT_EQ(changed(replaced(kAll, "scale = 2", "scale = 1")), kit::Strings{"stream dossiers"});
}

TEST(Rules, BoardsAlertsSubjectsAndTestsAreNone) {
  EXPECT_EQ(changed(kAll +
                    "[[board]]\nid = \"b\"\nname = \"b\"\n[[board.page]]\nname = \"p\"\n"
                    "tiles = [{ indicator = \"received\", window = \"month\", unit = \"502\" }]\n"
                    "[[alert]]\nid = \"late\"\ntarget = \"goal\"\nseverity = \"warning\"\n"
                    "[[subject]]\nid = \"received\"\nname = { vi = \"Hồ sơ\", en = \"Dossiers\" }\n"
                    "[[test]]\nname = \"t\"\nstream = \"dossiers\"\n"
                    "until = 2020-10-15T00:00:00Z\nevents = []\nduplicates = 0\n"),
            kit::Strings{});
}

TEST(Rules, AUnitIsItsLine) {
  const std::string units(kit::kUnits);
  EXPECT_EQ(changed(kAll, replaced(units, "503,Hội An", "503,Phố Hội")), kit::Strings{"unit 503"});
  EXPECT_EQ(changed(kAll, units + "504,Điện Bàn,Dien Ban,district,49,,\n"),
            kit::Strings{"unit 504"});
  EXPECT_EQ(changed(kAll, units + "\r\n\n"), kit::Strings{});
}

std::string text_of(const std::vector<model::Rule>& rules, std::string_view name) {
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const model::Rule& rule) { return rule.name == name; });
  return found == rules.end() ? "" : found->text;
}

TEST(Rules, ShowCharactersThatNobodySees) {
  const std::string toml =
      replaced(kAll, "name = \"x\"", "name = \"Hồ\\u202esơ \\u001b[2K\\U000E0041 'a\\\\\"");
  EXPECT_NE(text_of(rules_of(toml), "indicator received")
                .find(R"(name = "Hồ\u202esơ \u001b[2K\U000e0041 'a\\")"),
            std::string::npos)
      << text_of(rules_of(toml), "indicator received");
  const std::string units(kit::kUnits);
  EXPECT_EQ(text_of(rules_of(kAll, replaced(units, "Hội An", "Hội\u200bAn")), "unit 503"),
            R"(503,Hội\u200bAn,Hoi An,district,49,,)");
  EXPECT_EQ(text_of(rules_of(kAll, replaced(units, "Hội An", R"(Hội\u200bAn)")), "unit 503"),
            R"(503,Hội\\u200bAn,Hoi An,district,49,,)")
      << "which is another";
}

TEST(Rules, AUnitOnTwoLinesIsOneRule) {
  const std::string moving =
      "504,Điện Bàn,Dien Ban,district,49,,2020-12-31\n"
      "504,Điện Bàn,Dien Ban,district,502,2021-01-01,\n";
  const std::vector<model::Rule> rules = rules_of(kAll, std::string(kit::kUnits) + moving);
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [](const model::Rule& rule) { return rule.name == "unit 504"; });
  ASSERT_NE(found, rules.end());
  EXPECT_EQ(found->text + "\n", moving);
  EXPECT_EQ(names(rules).size(), names(rules_of(kAll)).size() + 1);
}

// Columns are found by their names: these two change places without any unit's line being touched.
TEST(Rules, TheHeadOfTheUnitsIsOne) {
  EXPECT_EQ(changed(kAll, replaced(std::string(kit::kUnits), "name_vi,name_en", "name_en,name_vi")),
            kit::Strings{"units"});
}

}  // namespace
}  // namespace ioc::catalog::rules_test
