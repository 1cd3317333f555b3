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

std::string Who::secret_of(std::string_view cookie, std::string_view name) {
  while (!cookie.empty()) {
    const std::size_t end = cookie.find(';');
    std::string_view pair = cookie.substr(0, end);
    cookie = end == std::string_view::npos ? std::string_view() : cookie.substr(end + 1);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const std::size_t equal = pair.find('=');
    if (equal == std::string_view::npos || pair.substr(0, equal) != name) continue;
    const std::string_view secret = pair.substr(equal + 1);
    return secret.size() <= kSecretBytesMax ? std::string(secret) : std::string();
  }
  return {};
}

model::Viewer Who::viewer_of(const serving::Request& request) { return find(request, true).viewer; }

std::optional<storage::Screen> Who::screen_of(const serving::Request& request) {
  const std::string secret = secret_of(request.cookie, screen_cookie_name());
  return secret.empty() ? std::nullopt : find_screen(secret).screen;
}

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

// The cookie of a session, else that of a screen, else a token of an account, which only reads:
// with it nothing is changed in the account's name.
Who::Finding Who::find(const serving::Request& request, bool is_deed) {
  if (const std::string secret = secret_of(request.cookie, cookie_name()); !secret.empty()) {
    Finding found = find_session(secret, is_deed);
    if (found.session) return found;
  }
  if (const std::string screen = secret_of(request.cookie, screen_cookie_name()); !screen.empty()) {
    return find_screen(screen);
  }
  if (request.method != "GET" && request.method != "HEAD") return {};
  const std::string_view token = serving::bearer_token(request.authorization);
  if (token.empty() || token.size() > kSecretBytesMax) return {};
  return find_reader(std::string(token));
}

Who::Finding Who::believed(const std::string& key, Instant now,
                           const std::function<void(Finding&)>& look_up) {
  {
    const std::scoped_lock lock(mutex_);
    const auto kept = findings_.find(key);
    if (kept != findings_.end() && now < kept->second.until &&
        kept->second.until.ms - now.ms <= model::kViewerBelievedMs) {
      return kept->second;
    }
  }
  Finding found;
  found.until = {now.ms + model::kViewerBelievedMs};
  look_up(found);
  const std::scoped_lock lock(mutex_);
  if (findings_.size() >= model::kViewersKeptMax) findings_.clear();
  findings_[key] = found;
  return found;
}

Who::Finding Who::find_session(const std::string& secret, bool is_deed) {
  const Instant now = now_();
  const std::string key = "session " + storage::sha256_hex(secret);
  const Finding found =
      believed(key, now, [&](Finding& fresh) { look_up_session(secret, now, fresh); });
  if (is_deed && found.session && now.ms - found.session->seen.ms >= model::kMinuteMs) {
    if (const auto touched = people_.sessions.touch(*found.session, now); !touched.ok()) {
      complain(touched.error());
    }
    const std::scoped_lock lock(mutex_);
    if (const auto kept = findings_.find(key); kept != findings_.end() && kept->second.session) {
      kept->second.session->seen = now;  // so that it is written once
    }
  }
  return found;
}

Who::Finding Who::find_screen(const std::string& secret) {
  const Instant now = now_();
  return believed("screen " + storage::sha256_hex(secret), now,
                  [&](Finding& fresh) { look_up_screen(secret, now, fresh); });
}

Who::Finding Who::find_reader(const std::string& secret) {
  const Instant now = now_();
  return believed("token " + storage::sha256_hex(secret), now,
                  [&](Finding& fresh) { look_up_reader(secret, now, fresh); });
}

void Who::look_up_session(const std::string& secret, Instant now, Finding& found) {
  auto session = people_.sessions.find(secret, now);
  if (!session) complain(session.error());
  if (!session || !*session) return;
  auto account = people_.accounts.find((*session)->account);
  if (!account) complain(account.error());
  if (!account || !*account) return;
  found.session = *std::move(session);
  found.viewer = {(*account)->id, (*account)->name, (*account)->grants};
}

void Who::look_up_reader(const std::string& secret, Instant now, Finding& found) {
  const auto reads = people_.read_tokens.find(secret, now);
  if (!reads) complain(reads.error());
  if (!reads || !*reads) return;
  auto account = people_.accounts.find(**reads);
  if (!account) complain(account.error());
  if (!account || !*account) return;
  found.viewer = {(*account)->id, (*account)->name, (*account)->grants};
}

void Who::look_up_screen(const std::string& secret, Instant now, Finding& found) {
  auto screen = people_.tokens.screen(secret, now);
  if (!screen) complain(screen.error());
  if (!screen || !*screen) return;
  const model::TokenScope& scope = (*screen)->scope;
  if ((*screen)->is_good) {
    found.viewer = {
        "screen:" + scope.id, scope.id, {{model::Role::screen, scope.unit, scope.streams}}};
  }
  found.screen = *std::move(screen);
}

}  // namespace ioc::app
