#include "app/openid_client.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/base64.h"
#include "model/door_limits.h"
#include "serving/json_text.h"
#include "serving/request.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;
using Json = nlohmann::ordered_json;

namespace {

Error provider_trouble(std::string text, std::string where) {
  return {ErrorCode::unavailable, std::move(text), std::move(where)};
}

// What a stranger wrote, short and on one line, for the log.
std::string one_line(std::string_view text) {
  constexpr std::size_t kBytesMax = 120;
  std::string out;
  for (const char c : text.substr(0, kBytesMax)) {
    out += static_cast<unsigned char>(c) < ' ' || c == 0x7F ? '?' : c;
  }
  return out;
}

// A list that must hold a text; one that is not there holds what the standard says it does.
bool offers(const Json& json, const char* name, const char* text, bool by_default) {
  const auto at = json.find(name);
  if (at == json.end() || !at->is_array()) return by_default;
  return std::any_of(at->begin(), at->end(), [&](const Json& one) {
    return one.is_string() && one.get<std::string>() == text;
  });
}

Result<Json> provider_object(const std::string& text, const std::string& where) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object()) return json;
  return provider_trouble("what it answers is no JSON object; is this the issuer?", where);
}

}  // namespace

std::string form_text(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    text += (text.empty() ? "" : "&") + name + "=" + serving::percent_encode(value);
  }
  return text;
}

OpenIdClient::OpenIdClient(OpenIdSettings settings, std::function<model::Instant()> now)
    : settings_(std::move(settings)), now_(std::move(now)) {}

// A redirection is not followed: the secret and the trust are for this place.
Result<std::string> OpenIdClient::call(const std::string& url, const std::string& form,
                                       const serving::HttpHeaders& headers) const {
  const auto address = serving::parse_http_address(url);
  if (!address) return address.error();
  serving::HttpBounds bounds;
  bounds.wait_ms = model::kOpenIdCallMs;
  bounds.answer_bytes_max = model::kOpenIdAnswerBytesMax;
  bounds.authorities = settings_.authorities;
  auto reply = serving::send_http(*address, address->path, form, headers, bounds);
  if (!reply) return reply.error();
  if (reply->status == 200) return std::move(reply->body);
  Error error = provider_trouble(fmt::format("it answers {}", reply->status), url);
  // RFC 6749 section 5.2: what is wrong, without secrets.
  const Json json = Json::parse(reply->body, nullptr, false);
  if (!json.is_object() || !json.contains("error")) return error;
  const std::string what = serving::text_in(json, "error");
  error.text += fmt::format(": {} ({})", one_line(what),
                            one_line(serving::text_in(json, "error_description")));
  if (what == "invalid_grant") error.code = ErrorCode::check_failed;
  if (what == "invalid_client" || what == "unauthorized_client") {
    error.code = ErrorCode::config;
    error.text += "; compare client_id and secret with the provider's";
  }
  return error;
}

Result<OpenIdProvider> OpenIdClient::discover() const {
  std::string url = settings_.issuer;
  if (url.ends_with('/')) url.pop_back();
  url += "/.well-known/openid-configuration";
  auto answer = call(url, "", {{"Accept", "application/json"}});
  if (!answer) return answer.error();
  auto json = provider_object(*answer, url);
  if (!json) return json.error();
  if (const std::string issuer = serving::text_in(*json, "issuer"); issuer != settings_.issuer) {
    return Error{ErrorCode::config,
                 fmt::format("it calls itself {}; write that as `issuer`", one_line(issuer)), url};
  }
  OpenIdProvider provider{
      serving::text_in(*json, "authorization_endpoint"),
      serving::text_in(*json, "token_endpoint"),
      serving::text_in(*json, "jwks_uri"),
      serving::text_in(*json, "end_session_endpoint"),
      offers(*json, "token_endpoint_auth_methods_supported", "client_secret_basic", true),
      json->contains("authorization_response_iss_parameter_supported") &&
          (*json)["authorization_response_iss_parameter_supported"] == true};
  for (const auto& [name, place] :
       {std::pair{"authorization_endpoint", provider.authorization},
        std::pair{"token_endpoint", provider.token}, std::pair{"jwks_uri", provider.keys}}) {
    const auto address = serving::parse_http_address(place);
    if (!address || !address->is_secure || place.find('#') != std::string::npos) {
      return provider_trouble(
          fmt::format("its {} is no https address; mend it at the provider", name), url);
    }
  }
  const auto ending = serving::parse_http_address(provider.end_session);
  if (!ending || !ending->is_secure) provider.end_session.clear();
  if (!offers(*json, "code_challenge_methods_supported", "S256", true)) {
    return provider_trouble("it does not take PKCE with S256; switch it on at the provider", url);
  }
  return provider;
}

Result<OpenIdProvider> OpenIdClient::provider(std::int64_t age_max_ms) {
  {
    const std::scoped_lock lock(mutex_);
    if (provider_ && now_().ms - provider_told_.ms < age_max_ms) return *provider_;
    if (failure_ && now_().ms - failed_.ms < model::kOpenIdFailureMs) return *failure_;
  }
  auto told = discover();
  const std::scoped_lock lock(mutex_);
  failure_.reset();
  if (told) {
    provider_ = *told;
    provider_told_ = now_();
  } else {
    failure_ = told.error();
    failed_ = now_();
  }
  return told;
}

Result<std::string> OpenIdClient::exchange(const std::string& code, const std::string& verifier) {
  const auto place = provider(model::kOpenIdBeginMs);
  if (!place) return place.error();
  std::vector<std::pair<std::string, std::string>> fields = {{"grant_type", "authorization_code"},
                                                             {"code", code},
                                                             {"redirect_uri", settings_.back()},
                                                             {"code_verifier", verifier}};
  serving::HttpHeaders headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                  {"Accept", "application/json"}};
  if (place->takes_basic) {
    // RFC 6749 section 2.3.1: both are written as in a form before.
    headers.emplace_back("Authorization",
                         "Basic " + base64(serving::percent_encode(settings_.client_id) + ":" +
                                           serving::percent_encode(settings_.secret)));
  } else {
    fields.emplace_back("client_id", settings_.client_id);
    fields.emplace_back("client_secret", settings_.secret);
  }
  auto answer = call(place->token, form_text(fields), headers);
  if (!answer) return answer.error();
  auto json = provider_object(*answer, place->token);
  if (!json) return json.error();
  std::string token = serving::text_in(*json, "id_token");
  if (token.empty()) {
    return provider_trouble(
        "it gives no ID token; `openid` must be among the scopes of this client", place->token);
  }
  return token;
}

Result<serving::KeySet> OpenIdClient::keys(bool again) {
  {
    const std::scoped_lock lock(mutex_);
    const model::Instant now = now_();
    const bool is_early =
        keys_asked_again_ && now.ms - keys_asked_again_->ms < model::kOpenIdKeysAgainMs;
    if (keys_ && (!again || is_early)) return *keys_;
    if (again) keys_asked_again_ = now;
  }
  const auto place = provider(model::kOpenIdBeginMs);
  if (!place) return place.error();
  auto answer = call(place->keys, "", {{"Accept", "application/json"}});
  if (!answer) return answer.error();
  auto told = serving::KeySet::read(*answer);
  if (!told) return Error{told.error().code, told.error().text, place->keys};
  const std::scoped_lock lock(mutex_);
  keys_ = *told;
  return told;
}

serving::IdTokenVerdict OpenIdClient::judge(const std::string& token, const std::string& nonce) {
  using serving::IdTokenFault;
  serving::IdTokenVerdict verdict;
  for (const bool again : {false, true}) {
    const auto known = keys(again);
    if (!known) return {IdTokenFault::unknown_key, known.error().message(), {}};
    verdict = serving::check_id_token(
        token, *known,
        {settings_.issuer, settings_.client_id, nonce, settings_.account_claim, now_()});
    if (verdict.fault != IdTokenFault::unknown_key) break;
  }
  return verdict;
}

Result<std::size_t> OpenIdClient::count_keys() {
  const auto known = keys(true);
  if (!known) return known.error();
  return known->size();
}

}  // namespace ioc::app
