// Tokens of the Common Expression Language's subset: names, decimal numbers, quoted strings (with
// the language's escapes, or raw as r'…'), operators.
#include "catalog/lexer.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ioc::catalog {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Tokens run() {
    while (!out_.fault) {
      while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) {
        ++at_;
      }
      if (at_ == text_.size()) break;
      next();
    }
    out_.list.push_back({Token::Kind::end, {}, at_, 1});
    return std::move(out_);
  }

 private:
  void next() {
    const char c = text_[at_];
    const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (is_digit(c) || (c == '.' && is_digit(after))) return number();
    if (c == '"' || c == '\'') return string(false);
    if ((c == 'r' || c == 'R') && (after == '"' || after == '\'')) return string(true);
    if (is_letter(c)) return name();
    symbol();
  }

  void number() {
    const std::size_t start = at_;
    std::size_t points = 0;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) {
      points += text_[at_++] == '.';
    }
    const bool letters = at_ < text_.size() && is_letter(text_[at_]);
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    if (letters || points > 1 || text_[at_ - 1] == '.') {
      return fail(start, at_ - start, "not a number: '" + slice(start) + "'",
                  "write digits, with a point and more digits for a decimal: 12 or 0.5");
    }
    push(Token::Kind::number, slice(start), start);
  }

  void name() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    push(Token::Kind::name, slice(start), start);
  }

  void symbol() {
    constexpr std::array<std::string_view, 6> kPairs = {"==", "!=", "<=", ">=", "&&", "||"};
    const std::string_view pair = text_.substr(at_, 2);
    for (const std::string_view known : kPairs) {
      if (pair != known) continue;
      at_ += 2;
      return push(Token::Kind::symbol, std::string(pair), at_ - 2);
    }
    if (std::string_view("<>!+-*/%?:()[],.").find(text_[at_]) != text_.npos) {
      ++at_;
      return push(Token::Kind::symbol, std::string(1, text_[at_ - 1]), at_ - 1);
    }
    const char c = text_[at_];
    std::size_t bytes = 1;
    while (at_ + bytes < text_.size() &&
           (static_cast<unsigned char>(text_[at_ + bytes]) & 0xC0) == 0x80) {
      ++bytes;
    }
    fail(at_, bytes, "unexpected '" + std::string(text_.substr(at_, bytes)) + "'",
         c == '='   ? "equality is written =="
         : c == '&' ? "and is written &&"
         : c == '|' ? "or is written ||"
                    : "");
  }

  void string(bool raw) {
    const std::size_t start = at_;
    if (raw) ++at_;
    const char quote = text_[at_++];
    std::string value;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && !raw) {
        if (!escape(value)) return;
      } else {
        value += text_[at_++];
      }
    }
    if (at_ == text_.size()) return fail(start, 1, "the string is never closed", "");
    ++at_;
    push(Token::Kind::text, std::move(value), start);
  }

  // `\n` and its kin, `\xHH`, `\uHHHH`, `\UHHHHHHHH`, `\ooo`: code points, as in the language.
  bool escape(std::string& value) {
    constexpr std::string_view kLetters = "abfnrtv\\?\"'`";
    constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";
    const std::size_t start = at_++;
    const char kind = at_ < text_.size() ? text_[at_] : '\0';
    if (const std::size_t simple = kLetters.find(kind); kind != '\0' && simple != text_.npos) {
      ++at_;
      value += kMeanings[simple];
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
    append_utf8(value, point);
    return true;
  }

  std::string slice(std::size_t start) const {
    return std::string(text_.substr(start, at_ - start));
  }
  void push(Token::Kind kind, std::string text, std::size_t start) {
    out_.list.push_back({kind, std::move(text), start, at_ - start});
  }
  void fail(std::size_t offset, std::size_t length, std::string text, std::string help) {
    out_.fault = GrammarFault{offset, length, std::move(text), std::move(help)};
    at_ = text_.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Tokens out_;
};

}  // namespace

Tokens tokenize(std::string_view expression) { return Lexer(expression).run(); }

}  // namespace ioc::catalog
