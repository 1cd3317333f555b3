#include "serving/provision_routes.h"

#include "serving/desk_handlers.h"
#include "serving/provision_page.h"
#include "serving/refused_page.h"

namespace ioc::serving {
namespace {

using model::Result;
using Deliver = std::function<void(Answer)>;

class ProvisionHandlers : public DeskHandlers,
                          public std::enable_shared_from_this<ProvisionHandlers> {
 public:
  explicit ProvisionHandlers(const ServerDoors& doors) : DeskHandlers(doors) {}

  Outcome provision_api(const Request& request) const {
    auto choice = read_provision_choice(plan_, request);
    if (auto* wrong = std::get_if<Answer>(&choice)) return std::move(*wrong);
    return provision(request, std::get<ProvisionChoice>(std::move(choice)), false);
  }

  Outcome provision_page(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    auto choice = read_provision_choice(plan_, request);
    if (auto* wrong = std::get_if<Answer>(&choice)) return std::move(*wrong);
    return provision(request, std::get<ProvisionChoice>(std::move(choice)), true);
  }

  Outcome refused_api(const Request& request) const {
    if (!request.viewer.is_signed_in()) return sign_in_first();
    auto choice = read_refused_choice(plan_, request);
    if (auto* wrong = std::get_if<Answer>(&choice)) return std::move(*wrong);
    return refused(request, std::get<RefusedChoice>(std::move(choice)), false);
  }

  Outcome refused_page(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    auto choice = read_refused_choice(plan_, request);
    if (auto* wrong = std::get_if<Answer>(&choice)) return std::move(*wrong);
    return refused(request, std::get<RefusedChoice>(std::move(choice)), true);
  }

 private:
  Outcome provision(const Request& request, const ProvisionChoice& choice, bool is_page) const {
    if (!doors_.provision) return no_such_page();
    return AnswerLater{[self = shared_from_this(), request, choice,
                        is_page](const Deliver& deliver) {
      self->doors_.provision(choice.as_of, [self, request, choice, is_page,
                                            deliver](const Result<model::ProvisionScore>& score) {
        if (!score) return deliver(desk_problem(score.error()));
        if (!is_page) return deliver(provision_list(self->plan_, request, choice, *score));
        const DeskFrame frame = self->frame(language_of(request.parameters));
        deliver(html_page(serving::provision_page(frame, {request.viewer, *score, choice})));
      });
    }};
  }

  Outcome refused(const Request& request, const RefusedChoice& choice, bool is_page) const {
    if (!doors_.refused) return no_such_page();
    return AnswerLater{[self = shared_from_this(), request, choice,
                        is_page](const Deliver& deliver) {
      self->doors_.refused([self, request, choice, is_page, deliver](
                               const Result<std::shared_ptr<const model::RefusedEvents>>& events) {
        if (!events) return deliver(desk_problem(events.error()));
        if (!is_page) return deliver(refused_list(self->plan_, request, choice, **events));
        const DeskFrame frame = self->frame(language_of(request.parameters));
        deliver(html_page(serving::refused_page(frame, {request.viewer, **events, choice})));
      });
    }};
  }
};

}  // namespace

std::vector<Route> provision_routes(const ServerDoors& doors) {
  const auto handlers = std::make_shared<const ProvisionHandlers>(doors);
  return {route_to("GET", "/api/v1/provision", handlers, &ProvisionHandlers::provision_api),
          route_to("GET", "/api/v1/refused", handlers, &ProvisionHandlers::refused_api),
          route_to("GET", "/desk/provision", handlers, &ProvisionHandlers::provision_page),
          route_to("GET", "/desk/refused", handlers, &ProvisionHandlers::refused_page)};
}

}  // namespace ioc::serving
