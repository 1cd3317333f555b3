// Tokens of the Common Expression Language's subset: names, decimal numbers, quoted strings (with
// the language's escapes, or raw as r'…'), operators.
#include "catalog/lexer.h"

#include <array>

#include "catalog/quoted_text.h"

namespace ioc::catalog {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

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
    if (c == '"' || c == '\'') return string();
    if ((c == 'r' || c == 'R') && (after == '"' || after == '\'')) return string();
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
