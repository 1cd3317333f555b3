// The canonical text of a report (docs/formats/report.md), byte by byte.
#include "model/filled_report.h"

#include <gtest/gtest.h>

namespace ioc::model::filled_report_test {
namespace {

FilledReport small_report() {
  FilledReport report;
  report.catalog_id = "test";
  report.catalog = "abc";
  report.name = {"r", "502", "2020-10"};
  report.form = "01";
  report.title = {"Biểu \"một\"", "Form"};
  report.unit_name = {"Tam Kỳ", "Tam Ky"};
  report.window = "month";
  report.start = "2020-10-01T00:00:00+07:00";
  report.end = "2020-11-01T00:00:00+07:00";
  report.acts = {{"drafted", "an", "Nguyễn An", "2020-11-02T08:00:00+07:00", ""}};
  report.columns = {{"c", "(1)", {"Cột", "Column"}, "", "a.count", "", ""}};
  report.rows = {{"502", "", {"Tam Kỳ", ""}, "502", "", "", ""},
                 {"x", "", {"Xã", ""}, "x", "", "day", "count"}};
  FilledCell counted{"12", "", 0, FilledFigure{}};
  counted.figure->end = report.end;
  counted.figure->value = "12";
  counted.figure->count = 12;
  counted.figure->status = "final";
  counted.figure->revision = 7;
  counted.figure->as_of = report.end;
  report.cells = {{counted}, {{"0", "nothing_counted", -1, std::nullopt}}};
  report.positions = {"{\"t\":[5,null]}"};
  return report;
}

TEST(FilledReport, HasOneCanonicalText) {
  EXPECT_EQ(
      canonical_text(small_report()),
      R"j({"format":"ioc-pulse report 1","catalog":{"id":"test","hash":"abc"},)j"
      R"j("report":{"id":"r","form":"01","external_code":"",)j"
      R"j("name":{"vi":"Biểu \"một\"","en":"Form"},"legal_basis":{"vi":"","en":""},)j"
      R"j("comment":{"vi":"","en":""}},"unit":{"code":"502","name":{"vi":"Tam Kỳ","en":"Tam Ky"}},)j"
      R"j("period":{"window":"month","label":"2020-10","start":"2020-10-01T00:00:00+07:00",)j"
      R"j("end":"2020-11-01T00:00:00+07:00"},"due":null,"revision":1,"previous":null,)j"
      R"j("reason":null,"acts":[{"act":"drafted","by":"an","name":"Nguyễn An",)j"
      R"j("at":"2020-11-02T08:00:00+07:00","note":""}],)j"
      R"j("columns":[{"id":"c","code":"(1)","name":{"vi":"Cột","en":"Column"},"unit":null,)j"
      R"j("indicator":"a.count","window":null,"part":null}],)j"
      R"j("rows":[{"id":"502","code":"","name":{"vi":"Tam Kỳ","en":""},"unit":"502",)j"
      R"j("indicator":null,"window":null,"part":null},)j"
      R"j({"id":"x","code":"","name":{"vi":"Xã","en":""},"unit":"x",)j"
      R"j("indicator":null,"window":"day","part":"count"}],)j"
      R"j("cells":[[{"value":"12","why":null,"position":0,"figure":{"start":null,)j"
      R"j("end":"2020-11-01T00:00:00+07:00","value":"12","numerator":null,"denominator":null,)j"
      R"j("count":12,"status":"final","revision":7,"as_of":"2020-11-01T00:00:00+07:00"}}],)j"
      R"j([{"value":"0","why":"nothing_counted","position":null,"figure":null}]],)j"
      R"j("positions":[{"t":[5,null]}]})j");
}

TEST(FilledReport, ACellIsOfWhatItsRowSaysThenItsColumn) {
  const FilledReport report = small_report();
  const FilledSource first = source_of(report, 0, 0), second = source_of(report, 1, 0);
  EXPECT_EQ(first.indicator, "a.count");
  EXPECT_EQ(first.window, "month");
  EXPECT_EQ(first.part, "value");
  EXPECT_EQ(first.unit, "502");
  EXPECT_EQ(second.window, "day");
  EXPECT_EQ(second.part, "count");
}

TEST(FilledReport, AnotherFigureIsAnotherText) {
  const std::string text = canonical_text(small_report());
  FilledReport other = small_report();
  other.cells[0][0].figure->revision = 8;
  EXPECT_NE(canonical_text(other), text);
  other = small_report();
  other.reason = "null";
  EXPECT_NE(canonical_text(other), text) << "a text that says null is not nothing";
}

}  // namespace
}  // namespace ioc::model::filled_report_test
