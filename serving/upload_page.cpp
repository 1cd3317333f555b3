#include "serving/upload_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/limits.h"
#include "serving/refusal_words.h"
#include "serving/send_access.h"

namespace ioc::serving {
namespace {

using SheetJson = nlohmann::json;
using model::IntakeFault;

constexpr std::size_t kRowsShown = 20;
constexpr std::size_t kFaultsShown = 50;

class UploadPage : DeskWriter {
 public:
  UploadPage(const DeskFrame& frame, const UploadView& view)
      : DeskWriter(frame), view_(view), plan_(frame.plan) {}

  std::string write() {
    const Words title{"Gửi bảng tính", "Send a sheet"};
    begin(say(title), is_english() ? "/desk/upload" : "/desk/upload?lang=en");
    navigation("/desk/upload");
    html_.tag("<h1>").text(say(title)).tag("</h1>\n");
    if (view_.accepted) sent();
    notice(view_.fault, true);
    if (sending_streams(plan_, view_.viewer).empty()) {
      html_.tag("<p class=\"nothing\">");
      html_.text(say({"Tài khoản này không được giao gửi số liệu của đơn vị nào.",
                      "This account was not granted to send anything for a unit."}));
      html_.tag("</p>\n");
    } else {
      if (view_.checked) judged(*view_.checked);
      form();
    }
    end();
    return html_.take();
  }

 private:
  void sent() {
    notice(is_english() ? fmt::format("{} events are safe. They are in the figures within moments.",
                                      *view_.accepted)
                        : fmt::format("Đã nhận chắc chắn {} sự kiện. Số liệu cập nhật trong giây "
                                      "lát.",
                                      *view_.accepted),
           false);
  }

  void judged(const model::IntakeCheck& checked) {
    html_.tag("<section class=\"whole\" aria-labelledby=\"judged\">\n<h2 id=\"judged\">");
    html_.text(say({"Xem trước", "Preview"})).tag("</h2>\n");
    const bool is_good = checked.fault_count == 0 && !checked.too_many;
    const std::string_view kind = is_good && !checked.events.empty() ? "ok" : "bad";
    html_.tag("<p class=\"state ").text(kind).tag("\">");
    sign(kind);
    html_.tag("<b>");
    if (checked.too_many) {
      html_.text(is_english()
                     ? fmt::format("More than {} rows: send them in parts", model::kIntakeEventsMax)
                     : fmt::format("Quá {} dòng: hãy chia nhỏ để gửi", model::kIntakeEventsMax));
    } else if (is_good) {
      html_.text(is_english() ? fmt::format("{} events would be sent", checked.events.size())
                              : fmt::format("Sẽ gửi {} sự kiện", checked.events.size()));
    } else {
      html_.text(
          is_english()
              ? fmt::format("{} faults; nothing is sent until all are mended", checked.fault_count)
              : fmt::format("{} lỗi; chưa gửi gì cho đến khi sửa hết", checked.fault_count));
    }
    html_.tag("</b></p>\n");
    if (!checked.faults.empty()) faults(checked);
    if (!checked.events.empty()) rows(checked);
    html_.tag("</section>\n");
  }

  void faults(const model::IntakeCheck& checked) {
    html_.tag("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"");
    html_.text(say({"Lỗi", "Faults"})).tag("\">\n<table>\n<thead><tr>");
    for (const Words& head :
         {Words{"Dòng", "Line"}, Words{"Cột", "Column"}, Words{"Lỗi", "Fault"}}) {
      html_.tag("<th scope=\"col\">").text(say(head)).tag("</th>");
    }
    html_.tag("</tr></thead>\n<tbody>\n");
    for (std::size_t i = 0; i < std::min(kFaultsShown, checked.faults.size()); ++i) {
      const IntakeFault& fault = checked.faults[i];
      html_.tag("<tr><td>").text(fault.line > 0 ? fmt::format("{}", fault.line) : "–");
      html_.tag("</td>\n<td>").text(fault.column > 0 ? fmt::format("{}", fault.column) : "–");
      html_.tag("</td>\n<td>").text(words_of(fault)).tag("</td></tr>\n");
    }
    html_.tag("</tbody>\n</table>\n</div>\n");
    if (checked.fault_count <= kFaultsShown) return;
    html_.tag("<p class=\"as-of\">");
    html_.text(is_english() ? fmt::format("{} more.", checked.fault_count - kFaultsShown)
                            : fmt::format("Còn {} lỗi nữa.", checked.fault_count - kFaultsShown));
    html_.tag("</p>\n");
  }

  std::string words_of(const IntakeFault& fault) const {
    if (!fault.detail_vi.empty()) return is_english() ? fault.detail : fault.detail_vi;
    if (fault.reason == model::kForeignUnit) {
      return is_english() ? fmt::format("The unit {} is not yours.", fault.found)
                          : fmt::format("Đơn vị {} không thuộc phạm vi của bạn.", fault.found);
    }
    const auto stream = std::find_if(plan_.streams.begin(), plan_.streams.end(),
                                     [&](const auto& each) { return each.id == view_.stream; });
    if (stream == plan_.streams.end()) return fault.detail;
    const std::string why = reason_words(frame_.language, fault.reason);
    if (fault.field.empty()) return why;
    return why + ": " +
           fault_words(frame_.language, {fault.reason, fault.field, fault.found}, *stream);
  }

  // The first of them, as they would be counted: time, then the members of `data`.
  void rows(const model::IntakeCheck& checked) {
    const std::size_t count = std::min(kRowsShown, checked.events.size());
    html_.tag("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"");
    html_.text(say({"Các dòng đọc được", "Rows that were read"})).tag("\">\n<table>\n<caption>");
    html_.text(is_english() ? fmt::format("The first {} of {} rows as they would be counted", count,
                                          checked.events.size())
                            : fmt::format("{} dòng đầu trong {} dòng, như sẽ được tính", count,
                                          checked.events.size()));
    html_.tag("</caption>\n<thead><tr><th scope=\"col\">");
    html_.text(say({"Dòng", "Line"})).tag("</th><th scope=\"col\">time</th>");
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
      const SheetJson event = SheetJson::parse(checked.events[i].value, nullptr, false);
      const SheetJson data = event.value("data", SheetJson::object());  // items() only looks at it
      for (const auto& [name, value] : data.items()) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
      }
    }
    for (const std::string& name : names) html_.tag("<th scope=\"col\">").text(name).tag("</th>");
    html_.tag("</tr></thead>\n<tbody>\n");
    for (std::size_t i = 0; i < count; ++i) row(checked.events[i], names);
    html_.tag("</tbody>\n</table>\n</div>\n");
  }

  void row(const model::IntakeEvent& event, const std::vector<std::string>& names) {
    const SheetJson json = SheetJson::parse(event.value, nullptr, false);
    if (!json.is_object()) return;
    html_.tag("<tr><td>").text(fmt::format("{}", event.line)).tag("</td><td>");
    html_.text(json.value("time", std::string("–"))).tag("</td>");
    const SheetJson data = json.value("data", SheetJson::object());
    for (const std::string& name : names) {
      html_.tag("<td>");
      if (const auto at = data.find(name); at != data.end()) {
        html_.text(at->is_string() ? at->get<std::string>() : at->dump());
      }
      html_.tag("</td>");
    }
    html_.tag("</tr>\n");
  }

  void form() {
    html_.tag("<form action=\"/desk/upload\" method=\"post\" enctype=\"multipart/form-data\">\n");
    language_field();
    begin_choice("unit", {"Đơn vị", "Unit"});
    for (const model::UnitIndex unit : sending_units(plan_, view_.viewer)) {
      const std::string& code = plan_.units.at(unit).code;
      option(code, name_of(unit), code == view_.unit);
    }
    end_choice();
    begin_choice("stream", {"Loại số liệu", "What is sent"});
    for (const int number : sending_streams(plan_, view_.viewer)) {
      const std::string& id = plan_.streams[static_cast<std::size_t>(number)].id;
      option(id, id, id == view_.stream);
    }
    end_choice();
    columns();
    html_.tag("<p class=\"field\"><label for=\"file\">");
    html_.text(say({"Tệp CSV (UTF-8)", "CSV file (UTF-8)"}));
    html_.tag("</label>\n<input id=\"file\" name=\"file\" type=\"file\" ");
    html_.tag("accept=\".csv,text/csv\"></p>\n<p class=\"field\"><label for=\"sheet\">");
    html_.text(say({"hoặc dán, sửa trực tiếp tại đây", "or paste it, or mend it, here"}));
    html_.tag("</label>\n<textarea id=\"sheet\" name=\"sheet\" rows=\"10\" class=\"sheet\" ");
    html_.tag("spellcheck=\"false\" autocapitalize=\"none\">\n").text(view_.sheet);
    html_.tag("</textarea></p>\n<p class=\"buttons\"><button name=\"act\" value=\"preview\"");
    const bool may_go = view_.checked && view_.checked->fault_count == 0 &&
                        !view_.checked->too_many && !view_.checked->events.empty();
    if (may_go) html_.tag(" class=\"plain\"");
    html_.tag(">").text(say({"Xem trước", "Preview"})).tag("</button>\n");
    if (may_go) {
      html_.tag("<button name=\"act\" value=\"send\">");
      html_.text(is_english() ? fmt::format("Send {} events", view_.checked->events.size())
                              : fmt::format("Gửi {} sự kiện", view_.checked->events.size()));
      html_.tag("</button>\n");
    }
    html_.tag("</p>\n<p class=\"explanation\">");
    html_.text(say({"Gửi lại cùng một bảng không làm số liệu bị đếm hai lần.",
                    "Sending the same sheet again counts nothing twice."}));
    html_.tag("</p>\n</form>\n");
  }

  // What the first line may name, by stream: for who writes the sheet.
  void columns() {
    html_.tag("<details class=\"below\"><summary>");
    html_.text(say({"Tên các cột", "Names of the columns"})).tag("</summary>\n<dl>\n");
    for (const int number : sending_streams(plan_, view_.viewer)) {
      const model::StreamPlan& stream = plan_.streams[static_cast<std::size_t>(number)];
      std::string names;
      for (const model::FieldPlan& field : stream.fields) {
        names += (names.empty() ? "" : ", ") + field.name + (field.optional ? "*" : "");
      }
      if (stream.time_field < 0) names += ", time";
      html_.tag("<div><dt>").text(stream.id).tag("</dt>\n<dd class=\"wide\">").text(names);
      html_.tag("</dd></div>\n");
    }
    html_.tag("</dl>\n<p class=\"explanation\">");
    html_.text(say({"* có thể bỏ. Ngày ghi 15/10/2020 hoặc 15/10/2020 8:30.",
                    "* may be left out. Days as 15/10/2020 or 15/10/2020 8:30."}));
    html_.tag("</p></details>\n");
  }

  const UploadView& view_;
  const model::Plan& plan_;
};

}  // namespace

std::string upload_page(const DeskFrame& frame, const UploadView& view) {
  return UploadPage(frame, view).write();
}

std::string with_plain_line_ends(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

}  // namespace ioc::serving
