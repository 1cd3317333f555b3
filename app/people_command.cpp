#include "app/people_command.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "app/audit_heads.h"
#include "app/catalog_files.h"
#include "app/clock.h"
#include "app/config.h"
#include "app/exit_code.h"
#include "app/kafka_config.h"
#include "app/output.h"
#include "app/people_changes.h"
#include "app/people_import.h"
#include "app/typist.h"
#include "storage/grant_text.h"

namespace ioc::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Error;
using model::ErrorCode;
using model::Result;

// What every command needs: the configuration, the catalogue's units and streams, the database.
struct Office {
  Config config;
  model::Plan plan;
  std::unique_ptr<storage::People> people;

  PeopleChanges changes() { return {*people, plan, {typist(), "", true}, wall_now()}; }
  std::string time(model::Instant at) const { return model::format_rfc3339(at, plan.zone); }
  // Where browsers meet the service.
  std::string base(const PeopleOptions& options) const {
    std::string base = options.url;
    if (base.empty() && config.openid) base = config.openid->address;
    if (base.empty()) {
      base = fmt::format("{}://{}:{}", config.http.tls.is_on() ? "https" : "http",
                         config.http.address, config.http.port);
    }
    while (base.ends_with('/')) base.pop_back();
    return base;
  }
  std::string link(const PeopleOptions& options, const OneTimeLink& link) const {
    return base(options) + "/sign-in?link=" + link.secret;
  }
};

Result<std::unique_ptr<Office>> open(const PeopleOptions& options) {
  auto config = read_config(options.config);
  if (!config) return config.error();
  auto plan = load_plan(config->catalog);
  if (!plan) return plan.error();
  auto people = storage::People::open(config->state_dir);
  if (!people) return people.error();
  return std::make_unique<Office>(Office{*config, *std::move(plan), *std::move(people)});
}

Result<std::vector<model::Grant>> grants_of(const PeopleOptions& options) {
  std::vector<model::Grant> grants;
  for (const std::string& text : options.grants) {
    auto some = storage::read_grants(text);
    if (!some) return some.error();
    grants.insert(grants.end(), some->begin(), some->end());
  }
  return grants;
}

std::string line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

int print_links(const Office& office, const PeopleOptions& options,
                const std::vector<OneTimeLink>& links) {
  std::string out;
  for (const OneTimeLink& link : links) {
    const std::string address = office.link(options, link);
    if (options.json) {
      out += line(
          {{"account", link.account}, {"link", address}, {"expires", office.time(link.expires)}});
    } else {
      out += fmt::format("{}  {}  until {}\n", link.account, address, office.time(link.expires));
    }
  }
  return print(out);
}

// For commands that change one account and have nothing to print.
int change(const PeopleOptions& options, const char* words,
           const std::function<model::Status(PeopleChanges&)>& work) {
  auto office = open(options);
  if (!office) return report(office.error());
  PeopleChanges changes = (*office)->changes();
  if (const auto done = work(changes); !done.ok()) return report(done.error());
  say(fmt::format("{} {}\n", options.id, words));
  return kExitOk;
}

}  // namespace

int add_account(const PeopleOptions& options) {
  auto office = open(options);
  if (!office) return report(office.error());
  auto grants = grants_of(options);
  if (!grants) return report(grants.error());
  auto added = (*office)->changes().add({options.id, options.name, *grants});
  if (!added) return report(added.error());
  return print_links(**office, options, {added->link});
}

int list_accounts(const PeopleOptions& options) {
  auto office = open(options);
  if (!office) return report(office.error());
  auto accounts = (*office)->people->accounts.all();
  if (!accounts) return report(accounts.error());
  auto waiting = (*office)->people->accounts.changes();
  if (!waiting) return report(waiting.error());
  std::string out;
  for (const storage::Account& account : *accounts) {
    const auto change = std::find_if(waiting->begin(), waiting->end(),
                                     [&](const auto& any) { return any.account == account.id; });
    const bool waits = change != waiting->end();
    const std::string_view state = account.is_disabled        ? "disabled"
                                   : account.password.empty() ? "no password"
                                                              : "active";
    if (options.json) {
      out += line({{"account", account.id},
                   {"name", account.name},
                   {"state", state},
                   {"grants", storage::write_grants(account.grants)},
                   {"waiting", waits ? Json(storage::write_grants(change->grants)) : Json()},
                   {"created", (*office)->time(account.created)}});
      continue;
    }
    out += fmt::format("{:24}  {:11}  {}  {}", account.id, state, account.name,
                       storage::write_grants(account.grants));
    if (waits) {
      out += fmt::format("  (waits: {}, asked for by {})", storage::write_grants(change->grants),
                         change->asked_by);
    }
    out += '\n';
  }
  return print(out);
}

int disable_account(const PeopleOptions& options) {
  return change(options, "is disabled; its sessions have ended",
                [&](PeopleChanges& changes) { return changes.disable(options.id); });
}

int enable_account(const PeopleOptions& options) {
  return change(options, "is enabled",
                [&](PeopleChanges& changes) { return changes.enable(options.id); });
}

int reset_account(const PeopleOptions& options) {
  auto office = open(options);
  if (!office) return report(office.error());
  auto link = (*office)->changes().reset(options.id);
  if (!link) return report(link.error());
  return print_links(**office, options, {*link});
}

int grant_account(const PeopleOptions& options) {
  auto grants = grants_of(options);
  if (!grants) return report(grants.error());
  return change(options, "has these grants now, and no others",
                [&](PeopleChanges& changes) -> model::Status {
                  auto granted = changes.grant(options.id, *grants);
                  if (!granted) return granted.error();
                  return model::Done{};
                });
}

int import_accounts(const PeopleOptions& options) {
  auto office = open(options);
  if (!office) return report(office.error());
  std::ifstream file(options.file, std::ios::binary);
  if (!file) return report({ErrorCode::io, "cannot be read", options.file});
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  auto known = (*office)->people->accounts.all();
  if (!known) return report(known.error());
  std::set<std::string> ids;
  for (const storage::Account& account : *known) ids.insert(account.id);
  const PeopleTable table = read_people(options.file, text, (*office)->plan, ids);
  if (!table.faults.empty()) {
    for (const catalog::Diagnostic& fault : table.faults) say(catalog::render(fault));
    return report({ErrorCode::usage,
                   fmt::format("{} faults; no account was made", table.faults.size()),
                   options.file});
  }
  auto links = (*office)->changes().import(table.accounts);
  if (!links) return report(links.error());
  return print_links(**office, options, *links);
}

int list_sessions(const PeopleOptions& options) {
  auto office = open(options);
  if (!office) return report(office.error());
  auto sessions = (*office)->people->sessions.of(options.id, wall_now());
  if (!sessions) return report(sessions.error());
  std::string out;
  for (const storage::Session& session : *sessions) {
    if (options.json) {
      out += line({{"account", session.account},
                   {"session", std::to_string(session.id)},
                   {"begun", (*office)->time(session.begun)},
                   {"seen", (*office)->time(session.seen)},
                   {"address", session.peer},
                   {"client", session.agent}});
    } else {
      out +=
          fmt::format("{:24}  since {}  seen {}  {}\n", session.account,
                      (*office)->time(session.begun), (*office)->time(session.seen), session.peer);
    }
  }
  return print(out);
}

int make_account_token(const PeopleOptions& options) {
  if (options.revoke) {
    return change(options, "can no longer be read with by its token",
                  [&](PeopleChanges& changes) { return changes.drop_read_token(options.id); });
  }
  auto office = open(options);
  if (!office) return report(office.error());
  const model::Instant expires{wall_now().ms + options.days * model::kDayMs};
  auto secret = (*office)->changes().make_read_token(options.id, expires);
  if (!secret) return report(secret.error());
  if (!options.json) return print(*secret + "\n");
  return print(
      line({{"account", options.id}, {"secret", *secret}, {"expires", (*office)->time(expires)}}));
}

int add_token(const PeopleOptions& options) {
  auto office = open(options);
  if (!office) return report(office.error());
  const model::Instant expires{wall_now().ms + options.days * model::kDayMs};
  const model::TokenKind kind =
      options.screen ? model::TokenKind::screen : model::TokenKind::events;
  auto secret =
      (*office)->changes().add_token({options.id, options.unit, options.streams}, expires, kind);
  if (!secret) return report(secret.error());
  if (options.screen) {
    const std::string link = (*office)->base(options) + "/screen?link=" + *secret;
    if (!options.json) return print(link + "\n");
    return print(
        line({{"token", options.id}, {"link", link}, {"expires", (*office)->time(expires)}}));
  }
  if (!options.json) return print(*secret + "\n");
  return print(
      line({{"token", options.id}, {"secret", *secret}, {"expires", (*office)->time(expires)}}));
}

int list_tokens(const PeopleOptions& options) {
  auto office = open(options);
  if (!office) return report(office.error());
  auto tokens = (*office)->people->tokens.all();
  if (!tokens) return report(tokens.error());
  std::string out;
  for (const storage::Token& token : *tokens) {
    const std::string_view state = token.revoked                 ? "revoked"
                                   : token.expires <= wall_now() ? "expired"
                                                                 : "good";
    if (options.json) {
      out += line({{"token", token.scope.id},
                   {"kind", name_of(token.kind)},
                   {"state", state},
                   {"unit", token.scope.unit},
                   {"streams", token.scope.streams},
                   {"created", (*office)->time(token.created)},
                   {"expires", (*office)->time(token.expires)},
                   {"revoked", token.revoked ? Json((*office)->time(*token.revoked)) : Json()}});
    } else {
      out +=
          fmt::format("{:24}  {:6}  {:7}  {}:{}  until {}\n", token.scope.id, name_of(token.kind),
                      state, token.scope.unit, storage::join_ids(token.scope.streams, '+'),
                      (*office)->time(token.expires));
    }
  }
  return print(out);
}

int revoke_token(const PeopleOptions& options) {
  return change(options, "is revoked",
                [&](PeopleChanges& changes) { return changes.revoke_token(options.id); });
}

int list_audit(const PeopleOptions& options) {
  auto office = open(options);
  if (!office) return report(office.error());
  auto records = (*office)->people->audit.before(
      INT64_MAX, options.limit == 0 ? SIZE_MAX >> 1 : options.limit);
  if (!records) return report(records.error());
  std::string out;
  for (auto record = records->rbegin(); record != records->rend(); ++record) {
    if (options.json) {
      out += line({{"number", record->number},
                   {"at", (*office)->time(record->at)},
                   {"actor", record->actor},
                   {"act", record->act},
                   {"object", record->object},
                   {"detail", record->detail},
                   {"address", record->peer},
                   {"hash", record->hash}});
    } else {
      out += fmt::format("{:6}  {}  {:16}  {}  {}  {}  {}\n", record->number,
                         (*office)->time(record->at), record->act,
                         record->actor.empty() ? "-" : record->actor, record->object,
                         record->peer.empty() ? "-" : record->peer, record->detail);
    }
  }
  return print(out);
}

int verify_audit(const PeopleOptions& options, const std::atomic<bool>& stop) {
  auto office = open(options);
  if (!office) return report(office.error());
  std::vector<storage::AuditHead> heads;
  if (!options.without_heads) {
    auto published = published_heads(kafka_settings((*office)->config, stop),
                                     (*office)->config.kafka.audit_topic, stop);
    if (!published) return report(published.error());
    heads = *std::move(published);
  }
  const std::size_t head_count = heads.size();
  storage::AuditCheck check(std::move(heads));
  const auto read = (*office)->people->audit.each(
      [&](const storage::AuditRecord& record) { check.take(record); });
  if (!read.ok()) return report(read.error());
  const std::vector<std::string> faults = check.finish();
  if (options.json) {
    const int printed = print(line({{"ok", faults.empty()},
                                    {"records", check.head().count},
                                    {"hash", check.head().hash},
                                    {"heads", head_count},
                                    {"faults", faults}}));
    if (printed != kExitOk) return printed;
  } else {
    std::string out;
    for (const std::string& fault : faults) out += fault + "\n";
    if (faults.empty()) {
      out =
          fmt::format("{} records, each as it was written; {}\n", check.head().count,
                      options.without_heads ? std::string("not compared with what was published")
                                            : fmt::format("{} published heads agree", head_count));
    }
    if (const int printed = print(out); printed != kExitOk) return printed;
  }
  return faults.empty() ? kExitOk : kExitCheckFailed;
}

}  // namespace ioc::app
