#include "serving/rules_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

namespace ioc::serving {
namespace {

// The kinds of rules (catalog/rules.h), as people call them.
struct RuleKind {
  std::string_view name;
  Words words;
};
constexpr RuleKind kRuleKinds[] = {
    {"calendar", {"Lịch làm việc", "Calendar"}},
    {"catalog", {"Thiết lập chung của danh mục", "Settings of the catalogue"}},
    {"indicator", {"Chỉ tiêu", "Indicator"}},
    {"lifecycle", {"Vòng đời", "Lifecycle"}},
    {"provision", {"Cung cấp số liệu", "Provision"}},
    {"report", {"Báo cáo", "Report"}},
    {"stream", {"Luồng sự kiện", "Stream"}},
    {"target", {"Mục tiêu", "Target"}},
    {"unit", {"Đơn vị", "Unit"}},
    {"units", {"Các cột của danh sách đơn vị", "Columns of the list of units"}},
};

class RulesPage : DeskWriter {
 public:
  RulesPage(const DeskFrame& frame, const RulesView& view) : DeskWriter(frame), view_(view) {}

  std::string write() {
    const Words title{"Thay đổi chỉ tiêu, công thức", "Changes of targets and formulas"};
    begin(say(title), is_english() ? "/desk/rules" : "/desk/rules?lang=en");
    navigation("/desk/rules");
    html_.tag("<h1>").text(say(title)).tag("</h1>\n");
    notice(view_.told, false);
    notice(view_.fault, true);
    in_force();
    if (view_.waiting) waiting();
    end();
    return html_.take();
  }

 private:
  void paragraph(std::string_view text) { html_.tag("<p>").text(text).tag("</p>\n"); }

  void in_force() {
    html_.tag("<p>").text(say({"Danh mục đang áp dụng: ", "The catalogue in force: "}));
    html_.tag("<code>").text(frame_.plan.hash).tag("</code></p>\n");
    if (view_.waiting) return;
    paragraph(say({"Không có thay đổi nào chờ duyệt.", "No change waits for approval."}));
  }

  void waiting() {
    const model::WaitingRules& waiting = *view_.waiting;
    html_.tag("<section class=\"whole\">\n<h2>");
    html_.text(say({"Thay đổi chờ duyệt", "Changes that wait"}));
    html_.text(fmt::format(" ({})", waiting.differences.size())).tag("</h2>\n");
    paragraph(
        say({"Chưa áp dụng: số liệu vẫn tính theo danh mục đang áp dụng. Một người đề nghị, "
             "người khác duyệt.",
             "Not in force: figures are still those of the catalogue in force. One proposes, "
             "another approves."}));
    decide();
    for (const model::RuleDifference& difference : waiting.differences) show(difference);
    html_.tag("</section>\n");
  }

  void decide() {
    const bool may_act = may(view_.viewer, Deed::approve_catalog, frame_.plan, "");
    if (view_.proposal) {
      html_.tag("<p><b>").text(say({"Đề nghị của ", "Proposed by "})).text(view_.proposal->by);
      html_.tag("</b>, ").text(time_words(frame_.language, view_.proposal->at, frame_.plan.zone));
      html_.text(": ").text(view_.proposal->text).tag("</p>\n");
    }
    paragraph(say(state_words(view_.state)));
    if (!may_act) return;
    if (view_.state == model::RuleState::written) return propose();
    if (!view_.proposal) return;
    const bool is_own = view_.proposal->by == view_.viewer.account;
    const bool is_open = view_.state == model::RuleState::proposed;
    html_.tag("<div class=\"buttons\">\n");
    if (is_open && !is_own) act("approve", {"Duyệt, áp dụng ngay", "Approve: in force at once"});
    act("refuse", is_own ? Words{"Rút đề nghị", "Withdraw"} : Words{"Không duyệt", "Refuse"});
    html_.tag("</div>\n");
  }

  static Words state_words(model::RuleState state) {
    switch (state) {
      case model::RuleState::written: return {"Chưa ai đề nghị.", "Nobody has proposed it yet."};
      case model::RuleState::proposed:
        return {"Chờ người khác duyệt.", "It waits until another approves it."};
      case model::RuleState::approved: break;
    }
    return {"Đã duyệt, đang được áp dụng, thường trong vài giây. Hãy tải lại trang này.",
            "Approved, and being taken up, as a rule within seconds. Load this page again."};
  }

  void propose() {
    begin_form("propose");
    text_area("text", {"Lý do, căn cứ", "Why, and on what ground"}, view_.text);
    html_.tag("<p><button>").text(say({"Đề nghị áp dụng", "Propose it"}));
    html_.tag("</button></p>\n</form>\n");
  }

  void begin_form(std::string_view verb) {
    html_.tag("<form action=\"/desk/rules\" method=\"post\">\n");
    language_field();
    hidden("act", verb);
    hidden("hash", view_.waiting->hash);
  }
  void act(std::string_view verb, const Words& words) {
    begin_form(verb);
    if (verb == "approve") {
      html_.tag("<p><button>");
    } else {
      html_.tag("<p><button class=\"plain\">");
    }
    html_.text(say(words));
    html_.tag("</button></p>\n</form>\n");
  }

  void show(const model::RuleDifference& difference) {
    html_.tag("<article class=\"rule\">\n<h3>");
    name(difference.name);
    html_.tag("</h3>\n");
    text({"Đang áp dụng", "In force"}, difference.before, difference.after);
    text({"Sẽ là", "Shall be"}, difference.after, difference.before);
    html_.tag("</article>\n");
  }
  // "Chỉ tiêu dossiers.received"; of a kind that is not known here, as it is written.
  void name(std::string_view rule) {
    const std::string_view kind = rule.substr(0, rule.find(' '));
    const auto known = std::find_if(std::begin(kRuleKinds), std::end(kRuleKinds),
                                    [&](const RuleKind& each) { return each.name == kind; });
    if (known == std::end(kRuleKinds)) {
      html_.text(rule);
    } else {
      html_.text(say(known->words)).text(rule.substr(kind.size()));
    }
  }
  // What the other does not have is marked, line by line; where there is no other, all is new.
  void text(const Words& head, std::string_view rule, std::string_view other) {
    html_.tag("<div>\n<h4>").text(say(head)).tag("</h4>\n<pre tabindex=\"0\">");
    if (rule.empty()) html_.text(say({"(không có)", "(nothing)"}));
    const std::vector<std::string_view> others = model::lines_of(other);
    for (const std::string_view line : model::lines_of(rule)) {
      const bool is_changed =
          !other.empty() && std::find(others.begin(), others.end(), line) == others.end();
      if (is_changed) html_.tag("<mark>");
      html_.text(line);
      if (is_changed) html_.tag("</mark>");
      html_.tag("\n");
    }
    html_.tag("</pre>\n</div>\n");
  }

  const RulesView& view_;
};

}  // namespace

std::string rules_page(const DeskFrame& frame, const RulesView& view) {
  return RulesPage(frame, view).write();
}

}  // namespace ioc::serving
