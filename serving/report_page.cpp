#include "serving/report_page.h"

#include <fmt/format.h>

#include "serving/html.h"
#include "serving/report_words.h"

namespace ioc::serving {
namespace {

using model::FilledReport;
using model::ReportView;

constexpr std::string_view kStyle = R"css(@page { size: A4 landscape; margin: 14mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #111; background: #fff;
  font: 1rem/1.45 "Times New Roman", "Liberation Serif", serif; }
header { display: flex; justify-content: space-between; gap: 2rem; }
header p { margin: 0; }
h1 { font-size: 1.4rem; text-align: center; margin: 1.5rem 0 0.25rem; }
.period, .draft { text-align: center; margin: 0 0 1rem; }
.draft { font-weight: bold; border: 2px solid #111; padding: 0.4rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: 0.25rem 0; font-style: italic; }
th, td { border: 1px solid #111; padding: 0.25rem 0.4rem; vertical-align: top; }
thead th { text-align: center; font-size: 0.9rem; }
tbody th { text-align: left; font-weight: normal; }
th:first-child { min-width: 9rem; }
td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
code { font: 1rem "Liberation Mono", monospace; overflow-wrap: anywhere; }
.code { font-size: 1.25rem; font-weight: bold; letter-spacing: 0.05em; }
section { break-inside: avoid; margin-top: 1rem; }
h2 { font-size: 1rem; margin: 0 0 0.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 0; }
dt { font-style: italic; }
dd { margin: 0; }
@media (max-width: 40rem) { header, dl { display: block; } }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 10pt; } }
)css";

class PageWriter {
 protected:
  void begin(std::string_view title) {
    html_.tag(
        "<!doctype html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<link rel=\"stylesheet\" href=\"");
    html_.text(kReportStylePath).tag("\">\n<title>").text(title).tag("</title>\n</head>\n<body>\n");
  }
  std::string end() {
    html_.tag("</body>\n</html>\n");
    return html_.take();
  }
  void term(std::string_view name, std::string_view value) {
    html_.tag("<dt>").text(name).tag("</dt><dd>").text(value).tag("</dd>\n");
  }
  void code_term(std::string_view name, std::string_view value) {
    html_.tag("<dt>").text(name).tag("</dt><dd><code>").text(value).tag("</code></dd>\n");
  }

  Html html_;
};

class ReportWriter : PageWriter {
 public:
  ReportWriter(const model::Plan& plan, const ReportView& view)
      : plan_(plan), view_(view), report_(view.shown) {}

  std::string run() {
    begin(report_.title.vi + " – " + report_.unit_name.vi + " – " + report_.name.period);
    head();
    table();
    if (!report_.comment.vi.empty()) {
      html_.tag("<p>Ghi chú: ").text(report_.comment.vi).tag("</p>\n");
    }
    if (!view_.changes.empty()) changes();
    acts();
    if (view_.revision > 0) seal();
    if (view_.record.published.size() > 1) revisions();
    html_.tag("</main>\n");
    return end();
  }

 private:
  const model::PublishedReport* published() const {
    for (const model::PublishedReport& each : view_.record.published) {
      if (each.revision == view_.revision) return &each;
    }
    return nullptr;
  }

  void head() {
    html_.tag("<header><p><b>").text(report_.unit_name.vi).tag("</b></p>\n<p>");
    if (!report_.form.empty()) html_.tag("Biểu số: ").text(report_.form).tag("<br>");
    if (!report_.external_code.empty()) {
      html_.tag("Mã: ").text(report_.external_code).tag("<br>");
    }
    if (!report_.legal_basis.vi.empty()) html_.tag("Căn cứ: ").text(report_.legal_basis.vi);
    html_.tag("</p></header>\n<main>\n<h1>").text(report_.title.vi).tag("</h1>\n");
    html_.tag("<p class=\"period\">Kỳ báo cáo: ").text(period_words(report_)).tag(" (");
    html_.text(span_words(report_)).tag(")");
    if (report_.revision > 1) {
      html_.tag("<br>Bản sửa đổi lần ").text(std::to_string(report_.revision - 1));
      html_.tag(". Lý do: ").text(report_.reason);
    }
    html_.tag("</p>\n");
    if (view_.revision > 0) return;
    html_.tag("<p class=\"draft\">");
    html_.text(view_.is_live ? "SỐ LIỆU HIỆN THỜI – CHƯA CÔNG BỐ" : "BẢN NHÁP – CHƯA CÔNG BỐ");
    if (view_.provisional_count > 0) {
      html_.text(fmt::format(" ({} số liệu còn có thể thay đổi)", view_.provisional_count));
    }
    html_.tag("</p>\n");
  }

  void table() {
    html_.tag("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Bảng số liệu\">");
    html_.tag("<table>\n<thead>\n<tr><th scope=\"col\">Đơn vị, nội dung</th>");
    bool has_codes = false;
    for (const model::FilledLine& column : report_.columns) {
      html_.tag("<th scope=\"col\">").text(column.name.vi).tag("</th>");
      has_codes |= !column.code.empty();
    }
    html_.tag("</tr>\n");
    if (has_codes) {
      html_.tag("<tr><td>(1)</td>");
      for (const model::FilledLine& column : report_.columns) {
        html_.tag("<td>").text(column.code).tag("</td>");
      }
      html_.tag("</tr>\n");
    }
    html_.tag("</thead>\n<tbody>\n");
    for (std::size_t row = 0; row < report_.rows.size(); ++row) {
      html_.tag("<tr><th scope=\"row\">").text(report_.rows[row].name.vi).tag("</th>");
      for (std::size_t column = 0; column < report_.columns.size(); ++column) {
        html_.tag("<td>").text(cell_words(plan_, report_, row, column).text).tag("</td>");
      }
      html_.tag("</tr>\n");
    }
    html_.tag("</tbody>\n</table></div>\n");
  }

  static std::size_t place_of(const std::vector<model::FilledLine>& lines, const std::string& id) {
    std::size_t at = 0;
    while (at < lines.size() && lines[at].id != id) ++at;
    return at;
  }

  void changes() {
    html_.tag("<section>\n<h2>Thay đổi so với lần công bố trước</h2>\n<table>\n<thead><tr>");
    for (const char* head : {"Đơn vị, nội dung", "Cột", "Số cũ", "Số mới"}) {
      html_.tag("<th scope=\"col\">").text(head).tag("</th>");
    }
    html_.tag("</tr></thead>\n<tbody>\n");
    for (const model::ReportChange& change : view_.changes) {
      const std::size_t row = place_of(report_.rows, change.row);
      const std::size_t column = place_of(report_.columns, change.column);
      if (row == report_.rows.size() || column == report_.columns.size()) continue;
      html_.tag("<tr><th scope=\"row\">").text(report_.rows[row].name.vi).tag("</th><th>");
      html_.text(report_.columns[column].name.vi).tag("</th>");
      for (const std::string& value : {change.old_value, change.new_value}) {
        const CellWords words = value_words(plan_, report_, row, column, value);
        html_.tag("<td>").text(words.text).tag("</td>");
      }
      html_.tag("</tr>\n");
    }
    html_.tag("</tbody>\n</table>\n</section>\n");
  }

  void acts() {
    if (report_.acts.empty()) return;
    html_.tag("<section>\n<h2>Quá trình</h2>\n<dl>\n");
    for (const model::ReportAct& act : report_.acts) {
      term(act_words(act.act),
           act.name + ", " + moment_words(act.at) + (act.note.empty() ? "" : " – " + act.note));
    }
    html_.tag("</dl>\n</section>\n");
  }

  void seal() {
    const model::PublishedReport* of = published();
    if (of == nullptr) return;
    html_.tag("<section>\n<h2>Xác minh</h2>\n<p>Mã xác minh: <span class=\"code\">");
    html_.text(of->seal.code).tag("</span>. Kiểm tra tại địa chỉ <code>/v/");
    html_.text(of->seal.code).tag("</code> của hệ thống.</p>\n<dl>\n");
    code_term("SHA-256", of->seal.sha256);
    code_term("Chữ ký Ed25519", of->seal.signature);
    code_term("Khóa công khai", of->seal.key);
    code_term("Danh mục chỉ tiêu", report_.catalog);
    html_.tag("</dl>\n</section>\n");
  }

  void revisions() {
    html_.tag("<section>\n<h2>Các lần công bố</h2>\n<dl>\n");
    for (const model::PublishedReport& each : view_.record.published) {
      term(fmt::format("Lần {}", each.revision),
           moment_words(each.at) + (each.reason.empty() ? "" : " – " + each.reason) +
               (each.revision == view_.revision ? " (bản này)" : ""));
    }
    html_.tag("</dl>\n</section>\n");
  }

  const model::Plan& plan_;
  const ReportView& view_;
  const FilledReport& report_;
};

class CheckWriter : PageWriter {
 public:
  std::string run(std::string_view code, const std::optional<ReportCheck>& check) {
    begin("Xác minh báo cáo");
    html_.tag("<main>\n<h1>Xác minh báo cáo</h1>\n<p class=\"period\">Mã: <code>");
    html_.text(code).tag("</code></p>\n");
    if (!check) {
      html_.tag(
          "<p class=\"draft\">Không có báo cáo nào được công bố với mã này. Xin kiểm tra lại từng "
          "ký tự; nếu mã đúng như trên bản in thì bản in không phải do hệ thống này công bố.</p>\n"
          "</main>\n");
      return end();
    }
    html_.tag("<p class=\"draft\">");
    html_.text(check->revision == check->newest
                   ? "Có thật, và là bản mới nhất."
                   : fmt::format("Có thật, nhưng đã được sửa đổi: bản mới nhất là lần công bố {}.",
                                 check->newest));
    html_.tag("</p>\n<dl>\n");
    term("Biểu", check->title.vi);
    term("Đơn vị", check->unit_name.vi);
    term("Kỳ", check->name.period);
    term("Lần công bố", std::to_string(check->revision));
    term("Công bố lúc", moment_words(check->published_at));
    code_term("SHA-256", check->seal.sha256);
    code_term("Khóa công khai", check->seal.key);
    html_.tag(
        "</dl>\n<p>Mã này nói về con số: mọi con số trên bản in phải trùng với bản đã công bố. "
        "Người được phép xem có thể tải bản ký số và kiểm tra bằng lệnh <code>ioc-pulse report "
        "verify</code>.</p>\n</main>\n");
    return end();
  }
};

}  // namespace

std::string_view report_style() { return kStyle; }

std::string report_page(const model::Plan& plan, const ReportView& view) {
  return ReportWriter(plan, view).run();
}

std::string report_check_page(std::string_view code, const std::optional<ReportCheck>& check) {
  return CheckWriter().run(code, check);
}

}  // namespace ioc::serving
