// Comparison, logic and arithmetic: first the two sides are brought to one type, then looked up.
// Only comparisons take numbers of two types, since a rescaled side might not fit 64 bits.
#include "catalog/operators.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "catalog/canonical.h"
#include "catalog/literals.h"
#include "catalog/nearest.h"

namespace ioc::catalog {
namespace {

using model::Expression;
using model::Op;
using model::Type;
using model::TypeKind;

constexpr Type kBoolean{TypeKind::boolean, 0};
constexpr Type kDuration{TypeKind::duration, 0};
constexpr Type kInstant{TypeKind::instant, 0};

bool is_number(const Type& type) {
  return type.kind == TypeKind::integer || type.kind == TypeKind::decimal;
}
bool is_textual(const Type& type) {
  return type.kind == TypeKind::text || type.kind == TypeKind::unit;
}

Expression at_scale(Expression number, int scale) {
  const Type type{TypeKind::decimal, scale};
  if (number.type == type) return number;
  if (number.op == Op::literal) {
    if (std::optional<Expression> literal = literal_as(number, type)) return *literal;
  }
  return operation(Op::rescale, type, {std::move(number)});
}

// Numbers of two types or scales meet at the larger scale.
void unify_numbers(Expression& left, Expression& right) {
  if (!is_number(left.type) || !is_number(right.type) || left.type == right.type) return;
  const int scale = std::max(left.type.scale, right.type.scale);
  left = at_scale(std::move(left), scale);
  right = at_scale(std::move(right), scale);
}

// A literal takes the type of the number it is compared with where it can, so that the comparison
// is one of plain integers. All else is left as it is: comparing needs no common scale.
void unify_compared(Expression& left, Expression& right) {
  if (!is_number(left.type) || !is_number(right.type)) return;
  for (const auto& [literal, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
    if (literal->op != Op::literal || literal->type == other->type) continue;
    if (std::optional<Expression> same = literal_as(*literal, other->type)) *literal = *same;
  }
}

// A string literal beside a unit becomes that unit. The fault, if any, stands at argument `arg`.
std::optional<ApplyFault> literal_to_unit(Expression& literal, const Expression& other, int arg,
                                          const model::UnitTree& units) {
  if (other.type.kind != TypeKind::unit || literal.op != Op::literal ||
      literal.type.kind != TypeKind::text || units.all().empty()) {
    return std::nullopt;
  }
  const model::UnitIndex index = units.find(literal.text);
  if (index == model::kNoUnit) {
    std::vector<std::string> codes;
    for (const model::Unit& unit : units.all()) codes.push_back(unit.code);
    return ApplyFault{arg, "unknown-name", fmt::format("unknown unit '{}'", literal.text),
                      suggestion(literal.text, codes)};
  }
  literal.type = {TypeKind::unit, 0};
  literal.number = index;
  literal.canonical = canonical_of(literal, {});
  return std::nullopt;
}

std::optional<ApplyFault> unify_units(Expression& left, Expression& right, int first_arg,
                                      const model::UnitTree& units) {
  if (auto fault = literal_to_unit(left, right, first_arg, units)) return fault;
  return literal_to_unit(right, left, first_arg + 1, units);
}

// `status == "2"`: the author most likely meant the number.
std::string help_for_mismatch(const Expression& left, const Expression& right) {
  for (const auto& [text, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
    if (text->op == Op::literal && text->type.kind == TypeKind::text && is_number(other->type) &&
        number_literal(text->text) && !text->text.empty() &&
        text->text.find_first_not_of("0123456789.") == std::string::npos) {
      return fmt::format("write {} without quotes", text->text);
    }
  }
  return {};
}

struct Comparison {
  std::string_view symbol;
  Op op;
};
constexpr std::array<Comparison, 6> kComparisons = {{{"==", Op::equal},
                                                     {"!=", Op::not_equal},
                                                     {"<", Op::less},
                                                     {"<=", Op::less_equal},
                                                     {">", Op::greater},
                                                     {">=", Op::greater_equal}}};

Applied compare(const Comparison& comparison, Expression left, Expression right,
                const model::UnitTree& units) {
  unify_compared(left, right);
  if (auto fault = unify_units(left, right, 0, units)) return {std::nullopt, std::move(fault)};
  const bool comparable = left.type == right.type ||
                          (is_textual(left.type) && is_textual(right.type)) ||
                          (is_number(left.type) && is_number(right.type));
  if (!comparable) {
    return type_fault(-1,
                      fmt::format("'{}' compares {} with {}", comparison.symbol,
                                  type_name(left.type), type_name(right.type)),
                      help_for_mismatch(left, right));
  }
  return {operation(comparison.op, kBoolean, {std::move(left), std::move(right)}), std::nullopt};
}

Applied logic(std::string_view symbol, Expression left, Expression right) {
  const std::array<const Expression*, 2> sides = {&left, &right};
  for (int i = 0; i < 2; ++i) {
    const Type& type = sides[static_cast<std::size_t>(i)]->type;
    if (type.kind != TypeKind::boolean) {
      return type_fault(i, fmt::format("'{}' joins bools, not {}", symbol, type_name(type)));
    }
  }
  const Op op = symbol == "&&" ? Op::logical_and : Op::logical_or;
  return {operation(op, kBoolean, {std::move(left), std::move(right)}), std::nullopt};
}

// The type of a sum or difference; nullopt where there is none.
std::optional<Type> type_of_sum(bool plus, const Type& left, const Type& right) {
  if (is_number(left)) return left == right ? std::optional(left) : std::nullopt;
  if (left == kInstant && right == kDuration) return kInstant;
  if (left == kDuration && right == kDuration) return kDuration;
  if (plus && left == kDuration && right == kInstant) return kInstant;
  if (!plus && left == kInstant && right == kInstant) return kDuration;
  return std::nullopt;
}

// Evaluation shifts the dividend by scale + divisor's scale - own scale digits; 18 always fit.
int scale_of_quotient(int dividend, int divisor) {
  constexpr int kDigitsWanted = 6;
  return std::max(dividend, std::min(kDigitsWanted, kScaleMax + dividend - divisor));
}

Applied arithmetic(std::string_view symbol, Expression left, Expression right) {
  const std::string refused = fmt::format("'{}' does not take {} and {}", symbol,
                                          type_name(left.type), type_name(right.type));
  if (symbol == "+" || symbol == "-") {
    unify_numbers(left, right);
    const std::optional<Type> type = type_of_sum(symbol == "+", left.type, right.type);
    if (!type) return type_fault(-1, refused);
    const Op op = symbol == "+" ? Op::add : Op::subtract;
    return {operation(op, *type, {std::move(left), std::move(right)}), std::nullopt};
  }
  if (!is_number(left.type) || !is_number(right.type)) return type_fault(-1, refused);
  const bool integers = left.type.kind == TypeKind::integer && right.type.kind == TypeKind::integer;
  if (symbol == "%" && !integers) return type_fault(-1, refused, "'%' takes two ints");
  const Op op = symbol == "*" ? Op::multiply : symbol == "/" ? Op::divide : Op::modulo;
  Type type = left.type;
  if (!integers) {
    left = at_scale(std::move(left), left.type.scale);
    right = at_scale(std::move(right), right.type.scale);
    type = {TypeKind::decimal, op == Op::divide
                                   ? scale_of_quotient(left.type.scale, right.type.scale)
                                   : left.type.scale + right.type.scale};
    if (type.scale > kScaleMax) {
      return type_fault(-1, fmt::format("the product would have {} digits after the point, more "
                                        "than {}",
                                        type.scale, kScaleMax));
    }
  }
  return {operation(op, type, {std::move(left), std::move(right)}), std::nullopt};
}

}  // namespace

Applied type_fault(int arg, std::string text, std::string help) {
  return {std::nullopt, ApplyFault{arg, "type", std::move(text), std::move(help)}};
}

Expression text_literal(std::string text) {
  Expression out;
  out.type = {TypeKind::text, 0};
  out.text = std::move(text);
  out.canonical = canonical_of(out, {});
  return out;
}

Expression boolean_literal(bool value) {
  Expression out;
  out.type = kBoolean;
  out.number = value ? 1 : 0;
  out.canonical = canonical_of(out, {});
  return out;
}

Expression operation(Op op, Type type, std::vector<Expression> args) {
  Expression out;
  out.op = op;
  out.type = type;
  out.args = std::move(args);
  out.canonical = canonical_of(out, {});
  return out;
}

Applied apply_unary(std::string_view op, Expression arg) {
  const Type type = arg.type;
  if (op == "!") {
    if (type.kind != TypeKind::boolean) {
      return type_fault(0, fmt::format("'!' takes bool, not {}", type_name(type)));
    }
    return {operation(Op::logical_not, type, {std::move(arg)}), std::nullopt};
  }
  if (!is_number(type) && type.kind != TypeKind::duration) {
    return type_fault(0, fmt::format("'-' takes a number or a duration, not {}", type_name(type)));
  }
  return {operation(Op::negate, type, {std::move(arg)}), std::nullopt};
}

Applied apply_binary(std::string_view op, Expression left, Expression right,
                     const model::UnitTree& units) {
  if (op == "&&" || op == "||") return logic(op, std::move(left), std::move(right));
  const auto comparison = std::find_if(kComparisons.begin(), kComparisons.end(),
                                       [&](const Comparison& c) { return c.symbol == op; });
  if (comparison != kComparisons.end()) {
    return compare(*comparison, std::move(left), std::move(right), units);
  }
  return arithmetic(op, std::move(left), std::move(right));
}

Applied apply_conditional(std::vector<Expression> args, const model::UnitTree& units) {
  if (args[0].type.kind != TypeKind::boolean) {
    return type_fault(0, fmt::format("left of '?' stands a bool, not {}", type_name(args[0].type)));
  }
  unify_numbers(args[1], args[2]);
  if (auto fault = unify_units(args[1], args[2], 1, units)) return {std::nullopt, std::move(fault)};
  if (args[1].type != args[2].type) {
    return type_fault(-1, fmt::format("both sides of ':' must have one type, not {} and {}",
                                      type_name(args[1].type), type_name(args[2].type)));
  }
  const Type type = args[1].type;
  return {operation(Op::conditional, type, std::move(args)), std::nullopt};
}

Expression apply_in(Expression sought, std::vector<Expression> members,
                    const model::UnitTree& units) {
  std::vector<Expression> args;
  args.push_back(std::move(sought));
  for (Expression& member : members) {
    if (is_number(member.type)) {
      // What cannot be written in the type of the sought is equal to none of its values.
      std::optional<Expression> same = literal_as(member, args[0].type);
      if (!same) continue;
      member = std::move(*same);
    } else {
      unify_units(args[0], member, 0, units);
    }
    args.push_back(std::move(member));
  }
  return operation(Op::in, kBoolean, std::move(args));
}

}  // namespace ioc::catalog
