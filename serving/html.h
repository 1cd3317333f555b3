// Builds HTML so that nothing gets into it unescaped. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace ioc::serving {

// Role: the one place where text becomes HTML.
// Invariant: H1 markup comes from literals of this program only; everything else goes through
//   `text`, which escapes it for content and for quoted attributes alike.
class Html {
 public:
  template <std::size_t kSize>
  Html& tag(const char (&literal)[kSize]) {
    out_.append(literal, kSize - 1);
    return *this;
  }
  Html& text(std::string_view text);
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace ioc::serving
