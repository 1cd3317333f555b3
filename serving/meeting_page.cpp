// Writes the meeting's first page (serving/meeting_page.h).
#include "serving/meeting_page.h"

#include <fmt/format.h>

#include "model/lookup.h"
#include "serving/board_list.h"
#include "serving/public_figures.h"
#include "serving/request.h"

namespace ioc::serving {
namespace {

using model::ConclusionState;

// So long those that are over are still told of.
constexpr std::int64_t kConclusionToldMs = 62 * model::kDayMs;

std::string working_days_words(Language language, std::int64_t days) {
  if (language == Language::vi) return fmt::format("{} ngày làm việc", days);
  return fmt::format("{} working day{}", days, days == 1 ? "" : "s");
}

// A day, or nothing, within "muộn …".
std::string late_words(Language language, const ConclusionStanding& standing) {
  if (!standing.days_late || *standing.days_late == 0) return {};
  return ' ' + working_days_words(language, *standing.days_late);
}

std::string with_english(std::string address, bool is_english) {
  if (is_english) address += address.find('?') == std::string::npos ? "?lang=en" : "&lang=en";
  return address;
}

class MeetingPage : DeskWriter {
 public:
  MeetingPage(const DeskFrame& frame, const MeetingView& view)
      : DeskWriter(frame), view_(view), plan_(frame.plan) {}

  std::string write() {
    begin(say({"Họp giao ban", "The meeting"}), is_english() ? "/meeting" : "/meeting?lang=en");
    navigation("/meeting");
    html_.tag("<h1>").text(say({"Họp giao ban", "The meeting"})).tag("</h1>\n");
    html_.tag("<p class=\"as-of\">");
    html_.text(time_words(frame_.language, view_.now, plan_.zone)).tag("</p>\n");
    notice(notice_words(), is_fault());
    if (!view_.stream.empty()) {
      conclusions({"Kết luận chưa xong", "Conclusions still open"}, false);
    }
    boards();
    if (!view_.stream.empty()) {
      if (may_conclude_any(view_.viewer, plan_, view_.stream)) form();
      conclusions({"Đã xong hoặc đã rút trong hai tháng qua", "Over within the last two months"},
                  true);
    } else {
      html_.tag("<p class=\"nothing\">");
      html_.text(
          say({"Ở đây chưa ghi kết luận: cấu hình chưa nêu luồng của kết luận ([meeting] "
               "stream).",
               "No conclusions are taken here: the configuration names no stream for them "
               "([meeting] stream)."}));
      html_.tag("</p>\n");
    }
    end();
    return html_.take();
  }

 private:
  bool is_fault() const {
    return view_.notice != MeetingNotice::noted && view_.notice != MeetingNotice::done &&
           view_.notice != MeetingNotice::withdrawn;
  }

  std::string_view notice_words() const {
    switch (view_.notice) {
      case MeetingNotice::none: break;
      case MeetingNotice::noted: return say({"Đã ghi kết luận.", "The conclusion is noted."});
      case MeetingNotice::done: return say({"Đã ghi nhận là xong.", "It is noted as done."});
      case MeetingNotice::withdrawn: return say({"Đã rút kết luận.", "It is withdrawn."});
      case MeetingNotice::no_task:
        return say({"Chưa ghi: xin nêu nhiệm vụ, không quá 2.000 byte.",
                    "Not noted: say the task, in at most 2,000 bytes."});
      case MeetingNotice::no_owner:
        return say({"Chưa ghi: xin chọn đơn vị chủ trì trong phạm vi của tài khoản này.",
                    "Not noted: choose a unit that this account may conclude of."});
      case MeetingNotice::bad_due:
        return say({"Chưa ghi: xin chọn hạn, từ hôm nay trở đi.",
                    "Not noted: choose the last day, today or later."});
      case MeetingNotice::bad_as_of:
        return say({"Thời điểm này không đọc được. Xin chọn ngày và giờ.",
                    "This instant cannot be read. Choose a day and a time."});
      case MeetingNotice::not_open:
        return say({"Kết luận này không còn mở.", "This conclusion is no longer open."});
      case MeetingNotice::too_many:
        return say({"Chưa ghi: đã lưu đủ số kết luận tối đa.",
                    "Not noted: as many conclusions are kept as can be."});
      case MeetingNotice::busy:
        return say({"Chưa ghi được lúc này. Xin thử lại sau giây lát.",
                    "Nothing can be written just now. Try again in a moment."});
    }
    return "";
  }

  // Frozen at 07:00, as meetings begin, or at any other instant.
  void boards() {
    html_.tag("<section aria-labelledby=\"boards\">\n<h2 id=\"boards\">");
    html_.text(say({"Xem bảng điều hành", "The boards"})).tag("</h2>\n");
    const model::BoardPlan* first = nullptr;
    for (const model::BoardPlan& board : plan_.boards) {
      if (find_visible_board(view_.viewer, plan_, board.id) == nullptr) continue;
      if (first == nullptr) first = &board;
      html_.tag("<article>\n<h3>").text(name_in(frame_.language, board.name)).tag("</h3>\n");
      html_.tag("<p class=\"actions\"><a class=\"button\" href=\"").text(frozen(board, seven()));
      html_.tag("\">").text(is_seven_over()
                                ? say({"Chốt lúc 07:00 hôm nay", "Frozen at 07:00 today"})
                                : say({"Chốt lúc 07:00 hôm qua", "Frozen at 07:00 yesterday"}));
      html_.tag("</a> <a href=\"");
      html_.text(with_english("/?board=" + percent_encode(board.id), is_english())).tag("\">");
      html_.text(say({"Xem trực tiếp", "Live"})).tag("</a></p>\n</article>\n");
    }
    if (first == nullptr) {
      html_.tag("<p class=\"as-of\">");
      html_.text(say({"Tài khoản này không xem được bảng nào.", "This account sees no board."}));
      html_.tag("</p>\n");
    } else {
      freeze_form();
    }
    html_.tag("</section>\n");
  }

  model::Instant seven_of(model::CivilDay day) const {
    return plan_.zone.from_local(std::int64_t{day} * model::kDayMs + 7 * model::kHourMs);
  }
  bool is_seven_over() const { return seven_of(plan_.zone.day_of(view_.now)) <= view_.now; }
  // The last one that is over: of what is to come there are no figures.
  model::Instant seven() const {
    const model::CivilDay today = plan_.zone.day_of(view_.now);
    return seven_of(is_seven_over() ? today : today - 1);
  }

  std::string frozen(const model::BoardPlan& board, model::Instant at) const {
    return with_english(fmt::format("/?board={}&as_of={}", percent_encode(board.id),
                                    percent_encode(model::format_rfc3339(at, plan_.zone))),
                        is_english());
  }

  void freeze_form() {
    html_.tag("<article>\n<h3>").text(say({"Chốt ở thời điểm khác", "Freeze another instant"}));
    html_.tag("</h3>\n<form action=\"/meeting/freeze\" method=\"get\">\n");
    language_field();
    html_.tag("<p class=\"field\"><label for=\"at\">");
    html_.text(say({"Ngày và giờ", "Day and time"}));
    html_.tag("</label>\n<input required id=\"at\" name=\"at\" type=\"datetime-local\" value=\"");
    html_.text(model::format_rfc3339(seven(), plan_.zone).substr(0, 16)).tag("\"></p>\n");
    html_.tag("<p class=\"actions\"><button class=\"plain\">");
    html_.text(say({"Chốt số liệu", "Freeze"})).tag("</button></p>\n</form>\n</article>\n");
  }

  void conclusions(const Words& title, bool is_over) {
    html_.tag("<section aria-labelledby=\"");
    const std::string_view id = is_over ? "over" : "open";
    html_.text(id).tag("\">\n<h2 id=\"").text(id).tag("\">").text(say(title)).tag("</h2>\n");
    std::size_t told = 0;
    for (const ConclusionStanding& standing : view_.standings) {
      if ((standing.state != ConclusionState::open) != is_over) continue;
      if (is_over && standing.of->closed.ms < view_.now.ms - kConclusionToldMs) continue;
      conclusion(standing);
      ++told;
    }
    if (told == 0) {
      html_.tag("<p class=\"as-of\">").text(say({"Không có kết luận nào.", "There are none."}));
      html_.tag("</p>\n");
    }
    html_.tag("</section>\n");
  }

  static std::string_view class_of(const ConclusionStanding& standing) {
    if (standing.state == ConclusionState::withdrawn) return "none";
    if (standing.state == ConclusionState::done) return standing.is_late ? "near" : "ok";
    if (standing.is_late) return "bad";
    return standing.days_left && *standing.days_left <= 2 ? "near" : "plain";
  }

  void conclusion(const ConclusionStanding& standing) {
    const model::Conclusion& of = *standing.of;
    html_.tag("<article class=\"conclusion ").text(class_of(standing)).tag("\" id=\"");
    html_.text(of.id).tag("\">\n<h3>").text(of.task).tag("</h3>\n<p class=\"state ");
    html_.text(class_of(standing)).tag("\"><b>");
    html_.text(standing_words(frame_.language, standing)).tag("</b></p>\n<dl>\n");
    fact({"Chủ trì", "Owner"}, unit_words(of.owner));
    fact({"Hạn", "Last day"}, date_words(of.due));
    if (standing.state != ConclusionState::open) {
      fact(standing.state == ConclusionState::done ? Words{"Xong", "Done"}
                                                   : Words{"Rút", "Withdrawn"},
           fmt::format("{} · {}", time_words(frame_.language, of.closed, plan_.zone),
                       of.closed_by_name));
    }
    fact({"Ghi", "Noted"}, fmt::format("{} · {}", time_words(frame_.language, of.noted, plan_.zone),
                                       of.noted_by_name));
    html_.tag("</dl>\n");
    if (const auto* figure = figure_for(view_.viewer, plan_, of)) {
      html_.tag("<p class=\"from\"><a href=\"");
      html_.text(address_of(*figure, plan_.zone, frame_.language)).tag("\">");
      html_.text(figure_words(*figure)).tag("</a></p>\n");
    }
    if (standing.state == ConclusionState::open &&
        may_conclude(view_.viewer, plan_, view_.stream, of.owner)) {
      closing(of);
    }
    html_.tag("</article>\n");
  }

  void fact(const Words& name, std::string_view value) {
    html_.tag("<div><dt>").text(say(name)).tag("</dt><dd>").text(value).tag("</dd></div>\n");
  }

  std::string unit_words(std::string_view code) const {
    const model::UnitIndex unit = plan_.units.find(code);
    return std::string(unit == model::kNoUnit ? code : name_of(unit));
  }

  std::string figure_words(const model::ConclusionFigure& figure) const {
    const model::IndicatorPlan* of = model::find_indicator(plan_, figure.indicator);
    std::string words(of == nullptr ? std::string_view(figure.indicator)
                                    : name_in(frame_.language, of->name));
    if (!figure.unit.empty()) words += " – " + unit_words(figure.unit);
    return fmt::format("{}, {}", words,
                       fmt::format(fmt::runtime(say({"số liệu lúc {}", "as of {}"})),
                                   time_words(frame_.language, figure.as_of, plan_.zone)));
  }

  // To take one back is kept apart from saying that it is done.
  void closing(const model::Conclusion& of) {
    html_.tag("<div class=\"actions\">\n");
    close_button(of, "done", {"Đã xong", "Done"});
    html_.tag("<details><summary>").text(say({"Rút kết luận", "Withdraw"}));
    html_.tag("</summary>\n");
    close_button(of, "withdrawn", {"Rút, không thực hiện nữa", "Withdraw: it shall not be done"});
    html_.tag("</details>\n</div>\n");
  }

  void close_button(const model::Conclusion& of, std::string_view state, const Words& words) {
    html_.tag("<form action=\"/meeting/close\" method=\"post\">\n");
    language_field();
    hidden("conclusion", of.id);
    hidden("state", state);
    // Read out with the task, so that buttons of the same words are told apart.
    html_.tag("<button class=\"plain\" aria-label=\"").text(say(words)).tag(": ").text(of.task);
    html_.tag("\">").text(say(words)).tag("</button>\n</form>\n");
  }

  void hidden(std::string_view name, std::string_view value) {
    html_.tag("<input type=\"hidden\" name=\"").text(name).tag("\" value=\"");
    html_.text(value).tag("\">\n");
  }

  void form() {
    const ConclusionDraft& draft = view_.draft;
    html_.tag("<section aria-labelledby=\"note\">\n<h2 id=\"note\">");
    html_.text(say({"Ghi kết luận", "Note a conclusion"})).tag("</h2>\n<article>\n");
    html_.tag("<form class=\"note\" action=\"/meeting\" method=\"post\">\n");
    language_field();
    hidden("key", draft.key);
    if (draft.figure) {
      hidden("indicator", draft.figure->indicator);
      hidden("window", draft.figure->window);
      hidden("unit", draft.figure->unit);
      hidden("as_of", model::format_rfc3339(draft.figure->as_of, plan_.zone));
      html_.tag("<p class=\"from\">").text(say({"Từ số liệu: ", "From the figure: "}));
      html_.tag("<a href=\"").text(address_of(*draft.figure, plan_.zone, frame_.language));
      html_.tag("\">").text(figure_words(*draft.figure)).tag("</a></p>\n");
    }
    html_.tag("<p class=\"field\"><label for=\"task\">").text(say({"Nhiệm vụ", "Task"}));
    html_.tag("</label>\n<textarea required id=\"task\" name=\"task\" rows=\"3\">");
    html_.text(draft.task).tag("</textarea></p>\n");
    owners(draft.owner);
    html_.tag("<p class=\"field\"><label for=\"due\">");
    html_.text(say({"Chậm nhất vào ngày", "At the latest on"}));
    html_.tag("</label>\n<input required id=\"due\" name=\"due\" type=\"date\" min=\"");
    html_.text(model::format_day(plan_.zone.day_of(view_.now))).tag("\" value=\"");
    html_.text(draft.due).tag("\"></p>\n<p class=\"actions\"><button>");
    html_.text(say({"Ghi kết luận", "Note it"})).tag("</button></p>\n</form>\n</article>\n");
    html_.tag("</section>\n");
  }

  void owners(std::string_view chosen) {
    html_.tag("<p class=\"field\"><label for=\"owner\">");
    html_.text(say({"Đơn vị chủ trì", "Owner"}));
    html_.tag("</label>\n<select required id=\"owner\" name=\"owner\">\n<option value=\"\">");
    html_.text(say({"Chọn đơn vị", "Choose a unit"})).tag("</option>\n");
    const model::CivilDay today = plan_.zone.day_of(view_.now);
    for (std::size_t i = 0; i < plan_.units.all().size(); ++i) {
      const auto index = static_cast<model::UnitIndex>(i);
      const model::Unit& unit = plan_.units.at(index);
      if (!plan_.units.is_valid(index, today) ||
          !may_conclude(view_.viewer, plan_, view_.stream, unit.code)) {
        continue;
      }
      html_.tag("<option value=\"").text(unit.code).tag("\"");
      if (unit.code == chosen) html_.tag(" selected");
      html_.tag(">").text(name_of(index));
      // Communes of two districts share their names.
      if (unit.parent != model::kNoUnit && unit.parent != plan_.root_unit) {
        html_.tag(" – ").text(name_of(unit.parent));
      }
      html_.tag("</option>\n");
    }
    html_.tag("</select></p>\n");
  }

  const MeetingView& view_;
  const model::Plan& plan_;
};

}  // namespace

std::string address_of(const model::ConclusionFigure& figure, const model::Zone& zone,
                       Language language) {
  std::string address = fmt::format("/?of={}&window={}", percent_encode(figure.indicator),
                                    percent_encode(figure.window));
  if (!figure.unit.empty()) address += "&unit=" + percent_encode(figure.unit);
  address += "&as_of=" + percent_encode(model::format_rfc3339(figure.as_of, zone));
  return with_english(address, language == Language::en);
}

std::string standing_words(Language language, const ConclusionStanding& standing) {
  const bool is_english = language == Language::en;
  switch (standing.state) {
    case ConclusionState::withdrawn: return is_english ? "withdrawn" : "đã rút";
    case ConclusionState::done:
      if (!standing.is_late) return is_english ? "done in time" : "xong đúng hạn";
      return (is_english ? "done late" : "xong muộn") + late_words(language, standing);
    case ConclusionState::open: break;
  }
  if (standing.is_late) {
    return (is_english ? "past due" : "quá hạn") + late_words(language, standing);
  }
  if (!standing.days_left) return is_english ? "open" : "đang thực hiện";
  if (*standing.days_left == 0) return is_english ? "due today" : "đến hạn";
  const std::string days = working_days_words(language, *standing.days_left);
  return is_english ? days + " left" : "còn " + days;
}

std::string meeting_page(const DeskFrame& frame, const MeetingView& view) {
  return MeetingPage(frame, view).write();
}

}  // namespace ioc::serving
