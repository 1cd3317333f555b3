// What is changed of people: accounts, grants, links and tokens; each with its record in the audit
// log, both or neither.
//
// A change of grants waits for a second administrator, unless there is none (app/second_person.h)
// or it is made on the command line, where the machine's own administrator stands. The accounts of
// administrators are kept on the command line alone: else one of them could take the other's place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/people.h"
#include "model/plan.h"
#include "model/result.h"
#include "model/time.h"
#include "storage/people.h"

namespace ioc::app {

// Who makes a change, for the audit log.
struct Doer {
  std::string actor;
  std::string peer;
  bool is_command_line = false;
};

struct OneTimeLink {
  std::string account;
  std::string secret;
  model::Instant expires;
};

struct NewAccount {
  std::string id;
  std::string name;
  std::vector<model::Grant> grants;
};

enum class Granting : std::uint8_t {
  done,
  waits,     // for a second administrator
  only_one,  // done, since there is no second administrator
};

// Whether the catalogue has the units and streams. Errors: `usage`, with the nearest name.
model::Status check_grants(const model::Plan& plan, const std::vector<model::Grant>& grants);
bool is_administrator(const storage::Account& account);

// Role: makes one caller's changes at one instant.
// Errors: `usage` with what is wrong and the cure; `check_failed` for what the caller may not do;
//   `io`.
class PeopleChanges {
 public:
  // `issuer` is the OpenID provider's by which people could sign in; empty: there is none.
  PeopleChanges(storage::People& people, const model::Plan& plan, Doer doer, model::Instant now,
                std::string issuer = {})
      : people_(people),
        plan_(plan),
        doer_(std::move(doer)),
        now_(now),
        issuer_(std::move(issuer)) {}

  struct Added {
    OneTimeLink link;
    Granting granting = Granting::done;
  };
  model::Result<Added> add(const NewAccount& account);
  // All or none.
  model::Result<std::vector<OneTimeLink>> import(const std::vector<NewAccount>& accounts);
  // The password, all sessions and the bond to a person of the OpenID provider are gone; the link
  // lets a new password be set.
  model::Result<OneTimeLink> reset(std::string_view id);
  // Its sessions and its link are gone too.
  model::Status disable(std::string_view id);
  model::Status enable(std::string_view id);

  model::Result<Granting> grant(std::string_view id, const std::vector<model::Grant>& grants);
  model::Status approve(std::string_view id);
  model::Status refuse(std::string_view id);

  // What programs read with in the account's name; a new one ends the one before. Its text is told
  // once.
  model::Result<std::string> make_read_token(std::string_view id, model::Instant expires);
  model::Status drop_read_token(std::string_view id);

  // The token's text, which is told once; of a screen that of its link.
  model::Result<std::string> add_token(const model::TokenScope& scope, model::Instant expires,
                                       model::TokenKind kind = model::TokenKind::events);
  // Uses up a screen's link. The text of its cookie; none: the link is not good any more.
  model::Result<std::optional<std::string>> open_screen(std::string_view link);
  model::Status revoke_token(std::string_view id);

 private:
  model::Result<storage::Account> account_of(std::string_view id);
  model::Result<storage::Account> account_to_keep(std::string_view id);
  model::Result<OneTimeLink> make_link(std::string_view id);
  model::Result<bool> has_second();
  model::Result<Granting> set_or_ask(std::string_view id, const std::vector<model::Grant>& grants);
  model::Result<storage::GrantChange> waiting(std::string_view id);
  model::Status note(std::string_view act, std::string_view object, std::string_view detail);

  storage::People& people_;
  const model::Plan& plan_;
  const Doer doer_;
  const model::Instant now_;
  const std::string issuer_;
};

}  // namespace ioc::app
