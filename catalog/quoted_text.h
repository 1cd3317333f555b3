// String literals of expressions: what is between the quotes, decoded.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/lexer.h"

namespace ioc::catalog {

struct QuotedText {
  std::string value;
  std::size_t length = 0;             // bytes of the literal, quotes included
  std::optional<GrammarFault> fault;  // its offset counts from the literal's beginning
};

// `text` begins with a quote, or with r or R before one.
QuotedText read_quoted(std::string_view text);

}  // namespace ioc::catalog
