#include "app/people_pages.h"

#include <charconv>

#include "app/clock.h"
#include "app/openid_pages.h"
#include "app/page_forms.h"
#include "app/people_changes.h"
#include "app/people_house.h"
#include "serving/access.h"
#include "serving/alert_answering.h"
#include "serving/desk_page.h"
#include "serving/figure_query.h"
#include "serving/form_data.h"
#include "serving/origin.h"
#include "serving/page_answer.h"
#include "serving/screen_page.h"
#include "serving/sign_in_page.h"

namespace ioc::app {
namespace {

using serving::Answer;
using serving::AnswerLater;
using serving::DeskFrame;
using serving::html_page;
using serving::Language;
using serving::language_of;
using serving::lead_to;
using serving::Outcome;
using serving::Parameters;
using serving::Request;
using serving::SignInNotice;
using serving::SignInView;
using serving::style_of;
using serving::value_of;
using Tell = std::function<void(Answer)>;

constexpr std::size_t kFormBytesMax = 8 << 10;

// Role: the pages' handlers. Threads: any; whoever answers later holds on to it.
class Pages : public std::enable_shared_from_this<Pages> {
 public:
  Pages(PeopleHouse& house, std::span<const serving::Asset> built)
      : house_(house), style_(style_of(built, "desk")) {}

  Outcome sign_in_form(const Request& request) const {
    SignInView view;
    view.link = value_of(request.parameters, "link");
    if (!house_.can_sign_in()) view.notice = SignInNotice::unsafe;
    if (!view.link.empty()) {
      const auto account = house_.people->links.look(view.link, wall_now());
      if (!account || !*account) {
        view.link = {};
        view.notice = account ? SignInNotice::bad_link : SignInNotice::busy;
      }
    } else if (house_.who.session_of(request)) {
      return lead_to("/desk", language_of(request.parameters));
    } else if (value_of(request.parameters, "told") == "password") {
      view.notice = SignInNotice::password_set;
    } else if (value_of(request.parameters, "told") == "out") {
      view.notice = SignInNotice::signed_out;
    }
    return page(language_of(request.parameters), view);
  }

  Outcome sign_in(const Request& request) const {
    if (auto foreign = serving::refuse_foreign(request, true)) return *std::move(foreign);
    const auto form = serving::read_form(request);
    if (!form) return bad_form();
    const Language language = language_of(*form);
    if (!house_.can_sign_in()) return page(language, {.notice = SignInNotice::unsafe}, 403);
    if (!value_of(*form, "link").empty()) return set_password(request, *form);
    SignInAttempt attempt{std::string(value_of(*form, "account")),
                          std::string(value_of(*form, "password")), request.peer, request.agent};
    return AnswerLater{[self = shared_from_this(), attempt, language](const Tell& tell) {
      self->house_.sign_in.begin(
          attempt, [self, tell, language, account = attempt.account](const SignInOutcome& outcome) {
            tell(self->told(outcome, language, account));
          });
    }};
  }

  // Opens a screen: its link is used up, and leads to the wall without it. What else stands in the
  // address (`board`, `lang`, …) is the wall's.
  Outcome open_screen(const Request& request) const {
    const Language language = language_of(request.parameters);
    const std::string_view link = value_of(request.parameters, "link");
    std::string wall = "/";
    for (const auto& [name, value] : request.parameters) {
      if (name == "link") continue;
      wall += wall.size() == 1 ? '?' : '&';
      wall += serving::percent_encode(name) + "=" + serving::percent_encode(value);
    }
    const auto show = [&](serving::ScreenNotice notice, unsigned status) {
      return html_page(serving::screen_page(frame(language), notice), status);
    };
    if (!house_.can_sign_in()) return show(serving::ScreenNotice::unsafe, 403);
    if (request.method == "HEAD") return lead_to(wall, Language::vi);  // nothing is used up by it
    PeopleChanges changes(*house_.people, house_.plan, {"", request.peer, false}, wall_now());
    const auto cookie = changes.open_screen(link);
    if (!cookie) return show(serving::ScreenNotice::busy, 503);
    if (*cookie) {
      Answer answer = lead_to(wall, Language::vi);
      answer.headers.emplace_back("Set-Cookie", house_.screen_cookie(**cookie));
      return answer;
    }
    // A browser that begins with the same address each day has its cookie since the first.
    const auto screen = house_.who.screen_of(request);
    if (screen && screen->is_good) return lead_to(wall, Language::vi);
    return show(serving::ScreenNotice::bad_link, 401);
  }

  Outcome sign_out(const Request& request) const {
    const auto form = serving::read_form(request);
    if (!form) return bad_form();
    const Language language = language_of(*form);
    const auto own = house_.who.session_of(request);
    if (!own) return lead_to("/sign-in", language);
    if (const std::string_view text = value_of(*form, "session"); !text.empty()) {
      storage::Session other = *own;
      std::from_chars(text.data(), text.data() + text.size(), other.id);
      if (!house_.sign_in.end(other, request.peer).ok()) return unavailable();
      return lead_to("/desk", language);
    }
    if (!house_.sign_in.end(*own, request.peer).ok()) return unavailable();
    if (house_.openid && own->way == storage::kThroughOpenId) {
      return leave_provider(house_, request, frame(language));
    }
    Answer answer = lead_to("/sign-in", language);
    answer.headers.front().second += language == Language::en ? "&told=out" : "?told=out";
    answer.headers.emplace_back("Set-Cookie", house_.no_cookie());
    return answer;
  }

  // A unit the viewer may not see is answered as one that is not there.
  Outcome desk(const Request& request) const {
    const Language language = language_of(request.parameters);
    const auto own = house_.who.session_of(request);
    if (!own || !request.viewer.is_signed_in()) return lead_to("/sign-in", language);
    const auto units = serving::desk_units(house_.plan, request.viewer);
    model::UnitIndex unit = units.empty() ? model::kNoUnit : units.front();
    if (const std::string_view code = value_of(request.parameters, "unit"); !code.empty()) {
      unit = house_.plan.units.find(code);
      if (unit == model::kNoUnit ||
          !serving::may(request.viewer, serving::Deed::see, house_.plan, code)) {
        return serving::problem(404, "Not found", "There is no such unit for you.");
      }
    }
    auto sessions = house_.people->sessions.of(own->account, wall_now());
    if (!sessions) return unavailable();
    std::vector<serving::DeskSession> shown;
    for (const storage::Session& session : *sessions) {
      shown.push_back({session.id, session.begun, session.seen, session.peer, session.agent,
                       session.id == own->id});
    }
    const auto targets = house_.board.targets();
    const auto alerts = house_.alerts.alerts();
    const auto answers = house_.alerts.answers();
    const std::string_view told = value_of(request.parameters, "told");
    const auto notice = told == "alert"           ? serving::DeskNotice::alert_kept
                        : told == "alert-changed" ? serving::DeskNotice::alert_changed
                                                  : serving::DeskNotice::none;
    return html_page(
        serving::desk_page(frame(language), {request.viewer, unit, house_.board, targets.get(),
                                             alerts, answers, shown, wall_now(), notice}));
  }

  // Back to the desk it came from, which says how it ended.
  Outcome answer_alert(const Request& request) const {
    const auto form = form_of(request);
    if (!form) return bad_form();
    if (!house_.who.session_of(request)) return lead_to("/sign-in", language_of(*form));
    const std::string_view act = value_of(*form, "act");
    serving::AlertDeed deed;
    deed.act = act == "acknowledged" ? model::AlertAct::acknowledged
               : act == "released"   ? model::AlertAct::released
                                     : model::AlertAct::noted;
    deed.alert = value_of(*form, "alert");
    deed.unit = value_of(*form, "unit");
    deed.fired = model::parse_rfc3339(value_of(*form, "fired"));
    deed.note = value_of(*form, "note");
    auto judged = serving::judge_alert_deed(
        request.viewer, house_.plan, house_.alerts, deed,
        [this](std::string_view account) { return house_.person_of(account); }, wall_now());
    const auto* answer = std::get_if<model::AlertAnswer>(&judged);
    if (answer != nullptr && !house_.keep_answer(request, *answer).ok()) return unavailable();
    std::string address = "/desk?told=";
    address += answer != nullptr ? "alert" : "alert-changed";
    address += "&unit=" + serving::percent_encode(value_of(*form, "desk"));
    if (language_of(*form) == Language::en) address += "&lang=en";
    return lead_to(address + "#alerts", Language::vi);  // the language stands in it already
  }

 private:
  DeskFrame frame(Language language) const { return {house_.plan, language, style_}; }

  Answer page(Language language, SignInView view, unsigned status = 200) const {
    view.has_provider = house_.openid != nullptr;
    if (house_.openid) view.provider = house_.openid->settings().name;
    return html_page(serving::sign_in_page(frame(language), view), status);
  }

  static Answer unavailable() {
    return serving::busy("What is known of people cannot be read or written just now.");
  }

  Answer told(const SignInOutcome& outcome, Language language, std::string_view account) const {
    if (const auto* in = std::get_if<SignedIn>(&outcome)) {
      Answer answer = lead_to("/desk", language);
      answer.headers.emplace_back("Set-Cookie", house_.cookie(in->secret));
      return answer;
    }
    const auto& no = std::get<NotSignedIn>(outcome);
    SignInView view{.account = account, .wait_ms = no.wait_ms};
    switch (no.why) {
      case Refused::wrong: view.notice = SignInNotice::wrong; return page(language, view, 401);
      case Refused::wait: view.notice = SignInNotice::wait; return page(language, view, 429);
      case Refused::nobody:  // of the OpenID provider's
      case Refused::busy:
      case Refused::failed: break;
    }
    view.notice = SignInNotice::busy;
    return page(language, view, 503);
  }

  Outcome set_password(const Request& request, const Parameters& form) const {
    const std::string link(value_of(form, "link"));
    const std::string password(value_of(form, "password"));
    const Language language = language_of(form);
    if (password != value_of(form, "again")) {
      return page(language, {.notice = SignInNotice::differ, .link = link}, 400);
    }
    return AnswerLater{[self = shared_from_this(), link, password, language,
                        peer = request.peer](const Tell& tell) {
      self->house_.sign_in.set_by_link(
          link, password, peer, [self, tell, link, language](const PasswordOutcome& outcome) {
            tell(self->told(outcome, language, link));
          });
    }};
  }

  Answer told(const PasswordOutcome& outcome, Language language, const std::string& link) const {
    if (outcome.is_set) {
      Answer answer = lead_to("/sign-in", language);
      answer.headers.front().second +=
          language == Language::en ? "&told=password" : "?told=password";
      return answer;
    }
    if (!outcome.fault.empty()) {
      return page(language,
                  {.notice = SignInNotice::bad_password, .link = link, .fault = outcome.fault},
                  400);
    }
    if (outcome.why == Refused::wrong) {
      return page(language, {.notice = SignInNotice::bad_link}, 401);
    }
    return page(language, {.notice = SignInNotice::busy, .link = link}, 503);
  }

  PeopleHouse& house_;
  const std::string_view style_;  // empty in a program without its pages
};

}  // namespace

std::vector<serving::Route> people_pages(PeopleHouse& house,
                                         std::span<const serving::Asset> built) {
  const auto pages = std::make_shared<const Pages>(house, built);
  const auto call = [&](Outcome (Pages::*handler)(const Request&) const) {
    return [pages, handler](const Request& request) { return (pages.get()->*handler)(request); };
  };
  return {{"GET", "/sign-in", call(&Pages::sign_in_form), 0},
          {"POST", "/sign-in", call(&Pages::sign_in), kFormBytesMax},
          {"POST", "/sign-out", call(&Pages::sign_out), kFormBytesMax},
          {"GET", "/screen", call(&Pages::open_screen), 0},
          {"GET", "/desk", call(&Pages::desk), 0},
          {"POST", "/desk/alert", call(&Pages::answer_alert), kFormBytesMax}};
}

}  // namespace ioc::app
