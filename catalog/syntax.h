// An expression as written: a tree of names, numbers and operators, before names and types mean
// anything.
//
//   expression = or [ "?" or ":" expression ]        or  = and { "||" and }
//   and = relation { "&&" relation }                 relation = sum { ("==" … | "in") sum }
//   sum = product { ("+"|"-") product }              product = unary { ("*"|"/"|"%") unary }
//   unary = ("!"|"-") unary | member                 member = primary { "." name "(" list ")" }
//   primary = number | string | true | false | name [ "(" list ")" ] | "(" … ")"
//           | "[" list [","] "]"
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "catalog/source.h"

namespace ioc::catalog {

struct Syntax {
  enum class Kind { number, text, boolean, name, list, call, method, unary, binary, conditional };
  Kind kind = Kind::name;
  std::string text;          // the number, string, name or operator
  std::vector<Syntax> args;  // of a method, the receiver is the first
  std::size_t offset = 0;    // bytes in the expression's text where `text` stands
  std::size_t length = 0;
  int depth = 1;
};

// Reports the first fault of the grammar as `expression` and gives nothing then.
std::optional<Syntax> parse_expression(const Text& text, Report& report);

}  // namespace ioc::catalog
