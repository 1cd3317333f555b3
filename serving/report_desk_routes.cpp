#include "serving/report_desk_routes.h"

#include "model/limits.h"
#include "serving/desk_handlers.h"
#include "serving/figure_query.h"
#include "serving/form_data.h"
#include "serving/report_acts.h"
#include "serving/report_desk_page.h"

namespace ioc::serving {
namespace {

using model::Error;
using model::ErrorCode;
using model::Result;
using Deliver = std::function<void(Answer)>;

class ReportDeskHandlers : public DeskHandlers,
                           public std::enable_shared_from_this<ReportDeskHandlers> {
 public:
  explicit ReportDeskHandlers(const ServerDoors& doors) : DeskHandlers(doors) {}

  Outcome reports_page(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    const Language language = language_of(request.parameters);
    if (!doors_.reports.slots)
      return html_page(report_slots_page(frame(language), request.viewer, {}));
    return AnswerLater{
        [self = shared_from_this(), viewer = request.viewer, language](const Deliver& deliver) {
          self->doors_.reports.slots({}, [self, viewer, language, deliver](
                                             const Result<std::vector<model::ReportSlot>>& slots) {
            deliver(slots ? html_page(report_slots_page(self->frame(language), viewer, *slots))
                          : desk_problem(slots.error()));
          });
        }};
  }

  Outcome report_page(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    const auto subject =
        find_report(plan_, request.viewer, request.places[0], request.places[1], request.places[2]);
    if (!subject || !subject->sees_work || !doors_.reports.ask) return no_such_page();
    return show_report(request, *subject, language_of(request.parameters), "", 200);
  }

  Outcome act_on_report(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    const auto form = read_form(request);
    if (!form) return bad_desk_form();
    const Language language = language_of(*form);
    const ReportAction* action = find_report_action(request.places[3]);
    const auto subject =
        find_report(plan_, request.viewer, request.places[0], request.places[1], request.places[2]);
    // What needs a table of figures is not a form of this page.
    const bool is_form = action != nullptr && action->verb != model::ReportVerb::paper &&
                         action->verb != model::ReportVerb::explain;
    if (!is_form || !subject || !subject->sees_work || !doors_.reports.ask) return no_such_page();
    if (!may_do(action->right, request.viewer, plan_, *subject)) {
      return problem(403, "Forbidden", refusal_of(action->right));
    }
    model::ReportRequest wanted;
    wanted.verb = action->verb;
    wanted.name = subject->name;
    wanted.viewer = request.viewer;
    wanted.peer = request.peer;
    wanted.text = value_of(*form, "text");
    const bool needs_text =
        action->verb == model::ReportVerb::comment || action->verb == model::ReportVerb::give_back;
    if (wanted.text.size() > model::kReportTextBytesMax) {
      return show_report(request, *subject, language, too_long(language), 400);
    }
    if (needs_text && wanted.text.find_first_not_of(" \r\n\t") == std::string::npos) {
      return show_report(request, *subject, language, empty_text(language), 400);
    }
    return AnswerLater{[self = shared_from_this(), wanted, request, subject = *subject,
                        language](const Deliver& deliver) {
      self->doors_.reports.ask(wanted, [=](const Result<model::ReportView>& view) {
        if (view.ok()) return deliver(lead_to(self->address_of(subject.name), language));
        self->deliver_report(request, subject, language, report_fault_words(language, view.error()),
                             status_of(view.error()), deliver);
      });
    }};
  }

 private:
  Outcome show_report(const Request& request, const ReportSubject& subject, Language language,
                      const std::string& fault, unsigned status) const {
    return AnswerLater{[self = shared_from_this(), request, subject, language, fault,
                        status](const Deliver& deliver) {
      self->deliver_report(request, subject, language, fault, status, deliver);
    }};
  }

  // What is being prepared stands before what was published, so that it can be approved.
  void deliver_report(const Request& request, const ReportSubject& subject, Language language,
                      const std::string& fault, unsigned status, const Deliver& deliver) const {
    model::ReportRequest wanted;
    wanted.name = subject.name;
    wanted.viewer = request.viewer;
    doors_.reports.ask(wanted, [self = shared_from_this(), viewer = request.viewer, subject,
                                language, fault, status, wanted,
                                deliver](const Result<model::ReportView>& view) {
      if (!view) {
        return deliver(view.error().subject == "period" ? no_such_page()
                                                        : desk_problem(view.error()));
      }
      const auto write = [=](const model::ReportView& told) {
        deliver(html_page(report_desk_page(self->frame(language),
                                           {viewer, *subject.form, subject.unit, told, fault}),
                          status));
      };
      if (view->record.draft.empty() || view->record.published.empty()) return write(*view);
      model::ReportRequest draft = wanted;
      draft.revision = -1;
      self->doors_.reports.ask(draft, [write, deliver](const Result<model::ReportView>& of_draft) {
        if (!of_draft) return deliver(desk_problem(of_draft.error()));
        write(*of_draft);
      });
    });
  }

  static std::string too_long(Language language) {
    return std::string(Words{"Nội dung quá dài.", "The text is too long."}.in(language));
  }
  static std::string empty_text(Language language) {
    return std::string(Words{"Hãy ghi nội dung.", "Write something first."}.in(language));
  }
  static unsigned status_of(const Error& error) {
    if (error.code == ErrorCode::check_failed) return 409;
    return error.code == ErrorCode::usage ? 400 : 503;
  }
  static std::string address_of(const model::ReportName& name) {
    return "/desk/reports/" + percent_encode(name.report) + '/' + percent_encode(name.unit) + '/' +
           percent_encode(name.period);
  }
};

}  // namespace

std::vector<Route> report_desk_routes(const ServerDoors& doors) {
  using Handlers = ReportDeskHandlers;
  const auto handlers = std::make_shared<const Handlers>(doors);
  return {
      route_to("GET", "/desk/reports", handlers, &Handlers::reports_page),
      route_to("GET", "/desk/reports/{report}/{unit}/{period}", handlers, &Handlers::report_page),
      route_to("POST", "/desk/reports/{report}/{unit}/{period}/{action}", handlers,
               &Handlers::act_on_report, kDeskFormBytesMax)};
}

}  // namespace ioc::serving
