#include "app/alerts_command.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/answered.h"
#include "app/config.h"
#include "app/exit_code.h"
#include "app/output.h"
#include "model/limits.h"
#include "serving/http_client.h"
#include "serving/request.h"
#include "storage/people.h"

namespace ioc::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Error;
using model::ErrorCode;
using model::Result;

// The items of a list of the API.
Result<Json> ask(const AlertsOptions& options, const std::string& path) {
  auto address = serving::parse_http_address(options.url);
  if (!address) {
    Error error = address.error();
    error.code = ErrorCode::usage;
    return error;
  }
  std::string target = path + "?";
  if (!options.alert.empty()) target += "alert=" + serving::percent_encode(options.alert) + "&";
  if (!options.unit.empty()) target += "unit=" + serving::percent_encode(options.unit);
  auto reply = serving::send_http(*address, target, "", {}, model::kAlertAnswerMs);
  if (!reply) return reply.error();
  const Json answer = Json::parse(reply->body, nullptr, false);
  if (reply->status == 200 && answer.is_object() && answer.contains("items")) {
    return answer.at("items");
  }
  const bool is_wrong = reply->status == 400 && answer.is_object();
  return Error{is_wrong ? ErrorCode::usage : ErrorCode::unavailable,
               is_wrong ? answer.value("detail", std::string("refused"))
                        : fmt::format("answered {} and not as ioc-pulse does", reply->status),
               options.url};
}

std::string english(const Json& item, const char* name) {
  const auto at = item.find(name);
  return at != item.end() && at->is_object() ? text_or_dash(*at, "en") : std::string();
}

std::string lines_of(const Json& items) {
  std::string lines;
  for (const Json& item : items) lines += item.dump() + '\n';
  return lines;
}

// What people did, as the API tells everybody or as the database of people has it.
struct Answered {
  std::string act, at, who, owner, office, note;
};

std::vector<Answered> answers_of(const Json& turn, const std::vector<model::AlertAnswer>& kept) {
  std::vector<Answered> answers;
  if (kept.empty()) {
    for (const Json& each : turn.at("answers")) {
      answers.push_back({text_or_dash(each, "act"), text_or_dash(each, "at"), "", "",
                         text_or_dash(each, "office"), ""});
    }
    return answers;
  }
  const auto fired = model::parse_rfc3339(text_or_dash(turn, "fired"));
  const std::string unit = turn.at("unit").is_null() ? "" : text_or_dash(turn, "unit");
  const Json& told = turn.at("answers");  // the same ones, with their times in words
  for (const model::AlertAnswer& each : kept) {
    if (each.unit != unit || each.fired != fired) continue;
    const std::string at =
        answers.size() < told.size() ? text_or_dash(told[answers.size()], "at") : std::string("-");
    answers.push_back(
        {std::string(name_of(each.act)), at, each.name, each.owner_name, each.office, each.note});
  }
  return answers;
}

void tell_answer(std::string& out, const Answered& answer) {
  out += fmt::format("    {} at {} for unit {}", answer.act, answer.at, answer.office);
  if (!answer.who.empty()) out += ", by " + answer.who;
  if (!answer.owner.empty() && answer.owner != answer.who) out += ", seen to by " + answer.owner;
  if (!answer.note.empty()) out += ": " + answer.note;
  out += '\n';
}

// Of the alert that is asked about; empty without a configuration.
Result<std::vector<model::AlertAnswer>> kept_answers(const AlertsOptions& options) {
  std::vector<model::AlertAnswer> answers;
  if (options.config.empty()) return answers;
  const auto config = read_config(options.config);
  if (!config) return config.error();
  const auto people = storage::People::open(config->state_dir);
  if (!people) return people.error();
  auto all = (*people)->alert_answers.since(model::kTimeMin);
  if (!all) return all.error();
  std::erase_if(*all, [&](const auto& answer) { return answer.alert != options.alert; });
  return all;
}

void tell_turn(std::string& out, const Json& turn, const std::vector<model::AlertAnswer>& kept) {
  out += fmt::format("{}  {} {}  {}\n", text_or_dash(turn, "at"), text_or_dash(turn, "turn"),
                     turn.at("unit").is_null() ? "" : text_or_dash(turn, "unit"),
                     english(turn, "summary"));
  for (const Json& told : turn.at("told")) {
    out += fmt::format("    told {} at {}\n", text_or_dash(told, "receiver"),
                       text_or_dash(told, "at"));
  }
  if (turn.at("told").empty()) out += "    nobody was told yet\n";
  if (text_or_dash(turn, "turn") != "fired") return;
  for (const Answered& answer : answers_of(turn, kept)) tell_answer(out, answer);
}

}  // namespace

int list_alerts(const AlertsOptions& options) {
  const auto alerts = ask(options, "/api/v1/alerts");
  if (!alerts) return report(alerts.error());
  if (options.json) return print(lines_of(*alerts));
  std::string out;
  for (const Json& alert : *alerts) {
    out += fmt::format("{:8}  {:8}  {}  {}{}  {}\n", text_or_dash(alert, "state"),
                       text_or_dash(alert, "severity"), text_or_dash(alert, "since"),
                       text_or_dash(alert, "alert"),
                       alert.at("unit").is_null() ? "" : " " + text_or_dash(alert, "unit"),
                       english(alert, "summary"));
  }
  say(fmt::format("{} alerts\n", alerts->size()));
  return print(out);
}

int why_alert(const AlertsOptions& options) {
  const auto alerts = ask(options, "/api/v1/alerts");
  if (!alerts) return report(alerts.error());
  const auto journal = ask(options, "/api/v1/alerts/journal");
  if (!journal) return report(journal.error());
  const auto kept = kept_answers(options);
  if (!kept) return report(kept.error());
  if (options.json) return print(Json{{"alerts", *alerts}, {"journal", *journal}}.dump() + '\n');
  std::string out;
  const Json& any = !alerts->empty() ? *alerts : *journal;
  if (!any.empty()) {
    out +=
        fmt::format("{}: {}\n", text_or_dash(any.front(), "alert"), english(any.front(), "name"));
    out += "rule: " + english(any.front(), "rule") + "\n";
    const std::string advice = english(any.front(), "description");
    if (!advice.empty()) out += "what to do: " + advice + "\n";
    if (any.front().contains("runbook"))
      out += "runbook: " + text_or_dash(any.front(), "runbook") + "\n";
  }
  out += alerts->empty() ? "now: not so\n" : "now:\n";
  for (const Json& alert : *alerts) {
    out += fmt::format("  {} since {}: {}\n", text_or_dash(alert, "state"),
                       text_or_dash(alert, "since"), english(alert, "summary"));
    const Json& care = alert.at("acknowledged");
    if (care.is_object()) {
      out += fmt::format("  taken over for unit {} since {}\n", text_or_dash(care, "office"),
                         text_or_dash(care, "since"));
    } else if (!alert.at("fired").is_null()) {
      out += "  nobody has taken it over\n";
    }
  }
  out += journal->empty() ? "it has never fired\n" : "what became of it, the newest first:\n";
  for (const Json& turn : *journal) tell_turn(out, turn, *kept);
  return print(out);
}

}  // namespace ioc::app
