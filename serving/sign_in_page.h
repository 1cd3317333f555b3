// The page to sign in at, and the one a one-time link leads to, where a password is set. Both are
// forms that work without script. Pure.
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
  unsafe,  // the service is not set up for signing in from elsewhere
};

struct SignInView {
  SignInNotice notice = SignInNotice::none;
  std::string_view account = {};  // as typed before
  std::string_view link = {};     // not empty: the page sets a password
  std::int64_t wait_ms = 0;
  std::string_view fault = {};  // in English
};

std::string sign_in_page(const DeskFrame& frame, const SignInView& view);

}  // namespace ioc::serving
