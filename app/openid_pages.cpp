#include "app/openid_pages.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "app/page_forms.h"
#include "app/people_house.h"
#include "model/door_limits.h"
#include "serving/figure_query.h"
#include "serving/page_answer.h"
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
using serving::Request;
using serving::SignInNotice;
using serving::SignInView;
using serving::style_of;
using serving::value_of;
using Tell = std::function<void(Answer)>;

// Role: the handlers. Threads: any; whoever answers later holds on to it.
class OpenIdPages : public std::enable_shared_from_this<OpenIdPages> {
 public:
  OpenIdPages(PeopleHouse& house, std::span<const serving::Asset> built)
      : house_(house), style_(style_of(built, "desk")) {}

  Outcome begin(const Request& request) const {
    const Language language = language_of(request.parameters);
    if (!house_.can_sign_in()) return page(language, {.notice = SignInNotice::unsafe}, 403);
    return AnswerLater{[self = shared_from_this(), language](const Tell& tell) {
      self->house_.openid->begin(
          language == Language::en,
          [self, language, tell](const std::variant<OpenIdStart, OpenIdFault>& outcome) {
            if (const auto* fault = std::get_if<OpenIdFault>(&outcome)) {
              return tell(self->told(*fault, language));
            }
            const auto& start = std::get<OpenIdStart>(outcome);
            Answer answer = lead_to(start.address, Language::vi);
            answer.headers.emplace_back("Set-Cookie", self->ticket_cookie(start.ticket));
            tell(std::move(answer));
          });
    }};
  }

  Outcome back(const Request& request) const {
    const std::string ticket = cookie_of(request.cookie, ticket_name());
    const Language language = house_.openid->is_english(ticket) ? Language::en : Language::vi;
    if (!house_.can_sign_in()) return page(language, {.notice = SignInNotice::unsafe}, 403);
    const auto parameter = [&](std::string_view name) {
      return std::string(value_of(request.parameters, name));
    };
    const OpenIdReturn came{
        parameter("code"), parameter("state"), parameter("iss"), parameter("error"), ticket,
        request.peer,      request.agent};
    return AnswerLater{[self = shared_from_this(), came, language](const Tell& tell) {
      self->house_.openid->finish(came, [self, language, tell](const OpenIdOutcome& outcome) {
        Answer answer = std::holds_alternative<OpenIdFault>(outcome)
                            ? self->told(std::get<OpenIdFault>(outcome), language)
                            : self->told(std::get<SignInOutcome>(outcome), language);
        answer.headers.emplace_back("Set-Cookie", self->ticket_cookie("") + "; Max-Age=0");
        tell(std::move(answer));
      });
    }};
  }

  // The provider has ended its session too.
  Outcome out(const Request& request) const {
    const bool is_english = value_of(request.parameters, "state") == "en";
    return lead_to(is_english ? "/sign-in?lang=en&told=out" : "/sign-in?told=out", Language::vi);
  }

 private:
  std::string_view ticket_name() const {
    return house_.settings.is_secure ? "__Host-openid" : "openid";
  }

  // It must come along when the provider sends the browser back, so it is not Strict.
  std::string ticket_cookie(std::string_view ticket) const {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax{}", ticket_name(), ticket,
                       house_.settings.is_secure ? "; Secure" : "");
  }

  static std::string cookie_of(std::string_view cookies, std::string_view name) {
    constexpr std::size_t kTicketBytesMax = 256;
    while (!cookies.empty()) {
      const std::size_t end = std::min(cookies.find(';'), cookies.size());
      std::string_view pair = cookies.substr(0, end);
      cookies.remove_prefix(std::min(end + 1, cookies.size()));
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      const std::size_t equal = pair.find('=');
      if (equal == pair.npos || pair.substr(0, equal) != name) continue;
      const std::string_view value = pair.substr(equal + 1);
      return value.size() <= kTicketBytesMax ? std::string(value) : std::string();
    }
    return {};
  }

  DeskFrame frame(Language language) const { return {house_.plan, language, style_}; }

  Answer page(Language language, SignInView view, unsigned status) const {
    view.has_provider = true;
    view.provider = house_.openid->settings().name;
    return html_page(serving::sign_in_page(frame(language), view), status);
  }

  Answer told(OpenIdFault fault, Language language) const {
    switch (fault) {
      case OpenIdFault::away: return page(language, {.notice = SignInNotice::provider_away}, 503);
      case OpenIdFault::busy: return page(language, {.notice = SignInNotice::busy}, 503);
      case OpenIdFault::stale: return page(language, {.notice = SignInNotice::provider_stale}, 400);
      case OpenIdFault::refused:
      case OpenIdFault::doubtful: break;
    }
    return page(language, {.notice = SignInNotice::provider_refused}, 401);
  }

  Answer told(const SignInOutcome& outcome, Language language) const {
    if (const auto* in = std::get_if<SignedIn>(&outcome)) {
      Answer answer = html_page(serving::passing_page(
          frame(language), {{"Đã đăng nhập", "Signed in"},
                            {"Đang mở bàn làm việc.", "Opening the desk."},
                            language == Language::en ? "/desk?lang=en" : "/desk"}));
      answer.headers.emplace_back("Set-Cookie", house_.cookie(in->secret));
      return answer;
    }
    const auto& no = std::get<NotSignedIn>(outcome);
    if (no.why == Refused::nobody) return page(language, {.notice = SignInNotice::nobody}, 403);
    if (no.why == Refused::wait) {
      return page(language, {.notice = SignInNotice::wait, .wait_ms = no.wait_ms}, 429);
    }
    return page(language, {.notice = SignInNotice::busy}, 503);
  }

  PeopleHouse& house_;
  std::string_view style_;  // empty in a program without its pages
};

}  // namespace

std::vector<serving::Route> openid_pages(PeopleHouse& house,
                                         std::span<const serving::Asset> built) {
  const auto pages = std::make_shared<const OpenIdPages>(house, built);
  const auto call = [&](Outcome (OpenIdPages::*handler)(const Request&) const) {
    return [pages, handler](const Request& request) { return (pages.get()->*handler)(request); };
  };
  return {{"GET", "/sign-in/openid", call(&OpenIdPages::begin), 0},
          {"GET", "/sign-in/openid/back", call(&OpenIdPages::back), 0},
          {"GET", "/sign-in/openid/out", call(&OpenIdPages::out), 0}};
}

// A form may not lead to another place (Content-Security-Policy), so a page comes between.
Outcome leave_provider(PeopleHouse& house, const Request& request, const DeskFrame& frame) {
  const std::string secret = house.who.secret_of(request.cookie);
  return AnswerLater{[&house, secret, frame](const Tell& tell) {
    house.openid->leave(
        secret, frame.language == Language::en, [&house, frame, tell](const std::string& address) {
          const std::string own =
              frame.language == Language::en ? "/sign-in?lang=en&told=out" : "/sign-in?told=out";
          Answer answer = html_page(serving::passing_page(
              frame, {{"Đã đăng xuất khỏi hệ thống này", "Signed out here"},
                      address.empty()
                          ? serving::Words{"Phiên ở hệ thống đăng nhập chung có thể vẫn còn: xin "
                                           "đóng trình duyệt nếu máy này dùng chung.",
                                           "The session at the shared sign-in may go on: close the "
                                           "browser if others use this machine."}
                          : serving::Words{"Đang đăng xuất khỏi hệ thống đăng nhập chung.",
                                           "Signing out of the shared sign-in."},
                      address.empty() ? std::string_view(own) : std::string_view(address),
                      !address.empty()}));
          answer.headers.emplace_back("Set-Cookie", house.no_cookie());
          tell(std::move(answer));
        });
  }};
}

}  // namespace ioc::app
