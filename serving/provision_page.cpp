#include "serving/provision_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "serving/request.h"

namespace ioc::serving {
namespace {

using model::ProvisionPlan;
using model::ProvisionStanding;
using model::ProvisionState;

constexpr std::size_t kMissingTold = 6;  // labels; further ones are counted

class ProvisionPage : DeskWriter {
 public:
  ProvisionPage(const DeskFrame& frame, const ProvisionView& view)
      : DeskWriter(frame), view_(view), plan_(frame.plan) {}

  std::string write() {
    begin(say({"Cung cấp số liệu", "Data provision"}), other());
    navigation("/desk/provision");
    html_.tag("<h1>").text(say({"Cung cấp số liệu", "Data provision"})).tag("</h1>\n");
    html_.tag("<p class=\"as-of\">").text(say({"Tính đến ", "As of "}));
    html_.text(time_words(frame_.language, view_.score.as_of, plan_.zone)).tag("</p>\n");
    choices();
    std::size_t told = 0;
    for (std::size_t i = 0; i < plan_.provisions.size(); ++i)
      told += provision(static_cast<int>(i));
    if (told == 0) nothing();
    end();
    return html_.take();
  }

 private:
  // What was chosen, as the parameters of this page; `but` is left out.
  std::string chosen(std::string_view but = {}) const {
    std::string query;
    const auto add = [&](std::string_view name, const std::string& value) {
      if (value.empty() || name == but) return;
      query += query.empty() ? "" : "&";
      query += std::string(name) + '=' + percent_encode(value);
    };
    add("provision", view_.choice.provision);
    add("unit", view_.choice.unit);
    add("level", view_.choice.level);
    add("state", view_.choice.state);
    return query;
  }

  std::string other() const {
    const std::string query = chosen();
    std::string address = "/desk/provision";
    if (!query.empty()) address += '?' + query;
    if (is_english()) return address;
    return address + (query.empty() ? "?lang=en" : "&lang=en");
  }

  bool is_told(const ProvisionStanding& standing, int number) const {
    return standing.provision == number && is_chosen(plan_, view_.choice, standing) &&
           may_see_standing(view_.viewer, plan_, standing);
  }

  // A form that asks this page again: it works without script.
  void choices() {
    std::set<std::string> levels;
    for (const ProvisionStanding& standing : view_.score.standings) {
      if (may_see_standing(view_.viewer, plan_, standing)) {
        levels.insert(plan_.units.at(standing.unit).level);
      }
    }
    html_.tag("<form class=\"choose\" action=\"/desk/provision\" method=\"get\">\n");
    language_field();
    begin_choice("state", {"Trạng thái", "State"});
    option("", say({"Tất cả", "All"}), view_.choice.state.empty());
    for (const ProvisionState state :
         {ProvisionState::late, ProvisionState::gaps, ProvisionState::poor,
          ProvisionState::provided, ProvisionState::none}) {
      option(model::name_of(state), state_words(frame_.language, state),
             view_.choice.state == model::name_of(state));
    }
    end_choice();
    begin_choice("level", {"Cấp", "Level"});
    option("", say({"Tất cả", "All"}), view_.choice.level.empty());
    for (const std::string& level : levels) {
      option(level, level_words(level), view_.choice.level == level);
    }
    end_choice();
    html_.tag("<button>").text(say({"Lọc", "Choose"})).tag("</button>\n</form>\n");
  }

  std::string_view level_words(std::string_view level) const {
    if (level == "province") return say({"Tỉnh", "Province"});
    if (level == "department") return say({"Sở, ban, ngành", "Departments"});
    if (level == "district") return say({"Huyện, thị xã, thành phố", "Districts"});
    if (level == "commune") return say({"Xã, phường, thị trấn", "Communes"});
    return level;
  }

  std::size_t provision(int number) {
    std::vector<const ProvisionStanding*> here;
    for (const ProvisionStanding& standing : view_.score.standings) {
      if (is_told(standing, number)) here.push_back(&standing);
    }
    if (here.empty()) return 0;
    // What is worst stands first; else the order of the catalogue.
    std::stable_sort(here.begin(), here.end(), [](const auto* a, const auto* b) {
      if (a->state != b->state) return a->state > b->state;
      return a->late_days.value_or(0) > b->late_days.value_or(0);
    });
    const ProvisionPlan& of = plan_.provisions[static_cast<std::size_t>(number)];
    // The table's region bears the name; a section of the same name would be a second one.
    html_.tag("<section class=\"whole\">\n<h2 id=\"of-").text(of.id).tag("\">");
    html_.text(name_in(frame_.language, of.name)).tag("</h2>\n");
    rule(of);
    totals(here);
    table(of, here);
    html_.tag("</section>\n");
    return here.size();
  }

  void rule(const ProvisionPlan& of) {
    html_.tag("<p class=\"explanation\">").text(say({"Định kỳ: ", "Every: "}));
    html_.text(period_word(of.every)).tag(". ").text(say({"Hạn: ", "Due: "}));
    html_.text(due_words(of.due)).tag(".");
    if (!of.legal_basis.empty()) {
      html_.tag(" ").text(say({"Căn cứ: ", "Basis: "}));
      html_.text(name_in(frame_.language, of.legal_basis)).tag(".");
    }
    if (!of.owner.empty()) {
      html_.tag(" ").text(say({"Đầu mối: ", "In charge: "}));
      html_.text(name_in(frame_.language, of.owner)).tag(".");
    }
    html_.tag("</p>\n");
    if (of.description.empty()) return;
    html_.tag("<p class=\"explanation\">").text(name_in(frame_.language, of.description));
    html_.tag("</p>\n");
  }

  std::string_view period_word(std::string_view every) const {
    if (every == "day") return say({"ngày làm việc", "working day"});
    if (every == "week") return say({"tuần", "week"});
    if (every == "month") return say({"tháng", "month"});
    if (every == "quarter") return say({"quý", "quarter"});
    if (every == "year") return say({"năm", "year"});
    if (every == "report-month") return say({"tháng báo cáo", "reporting month"});
    if (every == "report-quarter") return say({"quý báo cáo", "reporting quarter"});
    if (every == "report-half") return say({"6 tháng báo cáo", "reporting half-year"});
    if (every == "report-year") return say({"năm báo cáo", "reporting year"});
    return every;
  }

  std::string due_words(const model::ReportDue& due) const {
    if (is_english()) {
      return fmt::format("{}{} day{} after it", due.days, due.is_working ? " working" : "",
                         due.days == 1 ? "" : "s");
    }
    return fmt::format("{} ngày{} sau kỳ", due.days, due.is_working ? " làm việc" : "");
  }

  void totals(const std::vector<const ProvisionStanding*>& here) {
    html_.tag("<ul class=\"totals\">\n");
    for (const ProvisionState state :
         {ProvisionState::late, ProvisionState::gaps, ProvisionState::poor,
          ProvisionState::provided, ProvisionState::none}) {
      const auto count = std::count_if(here.begin(), here.end(),
                                       [&](const auto* each) { return each->state == state; });
      if (count == 0) continue;
      html_.tag("<li class=\"state ").text(state_class(state)).tag("\">");
      sign(state_class(state));
      html_.tag("<b>").text(fmt::format("{}", count)).tag("</b> <span>");
      html_.text(state_words(frame_.language, state)).tag("</span></li>\n");
    }
    html_.tag("</ul>\n");
  }

  void table(const ProvisionPlan& of, const std::vector<const ProvisionStanding*>& here) {
    html_.tag("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-labelledby=\"of-");
    html_.text(of.id).tag("\">\n<table>\n<thead><tr>");
    head({"Đơn vị", "Unit"});
    head({"Trạng thái", "State"});
    head({"Đã cung cấp", "Provided"});
    head({"Thiếu kỳ", "Missing"});
    if (of.complete) head({"Đầy đủ", "Complete"});
    if (of.valid) head({"Hợp lệ", "Valid"});
    head({"Kỳ tới, hạn", "Next, due"});
    html_.tag("</tr></thead>\n<tbody>\n");
    for (const ProvisionStanding* standing : here) row(of, *standing);
    html_.tag("</tbody>\n</table>\n</div>\n");
  }
  void head(const Words& words) { html_.tag("<th scope=\"col\">").text(say(words)).tag("</th>"); }

  void row(const ProvisionPlan& of, const ProvisionStanding& standing) {
    html_.tag("<tr><th scope=\"row\">").text(name_of(standing.unit)).tag("</th>\n<td>");
    html_.tag("<span class=\"state ").text(state_class(standing.state)).tag("\">");
    sign(state_class(standing.state));
    html_.tag("<b>").text(state_words(frame_.language, standing.state)).tag("</b></span>");
    if (standing.late_since) late(standing);
    html_.tag("</td>\n<td>");
    html_.text(fmt::format("{}/{}", standing.provided_count, standing.due_count))
        .tag("</td>\n<td>");
    missing(standing);
    html_.tag("</td>\n");
    if (of.complete) quality(*of.complete, standing.complete, standing.unit);
    if (of.valid) quality(*of.valid, standing.valid, standing.unit);
    html_.tag("<td>");
    if (standing.next.empty()) {
      html_.tag("–");
    } else {
      html_.text(label_words(standing.next));
      if (standing.next_due) {
        // The last day on which it is in time.
        const model::CivilDay last = plan_.zone.day_of({standing.next_due->ms - 1});
        html_.tag(" <small>").text(say({"hạn ", "due "})).text(date_words(last)).tag("</small>");
      }
    }
    html_.tag("</td></tr>\n");
  }

  void late(const ProvisionStanding& standing) {
    const std::string since = date_words(plan_.zone.day_of(*standing.late_since));
    const std::int64_t days = standing.late_days.value_or(0);
    html_.tag(" <small>");
    html_.text(is_english()
                   ? fmt::format("since {}, {} working day{}", since, days, days == 1 ? "" : "s")
                   : fmt::format("từ {}, {} ngày làm việc", since, days));
    html_.tag("</small>");
  }

  void missing(const ProvisionStanding& standing) {
    if (standing.missing.empty()) {
      html_.tag("–");
      return;
    }
    for (std::size_t i = 0; i < std::min(kMissingTold, standing.missing.size()); ++i) {
      if (i > 0) html_.tag(", ");
      html_.text(label_words(standing.missing[i]));
    }
    if (standing.missing.size() <= kMissingTold) return;
    html_.text(fmt::format(", … (+{})", standing.missing.size() - kMissingTold));
  }

  // A day as people write it; other periods are called as reports call them.
  static std::string label_words(const std::string& label) {
    const auto day = model::parse_day(label);
    return day ? date_words(*day) : label;
  }

  void quality(const model::ProvisionQuality& asked,
               const std::optional<model::ProvisionMeasure>& found, model::UnitIndex unit) {
    html_.tag("<td>");
    const bool is_told = found && found->figure && found->figure->value != "null" &&
                         may_see_quality(view_.viewer, plan_, asked, unit);
    if (!is_told) {
      html_.tag("–</td>\n");
      return;
    }
    const auto& indicator = plan_.indicators[static_cast<std::size_t>(asked.indicator)];
    const std::string_view kind = found->is_met ? "ok" : "near";
    html_.tag("<span class=\"state ").text(kind).tag("\">");
    sign(kind);
    html_.tag("<b>").text(value_text(indicator, found->figure->value)).tag("</b></span> <small>");
    html_.text(say({"cần ", "needs "}));
    html_.text(value_text(indicator, asked.at_least.to_string())).tag("</small></td>\n");
  }

  std::string value_text(const model::IndicatorPlan& indicator, const std::string& number) const {
    const double value = std::strtod(number.c_str(), nullptr);
    const bool is_percent = is_share(indicator) || indicator.unit.vi == "%";
    if (is_percent) {
      return percent_words(frame_.language, is_share(indicator) ? value * 100 : value, 1);
    }
    return number_words(frame_.language, value, number.find('.') == std::string::npos ? 0 : 2);
  }

  void nothing() {
    html_.tag("<p class=\"nothing\">");
    html_.text(plan_.provisions.empty()
                   ? say({"Danh mục chưa quy định việc cung cấp số liệu.",
                          "The catalogue asks for no provision of data yet."})
                   : say({"Không có mục nào khớp, hoặc bạn không được giao xem.",
                          "Nothing matches, or nothing of it was granted to you."}));
    html_.tag("</p>\n");
  }

  const ProvisionView& view_;
  const model::Plan& plan_;
};

}  // namespace

std::string_view state_class(ProvisionState state) {
  switch (state) {
    case ProvisionState::provided: return "ok";
    case ProvisionState::poor:
    case ProvisionState::gaps: return "near";
    case ProvisionState::late: return "bad";
    case ProvisionState::none: break;
  }
  return "none";
}

std::string_view state_words(Language language, ProvisionState state) {
  switch (state) {
    case ProvisionState::provided: return Words{"Đủ, đúng hạn", "All provided"}.in(language);
    case ProvisionState::poor:
      return Words{"Đủ kỳ, kém chất lượng", "Provided, but poor"}.in(language);
    case ProvisionState::gaps: return Words{"Thiếu kỳ trước", "Earlier ones missing"}.in(language);
    case ProvisionState::late: return Words{"Quá hạn", "Overdue"}.in(language);
    case ProvisionState::none: break;
  }
  return Words{"Chưa đến hạn", "Nothing due yet"}.in(language);
}

std::string provision_page(const DeskFrame& frame, const ProvisionView& view) {
  return ProvisionPage(frame, view).write();
}

}  // namespace ioc::serving
