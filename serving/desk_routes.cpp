#include "serving/desk_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "model/limits.h"
#include "serving/figure_query.h"
#include "serving/form_data.h"
#include "serving/intake_counters.h"
#include "serving/origin.h"
#include "serving/page_answer.h"
#include "serving/provision_page.h"
#include "serving/refused_page.h"
#include "serving/register_page.h"
#include "serving/report_acts.h"
#include "serving/report_desk_page.h"
#include "serving/send_access.h"
#include "serving/upload_page.h"

namespace ioc::serving {
namespace {

using model::Error;
using model::ErrorCode;
using model::Result;
using Deliver = std::function<void(Answer)>;

constexpr std::size_t kDeskFormBytesMax = 64 << 10;
constexpr std::string_view kEntryAct = "/desk/registers/{number}/{verb}";
constexpr std::string_view kReportPage = "/desk/reports/{report}/{unit}/{period}";
constexpr std::string_view kReportAct = "/desk/reports/{report}/{unit}/{period}/{action}";

Answer no_such_page() {
  return problem(404, "Not found", "There is no such page for you. /desk leads to all there are.");
}

Answer desk_problem(const Error& error) {
  switch (error.code) {
    case ErrorCode::usage: return problem(400, "Bad request", error.message());
    case ErrorCode::check_failed: return problem(409, "Conflict", error.message());
    case ErrorCode::unavailable: return busy(error.message());
    default: return problem(500, "Internal error", error.message());
  }
}

Answer sign_in_first() {
  return problem(401, "Unauthorized",
                 "Sign in first: POST /api/v1/session, or /sign-in in a browser.");
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<model::EntryVerb> entry_verb(std::string_view name) {
  if (name == "answer") return model::EntryVerb::answer;
  if (name == "close") return model::EntryVerb::close;
  if (name == "reopen") return model::EntryVerb::reopen;
  return std::nullopt;
}

// Role: the handlers. Invariant: whoever is not signed in is led to the sign-in (pages) or told so
//   (API), before anything else. Threads: any; whoever answers later holds on to it.
class Desk : public std::enable_shared_from_this<Desk> {
 public:
  Desk(const ServerDoors& doors, IntakeDesk& intake)
      : doors_(doors), plan_(*doors.plan), intake_(intake), style_(style_of(doors.pages, "desk")) {}

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

  Outcome registers_page(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    const auto of = read_register(value_of(request.parameters, "register"));
    const bool is_done = value_of(request.parameters, "told") == "done";
    const Language language = language_of(request.parameters);
    return registers(request, of.value_or(model::Register::problems), language, {},
                     !is_done                   ? ""
                     : language == Language::vi ? "Đã ghi."
                                                : "It is entered.",
                     "");
  }
  Outcome registers_api(const Request& request) const {
    if (!request.viewer.is_signed_in()) return sign_in_first();
    if (!doors_.registers.list) return no_such_page();
    const auto entries = doors_.registers.list(request.viewer);
    if (!entries) return desk_problem(entries.error());
    auto list = register_list(plan_, request, *entries);
    if (auto* wrong = std::get_if<Answer>(&list)) return std::move(*wrong);
    return personal(json_answer(std::get<std::string>(std::move(list))));
  }

  Outcome raise(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    const auto form = read_form(request);
    if (!form) return bad_form();
    const Language language = language_of(*form);
    const auto of = read_register(value_of(*form, "register"));
    const auto due = read_due_day(value_of(*form, "due"));
    if (!of) return bad_form();
    model::RegisterEntry entry = entry_of(
        *of, due.value_or(0), [&](const char* name) { return std::string(value_of(*form, name)); });
    const auto added =
        doors_.registers.add
            ? doors_.registers.add(request.viewer, request.peer, entry)
            : Result<std::int64_t>(Error{ErrorCode::unavailable, "no registers", {}});
    if (added) {
      return lead_to(fmt::format("/desk/registers?register={}&told=done", name_of(*of)), language);
    }
    return registers(request, *of, language, entry, "", fault_words(added.error(), language));
  }
  Outcome raise_api(const Request& request) const {
    if (!request.viewer.is_signed_in()) return sign_in_first();
    const auto body = json_of(request);
    if (!body) return desk_problem(body.error());
    const auto text = [&](const char* name) {
      const auto at = body->find(name);
      return at != body->end() && at->is_string() ? at->get<std::string>() : std::string();
    };
    const auto of = read_register(text("register"));
    if (!of) return problem(400, "Bad request", "`register` is problems or regulations.");
    const auto due = model::parse_day(text("due"));
    if (!due) return problem(400, "Bad request", "`due` is a day, as 2020-11-16.");
    if (!doors_.registers.add) return no_such_page();
    const auto added =
        doors_.registers.add(request.viewer, request.peer, entry_of(*of, *due, text));
    if (!added) return problem_for_register(added.error());
    return json_answer(fmt::format("{{\"number\":{}}}\n", *added), 201);
  }

  Outcome change_entry(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    const auto form = read_form(request);
    const auto number = number_in(request.places[0]);
    const auto verb = entry_verb(request.places[1]);
    if (!form) return bad_form();
    if (!number || !verb || !doors_.registers.change) return no_such_page();
    const Language language = language_of(*form);
    const model::Status done = doors_.registers.change(request.viewer, request.peer, *number, *verb,
                                                       std::string(value_of(*form, "text")));
    const auto of = read_register(value_of(*form, "register")).value_or(model::Register::problems);
    if (done.ok()) {
      return lead_to(fmt::format("/desk/registers?register={}&told=done", name_of(of)), language);
    }
    return registers(request, of, language, {}, "", fault_words(done.error(), language));
  }
  Outcome change_entry_api(const Request& request) const {
    if (!request.viewer.is_signed_in()) return sign_in_first();
    const auto number = number_in(request.places[0]);
    const auto verb = entry_verb(request.places[1]);
    if (!number || !verb || !doors_.registers.change) return no_such_page();
    std::string text;
    if (*verb == model::EntryVerb::answer) {
      const auto body = json_of(request);
      if (!body) return desk_problem(body.error());
      const auto at = body->find("text");
      if (at == body->end() || !at->is_string()) {
        return problem(400, "Bad request", "Send {\"text\":\"…\"}.");
      }
      text = at->get<std::string>();
    }
    const model::Status done =
        doors_.registers.change(request.viewer, request.peer, *number, *verb, text);
    return done.ok() ? json_answer("{\"done\":true}\n") : problem_for_register(done.error());
  }

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
    if (!form) return bad_form();
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

  Outcome upload_form(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    UploadView view{.viewer = request.viewer};
    view.unit = value_of(request.parameters, "unit");
    view.stream = value_of(request.parameters, "stream");
    return html_page(upload_page(frame(language_of(request.parameters)), view));
  }

  // Before a large body is read: from our own pages, by somebody signed in.
  std::optional<Answer> admit_upload(Request& request) const {
    if (auto foreign = refuse_foreign(request)) return foreign;
    const bool is_known = doors_.viewer_of && doors_.viewer_of(request).is_signed_in();
    if (!is_known) return to_sign_in(request);
    return std::nullopt;
  }

  Outcome upload(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    const auto form = read_form(request);
    if (!form) return bad_form();
    const Language language = language_of(*form);
    UploadView view{.viewer = request.viewer};
    view.unit = value_of(*form, "unit");
    view.stream = value_of(*form, "stream");
    const std::string_view file = value_of(*form, "file");
    view.sheet = with_plain_line_ends(file.empty() ? value_of(*form, "sheet") : file);
    const auto scope = may_send(request.viewer, plan_, view.unit, view.stream);
    if (!scope || !doors_.intake.check) {
      view.fault = say(language, {"Bạn không được giao gửi loại số liệu này cho đơn vị này.",
                                  "You were not granted to send this for this unit."});
      return html_page(upload_page(frame(language), view), 403);
    }
    if (const std::int64_t wait_s = intake_.take_request(scope->unit); wait_s > 0) {
      return too_often(view, language, wait_s);
    }
    model::IntakeRequest wanted;
    wanted.stream = number_of_stream(view.stream);
    wanted.unit = scope->unit;
    wanted.is_unit_alone = scope->is_unit_alone;
    wanted.format = model::IntakeFormat::sheet;
    wanted.body = view.sheet;
    view.checked = doors_.intake.check(wanted);
    const bool is_good =
        view.checked->fault_count == 0 && !view.checked->too_many && !view.checked->events.empty();
    if (value_of(*form, "act") != "send" || !is_good) {
      return html_page(upload_page(frame(language), view), is_good ? 200 : 422);
    }
    return send(request, view, wanted.stream, scope->unit, language);
  }

 private:
  static std::string say(Language language, const Words& words) {
    return std::string(words.in(language));
  }
  static std::string too_long(Language language) {
    return say(language, {"Nội dung quá dài.", "The text is too long."});
  }
  static std::string empty_text(Language language) {
    return say(language, {"Hãy ghi nội dung.", "Write something first."});
  }
  static unsigned status_of(const Error& error) {
    if (error.code == ErrorCode::check_failed) return 409;
    return error.code == ErrorCode::usage ? 400 : 503;
  }
  static Answer bad_form() {
    return problem(400, "Bad request", "The form cannot be read. Open its page and send it again.");
  }
  static Answer problem_for_register(const Error& error) {
    if (error.code == ErrorCode::check_failed) {
      return problem(403, "Forbidden", error.message() + ".");
    }
    if (error.code == ErrorCode::usage && error.text.starts_with("there is no such entry")) {
      return problem(404, "Not found", "There is no such entry that you may see.");
    }
    return desk_problem(error);
  }
  // The few things a form can be wrong in, for people; what is else tells itself.
  static std::string fault_words(const Error& error, Language language) {
    if (language == Language::en) return error.message() + ".";
    if (error.subject == "due") return "Hạn trả lời phải từ hôm nay đến một năm sau.";
    if (error.text == "is empty") return "Hãy điền đủ các ô.";
    if (error.text.starts_with("is longer")) return "Nội dung quá dài.";
    if (error.code == ErrorCode::check_failed) {
      return "Bạn không được giao việc này, hoặc mục đã thay đổi. Hãy xem lại.";
    }
    return "Không ghi được: " + error.message();
  }
  static model::RegisterEntry entry_of(model::Register of, model::CivilDay due,
                                       const std::function<std::string(const char*)>& text) {
    model::RegisterEntry entry;
    entry.of = of;
    entry.unit = text("unit");
    entry.owner = text("owner");
    entry.title = text("title");
    entry.text = text("text");
    entry.due = due;
    return entry;
  }
  static Result<nlohmann::json> json_of(const Request& request) {
    if (!request.content_type.starts_with("application/json")) {
      return Error{ErrorCode::usage, "send the body as `Content-Type: application/json`", {}};
    }
    auto body = nlohmann::json::parse(request.body, nullptr, false);
    if (!body.is_object()) return Error{ErrorCode::usage, "the body is no JSON object", {}};
    return body;
  }
  static std::string address_of(const model::ReportName& name) {
    return "/desk/reports/" + percent_encode(name.report) + '/' + percent_encode(name.unit) + '/' +
           percent_encode(name.period);
  }

  DeskFrame frame(Language language) const { return {plan_, language, style_}; }

  static Answer to_sign_in(const Request& request) {
    return lead_to("/sign-in", language_of(request.parameters));
  }

  int number_of_stream(std::string_view id) const {
    const auto at = std::find_if(plan_.streams.begin(), plan_.streams.end(),
                                 [&](const auto& stream) { return stream.id == id; });
    return static_cast<int>(at - plan_.streams.begin());
  }

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

  Outcome registers(const Request& request, model::Register of, Language language,
                    const model::RegisterEntry& draft, std::string told, std::string fault) const {
    if (!doors_.registers.list) return no_such_page();
    const auto entries = doors_.registers.list(request.viewer);
    if (!entries) return desk_problem(entries.error());
    const unsigned status = fault.empty() ? 200 : 400;
    const RegisterView view{
        request.viewer,   of,   *entries, plan_.zone.day_of(doors_.now()), std::move(told),
        std::move(fault), draft};
    return html_page(register_page(frame(language), view), status);
  }

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

  Answer too_often(UploadView& view, Language language, std::int64_t wait_s) const {
    view.fault = language == Language::vi
                     ? fmt::format("Đơn vị đã gửi quá nhiều. Hãy gửi lại sau {} giây.", wait_s)
                     : fmt::format("The unit has sent too much. Send it again in {} s.", wait_s);
    Answer answer = html_page(upload_page(frame(language), view), 429);
    answer.headers.emplace_back("Retry-After", std::to_string(wait_s));
    return answer;
  }

  // The record of it is written before anything leaves, or nothing does.
  Outcome send(const Request& request, UploadView& view, int stream, model::UnitIndex unit,
               Language language) const {
    const std::size_t count = view.checked->events.size();
    if (const std::int64_t wait_s = intake_.take_events(unit, count); wait_s > 0) {
      return too_often(view, language, wait_s);
    }
    const std::string object = view.stream + " " + view.unit;
    if (doors_.note &&
        !doors_.note(request, "events.send", object, fmt::format("{} events", count))) {
      return busy("What is sent must be noted, and that failed. Try again in a moment.");
    }
    struct Sent {
      model::Viewer viewer;
      std::string unit, stream, sheet;
    };
    const Sent sent{request.viewer, view.unit, view.stream, view.sheet};
    const auto checked = std::make_shared<model::IntakeCheck>(std::move(*view.checked));
    return AnswerLater{[self = shared_from_this(), sent, checked, stream, count,
                        language](const Deliver& deliver) {
      self->doors_.intake.send(
          stream, std::move(*checked),
          [self, sent, count, language, deliver](const model::Status& done) {
            if (IntakeCounters* counters = self->doors_.intake_counters) {
              (done.ok() ? counters->accepted : counters->unacknowledged) += count;
            }
            UploadView after{.viewer = sent.viewer};
            after.unit = sent.unit;
            after.stream = sent.stream;
            if (done.ok()) {
              after.accepted = count;
            } else {
              after.sheet = sent.sheet;
              after.fault =
                  say(language, {"Chưa chắc mọi sự kiện đã được nhận. Hãy xem trước rồi gửi lại "
                                 "đúng bảng này; không có gì bị đếm hai lần.",
                                 "Not all events are safe yet. Preview and send this very sheet "
                                 "again; nothing is counted twice."});
            }
            deliver(html_page(upload_page(self->frame(language), after), done.ok() ? 200 : 503));
          });
    }};
  }

  const ServerDoors& doors_;
  const model::Plan& plan_;
  IntakeDesk& intake_;
  const std::string_view style_;  // empty in a program without its pages
};

}  // namespace

std::vector<Route> desk_routes(const ServerDoors& doors, IntakeDesk& intake) {
  const auto desk = std::make_shared<const Desk>(doors, intake);
  std::vector<Route> routes;
  const auto add = [&](std::string_view method, std::string_view path,
                       Outcome (Desk::*handler)(const Request&) const) {
    routes.push_back(
        {method, path,
         [desk, handler](const Request& request) { return (desk.get()->*handler)(request); },
         method == "POST" ? kDeskFormBytesMax : 0});
  };
  add("GET", "/api/v1/provision", &Desk::provision_api);
  add("GET", "/api/v1/refused", &Desk::refused_api);
  add("GET", "/api/v1/registers", &Desk::registers_api);
  add("POST", "/api/v1/registers", &Desk::raise_api);
  add("POST", "/api/v1/registers/{number}/{verb}", &Desk::change_entry_api);
  add("GET", "/desk/provision", &Desk::provision_page);
  add("GET", "/desk/refused", &Desk::refused_page);
  add("GET", "/desk/registers", &Desk::registers_page);
  add("POST", "/desk/registers", &Desk::raise);
  add("POST", kEntryAct, &Desk::change_entry);
  add("GET", "/desk/reports", &Desk::reports_page);
  add("GET", kReportPage, &Desk::report_page);
  add("POST", kReportAct, &Desk::act_on_report);
  add("GET", "/desk/upload", &Desk::upload_form);
  add("POST", "/desk/upload", &Desk::upload);
  Route& upload = routes.back();
  upload.body_bytes_max = model::kHttpBodyBytesMax;
  upload.admit = [desk](Request& request) { return desk->admit_upload(request); };
  return routes;
}

}  // namespace ioc::serving
