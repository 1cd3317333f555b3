// Signing in and out through an OpenID provider: authorisation code with PKCE, state and nonce.
//
//     /sign-in/openid       a ticket for this browser, and off to the provider
//     /sign-in/openid/back  the ticket and a code come back; code -> ID token -> account -> session
//     /sign-out             the session ends here, then at the provider
//
// What the provider says is who somebody is, nothing else: rights stay in the grants here.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "app/errands.h"
#include "app/openid_client.h"
#include "app/openid_settings.h"
#include "app/openid_tickets.h"
#include "app/sign_in.h"

namespace ioc::app {

// Where the browser goes, and the ticket it takes along.
struct OpenIdStart {
  std::string address;
  std::string ticket;
};

// What came back with the browser.
struct OpenIdReturn {
  std::string code;
  std::string state;
  std::string issuer;
  std::string error;
  std::string ticket;
  std::string peer;
  std::string agent;
};

enum class OpenIdFault : std::uint8_t {
  away,      // the provider does not answer, or not as it should; the log says what to do
  busy,      // too many sign in at this moment
  stale,     // not begun by this browser, too long ago, or used already
  refused,   // the provider, or whoever signed in there, said no
  doubtful,  // what it sent does not hold; the log says why
};
// `SignInOutcome`: the provider said who it is.
using OpenIdOutcome = std::variant<SignInOutcome, OpenIdFault>;

// Role: the way through the provider to a session.
// Threads: any; outcomes are told on threads of its own, or at once on the caller's. Those calls
//   outside that may block run on its own alone.
class OpenId {
 public:
  // `sign_in` outlives it.
  OpenId(OpenIdSettings settings, SignIn& sign_in, std::function<model::Instant()> now);

  const OpenIdSettings& settings() const { return settings_; }

  void begin(bool is_english,
             const std::function<void(std::variant<OpenIdStart, OpenIdFault>)>& told);
  void finish(OpenIdReturn back, const std::function<void(OpenIdOutcome)>& told);
  // The address at which the provider ends its own session; empty: it has none, or is away.
  // `secret`: of the session that has just ended here.
  void leave(std::string_view secret, bool is_english,
             const std::function<void(std::string)>& told);

  // In which language a ticket was asked for.
  bool is_english(std::string_view ticket) const;
  void stop() { errands_.stop(); }

 private:
  OpenIdOutcome exchange(const OpenIdReturn& back, const OpenIdTicket& ticket);
  OpenIdFault doubt(OpenIdFault fault, const std::string& words, const OpenIdReturn& back);
  void keep_hint(std::string_view secret, std::string token);
  std::string take_hint(std::string_view secret);
  std::string start_address(const OpenIdProvider& provider, const OpenIdTicket& ticket) const;
  std::string end_address(const std::string& place, const std::string& hint, bool is_english) const;

  const OpenIdSettings settings_;
  SignIn& sign_in_;
  const std::function<model::Instant()> now_;
  OpenIdTickets tickets_;
  OpenIdClient client_;
  std::mutex mutex_;  // guards the next two
  // ID tokens by the hash of their session's secret, with their number: they spare the question
  // whether one means to sign out. In memory alone.
  std::map<std::string, std::pair<std::uint64_t, std::string>, std::less<>> hints_;
  std::uint64_t next_hint_ = 0;
  Errands errands_;  // last: what runs in it needs the others
};

}  // namespace ioc::app
