#include "serving/report_desk_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "serving/report_access.h"
#include "serving/report_words.h"
#include "serving/request.h"

namespace ioc::serving {
namespace {

using model::ReportSlot;
using model::ReportState;

std::string report_address(const model::ReportName& name) {
  return "/desk/reports/" + percent_encode(name.report) + '/' + percent_encode(name.unit) + '/' +
         percent_encode(name.period);
}

std::string_view class_of_report(ReportState state, bool is_late) {
  if (is_late) return "bad";
  switch (state) {
    case ReportState::published: return "ok";
    case ReportState::drafted:
    case ReportState::approved: return "near";
    case ReportState::open: break;
  }
  return "none";
}

class SlotsPage : DeskWriter {
 public:
  SlotsPage(const DeskFrame& frame, const model::Viewer& viewer,
            const std::vector<ReportSlot>& slots)
      : DeskWriter(frame), viewer_(viewer), plan_(frame.plan), slots_(slots) {}

  std::string write() {
    const Words title{"Báo cáo", "Reports"};
    begin(say(title), is_english() ? "/desk/reports" : "/desk/reports?lang=en");
    navigation("/desk/reports");
    html_.tag("<h1>").text(say(title)).tag("</h1>\n");
    std::size_t told = 0;
    for (const model::ReportPlan& form : plan_.reports) told += this->form(form);
    if (told == 0) {
      html_.tag("<p class=\"nothing\">");
      html_.text(say(
          {"Không có báo cáo nào thuộc phần việc của bạn.", "There are no reports you work on."}));
      html_.tag("</p>\n");
    }
    end();
    return html_.take();
  }

 private:
  std::size_t form(const model::ReportPlan& form) {
    std::vector<const ReportSlot*> here;
    for (const ReportSlot& slot : slots_) {
      if (slot.summary.name.report != form.id) continue;
      const model::UnitIndex unit = plan_.units.find(slot.summary.name.unit);
      if (unit != model::kNoUnit && may_see_work(viewer_, plan_, form, unit)) here.push_back(&slot);
    }
    if (here.empty()) return 0;
    // Unfinished periods that are over need somebody; then those that are published, then the
    // running one.
    const auto rank = [](const ReportSlot* slot) {
      const bool is_done = slot->summary.state == ReportState::published;
      if (slot->is_late && !is_done) return 0;
      if (slot->is_over && !is_done) return 1;
      if (slot->summary.proposed_count > 0) return 2;
      return slot->is_over ? 3 : 4;
    };
    std::stable_sort(here.begin(), here.end(),
                     [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    html_.tag("<section class=\"whole\">\n<h2 id=\"of-").text(form.id).tag("\">");
    html_.text(name_in(frame_.language, form.name));
    if (!form.form.empty()) html_.tag(" <small>").text(form.form).tag("</small>");
    html_.tag("</h2>\n<div class=\"table\" tabindex=\"0\" role=\"region\" aria-labelledby=\"of-");
    html_.text(form.id).tag("\">\n<table>\n<thead><tr>");
    for (const Words& head : {Words{"Kỳ", "Period"}, Words{"Đơn vị", "Unit"},
                              Words{"Trạng thái", "State"}, Words{"Hạn", "Due"}}) {
      html_.tag("<th scope=\"col\">").text(say(head)).tag("</th>");
    }
    html_.tag("</tr></thead>\n<tbody>\n");
    for (const ReportSlot* slot : here) row(*slot);
    html_.tag("</tbody>\n</table>\n</div>\n</section>\n");
    return here.size();
  }

  void row(const ReportSlot& slot) {
    const model::ReportName& name = slot.summary.name;
    html_.tag("<tr><th scope=\"row\">");
    link(report_address(name), "", name.period);
    html_.tag("</th>\n<td>").text(name_of(plan_.units.find(name.unit))).tag("</td>\n<td>");
    const bool is_late = slot.is_late && slot.summary.state != ReportState::published;
    const std::string_view kind = class_of_report(slot.summary.state, is_late);
    html_.tag("<span class=\"state ").text(kind).tag("\">");
    sign(kind);
    html_.tag("<b>").text(slot.is_over || slot.summary.state != ReportState::open
                              ? state_words(frame_.language, slot.summary.state)
                              : say({"Kỳ đang chạy", "The period runs"}));
    html_.tag("</b></span>");
    if (slot.is_late) {
      html_.tag(" <small>")
          .text(is_late ? say({"quá hạn", "overdue"}) : say({"công bố trễ", "published late"}));
      html_.tag("</small>");
    }
    if (slot.summary.proposed_count > 0) {
      html_.tag(" <small>");
      html_.text(is_english()
                     ? fmt::format("{} figures have changed since", slot.summary.proposed_count)
                     : fmt::format("{} số đã thay đổi sau công bố", slot.summary.proposed_count));
      html_.tag("</small>");
    }
    html_.tag("</td>\n<td>").text(due_words(slot)).tag("</td></tr>\n");
  }

  // The last day on which it is in time.
  std::string due_words(const ReportSlot& slot) const {
    const auto due = model::parse_rfc3339(slot.due);
    return due ? date_words(plan_.zone.day_of({due->ms - 1})) : std::string("–");
  }

  const model::Viewer& viewer_;
  const model::Plan& plan_;
  const std::vector<ReportSlot>& slots_;
};

class ReportPage : DeskWriter {
 public:
  ReportPage(const DeskFrame& frame, const ReportDeskView& view)
      : DeskWriter(frame), view_(view), plan_(frame.plan), record_(view.report.record) {}

  std::string write() {
    const std::string address = report_address(record_.name);
    const model::FilledReport& report = view_.report.shown;
    begin(name_in(frame_.language, report.title), is_english() ? address : address + "?lang=en");
    navigation("/desk/reports");
    html_.tag("<p class=\"above\">");
    link("/desk/reports", "", say({"Tất cả báo cáo", "All reports"}));
    html_.tag("</p>\n<h1>").text(name_in(frame_.language, report.title)).tag("</h1>\n");
    html_.tag("<p class=\"as-of\">").text(name_in(frame_.language, report.unit_name)).tag(" · ");
    html_.text(period_words(report)).tag(" (").text(span_words(report)).tag(")</p>\n");
    notice(view_.fault, true);
    stands();
    acts();
    table();
    files();
    comments();
    history();
    end();
    return html_.take();
  }

 private:
  void stands() {
    const ReportState state = record_.state();
    const std::string_view kind = class_of_report(state, false);
    html_.tag("<p class=\"state ").text(kind).tag("\">");
    sign(kind);
    html_.tag("<b>").text(state_words(frame_.language, state)).tag("</b> <span>");
    const model::ReportView& report = view_.report;
    if (report.is_live) {
      html_.text(say({"dưới đây là số liệu hiện thời", "below are the figures of now"}));
    } else if (report.revision > 0) {
      html_.text(is_english() ? fmt::format("below is revision {}", report.revision)
                              : fmt::format("dưới đây là lần công bố {}", report.revision));
    } else {
      html_.text(say({"dưới đây là bản đã lập", "below is what was drafted"}));
    }
    html_.tag("</span></p>\n");
    if (report.provisional_count > 0) {
      html_.tag("<p class=\"told\">");
      html_.text(is_english()
                     ? fmt::format("{} figures may still change.", report.provisional_count)
                     : fmt::format("{} số liệu còn có thể thay đổi.", report.provisional_count));
      html_.tag("</p>\n");
    }
    if (!record_.proposed.empty()) {
      html_.tag("<p class=\"told bad\" role=\"status\">");
      html_.text(is_english() ? fmt::format("{} figures are no longer what was published. Draft it "
                                            "again with the reason to publish a revision.",
                                            record_.proposed.size())
                              : fmt::format("{} số không còn như đã công bố. Lập lại kèm lý do để "
                                            "công bố bản sửa đổi.",
                                            record_.proposed.size()));
      html_.tag("</p>\n");
    }
  }

  // What this viewer may do with the report as it stands.
  void acts() {
    const ReportState state = record_.state();
    const model::Viewer& viewer = view_.viewer;
    html_.tag("<section class=\"acts\" aria-labelledby=\"acts\">\n<h2 id=\"acts\">");
    html_.text(say({"Việc cần làm", "What to do"})).tag("</h2>\n");
    bool is_any = false;
    if (may_prepare(viewer, plan_, view_.unit)) {
      const bool is_revision = !record_.published.empty();
      is_any = true;
      begin_act("draft");
      if (is_revision) {
        text_area("reason", {"Lý do sửa đổi", "Reason of the revision"}, "", "text");
      }
      end_act(
          is_revision ? Words{"Lập bản sửa đổi", "Draft a revision"}
          : record_.draft.empty()
              ? Words{"Lập báo cáo từ số liệu hiện thời", "Draft it from the figures of now"}
              : Words{"Lập lại từ số liệu hiện thời", "Draft it again from the figures of now"});
    }
    if (may_approve(viewer, plan_, view_.form, view_.unit)) {
      if (state == ReportState::drafted) {
        is_any = true;
        begin_act("approve");
        end_act({"Duyệt bản đã lập", "Approve what was drafted"});
      }
      if (!record_.draft.empty()) {
        is_any = true;
        begin_act("give-back");
        text_area("why", {"Lý do trả lại", "Reason for giving it back"}, "", "text");
        end_act({"Trả lại", "Give it back"});
      }
    }
    if (may_sign(viewer, plan_, view_.form, view_.unit) && state == ReportState::approved) {
      is_any = true;
      begin_act("sign");
      end_act({"Ký số và công bố", "Sign and publish"});
    }
    if (!is_any) {
      html_.tag("<p>").text(say({"Hiện không có việc nào cho bạn ở báo cáo này.",
                                 "There is nothing for you to do here now."}));
      html_.tag("</p>\n");
    }
    html_.tag("</section>\n");
  }
  void begin_act(std::string_view verb) {
    html_.tag("<form action=\"").text(report_address(record_.name)).tag("/").text(verb);
    html_.tag("\" method=\"post\">\n");
    language_field();
  }
  void end_act(const Words& words) {
    html_.tag("<p><button>").text(say(words)).tag("</button></p>\n</form>\n");
  }

  void table() {
    const model::FilledReport& report = view_.report.shown;
    html_.tag("<section class=\"whole\">\n<h2 id=\"figures\">");
    html_.text(say({"Số liệu", "Figures"})).tag("</h2>\n");
    html_.tag("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-labelledby=\"figures\">");
    html_.tag("<table>\n<thead><tr><th scope=\"col\">");
    html_.text(say({"Đơn vị, nội dung", "Unit, subject"})).tag("</th>");
    for (const model::FilledLine& column : report.columns) {
      html_.tag("<th scope=\"col\">").text(name_in(frame_.language, column.name)).tag("</th>");
    }
    html_.tag("</tr></thead>\n<tbody>\n");
    for (std::size_t row = 0; row < report.rows.size(); ++row) {
      html_.tag("<tr><th scope=\"row\">").text(name_in(frame_.language, report.rows[row].name));
      html_.tag("</th>");
      for (std::size_t column = 0; column < report.columns.size(); ++column) {
        html_.tag("<td class=\"number\">").text(cell_words(plan_, report, row, column).text);
        html_.tag("</td>");
      }
      html_.tag("</tr>\n");
    }
    html_.tag("</tbody>\n</table>\n</div>\n</section>\n");
  }

  void files() {
    const model::ReportName& name = record_.name;
    const std::string base = "/api/v1/reports/" + percent_encode(name.report) + '/' +
                             percent_encode(name.unit) + '/' + percent_encode(name.period);
    html_.tag("<p class=\"above\">");
    for (const auto& [suffix, words] :
         {std::pair{".html", Words{"Bản in", "Print"}}, std::pair{".xlsx", Words{"XLSX", "XLSX"}},
          std::pair{".csv", Words{"CSV", "CSV"}}}) {
      html_.tag("<a href=\"").text(base).text(suffix).tag("\">").text(say(words)).tag("</a> ");
    }
    if (view_.report.revision > 0) {
      html_.tag("<a href=\"").text(base).tag(".signed\">");
      html_.text(say({"Bản ký số", "Signed file"})).tag("</a>");
    }
    html_.tag("</p>\n");
  }

  void comments() {
    html_.tag("<section class=\"whole\" aria-labelledby=\"comments\">\n<h2 id=\"comments\">");
    html_.text(say({"Ý kiến", "Comments"})).tag("</h2>\n");
    for (const model::ReportComment& comment : record_.comments) {
      html_.tag("<article class=\"entry\">\n<p class=\"as-of\">").text(comment.name).tag(", ");
      html_.text(moment_words(comment.at)).tag("</p>\n<p class=\"said\">").text(comment.text);
      html_.tag("</p>\n</article>\n");
    }
    if (may_comment(view_.viewer, plan_, view_.form, view_.unit)) {
      begin_act("comment");
      text_area("comment", {"Ý kiến của bạn", "Your comment"}, "", "text");
      end_act({"Gửi ý kiến", "Comment"});
    }
    html_.tag("</section>\n");
  }

  void history() {
    if (record_.acts.empty()) return;
    html_.tag("<section class=\"whole\" aria-labelledby=\"history\">\n<h2 id=\"history\">");
    html_.text(say({"Quá trình", "What happened"})).tag("</h2>\n<ul>\n");
    for (const model::ReportAct& act : record_.acts) {
      html_.tag("<li><b>").text(act_words(act.act)).tag("</b> · ").text(act.name).tag(", ");
      html_.text(moment_words(act.at));
      if (!act.note.empty()) html_.tag(" – ").text(act.note);
      html_.tag("</li>\n");
    }
    html_.tag("</ul>\n</section>\n");
  }

  const ReportDeskView& view_;
  const model::Plan& plan_;
  const model::ReportRecord& record_;
};

}  // namespace

std::string report_slots_page(const DeskFrame& frame, const model::Viewer& viewer,
                              const std::vector<ReportSlot>& slots) {
  return SlotsPage(frame, viewer, slots).write();
}

std::string report_desk_page(const DeskFrame& frame, const ReportDeskView& view) {
  return ReportPage(frame, view).write();
}

std::string report_fault_words(Language language, const model::Error& error) {
  struct Fault {
    std::string_view begin;
    std::string_view vi;
  };
  constexpr Fault kFaults[] = {
      {"The period ends at", "Kỳ báo cáo chưa kết thúc; đến lúc đó mới lập được."},
      {"Nothing has changed since", "Số liệu không khác lần công bố gần nhất."},
      {"a revision needs its reason", "Hãy ghi lý do sửa đổi."},
      {"Nothing was drafted", "Chưa có bản nào được lập."},
      {"It was approved already", "Báo cáo đã được duyệt rồi."},
      {"Whoever drafted it cannot", "Người lập không được tự duyệt: cần người thứ hai."},
      {"Only what was approved", "Chỉ ký được bản đã duyệt."},
      {"a report keeps at most", "Báo cáo đã đủ số ý kiến được lưu."},
      {"the log is still being read", "Hệ thống đang đọc dữ liệu, hãy thử lại sau."},
      {"figures of the past", "Số liệu cũ đang được nạp, hãy thử lại sau."},
  };
  if (language == Language::en) return error.text;
  for (const Fault& fault : kFaults) {
    if (error.text.starts_with(fault.begin)) return std::string(fault.vi);
  }
  return "Không thực hiện được: " + error.text;
}

std::string_view state_words(Language language, ReportState state) {
  switch (state) {
    case ReportState::open: return Words{"Chưa lập", "Not drafted"}.in(language);
    case ReportState::drafted:
      return Words{"Đã lập, chờ duyệt", "Drafted, to be approved"}.in(language);
    case ReportState::approved:
      return Words{"Đã duyệt, chờ ký", "Approved, to be signed"}.in(language);
    case ReportState::published:
      return Words{"Đã ký, công bố", "Signed and published"}.in(language);
  }
  return "";
}

}  // namespace ioc::serving
