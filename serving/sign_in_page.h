// The page to sign in at, the one a one-time link leads to, where a password is set, and the one
// that is passed on the way to another place. All work without script. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "serving/desk_frame.h"

namespace ioc::serving {

enum class SignInNotice : std::uint8_t {
  none,
  wrong,         // account or password
  wait,          // too many tries
  busy,          // or the service cannot look it up
  bad_link,      // used or too old
  bad_password,  // see `fault`
  differ,        // the two passwords
  password_set,
  signed_out,
  unsafe,            // the service is not set up for signing in from elsewhere
  provider_away,     // the OpenID provider does not answer as it should
  provider_refused,  // it, or whoever was asked there, said no
  provider_stale,    // not begun in this browser, too long ago, or used already
  nobody,            // it says who it is, and no account here is theirs
};

struct SignInView {
  SignInNotice notice = SignInNotice::none;
  std::string_view account = {};  // as typed before
  std::string_view link = {};     // not empty: the page sets a password
  std::int64_t wait_ms = 0;
  std::string_view fault = {};  // in English
  // Through an OpenID provider, which comes first; and what people call it: may be empty.
  bool has_provider = false;
  std::string_view provider = {};
};

// A page that leads on, by itself and by its link. Some ways need it: from a
// page of ours the session's cookie is sent along, which it is not from a foreign one.
struct PassingView {
  Words title;
  Words words;
  std::string_view address;  // of ours, or of the OpenID provider
  bool at_once = true;       // else by the link alone, so that the words are read
};
std::string passing_page(const DeskFrame& frame, const PassingView& view);

std::string sign_in_page(const DeskFrame& frame, const SignInView& view);

}  // namespace ioc::serving
