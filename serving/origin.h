// Whether a request that changes something was sent by our own pages (or by no browser at all), and
// not by a page of somebody else that borrows the reader's cookie. Pure.
#pragma once

#include <optional>

#include "serving/answer.h"

namespace ioc::serving {

// Shown to be of our own pages: Sec-Fetch-Site says so, or Origin names the host that was asked.
bool is_same_origin(const Request& request);

// The answer to a request that changes something and carries a cookie without showing that; none:
// go on. With `always`, also to one without a cookie that a foreign page has sent.
std::optional<Answer> refuse_foreign(const Request& request, bool always = false);

}  // namespace ioc::serving
