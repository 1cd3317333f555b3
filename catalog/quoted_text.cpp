// Character by character up to the closing quote, or to three of them after three; only then the
// string may hold line ends, which all read as \n. A raw string takes backslashes as they are.
#include "catalog/quoted_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "catalog/utf8.h"

namespace ioc::catalog {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

class QuotedReader {
 public:
  explicit QuotedReader(std::string_view text) : text_(text) {}

  QuotedText run() {
    const bool raw = text_[0] == 'r' || text_[0] == 'R';
    if (raw) ++at_;
    const std::string fence(3, text_[at_]);
    const bool fenced = rest().starts_with(fence);
    const std::string_view quote = std::string_view(fence).substr(0, fenced ? 3 : 1);
    at_ += quote.size();
    while (at_ < text_.size() && !rest().starts_with(quote)) {
      if (text_[at_] == '\\' && !raw) {
        if (!escape()) return std::move(out_);
      } else if (text_[at_] == '\r' || text_[at_] == '\n') {
        if (!fenced) {
          fail(0, at_, "the string is not closed on its line",
               fmt::format("write \\n for the line end, or {0}…{0} around the string", fence));
          return std::move(out_);
        }
        at_ += rest().starts_with("\r\n") ? 2 : 1;
        out_.value += '\n';
      } else {
        out_.value += text_[at_++];
      }
    }
    if (at_ == text_.size()) {
      fail(0, 1, "the string is never closed", fenced ? "it ends with " + fence : "");
    } else {
      out_.length = at_ + quote.size();
    }
    return std::move(out_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  // `\n` and its kin, `\xHH`, `\uHHHH`, `\UHHHHHHHH`, `\ooo`: code points, as in the language.
  bool escape() {
    constexpr std::string_view kLetters = "abfnrtv\\?\"'`";
    constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";
    const std::size_t start = at_++;
    const char kind = at_ < text_.size() ? text_[at_] : '\0';
    if (const std::size_t simple = kLetters.find(kind); kind != '\0' && simple != text_.npos) {
      ++at_;
      out_.value += kMeanings[simple];
      return true;
    }
    const bool octal = kind >= '0' && kind <= '3';
    const std::size_t digits = kind == 'x' || kind == 'X' ? 2
                               : kind == 'u'              ? 4
                               : kind == 'U'              ? 8
                               : octal                    ? 3
                                                          : 0;
    if (digits != 0 && !octal) ++at_;
    std::uint32_t point = 0;
    std::size_t read = 0;
    for (; read < digits && at_ < text_.size(); ++read, ++at_) {
      const int digit = hex_digit(text_[at_]);
      if (digit < 0 || (octal && digit > 7)) break;
      point = point * (octal ? 8 : 16) + static_cast<std::uint32_t>(digit);
    }
    const bool real = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
    if (digits == 0 || read != digits || !real) {
      fail(start, std::max<std::size_t>(2, at_ - start), "unknown escape in a string",
           "write \\\\ for one backslash, or a raw string r'…'");
      return false;
    }
    append_utf8(out_.value, point);
    return true;
  }

  void fail(std::size_t offset, std::size_t length, std::string text, std::string help) {
    out_.fault = GrammarFault{offset, length, std::move(text), std::move(help)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  QuotedText out_;
};

}  // namespace

QuotedText read_quoted(std::string_view text) { return QuotedReader(text).run(); }

}  // namespace ioc::catalog
