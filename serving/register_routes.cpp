#include "serving/register_routes.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "serving/desk_handlers.h"
#include "serving/figure_query.h"
#include "serving/form_data.h"
#include "serving/register_page.h"

namespace ioc::serving {
namespace {

using model::Error;
using model::ErrorCode;
using model::Result;

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

class RegisterHandlers : public DeskHandlers {
 public:
  explicit RegisterHandlers(const ServerDoors& doors) : DeskHandlers(doors) {}

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
    if (!form) return bad_desk_form();
    const Language language = language_of(*form);
    const auto of = read_register(value_of(*form, "register"));
    const auto due = read_due_day(value_of(*form, "due"));
    if (!of) return bad_desk_form();
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
    if (!form) return bad_desk_form();
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

 private:
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
};

}  // namespace

std::vector<Route> register_routes(const ServerDoors& doors) {
  using Handlers = RegisterHandlers;
  const auto handlers = std::make_shared<const Handlers>(doors);
  return {route_to("GET", "/api/v1/registers", handlers, &Handlers::registers_api),
          route_to("POST", "/api/v1/registers", handlers, &Handlers::raise_api, kDeskFormBytesMax),
          route_to("POST", "/api/v1/registers/{number}/{verb}", handlers,
                   &Handlers::change_entry_api, kDeskFormBytesMax),
          route_to("GET", "/desk/registers", handlers, &Handlers::registers_page),
          route_to("POST", "/desk/registers", handlers, &Handlers::raise, kDeskFormBytesMax),
          route_to("POST", "/desk/registers/{number}/{verb}", handlers, &Handlers::change_entry,
                   kDeskFormBytesMax)};
}

}  // namespace ioc::serving
