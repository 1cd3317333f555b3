// How people sign in through an OpenID provider, as configured under [sign_in.openid].
#pragma once

#include <string>

namespace ioc::app {

struct OpenIdSettings {
  std::string issuer;  // https://HOST[:PORT][/PATH], as the provider writes it
  std::string client_id;
  std::string secret;
  std::string address;  // where browsers reach this service: https://HOST[:PORT]
  std::string scopes = "openid profile";
  std::string account_claim = "preferred_username";
  std::string name;         // what people call it; empty: "tài khoản cơ quan"
  std::string authorities;  // PEM of those who sign its certificate; empty: the system's
  bool create = false;      // an account for everybody who comes, without rights
  bool operator==(const OpenIdSettings&) const = default;

  // Where the provider sends browsers back to; it must be told of both.
  std::string back() const { return address + "/sign-in/openid/back"; }
  std::string out() const { return address + "/sign-in/openid/out"; }
};

}  // namespace ioc::app
