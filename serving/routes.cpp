// The map of addresses (serving/routes.h).
#include "serving/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/figure.h"
#include "serving/alert_answering.h"
#include "serving/alert_list.h"
#include "serving/answer.h"
#include "serving/board_list.h"
#include "serving/desk_routes.h"
#include "serving/figure_answer.h"
#include "serving/figure_query.h"
#include "serving/gzip.h"
#include "serving/list_table.h"
#include "serving/openapi.h"
#include "serving/origin.h"
#include "serving/stream_list.h"
#include "serving/target_list.h"

namespace ioc::serving {
namespace {

Answer not_allowed(const Request& request, std::string_view methods) {
  Answer answer = problem(405, "Method not allowed",
                          fmt::format("This address answers {}, not {}.", methods, request.method));
  answer.headers.emplace_back("Allow", methods);
  return answer;
}

bool is_reading(const Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

Answer moved(std::string_view address) {
  Answer answer = problem(308, "Permanent redirect", "The page is at the address in `Location`.");
  answer.headers.emplace_back("Location", address);
  return answer;
}

// Texts shrink to a quarter; fonts and pictures are packed already.
void pack(Answer& answer, const Request& request) {
  constexpr std::size_t kBytesMin = 1024;
  const bool is_text = answer.content_type.starts_with("text/") ||
                       answer.content_type.starts_with("application/") ||
                       answer.content_type.starts_with("image/svg");
  if (!is_text || answer.body.size() < kBytesMin) return;
  answer.headers.emplace_back("Vary", "Accept-Encoding");
  if (!takes_gzip(request.accept_encoding)) return;
  answer.body = gzip(answer.body);
  answer.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace

Routes::Routes(const ServerDoors& doors, const Board& board)
    : doors_(doors),
      board_(board),
      plan_(*doors.plan),
      intake_(std::make_unique<IntakeDesk>(doors)),
      lists_(*doors.plan),
      openapi_(describe_tables(openapi_json(doors.version))),
      public_board_(*doors.plan, board, doors.small_counts, doors.newest_ms),
      public_style_(style_of(doors.pages, "public")),
      public_script_(script_of(doors.pages, "public")) {
  get("/api/v1/indicators", &Routes::indicators);
  get("/api/v1/units", &Routes::units);
  get("/api/v1/streams", &Routes::streams);
  get("/api/v1/figures", &Routes::figures);
  get("/api/v1/targets", &Routes::targets);
  get("/api/v1/boards", &Routes::boards);
  get("/api/v1/alerts", &Routes::alerts);
  get("/api/v1/alerts/journal", &Routes::alert_journal);
  post_alerts();
  get("/api/v1/live", &Routes::live);
  get("/metrics", &Routes::metrics);
  get("/livez", &Routes::livez);
  get("/readyz", &Routes::readyz);
  get("/openapi.json", &Routes::openapi);
  post_events();
  for (Route& route : report_routes(plan_, doors_.reports)) api_.push_back(std::move(route));
  for (Route& route : delivery_routes(plan_, doors_.deliveries, style_of(doors.pages, "desk"))) {
    api_.push_back(std::move(route));
  }
  for (Route& route : desk_routes(doors_, *intake_)) api_.push_back(std::move(route));
  api_.insert(api_.end(), doors.routes.begin(), doors.routes.end());
  for (Route& route : api_) {
    if (route.method == "GET" && is_list_with_table(route.path)) {
      route = with_table(std::move(route), doors_);
    }
  }
}

void Routes::get(std::string_view path, Outcome (Routes::*handler)(const Request&) const) {
  api_.push_back(
      {"GET", path, [this, handler](const Request& request) { return (this->*handler)(request); }});
}

void Routes::post_events() {
  IntakeDesk* desk = intake_.get();
  const auto admit = [desk](Request& request) { return desk->admit(request); };
  api_.push_back({"POST", "/api/v1/events",
                  [desk](const Request& request) { return desk->take(request); },
                  model::kHttpBodyBytesMax, admit});
  api_.push_back({"POST", "/api/v1/events/preview",
                  [desk](const Request& request) -> Outcome { return desk->preview(request); },
                  model::kHttpBodyBytesMax, admit});
}

void Routes::post_alerts() {
  constexpr std::size_t kBodyBytesMax = 16 << 10;
  const auto add = [this](std::string_view path, model::AlertAct act) {
    api_.push_back({"POST", path,
                    [this, act](const Request& request) { return answer_alert(request, act); },
                    kBodyBytesMax});
  };
  add("/api/v1/alerts/{alert}/acknowledge", model::AlertAct::acknowledged);
  add("/api/v1/alerts/{alert}/note", model::AlertAct::noted);
  add("/api/v1/alerts/{alert}/release", model::AlertAct::released);
}

const Route* Routes::find(Request& request) const {
  const std::string_view method = is_reading(request) ? "GET" : std::string_view(request.method);
  for (const Route& route : api_) {
    if (route.method != method) continue;
    if (auto places = match_path(route.path, request.path)) {
      request.places = *std::move(places);
      return &route;
    }
  }
  return nullptr;
}

bool Routes::is_api(const Request& request) const {
  return std::any_of(api_.begin(), api_.end(), [&](const Route& route) {
    return match_path(route.path, request.path).has_value();
  });
}

Outcome Routes::route(Request request) const {
  if (const Route* route = find(request)) {
    if (!is_reading(request)) {
      if (auto foreign = refuse_foreign(request)) return *std::move(foreign);
    }
    return route->handle(request);
  }
  if (request.path == "/p" || request.path.starts_with("/p/") || request.path == "/cong-dan") {
    return is_reading(request) ? citizens(request) : not_allowed(request, "GET, HEAD");
  }
  if (request.path.starts_with("/v/") || request.path == kReportStylePath) {
    return is_reading(request) ? print(request) : not_allowed(request, "GET, HEAD");
  }
  const bool wall = request.path == "/" || request.path == "/wall";
  const std::string_view path = wall ? "/wall.html" : std::string_view(request.path);
  for (const Asset& asset : doors_.pages) {
    if (asset.path != path) continue;
    return is_reading(request) ? page(asset, request) : not_allowed(request, "GET, HEAD");
  }
  return not_found(request);
}

// An address that takes other methods is known all the same.
Answer Routes::not_found(const Request& request) const {
  std::string methods;
  for (const Route& route : api_) {
    if (!match_path(route.path, request.path)) continue;
    methods += methods.empty() ? "" : ", ";
    methods += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  if (!methods.empty()) return not_allowed(request, methods);
  return problem(404, "Not found",
                 "Nothing lives at " + request.path + ". /openapi.json lists every address.");
}

Outcome Routes::indicators(const Request& request) const { return lists_.indicators(request); }

Outcome Routes::units(const Request& request) const { return lists_.units(request); }

Outcome Routes::figures(const Request& request) const {
  auto query = read_figure_query(request.viewer, plan_, request.parameters);
  if (auto* wrong = std::get_if<Answer>(&query)) return std::move(*wrong);
  return FiguresWanted{std::get<model::FigureQuery>(std::move(query))};
}

Outcome Routes::targets(const Request& request) const {
  const std::string_view text = value_of(request.parameters, "as_of");
  if (text.empty()) {
    const auto standings = board_.targets();
    return target_list(request.viewer, plan_, standings.get(), request);
  }
  const auto as_of = read_as_of(text);
  if (const auto* wrong = std::get_if<Answer>(&as_of)) return *wrong;
  if (!doors_.ask_targets) {
    return bad_parameter("as_of", "This server tells targets as they stand now only.");
  }
  return AnswerLater{[this, request, as_of = std::get<model::Instant>(as_of)](
                         const std::function<void(Answer)>& tell) {
    doors_.ask_targets(as_of, [&plan = plan_, request, tell](const auto& standings) {
      tell(standings ? target_list(request.viewer, plan, standings->get(), request)
                     : as_of_failure(standings.error()));
    });
  }};
}

Outcome Routes::boards(const Request& request) const {
  return board_list(request.viewer, plan_, request);
}

Outcome Routes::alerts(const Request& request) const {
  return alert_list(request.viewer, plan_, doors_.alerts->alerts(), doors_.alerts->answers(),
                    request);
}

// Answers with the alert as it is now; with an empty object when it is over.
Outcome Routes::answer_alert(const Request& request, model::AlertAct act) const {
  auto deed = read_alert_deed(request, act);
  if (auto* wrong = std::get_if<Answer>(&deed)) return std::move(*wrong);
  auto judged = judge_alert_deed(request.viewer, plan_, *doors_.alerts, std::get<AlertDeed>(deed),
                                 doors_.person_of, doors_.now());
  if (auto* wrong = std::get_if<Answer>(&judged)) return std::move(*wrong);
  const auto& answer = std::get<model::AlertAnswer>(judged);
  if (!doors_.keep_answer || !doors_.keep_answer(request, answer).ok()) {
    return busy(
        "What is done about an alert must be kept, and that failed. Try again in a moment.");
  }
  std::string body = "{}";
  for (const model::Alert& alert : doors_.alerts->alerts()) {
    if (alert.alert == answer.alert && alert.unit == answer.unit && alert.fired == answer.fired) {
      body = alert_item(request.viewer, plan_, alert, doors_.alerts->answers());
    }
  }
  return personal(json_answer(body + "\n"));
}

Outcome Routes::alert_journal(const Request& request) const {
  if (auto wrong = check_names(request.parameters, {"alert", "unit", "limit"})) {
    return *std::move(wrong);
  }
  const auto limit = read_limit(request.parameters);
  if (const auto* wrong = std::get_if<Answer>(&limit)) return *wrong;
  const std::string_view alert = value_of(request.parameters, "alert");
  const std::string_view unit = value_of(request.parameters, "unit");
  const auto is_wanted = [&](const model::AlertChange& change) {
    return (alert.empty() || change.alert.alert == alert) &&
           (unit.empty() || change.alert.unit == unit) &&
           may_see_alert(request.viewer, plan_, change.alert);
  };
  return serving::alert_journal(request.viewer, plan_,
                                doors_.alerts->journal(std::get<std::size_t>(limit), is_wanted),
                                doors_.alerts->answers());
}

Outcome Routes::streams(const Request& request) const {
  const std::vector<bool> reading = doors_.reading ? doors_.reading() : std::vector<bool>();
  return stream_list(plan_, doors_.newest_ms(), reading, doors_.now(), request);
}

Outcome Routes::live(const Request& request) const {
  if (const std::string_view board = value_of(request.parameters, "board"); !board.empty()) {
    return live_board(request, board);
  }
  if (auto wrong =
          check_names(request.parameters, {"board", "indicator", "window", "unit", "level"})) {
    return *std::move(wrong);
  }
  auto selection = read_selection(request.viewer, plan_, request.parameters);
  if (auto* wrong = std::get_if<Answer>(&selection)) return std::move(*wrong);
  return LiveWanted{std::make_shared<const LiveFilter>(plan_, request.viewer,
                                                       std::get<Selection>(std::move(selection)))};
}

// A board names its figures itself, so nothing else may choose.
Outcome Routes::live_board(const Request& request, std::string_view id) const {
  for (const auto& [name, value] : request.parameters) {
    if (name == "indicator" || name == "window" || name == "unit" || name == "level") {
      return bad_parameter(name, fmt::format("`board` chooses the figures; leave `{}` out.", name));
    }
  }
  if (auto wrong = check_names(request.parameters, {"board"})) return *std::move(wrong);
  const model::BoardPlan* board = find_visible_board(request.viewer, plan_, id);
  if (board == nullptr) {
    return bad_parameter(
        "board", fmt::format("No board `{}` that is public. GET /api/v1/boards lists them.", id));
  }
  return LiveWanted{std::make_shared<const LiveFilter>(plan_, request.viewer, *board)};
}

Outcome Routes::metrics(const Request&) const {
  Answer answer;
  answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
  answer.body = doors_.metrics_text();
  return fresh(std::move(answer));
}

Outcome Routes::livez(const Request&) const {
  const bool live = doors_.health().live;
  return fresh(json_answer(live ? "{\"live\":true}\n" : "{\"live\":false}\n", live ? 200 : 503));
}

Outcome Routes::readyz(const Request&) const {
  const Health health = doors_.health();
  bool ready = true;
  std::string checks;
  for (const HealthCheck& check : health.checks) {
    ready = ready && check.ok;
    checks += checks.empty() ? "{\"name\":" : ",\n{\"name\":";
    model::append_json_string(checks, check.name);
    checks += check.ok ? ",\"ok\":true,\"text\":" : ",\"ok\":false,\"text\":";
    model::append_json_string(checks, check.text);
    checks += '}';
  }
  std::string body = ready ? "{\"ready\":true,\"checks\":[" : "{\"ready\":false,\"checks\":[";
  body += checks + "]}\n";
  return fresh(json_answer(std::move(body), ready ? 200 : 503));
}

Outcome Routes::openapi(const Request& request) const {
  Answer answer = json_answer(openapi_);
  make_conditional(answer, request, "no-cache");
  return answer;
}

Answer Routes::page(const Asset& asset, const Request& request) const {
  Answer answer;
  answer.content_type = asset.content_type;
  answer.body = asset.body;
  pack(answer, request);
  make_conditional(answer, request,
                   asset.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  return answer;
}

// Addresses that people pass on gather parameters of others, which are no reason to refuse.
Answer Routes::citizens(const Request& request) const {
  if (request.path == "/cong-dan" || request.path == "/p/") return moved("/p");
  const model::UnitIndex unit = unit_of_path(plan_, request.path);
  const bool is_english = value_of(request.parameters, "lang") == "en";
  const PublicFrame frame{plan_, is_english ? Language::en : Language::vi, public_style_,
                          public_script_, doors_.small_counts};
  const auto search = std::find_if(request.parameters.begin(), request.parameters.end(),
                                   [](const auto& parameter) { return parameter.first == "q"; });
  Answer answer;
  answer.content_type = "text/html; charset=utf-8";
  if (unit == model::kNoUnit) {
    answer.status = 404;
    answer.headers.emplace_back("Cache-Control", "no-store");
    answer.body = unit_list_page(frame, request.path.substr(std::string_view("/p/").size()));
  } else if (search != request.parameters.end()) {
    answer.body = unit_list_page(frame, search->second);
  } else {
    const model::Instant now = doors_.now();
    const auto figures = public_board_.at(now);
    const auto targets = board_.targets();
    answer.body = public_page(frame, {*figures, targets.get(), now, unit});
  }
  pack(answer, request);
  make_conditional(answer, request, "no-cache");
  return answer;
}

// What belongs to printed reports: their style, and the page for their codes.
Outcome Routes::print(const Request& request) const {
  if (request.path != kReportStylePath) return check_page(doors_.reports, request);
  Answer answer;
  answer.content_type = "text/css; charset=utf-8";
  answer.body = report_style();
  make_conditional(answer, request, "no-cache");
  return answer;
}

}  // namespace ioc::serving
