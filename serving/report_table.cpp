// Lays reports out as tables (serving/report_table.h).
#include "serving/report_table.h"

#include <fmt/format.h>

#include <array>

#include "serving/csv.h"
#include "serving/report_words.h"
#include "serving/workbook.h"

namespace ioc::serving {

using model::FilledReport;

std::string report_csv(const FilledReport& report) {
  CsvWriter csv;
  for (const char* head : {"row", "name", "unit"}) csv.text(head);
  for (const model::FilledLine& column : report.columns) csv.text(column.id);
  csv.end_row();
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    csv.text(report.rows[row].id);
    csv.text(report.rows[row].name.vi);
    csv.text(report.rows[row].unit);
    for (const model::FilledCell& cell : report.cells[row]) {
      const bool is_text = cell.value.starts_with('"');
      if (is_text) csv.text(cell.value.substr(1, cell.value.size() - 2));
      if (!is_text) csv.number(cell.value);
    }
    csv.end_row();
  }
  return csv.take();
}

namespace {

// Role: lays a report out as its form is printed.
class Sheet {
 public:
  // The same report gives the same bytes whenever it is asked for.
  Sheet(const model::Plan& plan, const FilledReport& report)
      : plan_(plan),
        report_(report),
        book_("Báo cáo", report.title.vi, report.unit_name.vi,
              model::parse_rfc3339(report.end).value_or(model::Instant{})) {
    plain_ = book_.look({});
    bold_ = book_.look({nullptr, true, false, false});
    head_ = book_.look({"@", true, true, true});
    text_ = in_table("@");
    number_ = {in_table("#,##0"), in_table("#,##0.0"), in_table("#,##0.00"), in_table("#,##0.000")};
    percent_ = in_table("0.0%");
  }

  model::Result<std::string> run(const std::string& code) {
    write_head();
    write_table();
    write_foot(code);
    book_.print_landscape();
    return book_.take();
  }

 private:
  static constexpr double kNameWidth = 34, kCellWidth = 14;

  Workbook::Look in_table(const char* number) { return book_.look({number, false, false, true}); }

  void line(const std::string& text, Workbook::Look as) { book_.text(row_++, 0, text, as); }

  void write_head() {
    line(report_.unit_name.vi, bold_);
    if (!report_.form.empty()) line("Biểu số: " + report_.form, plain_);
    if (!report_.legal_basis.vi.empty()) line("Căn cứ: " + report_.legal_basis.vi, plain_);
    line(report_.title.vi, bold_);
    line(fmt::format("Kỳ báo cáo: {} ({})", period_words(report_), span_words(report_)), plain_);
    if (report_.revision > 1) {
      line(fmt::format("Bản sửa đổi lần {}: {}", report_.revision - 1, report_.reason), plain_);
    }
    ++row_;
  }

  void write_table() {
    book_.set_width(0, 0, kNameWidth);
    book_.set_width(1, static_cast<std::uint16_t>(report_.columns.size()), kCellWidth);
    book_.text(row_, 0, "Đơn vị, nội dung", head_);
    std::uint16_t at = 1;
    for (const model::FilledLine& column : report_.columns) {
      book_.text(row_, at++, column.name.vi + (column.code.empty() ? "" : "\n" + column.code),
                 head_);
    }
    ++row_;
    for (std::size_t row = 0; row < report_.rows.size(); ++row) {
      book_.text(row_, 0, report_.rows[row].name.vi, text_);
      for (std::size_t column = 0; column < report_.columns.size(); ++column) {
        write_cell(static_cast<std::uint16_t>(column + 1), cell_words(plan_, report_, row, column));
      }
      ++row_;
    }
    ++row_;
  }

  void write_cell(std::uint16_t at, const CellWords& cell) {
    if (cell.form == CellForm::number) {
      book_.number(row_, at, cell.number, number_[cell.decimals]);
    } else if (cell.form == CellForm::percent) {
      book_.number(row_, at, cell.number, percent_);
    } else {
      book_.text(row_, at, cell.text, text_);
    }
  }

  void write_foot(const std::string& code) {
    if (!report_.comment.vi.empty()) line("Ghi chú: " + report_.comment.vi, plain_);
    for (const model::ReportAct& act : report_.acts) {
      line(fmt::format("{}: {}, {}", act_words(act.act), act.name, moment_words(act.at)), plain_);
    }
    line(code.empty() ? "Bản nháp, chưa công bố" : "Mã xác minh: " + code, bold_);
  }

  const model::Plan& plan_;
  const FilledReport& report_;
  Workbook book_;
  Workbook::Look plain_ = nullptr, bold_ = nullptr, head_ = nullptr, text_ = nullptr,
                 percent_ = nullptr;
  std::array<Workbook::Look, 4> number_{};
  std::uint32_t row_ = 0;
};

}  // namespace

model::Result<std::string> report_xlsx(const model::Plan& plan, const FilledReport& report,
                                       const std::string& code) {
  return Sheet(plan, report).run(code);
}

}  // namespace ioc::serving
