#include "app/account_pages.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "app/clock.h"
#include "app/people_changes.h"
#include "app/people_house.h"
#include "serving/access.h"
#include "serving/accounts_page.h"
#include "serving/figure_query.h"
#include "serving/form_data.h"
#include "serving/page_answer.h"
#include "storage/grant_text.h"

namespace ioc::app {
namespace {

using model::Error;
using model::ErrorCode;
using serving::Answer;
using serving::html_page;
using serving::Language;
using serving::language_of;
using serving::lead_to;
using serving::Outcome;
using serving::Parameters;
using serving::Request;
using serving::style_of;
using serving::value_of;

constexpr std::size_t kAccountFormBytesMax = 8 << 10;
constexpr std::int64_t kDaysMax = 3'660;

// What a form has done: words, and perhaps a secret to be shown once.
struct FormDone {
  std::string secret;
};

// Role: the page and its forms; each change is that of people_changes.h, with its record.
// Threads: any.
class AccountPages {
 public:
  AccountPages(PeopleHouse& house, std::span<const serving::Asset> built)
      : house_(house), style_(style_of(built, "desk")) {}

  Outcome show(const Request& request) const {
    if (auto no = refuse(request)) return *std::move(no);
    return page(language_of(request.parameters), {}, {}, {}, 200);
  }

  Outcome change(const Request& request) const {
    if (auto no = refuse(request)) return *std::move(no);
    const auto form = serving::read_form(request);
    if (!form) return serving::problem(400, "Bad request", "The form cannot be read.");
    const Language language = language_of(*form);
    const auto done = act(request, *form);
    house_.who.forget();
    if (!done) {
      const unsigned status = done.error().code == ErrorCode::check_failed ? 403
                              : done.error().code == ErrorCode::usage      ? 400
                                                                           : 503;
      return page(language, {}, {}, done.error().message(), status);
    }
    return page(language, language == Language::vi ? "Đã ghi." : "It is done.", done->secret, {},
                200);
  }

 private:
  // Whoever is not signed in is led to the sign-in; to all others without the right it is not
  // there.
  std::optional<Answer> refuse(const Request& request) const {
    if (!request.viewer.is_signed_in()) return lead_to("/sign-in", Language::vi);
    if (serving::may(request.viewer, serving::Deed::manage_people, house_.plan, "")) {
      return std::nullopt;
    }
    return serving::problem(404, "Not found",
                            "There is no such page for you. /desk leads to all there are.");
  }

  model::Result<FormDone> act(const Request& request, const Parameters& form) const {
    PeopleChanges changes(*house_.people, house_.plan,
                          {request.viewer.account, request.peer, false}, wall_now(),
                          house_.issuer());
    const auto text = [&](std::string_view name) { return std::string(value_of(form, name)); };
    const std::string what = text("act");
    const std::string account = text("account");
    const auto plain = [](const model::Status& status) -> model::Result<FormDone> {
      if (!status.ok()) return status.error();
      return FormDone{};
    };
    if (what == "disable") return plain(changes.disable(account));
    if (what == "enable") return plain(changes.enable(account));
    if (what == "approve") return plain(changes.approve(account));
    if (what == "refuse") return plain(changes.refuse(account));
    if (what == "revoke") return plain(changes.revoke_token(text("token")));
    if (what == "reset") {
      auto link = changes.reset(account);
      if (!link) return link.error();
      return FormDone{address_of(request, link->secret)};
    }
    if (what == "grant") return grant(request, changes, account, text("name"), text("grants"));
    if (what == "token") return make_token(changes, text);
    return Error{ErrorCode::usage, "the form asks for nothing that is known", {}};
  }

  // A new account, or other grants of one that is there.
  model::Result<FormDone> grant(const Request& request, PeopleChanges& changes,
                                const std::string& account, const std::string& name,
                                const std::string& grants) const {
    auto read = storage::read_grants(grants);
    if (!read) return read.error();
    const auto there = house_.people->accounts.find(account);
    if (!there) return there.error();
    if (*there) {
      auto granted = changes.grant(account, *read);
      if (!granted) return granted.error();
      return FormDone{};
    }
    auto added = changes.add({account, name, *read});
    if (!added) return added.error();
    return FormDone{address_of(request, added->link.secret)};
  }

  template <class Text>
  static model::Result<FormDone> make_token(PeopleChanges& changes, const Text& text) {
    const std::string days_text = text("days");
    std::int64_t days = 0;
    const auto [end, error] =
        std::from_chars(days_text.data(), days_text.data() + days_text.size(), days);
    if (error != std::errc{} || end != days_text.data() + days_text.size() || days < 1 ||
        days > kDaysMax) {
      return Error{ErrorCode::usage, fmt::format("must be a number from 1 to {}", kDaysMax),
                   "days"};
    }
    auto secret = changes.add_token({text("token"), text("unit"), {text("stream")}},
                                    model::Instant{wall_now().ms + days * model::kDayMs});
    if (!secret) return secret.error();
    return FormDone{*secret};
  }

  // As the administrator's browser reaches the service, so that the link can be handed on.
  std::string address_of(const Request& request, const std::string& secret) const {
    return fmt::format("{}://{}/sign-in?link={}", house_.settings.is_secure ? "https" : "http",
                       request.host, secret);
  }

  Answer page(Language language, std::string told, std::string secret, std::string fault,
              unsigned status) const {
    auto accounts = house_.people->accounts.all();
    auto waiting = house_.people->accounts.changes();
    auto tokens = house_.people->tokens.all();
    if (!accounts || !waiting || !tokens) {
      return serving::busy("What is known of people cannot be read just now.");
    }
    serving::AccountsView view;
    view.now = wall_now();
    view.told = std::move(told);
    view.secret = std::move(secret);
    view.fault = std::move(fault);
    for (const storage::Account& account : *accounts) {
      serving::AccountRow& row = view.accounts.emplace_back();
      row.id = account.id;
      row.name = account.name;
      row.grants = storage::write_grants(account.grants);
      row.has_password = !account.password.empty();
      row.is_disabled = account.is_disabled;
      row.is_administrator = is_administrator(account);
      for (const storage::GrantChange& change : *waiting) {
        if (change.account != account.id) continue;
        row.waiting = storage::write_grants(change.grants);
        row.asked_by = change.asked_by;
      }
    }
    for (const storage::Token& token : *tokens) {
      view.tokens.push_back({token.scope.id, token.scope.unit,
                             storage::join_ids(token.scope.streams, ' '), token.expires,
                             token.revoked.has_value()});
    }
    return html_page(serving::accounts_page({house_.plan, language, style_}, view), status);
  }

  PeopleHouse& house_;
  const std::string_view style_;  // empty in a program without its pages
};

}  // namespace

std::vector<serving::Route> account_pages(PeopleHouse& house,
                                          std::span<const serving::Asset> built) {
  const auto pages = std::make_shared<const AccountPages>(house, built);
  return {
      {"GET", "/desk/accounts", [pages](const Request& request) { return pages->show(request); },
       0},
      {"POST", "/desk/accounts", [pages](const Request& request) { return pages->change(request); },
       kAccountFormBytesMax}};
}

}  // namespace ioc::app
