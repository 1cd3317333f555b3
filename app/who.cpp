#include "app/who.h"

#include <spdlog/spdlog.h>

#include "model/limits.h"
#include "serving/access.h"
#include "serving/intake_request.h"
#include "storage/sha256.h"

namespace ioc::app {

using model::Instant;
using storage::Session;

namespace {

// 43 letters of 256 bits are looked up; nothing longer than this is.
constexpr std::size_t kSecretBytesMax = 64;

}  // namespace

void complain(const model::Error& error) { spdlog::error("people: {}", error.message()); }

Who::Who(storage::People& people, bool is_secure, std::function<Instant()> now)
    : people_(people), is_secure_(is_secure), now_(std::move(now)) {}

std::string Who::secret_of(std::string_view cookie) const {
  while (!cookie.empty()) {
    const std::size_t end = cookie.find(';');
    std::string_view pair = cookie.substr(0, end);
    cookie = end == std::string_view::npos ? std::string_view() : cookie.substr(end + 1);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const std::size_t equal = pair.find('=');
    if (equal == std::string_view::npos || pair.substr(0, equal) != cookie_name()) continue;
    const std::string_view secret = pair.substr(equal + 1);
    return secret.size() <= kSecretBytesMax ? std::string(secret) : std::string();
  }
  return {};
}

model::Viewer Who::viewer_of(const serving::Request& request) { return find(request, true).viewer; }

bool Who::still_holds(const serving::Request& request) {
  const model::Viewer now = find(request, false).viewer;
  return now.account == request.viewer.account &&
         serving::rights_key(now) == serving::rights_key(request.viewer);
}

std::optional<Session> Who::session_of(const serving::Request& request) {
  return find(request, true).session;
}

std::optional<model::TokenScope> Who::token_of(std::string_view text) {
  if (text.empty() || text.size() > kSecretBytesMax) return std::nullopt;
  auto found = people_.tokens.find(text, now_());
  if (found) return *std::move(found);
  complain(found.error());
  return std::nullopt;
}

void Who::forget() {
  const std::scoped_lock lock(mutex_);
  findings_.clear();
}

// A token of an account only reads: with it nothing is changed in the account's name.
Who::Secret Who::asked_with(const serving::Request& request) const {
  if (std::string secret = secret_of(request.cookie); !secret.empty()) return {secret, false};
  if (request.method != "GET" && request.method != "HEAD") return {};
  const std::string_view token = serving::bearer_token(request.authorization);
  if (token.size() > kSecretBytesMax) return {};
  return {std::string(token), true};
}

Who::Finding Who::find(const serving::Request& request, bool is_deed) {
  const Secret secret = asked_with(request);
  if (secret.text.empty()) return {};
  const Instant now = now_();
  const std::string hash = (secret.reads ? "token " : "") + storage::sha256_hex(secret.text);
  Finding found;
  {
    const std::scoped_lock lock(mutex_);
    const auto kept = findings_.find(hash);
    if (kept != findings_.end() && now < kept->second.until &&
        kept->second.until.ms - now.ms <= model::kViewerBelievedMs) {
      found = kept->second;
    }
  }
  if (found.until.ms == 0) {
    found = look_up(secret, now);
    const std::scoped_lock lock(mutex_);
    if (findings_.size() >= model::kViewersKeptMax) findings_.clear();
    findings_[hash] = found;
  }
  if (is_deed && found.session && now.ms - found.session->seen.ms >= model::kMinuteMs) {
    if (const auto touched = people_.sessions.touch(*found.session, now); !touched.ok()) {
      complain(touched.error());
    }
    const std::scoped_lock lock(mutex_);
    if (const auto kept = findings_.find(hash); kept != findings_.end() && kept->second.session) {
      kept->second.session->seen = now;  // so that it is written once
    }
  }
  return found;
}

Who::Finding Who::look_up(const Secret& secret, Instant now) {
  Finding found;
  found.until = {now.ms + model::kViewerBelievedMs};
  std::string id;
  if (secret.reads) {
    const auto reads = people_.read_tokens.find(secret.text, now);
    if (!reads) complain(reads.error());
    if (reads && *reads) id = **reads;
  } else {
    auto session = people_.sessions.find(secret.text, now);
    if (!session) complain(session.error());
    if (session && *session) found.session = *std::move(session);
    if (found.session) id = found.session->account;
  }
  if (id.empty()) return found;
  auto account = people_.accounts.find(id);
  if (!account) complain(account.error());
  if (!account || !*account) {
    found.session.reset();
    return found;
  }
  found.viewer = {(*account)->id, (*account)->name, (*account)->grants};
  return found;
}

}  // namespace ioc::app
