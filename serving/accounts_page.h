// The administrators' page: accounts with their grants, and the tokens of units. Pure; no script.
#pragma once

#include <string>
#include <vector>

#include "serving/desk_frame.h"

namespace ioc::serving {

struct AccountRow {
  std::string id, name;
  std::string grants;             // as `account grant` takes them
  std::string waiting, asked_by;  // grants that wait for a second administrator; empty: none
  bool has_password = false;
  bool is_disabled = false;
  bool is_administrator = false;  // kept on the command line alone
};
struct TokenRow {
  std::string id, unit, streams;
  model::Instant expires;
  bool is_revoked = false;
};
struct AccountsView {
  std::vector<AccountRow> accounts;
  std::vector<TokenRow> tokens;
  model::Instant now;
  std::string told = {};    // what was done
  std::string secret = {};  // a link or a token's text, shown this once
  std::string fault = {};   // what was not done, and why
};
std::string accounts_page(const DeskFrame& frame, const AccountsView& view);

}  // namespace ioc::serving
