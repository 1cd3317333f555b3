// [[provision]]: what is read, and every fault at its place.
#include "catalog/provisions.h"

#include <gtest/gtest.h>

#include "tests/catalog/kit.h"

namespace ioc::catalog::provisions_test {
namespace {

const std::string kIndicators =
    kit::indicator("seen",
                   "measure = \"count\"\nby = [\"unit\"]\n"
                   "windows = [\"day\", \"month\", \"since 2020-01-01\"]") +
    kit::indicator("signed",
                   "measure = \"share(signed)\"\nby = [\"unit\"]\nwindows = [\"month\"]") +
    kit::indicator("by_channel",
                   "measure = \"count\"\nby = [\"unit\", \"channel\"]\nwindows = [\"day\"]");
const std::string kForm =
    "[[report]]\nid = \"r\"\nname = \"Biểu\"\nsince = 2020-02-01\nperiod = \"month\"\n"
    "due = \"3 days\"\nunits = [\"503\", \"502\"]\nrows = [\"self\"]\n"
    "[[report.column]]\nid = \"c\"\nname = \"Cột\"\nindicator = \"seen\"\n";
const std::string kHead = "id = \"p\"\nname = { vi = \"Hồ sơ\", en = \"Dossiers\" }\n";
const std::string kUsual = kHead +
                           "indicator = \"seen\"\nevery = \"day\"\nsince = 2020-10-01\n"
                           "due = \"1 working day\"\neach = \"district\"\n";

Loaded load_provision(const std::string& provision, bool has_hours = true) {
  return kit::load_indicators(std::string(has_hours ? kit::kOfficeHours : "") + kIndicators +
                              kForm + "[[provision]]\n" + provision);
}
std::string faults(const std::string& provision, bool has_hours = true) {
  std::string out;
  for (const Diagnostic& d : load_provision(provision, has_hours).diagnostics) {
    out += d.code + ": " + d.text + (d.help.empty() ? "" : " | " + d.help) + "\n";
  }
  return out;
}
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(Provisions, AreReadAsWritten) {
  const Loaded loaded = load_provision(
      kUsual +
      "at_least = 5\nlegal_basis = \"QĐ 1\"\nowner = \"Sở TTTT\"\ndescription = \"Gửi lại\"\n"
      "complete = { indicator = \"signed\", window = \"month\", at_least = 0.95 }\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::Plan& plan = *loaded.plan;
  const model::ProvisionPlan& provision = plan.provisions.at(0);
  EXPECT_EQ(plan.indicators[static_cast<std::size_t>(provision.indicator)].id, "seen");
  EXPECT_EQ(provision.every, "day");
  EXPECT_EQ(provision.since, model::parse_day("2020-10-01"));
  EXPECT_TRUE(provision.due.days == 1 && provision.due.is_working);
  EXPECT_EQ(provision.at_least.to_string(), "5");
  EXPECT_EQ(provision.units, (std::vector<model::UnitIndex>{1, 2}));
  EXPECT_EQ(provision.legal_basis.vi + provision.owner.vi + provision.description.vi,
            "QĐ 1Sở TTTTGửi lại");
  ASSERT_TRUE(provision.complete);
  EXPECT_EQ(plan.indicators[static_cast<std::size_t>(provision.complete->indicator)].id, "signed");
  EXPECT_EQ(provision.complete->at_least.to_string(), "0.95");
  EXPECT_FALSE(provision.valid);
}

TEST(Provisions, OfAReportSayWhatItSays) {
  const Loaded loaded = load_provision(kHead + "report = \"r\"\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::ProvisionPlan& provision = loaded.plan->provisions.at(0);
  EXPECT_EQ(provision.indicator, -1);
  EXPECT_EQ(provision.report + " " + provision.every, "r month");
  EXPECT_EQ(provision.since, model::parse_day("2020-02-01"));
  EXPECT_TRUE(provision.due.days == 3 && !provision.due.is_working);
  EXPECT_EQ(provision.units, (std::vector<model::UnitIndex>{1, 2})) << "in the order of units.csv";
  EXPECT_EQ(faults(kHead + "report = \"r\"\nevery = \"day\"\n"),
            "bad-value: 'every' is what the report itself says | leave it out\n");
  EXPECT_EQ(faults(kHead + "report = \"rr\"\n"),
            "unknown-name: unknown report 'rr' | did you mean 'r'?\n");
}

TEST(Provisions, TellEachFault) {
  EXPECT_EQ(faults(kHead),
            "missing-key: what is provided? It has no `indicator` and no `report` | indicator = "
            "\"…\" that counts it, or report = \"…\" for an official report\n");
  EXPECT_EQ(faults(replaced(kUsual, "\"seen\"", "\"sen\"")),
            "unknown-name: unknown indicator 'sen' | did you mean 'seen'?\n");
  EXPECT_EQ(faults(replaced(kUsual, "\"seen\"", "\"by_channel\"")),
            "bad-value: 'by_channel' is not by units alone | name an indicator with by = "
            "[\"unit\"] and nothing else\n");
  EXPECT_EQ(faults(replaced(kUsual, "\"day\"", "\"since 2020-01-01\"")),
            "bad-window: 'since 2020-01-01' is no period of the calendar | day, week, month, "
            "quarter, year, report-month, report-quarter, report-half or report-year\n");
  EXPECT_EQ(faults(replaced(kUsual, "\"day\"", "\"week\"")),
            "unknown-name: indicator 'seen' has no window 'week' | valid here: day, month, since "
            "2020-01-01\n");
  EXPECT_EQ(faults(replaced(kUsual, "1 working day", "soon")),
            "bad-span: 'soon' is not a number of days after the period | write 2 working days, or "
            "10 days\n");
  EXPECT_EQ(faults(kUsual, false),
            "missing-key: working days need [calendar] with `hours` | add them, or count calendar "
            "days: \"3 days\"\n");
  EXPECT_EQ(faults(kUsual + "units = [\"502\"]\n"),
            "bad-value: `each` and `units` stand side by side | each = \"district\" for every unit "
            "of a level, or units = [\"…\"]\n");
  EXPECT_EQ(faults(replaced(kUsual, "each = \"district\"", "units = [\"502\", \"502\"]")),
            "bad-value: '502' stands twice | leave one of them out\n");
  EXPECT_EQ(faults(replaced(kUsual, "\"1 working day\"", "7")),
            "wrong-type: 'due' must be a string, not an integer\n")
      << "and is not missing";
  EXPECT_EQ(faults(replaced(kUsual, "\"day\"", "7")),
            "wrong-type: 'every' must be a string, not an integer\n");
  EXPECT_EQ(faults(replaced(kUsual, "\"district\"", "7")),
            "wrong-type: 'each' must be a string, not an integer\n");
  EXPECT_EQ(faults(kUsual + "at_least = \"many\"\n"),
            "wrong-type: a number is wanted | as in 0.95 or 10, of at most 18 digits\n");
  EXPECT_EQ(faults(kUsual + "at_least = -1\n"),
            "bad-value: everybody provides at least 0 | how many, or which share, as in 0.95\n");
  EXPECT_EQ(faults(kUsual + "valid = { indicator = \"signed\", window = \"day\", at_least = 1 }\n"),
            "unknown-name: indicator 'signed' has no window 'day' | valid here: month\n");
}

// What its refused events are read by is known of every stream but itself.
TEST(Provisions, AStreamOfDeadLettersKnowsTheOthers) {
  const Loaded loaded = kit::load_indicators(
      "[[stream]]\nid = \"refused\"\ntopic = \"dead\"\nenvelope = \"dead-letters\"\n"
      "fields.unit = { pointer = \"/data/unit\", type = \"unit\", optional = true }\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::StreamPlan& refused = loaded.plan->streams.at(1);
  EXPECT_TRUE(refused.reads_letters && !loaded.plan->streams.at(0).reads_letters);
  ASSERT_EQ(refused.letters.size(), 1U);
  EXPECT_EQ(refused.letters[0].stream + " " + refused.letters[0].topic,
            "dossiers one-stop-shop.dossiers");
  EXPECT_EQ(refused.letters[0].unit, (std::vector<std::string>{"data", "unit"}));
}

}  // namespace
}  // namespace ioc::catalog::provisions_test
