#include "app/meeting_routes.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/clock.h"
#include "app/meeting.h"
#include "app/page_forms.h"
#include "app/passwords.h"
#include "serving/access.h"
#include "serving/conclusion_list.h"
#include "serving/figure_query.h"
#include "serving/meeting_page.h"
#include "serving/origin.h"
#include "serving/page_answer.h"

namespace ioc::app {
namespace {

using model::ConclusionState;
using serving::Answer;
using serving::ConclusionDraft;
using serving::html_page;
using serving::Language;
using serving::language_of;
using serving::lead_to;
using serving::MeetingNotice;
using serving::Outcome;
using serving::Parameters;
using serving::personal;
using serving::Request;
using serving::style_of;
using serving::value_of;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMeetingBodyBytesMax = 16 << 10;
constexpr std::size_t kKeyBytesMax = 100;

Answer meetings_unavailable() {
  return serving::busy("What is known of meetings cannot be read or written just now.");
}

Answer bad_conclusion(std::string_view detail) {
  return serving::problem(400, "Bad request", detail);
}

std::optional<ConclusionState> end_state(std::string_view text) {
  if (text == "done") return ConclusionState::done;
  if (text == "withdrawn") return ConclusionState::withdrawn;
  return std::nullopt;
}

// On one line; blanks around it say nothing.
std::string task_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == '\x7f'; }, ' ');
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// A conclusion as somebody has written it, and what is wrong with it.
struct JudgedConclusion {
  Meeting::Draft draft;
  MeetingNotice fault = MeetingNotice::none;
};

// Role: the handlers. Threads: any.
class MeetingHandlers {
 public:
  MeetingHandlers(Meeting& meeting, std::span<const serving::Asset> built)
      : meeting_(meeting), plan_(meeting.house().plan), style_(style_of(built, "desk")) {}

  // -- the page --------------------------------------------------------------------------------

  Outcome page(const Request& request) const {
    const Language language = language_of(request.parameters);
    if (!request.viewer.is_signed_in()) return lead_to("/sign-in", language);
    ConclusionDraft draft;
    draft.key = new_secret();
    draft.owner = value_of(request.parameters, "owner");
    draft.figure = figure_of(request, request.parameters);
    if (draft.figure && draft.owner.empty()) draft.owner = draft.figure->unit;
    const std::string_view told = value_of(request.parameters, "told");
    const MeetingNotice notice = told == "noted"       ? MeetingNotice::noted
                                 : told == "done"      ? MeetingNotice::done
                                 : told == "withdrawn" ? MeetingNotice::withdrawn
                                                       : MeetingNotice::none;
    return show(request, language, draft, notice);
  }

  Outcome note_by_form(const Request& request) const {
    const auto form = form_of(request);
    if (!form) return bad_form();
    const Language language = language_of(*form);
    if (!request.viewer.is_signed_in()) return lead_to("/sign-in", language);
    ConclusionDraft draft{std::string(value_of(*form, "task")),
                          std::string(value_of(*form, "owner")),
                          std::string(value_of(*form, "due")), std::string(value_of(*form, "key")),
                          figure_of(request, *form)};
    const JudgedConclusion judged = judge(request, draft);
    if (judged.fault != MeetingNotice::none) {
      return show(request, language, draft, judged.fault, 400);
    }
    const auto noted = meeting_.note(request, judged.draft);
    if (noted) return told(language, "noted");
    const bool is_full = noted.error().code == model::ErrorCode::usage;
    return show(request, language, draft, is_full ? MeetingNotice::too_many : MeetingNotice::busy,
                is_full ? 400 : 503);
  }

  Outcome close_by_form(const Request& request) const {
    const auto form = form_of(request);
    if (!form) return bad_form();
    const Language language = language_of(*form);
    if (!request.viewer.is_signed_in()) return lead_to("/sign-in", language);
    const auto state = end_state(value_of(*form, "state"));
    if (!state) return bad_conclusion("`state` must be `done` or `withdrawn`.");
    const std::string id(value_of(*form, "conclusion"));
    const auto closed = close(request, id, *state);
    ConclusionDraft fresh;
    fresh.key = new_secret();
    if (!closed) return show(request, language, fresh, MeetingNotice::busy, 503);
    if (!*closed) return show(request, language, fresh, MeetingNotice::not_open, 400);
    return told(language, name_of(*state));
  }

  // The first board, or the one that is named, as of a local day and time.
  Outcome freeze(const Request& request) const {
    const Language language = language_of(request.parameters);
    std::string text(value_of(request.parameters, "at"));
    constexpr std::size_t kMinutesLength = 16;  // "2020-10-15T07:00"
    if (text.size() == kMinutesLength) text += ":00";
    const auto as_utc = model::parse_rfc3339(text + "Z");
    if (!as_utc) {
      if (!request.viewer.is_signed_in()) return lead_to("/sign-in", language);
      ConclusionDraft fresh;
      fresh.key = new_secret();
      return show(request, language, fresh, MeetingNotice::bad_as_of, 400);
    }
    std::string address = "/?";
    if (const std::string_view board = value_of(request.parameters, "board"); !board.empty()) {
      address += "board=" + serving::percent_encode(board) + '&';
    }
    const model::Instant at = plan_.zone.from_local(as_utc->ms);
    address += "as_of=" + serving::percent_encode(model::format_rfc3339(at, plan_.zone));
    if (language == Language::en) address += "&lang=en";
    return lead_to(address, Language::vi);
  }

  // -- the interface ---------------------------------------------------------------------------

  Outcome list(const Request& request) const {
    if (!request.viewer.is_signed_in()) return not_signed_in();
    if (auto wrong = serving::check_names(request.parameters, {"state", "as_of"})) {
      return *std::move(wrong);
    }
    model::Instant at = wall_now();
    if (const std::string_view text = value_of(request.parameters, "as_of"); !text.empty()) {
      const auto as_of = serving::read_as_of(text);
      if (const auto* wrong = std::get_if<Answer>(&as_of)) return *wrong;
      at = std::get<model::Instant>(as_of);
    }
    const std::string_view state = value_of(request.parameters, "state");
    if (!state.empty() && state != "open" && !end_state(state)) {
      return serving::bad_parameter("state", "Use `open`, `done` or `withdrawn`.");
    }
    const auto all = meeting_.conclusions().all();
    if (!all) return meetings_unavailable();
    std::vector<std::string> items;
    for (const auto& standing :
         serving::visible_standings(request.viewer, plan_, meeting_.stream(), *all, at)) {
      if (!state.empty() && name_of(standing.state) != state) continue;
      items.push_back(serving::conclusion_json(request.viewer, plan_, meeting_.stream(), standing));
    }
    return personal(serving::json_answer(serving::list_json(items, {})));
  }

  Outcome note(const Request& request) const {
    if (!request.viewer.is_signed_in()) return not_signed_in();
    const Json body = Json::parse(request.body, nullptr, false);
    if (!is_json(request) || !body.is_object()) return no_object();
    ConclusionDraft draft;
    for (const auto& [name, value] : body.items()) {
      std::string* into = name == "task"    ? &draft.task
                          : name == "owner" ? &draft.owner
                          : name == "due"   ? &draft.due
                          : name == "key"   ? &draft.key
                                            : nullptr;
      if (name == "figure" && (value.is_object() || value.is_null())) continue;
      if (into == nullptr || !value.is_string()) {
        return bad_conclusion(
            "Send `task`, `owner`, `due` and, if you like, `key` as texts, and `figure` as "
            "an object.");
      }
      *into = value.get<std::string>();
    }
    if (const auto figure = body.find("figure"); figure != body.end() && figure->is_object()) {
      Parameters parts;
      for (const auto& [name, value] : figure->items()) {
        if (value.is_string()) parts.emplace_back(name, value.get<std::string>());
      }
      draft.figure = figure_of(request, parts);
      if (!draft.figure) {
        return bad_conclusion(
            "`figure` must name `indicator`, `window`, `as_of` and the `unit`, if it has "
            "one, of a figure you may see.");
      }
    }
    const JudgedConclusion judged = judge(request, draft);
    switch (judged.fault) {
      case MeetingNotice::none: break;
      case MeetingNotice::no_task:
        return bad_conclusion(fmt::format(
            "`task` must say what shall be done, in at most {} bytes.", model::kTaskBytesMax));
      case MeetingNotice::no_owner:
        return serving::problem(403, "Forbidden",
                                "`owner` must be the code of a unit that your account may conclude "
                                "of.");
      default: return bad_conclusion("`due` must be a day such as 2020-12-10, today or later.");
    }
    const auto noted = meeting_.note(request, judged.draft);
    if (!noted) {
      const bool is_full = noted.error().code == model::ErrorCode::usage;
      return is_full ? bad_conclusion(noted.error().message() + ".") : meetings_unavailable();
    }
    return tell(request, *noted, 201);
  }

  Outcome close_one(const Request& request) const {
    if (!request.viewer.is_signed_in()) return not_signed_in();
    const Json body = Json::parse(request.body, nullptr, false);
    if (!is_json(request) || !body.is_object()) return no_object();
    const auto member = body.find("state");
    const auto state = member != body.end() && member->is_string()
                           ? end_state(member->get_ref<const std::string&>())
                           : std::nullopt;
    if (!state || body.size() != 1) return bad_conclusion("Send `state`: `done` or `withdrawn`.");
    const std::string& id = request.places.front();
    const auto closed = close(request, id, *state);
    if (!closed) return meetings_unavailable();
    if (*closed) return tell(request, id, 200);
    const auto found = meeting_.conclusions().find(id);
    if (!found) return meetings_unavailable();
    if (!*found || !serving::may_know(request.viewer, plan_, meeting_.stream(), **found)) {
      return serving::problem(404, "Not found", "There is no such conclusion for you.");
    }
    if (!serving::may_conclude(request.viewer, plan_, meeting_.stream(), (*found)->owner)) {
      return serving::problem(403, "Forbidden", "Your account was not granted this.");
    }
    return serving::problem(409, "Conflict",
                            fmt::format("It is {} already.", name_of((*found)->state)));
  }

 private:
  static Answer not_signed_in() {
    return serving::problem(401, "Unauthorized",
                            "Sign in first: POST /api/v1/session, or /sign-in in a browser.");
  }
  static bool is_json(const Request& request) {
    const std::string_view type = request.content_type;
    return type.substr(0, type.find(';')) == "application/json";
  }
  static Answer no_object() {
    return bad_conclusion("Send a JSON object as `Content-Type: application/json`.");
  }

  static Answer told(Language language, std::string_view what) {
    return lead_to(fmt::format("/meeting?told={}", what), language);
  }

  // A figure that the viewer may see, whole; none: there is none.
  std::optional<model::ConclusionFigure> figure_of(const Request& request,
                                                   const Parameters& parts) const {
    const auto as_of = serving::read_as_of(value_of(parts, "as_of"));
    const auto* at = std::get_if<model::Instant>(&as_of);
    model::ConclusionFigure figure{
        std::string(value_of(parts, "indicator")), std::string(value_of(parts, "window")),
        std::string(value_of(parts, "unit")), at == nullptr ? model::Instant{} : *at};
    const model::IndicatorPlan* of = serving::find_visible(request.viewer, plan_, figure.indicator);
    const bool is_unit = figure.unit.empty() || plan_.units.find(figure.unit) != model::kNoUnit;
    if (of == nullptr || at == nullptr || !is_unit) return std::nullopt;
    if (!serving::may_see(request.viewer, plan_, *of, figure.unit)) return std::nullopt;
    const bool has_window =
        std::any_of(of->windows.begin(), of->windows.end(),
                    [&](const model::WindowPlan& window) { return window.text == figure.window; });
    if (!has_window) return std::nullopt;
    return figure;
  }

  JudgedConclusion judge(const Request& request, const ConclusionDraft& written) const {
    JudgedConclusion judged;
    judged.draft.task = task_line(written.task);
    judged.draft.owner = written.owner;
    judged.draft.figure = written.figure;
    judged.draft.key = written.key.substr(0, kKeyBytesMax);
    const bool is_unit = plan_.units.find(written.owner) != model::kNoUnit;
    const auto due = model::parse_day(written.due);
    if (!is_unit ||
        !serving::may_conclude(request.viewer, plan_, meeting_.stream(), written.owner)) {
      judged.fault = MeetingNotice::no_owner;
    } else if (judged.draft.task.empty() || judged.draft.task.size() > model::kTaskBytesMax) {
      judged.fault = MeetingNotice::no_task;
    } else if (!due || *due < plan_.zone.day_of(wall_now()) || *due >= model::kWorkDayEnd) {
      judged.fault = MeetingNotice::bad_due;
    }
    judged.draft.due = due.value_or(0);
    return judged;
  }

  // False as well where the viewer may not.
  model::Result<bool> close(const Request& request, const std::string& id,
                            ConclusionState state) const {
    const auto found = meeting_.conclusions().find(id);
    if (!found) return found.error();
    if (!*found ||
        !serving::may_conclude(request.viewer, plan_, meeting_.stream(), (*found)->owner)) {
      return false;
    }
    return meeting_.close(request, id, state);
  }

  Answer tell(const Request& request, const std::string& id, unsigned status) const {
    const auto found = meeting_.conclusions().find(id);
    if (!found || !*found) return meetings_unavailable();
    const auto standing = serving::stand(plan_, **found, std::max(wall_now(), (*found)->noted));
    return personal(serving::json_answer(
        serving::conclusion_json(request.viewer, plan_, meeting_.stream(), *standing) + '\n',
        status));
  }

  Answer show(const Request& request, Language language, const ConclusionDraft& draft,
              MeetingNotice notice, unsigned status = 200) const {
    std::vector<model::Conclusion> all;
    const std::string stream = meeting_.takes_conclusions() ? meeting_.stream() : "";
    if (!stream.empty()) {
      auto read = meeting_.conclusions().all();
      if (!read) return meetings_unavailable();
      all = *std::move(read);
    }
    const model::Instant now = wall_now();
    const auto standings = serving::visible_standings(request.viewer, plan_, stream, all, now);
    return html_page(serving::meeting_page({plan_, language, style_},
                                           {request.viewer, stream, standings, draft, notice, now}),
                     status);
  }

  Meeting& meeting_;
  const model::Plan& plan_;
  const std::string_view style_;  // empty in a program without its pages
};

}  // namespace

std::vector<serving::Route> meeting_routes(Meeting& meeting,
                                           std::span<const serving::Asset> built) {
  const auto handlers = std::make_shared<const MeetingHandlers>(meeting, built);
  std::vector<serving::Route> routes;
  const auto add = [&](std::string_view method, std::string_view path,
                       Outcome (MeetingHandlers::*handler)(const Request&) const) {
    routes.push_back({method, path,
                      [handlers, handler](const Request& request) {
                        return (handlers.get()->*handler)(request);
                      },
                      method == "POST" ? kMeetingBodyBytesMax : 0});
  };
  add("GET", "/meeting", &MeetingHandlers::page);
  add("GET", "/meeting/freeze", &MeetingHandlers::freeze);
  if (!meeting.takes_conclusions()) return routes;
  add("POST", "/meeting", &MeetingHandlers::note_by_form);
  add("POST", "/meeting/close", &MeetingHandlers::close_by_form);
  add("GET", "/api/v1/conclusions", &MeetingHandlers::list);
  add("POST", "/api/v1/conclusions", &MeetingHandlers::note);
  add("POST", "/api/v1/conclusions/{conclusion}", &MeetingHandlers::close_one);
  return routes;
}

}  // namespace ioc::app
