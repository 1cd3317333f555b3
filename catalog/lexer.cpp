// Tokens of the Common Expression Language's subset: names, numbers, quoted strings, operators.
// Blanks and comments (`//` to the end of the line) stand between them.
#include "catalog/lexer.h"

#include <algorithm>
#include <array>

#include "catalog/quoted_text.h"

namespace ioc::catalog {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_hexadecimal(std::string_view text) {
  text.remove_prefix(2);
  return !text.empty() &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// Takes the digits at the beginning of `text` off it; false: there are none.
bool take_digits(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(end);
  return end > 0;
}

// 12, 12.5, .5, each with or without an exponent: e3, E+3, e-3.
bool is_decimal(std::string_view text) {
  const bool whole = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!take_digits(text)) return false;
  } else if (!whole) {
    return false;
  }
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return take_digits(text) && text.empty();
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Tokens run() {
    while (!out_.fault) {
      skip_blanks();
      if (at_ == text_.size()) break;
      next();
    }
    out_.list.push_back({Token::Kind::end, {}, at_, 1});
    return std::move(out_);
  }

 private:
  void skip_blanks() {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(" \t\r\n\f", at_), text_.size());
      if (!text_.substr(at_).starts_with("//")) return;
      at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    }
  }

  void next() {
    const char c = text_[at_];
    const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (is_digit(c) || (c == '.' && is_digit(after))) return number();
    if (c == '"' || c == '\'') return string();
    if ((c == 'r' || c == 'R') && (after == '"' || after == '\'')) return string();
    if (is_letter(c)) return name();
    symbol();
  }

  // All that hangs together is taken, then judged as a whole.
  void number() {
    const std::size_t start = at_;
    const bool hexadecimal = text_.substr(at_).starts_with("0x");
    const auto is_exponent_sign = [&] {
      return !hexadecimal && (text_[at_] == '+' || text_[at_] == '-') &&
             (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E');
    };
    while (at_ < text_.size() && (is_digit(text_[at_]) || is_letter(text_[at_]) ||
                                  text_[at_] == '.' || is_exponent_sign())) {
      ++at_;
    }
    if (!(hexadecimal ? is_hexadecimal(text_.substr(start, at_ - start))
                      : is_decimal(text_.substr(start, at_ - start)))) {
      return fail(start, at_ - start, "not a number: '" + slice(start) + "'",
                  "numbers are written 12, 0.5, 1.5e3 or 0x1F");
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

  void string() {
    QuotedText quoted = read_quoted(text_.substr(at_));
    if (quoted.fault) {
      quoted.fault->offset += at_;
      out_.fault = std::move(quoted.fault);
      at_ = text_.size();
      return;
    }
    at_ += quoted.length;
    push(Token::Kind::text, std::move(quoted.value), at_ - quoted.length);
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
