// Writes the officials' desk (serving/desk_page.h).
#include "serving/desk_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "serving/access.h"
#include "serving/alert_answering.h"
#include "serving/alert_list.h"
#include "serving/alert_words.h"
#include "serving/public_figures.h"
#include "serving/request.h"

namespace ioc::serving {
namespace {

using model::TargetState;
using model::UnitIndex;
using DeskJson = nlohmann::json;

Words name_of_role(model::Role role) {
  switch (role) {
    case model::Role::administrator: return {"Quản trị tài khoản", "Administrator of accounts"};
    case model::Role::leader: return {"Lãnh đạo tỉnh", "Leader of the province"};
    case model::Role::office: return {"Văn phòng UBND", "Office of the People's Committee"};
    case model::Role::steward: return {"Đơn vị vận hành IOC", "Department that runs the centre"};
    case model::Role::department: return {"Sở, ban, ngành", "Department"};
    case model::Role::district: return {"Cấp huyện", "District"};
    case model::Role::officer: return {"Cán bộ đơn vị", "Official of the unit"};
    case model::Role::technician: return {"Kỹ thuật viên", "Technician"};
    case model::Role::auditor: return {"Thanh tra, kiểm tra", "Auditor"};
    case model::Role::screen: return {"Màn hình", "Screen"};
  }
  return {"", ""};
}

class DeskPage : DeskWriter {
 public:
  DeskPage(const DeskFrame& frame, const DeskView& view)
      : DeskWriter(frame),
        view_(view),
        plan_(frame.plan),
        today_(plan_.zone.day_of(view.now)),
        code_(view.unit == model::kNoUnit ? std::string() : plan_.units.at(view.unit).code) {}

  std::string write() {
    const std::string_view title =
        code_.empty() ? say({"Bàn làm việc", "Desk"}) : name_of(view_.unit);
    begin(title, other());
    navigation("/desk");
    html_.tag("<h1>").text(title).tag("</h1>\n");
    told();
    who();
    units();
    if (!plan_.reports.empty()) {
      html_.tag("<p><a href=\"");
      path("/desk/deliveries").tag("\">").text(say({"Báo cáo gửi đi", "Reports handed on"}));
      html_.tag("</a></p>\n");
    }
    if (code_.empty()) {
      html_.tag("<p class=\"nothing\">");
      html_.text(say({"Tài khoản này không được giao xem số liệu của đơn vị nào.",
                      "No unit's figures were granted to this account."}));
      html_.tag("</p>\n");
    } else {
      gather();
      alerts();
      targets();
      subjects();
    }
    sessions();
    end();
    return html_.take();
  }

 private:
  struct Shown {
    PublicRow row;  // its period
    DeskJson value;
    std::int64_t count = 0;
  };

  std::string other() const {
    std::string address = is_english() ? "/desk" : "/desk?lang=en";
    if (code_.empty()) return address;
    return address + (is_english() ? "?" : "&") + "unit=" + percent_encode(code_);
  }

  void told() {
    if (view_.notice == DeskNotice::alert_kept) {
      notice(say({"Đã ghi nhận.", "It was noted."}), false);
    } else if (view_.notice == DeskNotice::alert_changed) {
      notice(
          say({"Chưa ghi được: ghi chú trống hoặc quá dài, hoặc cảnh báo đã thay đổi. Xem lại bên "
               "dưới.",
               "Nothing was kept: the note is empty or too long, or the alert has changed. See "
               "below how it is."}),
          true);
    }
  }

  void who() {
    html_.tag("<section class=\"who\" aria-label=\"").text(say({"Tài khoản", "Account"}));
    html_.tag("\">\n<p><b>").text(view_.viewer.name).tag("</b> <small>");
    html_.text(view_.viewer.account).tag("</small></p>\n<ul>\n");
    for (const model::Grant& grant : view_.viewer.grants) {
      html_.tag("<li>").text(say(name_of_role(grant.role))).tag(" · ");
      const UnitIndex unit = plan_.units.find(grant.unit);
      html_.text(unit == model::kNoUnit ? std::string_view(grant.unit) : name_of(unit));
      for (const std::string& stream : grant.streams)
        html_.tag(" <small>").text(stream).tag("</small>");
      html_.tag("</li>\n");
    }
    html_.tag("</ul>\n");
    if (may(view_.viewer, Deed::manage_people, plan_, "")) {
      html_.tag("<p>");
      link("/desk/accounts", "", say({"Tài khoản và mã gửi số liệu", "Accounts and tokens"}));
      html_.tag("</p>\n");
    }
    if (may(view_.viewer, Deed::propose_catalog, plan_, "") ||
        may(view_.viewer, Deed::read_audit, plan_, "")) {
      html_.tag("<p>");
      link("/desk/rules", "",
           say({"Thay đổi chỉ tiêu, công thức", "Changes of targets and formulas"}));
      html_.tag("</p>\n");
    }
    html_.tag("<form action=\"/sign-out\" method=\"post\">\n");
    language_field();
    html_.tag("<button class=\"plain\">").text(say({"Đăng xuất", "Sign out"}));
    html_.tag("</button>\n</form>\n</section>\n");
  }

  // The units granted; of the one shown, those right below it that may be seen too.
  void units() {
    std::vector<UnitIndex> choices = desk_units(plan_, view_.viewer);
    for (std::size_t i = 0; i < plan_.units.all().size(); ++i) {
      const auto unit = static_cast<UnitIndex>(i);
      const model::Unit& of = plan_.units.at(unit);
      const bool is_near = of.parent == view_.unit || unit == parent_of_shown();
      if (is_near && may(view_.viewer, Deed::see, plan_, of.code) &&
          std::find(choices.begin(), choices.end(), unit) == choices.end()) {
        choices.push_back(unit);
      }
    }
    std::erase(choices, view_.unit);
    if (choices.empty()) return;
    html_.tag("<details class=\"below\"><summary>").text(say({"Đơn vị khác", "Other units"}));
    html_.text(fmt::format(" ({})", choices.size())).tag("</summary>\n<ul>\n");
    for (const UnitIndex unit : choices) {
      html_.tag("<li><a href=\"/desk?unit=").text(percent_encode(plan_.units.at(unit).code));
      if (is_english()) html_.tag("&amp;lang=en");
      html_.tag("\">").text(name_of(unit)).tag("</a></li>\n");
    }
    html_.tag("</ul></details>\n");
  }
  UnitIndex parent_of_shown() const {
    return view_.unit == model::kNoUnit ? model::kNoUnit : plan_.units.at(view_.unit).parent;
  }

  // A figure of the unit alone: its group has no other member. Of the root, those without unit too.
  bool is_of_unit(const DeskJson& group) const {
    if (group.empty()) return view_.unit == plan_.root_unit;
    return group.size() == 1 && group.begin()->is_string() &&
           group.begin()->get_ref<const std::string&>() == code_;
  }

  void gather() {
    const auto wanted = [&](const model::LiveFigure& figure) {
      if (!(figure.unit == code_ || (figure.unit.empty() && view_.unit == plan_.root_unit))) {
        return false;
      }
      const model::IndicatorPlan* of = find_visible(view_.viewer, plan_, figure.indicator);
      return of != nullptr && may_see(view_.viewer, plan_, *of, figure.unit);
    };
    const Board::Cut cut = view_.board.since(0, std::numeric_limits<std::size_t>::max(), wanted);
    for (const auto& figure : cut.figures) {
      const DeskJson json = DeskJson::parse(figure->json, nullptr, false);
      if (!json.is_object() || !is_of_unit(json.value("group", DeskJson::object()))) continue;
      Shown shown;
      shown.value = json.value("value", DeskJson());
      shown.count = json.value("count", std::int64_t{0});
      if (const auto start = json.find("start"); start != json.end() && start->is_string()) {
        shown.row.start = model::parse_rfc3339(start->get_ref<const std::string&>());
      }
      const auto end_at = model::parse_rfc3339(json.value("end", std::string()));
      if (end_at) shown.row.end = *end_at;
      shown_[figure->indicator][figure->window] = std::move(shown);
    }
    as_of_ = cut.as_of;
    if (!as_of_) return;
    html_.tag("<p class=\"as-of\">").text(say({"Số liệu tính đến ", "Figures as of "}));
    html_.tag("<time datetime=\"").text(model::format_rfc3339(*as_of_, plan_.zone)).tag("\">");
    html_.text(time_words(frame_.language, *as_of_, plan_.zone)).tag("</time></p>\n");
  }

  void alerts() {
    std::vector<const model::Alert*> here;
    for (const model::Alert& alert : view_.alerts) {
      const bool is_here =
          alert.unit == code_ || (alert.unit.empty() && view_.unit == plan_.root_unit);
      if (is_here && alert.fired && may_see_alert(view_.viewer, plan_, alert)) {
        here.push_back(&alert);
      }
    }
    html_.tag("<section aria-labelledby=\"alerts\">\n<h2 id=\"alerts\">");
    html_.text(say({"Cảnh báo", "Alerts"})).tag("</h2>\n");
    if (here.empty()) {
      html_.tag("<p class=\"as-of\">").text(say({"Không có cảnh báo.", "There are none."}));
      html_.tag("</p>\n");
    }
    for (const model::Alert* alert : here) {
      html_.tag("<article class=\"alert\">\n<h3>");
      html_.text(name_in(frame_.language, alert_name(plan_, *alert))).tag("</h3>\n<p>");
      html_.text(name_in(frame_.language, alert_summary(plan_, *alert))).tag("</p>\n");
      html_.tag("<p class=\"as-of\">").text(say({"Từ ", "Since "}));
      html_.text(time_words(frame_.language, alert->since, plan_.zone)).tag("</p>\n");
      answers(*alert);
      html_.tag("</article>\n");
    }
    html_.tag("</section>\n");
  }

  // Who sees to it, what was written, and a form for who may do something about it.
  void answers(const model::Alert& alert) {
    const auto known = view_.answers.find({alert.alert, alert.unit, *alert.fired});
    const std::vector<model::AlertAnswer> none;
    const auto& answers = known == view_.answers.end() ? none : known->second;
    const auto care = care_of(answers);
    html_.tag("<p class=\"care\">");
    if (care) {
      html_.text(say({"Đã tiếp nhận: ", "Taken over by "})).tag("<b>").text(care->owner_name);
      html_.tag("</b>").text(say({", từ ", ", since "}));
      html_.text(time_words(frame_.language, care->since, plan_.zone));
    } else {
      html_.text(say({"Chưa ai tiếp nhận.", "Nobody has taken it over."}));
    }
    html_.tag("</p>\n");
    for (const model::AlertAnswer& answer : answers) {
      if (answer.note.empty()) continue;
      html_.tag("<blockquote>\n<p>").text(answer.note).tag("</p>\n<p class=\"as-of\">");
      html_.text(answer.name).tag(", ");
      html_.text(time_words(frame_.language, answer.at, plan_.zone)).tag("</p>\n</blockquote>\n");
    }
    if (office_for(view_.viewer, plan_, alert)) answer_form(alert, care);
  }

  void answer_form(const model::Alert& alert, const std::optional<model::AlertCare>& care) {
    const std::string id = "note-" + alert.alert;
    html_.tag("<form class=\"answer\" action=\"/desk/alert\" method=\"post\">\n");
    language_field();
    hidden("desk", code_);
    hidden("alert", alert.alert);
    hidden("unit", alert.unit);
    hidden("fired", model::format_rfc3339(*alert.fired, plan_.zone));
    html_.tag("<p class=\"field\"><label for=\"").text(id).tag("\">");
    // So many letters fit into kAlertNoteBytesMax, whatever they are.
    html_.text(say({"Ghi chú", "Note"})).tag("</label>\n<textarea id=\"").text(id);
    html_.tag("\" name=\"note\" rows=\"2\" maxlength=\"660\"></textarea></p>\n<p class=\"acts\">");
    const bool is_mine = care && care->owner == view_.viewer.account;
    if (!is_mine) act("acknowledged", say({"Tiếp nhận", "Take it over"}));
    act("noted", say({"Ghi chú", "Add the note"}));
    if (care) act("released", say({"Trả lại", "Give it back"}));
    html_.tag("</p>\n</form>\n");
  }

  void hidden(std::string_view name, std::string_view value) {
    html_.tag("<input type=\"hidden\" name=\"").text(name).tag("\" value=\"").text(value);
    html_.tag("\">\n");
  }
  void act(std::string_view value, std::string_view words) {
    html_.tag("<button name=\"act\" value=\"").text(value).tag("\"");
    if (value != "acknowledged") html_.tag(" class=\"plain\"");
    html_.tag(">").text(words).tag("</button>\n");
  }

  void targets() {
    std::vector<const model::TargetStanding*> here;
    for (std::size_t i = 0; view_.targets != nullptr && i < view_.targets->size(); ++i) {
      const model::TargetStanding& standing = (*view_.targets)[i];
      const bool is_here =
          standing.unit == code_ || (standing.unit.empty() && view_.unit == plan_.root_unit);
      if (is_here && may_see(view_.viewer, plan_, indicator_of(standing), standing.unit)) {
        here.push_back(&standing);
      }
    }
    if (here.empty()) return;
    html_.tag("<section aria-labelledby=\"targets\">\n<h2 id=\"targets\">");
    html_.text(say({"Mục tiêu", "Targets"})).tag("</h2>\n");
    for (const model::TargetStanding* standing : here) target(*standing);
    html_.tag("</section>\n");
  }

  const model::TargetPlan& plan_of(const model::TargetStanding& standing) const {
    return plan_.targets[static_cast<std::size_t>(standing.target)];
  }
  const model::IndicatorPlan& indicator_of(const model::TargetStanding& standing) const {
    return plan_.indicators[static_cast<std::size_t>(plan_of(standing).indicator)];
  }

  void target(const model::TargetStanding& standing) {
    const model::TargetPlan& of = plan_of(standing);
    const model::IndicatorPlan& indicator = indicator_of(standing);
    const model::Name& name = of.name.empty() ? indicator.name : of.name;
    html_.tag("<article>\n<h3>").text(name_in(frame_.language, name)).tag("</h3>\n<dl>\n<div><dt>");
    html_.text(say({"Hiện đạt", "Reached"})).tag("</dt>\n<dd>");
    value(indicator,
          standing.figure ? DeskJson::parse(standing.figure->value, nullptr, false) : DeskJson());
    html_.tag("</dd>\n<dd class=\"state ").text(state_class(standing.state)).tag("\"><b>");
    html_.text(state_words(frame_.language, standing.state)).tag("</b> <span>");
    html_.text(say({"Mục tiêu: ", "Target: "}));
    html_.text(limit_words(frame_.language, of, indicator)).tag("</span></dd></div>\n</dl>\n");
    html_.tag("</article>\n");
  }

  // Indicators by the catalogue's subjects, in its order; those without one stand at the end.
  void subjects() {
    std::size_t told = 0;
    std::vector<model::SubjectPlan> all = plan_.subjects;
    all.push_back({"", {"Số liệu khác", "Other figures"}});
    for (const model::SubjectPlan& subject : all) {
      std::vector<const model::IndicatorPlan*> here;
      for (const model::IndicatorPlan& indicator : plan_.indicators) {
        if (subject_of(indicator) == subject.id && shown_.contains(indicator.id)) {
          here.push_back(&indicator);
        }
      }
      if (here.empty()) continue;
      const std::string_view id = subject.id.empty() ? "others" : std::string_view(subject.id);
      html_.tag("<section aria-labelledby=\"of-").text(id).tag("\">\n<h2 id=\"of-").text(id);
      html_.tag("\">").text(name_in(frame_.language, subject.name)).tag("</h2>\n");
      for (const model::IndicatorPlan* indicator : here) this->indicator(*indicator);
      html_.tag("</section>\n");
      told += here.size();
    }
    if (told > 0) return;
    html_.tag("<p class=\"nothing\">");
    html_.text(say({"Đơn vị này chưa có số liệu.", "There are no figures of this unit yet."}));
    html_.tag("</p>\n");
  }

  std::string_view subject_of(const model::IndicatorPlan& indicator) const {
    const std::string_view first = std::string_view(indicator.id).substr(0, indicator.id.find('.'));
    const bool is_known = std::any_of(plan_.subjects.begin(), plan_.subjects.end(),
                                      [&](const auto& subject) { return subject.id == first; });
    return is_known ? first : std::string_view();
  }

  void indicator(const model::IndicatorPlan& indicator) {
    html_.tag("<article>\n<h3>").text(name_in(frame_.language, indicator.name));
    if (!indicator.is_public) {
      html_.tag(" <small class=\"inner\">").text(say({"nội bộ", "internal"})).tag("</small>");
    }
    html_.tag("</h3>\n<dl>\n");
    auto& figures = shown_[indicator.id];
    for (const model::WindowPlan& window : indicator.windows) {
      const auto figure = figures.find(window.text);
      if (figure == figures.end()) continue;
      figure->second.row.window = &window;
      html_.tag("<div><dt>");
      period(figure->second.row);
      html_.tag("</dt>\n<dd>");
      value(indicator, figure->second.value);
      html_.tag("</dd></div>\n");
    }
    html_.tag("</dl>\n</article>\n");
  }

  void period(const PublicRow& row) {
    const PeriodWords words = period_words(frame_.language, row, today_, plan_.zone);
    html_.text(words.name);
    if (!words.date.empty()) html_.tag(" <small>").text(words.date).tag("</small>");
  }

  void value(const model::IndicatorPlan& indicator, const DeskJson& value) {
    if (value.is_string()) {
      html_.tag("<b>").text(value.get_ref<const std::string&>()).tag("</b>");
    } else if (!value.is_number()) {
      html_.tag("<span class=\"none\">").text(say({"chưa có số liệu", "no figure yet"}));
      html_.tag("</span>");
    } else if (is_share(indicator)) {
      html_.tag("<b>").text(percent_words(frame_.language, value.get<double>() * 100, 1));
      html_.tag("</b>");
    } else {
      const int decimals = value.is_number_integer() ? 0 : 2;
      html_.tag("<b>").text(number_words(frame_.language, value.get<double>(), decimals));
      html_.tag("</b>");
      const std::string_view unit = name_in(frame_.language, indicator.unit);
      if (!unit.empty()) html_.tag(" <small>").text(unit).tag("</small>");
    }
  }

  void sessions() {
    html_.tag("<section aria-labelledby=\"sessions\">\n<h2 id=\"sessions\">");
    html_.text(say({"Nơi đang đăng nhập", "Where you are signed in"})).tag("</h2>\n");
    for (const DeskSession& session : view_.sessions) {
      html_.tag("<article class=\"session\">\n<p><b>").text(session.peer).tag("</b>");
      if (session.is_this) {
        html_.tag(" <small>").text(say({"thiết bị này", "this one"})).tag("</small>");
      }
      html_.tag("</p>\n<p class=\"as-of\">").text(say({"Từ ", "Since "}));
      html_.text(time_words(frame_.language, session.begun, plan_.zone)).tag("</p>\n");
      if (!session.agent.empty()) {
        html_.tag("<p class=\"explanation\">").text(session.agent).tag("</p>\n");
      }
      if (!session.is_this) {
        html_.tag("<form action=\"/sign-out\" method=\"post\">\n");
        language_field();
        html_.tag("<input type=\"hidden\" name=\"session\" value=\"");
        html_.text(std::to_string(session.id)).tag("\">\n<button class=\"plain\">");
        html_.text(say({"Kết thúc phiên này", "End this session"})).tag("</button>\n</form>\n");
      }
      html_.tag("</article>\n");
    }
    html_.tag("</section>\n");
  }

  const DeskView& view_;
  const model::Plan& plan_;
  const model::CivilDay today_;
  const std::string code_;  // of the unit shown
  std::optional<model::Instant> as_of_;
  std::map<std::string, std::map<std::string, Shown>> shown_;  // by indicator, then window
};

}  // namespace

std::vector<UnitIndex> desk_units(const model::Plan& plan, const model::Viewer& viewer) {
  std::vector<UnitIndex> units;
  for (const model::Grant& grant : viewer.grants) {
    const UnitIndex unit = plan.units.find(grant.unit);
    if (unit == model::kNoUnit || !does(grant.role, Deed::see)) continue;
    if (std::find(units.begin(), units.end(), unit) == units.end()) units.push_back(unit);
  }
  return units;
}

std::string desk_page(const DeskFrame& frame, const DeskView& view) {
  return DeskPage(frame, view).write();
}

}  // namespace ioc::serving
