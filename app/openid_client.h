// The calls to an OpenID provider: what it tells of itself, a code exchanged for an ID token, its
// keys. They block their caller for kOpenIdCallMs each at most.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "app/openid_settings.h"
#include "model/result.h"
#include "model/time.h"
#include "serving/http_client.h"
#include "serving/id_token.h"

namespace ioc::app {

// Of the provider's discovery document (OpenID Connect Discovery 1.0); all are https.
struct OpenIdProvider {
  std::string authorization;  // where browsers go
  std::string token;
  std::string keys;
  std::string end_session;    // empty: it ends no sessions
  bool takes_basic = true;    // the client's secret as HTTP Basic, else within the form
  bool tells_issuer = false;  // beside the code (RFC 9207)
};

// Role: asks the provider, and remembers what it told. Threads: any.
// Errors: `check_failed` for a code that the provider does not take, else `unavailable` or
//   `config`; in words for the operator's log, with the cure.
class OpenIdClient {
 public:
  OpenIdClient(OpenIdSettings settings, std::function<model::Instant()> now);

  // What it told at most `age_max_ms` ago, else what it tells now.
  model::Result<OpenIdProvider> provider(std::int64_t age_max_ms);
  // The ID token for a code.
  model::Result<std::string> exchange(const std::string& code, const std::string& verifier);
  // Keys that are not known are asked for, so that the provider may change them.
  serving::IdTokenVerdict judge(const std::string& token, const std::string& nonce);
  // How many keys it signs with are usable here.
  model::Result<std::size_t> count_keys();

 private:
  model::Result<std::string> call(const std::string& url, const std::string& form,
                                  const serving::HttpHeaders& headers) const;
  model::Result<OpenIdProvider> discover() const;
  model::Result<serving::KeySet> keys(bool again);

  const OpenIdSettings settings_;
  const std::function<model::Instant()> now_;

  std::mutex mutex_;                     // guards all below; no call is made while it is held
  std::optional<model::Error> failure_;  // of the last look at the provider, if it failed
  model::Instant failed_;
  std::optional<OpenIdProvider> provider_;
  model::Instant provider_told_;
  std::optional<serving::KeySet> keys_;
  std::optional<model::Instant> keys_asked_again_;
};

// A name and its value as forms and queries write them, with `&` between.
std::string form_text(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace ioc::app
