// Writes the pages for citizens (serving/public_page.h).
#include "serving/public_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "model/limits.h"
#include "serving/html.h"
#include "serving/request.h"

namespace ioc::serving {
namespace {

using model::TargetState;
using model::UnitIndex;

constexpr std::string_view kRoot = "/p";

// Within a quarter of an hour of working time every system is expected to send something; where
// working time is not known, within a day.
constexpr std::int64_t kLateMs = 15 * model::kMinuteMs;

class PublicWriter {
 public:
  explicit PublicWriter(const PublicFrame& frame) : frame_(frame), plan_(frame.plan) {}

 protected:
  std::string_view say(const Words& words) const { return words.in(frame_.language); }
  bool is_english() const { return frame_.language == Language::en; }
  std::string_view name_of(UnitIndex unit) const {
    const model::Unit& of = plan_.units.at(unit);
    return is_english() && !of.name_en.empty() ? of.name_en : of.name_vi;
  }

  void begin(std::string_view title) {
    html_.tag("<!doctype html>\n<html lang=\"")
        .text(is_english() ? "en" : "vi")
        .tag("\">\n<head>\n");
    html_.tag(
        "<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta name=\"theme-color\" content=\"#ffffff\" "
        "media=\"(prefers-color-scheme: light)\">\n"
        "<meta name=\"theme-color\" content=\"#0e141b\" "
        "media=\"(prefers-color-scheme: dark)\">\n<title>");
    html_.text(title).tag(" · ").text(say(kTitle)).tag("</title>\n");
    if (!frame_.style.empty()) {
      html_.tag("<link rel=\"stylesheet\" href=\"").text(frame_.style).tag("\">\n");
      html_.tag(
          "<link rel=\"manifest\" href=\"/public.webmanifest\">\n"
          "<link rel=\"icon\" href=\"/public-icon.svg\" type=\"image/svg+xml\">\n"
          "<link rel=\"apple-touch-icon\" href=\"/public-icon-180.png\">\n");
      html_.tag("<script type=\"module\" src=\"").text(frame_.script).tag("\"></script>\n");
    }
    html_.tag("</head>\n<body>\n<a class=\"skip\" href=\"#content\">");
    html_.text(say({"Đến nội dung", "Skip to content"})).tag("</a>\n");
  }

  // `path` leads to this page in the other language.
  void header(std::string_view path, std::string_view search, bool has_search) {
    html_.tag("<header class=\"top\">\n<a class=\"brand\" href=\"");
    link(kRoot).tag("\"><span>").text(say(kTitle)).tag("</span> <b>");
    html_.text(plan_.root_unit == model::kNoUnit ? std::string_view("") : name_of(plan_.root_unit));
    html_.tag("</b></a>\n<a class=\"language\" lang=\"").text(is_english() ? "vi" : "en");
    html_.tag("\" hreflang=\"").text(is_english() ? "vi" : "en").tag("\" href=\"").text(path);
    std::string_view separator = "?";
    if (!is_english()) {
      html_.tag("?lang=en");
      separator = "&";
    }
    if (has_search) html_.text(separator).tag("q=").text(percent_encode(search));
    html_.tag("\">").text(is_english() ? "Tiếng Việt" : "English").tag("</a>\n</header>\n");
    html_.tag("<p id=\"notice\" role=\"status\"></p>\n");
  }

  void search_form(std::string_view search) {
    html_.tag("<form class=\"search\" role=\"search\" action=\"/p\" method=\"get\">\n");
    if (is_english()) html_.tag("<input type=\"hidden\" name=\"lang\" value=\"en\">\n");
    html_.tag("<label for=\"q\">").text(say({"Tìm đơn vị", "Find a unit"})).tag("</label>\n<div>");
    html_.tag("<input id=\"q\" name=\"q\" type=\"search\" autocomplete=\"off\" value=\"");
    html_.text(search).tag("\">\n<button>").text(say({"Tìm", "Search"})).tag("</button></div>\n");
    html_.tag("</form>\n");
  }

  void end() {
    html_.tag("<footer class=\"end\">\n<h2>").text(say({"Đọc số liệu này", "About these figures"}));
    html_.tag("</h2>\n<p>");
    html_.text(
        say({"Để không ai bị nhận ra qua số liệu, số đếm được làm tròn, số rất nhỏ chỉ nêu "
             "là “dưới ",
             "So that nobody can be recognised by them, counts are rounded, very small ones "
             "are told as “under "}));
    html_.text(fmt::format("{}", frame_.small));
    html_.text(say({"”, và không tính tỷ lệ khi có quá ít trường hợp.",
                    "”, and no percentage is made of too few cases."}));
    html_.tag("</p>\n<p>");
    html_.text(
        say({"Trang này cập nhật mỗi phút một lần. Khi mất mạng, trang giữ số liệu lần cuối "
             "kèm giờ của nó.",
             "This page changes once a minute. Without a network it keeps the last figures "
             "with their time."}));
    html_.tag("</p>\n</footer>\n</body>\n</html>\n");
  }

  // A link within these pages keeps the language.
  Html& link(std::string_view path) {
    html_.text(path);
    if (is_english()) html_.tag("?lang=en");
    return html_;
  }
  void unit_link(UnitIndex unit) {
    html_.tag("<a href=\"");
    link(public_path(plan_, unit)).tag("\">").text(name_of(unit)).tag("</a>");
  }
  std::vector<UnitIndex> below(UnitIndex parent) const {
    std::vector<UnitIndex> found;
    for (std::size_t i = 0; i < plan_.units.all().size(); ++i) {
      if (plan_.units.all()[i].parent == parent) found.push_back(static_cast<UnitIndex>(i));
    }
    return found;
  }

  static constexpr Words kTitle = {"Số liệu công khai", "Public figures"};
  const PublicFrame& frame_;
  const model::Plan& plan_;
  Html html_;
};

class UnitPage : PublicWriter {
 public:
  UnitPage(const PublicFrame& frame, const PublicView& view)
      : PublicWriter(frame), view_(view), today_(frame.plan.zone.day_of(view.now)) {}

  std::string write() {
    begin(name_of(view_.unit));
    header(public_path(plan_, view_.unit), {}, false);
    html_.tag("<main id=\"content\">\n");
    above();
    html_.tag("<h1>").text(name_of(view_.unit)).tag("</h1>\n");
    const std::vector<Subject> subjects = find_subjects();
    freshness(subjects);
    search_form({});
    children();
    if (subjects.empty()) nothing();
    if (subjects.size() > 1) contents(subjects);
    for (const Subject& each : subjects) subject(each);
    html_.tag("</main>\n");
    end();
    return html_.take();
  }

 private:
  struct Subject {
    std::string_view id;
    std::string_view name;
    std::vector<const PublicIndicator*> indicators;
    std::int64_t newest_ms = INT64_MIN;
  };

  // Subjects in the catalogue's order with what they have to tell of this unit; indicators without
  // one stand at the end, together.
  std::vector<Subject> find_subjects() const {
    std::vector<Subject> subjects;
    for (const model::SubjectPlan& subject : plan_.subjects) {
      subjects.push_back({subject.id, name_in(frame_.language, subject.name), {}});
    }
    subjects.push_back({"others", say({"Số liệu khác", "Other figures"}), {}});
    for (const PublicIndicator& indicator : view_.figures.indicators) {
      if (!has_something(indicator)) continue;
      const std::string_view id = indicator.plan->id;
      const std::string_view first = id.substr(0, id.find('.'));
      auto subject = std::find_if(subjects.begin(), subjects.end() - 1,
                                  [&](const Subject& each) { return each.id == first; });
      subject->indicators.push_back(&indicator);
      subject->newest_ms = std::max(subject->newest_ms, newest_of(*indicator.plan));
    }
    std::erase_if(subjects, [](const Subject& each) { return each.indicators.empty(); });
    return subjects;
  }

  bool has_something(const PublicIndicator& indicator) const {
    for (std::size_t row = 0; row < indicator.rows.size(); ++row) {
      const PublicFigure* figure = indicator.find(row, view_.unit, plan_.root_unit);
      if (figure != nullptr && figure->kind != PublicFigure::Kind::none) return true;
    }
    return false;
  }

  // Of the events an indicator's figures come from.
  std::int64_t newest_of(const model::IndicatorPlan& indicator) const {
    std::int64_t newest = INT64_MIN;
    const auto look = [&](const model::IndicatorPlan& of) {
      const auto stream = static_cast<std::size_t>(of.stream);
      if (of.stream >= 0 && stream < view_.figures.newest_ms.size()) {
        newest = std::max(newest, view_.figures.newest_ms[stream]);
      }
    };
    look(indicator);
    if (indicator.formula) {
      for (const int operand : indicator.formula->operands) {
        look(plan_.indicators[static_cast<std::size_t>(operand)]);
      }
    }
    return newest;
  }

  bool is_late(std::int64_t newest_ms) const {
    std::optional<std::int64_t> worked_ms;
    if (plan_.calendar) {
      worked_ms = plan_.calendar->work_time(plan_.root_unit, {newest_ms}, view_.now);
    }
    return worked_ms ? *worked_ms > kLateMs : view_.now.ms - newest_ms > model::kDayMs;
  }

  // The units above this one, from the root on.
  void above() {
    std::vector<UnitIndex> up = plan_.units.chain(view_.unit);
    if (up.size() < 2) return;
    html_.tag("<nav class=\"above\" aria-label=\"").text(say({"Đơn vị cấp trên", "Units above"}));
    html_.tag("\">");
    for (auto unit = up.rbegin(); unit != up.rend() - 1; ++unit) {
      unit_link(*unit);
      html_.tag(" <span aria-hidden=\"true\">›</span> ");
    }
    html_.tag("</nav>\n");
  }

  void freshness(const std::vector<Subject>& subjects) {
    std::int64_t newest_ms = INT64_MIN;
    for (const Subject& subject : subjects) newest_ms = std::max(newest_ms, subject.newest_ms);
    if (newest_ms == INT64_MIN) return;
    html_.tag("<p class=\"as-of\">").text(say({"Số liệu tính đến ", "Figures as of "}));
    time(newest_ms);
    html_.tag("</p>\n");
    if (!is_late(newest_ms)) return;
    html_.tag("<p class=\"late\">").tag(kNoneSign).tag("<span><b>");
    html_.text(say({"Số liệu đang chậm cập nhật.", "These figures are late."})).tag("</b> ");
    html_.text(say({"Đã ", "Nothing new has come for "}));
    html_.text(span_words(frame_.language, view_.now.ms - newest_ms));
    html_.text(say({" chưa có dữ liệu mới; các số dưới đây là của lúc đó.",
                    "; what stands below is of that time."}));
    html_.tag("</span></p>\n");
  }

  void time(std::int64_t ms) {
    const model::Instant at{model::floor_div(ms, model::kMinuteMs) * model::kMinuteMs};
    html_.tag("<time datetime=\"").text(model::format_rfc3339(at, plan_.zone)).tag("\">");
    html_.text(time_words(frame_.language, at, plan_.zone)).tag("</time>");
  }

  void children() {
    const std::vector<UnitIndex> units = below(view_.unit);
    if (units.empty()) return;
    html_.tag("<details class=\"below\"><summary>");
    html_.text(say({"Đơn vị trực thuộc", "Units of this one"}));
    html_.text(fmt::format(" ({})", units.size())).tag("</summary>\n<ul>\n");
    for (const UnitIndex unit : units) {
      html_.tag("<li>");
      unit_link(unit);
      html_.tag("</li>\n");
    }
    html_.tag("</ul></details>\n");
  }

  void nothing() {
    html_.tag("<p class=\"nothing\">");
    html_.text(view_.figures.as_of
                   ? say({"Đơn vị này chưa có số liệu công khai.",
                          "There are no public figures of this unit yet."})
                   : say({"Hệ thống đang khởi động, chưa có số liệu. Xin tải lại sau ít phút.",
                          "The system is starting and has no figures yet. Please come back in a "
                          "few minutes."}));
    html_.tag("</p>\n");
  }

  void contents(const std::vector<Subject>& subjects) {
    html_.tag("<details class=\"contents\"><summary>").text(say({"Chủ đề", "Subjects"}));
    html_.text(fmt::format(" ({})", subjects.size())).tag("</summary>\n<ul>\n");
    for (const Subject& each : subjects) {
      html_.tag("<li><a href=\"#").text(each.id).tag("\">").text(each.name).tag("</a></li>\n");
    }
    html_.tag("</ul></details>\n");
  }

  void subject(const Subject& subject) {
    html_.tag("<section aria-labelledby=\"").text(subject.id).tag("\">\n<h2 id=\"");
    html_.text(subject.id).tag("\" tabindex=\"-1\">").text(subject.name).tag("</h2>\n");
    if (subject.newest_ms != INT64_MIN) {
      html_.tag("<p class=\"as-of\">").text(say({"Tính đến ", "As of "}));
      time(subject.newest_ms);
      html_.tag("</p>\n");
    }
    for (const PublicIndicator* each : subject.indicators) indicator(*each);
    html_.tag("</section>\n");
  }

  void indicator(const PublicIndicator& indicator) {
    html_.tag("<article>\n<h3>").text(name_in(frame_.language, indicator.plan->name));
    html_.tag("</h3>\n<dl>\n");
    for (std::size_t row = 0; row < indicator.rows.size(); ++row) {
      const PublicFigure* figure = indicator.find(row, view_.unit, plan_.root_unit);
      if (figure != nullptr) this->row(indicator, indicator.rows[row], *figure);
    }
    html_.tag("</dl>\n");
    const std::string_view words = name_in(frame_.language, indicator.plan->explanation);
    if (!words.empty()) html_.tag("<p class=\"explanation\">").text(words).tag("</p>\n");
    html_.tag("</article>\n");
  }

  void row(const PublicIndicator& indicator, const PublicRow& row, const PublicFigure& figure) {
    const PeriodWords period = period_words(frame_.language, row, today_, plan_.zone);
    const ValueWords value = value_words(frame_.language, *indicator.plan, figure, frame_.small);
    html_.tag("<div><dt>").text(period.name);
    if (!period.date.empty()) html_.tag(" <small>").text(period.date).tag("</small>");
    html_.tag("</dt>\n<dd>");
    if (!value.is_told) {
      html_.tag("<span class=\"none\">").text(value.value).tag("</span>");
    } else {
      if (!value.lead.empty()) html_.tag("<small>").text(value.lead).tag("</small> ");
      html_.tag("<b>").text(value.value).tag("</b>");
      if (!value.unit.empty()) html_.tag(" <small>").text(value.unit).tag("</small>");
    }
    html_.tag("</dd>");
    if (const auto* standing = standing_of(indicator, row)) target(*standing, indicator, figure);
    html_.tag("</div>\n");
  }

  // Of two targets of one figure the one whose deadline is nearest, or that has one.
  const model::TargetStanding* standing_of(const PublicIndicator& indicator,
                                           const PublicRow& row) const {
    const model::TargetStanding* found = nullptr;
    for (std::size_t i = 0; view_.targets != nullptr && i < view_.targets->size(); ++i) {
      const model::TargetStanding& standing = (*view_.targets)[i];
      const model::TargetPlan& target = plan_of(standing);
      const bool is_here = indicator.is_by_unit ? standing.unit == plan_.units.at(view_.unit).code
                                                : standing.unit.empty();
      if (!is_here || target.window != row.window->text) continue;
      if (&plan_.indicators[static_cast<std::size_t>(target.indicator)] != indicator.plan) continue;
      const auto deadline = [](const model::TargetPlan& of) {
        return of.last_day.value_or(INT32_MAX);
      };
      if (found == nullptr || deadline(target) < deadline(plan_of(*found))) found = &standing;
    }
    return found;
  }
  const model::TargetPlan& plan_of(const model::TargetStanding& standing) const {
    return plan_.targets[static_cast<std::size_t>(standing.target)];
  }

  // The state in shape, colour and word, then what is asked.
  void target(const model::TargetStanding& standing, const PublicIndicator& indicator,
              const PublicFigure& figure) {
    const model::TargetPlan& target = plan_of(standing);
    const auto state = told_state(target, standing.state, figure);
    if (state) {
      html_.tag("\n<dd class=\"state ").text(state_class(*state)).tag("\">");
      sign(*state);
      html_.tag("<b>").text(state_words(frame_.language, *state)).tag("</b> ");
    } else {
      html_.tag("\n<dd class=\"state\">");
    }
    html_.tag("<span>").text(say({"Mục tiêu: ", "Target: "}));
    html_.text(limit_words(frame_.language, target, *indicator.plan)).tag("</span></dd>");
  }

  // A disc, a triangle, a diamond: told apart without colour too.
  void sign(TargetState state) {
    const std::string_view kind = state_class(state);
    html_.tag("<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"");
    if (kind == "ok") {
      html_.tag("M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z");
    } else if (kind == "near") {
      html_.tag("M8 1 15.5 14.5H.5z");
    } else {
      html_.tag("M8 .5 15.5 8 8 15.5.5 8z");
    }
    html_.tag("\"/></svg>");
  }

  static constexpr char kNoneSign[] =
      "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path class=\"hollow\" "
      "d=\"M1.5 1.5h13v13h-13zM2 9 9 2M3 14 14 3M8 14.5 14.5 8\"/></svg>";

  const PublicView& view_;
  const model::CivilDay today_;
};

class UnitList : PublicWriter {
 public:
  UnitList(const PublicFrame& frame, std::string_view search)
      : PublicWriter(frame), search_(search) {}

  std::string write() {
    begin(say({"Chọn đơn vị", "Choose a unit"}));
    header(kRoot, search_, true);
    html_.tag("<main id=\"content\">\n<h1>").text(say({"Chọn đơn vị", "Choose a unit"}));
    html_.tag("</h1>\n");
    search_form(search_);
    if (folded(search_).find_first_not_of(' ') != std::string::npos) matches();
    everything();
    html_.tag("</main>\n");
    end();
    return html_.take();
  }

 private:
  void matches() {
    const std::string wanted = folded(trimmed(search_));
    std::vector<UnitIndex> found;
    for (std::size_t i = 0; i < plan_.units.all().size(); ++i) {
      const model::Unit& unit = plan_.units.all()[i];
      for (const std::string* text : {&unit.name_vi, &unit.name_en, &unit.code}) {
        if (folded(*text).find(wanted) == std::string::npos) continue;
        found.push_back(static_cast<UnitIndex>(i));
        break;
      }
    }
    html_.tag("<h2>");
    if (found.empty()) {
      html_.text(say({"Không tìm thấy “", "Nothing found for “"})).text(trimmed(search_));
      html_.text(say({"”. Xin chọn trong danh sách dưới đây.", "”. Please choose from the list."}));
    } else {
      html_.text(fmt::format("{} {} “", found.size(), say({"đơn vị có tên chứa", "units match"})));
      html_.text(trimmed(search_)).tag("”");
    }
    html_.tag("</h2>\n");
    const std::size_t shown = std::min(found.size(), model::kPublicMatchesMax);
    if (shown > 0) html_.tag("<ul class=\"units\">\n");
    for (std::size_t i = 0; i < shown; ++i) entry(found[i], true);
    if (shown > 0) html_.tag("</ul>\n");
    if (shown == found.size()) return;
    html_.tag("<p>").text(fmt::format("… {} {}", found.size() - shown,
                                      say({"đơn vị nữa; xin gõ rõ hơn.", "more; type more."})));
    html_.tag("</p>\n");
  }

  // The root, then what is right below it: units with others below them open to show these.
  void everything() {
    html_.tag("<h2>").text(say({"Tất cả đơn vị", "All units"})).tag("</h2>\n");
    html_.tag("<ul class=\"units\">\n");
    for (const UnitIndex root : below(model::kNoUnit)) {
      entry(root, false);
      for (const UnitIndex unit : below(root)) {
        const std::vector<UnitIndex> inner = below(unit);
        if (inner.empty()) {
          entry(unit, false);
          continue;
        }
        html_.tag("<li><details><summary>").text(name_of(unit)).tag("</summary>\n<ul>\n<li>");
        html_.tag("<a href=\"");
        link(public_path(plan_, unit)).tag("\">").text(say({"Chung: ", "All of "}));
        html_.text(name_of(unit)).tag("</a></li>\n");
        for (const UnitIndex each : inner) deep(each);
        html_.tag("</ul></details></li>\n");
      }
    }
    html_.tag("</ul>\n");
  }

  void deep(UnitIndex unit) {
    entry(unit, false);
    for (const UnitIndex each : below(unit)) deep(each);
  }

  void entry(UnitIndex unit, bool with_parent) {
    html_.tag("<li>");
    unit_link(unit);
    const UnitIndex parent = plan_.units.at(unit).parent;
    if (with_parent && parent != model::kNoUnit) {
      html_.tag(" <small>").text(name_of(parent)).tag("</small>");
    }
    html_.tag("</li>\n");
  }

  static std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
  }

  const std::string_view search_;
};

}  // namespace

std::string public_page(const PublicFrame& frame, const PublicView& view) {
  return UnitPage(frame, view).write();
}

std::string unit_list_page(const PublicFrame& frame, std::string_view search) {
  return UnitList(frame, search).write();
}

std::string public_path(const model::Plan& plan, UnitIndex unit) {
  std::string path(kRoot);
  return unit == plan.root_unit ? path : path + '/' + percent_encode(plan.units.at(unit).code);
}

UnitIndex unit_of_path(const model::Plan& plan, std::string_view path) {
  if (path == kRoot) return plan.root_unit;
  if (!path.starts_with(kRoot) || path.substr(kRoot.size(), 1) != "/") return model::kNoUnit;
  path.remove_prefix(kRoot.size() + 1);
  const std::vector<model::Unit>& units = plan.units.all();
  const auto found = std::find_if(units.begin(), units.end(), [&](const model::Unit& unit) {
    return percent_encode(unit.code) == path;
  });
  return found == units.end() ? model::kNoUnit : static_cast<UnitIndex>(found - units.begin());
}

}  // namespace ioc::serving
