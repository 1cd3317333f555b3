#include "serving/delivery_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "model/limits.h"
#include "serving/delivery_page.h"
#include "serving/delivery_words.h"
#include "serving/figure_query.h"
#include "serving/json_items.h"
#include "serving/page_answer.h"
#include "serving/report_access.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;
using model::Delivery;
using model::DeliveryQuery;
using model::Error;
using model::ErrorCode;

constexpr std::string_view kDeliveryPage = "/desk/deliveries";
constexpr std::size_t kDeliveryBodyMax = 16 << 10;
constexpr std::size_t kDeliveriesReadMax = 1'000;  // deliveries looked at by one request

Answer delivery_problem(const Error& error) {
  switch (error.code) {
    case ErrorCode::usage: return problem(404, "Not found", error.text + ".");
    case ErrorCode::check_failed: return problem(409, "Conflict", error.text + ".");
    case ErrorCode::unavailable: return busy(error.message());
    default: return busy("What is known of deliveries cannot be read or written just now.");
  }
}

Answer no_such_delivery() {
  return problem(404, "Not found",
                 "No such delivery that you may see. GET /api/v1/deliveries lists them.");
}

Answer delivery_needs_sign_in() {
  return problem(401, "Unauthorized", "Sign in first: POST /api/v1/session, or /sign-in.");
}

template <class Number>
std::optional<Number> positive_of(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1) return std::nullopt;
  return number;
}

Json delivery_instant(const model::Plan& plan, model::Instant at) {
  return model::format_rfc3339(at, plan.zone);
}
Json delivery_text(const std::string& text) { return text.empty() ? Json() : Json(text); }

const DeliveryConnector* find_connector(const DeliveryDoors& doors, const std::string& id) {
  const auto found = std::find_if(doors.connectors.begin(), doors.connectors.end(),
                                  [&](const auto& each) { return each.id == id; });
  return found == doors.connectors.end() ? nullptr : &*found;
}

Json receipt_json(const model::Plan& plan, const model::DeliveryReceipt& receipt) {
  return {{"at", delivery_instant(plan, receipt.at)},
          {"act", receipt.act},
          {"count", receipt.count},
          {"status", receipt.status > 0 ? Json(receipt.status) : Json()},
          {"answer_id", delivery_text(receipt.answer_id)},
          {"sha256", delivery_text(receipt.sha256)},
          {"by", delivery_text(receipt.by)},
          {"detail", delivery_text(receipt.detail)}};
}

Json item_json(const model::Plan& plan, const DeliveryDoors& doors, const Delivery& delivery,
               bool has_receipts) {
  const DeliveryConnector* connector = find_connector(doors, delivery.connector);
  const bool is_open = delivery.state == model::DeliveryState::waiting ||
                       delivery.state == model::DeliveryState::sent;
  Json json = {{"number", delivery.number},
               {"connector", delivery.connector},
               {"connector_name", connector == nullptr ? Json() : name_json(connector->name)},
               {"report", delivery.name.report},
               {"unit", delivery.name.unit},
               {"period", delivery.name.period},
               {"revision", delivery.revision},
               {"key", delivery.key},
               {"state", model::name_of(delivery.state)},
               {"made", delivery_instant(plan, delivery.made)},
               {"tries", delivery.tries},
               {"next_try",
                is_open && delivery.next.ms > 0 ? delivery_instant(plan, delivery.next) : Json()},
               {"sha256", delivery_text(delivery.sha256)},
               {"behind", delivery.behind > 0 ? Json(delivery.behind) : Json()}};
  model::Name cure = delivery_cure(delivery, connector == nullptr ? "" : connector->after);
  if (connector == nullptr && is_open) {
    cure = {"Cấu hình không còn kết nối này: thêm lại [[delivery]] hoặc để nguyên.",
            "The configuration has no such connector any more: put its [[delivery]] back, or leave "
            "it."};
  }
  json["cure"] = cure.empty() ? Json() : name_json(cure);
  if (!has_receipts) {
    json["receipt"] =
        delivery.receipts.empty() ? Json() : receipt_json(plan, delivery.receipts.back());
    return json;
  }
  json["receipts"] = Json::array();
  for (const model::DeliveryReceipt& receipt : delivery.receipts) {
    json["receipts"].push_back(receipt_json(plan, receipt));
  }
  return json;
}

// What the parameters ask for, or the problem with them.
std::variant<DeliveryQuery, Answer> read_delivery_query(const Request& request) {
  DeliveryQuery query;
  const auto text = [&](std::string_view name) {
    return std::string(value_of(request.parameters, name));
  };
  query.connector = text("connector");
  query.report = text("report");
  query.unit = text("unit");
  query.period = text("period");
  if (const std::string state = text("state"); !state.empty()) {
    query.state = model::delivery_state_of(state);
    if (!query.state) {
      return bad_parameter("state", "A state is waiting, sent, accepted, refused or given_up.");
    }
  }
  if (const std::string cursor = text("cursor"); !cursor.empty()) {
    const auto below = positive_of<std::int64_t>(cursor);
    if (!below) return bad_parameter("cursor", "Give back `next` of the page before.");
    query.below = *below;
  }
  const auto limit = read_limit(request.parameters);
  if (const auto* wrong = std::get_if<Answer>(&limit)) return *wrong;
  query.limit = std::min(std::get<std::size_t>(limit), kDeliveriesReadMax);
  return query;
}

// Role: the handlers. Threads: any; whoever answers later holds on to it.
class DeliveryHandlers : public std::enable_shared_from_this<DeliveryHandlers> {
 public:
  DeliveryHandlers(const model::Plan& plan, const DeliveryDoors& doors, std::string_view style)
      : plan_(plan), doors_(doors), style_(style) {}

  Outcome list(const Request& request) const {
    if (auto wrong = check_names(request.parameters, {"connector", "report", "unit", "period",
                                                      "state", "limit", "cursor"})) {
      return *std::move(wrong);
    }
    auto query = read_delivery_query(request);
    if (auto* wrong = std::get_if<Answer>(&query)) return std::move(*wrong);
    if (!request.viewer.is_signed_in()) return delivery_needs_sign_in();
    return AnswerLater{[self = shared_from_this(), request,
                        wanted = std::get<DeliveryQuery>(query)](const auto& deliver) {
      self->doors_.list(
          wanted, [self, request, wanted, deliver](DeliveryDoors::Deliveries deliveries) {
            if (!deliveries) return deliver(delivery_problem(deliveries.error()));
            std::vector<std::string> items;
            for (const Delivery& delivery : *deliveries) {
              if (!may_see_delivery(request.viewer, self->plan_, delivery)) continue;
              items.push_back(delivery_json(self->plan_, self->doors_, delivery, false));
            }
            // A page may hold fewer than were asked for: the others are not for this reader.
            const std::string next = deliveries->size() == wanted.limit
                                         ? std::to_string(deliveries->back().number)
                                         : std::string();
            Answer answer = json_answer(list_json(items, next));
            link_next(answer, request, next);
            deliver(personal(std::move(answer)));
          });
    }};
  }

  Outcome show(const Request& request) const {
    if (auto wrong = check_names(request.parameters, {})) return *std::move(wrong);
    const auto number = positive_of<std::int64_t>(request.places[0]);
    if (!request.viewer.is_signed_in()) return delivery_needs_sign_in();
    if (!number) return no_such_delivery();
    return AnswerLater{[self = shared_from_this(), viewer = request.viewer,
                        number = *number](const auto& deliver) {
      self->doors_.find(number, [self, viewer, deliver](DeliveryDoors::Found found) {
        if (!found) return deliver(delivery_problem(found.error()));
        if (!*found || !may_see_delivery(viewer, self->plan_, **found)) {
          return deliver(no_such_delivery());
        }
        deliver(
            personal(json_answer(delivery_json(self->plan_, self->doors_, **found, true) + "\n")));
      });
    }};
  }

  Outcome release(const Request& request) const {
    const auto number = positive_of<std::int64_t>(request.places[0]);
    if (!request.viewer.is_signed_in()) return delivery_needs_sign_in();
    if (!number) return no_such_delivery();
    if (!request.content_type.starts_with("application/json")) {
      return problem(415, "Unsupported media type", "Send application/json.");
    }
    const Json body =
        request.body.empty() ? Json::object() : Json::parse(request.body, nullptr, false);
    const bool is_known =
        body.is_object() && (body.empty() || (body.size() == 1 && body.contains("text")));
    if (!is_known || (body.contains("text") && !body.at("text").is_string())) {
      return problem(400, "Bad request", "The body is {\"text\":\"…\"}: why it is sent again.");
    }
    const std::string text = body.value("text", std::string());
    if (text.size() > model::kDeliveryWordsBytesMax) {
      return problem(400, "Bad request",
                     fmt::format("`text` has at most {} bytes.", model::kDeliveryWordsBytesMax));
    }
    return begin_release(request, *number, text, [self = shared_from_this()](Delivery delivery) {
      return personal(json_answer(delivery_json(self->plan_, self->doors_, delivery, true) + "\n"));
    });
  }

  Outcome page(const Request& request) const {
    const Language language = language_of(request.parameters);
    if (!request.viewer.is_signed_in()) return lead_to("/sign-in", language);
    DeliveryQuery query;
    query.limit = kDeliveriesReadMax;
    return AnswerLater{[self = shared_from_this(), request, language, query](const auto& deliver) {
      self->doors_.list(
          query, [self, request, language, deliver](DeliveryDoors::Deliveries deliveries) {
            if (!deliveries) return deliver(delivery_problem(deliveries.error()));
            std::erase_if(*deliveries, [&](const Delivery& delivery) {
              return !may_see_delivery(request.viewer, self->plan_, delivery);
            });
            deliver(html_page(delivery_page({self->plan_, language, self->style_},
                                            {request.viewer, self->doors_, *deliveries})));
          });
    }};
  }

  Outcome release_by_page(const Request& request) const {
    const std::string_view type = std::string_view(request.content_type);
    const auto form = parse_target("/?" + request.body);
    if (type.substr(0, type.find(';')) != "application/x-www-form-urlencoded" || !form) {
      return problem(400, "Bad request",
                     "Send the form as `Content-Type: application/x-www-form-urlencoded`.");
    }
    const Language language = language_of(form->parameters);
    if (!request.viewer.is_signed_in()) return lead_to("/sign-in", language);
    const auto number = positive_of<std::int64_t>(value_of(form->parameters, "number"));
    if (!number) return no_such_delivery();
    return begin_release(request, *number, {},
                         [language](const Delivery&) { return lead_to(kDeliveryPage, language); });
  }

 private:
  // Looks whether he may, does it, and answers with what is there then.
  Outcome begin_release(const Request& request, std::int64_t number, const std::string& text,
                        const std::function<Answer(Delivery)>& make) const {
    const DeliveryRelease wanted{number, request.viewer, request.peer, text};
    return AnswerLater{[self = shared_from_this(), wanted, make](const auto& deliver) {
      self->doors_.find(wanted.number, [self, wanted, make, deliver](DeliveryDoors::Found found) {
        if (!found) return deliver(delivery_problem(found.error()));
        if (!*found || !may_see_delivery(wanted.viewer, self->plan_, **found)) {
          return deliver(no_such_delivery());
        }
        if (!may_release_delivery(wanted.viewer, self->plan_, **found)) {
          return deliver(problem(403, "Forbidden",
                                 "Only who releases reports of this unit may send it again."));
        }
        self->doors_.release(wanted, [self, wanted, make, deliver](model::Status released) {
          if (!released.ok()) return deliver(delivery_problem(released.error()));
          self->doors_.find(wanted.number, [make, deliver](DeliveryDoors::Found now) {
            if (!now || !*now) return deliver(no_such_delivery());
            deliver(make(**now));
          });
        });
      });
    }};
  }

  const model::Plan& plan_;
  const DeliveryDoors& doors_;
  const std::string_view style_;
};

}  // namespace

bool may_see_delivery(const Viewer& viewer, const model::Plan& plan, const Delivery& delivery) {
  const auto form = std::find_if(plan.reports.begin(), plan.reports.end(),
                                 [&](const auto& each) { return each.id == delivery.name.report; });
  const model::UnitIndex unit = plan.units.find(delivery.name.unit);
  if (unit == model::kNoUnit) return may(viewer, Deed::see, plan, "");
  if (form == plan.reports.end()) return may(viewer, Deed::see, plan, delivery.name.unit);
  return may_see_work(viewer, plan, *form, unit);
}

bool may_release_delivery(const Viewer& viewer, const model::Plan& plan, const Delivery& delivery) {
  const bool is_known = plan.units.find(delivery.name.unit) != model::kNoUnit;
  return may_see_delivery(viewer, plan, delivery) &&
         may(viewer, Deed::release_report, plan,
             is_known ? std::string_view(delivery.name.unit) : std::string_view());
}

std::string delivery_json(const model::Plan& plan, const DeliveryDoors& doors,
                          const Delivery& delivery, bool has_receipts) {
  return text_of(item_json(plan, doors, delivery, has_receipts));
}

std::vector<Route> delivery_routes(const model::Plan& plan, const DeliveryDoors& doors,
                                   std::string_view style) {
  const auto handlers = std::make_shared<const DeliveryHandlers>(plan, doors, style);
  const auto call = [&](Outcome (DeliveryHandlers::*handler)(const Request&) const) {
    return [handlers, &doors, handler](const Request& request) -> Outcome {
      return doors.list ? (handlers.get()->*handler)(request) : Outcome(no_such_delivery());
    };
  };
  return {{"GET", "/api/v1/deliveries", call(&DeliveryHandlers::list)},
          {"GET", "/api/v1/deliveries/{number}", call(&DeliveryHandlers::show)},
          {"POST", "/api/v1/deliveries/{number}/release", call(&DeliveryHandlers::release),
           kDeliveryBodyMax},
          {"GET", kDeliveryPage, call(&DeliveryHandlers::page)},
          {"POST", kDeliveryPage, call(&DeliveryHandlers::release_by_page), kDeliveryBodyMax}};
}

}  // namespace ioc::serving
