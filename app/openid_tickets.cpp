#include "app/openid_tickets.h"

#include <sodium.h>

#include <charconv>

#include "app/passwords.h"
#include "model/door_limits.h"

namespace ioc::app {
namespace {

std::string base64url(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size,
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the terminating zero
  return text;
}

}  // namespace

bool is_same_secret(std::string_view one, std::string_view other) {
  return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string OpenIdTicket::challenge() const {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(verifier.data()),
                     verifier.size());
  return base64url(hash.data(), hash.size());
}

OpenIdTickets::OpenIdTickets() { randombytes_buf(key_.data(), key_.size()); }

std::string OpenIdTickets::seal(std::string_view purpose, std::string_view body) const {
  std::string text(purpose);
  text += '\n';
  text += body;
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), key_.data(), key_.size());
  return base64url(hash.data(), hash.size());
}

OpenIdTicket OpenIdTickets::derived(std::string_view body, bool is_english) const {
  return {std::string(body) + "." + seal("ticket", body), seal("state", body), seal("nonce", body),
          seal("verifier", body), is_english};
}

OpenIdTicket OpenIdTickets::make(bool is_english, model::Instant now) const {
  const std::string body = std::to_string(now.ms) + (is_english ? ".en." : ".vi.") + new_secret();
  return derived(body, is_english);
}

std::optional<OpenIdTicket> OpenIdTickets::read(std::string_view cookie, model::Instant now) const {
  const std::size_t end = cookie.rfind('.');
  const std::size_t dot = cookie.find('.');
  if (end == cookie.npos || dot == end) return std::nullopt;
  const std::string_view body = cookie.substr(0, end);
  if (!is_same_secret(cookie.substr(end + 1), seal("ticket", body))) return std::nullopt;
  // What is sealed was written here.
  std::int64_t made_ms = 0;
  std::from_chars(body.data(), body.data() + dot, made_ms);
  if (now.ms - made_ms > model::kOpenIdBeginMs) return std::nullopt;
  return derived(body, body.substr(dot + 1, 2) == "en");
}

OpenIdTickets::Use OpenIdTickets::use(const OpenIdTicket& ticket, model::Instant now) {
  const std::scoped_lock lock(mutex_);
  if (used_.contains(ticket.state)) return Use::again;
  if (used_.size() >= model::kOpenIdUsedMax) {
    std::erase_if(used_, [&](const auto& one) { return one.second < now; });
    if (used_.size() >= model::kOpenIdUsedMax) return Use::too_many;
  }
  used_.emplace(ticket.state, model::Instant{now.ms + 2 * model::kOpenIdBeginMs});
  return Use::right;
}

}  // namespace ioc::app
