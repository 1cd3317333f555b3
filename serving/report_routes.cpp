#include "serving/report_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "model/limits.h"
#include "serving/answer.h"
#include "serving/figure_query.h"
#include "serving/origin.h"
#include "serving/report_access.h"
#include "serving/report_acts.h"
#include "serving/report_json.h"
#include "serving/report_table.h"
#include "serving/report_text.h"
#include "serving/workbook.h"

namespace ioc::serving {
namespace {

using model::Error;
using model::ErrorCode;
using model::ReportRequest;
using model::ReportView;

constexpr std::string_view kReport = "/api/v1/reports/{report}/{unit}/{period}";
constexpr std::size_t kBodyBytesMax = model::kHttpBodyBytesMax;

enum class AnswerForm : std::uint8_t { json, csv, xlsx, html, document };
struct Suffix {
  std::string_view end;
  AnswerForm form;
};
constexpr std::array<Suffix, 5> kSuffixes = {{{".json", AnswerForm::json},
                                              {".csv", AnswerForm::csv},
                                              {".xlsx", AnswerForm::xlsx},
                                              {".html", AnswerForm::html},
                                              {".signed", AnswerForm::document}}};

AnswerForm form_of(const std::string& accept) {
  if (prefers_csv(accept)) return AnswerForm::csv;
  if (accept.find(kXlsxType) != std::string::npos) return AnswerForm::xlsx;
  return accept.starts_with("text/html") ? AnswerForm::html : AnswerForm::json;
}

Answer problem_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::usage:
      return error.subject == "period" ? problem(404, "Not found", error.text)
                                       : problem(400, "Bad request", error.message());
    case ErrorCode::check_failed: return problem(409, "Conflict", error.text);
    case ErrorCode::unavailable: return busy(error.message());
    default: return problem(500, "Internal error", error.message());
  }
}

Answer not_found() {
  return problem(404, "Not found",
                 "No such report that you may see. GET /api/v1/reports lists them.");
}

std::string file_name(const ReportView& view, std::string_view suffix) {
  const model::ReportName& name = view.record.name;
  const std::string revision =
      view.revision > 0 ? fmt::format("r{}", view.revision) : std::string("draft");
  return fmt::format("attachment; filename=\"{}_{}_{}_{}{}\"", name.report, name.unit, name.period,
                     revision, suffix);
}

Answer view_answer(const model::Plan& plan, const ReportView& view, AnswerForm form,
                   bool sees_work) {
  const auto published =
      std::find_if(view.record.published.begin(), view.record.published.end(),
                   [&](const auto& each) { return each.revision == view.revision; });
  const bool is_published = published != view.record.published.end();
  Answer answer;
  switch (form) {
    case AnswerForm::json: answer = json_answer(view_json(view, sees_work)); break;
    case AnswerForm::csv:
      answer.content_type = "text/csv; charset=utf-8";
      answer.body = report_csv(view.shown);
      answer.headers.emplace_back("Content-Disposition", file_name(view, ".csv"));
      break;
    case AnswerForm::xlsx: {
      auto bytes = report_xlsx(plan, view.shown, is_published ? published->seal.code : "");
      if (!bytes) return problem_of(bytes.error());
      answer.content_type = kXlsxType;
      answer.body = *std::move(bytes);
      answer.headers.emplace_back("Content-Disposition", file_name(view, ".xlsx"));
      break;
    }
    case AnswerForm::html:
      answer.content_type = "text/html; charset=utf-8";
      answer.body = report_page(plan, view);
      break;
    case AnswerForm::document:
      if (!is_published) {
        return problem(409, "Conflict", "It is not published, so there is nothing signed yet.");
      }
      answer.content_type = "application/octet-stream";
      answer.body = signed_document(*published);
      answer.headers.emplace_back("Content-Disposition", file_name(view, ".signed"));
      break;
  }
  answer.headers.emplace_back("Vary", "Accept");
  return fresh(std::move(answer));
}

Outcome show(const model::Plan& plan, const ReportDoors& doors, const Request& request) {
  if (auto wrong = check_names(request.parameters, {"revision", "live"})) {
    return *std::move(wrong);
  }
  std::string period = request.places[2];
  AnswerForm form = form_of(request.accept);
  for (const Suffix& suffix : kSuffixes) {
    if (!period.ends_with(suffix.end)) continue;
    period.resize(period.size() - suffix.end.size());
    form = suffix.form;
    break;
  }
  const auto subject =
      find_report(plan, request.viewer, request.places[0], request.places[1], std::move(period));
  if (!subject) return not_found();
  ReportRequest wanted;
  wanted.name = subject->name;
  wanted.viewer = request.viewer;
  const std::string_view revision = value_of(request.parameters, "revision");
  const auto [end, error] =
      std::from_chars(revision.data(), revision.data() + revision.size(), wanted.revision);
  if (!revision.empty() &&
      (error != std::errc{} || end != revision.data() + revision.size() || wanted.revision < 1)) {
    return bad_parameter("revision", "A revision is a number from 1.");
  }
  const std::string_view live = value_of(request.parameters, "live");
  if (!live.empty() && live != "1") return bad_parameter("live", "`live=1`, or leave it out.");
  wanted.wants_live = live == "1";
  // What is no file is shown, not taken out; what everybody may see is nobody's secret.
  const bool is_noted =
      (form == AnswerForm::csv || form == AnswerForm::xlsx || form == AnswerForm::document) &&
      !may_see_report({}, plan, *subject->form, subject->unit);
  if (is_noted && doors.note_export && !doors.note_export(request, "report")) {
    return busy("What is taken out must be noted, and that failed. Try again in a moment.");
  }
  return AnswerLater{[&plan, &doors, wanted, form,
                      sees_work = subject->sees_work](const std::function<void(Answer)>& deliver) {
    doors.ask(wanted, [&plan, form, sees_work, deliver](model::Result<ReportView> view) {
      if (!view) return deliver(problem_of(view.error()));
      if (view->revision == 0 && !sees_work) return deliver(not_found());
      deliver(view_answer(plan, *view, form, sees_work));
    });
  }};
}

Outcome act(const model::Plan& plan, const ReportDoors& doors, const Request& request) {
  const ReportAction* action = find_report_action(request.places[3]);
  if (action == nullptr) return not_found();
  if (!request.viewer.is_signed_in()) {
    return problem(401, "Unauthorized", "Sign in first: reports are prepared by people.");
  }
  const auto subject =
      find_report(plan, request.viewer, request.places[0], request.places[1], request.places[2]);
  if (!subject) return not_found();
  if (!may_do(action->right, request.viewer, plan, *subject)) {
    return problem(403, "Forbidden", refusal_of(action->right));
  }
  if (!request.content_type.starts_with("application/json")) {
    return problem(415, "Unsupported media type", "Send application/json.");
  }
  auto order = read_order(action->verb, request.body);
  if (auto* wrong = std::get_if<Answer>(&order)) return std::move(*wrong);
  ReportRequest wanted = std::get<ReportRequest>(std::move(order));
  wanted.name = subject->name;
  wanted.viewer = request.viewer;
  wanted.peer = request.peer;
  return AnswerLater{[&plan, &doors, wanted](const std::function<void(Answer)>& deliver) {
    doors.ask(wanted, [&plan, deliver](model::Result<ReportView> view) {
      deliver(view ? view_answer(plan, *view, AnswerForm::json, true) : problem_of(view.error()));
    });
  }};
}

Outcome list(const model::Plan& plan, const ReportDoors& doors, const Request& request) {
  if (auto wrong =
          check_names(request.parameters, {"report", "unit", "period", "limit", "cursor"})) {
    return *std::move(wrong);
  }
  const auto text = [&](std::string_view name) {
    return std::string(value_of(request.parameters, name));
  };
  model::ReportSlotQuery query{text("report"), text("unit"), text("period"), 0};
  const bool is_known = query.report.empty() ||
                        std::any_of(plan.reports.begin(), plan.reports.end(),
                                    [&](const auto& form) { return form.id == query.report; });
  if (!is_known) return bad_parameter("report", "No such form. Leave it out to list them all.");
  if (!query.unit.empty() && plan.units.find(query.unit) == model::kNoUnit) {
    return bad_parameter("unit", "No such unit. GET /api/v1/units lists them.");
  }
  return AnswerLater{[&plan, &doors, query, request](const std::function<void(Answer)>& deliver) {
    doors.slots(
        query, [&plan, request, deliver](model::Result<std::vector<model::ReportSlot>> slots) {
          deliver(slots ? fresh(slots_answer(plan, request, *slots)) : problem_of(slots.error()));
        });
  }};
}

Outcome check(const ReportDoors& doors, const Request& request) {
  if (auto wrong = check_names(request.parameters, {"code"})) return *std::move(wrong);
  const std::string code(value_of(request.parameters, "code"));
  if (code.empty()) return bad_parameter("code", "Give the code of the print: ?code=K7QM-….");
  return AnswerLater{[&doors, code](const std::function<void(Answer)>& deliver) {
    doors.check(code, [deliver](model::Result<std::optional<ReportCheck>> found) {
      if (!found) return deliver(problem_of(found.error()));
      if (!*found) {
        return deliver(problem(404, "Not found", "No report was published with this code."));
      }
      deliver(fresh(json_answer(check_json(**found))));
    });
  }};
}

}  // namespace

std::vector<Route> report_routes(const model::Plan& plan, const ReportDoors& doors) {
  const auto with = [&plan, &doors](auto handler) {
    return [&plan, &doors, handler](const Request& request) -> Outcome {
      return doors.ask ? handler(plan, doors, request) : Outcome(not_found());
    };
  };
  return {{"GET", "/api/v1/reports", with(list)},
          {"GET", "/api/v1/reports/verify",
           with([](const model::Plan&, const ReportDoors& of, const Request& request) {
             return check(of, request);
           })},
          {"GET", "/api/v1/reports/key",
           [&doors](const Request&) -> Outcome {
             Answer answer = json_answer(
                 fmt::format("{{\"algorithm\":\"Ed25519\",\"key\":\"{}\"}}\n", doors.public_key));
             return fresh(std::move(answer));
           }},
          {"GET", kReport, with(show)},
          {"POST", "/api/v1/reports/{report}/{unit}/{period}/{action}", with(act), kBodyBytesMax}};
}

Outcome check_page(const ReportDoors& doors, const Request& request) {
  if (!doors.ask) return not_found();
  const std::string code = request.path.substr(std::string_view("/v/").size());
  return AnswerLater{[&doors, code](const std::function<void(Answer)>& deliver) {
    doors.check(code, [code, deliver](model::Result<std::optional<ReportCheck>> found) {
      if (!found) return deliver(problem_of(found.error()));
      Answer answer;
      answer.status = *found ? 200 : 404;
      answer.content_type = "text/html; charset=utf-8";
      answer.body = report_check_page(*found ? (*found)->seal.code : code, *found);
      deliver(fresh(std::move(answer)));
    });
  }};
}

}  // namespace ioc::serving
