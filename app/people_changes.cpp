#include "app/people_changes.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/passwords.h"
#include "app/second_person.h"
#include "catalog/nearest.h"
#include "model/limits.h"
#include "storage/grant_text.h"

namespace ioc::app {

using model::Done;
using model::Error;
using model::ErrorCode;
using model::Grant;
using model::Result;
using model::Status;
using storage::Account;

namespace {

Error usage(std::string text) { return {ErrorCode::usage, std::move(text), {}}; }

Status check_unit(const model::Plan& plan, const std::string& unit) {
  if (plan.units.find(unit) != model::kNoUnit) return Done{};
  std::vector<std::string> codes;
  for (const model::Unit& known : plan.units.all()) codes.push_back(known.code);
  return usage(
      fmt::format("the catalogue has no unit `{}`; {}", unit, catalog::suggestion(unit, codes)));
}

Status check_streams(const model::Plan& plan, const std::vector<std::string>& streams) {
  std::vector<std::string> known;
  for (const model::StreamPlan& stream : plan.streams) known.push_back(stream.id);
  for (const std::string& stream : streams) {
    if (std::find(known.begin(), known.end(), stream) != known.end()) continue;
    return usage(fmt::format("the catalogue has no stream `{}`; {}", stream,
                             catalog::suggestion(stream, known)));
  }
  return Done{};
}

std::string text_of(const std::vector<Grant>& grants) {
  return grants.empty() ? "no grants" : storage::write_grants(grants);
}

}  // namespace

Status check_grants(const model::Plan& plan, const std::vector<Grant>& grants) {
  for (const Grant& grant : grants) {
    if (Status good = check_unit(plan, grant.unit); !good.ok()) return good;
    if (Status good = check_streams(plan, grant.streams); !good.ok()) return good;
  }
  return Done{};
}

bool is_administrator(const Account& account) {
  return std::any_of(account.grants.begin(), account.grants.end(),
                     [](const Grant& grant) { return grant.role == model::Role::administrator; });
}

Status PeopleChanges::note(std::string_view act, std::string_view object, std::string_view detail) {
  return people_.audit.append({.at = now_,
                               .actor = doer_.actor,
                               .act = std::string(act),
                               .object = std::string(object),
                               .detail = std::string(detail),
                               .peer = doer_.peer,
                               .previous = {},
                               .hash = {}});
}

Result<Account> PeopleChanges::account_of(std::string_view id) {
  auto account = people_.accounts.find(id);
  if (!account) return account.error();
  if (*account) return **std::move(account);
  return usage(fmt::format("there is no account `{}`", id));
}

Result<Account> PeopleChanges::account_to_keep(std::string_view id) {
  auto account = account_of(id);
  if (!account || doer_.is_command_line || !is_administrator(*account)) return account;
  return Error{ErrorCode::check_failed,
               "an administrator's account is kept on the command line: ioc-pulse account",
               std::string(id)};
}

Result<OneTimeLink> PeopleChanges::make_link(std::string_view id) {
  OneTimeLink link{std::string(id), new_secret(), {now_.ms + model::kLinkMs}};
  if (Status made = people_.links.make(link.secret, id, link.expires); !made.ok()) {
    return made.error();
  }
  return link;
}

Result<PeopleChanges::Added> PeopleChanges::add(const NewAccount& account) {
  if (!storage::is_account_id(account.id)) {
    return usage(
        fmt::format("`{}` cannot name an account: small letters, digits and . _ - @, at "
                    "most 64, a letter or digit first",
                    account.id));
  }
  constexpr std::size_t kNameBytesMax = 200;
  if (account.name.empty() || account.name.size() > kNameBytesMax) {
    return usage(fmt::format("account `{}` needs the name of the person, of at most {} bytes",
                             account.id, kNameBytesMax));
  }
  if (Status good = check_grants(plan_, account.grants); !good.ok()) return good.error();
  Added added;
  const Status done = people_.database().in_transaction([&]() -> Status {
    Account fresh;
    fresh.id = account.id;
    fresh.name = account.name;
    fresh.created = now_;
    if (Status stored = people_.accounts.add(fresh); !stored.ok()) return stored;
    if (Status noted = note("account.add", account.id, account.name); !noted.ok()) return noted;
    if (!account.grants.empty()) {
      auto granting = set_or_ask(account.id, account.grants);
      if (!granting) return granting.error();
      added.granting = *granting;
    }
    auto link = make_link(account.id);
    if (!link) return link.error();
    added.link = *std::move(link);
    return Done{};
  });
  if (!done.ok()) return done.error();
  return added;
}

Result<std::vector<OneTimeLink>> PeopleChanges::import(const std::vector<NewAccount>& accounts) {
  std::vector<OneTimeLink> links;
  const Status done = people_.database().in_transaction([&]() -> Status {
    for (const NewAccount& account : accounts) {
      auto added = add(account);
      if (!added) return added.error();
      links.push_back(added->link);
    }
    return Done{};
  });
  if (!done.ok()) return done.error();
  return links;
}

Result<OneTimeLink> PeopleChanges::reset(std::string_view id) {
  auto account = account_to_keep(id);
  if (!account) return account.error();
  if (account->is_disabled) return usage(fmt::format("account `{}` is disabled; enable it", id));
  OneTimeLink made;
  const Status done = people_.database().in_transaction([&]() -> Status {
    if (Status set = people_.accounts.set_password(id, ""); !set.ok()) return set;
    if (Status ended = people_.sessions.end_all(id); !ended.ok()) return ended;
    if (Status parted = people_.identities.drop(id); !parted.ok()) return parted;
    if (auto gone = people_.read_tokens.drop(id); !gone) return gone.error();
    auto link = make_link(id);
    if (!link) return link.error();
    made = *std::move(link);
    return note("account.reset", id, "password and sessions ended, a one-time link made");
  });
  if (!done.ok()) return done.error();
  return made;
}

Status PeopleChanges::disable(std::string_view id) {
  auto account = account_to_keep(id);
  if (!account) return account.error();
  return people_.database().in_transaction([&]() -> Status {
    if (Status set = people_.accounts.set_disabled(id, true); !set.ok()) return set;
    if (Status ended = people_.sessions.end_all(id); !ended.ok()) return ended;
    if (Status dropped = people_.links.drop(id); !dropped.ok()) return dropped;
    if (auto gone = people_.read_tokens.drop(id); !gone) return gone.error();
    return note("account.disable", id, "its sessions ended");
  });
}

Status PeopleChanges::enable(std::string_view id) {
  auto account = account_to_keep(id);
  if (!account) return account.error();
  return people_.database().in_transaction([&]() -> Status {
    if (Status set = people_.accounts.set_disabled(id, false); !set.ok()) return set;
    return note("account.enable", id, "");
  });
}

// Another who could approve.
Result<bool> PeopleChanges::has_second() {
  const auto able = who_could(people_, plan_, serving::Deed::approve_people, issuer_);
  if (!able) return able.error();
  return std::any_of(able->begin(), able->end(),
                     [&](const std::string& account) { return account != doer_.actor; });
}

Result<Granting> PeopleChanges::set_or_ask(std::string_view id, const std::vector<Grant>& grants) {
  Granting granting = Granting::done;
  if (!doer_.is_command_line) {
    const auto second = has_second();
    if (!second) return second.error();
    granting = *second ? Granting::waits : Granting::only_one;
  }
  if (granting == Granting::waits) {
    Status asked = people_.accounts.ask_grants({std::string(id), grants, doer_.actor, now_});
    if (asked.ok()) asked = note("grants.ask", id, text_of(grants));
    if (!asked.ok()) return asked.error();
    return granting;
  }
  std::string detail = text_of(grants);
  if (granting == Granting::only_one) detail += " (there is no second administrator)";
  Status set = people_.accounts.set_grants(id, grants);
  if (set.ok()) set = note("grants.set", id, detail);
  if (!set.ok()) return set.error();
  return granting;
}

Result<Granting> PeopleChanges::grant(std::string_view id, const std::vector<Grant>& grants) {
  if (auto account = account_of(id); !account) return account.error();
  if (Status good = check_grants(plan_, grants); !good.ok()) return good.error();
  Granting granting = Granting::done;
  const Status done = people_.database().in_transaction([&]() -> Status {
    auto set = set_or_ask(id, grants);
    if (!set) return set.error();
    granting = *set;
    return Done{};
  });
  if (!done.ok()) return done.error();
  return granting;
}

Result<storage::GrantChange> PeopleChanges::waiting(std::string_view id) {
  auto changes = people_.accounts.changes();
  if (!changes) return changes.error();
  for (storage::GrantChange& change : *changes) {
    if (change.account == id) return std::move(change);
  }
  return usage(fmt::format("no change of the grants of `{}` waits", id));
}

Status PeopleChanges::approve(std::string_view id) {
  return people_.database().in_transaction([&]() -> Status {
    auto change = waiting(id);
    if (!change) return change.error();
    if (!doer_.is_command_line && (change->asked_by == doer_.actor || id == doer_.actor)) {
      return Error{ErrorCode::check_failed,
                   "a second administrator approves a change of grants, and nobody his own",
                   std::string(id)};
    }
    if (Status good = check_grants(plan_, change->grants); !good.ok()) return good;
    if (Status set = people_.accounts.set_grants(id, change->grants); !set.ok()) return set;
    return note("grants.set", id,
                fmt::format("{} (asked for by {})", text_of(change->grants), change->asked_by));
  });
}

Status PeopleChanges::refuse(std::string_view id) {
  return people_.database().in_transaction([&]() -> Status {
    auto change = waiting(id);
    if (!change) return change.error();
    if (Status dropped = people_.accounts.drop_change(id); !dropped.ok()) return dropped;
    return note("grants.refuse", id,
                fmt::format("{} (asked for by {})", text_of(change->grants), change->asked_by));
  });
}

Result<std::string> PeopleChanges::make_read_token(std::string_view id, model::Instant expires) {
  auto account = account_of(id);
  if (!account) return account.error();
  if (account->is_disabled) return usage(fmt::format("account `{}` is disabled; enable it", id));
  if (expires <= now_) return usage(fmt::format("the token of `{}` would be of no day", id));
  const std::string secret = new_secret();
  const Status done = people_.database().in_transaction([&]() -> Status {
    if (Status made = people_.read_tokens.make(secret, id, expires); !made.ok()) return made;
    return note("account.token", id,
                "may be read with until " + model::format_rfc3339(expires, plan_.zone));
  });
  if (!done.ok()) return done.error();
  return secret;
}

Status PeopleChanges::drop_read_token(std::string_view id) {
  if (auto account = account_of(id); !account) return account.error();
  return people_.database().in_transaction([&]() -> Status {
    auto gone = people_.read_tokens.drop(id);
    if (!gone) return gone.error();
    if (!*gone) return usage(fmt::format("account `{}` has no token", id));
    return note("account.token", id, "ended");
  });
}

Result<std::string> PeopleChanges::add_token(const model::TokenScope& scope, model::Instant expires,
                                             model::TokenKind kind) {
  const bool is_screen = kind == model::TokenKind::screen;
  if (!storage::is_account_id(scope.id)) {
    return usage(
        fmt::format("`{}` cannot name a token: small letters, digits and . _ - @, at most "
                    "64, a letter or digit first",
                    scope.id));
  }
  if (scope.streams.empty() && !is_screen) {
    return usage(fmt::format("token `{}` needs the streams it may send to", scope.id));
  }
  if (expires <= now_) return usage(fmt::format("token `{}` would be of no day", scope.id));
  if (Status good = check_unit(plan_, scope.unit); !good.ok()) return good.error();
  if (Status good = check_streams(plan_, scope.streams); !good.ok()) return good.error();
  const std::string secret = new_secret();
  const Status done = people_.database().in_transaction([&]() -> Status {
    if (Status added = people_.tokens.add(secret, {scope, now_, expires, {}, kind, {}});
        !added.ok()) {
      return added;
    }
    const std::string streams =
        scope.streams.empty() ? "all streams" : storage::join_ids(scope.streams, '+');
    return note("token.add", scope.id,
                fmt::format("{}{}:{} until {}", is_screen ? "screen " : "", scope.unit, streams,
                            model::format_rfc3339(expires, plan_.zone)));
  });
  if (!done.ok()) return done.error();
  return secret;
}

Result<std::optional<std::string>> PeopleChanges::open_screen(std::string_view link) {
  std::optional<std::string> cookie;
  const Status done = people_.database().in_transaction([&]() -> Status {
    const std::string secret = new_secret();
    auto opened = people_.tokens.open_screen(link, secret, now_);
    if (!opened) return opened.error();
    if (!*opened) return Done{};
    cookie = secret;
    return note("screen.open", (*opened)->id, "its link was used");
  });
  if (!done.ok()) return done.error();
  return cookie;
}

Status PeopleChanges::revoke_token(std::string_view id) {
  return people_.database().in_transaction([&]() -> Status {
    auto revoked = people_.tokens.revoke(id, now_);
    if (!revoked) return revoked.error();
    if (!*revoked) return usage(fmt::format("there is no token `{}` that could be revoked", id));
    return note("token.revoke", id, "");
  });
}

}  // namespace ioc::app
