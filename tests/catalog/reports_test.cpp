// [[report]]: what is read, and every fault at its place.
#include "catalog/reports.h"

#include <gtest/gtest.h>

#include "tests/catalog/kit.h"

namespace ioc::catalog::reports_test {
namespace {

const std::string kIndicators =
    kit::indicator("seen",
                   "measure = \"count\"\nby = [\"unit\"]\n"
                   "windows = [\"day\", \"month\", \"quarter\", \"report-month\"]") +
    kit::indicator("signed",
                   "measure = \"share(signed)\"\nby = [\"unit\"]\n"
                   "windows = [\"month\", \"quarter\"]") +
    kit::indicator("by_channel",
                   "measure = \"count\"\nby = [\"unit\", \"channel\"]\nwindows = [\"month\"]");

const std::string kHead =
    "id = \"r\"\nname = { vi = \"Biểu\", en = \"Form\" }\nsince = 2020-01-01\n";
const std::string kUsual = kHead +
                           "period = \"month\"\ndue = \"2 working days\"\neach = \"district\"\n"
                           "rows = [\"self\"]\n";
std::string column(const std::string& rest, const std::string& id = "c") {
  return "[[report.column]]\nid = \"" + id + "\"\nname = \"Cột\"\n" + rest + "\n";
}
std::string row(const std::string& rest, const std::string& id = "x") {
  return "[[report.row]]\nid = \"" + id + "\"\nname = \"Dòng\"\n" + rest + "\n";
}

Loaded load_report(const std::string& report, bool has_hours = true) {
  return kit::load_indicators(std::string(has_hours ? kit::kOfficeHours : "") + kIndicators +
                              "[[report]]\n" + report);
}
std::string faults(const std::string& report, bool has_hours = true) {
  std::string out;
  for (const Diagnostic& d : load_report(report, has_hours).diagnostics) {
    out += d.code + ": " + d.text + (d.help.empty() ? "" : " | " + d.help) + "\n";
  }
  return out;
}
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(Reports, AreReadAsWritten) {
  const Loaded loaded = load_report(
      kHead +
      "form = \"II.06a/VPCP\"\nexternal_code = \"X1\"\nlegal_basis = \"NĐ 61\"\n"
      "comment = { vi = \"Ghi chú\", en = \"Note\" }\nperiod = \"month\"\n"
      "due = \"2 working days\"\neach = \"district\"\nrows = [\"self\", \"district\"]\n" +
      column("indicator = \"seen\"\ncode = \"(1)\"", "a") +
      column("indicator = \"signed\"\npart = \"denominator\"", "b"));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::Plan& plan = *loaded.plan;
  const model::ReportPlan& report = plan.reports.at(0);
  EXPECT_EQ(report.form, "II.06a/VPCP");
  EXPECT_EQ(report.external_code, "X1");
  EXPECT_EQ(report.legal_basis.vi, "NĐ 61");
  EXPECT_EQ(report.comment.en, "Note");
  EXPECT_EQ(report.period, "month");
  EXPECT_EQ(report.due.days, 2);
  EXPECT_TRUE(report.due.is_working);
  EXPECT_EQ(report.since, *model::parse_day("2020-01-01"));
  ASSERT_EQ(report.units.size(), 2U);
  EXPECT_EQ(plan.units.at(report.units[0]).code, "502");
  EXPECT_EQ(report.approver, model::kNoUnit);
  EXPECT_TRUE(report.has_own_row);
  EXPECT_EQ(report.levels, std::vector<std::string>{"district"});
  ASSERT_EQ(report.columns.size(), 2U);
  EXPECT_EQ(report.columns[0].code, "(1)");
  EXPECT_EQ(plan.indicators[static_cast<std::size_t>(report.columns[1].indicator)].id, "signed");
  EXPECT_EQ(report.columns[1].part, model::ReportPart::denominator);
}

TEST(Reports, MayHaveRowsOfIndicators) {
  const Loaded loaded = load_report(
      kHead + "period = \"quarter\"\ndue = \"3 days\"\nunits = [\"49\"]\napproved_by = \"49\"\n" +
      row("indicator = \"seen\"", "x") + row("indicator = \"signed\"", "y") + column("") +
      column("part = \"count\"", "d"));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::ReportPlan& report = loaded.plan->reports.at(0);
  EXPECT_EQ(report.lines.size(), 2U);
  EXPECT_FALSE(report.has_own_row);
  EXPECT_FALSE(report.due.is_working);
  EXPECT_EQ(loaded.plan->units.at(report.approver).code, "49");
}

TEST(Reports, WhatStandsAtAnEndMayHaveAShorterWindow) {
  const auto standing = [](const std::string& opening, const std::string& window) {
    return kit::load_indicators(
        "[[lifecycle]]\nid = \"life\"\nstream = \"dossiers\"\nkey = \"channel\"\n"
        "moments.seen = \"status == 1\"\n"
        "[[indicator]]\nid = \"open\"\nname = \"x\"\nof = \"life\"\nwhile = \"status == 1\"\n" +
        opening + "measure = \"count\"\nby = [\"unit\"]\nwindows = [\"day\", \"week\"]\n" +
        "[[report]]\n" + replaced(kUsual, "2 working", "2") +
        column("indicator = \"open\"\nwindow = \"" + window + "\""));
  };
  EXPECT_TRUE(standing("", "day").plan) << kit::rendered(standing("", "day"));
  EXPECT_EQ(kit::faults(standing("", "week")).size(), 1U);
  EXPECT_EQ(kit::faults(standing("opening = true\n", "day")).size(), 1U);
}

TEST(Reports, TellEachFault) {
  const std::string good = column("indicator = \"seen\"");
  EXPECT_EQ(faults(kUsual + good), "");
  EXPECT_EQ(faults(replaced(kUsual, "\"month\"", "\"now\"") + good),
            "bad-window: 'now' is no period of the calendar | day, week, month, quarter, year, "
            "report-month, report-quarter, report-half or report-year\n");
  EXPECT_EQ(faults(replaced(kUsual, "2 working days", "soon") + good),
            "bad-span: 'soon' is not a number of days after the period | write 2 working days, or "
            "10 days\n");
  EXPECT_EQ(faults(replaced(kUsual, "2 working days", "91 days") + good),
            "bad-value: 'due' is from 1 to 90 days, not 91 | it is due through the whole "
            "of the last of them\n");
  EXPECT_EQ(faults(kUsual + good, false),
            "missing-key: working days need [calendar] with `hours` | add them, or count calendar "
            "days: \"3 days\"\n");
  EXPECT_EQ(faults(replaced(kUsual, "each = \"district\"\n", "") + good),
            "missing-key: who reports? It has no `each` and no `units` | each = \"district\" for "
            "every unit of a level, or units = [\"…\"]\n");
  EXPECT_EQ(faults(replaced(kUsual, "each = \"district\"", "each = \"distrct\"") + good),
            "unknown-name: no unit has the level 'distrct' | did you mean 'district'?\n");
  EXPECT_EQ(faults(replaced(kUsual, "each = \"district\"", "units = [\"49\"]") + good),
            "bad-value: no unit stands above '49' to approve its report | approved_by = \"49\", or "
            "another unit\n");
  EXPECT_EQ(faults(replaced(kUsual, "each = \"district\"", "units = [\"502\", \"502\"]") + good),
            "bad-value: '502' stands twice | leave one of them out\n");
  EXPECT_EQ(faults(replaced(kUsual, "rows = [\"self\"]\n", "") + good),
            "missing-key: what are its rows? It has no `rows` and no [[report.row]] | rows = "
            "[\"self\"], rows = [\"self\", \"commune\"], or rows of indicators\n");
  EXPECT_EQ(faults(replaced(kUsual, "[\"self\"]", "[\"district\", \"self\"]") + good),
            "bad-value: the unit itself stands behind those below it | put \"self\" first\n");
}

TEST(Reports, TellEachFaultOfACell) {
  EXPECT_EQ(faults(kUsual + column("indicator = \"sen\"")),
            "unknown-name: unknown indicator 'sen' | did you mean 'seen'?\n");
  EXPECT_EQ(faults(kUsual + column("indicator = \"by_channel\"")),
            "bad-value: 'by_channel' is not by units alone | a cell of a report is one figure of "
            "one unit\n");
  EXPECT_EQ(faults(kUsual + column("")),
            "missing-key: the column names no indicator | indicator = \"…\", unless rows name "
            "them\n");
  EXPECT_EQ(faults(kUsual + column("indicator = \"seen\"\nwindow = \"day\"")),
            "bad-window: 'day' does not suit the period 'month' | only what stands at a window's "
            "end may have a shorter one\n");
  EXPECT_EQ(faults(kUsual + column("indicator = \"seen\"\npart = \"numerator\"")),
            "bad-value: 'seen' has no numerator | shares and means have one\n");
  EXPECT_EQ(faults(kUsual + column("indicator = \"seen\"\npart = \"valeu\"")),
            "unknown-name: a figure has no part 'valeu' | did you mean 'value'?\n");
  EXPECT_EQ(faults(kUsual + column("indicator = \"seen\"") + column("indicator = \"seen\"")),
            "duplicate-id: duplicate column 'c' | the first is at a.toml:53:6\n");
  // The period itself is asked of an indicator that names no window.
  EXPECT_EQ(faults(replaced(kUsual, "\"month\"", "\"year\"") + column("indicator = \"seen\"")),
            "unknown-name: indicator 'seen' has no window 'year' | valid here: day, month, "
            "quarter, report-month\n");
  const std::string lines = replaced(kUsual, "rows = [\"self\"]\n", "");
  EXPECT_EQ(faults(lines + row("") + column("")),
            "missing-key: the row names no indicator | indicator = \"…\"\n");
  EXPECT_EQ(faults(lines + row("indicator = \"seen\"") + column("indicator = \"seen\"")),
            "bad-value: rows and columns both name indicators | leave it out: the rows say "
            "which\n");
  EXPECT_EQ(faults(lines + row("indicator = \"seen\"\nwindow = \"month\"") +
                   column("window = \"month\"")),
            "bad-value: the row and a column both name a window | leave one of them out\n");
}

TEST(Reports, FaultsStandWhereTheyWereWritten) {
  const Loaded loaded = load_report(kUsual + column("indicator = \"sen\""));
  EXPECT_EQ(kit::faults(loaded), std::vector<std::string>{"55:13 unknown-name"});
  EXPECT_NE(kit::rendered(loaded).find("\n  indicator = \"sen\"\n              ^^^^^"),
            std::string::npos)
      << kit::rendered(loaded);
}

}  // namespace
}  // namespace ioc::catalog::reports_test
