// The ID token with which an OpenID provider says who has signed in (OpenID Connect Core 1.0,
// section 3.1.3.7), checked whole: nothing of it is believed before all of it was. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/time.h"
#include "serving/key_set.h"

namespace ioc::serving {

enum class IdTokenFault : std::uint8_t {
  none,
  malformed,    // no signed token, or a claim of another type
  algorithm,    // signed in a way that is not taken
  unknown_key,  // the key set lacks its key: it may have been changed since
  signature,
  issuer,
  audience,  // for another client, or handed out to one
  expired,
  early,  // issued in the future, or not good yet
  old,    // issued too long ago
  nonce,  // of another sign-in
  subject,
};

// What it must say.
struct IdTokenExpected {
  std::string_view issuer;
  std::string_view client;
  std::string_view nonce;
  std::string_view account_claim;  // the claim that names the account
  model::Instant now;              // clocks may differ by kOpenIdLeewayMs
};

struct IdClaims {
  std::string subject;  // the provider's own name for the person, for good
  std::string account;  // may be empty: the token lacks that claim
  std::string name;     // likewise
};

struct IdTokenVerdict {
  IdTokenFault fault = IdTokenFault::none;
  std::string words;  // for the operator's log: what is wrong, and the cure; of a fault
  IdClaims claims;    // without one
};

IdTokenVerdict check_id_token(std::string_view token, const KeySet& keys,
                              const IdTokenExpected& expected);

}  // namespace ioc::serving
