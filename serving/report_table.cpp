// The only user of libxlsxwriter. It writes to a file by its name; the file is one in memory.
#include "serving/report_table.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "serving/csv.h"
#include "serving/report_words.h"

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

// Role: one workbook in memory.
// Owns: the file's descriptor; the workbook until it is closed, which libxlsxwriter does itself.
class Sheet {
 public:
  Sheet(const model::Plan& plan, const FilledReport& report) : plan_(plan), report_(report) {
    file_ = memfd_create("report.xlsx", MFD_CLOEXEC);
    if (file_ < 0) return;
    path_ = fmt::format("/proc/self/fd/{}", file_);
    book_ = workbook_new(path_.c_str());
    if (book_ != nullptr) sheet_ = workbook_add_worksheet(book_, "Báo cáo");
  }
  ~Sheet() {
    if (file_ >= 0) close(file_);
  }
  Sheet(const Sheet&) = delete;

  model::Result<std::string> run(const std::string& code) {
    const model::Error fault{model::ErrorCode::io, "the workbook could not be written", "xlsx"};
    if (sheet_ == nullptr) return fault;
    write_properties();
    write_formats();
    write_head();
    write_table();
    write_foot(code);
    worksheet_set_landscape(sheet_);
    worksheet_set_paper(sheet_, kA4);
    worksheet_fit_to_pages(sheet_, 1, 0);
    if (workbook_close(book_) != LXW_NO_ERROR) return fault;
    return read_all();
  }

 private:
  static constexpr std::uint8_t kA4 = 9;
  static constexpr double kNameWidth = 34, kCellWidth = 14;

  // The same report gives the same bytes whenever it is asked for.
  void write_properties() {
    lxw_doc_properties properties{};
    title_ = report_.title.vi;
    company_ = report_.unit_name.vi;
    properties.title = title_.data();
    properties.company = company_.data();
    const auto end = model::parse_rfc3339(report_.end);
    properties.created = static_cast<time_t>(end ? end->ms / model::kSecondMs : 0);
    workbook_set_properties(book_, &properties);
  }

  lxw_format* format(const char* number, bool is_head, bool is_bold) {
    lxw_format* made = workbook_add_format(book_);
    format_set_font_name(made, "Times New Roman");
    if (is_bold) format_set_bold(made);
    if (is_head) {
      format_set_align(made, LXW_ALIGN_CENTER);
      format_set_align(made, LXW_ALIGN_VERTICAL_CENTER);
      format_set_text_wrap(made);
    }
    if (number != nullptr) {
      format_set_num_format(made, number);
      format_set_border(made, LXW_BORDER_THIN);
    }
    return made;
  }

  void write_formats() {
    plain_ = format(nullptr, false, false);
    bold_ = format(nullptr, false, true);
    head_ = format("@", true, true);
    text_ = format("@", false, false);
    number_[0] = format("#,##0", false, false);
    number_[1] = format("#,##0.0", false, false);
    number_[2] = format("#,##0.00", false, false);
    number_[3] = format("#,##0.000", false, false);
    percent_ = format("0.0%", false, false);
  }

  void line(const std::string& text, lxw_format* as) {
    worksheet_write_string(sheet_, row_++, 0, text.c_str(), as);
  }

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
    worksheet_set_column(sheet_, 0, 0, kNameWidth, nullptr);
    const auto last = static_cast<lxw_col_t>(report_.columns.size());
    worksheet_set_column(sheet_, 1, last, kCellWidth, nullptr);
    worksheet_write_string(sheet_, row_, 0, "Đơn vị, nội dung", head_);
    lxw_col_t at = 1;
    for (const model::FilledLine& column : report_.columns) {
      const std::string text = column.name.vi + (column.code.empty() ? "" : "\n" + column.code);
      worksheet_write_string(sheet_, row_, at++, text.c_str(), head_);
    }
    ++row_;
    for (std::size_t row = 0; row < report_.rows.size(); ++row) {
      worksheet_write_string(sheet_, row_, 0, report_.rows[row].name.vi.c_str(), text_);
      for (std::size_t column = 0; column < report_.columns.size(); ++column) {
        write_cell(static_cast<lxw_col_t>(column + 1), cell_words(plan_, report_, row, column));
      }
      ++row_;
    }
    ++row_;
  }

  void write_cell(lxw_col_t at, const CellWords& cell) {
    if (cell.form == CellForm::number) {
      worksheet_write_number(sheet_, row_, at, cell.number, number_[cell.decimals]);
    } else if (cell.form == CellForm::percent) {
      worksheet_write_number(sheet_, row_, at, cell.number, percent_);
    } else {
      worksheet_write_string(sheet_, row_, at, cell.text.c_str(), text_);
    }
  }

  void write_foot(const std::string& code) {
    if (!report_.comment.vi.empty()) line("Ghi chú: " + report_.comment.vi, plain_);
    for (const model::ReportAct& act : report_.acts) {
      line(fmt::format("{}: {}, {}", act_words(act.act), act.name, moment_words(act.at)), plain_);
    }
    line(code.empty() ? "Bản nháp, chưa công bố" : "Mã xác minh: " + code, bold_);
  }

  model::Result<std::string> read_all() const {
    std::string bytes;
    std::array<char, 64 << 10> piece{};
    off_t offset = 0;
    while (true) {
      const ssize_t count = pread(file_, piece.data(), piece.size(), offset);
      if (count < 0) return model::Error{model::ErrorCode::io, "cannot be read back", "xlsx"};
      if (count == 0) return bytes;
      bytes.append(piece.data(), static_cast<std::size_t>(count));
      offset += count;
    }
  }

  const model::Plan& plan_;
  const FilledReport& report_;
  int file_ = -1;
  std::string path_, title_, company_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format *plain_ = nullptr, *bold_ = nullptr, *head_ = nullptr, *text_ = nullptr,
             *percent_ = nullptr;
  std::array<lxw_format*, 4> number_{};
  lxw_row_t row_ = 0;
};

}  // namespace

model::Result<std::string> report_xlsx(const model::Plan& plan, const FilledReport& report,
                                       const std::string& code) {
  return Sheet(plan, report).run(code);
}

}  // namespace ioc::serving
