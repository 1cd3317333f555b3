#include "app/openid.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "model/door_limits.h"
#include "storage/sha256.h"

namespace ioc::app {

namespace {

// An address may have a query already.
std::string with_query(const std::string& address,
                       const std::vector<std::pair<std::string, std::string>>& fields) {
  return address + (address.find('?') == std::string::npos ? "?" : "&") + form_text(fields);
}

}  // namespace

OpenId::OpenId(OpenIdSettings settings, SignIn& sign_in, std::function<model::Instant()> now)
    : settings_(std::move(settings)),
      sign_in_(sign_in),
      now_(std::move(now)),
      client_(settings_, now_),
      errands_(model::kOpenIdThreads, model::kOpenIdQueueMax) {}

void OpenId::begin(bool is_english,
                   const std::function<void(std::variant<OpenIdStart, OpenIdFault>)>& told) {
  const bool is_taken = errands_.take([this, is_english, told] {
    const auto provider = client_.provider(model::kOpenIdKnownMs);
    if (!provider) {
      spdlog::warn("nobody can sign in through the OpenID provider: {}",
                   provider.error().message());
      return told(OpenIdFault::away);
    }
    const OpenIdTicket ticket = tickets_.make(is_english, now_());
    told(OpenIdStart{start_address(*provider, ticket), ticket.cookie});
  });
  if (!is_taken) told(OpenIdFault::busy);
}

std::string OpenId::start_address(const OpenIdProvider& provider,
                                  const OpenIdTicket& ticket) const {
  return with_query(provider.authorization, {{"response_type", "code"},
                                             {"client_id", settings_.client_id},
                                             {"redirect_uri", settings_.back()},
                                             {"scope", settings_.scopes},
                                             {"state", ticket.state},
                                             {"nonce", ticket.nonce},
                                             {"code_challenge", ticket.challenge()},
                                             {"code_challenge_method", "S256"},
                                             {"ui_locales", ticket.is_english ? "en" : "vi"}});
}

void OpenId::finish(OpenIdReturn back, const std::function<void(OpenIdOutcome)>& told) {
  const auto ticket = tickets_.read(back.ticket, now_());
  if (!ticket || !is_same_secret(ticket->state, back.state)) return told(OpenIdFault::stale);
  switch (tickets_.use(*ticket, now_())) {
    case OpenIdTickets::Use::right: break;
    case OpenIdTickets::Use::again: return told(OpenIdFault::stale);
    case OpenIdTickets::Use::too_many: return told(OpenIdFault::busy);
  }
  const bool is_taken = errands_.take(
      [this, back = std::move(back), ticket = *ticket, told] { told(exchange(back, ticket)); });
  if (!is_taken) told(OpenIdFault::busy);
}

OpenIdOutcome OpenId::exchange(const OpenIdReturn& back, const OpenIdTicket& ticket) {
  if (!back.error.empty() || back.code.empty()) {
    return doubt(OpenIdFault::refused, "it says no to a sign-in: " + back.error.substr(0, 60),
                 back);
  }
  const auto provider = client_.provider(model::kOpenIdBeginMs);
  if (!provider) return doubt(OpenIdFault::away, provider.error().message(), back);
  // An answer that another provider was asked for is not taken to this one.
  const bool is_other =
      back.issuer.empty() ? provider->tells_issuer : back.issuer != settings_.issuer;
  if (is_other) return doubt(OpenIdFault::doubtful, "the answer is of another issuer", back);
  const auto token = client_.exchange(back.code, ticket.verifier);
  if (!token) {
    const bool is_code = token.error().code == model::ErrorCode::check_failed;
    return doubt(is_code ? OpenIdFault::refused : OpenIdFault::away, token.error().message(), back);
  }
  const serving::IdTokenVerdict verdict = client_.judge(*token, ticket.nonce);
  if (verdict.fault != serving::IdTokenFault::none) {
    return doubt(OpenIdFault::doubtful, verdict.words, back);
  }
  SignInOutcome outcome =
      sign_in_.begin_known({settings_.issuer, verdict.claims.subject, verdict.claims.account,
                            verdict.claims.name, back.peer, back.agent, settings_.create});
  if (const auto* in = std::get_if<SignedIn>(&outcome)) keep_hint(in->secret, *token);
  return outcome;
}

// Told to the operator in the log and to the auditor in his; the page says less.
OpenIdFault OpenId::doubt(OpenIdFault fault, const std::string& words, const OpenIdReturn& back) {
  std::string clean = words;
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, '?');
  spdlog::warn("a sign-in through the OpenID provider {} has failed: {}", settings_.issuer, clean);
  sign_in_.note_refused("through the OpenID provider: " + clean, back.peer);
  return fault;
}

void OpenId::leave(std::string_view secret, bool is_english,
                   const std::function<void(std::string)>& told) {
  const std::string hint = take_hint(secret);
  const bool is_taken = errands_.take([this, hint, is_english, told] {
    const auto provider = client_.provider(model::kSessionMs);
    if (!provider) {
      spdlog::warn("a session was not ended at the OpenID provider: {}",
                   provider.error().message());
    }
    const std::string place = provider ? provider->end_session : std::string();
    told(place.empty() ? std::string() : end_address(place, hint, is_english));
  });
  if (!is_taken) told({});
}

std::string OpenId::end_address(const std::string& place, const std::string& hint,
                                bool is_english) const {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"client_id", settings_.client_id},
      {"post_logout_redirect_uri", settings_.out()},
      {"state", is_english ? "en" : "vi"}};
  if (!hint.empty()) fields.emplace_back("id_token_hint", hint);
  return with_query(place, fields);
}

bool OpenId::is_english(std::string_view ticket) const {
  const auto read = tickets_.read(ticket, now_());
  return read && read->is_english;
}

void OpenId::keep_hint(std::string_view secret, std::string token) {
  const std::scoped_lock lock(mutex_);
  if (hints_.size() >= model::kOpenIdHintsMax) {
    hints_.erase(std::min_element(hints_.begin(), hints_.end(), [](const auto& a, const auto& b) {
      return a.second.first < b.second.first;
    }));
  }
  hints_[storage::sha256_hex(secret)] = {next_hint_++, std::move(token)};
}

std::string OpenId::take_hint(std::string_view secret) {
  const std::scoped_lock lock(mutex_);
  const auto found = hints_.find(storage::sha256_hex(secret));
  if (found == hints_.end()) return {};
  std::string token = std::move(found->second.second);
  hints_.erase(found);
  return token;
}

}  // namespace ioc::app
