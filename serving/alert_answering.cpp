// Judges what people ask to be done about alerts (serving/alert_answering.h).
#include "serving/alert_answering.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/limits.h"
#include "serving/alert_list.h"
#include "serving/alert_words.h"

namespace ioc::serving {
namespace {

using model::Alert;
using model::AlertAct;
using model::AlertAnswer;
using model::AlertPlan;
using model::Plan;

Answer conflict(std::string_view words) { return problem(409, "Conflict", words); }
Answer bad_request(std::string_view words) { return problem(400, "Bad request", words); }
Answer no_such_alert() {
  return problem(404, "Not found",
                 "There is no such alert for you; GET /api/v1/alerts lists those there are.");
}

// The alert as it is, or as the journal tells it of an earlier time; none: there is none such.
std::optional<Alert> find_episode(const AlertDesk& desk, const AlertDeed& deed) {
  const auto is_meant = [&](const Alert& alert) {
    return alert.alert == deed.alert && alert.unit == deed.unit &&
           (!deed.fired || alert.fired == deed.fired);
  };
  for (const Alert& alert : desk.alerts()) {
    if (is_meant(alert)) return alert;
  }
  if (!deed.fired) return std::nullopt;
  const auto told =
      desk.journal(1, [&](const model::AlertChange& change) { return is_meant(change.alert); });
  return told.empty() ? std::nullopt : std::optional(told.front().alert);
}

bool is_there(const AlertDesk& desk, const Alert& alert) {
  const std::vector<Alert> all = desk.alerts();
  return std::any_of(all.begin(), all.end(), [&](const Alert& any) {
    return any.alert == alert.alert && any.unit == alert.unit && any.fired == alert.fired;
  });
}

// Line ends and tabs are what a note may have beside what can be seen.
bool is_writable(std::string_view note) {
  return std::all_of(note.begin(), note.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t';
  });
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kBlanks) - first + 1));
}

// Why the act does not fit what was done so far; none: it does.
std::optional<Answer> misfit(const AlertDesk& desk, const Alert& alert, const AlertDeed& deed,
                             std::span<const AlertAnswer> before) {
  if (!alert.fired) return conflict("It has not fired yet. Wait until it does.");
  if (deed.act != AlertAct::noted && !is_there(desk, alert)) {
    return conflict("It is over; only a note can be added. GET /api/v1/alerts tells what is so.");
  }
  if (deed.act == AlertAct::noted && deed.note.empty()) return bad_request("`note` is empty.");
  if (deed.act == AlertAct::released && !care_of(before)) {
    return conflict("Nobody sees to it, so nobody can be released from it.");
  }
  if (before.size() >= model::kAlertAnswersMax) {
    return conflict(
        fmt::format("{} acts were written about this alert already, which is all there "
                    "is room for.",
                    before.size()));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> office_for(const Viewer& viewer, const Plan& plan, const Alert& alert) {
  const AlertPlan* of = find_alert(plan, alert.alert);
  if (of == nullptr || !viewer.is_signed_in()) return std::nullopt;
  for (const model::Grant& grant : viewer.grants) {
    const Viewer alone{viewer.account, viewer.name, {grant}};
    bool may_do = false;
    if (of->target >= 0) {
      const auto& target = plan.targets[static_cast<std::size_t>(of->target)];
      const auto& indicator = plan.indicators[static_cast<std::size_t>(target.indicator)];
      may_do = may_with(alone, Deed::answer_alert, plan, indicator, alert.unit);
    } else {
      const std::string& stream = plan.streams[static_cast<std::size_t>(of->stream)].id;
      may_do = may(alone, Deed::answer_alert, plan, alert.unit, stream) ||
               may(alone, Deed::replay, plan, alert.unit, stream);
    }
    if (may_do) return grant.unit;
  }
  return std::nullopt;
}

std::optional<model::AlertCare> care_of(std::span<const AlertAnswer> answers) {
  std::optional<model::AlertCare> care;
  for (const AlertAnswer& answer : answers) {
    if (answer.act == AlertAct::released) care.reset();
    if (answer.act != AlertAct::acknowledged) continue;
    const bool goes_on = care && care->owner == answer.owner;
    care = {answer.owner, answer.owner_name, answer.office, goes_on ? care->since : answer.at};
  }
  return care;
}

std::variant<AlertDeed, Answer> read_alert_deed(const Request& request, AlertAct act) {
  const std::string_view type = std::string_view(request.content_type);
  if (type.substr(0, type.find(';')) != "application/json") {
    return bad_request("Send the body as `Content-Type: application/json`.");
  }
  const nlohmann::json body = nlohmann::json::parse(request.body, nullptr, false);
  if (!body.is_object()) return bad_request("The body is no JSON object.");
  AlertDeed deed;
  deed.act = act;
  deed.alert = request.places.front();
  std::string fired;
  for (const auto& [name, value] : body.items()) {
    std::string* const place = name == "unit"    ? &deed.unit
                               : name == "fired" ? &fired
                               : name == "owner" ? &deed.owner
                               : name == "note"  ? &deed.note
                                                 : nullptr;
    const bool is_taken =
        place != nullptr && (place != &deed.owner || act == AlertAct::acknowledged);
    if (!is_taken) {
      return bad_request(act == AlertAct::acknowledged
                             ? "A member is unknown; there are `unit`, `fired`, `owner`, `note`."
                             : "A member is unknown; there are `unit`, `fired`, `note`.");
    }
    if (value.is_null()) continue;
    if (!value.is_string()) return bad_request("The member `" + name + "` must be a text or null.");
    *place = value.get<std::string>();
  }
  if (fired.empty()) return deed;
  deed.fired = model::parse_rfc3339(fired);
  if (!deed.fired) return bad_request("`fired` is no time; take it as the alert tells it.");
  return deed;
}

std::variant<AlertAnswer, Answer> judge_alert_deed(const Viewer& viewer, const Plan& plan,
                                                   const AlertDesk& desk, const AlertDeed& deed,
                                                   const PersonOf& person_of, model::Instant now) {
  if (!viewer.is_signed_in()) {
    return problem(401, "Unauthorized",
                   "Sign in first: POST /api/v1/session, or /sign-in in a browser.");
  }
  AlertDeed asked = deed;
  asked.note = trimmed(deed.note);
  const auto alert = find_episode(desk, asked);
  if (!alert) {
    // It was seen, and is no longer so or has fired anew.
    const AlertDeed now_there{asked.act, asked.alert, asked.unit, {}, {}, {}};
    const auto other = asked.fired ? find_episode(desk, now_there) : std::nullopt;
    if (!other || !may_see_alert(viewer, plan, *other)) return no_such_alert();
    return conflict("It has changed since you saw it. GET /api/v1/alerts tells how it is.");
  }
  if (!may_see_alert(viewer, plan, *alert)) return no_such_alert();
  const auto office = office_for(viewer, plan, *alert);
  if (!office) return problem(403, "Forbidden", "Your account was not granted this.");
  const model::AlertAnswers all = desk.answers();
  std::span<const AlertAnswer> before;
  if (alert->fired) {
    const auto known = all.find({alert->alert, alert->unit, *alert->fired});
    if (known != all.end()) before = known->second;
  }
  if (auto wrong = misfit(desk, *alert, asked, before)) return *std::move(wrong);
  if (asked.note.size() > model::kAlertNoteBytesMax || !is_writable(asked.note)) {
    return bad_request(fmt::format("A note has at most {} bytes, and no control characters.",
                                   model::kAlertNoteBytesMax));
  }
  AlertAnswer answer;
  answer.alert = alert->alert;
  answer.unit = alert->unit;
  answer.fired = *alert->fired;
  answer.act = asked.act;
  answer.at = now;
  answer.account = viewer.account;
  answer.name = viewer.name;
  answer.office = *office;
  answer.note = asked.note;
  if (asked.act != AlertAct::acknowledged) return answer;
  Viewer owner = viewer;
  if (!asked.owner.empty() && asked.owner != viewer.account) {
    auto person = person_of ? person_of(asked.owner) : std::nullopt;
    const auto theirs = person ? office_for(*person, plan, *alert) : std::nullopt;
    if (!theirs) {
      return bad_request("`owner` is no account that was granted to see to this alert.");
    }
    owner = *std::move(person);
    answer.office = *theirs;
  }
  answer.owner = owner.account;
  answer.owner_name = owner.name;
  return answer;
}

}  // namespace ioc::serving
