// Takes events (serving/intake.h).
#include "serving/intake.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/check.h"
#include "model/figure.h"
#include "model/limits.h"
#include "serving/figure_query.h"
#include "serving/intake_counters.h"
#include "serving/intake_request.h"

namespace ioc::serving {
namespace {

using model::IntakeCheck;
using model::IntakeFault;
using model::IntakeFormat;

constexpr std::string_view kTypes =
    "application/cloudevents+json, application/cloudevents-batch+json, application/x-ndjson, "
    "text/csv";

Answer unauthorized(std::string_view detail) {
  Answer answer = problem(401, "Unauthorized", detail);
  answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"ioc-pulse\"");
  return answer;
}

Answer too_often(std::int64_t wait_s, std::string_view what, std::int64_t per_minute) {
  Answer answer =
      problem(429, "Too many requests",
              fmt::format("A unit may send {} {} a minute, with all its tokens. Nothing "
                          "of this was taken. Send it again in {} s.",
                          per_minute, what, wait_s));
  answer.headers.emplace_back("Retry-After", std::to_string(wait_s));
  return answer;
}

// The same events sent again are the same events, so a client need not know how far it came.
Answer unacknowledged(const model::Error& error) {
  return busy(
      fmt::format("Not all events are safe yet ({}). Send the same request again: an event "
                  "with the same source and id counts once.",
                  error.message()));
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  out += fmt::format(",\"{}\":", name);
  model::append_json_string(out, text);
}

std::string fault_json(const IntakeFault& fault) {
  std::string out = fmt::format("{{\"event\":{}", fault.event);
  if (fault.line > 0) out += fmt::format(",\"line\":{}", fault.line);
  if (fault.column > 0) out += fmt::format(",\"column\":{}", fault.column);
  append_member(out, "id", fault.id);
  append_member(out, "field", fault.field);
  append_member(out, "reason", fault.reason);
  append_member(out, "detail", fault.detail);
  return out + '}';
}

// Members `errors` and `error_count`.
std::string faults_json(const IntakeCheck& checked) {
  std::string out = "\"errors\":[";
  for (std::size_t i = 0; i < checked.faults.size(); ++i) {
    if (i > 0) out += ",\n";
    out += fault_json(checked.faults[i]);
  }
  return out + fmt::format("],\"error_count\":{}", checked.fault_count);
}

Answer too_many_events() {
  return problem(413, "Content too large",
                 fmt::format("A request may hold {} events. Send them in several requests.",
                             model::kIntakeEventsMax));
}

std::string preview_json(const IntakeCheck& checked, std::string_view stream, IntakeFormat format) {
  std::string out = "{\"stream\":";
  model::append_json_string(out, stream);
  out += fmt::format(",\"events\":{},\"faulty_events\":{},\"rows\":[", checked.events.size(),
                     checked.faulty_events);
  const std::size_t shown = std::min(checked.events.size(), model::kIntakePreviewMax);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::IntakeEvent& event = checked.events[i];
    out += i > 0 ? ",\n{" : "{";
    if (event.line > 0) out += fmt::format("\"line\":{},", event.line);
    if (format == IntakeFormat::binary) {
      out += fmt::format("\"data_bytes\":{}}}", event.value.size());
    } else {
      out += "\"event\":" + event.value + '}';  // sound JSON, as it was judged
    }
  }
  return out + "]," + faults_json(checked) + "}\n";
}

int find_stream(const model::Plan& plan, std::string_view id) {
  const auto at = std::ranges::find(plan.streams, id, &model::StreamPlan::id);
  return at == plan.streams.end() ? -1 : static_cast<int>(at - plan.streams.begin());
}

// Named by the request, or the only one of the token.
std::string stream_of(const Request& request) {
  const std::string_view named = value_of(request.parameters, "stream");
  if (!named.empty()) return std::string(named);
  return request.sender->streams.size() == 1 ? request.sender->streams.front() : std::string();
}

}  // namespace

struct IntakeDesk::Asked {
  model::IntakeRequest request;
  std::string stream;
};

IntakeDesk::IntakeDesk(const ServerDoors& doors)
    : doors_(doors), limiter_(doors.plan->units.all().size()) {}

Answer IntakeDesk::counted(Answer answer) const {
  if (doors_.intake_counters != nullptr) doors_.intake_counters->count_answer(answer.status);
  return answer;
}

std::optional<Answer> IntakeDesk::admit(Request& request) {
  std::optional<Answer> fault = find_fault(request);
  if (fault) return counted(*std::move(fault));
  return std::nullopt;
}

std::optional<Answer> IntakeDesk::find_fault(Request& request) {
  if (!doors_.token_scope || !doors_.intake.check) {
    return problem(503, "Service unavailable", "This server takes no events: it keeps no tokens.");
  }
  const std::string_view token = bearer_token(request.authorization);
  if (token.empty()) {
    return unauthorized("Send your unit's token: `Authorization: Bearer TOKEN`.");
  }
  request.sender = doors_.token_scope(token);
  const model::Plan& plan = *doors_.plan;
  const model::UnitIndex unit =
      request.sender ? plan.units.find(request.sender->unit) : model::kNoUnit;
  if (unit == model::kNoUnit) {
    return unauthorized("This token is not known, or no longer. Ask your administrator for one.");
  }
  if (auto wrong = check_names(request.parameters, {"stream"})) return wrong;
  const std::vector<std::string>& streams = request.sender->streams;
  const std::string stream = stream_of(request);
  if (stream.empty() && !streams.empty()) {
    return bad_parameter("stream", fmt::format("Name the stream: ?stream={}. The token is of: {}.",
                                               streams.front(), fmt::join(streams, ", ")));
  }
  if (std::ranges::find(streams, stream) == streams.end() || find_stream(plan, stream) < 0) {
    return problem(
        403, "Forbidden",
        fmt::format("This token is not of the stream `{}`, but of: {}.", stream,
                    streams.empty() ? "none" : fmt::format("{}", fmt::join(streams, ", "))),
        "stream");
  }
  if (!request.content_encoding.empty() && request.content_encoding != "identity") {
    return problem(415, "Unsupported media type",
                   "Bodies are read as they are. Send without Content-Encoding.");
  }
  if (!intake_format(request)) {
    Answer answer = problem(415, "Unsupported media type",
                            fmt::format("Say in Content-Type how the body holds events: {}; or "
                                        "send the event's attributes as `ce-` headers.",
                                        kTypes));
    answer.headers.emplace_back("Accept-Post", std::string(kTypes));
    return answer;
  }
  if (const std::int64_t wait_s = limiter_.take_request(unit, doors_.now()); wait_s > 0) {
    return too_often(wait_s, "requests", model::kIntakeRequestsPerMinute);
  }
  return std::nullopt;
}

IntakeDesk::Asked IntakeDesk::read(const Request& request) const {
  IOC_CHECK(request.sender.has_value());  // Route::admit comes first
  Asked asked;
  asked.stream = stream_of(request);
  asked.request.stream = find_stream(*doors_.plan, asked.stream);
  asked.request.unit = doors_.plan->units.find(request.sender->unit);
  asked.request.format = *intake_format(request);
  asked.request.body = request.body;
  if (asked.request.format == IntakeFormat::binary) {
    for (const auto& [name, value] : request.event_attributes) {
      asked.request.attributes.emplace_back(name, percent_decode(value));
    }
    asked.request.content_type = request.content_type;
  }
  return asked;
}

Answer IntakeDesk::refuse(const IntakeCheck& checked) const {
  const std::string detail =
      checked.faulty_events == 0
          ? std::string("The body cannot be read as events. Nothing was taken.")
          : fmt::format(
                "{} of {} events cannot be taken, so none was. Mend them and send all again.",
                checked.faulty_events, checked.faulty_events + checked.events.size());
  Answer answer = checked.is_foreign ? problem(403, "Forbidden", detail)
                                     : problem(422, "Unprocessable content", detail);
  answer.body.resize(answer.body.rfind('}'));
  answer.body += ',' + faults_json(checked) + "}\n";
  return answer;
}

Outcome IntakeDesk::take(const Request& request) {
  const Asked asked = read(request);
  auto checked = std::make_shared<IntakeCheck>(doors_.intake.check(asked.request));
  if (checked->too_many) return counted(too_many_events());
  IntakeCounters* counters = doors_.intake_counters;
  if (checked->fault_count > 0) {
    if (counters != nullptr) {
      counters->refused += checked->faulty_events + checked->events.size();
    }
    return counted(refuse(*checked));
  }
  const std::size_t count = checked->events.size();
  if (const auto wait_s = limiter_.take_events(asked.request.unit, count, doors_.now());
      wait_s > 0) {
    return counted(too_often(wait_s, "events", model::kIntakeEventsPerMinute));
  }
  std::string accepted = "{\"stream\":";
  model::append_json_string(accepted, asked.stream);
  accepted += fmt::format(",\"accepted\":{}}}\n", count);
  return AnswerLater{[send = doors_.intake.send, stream = asked.request.stream, checked, counters,
                      count, accepted](std::function<void(Answer)> deliver) {
    send(stream, std::move(*checked),
         [counters, count, accepted, deliver = std::move(deliver)](const model::Status& sent) {
           Answer answer = sent ? json_answer(accepted, 202) : unacknowledged(sent.error());
           if (counters != nullptr) {
             (sent ? counters->accepted : counters->unacknowledged) += count;
             counters->count_answer(answer.status);
           }
           deliver(std::move(answer));
         });
  }};
}

Answer IntakeDesk::preview(const Request& request) {
  const Asked asked = read(request);
  const IntakeCheck checked = doors_.intake.check(asked.request);
  if (checked.too_many) return counted(too_many_events());
  return counted(json_answer(preview_json(checked, asked.stream, asked.request.format)));
}

}  // namespace ioc::serving
