// Who asks: from a request's cookie to an account with its grants, from a token's text to what may
// be sent with it.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "model/people.h"
#include "model/time.h"
#include "serving/request.h"
#include "storage/people.h"

namespace ioc::app {

// Role: looks up sessions and tokens, and believes what it found for kViewerBelievedMs.
// Invariants: W1 what cannot be looked up is the public: default is no.
// Threads: any. Bound: kViewersKeptMax findings.
class Who {
 public:
  // `is_secure`: cookies come over TLS only. `now` is the wall clock.
  Who(storage::People& people, bool is_secure, std::function<model::Instant()> now);

  // The names of the session's cookie, and of a screen's.
  std::string_view cookie_name() const { return is_secure_ ? "__Host-sid" : "sid"; }
  std::string_view screen_cookie_name() const { return is_secure_ ? "__Host-screen" : "screen"; }
  // The session's secret in a Cookie header; empty when there is none.
  std::string secret_of(std::string_view cookie) const { return secret_of(cookie, cookie_name()); }

  // By the session; without one by the screen's token, of which the public remains when it is
  // revoked or too old.
  model::Viewer viewer_of(const serving::Request& request);
  // The screen whose cookie comes with the request, whether it is still good or not.
  std::optional<storage::Screen> screen_of(const serving::Request& request);
  // Whether the same who asked then has the same rights now; does not count as something done.
  bool still_holds(const serving::Request& request);
  std::optional<storage::Session> session_of(const serving::Request& request);

  // What may be sent with this token now.
  std::optional<model::TokenScope> token_of(std::string_view text);

  // Looked up anew from now on: what is changed here is felt here at once.
  void forget();

 private:
  struct Finding {
    model::Viewer viewer;
    std::optional<storage::Session> session;
    std::optional<storage::Screen> screen;
    model::Instant until;
  };
  static std::string secret_of(std::string_view cookie, std::string_view name);
  Finding find(const serving::Request& request, bool is_deed);
  Finding find_session(const std::string& secret, bool is_deed);
  Finding find_screen(const std::string& secret);
  Finding find_reader(const std::string& secret);
  // What is believed of a secret, by what it is kept as; looked up anew when that is too old.
  Finding believed(const std::string& key, model::Instant now,
                   const std::function<void(Finding&)>& look_up);
  void look_up_session(const std::string& secret, model::Instant now, Finding& found);
  void look_up_reader(const std::string& secret, model::Instant now, Finding& found);
  void look_up_screen(const std::string& secret, model::Instant now, Finding& found);

  storage::People& people_;
  const bool is_secure_;
  const std::function<model::Instant()> now_;
  std::mutex mutex_;  // guards findings_, between the server's threads
  std::map<std::string, Finding, std::less<>> findings_;  // by kind and hash of the secret
};

// A database of people that cannot be read or written is told to the operator.
void complain(const model::Error& error);

}  // namespace ioc::app
