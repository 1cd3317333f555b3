#include "app/rule_desk.h"

#include <nlohmann/json.hpp>

#include "app/clock.h"
#include "app/page_forms.h"
#include "app/people_house.h"
#include "app/rule_keeper.h"
#include "serving/access.h"
#include "serving/figure_query.h"
#include "serving/form_data.h"
#include "serving/page_answer.h"
#include "serving/rules_page.h"

namespace ioc::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Error;
using model::ErrorCode;
using model::RuleState;
using model::RuleVerb;
using serving::Answer;
using serving::Deed;
using serving::html_page;
using serving::Language;
using serving::language_of;
using serving::lead_to;
using serving::Outcome;
using serving::personal;
using serving::Request;
using serving::style_of;
using serving::value_of;

constexpr std::size_t kRuleFormBytesMax = 16 << 10;

unsigned rule_status(const Error& error) {
  switch (error.code) {
    case ErrorCode::usage: return 400;
    case ErrorCode::check_failed: return 409;
    default: return 503;
  }
}

Answer rule_problem(const Error& error) {
  switch (rule_status(error)) {
    case 400: return serving::problem(400, "Bad request", error.message() + ".");
    case 409: return serving::problem(409, "Conflict", error.message() + ".");
    default: return serving::busy("What is known of the rules cannot be read or written just now.");
  }
}

// The few things that can be wrong with a form, for people.
std::string rule_fault_words(const Error& error, Language language) {
  if (language == Language::en) return error.message() + ".";
  if (error.code == ErrorCode::usage) return "Hãy ghi lý do, ngắn gọn.";
  if (error.code == ErrorCode::check_failed) {
    return "Không ghi được: thay đổi đã khác, hoặc cần một người khác duyệt. Hãy xem lại.";
  }
  return "Không ghi được: " + error.message();
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

}  // namespace

model::Result<std::unique_ptr<RuleDesk>> RuleDesk::open(PeopleHouse& house,
                                                        std::optional<model::WaitingRules> waiting,
                                                        std::function<void()> approved) {
  auto store = storage::RuleStore::open(house.people->database());
  if (!store) return store.error();
  return std::unique_ptr<RuleDesk>(
      new RuleDesk(house, *std::move(store), std::move(waiting), std::move(approved)));
}

bool RuleDesk::may_see(const model::Viewer& viewer) const {
  return serving::may(viewer, Deed::propose_catalog, house_.plan, "") ||
         serving::may(viewer, Deed::read_audit, house_.plan, "");
}

// What was decided about files that have changed since is of nothing that waits.
model::Result<RuleDesk::Standing> RuleDesk::standing() const {
  Standing standing;
  if (!waiting_) return standing;
  auto proposal = store_->proposal();
  if (!proposal) return proposal.error();
  const auto approved = store_->approved();
  if (!approved) return approved.error();
  if (*proposal && (*proposal)->hash == waiting_->hash) {
    standing.state = RuleState::proposed;
    standing.proposal = *std::move(proposal);
  }
  if (*approved == waiting_->hash) standing.state = RuleState::approved;
  return standing;
}

model::Status RuleDesk::act(const Request& request, std::string_view verb, const std::string& hash,
                            const std::string& text) {
  for (const RuleVerb each : {RuleVerb::propose, RuleVerb::approve, RuleVerb::refuse}) {
    if (name_of(each) != verb) continue;
    RuleChanges changes(*house_.people, *store_, waiting_,
                        {request.viewer.account, request.peer, false}, wall_now());
    const model::Status done = changes.act(each, hash, text);
    if (done.ok() && each == RuleVerb::approve) approved_();
    return done;
  }
  return Error{ErrorCode::usage, "is propose, approve or refuse", "act"};
}

Answer RuleDesk::told(unsigned status) const {
  const auto stands = standing();
  if (!stands) return rule_problem(stands.error());
  Json waiting;
  if (waiting_) {
    Json differences = Json::array();
    for (const model::RuleDifference& difference : waiting_->differences) {
      differences.push_back({{"name", difference.name},
                             {"before", text_or_null(difference.before)},
                             {"after", text_or_null(difference.after)}});
    }
    Json told_proposal;
    if (const auto& proposal = stands->proposal) {
      told_proposal = {{"by", proposal->by},
                       {"text", proposal->text},
                       {"at", model::format_rfc3339(proposal->at, house_.plan.zone)}};
    }
    waiting = {{"hash", waiting_->hash},
               {"state", name_of(stands->state)},
               {"differences", std::move(differences)},
               {"proposal", std::move(told_proposal)}};
  }
  const Json json = {{"hash", house_.plan.hash}, {"waiting", std::move(waiting)}};
  return personal(serving::json_answer(
      json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n", status));
}

Outcome RuleDesk::tell(const Request& request) const {
  if (auto wrong = serving::check_names(request.parameters, {})) return *std::move(wrong);
  if (!request.viewer.is_signed_in()) {
    return serving::problem(401, "Unauthorized", "Sign in first: POST /api/v1/session.");
  }
  if (!may_see(request.viewer)) {
    return serving::problem(403, "Forbidden", "Stewards and auditors see what waits.");
  }
  return told(200);
}

Outcome RuleDesk::change(const Request& request) {
  if (!request.viewer.is_signed_in()) {
    return serving::problem(401, "Unauthorized", "Sign in first: POST /api/v1/session.");
  }
  if (!serving::may(request.viewer, Deed::approve_catalog, house_.plan, "")) {
    return serving::problem(403, "Forbidden", "Stewards propose and approve.");
  }
  const bool is_json = request.content_type.starts_with("application/json");
  const Json body = is_json ? Json::parse(request.body, nullptr, false) : Json();
  bool is_good = body.is_object() && body.contains("act") && body.contains("hash");
  if (is_good) {
    for (const auto& [name, value] : body.items()) {
      is_good = is_good && value.is_string() && (name == "act" || name == "hash" || name == "text");
    }
  }
  if (!is_good) {
    return serving::problem(400, "Bad request",
                            "The body is {\"act\":\"propose\",\"hash\":\"…\",\"text\":\"…\"} as "
                            "application/json; `text` says why.");
  }
  const model::Status done = act(request, body["act"].get<std::string>(),
                                 body["hash"].get<std::string>(), body.value("text", ""));
  return done.ok() ? told(200) : rule_problem(done.error());
}

Outcome RuleDesk::page(const Request& request) const {
  const bool is_english = language_of(request.parameters) == Language::en;
  if (!request.viewer.is_signed_in()) return lead_to("/sign-in", language_of(request.parameters));
  return write_page(request, is_english, {}, {}, {}, 200);
}

Outcome RuleDesk::change_by_page(const Request& request) {
  const auto form = form_of(request);
  if (!form) return bad_form();
  const Language language = language_of(*form);
  if (!request.viewer.is_signed_in()) return lead_to("/sign-in", language);
  const bool is_english = language == Language::en;
  if (!serving::may(request.viewer, Deed::approve_catalog, house_.plan, "")) {
    const std::string fault =
        is_english ? "Stewards propose and approve." : "Chỉ đơn vị vận hành IOC đề nghị và duyệt.";
    return write_page(request, is_english, {}, fault, {}, 403);
  }
  std::string text(value_of(*form, "text"));
  const model::Status done =
      act(request, value_of(*form, "act"), std::string(value_of(*form, "hash")), text);
  if (!done.ok()) {
    return write_page(request, is_english, {}, rule_fault_words(done.error(), language),
                      std::move(text), rule_status(done.error()));
  }
  return write_page(request, is_english, is_english ? "It is done." : "Đã ghi.", {}, {}, 200);
}

// To all others it is not there.
Answer RuleDesk::write_page(const Request& request, bool is_english, std::string told,
                            std::string fault, std::string text, unsigned status) const {
  if (!may_see(request.viewer)) {
    return serving::problem(404, "Not found",
                            "There is no such page for you. /desk leads to all there are.");
  }
  auto stands = standing();
  if (!stands) return rule_problem(stands.error());
  const serving::DeskFrame frame{house_.plan, is_english ? Language::en : Language::vi, style_};
  return html_page(serving::rules_page(
                       frame, {request.viewer, waiting_, stands->state, std::move(stands->proposal),
                               std::move(told), std::move(fault), std::move(text)}),
                   status);
}

std::vector<serving::Route> RuleDesk::routes(std::span<const serving::Asset> built) {
  style_ = style_of(built, "desk");
  return {{"GET", "/api/v1/rules", [this](const Request& request) { return tell(request); }, 0},
          {"POST", "/api/v1/rules", [this](const Request& request) { return change(request); },
           kRuleFormBytesMax},
          {"GET", "/desk/rules", [this](const Request& request) { return page(request); }, 0},
          {"POST", "/desk/rules",
           [this](const Request& request) { return change_by_page(request); }, kRuleFormBytesMax}};
}

}  // namespace ioc::app
