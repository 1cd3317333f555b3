// Example: `status in [9, 10] && fee + 0.5 > 1.5` over fee decimal(0) becomes
// `((status in [9,10]) && ((rescale(fee,1) + 5e-1) > 15e-1))`.
#include "catalog/canonical.h"

#include <fmt/core.h>

namespace ioc::catalog {
namespace {

using model::Expression;
using model::Op;
using model::TypeKind;

std::string literal(const Expression& expression) {
  switch (expression.type.kind) {
    case TypeKind::boolean: return expression.number != 0 ? "true" : "false";
    case TypeKind::integer: return std::to_string(expression.number);
    case TypeKind::decimal: return fmt::format("{}e-{}", expression.number, expression.type.scale);
    case TypeKind::text: return quoted(expression.text);
    case TypeKind::unit: return "unit:" + quoted(expression.text);
    case TypeKind::instant: return fmt::format("time:{}", expression.number);
    case TypeKind::duration: return fmt::format("{}ms", expression.number);
    case TypeKind::day: return fmt::format("day:{}", expression.number);
  }
  return {};
}

std::string_view symbol(Op op) {
  switch (op) {
    case Op::logical_and: return "&&";
    case Op::logical_or: return "||";
    case Op::equal: return "==";
    case Op::not_equal: return "!=";
    case Op::less: return "<";
    case Op::less_equal: return "<=";
    case Op::greater: return ">";
    case Op::greater_equal: return ">=";
    case Op::add: return "+";
    case Op::subtract: return "-";
    case Op::multiply: return "*";
    case Op::divide: return "/";
    case Op::modulo: return "%";
    default: return "";
  }
}

// Whose hours, when they are not the root's.
std::string hours_of(std::string_view unit_field) {
  return unit_field.empty() ? std::string() : fmt::format(" of {}", unit_field);
}

}  // namespace

std::string type_name(const model::Type& type) {
  switch (type.kind) {
    case TypeKind::boolean: return "bool";
    case TypeKind::integer: return "int";
    case TypeKind::decimal: return fmt::format("decimal({})", type.scale);
    case TypeKind::text: return "string";
    case TypeKind::instant: return "time";
    case TypeKind::duration: return "duration";
    case TypeKind::day: return "day";
    case TypeKind::unit: return "unit";
  }
  return "";
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string canonical_of(const Expression& expression, std::string_view field_name) {
  const auto arg = [&](std::size_t i) -> const std::string& {
    return expression.args[i].canonical;
  };
  switch (expression.op) {
    case Op::literal: return literal(expression);
    case Op::field: return std::string(field_name);
    case Op::has: return fmt::format("has({})", field_name);
    case Op::logical_not: return fmt::format("!{}", arg(0));
    case Op::negate: return fmt::format("-({})", arg(0));
    case Op::rescale: return fmt::format("rescale({},{})", arg(0), expression.type.scale);
    case Op::in: {
      std::string members;
      for (std::size_t i = 1; i < expression.args.size(); ++i) {
        if (i > 1) members += ',';
        members += arg(i);
      }
      return fmt::format("({} in [{}])", arg(0), members);
    }
    case Op::conditional: return fmt::format("({} ? {} : {})", arg(0), arg(1), arg(2));
    case Op::starts_with: return fmt::format("startsWith({},{})", arg(0), arg(1));
    case Op::ends_with: return fmt::format("endsWith({},{})", arg(0), arg(1));
    case Op::contains: return fmt::format("contains({},{})", arg(0), arg(1));
    case Op::matches: return fmt::format("matches({},{})", arg(0), quoted(expression.text));
    case Op::size: return fmt::format("size({})", arg(0));
    case Op::date: return fmt::format("date({})", arg(0));
    case Op::work_time:
      return fmt::format("work_time({},{}{})", arg(0), arg(1), hours_of(field_name));
    case Op::add_work_time:
      return fmt::format("add_work_time({},{}{})", arg(0), arg(1), hours_of(field_name));
    default: return fmt::format("({} {} {})", arg(0), symbol(expression.op), arg(1));
  }
}

}  // namespace ioc::catalog
