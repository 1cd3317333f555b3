#include "app/second_person.h"

namespace ioc::app {

using model::Result;

Result<std::vector<std::string>> who_could(const storage::People& people, const model::Plan& plan,
                                           serving::Deed deed, std::string_view issuer) {
  const auto accounts = people.accounts.all();
  if (!accounts) return accounts.error();
  std::vector<std::string> found;
  for (const storage::Account& account : *accounts) {
    const model::Viewer viewer{account.id, account.name, account.grants};
    if (account.is_disabled || !serving::may(viewer, deed, plan, "")) continue;
    const auto identity = people.identities.of_account(account.id);
    if (!identity) return identity.error();
    const bool is_known_there = !issuer.empty() && *identity && (*identity)->issuer == issuer;
    if (!account.password.empty() || is_known_there) found.push_back(account.id);
  }
  return found;
}

}  // namespace ioc::app
