#include "app/report_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/answered.h"
#include "app/catalog_files.h"
#include "app/compute.h"
#include "app/config.h"
#include "app/exit_code.h"
#include "app/output.h"
#include "app/recompute.h"
#include "app/report_seal.h"
#include "model/limits.h"
#include "processing/report_draft.h"
#include "serving/http_client.h"
#include "serving/report_table.h"
#include "serving/report_text.h"
#include "serving/request.h"

namespace ioc::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Error;
using model::ErrorCode;
using model::Result;

Result<std::string> read_report_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  if (!file) return Error{ErrorCode::io, "cannot be read", path};
  return content.str();
}

// Who asks, as a header; none: nobody.
Result<std::vector<std::pair<std::string, std::string>>> authorization(
    const ReportOptions& options) {
  std::string token;
  if (!options.token_file.empty()) {
    auto text = read_report_file(options.token_file);
    if (!text) return text.error();
    token = *text;
  } else if (const char* named = std::getenv("IOC_PULSE_TOKEN")) {
    token = named;
  }
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r' || token.back() == ' ')) {
    token.pop_back();
  }
  std::vector<std::pair<std::string, std::string>> headers;
  const bool is_bad = std::any_of(token.begin(), token.end(),
                                  [](unsigned char c) { return c <= ' ' || c >= 0x7f; });
  if (is_bad) {
    return Error{ErrorCode::usage, "holds no token: one line, as `account token` prints it",
                 options.token_file.empty() ? "IOC_PULSE_TOKEN" : options.token_file};
  }
  if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
  return headers;
}

Result<std::string> get(const ReportOptions& options, const std::string& target) {
  const std::string& url = options.url;
  const auto headers = authorization(options);
  if (!headers) return headers.error();
  auto address = serving::parse_http_address(url);
  if (!address) {
    Error error = address.error();
    error.code = ErrorCode::usage;
    return error;
  }
  auto reply = serving::send_http(*address, target, "", *headers, model::kEngineAnswerMs);
  if (!reply) return reply.error();
  if (reply->status == 200) return reply->body;
  const Json answer = Json::parse(reply->body, nullptr, false);
  const bool is_wrong = answer.is_object() && (reply->status == 400 || reply->status == 404 ||
                                               reply->status == 401 || reply->status == 409);
  return Error{is_wrong ? ErrorCode::usage : ErrorCode::unavailable,
               is_wrong ? answer.value("detail", std::string("refused"))
                        : fmt::format("answered {} and not as ioc-pulse does", reply->status),
               url};
}

Result<Json> get_json(const ReportOptions& options, const std::string& target) {
  auto body = get(options, target);
  if (!body) return body.error();
  Json json = Json::parse(*body, nullptr, false);
  if (!json.is_object())
    return Error{ErrorCode::unavailable, "did not answer with JSON", options.url};
  return json;
}

std::string line_of(const Json& slot) {
  const Json revision = slot.value("revision", Json());
  return fmt::format("{:9}  {:4}  {:25}  {} {} {}{}\n", text_or_dash(slot, "state"),
                     slot.value("late", false) ? "late" : "", text_or_dash(slot, "due"),
                     text_or_dash(slot, "report"), text_or_dash(slot, "unit"),
                     text_or_dash(slot, "period"),
                     revision.is_number() ? fmt::format("  revision {}", revision.dump()) : "");
}

// The key the caller trusts: given, of the state directory, or of the running service.
Result<std::string> trusted_key(const ReportOptions& options) {
  if (!options.key.empty()) return options.key;
  if (!options.config.empty()) {
    const auto config = read_config(options.config);
    if (!config) return config.error();
    const auto key = ReportKey::open(config->state_dir + "/report-key");
    if (!key) return key.error();
    return key->public_key();
  }
  if (options.has_url) {
    const auto answer = get_json(options, "/api/v1/reports/key");
    if (!answer) return answer.error();
    return text_or_dash(*answer, "key");
  }
  return Error{ErrorCode::usage,
               "whose signature shall it be? Give --key BASE64, --config FILE or --url URL",
               "report"};
}

// The form filled by the engine over files, as `compute` does.
Result<model::FilledReport> draft_of_files(const ReportOptions& options) {
  auto plan = load_plan(options.catalog);
  if (!plan) return plan.error();
  const auto form = std::find_if(plan->reports.begin(), plan->reports.end(),
                                 [&](const auto& each) { return each.id == options.report; });
  if (form == plan->reports.end()) {
    return Error{ErrorCode::usage, "there is no such report in the catalogue", options.report};
  }
  const model::UnitIndex unit = plan->units.find(options.unit);
  if (unit == model::kNoUnit) return Error{ErrorCode::usage, "there is no such unit", options.unit};
  if (std::find(form->units.begin(), form->units.end(), unit) == form->units.end()) {
    return Error{ErrorCode::usage,
                 fmt::format("does not report by {}; the catalogue says who does", form->id),
                 options.unit};
  }
  const auto period = processing::ReportPeriods(*plan, *form).find(options.period);
  if (!period) {
    return Error{ErrorCode::usage,
                 fmt::format("is no period of a form by '{}' since {}", form->period,
                             model::format_day(form->since)),
                 options.period};
  }
  ComputeOptions compute_options;
  compute_options.catalog = options.catalog;
  compute_options.events = options.events;
  compute_options.until = options.until;
  processing::ReportFigures figures;
  const model::Status computed =
      compute_figures(compute_options, *plan, [&](const model::Figure& figure) {
        if (figure.end == period->end) figures.figures.push_back(figure);
      });
  if (!computed.ok()) return computed.error();
  return processing::fill_report(*plan, *form, unit, *period, figures);
}

}  // namespace

int list_reports(const ReportOptions& options) {
  std::string target = "/api/v1/reports?limit=" + std::to_string(model::kPageItemsMax);
  for (const auto& [name, value] :
       {std::pair{"report", options.report}, std::pair{"unit", options.unit},
        std::pair{"period", options.period}}) {
    if (!value.empty()) target += fmt::format("&{}={}", name, serving::percent_encode(value));
  }
  const auto answer = get_json(options, target);
  if (!answer) return report(answer.error());
  std::string out;
  const Json items = answer->value("items", Json::array());
  for (const Json& slot : items) out += options.json ? slot.dump() + '\n' : line_of(slot);
  say(fmt::format("{} slots\n", items.size()));
  return print(out);
}

int draft_report(const ReportOptions& options) {
  if (!options.catalog.empty()) {
    const auto draft = draft_of_files(options);
    if (!draft) return report(draft.error());
    return print(options.json ? model::canonical_text(*draft) + '\n' : serving::report_csv(*draft));
  }
  const std::string target =
      fmt::format("/api/v1/reports/{}/{}/{}{}?live=1", serving::percent_encode(options.report),
                  serving::percent_encode(options.unit), serving::percent_encode(options.period),
                  options.json ? ".json" : ".csv");
  const auto body = get(options, target);
  return body ? print(*body) : report(body.error());
}

int print_report_key(const ReportOptions& options) {
  if (!options.backup.empty() || !options.restore.empty()) {
    if (options.config.empty()) {
      return report({ErrorCode::usage, "whose key is copied? Give --config FILE", "report"});
    }
    const auto config = read_config(options.config);
    if (!config) return report(config.error());
    const std::string own = config->state_dir + "/report-key";
    const model::Status copied = options.backup.empty() ? copy_report_key(options.restore, own)
                                                        : copy_report_key(own, options.backup);
    if (!copied.ok()) return report(copied.error());
    say("the private key is copied: whoever has it can sign in the office's name\n");
  }
  const auto key = trusted_key(options);
  return key ? print(*key + '\n') : report(key.error());
}

int verify_report(const ReportOptions& options, const std::atomic<bool>& stop) {
  const auto bytes = read_report_file(options.file);
  if (!bytes) return report(bytes.error());
  const auto document = serving::read_signed_document(*bytes);
  if (!document) {
    return report({ErrorCode::check_failed, document.error().text, options.file});
  }
  const auto key = trusted_key(options);
  if (!key) return report(key.error());
  if (const model::Status good = verify_seal(document->text, document->seal, *key); !good.ok()) {
    Error error = good.error();
    error.subject = options.file;
    return report(error);
  }
  const auto content = serving::read_report_text(document->text);
  if (!content) return report(content.error());
  const Json told{{"report", content->name.report},
                  {"unit", content->name.unit},
                  {"period", content->name.period},
                  {"revision", content->revision},
                  {"signed_at", content->acts.empty() ? "" : content->acts.back().at},
                  {"sha256", document->seal.sha256},
                  {"code", document->seal.code},
                  {"key", document->seal.key},
                  {"catalog", content->catalog}};
  const int printed =
      print(options.json ? told.dump() + '\n'
                         : fmt::format("genuine  {} {} {} revision {}\ncode     {}\nsha256   {}\n"
                                       "key      {}\n",
                                       content->name.report, content->name.unit,
                                       content->name.period, content->revision, document->seal.code,
                                       document->seal.sha256, document->seal.key));
  if (printed != kExitOk || !options.recompute) return printed;
  if (options.config.empty()) {
    return report({ErrorCode::usage, "--recompute reads the log: give --config FILE", "report"});
  }
  return recompute({options.config, {options.file}, options.json}, stop);
}

}  // namespace ioc::app
