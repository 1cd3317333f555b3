// Characters of an expression become tokens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ioc::catalog {

struct Token {
  enum class Kind { number, text, name, symbol, end };
  Kind kind = Kind::end;
  std::string text;  // of a string: decoded
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct GrammarFault {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string text;
  std::string help;
};

// The last token is always `end`. After a fault the tokens stop at it.
struct Tokens {
  std::vector<Token> list;
  std::optional<GrammarFault> fault;
};
Tokens tokenize(std::string_view expression);

}  // namespace ioc::catalog
