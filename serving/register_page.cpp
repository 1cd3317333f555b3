#include "serving/register_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "model/limits.h"
#include "serving/figure_query.h"
#include "serving/json_items.h"
#include "serving/register_access.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;
using model::EntryState;
using model::Register;
using model::RegisterEntry;
using model::ToldEntry;

Words name_of_register(Register of) {
  return of == Register::problems ? Words{"Khó khăn, vướng mắc", "Problems"}
                                  : Words{"Góp ý quy chế", "Comments on the regulations"};
}

class RegisterPage : DeskWriter {
 public:
  RegisterPage(const DeskFrame& frame, const RegisterView& view)
      : DeskWriter(frame), view_(view), plan_(frame.plan) {}

  std::string write() {
    const std::string_view title = say(name_of_register(view_.of));
    begin(title, other());
    navigation("/desk/registers");
    html_.tag("<h1>").text(title).tag("</h1>\n<p class=\"above\">");
    const Register another =
        view_.of == Register::problems ? Register::regulations : Register::problems;
    link("/desk/registers", "register=" + std::string(name_of(another)),
         say(name_of_register(another)));
    html_.tag("</p>\n");
    notice(view_.told, false);
    notice(view_.fault, true);
    form();
    list();
    end();
    return html_.take();
  }

 private:
  std::string_view name_of(Register of) const { return model::name_of(of); }
  std::string_view name_of(model::UnitIndex unit) const { return DeskWriter::name_of(unit); }
  std::string_view name_of_unit(const std::string& code) const {
    const model::UnitIndex unit = plan_.units.find(code);
    return unit == model::kNoUnit ? std::string_view(code) : name_of(unit);
  }

  std::string other() const {
    return fmt::format("/desk/registers?register={}{}", name_of(view_.of),
                       is_english() ? "" : "&lang=en");
  }

  void form() {
    const auto units = acting_units(plan_, view_.viewer);
    if (units.empty()) return;
    html_.tag("<details class=\"raise\"");
    if (!view_.fault.empty()) html_.tag(" open");
    html_.tag("><summary>");
    html_.text(view_.of == Register::problems
                   ? say({"Ghi một khó khăn, vướng mắc", "Raise a problem"})
                   : say({"Góp ý cho quy chế", "Comment on a regulation"}));
    html_.tag("</summary>\n<form action=\"/desk/registers\" method=\"post\">\n");
    language_field();
    hidden("register", name_of(view_.of));
    choice("unit", {"Đơn vị nêu", "Raised by"}, units, view_.draft.unit);
    std::vector<model::UnitIndex> owners;
    for (std::size_t i = 0; i < plan_.units.all().size(); ++i) {
      owners.push_back(static_cast<model::UnitIndex>(i));
    }
    choice("owner", {"Đơn vị trả lời", "To be answered by"}, owners, view_.draft.owner);
    field("title",
          view_.of == Register::problems ? Words{"Tóm tắt", "In short"}
                                         : Words{"Quy chế, điều khoản", "Regulation, article"},
          "text", "off", view_.draft.title);
    text_area("text", {"Nội dung", "Text"}, view_.draft.text);
    const model::CivilDay due = view_.draft.due > 0 ? view_.draft.due : view_.today + 7;
    field("due", {"Hạn trả lời", "Answer due"}, "date", "off", model::format_day(due));
    html_.tag("<p><button>").text(say({"Ghi vào sổ", "Enter it"})).tag("</button></p>\n");
    html_.tag("</form>\n</details>\n");
  }

  void choice(std::string_view id, const Words& label, const std::vector<model::UnitIndex>& units,
              std::string_view chosen) {
    begin_choice(id, label);
    for (const model::UnitIndex unit : units) {
      const std::string& code = plan_.units.at(unit).code;
      option(code, name_of(unit), code == chosen);
    }
    end_choice();
  }

  // What is late first, then what is open, then the rest; the newest first among each.
  void list() {
    std::vector<const ToldEntry*> here;
    for (const ToldEntry& told : view_.entries) {
      if (told.entry.of == view_.of) here.push_back(&told);
    }
    const auto rank = [](const ToldEntry* told) {
      if (told->entry.state != EntryState::open) return 2;
      return told->late_days > 0 ? 0 : 1;
    };
    std::stable_sort(here.begin(), here.end(),
                     [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    html_.tag("<section class=\"whole\" aria-labelledby=\"entries\">\n<h2 id=\"entries\">");
    html_.text(say({"Trong sổ", "In the register"}));
    html_.text(fmt::format(" ({})", here.size())).tag("</h2>\n");
    if (here.empty()) {
      html_.tag("<p>").text(say({"Chưa có mục nào.", "There is nothing yet."})).tag("</p>\n");
    }
    for (const ToldEntry* told : here) entry(*told);
    html_.tag("</section>\n");
  }

  void entry(const ToldEntry& told) {
    const RegisterEntry& entry = told.entry;
    html_.tag("<article class=\"entry\">\n<h3>").text(fmt::format("{}. ", entry.number));
    html_.text(entry.title).tag("</h3>\n");
    state(told);
    html_.tag("<p class=\"as-of\">").text(name_of_unit(entry.unit)).tag(" → ");
    html_.text(name_of_unit(entry.owner)).tag(" · ").text(entry.name).tag(", ");
    html_.text(time_words(frame_.language, entry.at, plan_.zone)).tag("</p>\n");
    html_.tag("<p class=\"said\">").text(entry.text).tag("</p>\n");
    if (!entry.answer.empty()) {
      html_.tag("<p class=\"as-of\">").text(say({"Trả lời: ", "Answer: "}));
      html_.text(entry.answered_name);
      if (entry.answered_at) {
        html_.tag(", ").text(time_words(frame_.language, *entry.answered_at, plan_.zone));
      }
      html_.tag("</p>\n<p class=\"said\">").text(entry.answer).tag("</p>\n");
    }
    forms(entry);
    html_.tag("</article>\n");
  }

  void state(const ToldEntry& told) {
    const RegisterEntry& entry = told.entry;
    const bool is_open = entry.state == EntryState::open;
    const std::string_view kind = is_open && told.late_days > 0 ? "bad" : is_open ? "near" : "ok";
    html_.tag("<p class=\"state ").text(kind).tag("\">");
    sign(kind);
    html_.tag("<b>");
    html_.text(is_open && told.late_days > 0 ? say({"Quá hạn trả lời", "Answer overdue"})
               : is_open                     ? say({"Chờ trả lời", "Waits for an answer"})
               : entry.state == EntryState::answered ? say({"Đã trả lời", "Answered"})
                                                     : say({"Đã đóng", "Closed"}));
    html_.tag("</b> <span>").text(say({"hạn ", "due "})).text(date_words(entry.due));
    if (told.late_days > 0) {
      html_.text(is_english() ? fmt::format(", {} working day{} late", told.late_days,
                                            told.late_days == 1 ? "" : "s")
                              : fmt::format(", trễ {} ngày làm việc", told.late_days));
    }
    html_.tag("</span></p>\n");
  }

  void forms(const RegisterEntry& entry) {
    if (entry.state != EntryState::closed && may_answer(view_.viewer, plan_, entry)) {
      begin_act(entry, "answer");
      text_area(fmt::format("text-{}", entry.number), {"Trả lời", "Answer"}, entry.answer, "text");
      end_act({"Gửi trả lời", "Answer"}, false);
    }
    if (!may_close(view_.viewer, plan_, entry)) return;
    if (entry.state != EntryState::closed) {
      begin_act(entry, "close");
      end_act({"Đóng", "Close"}, true);
    }
    if (entry.state != EntryState::open) {
      begin_act(entry, "reopen");
      end_act({"Mở lại", "Open again"}, true);
    }
  }
  void begin_act(const RegisterEntry& entry, std::string_view verb) {
    html_.tag("<form action=\"/desk/registers/").text(fmt::format("{}/", entry.number)).text(verb);
    html_.tag("\" method=\"post\">\n");
    language_field();
    hidden("register", name_of(view_.of));
  }
  void end_act(const Words& words, bool is_plain) {
    if (is_plain) {
      html_.tag("<button class=\"plain\">").text(say(words)).tag("</button>\n</form>\n");
    } else {
      html_.tag("<p><button>").text(say(words)).tag("</button></p>\n</form>\n");
    }
  }

  const RegisterView& view_;
  const model::Plan& plan_;
};

Json entry_json(const model::Plan& plan, const ToldEntry& told) {
  const RegisterEntry& entry = told.entry;
  Json json = {{"number", entry.number},
               {"register", name_of(entry.of)},
               {"unit", entry.unit},
               {"owner", entry.owner},
               {"title", entry.title},
               {"text", entry.text},
               {"due", model::format_day(entry.due)},
               {"by", entry.by},
               {"name", entry.name},
               {"at", model::format_rfc3339(entry.at, plan.zone)},
               {"state", name_of(entry.state)},
               {"working_days_late", told.late_days},
               {"answer", nullptr}};
  if (entry.answered_at) {
    json["answer"] = {{"text", entry.answer},
                      {"by", entry.answered_by},
                      {"name", entry.answered_name},
                      {"at", model::format_rfc3339(*entry.answered_at, plan.zone)}};
  }
  return json;
}

}  // namespace

std::string register_page(const DeskFrame& frame, const RegisterView& view) {
  return RegisterPage(frame, view).write();
}

std::variant<std::string, Answer> register_list(const model::Plan& plan, const Request& request,
                                                const std::vector<ToldEntry>& entries) {
  if (auto wrong = check_names(request.parameters,
                               {"register", "unit", "owner", "state", "late", "limit", "cursor"})) {
    return *std::move(wrong);
  }
  const auto value = [&](std::string_view name) { return value_of(request.parameters, name); };
  if (!value("register").empty() && !read_register(value("register"))) {
    return bad_parameter("register", "A register is problems or regulations.");
  }
  if (const std::string_view state = value("state"); !state.empty()) {
    const bool is_known = std::ranges::any_of(
        model::kEntryStates, [&](EntryState each) { return name_of(each) == state; });
    if (!is_known) return bad_parameter("state", "A state is open, answered or closed.");
  }
  if (!value("late").empty() && value("late") != "1") {
    return bad_parameter("late", "`late=1`, or leave it out.");
  }
  const auto limit = read_limit(request.parameters);
  if (const auto* wrong = std::get_if<Answer>(&limit)) return *wrong;
  std::int64_t before = INT64_MAX;
  if (const std::string_view cursor = value("cursor"); !cursor.empty()) {
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), before);
    if (error != std::errc{} || end != cursor.data() + cursor.size()) {
      return bad_parameter("cursor", "Use the `next` of the page before.");
    }
  }
  std::vector<std::string> items;
  std::string next;
  for (const ToldEntry& told : entries) {
    const RegisterEntry& entry = told.entry;
    const auto is = [&](std::string_view name, std::string_view of) {
      return value(name).empty() || value(name) == of;
    };
    if (entry.number >= before || !is("register", name_of(entry.of)) || !is("unit", entry.unit) ||
        !is("owner", entry.owner) || !is("state", name_of(entry.state)) ||
        (!value("late").empty() && told.late_days == 0)) {
      continue;
    }
    if (items.size() == std::get<std::size_t>(limit)) {
      next = std::to_string(before);
      break;
    }
    items.push_back(text_of(entry_json(plan, told)));
    before = entry.number;
  }
  return list_json(items, next);
}

std::optional<model::CivilDay> read_due_day(std::string_view text) {
  if (const auto day = model::parse_day(text)) return day;
  const std::size_t first = text.find('/'), second = text.find('/', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  const auto padded = [](std::string_view part) {
    return part.size() == 1 ? "0" + std::string(part) : std::string(part);
  };
  return model::parse_day(std::string(text.substr(second + 1)) + '-' +
                          padded(text.substr(first + 1, second - first - 1)) + '-' +
                          padded(text.substr(0, first)));
}

std::optional<Register> read_register(std::string_view name) {
  for (const Register each : model::kRegisters) {
    if (name_of(each) == name) return each;
  }
  return std::nullopt;
}

}  // namespace ioc::serving
