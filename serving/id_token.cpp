#include "serving/id_token.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "model/door_limits.h"
#include "serving/base64url.h"
#include "serving/json_text.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;
using Fault = IdTokenFault;
using model::Instant;

IdTokenVerdict no_token(Fault fault, std::string words) { return {fault, std::move(words), {}}; }

struct TokenParts {
  Json header;
  Json claims;
  std::string_view signed_text;
  std::string signature;
};

std::optional<TokenParts> token_parts(std::string_view token) {
  if (token.size() > model::kOpenIdTokenBytesMax) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = first == token.npos ? first : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) return std::nullopt;
  const auto header = from_base64url(token.substr(0, first));
  const auto claims = from_base64url(token.substr(first + 1, second - first - 1));
  auto signature = from_base64url(token.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  TokenParts parts{Json::parse(*header, nullptr, false), Json::parse(*claims, nullptr, false),
                   token.substr(0, second), *std::move(signature)};
  if (!parts.header.is_object() || !parts.claims.is_object()) return std::nullopt;
  return parts;
}

// Of a claim in seconds.
std::optional<Instant> claimed_instant(const Json& claims, const char* name) {
  constexpr double kSecondsMax = 1e11;
  const auto at = claims.find(name);
  if (at == claims.end() || !at->is_number()) return std::nullopt;
  const double seconds = at->get<double>();
  if (!std::isfinite(seconds) || std::abs(seconds) > kSecondsMax) return std::nullopt;
  return Instant{static_cast<std::int64_t>(seconds * static_cast<double>(model::kSecondMs))};
}

std::optional<IdTokenVerdict> fault_of_header(const Json& header, SignatureKind& kind) {
  const std::string algorithm = text_in(header, "alg"), type = text_in(header, "typ");
  if (algorithm == "RS256") {
    kind = SignatureKind::rs256;
  } else if (algorithm == "ES256") {
    kind = SignatureKind::es256;
  } else {
    return no_token(Fault::algorithm,
                    "the ID token is not signed with RS256 or ES256; set one of them "
                    "for this client at the provider");
  }
  if (header.contains("crit")) {
    return no_token(Fault::algorithm, "the ID token asks for what is not understood here (crit)");
  }
  if (header.contains("typ") && type != "JWT") {
    return no_token(Fault::malformed, "what came is a token of another type than an ID token");
  }
  return std::nullopt;
}

// For this client alone, or handed out to it though others may read it too.
bool is_for(const Json& claims, std::string_view client) {
  const auto audience = claims.find("aud");
  if (audience == claims.end()) return false;
  const bool is_one = audience->is_string() && audience->get<std::string>() == client;
  const bool is_among =
      audience->is_array() && std::any_of(audience->begin(), audience->end(), [&](const Json& one) {
        return one.is_string() && one.get<std::string>() == client;
      });
  if (!is_one && !is_among) return false;
  const bool needs_party = audience->is_array() && audience->size() > 1;
  if (!claims.contains("azp")) return !needs_party;
  return text_in(claims, "azp") == client;
}

std::optional<IdTokenVerdict> fault_of_times(const Json& claims, Instant now) {
  const auto expires = claimed_instant(claims, "exp"), issued = claimed_instant(claims, "iat");
  if (!expires || !issued) return no_token(Fault::malformed, "the ID token lacks exp or iat");
  constexpr std::string_view kClocks =
      "; compare the clocks of the two machines (timedatectl on each)";
  if (expires->ms <= now.ms - model::kOpenIdLeewayMs) {
    return no_token(Fault::expired, fmt::format("the ID token has expired{}", kClocks));
  }
  const auto good_from = claimed_instant(claims, "nbf");
  if (claims.contains("nbf") && !good_from) {
    return no_token(Fault::malformed, "the ID token's nbf is no instant");
  }
  const std::int64_t latest_ms = std::max(issued->ms, good_from ? good_from->ms : issued->ms);
  if (latest_ms > now.ms + model::kOpenIdLeewayMs) {
    return no_token(Fault::early, fmt::format("the ID token is of the future{}", kClocks));
  }
  if (issued->ms < now.ms - model::kOpenIdTokenAgeMs - model::kOpenIdLeewayMs) {
    return no_token(Fault::old, fmt::format("the ID token was issued long ago{}", kClocks));
  }
  return std::nullopt;
}

}  // namespace

IdTokenVerdict check_id_token(std::string_view token, const KeySet& keys,
                              const IdTokenExpected& expected) {
  constexpr std::size_t kSubjectBytesMax = 255;
  const std::optional<TokenParts> parts = token_parts(token);
  if (!parts) return no_token(Fault::malformed, "what came as ID token is no signed token");
  SignatureKind kind = SignatureKind::rs256;
  if (auto fault = fault_of_header(parts->header, kind)) return *std::move(fault);
  switch (keys.judge(kind, text_in(parts->header, "kid"), parts->signed_text, parts->signature)) {
    case KeySet::Verdict::right: break;
    case KeySet::Verdict::wrong:
      return no_token(Fault::signature, "the ID token's signature is not its provider's");
    case KeySet::Verdict::no_key:
      return no_token(
          Fault::unknown_key,
          "the ID token is signed with a key that the provider's key set does not have");
  }
  const Json& claims = parts->claims;
  if (text_in(claims, "iss") != expected.issuer) {
    return no_token(Fault::issuer,
                    "the ID token is of another issuer; write `issuer` as the provider "
                    "writes it in its discovery document");
  }
  if (!is_for(claims, expected.client)) {
    return no_token(Fault::audience, "the ID token is for another client; compare `client_id`");
  }
  if (auto fault = fault_of_times(claims, expected.now)) return *std::move(fault);
  if (expected.nonce.empty() || text_in(claims, "nonce") != expected.nonce) {
    return no_token(Fault::nonce, "the ID token is of another sign-in (nonce)");
  }
  IdClaims told{text_in(claims, "sub"), text_in(claims, expected.account_claim),
                text_in(claims, "name")};
  if (told.subject.empty() || told.subject.size() > kSubjectBytesMax) {
    return no_token(Fault::subject, "the ID token does not say whose it is (sub)");
  }
  return {Fault::none, {}, std::move(told)};
}

}  // namespace ioc::serving
