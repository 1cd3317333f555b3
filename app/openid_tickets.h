// What binds a sign-in through an OpenID provider to the browser that began it, and lets it be used
// once.
//
// A ticket is a cookie: `INSTANT.LANGUAGE.RANDOM.SEAL`, sealed with a key of this process. State,
// nonce and the verifier of PKCE are derived from it with the same key, so that nothing is kept of
// sign-ins that were begun and nobody can fill a list of them; what is kept is which tickets came
// back. After a restart of the service those on their way begin again.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "model/time.h"

namespace ioc::app {

struct OpenIdTicket {
  std::string cookie;    // the ticket itself, for the browser alone
  std::string state;     // comes back with the browser
  std::string nonce;     // comes back in the ID token
  std::string verifier;  // goes to the provider with the code
  bool is_english = false;

  // What the provider is told of the verifier at the beginning: SHA-256, as PKCE's S256 asks.
  std::string challenge() const;
};

// Role: makes tickets and takes them back. Threads: any.
// Bound: kOpenIdUsedMax tickets that came back, each remembered for kOpenIdBeginMs.
class OpenIdTickets {
 public:
  OpenIdTickets();

  OpenIdTicket make(bool is_english, model::Instant now) const;
  // The ticket of this cookie; none: not made here, altered, or older than kOpenIdBeginMs.
  std::optional<OpenIdTicket> read(std::string_view cookie, model::Instant now) const;

  enum class Use { right, again, too_many };
  // Once and never again.
  Use use(const OpenIdTicket& ticket, model::Instant now);

 private:
  OpenIdTicket derived(std::string_view body, bool is_english) const;
  std::string seal(std::string_view purpose, std::string_view body) const;

  std::array<unsigned char, 32> key_{};  // of this process
  std::mutex mutex_;                     // guards used_, between the server's threads
  std::map<std::string, model::Instant, std::less<>> used_;  // by state: when it may be forgotten
};

// Whether two texts are the same, told in a time that does not tell where they differ.
bool is_same_secret(std::string_view one, std::string_view other);

}  // namespace ioc::app
