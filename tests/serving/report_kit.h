// Reports of the serving tests: a form of make_plan(), filled, and who may do what.
#pragma once

#include "model/report_record.h"
#include "support.h"

namespace ioc::serving::testing {

// A form of a.count and b.share, reported by the districts 502 and 503 to the province.
inline model::ReportPlan make_form() {
  model::ReportPlan form;
  form.id = "r";
  form.form = "01";
  form.name = {"Biểu mẫu", "Form"};
  form.period = "month";
  form.due = {2, true};
  form.units = {1, 3};
  form.has_own_row = true;
  form.columns.resize(2);
  form.columns[0].id = "count";
  form.columns[0].indicator = 0;
  form.columns[1].id = "share";
  form.columns[1].indicator = 1;
  return form;
}

inline model::FilledReport make_filled() {
  model::FilledReport report;
  report.catalog_id = "test";
  report.catalog = "abc";
  report.name = {"r", "502", "2020-10"};
  report.form = "II.06a/VPCP";
  report.title = {"Biểu <mẫu>", "Form"};
  report.comment = {"Ghi chú", "Note"};
  report.unit_name = {"Thành phố Tam Kỳ", "Tam Ky"};
  report.window = "report-month";
  report.start = "2020-09-15T00:00:00+07:00";
  report.end = "2020-10-15T00:00:00+07:00";
  report.acts = {{"drafted", "an", "Nguyễn An", "2020-10-16T08:05:00+07:00", ""}};
  report.columns = {{"count", "(2)", {"Tiếp nhận", "Received"}, "", "a.count", "", ""},
                    {"share", "(3)", {"Đúng hạn", "On time"}, "", "b.share", "", ""}};
  report.rows = {{"502", "", {"Thành phố Tam Kỳ", "Tam Ky"}, "502", "", "", ""},
                 {"x", "", {"=1+1", "Evil"}, "x", "", "", ""}};
  model::FilledFigure figure;
  figure.end = report.end;
  figure.value = "1240";
  figure.count = 1240;
  figure.status = "final";
  figure.as_of = report.end;
  model::FilledFigure share = figure;
  share.value = "0.0625";
  share.numerator = "1";
  share.denominator = "16";
  share.status = "provisional";
  report.cells = {
      {{"1240", "", 0, figure}, {"0.0625", "", 0, share}},
      {{"0", "nothing_counted", 0, std::nullopt}, {"", "nothing_counted", 0, std::nullopt}}};
  report.positions = {"{\"t\":[5,null]}"};
  return report;
}

inline model::PublishedReport make_published(int revision = 1) {
  model::FilledReport report = make_filled();
  report.revision = revision;
  return {revision,
          model::canonical_text(report),
          {"ab12", "c2ln", "a2V5", "K7QM-2X4T-0000-0000-000" + std::to_string(revision)},
          revision > 1 ? "sửa số liệu" : "",
          "2020-10-16T09:00:00+07:00",
          "binh"};
}

inline model::Viewer viewer(model::Role role, const std::string& unit) {
  return {"an", "Nguyễn An", {{role, unit, {}}}};
}

}  // namespace ioc::serving::testing
