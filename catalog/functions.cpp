// duration("24h"), timestamp("…"), date(t), size(x), work_time(a, b), add_work_time(t, d);
// x.startsWith(s) and its kin.
#include "catalog/functions.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "catalog/canonical.h"
#include "catalog/literals.h"
#include "model/time.h"

namespace ioc::catalog {
namespace {

using model::Expression;
using model::Op;
using model::TypeKind;

constexpr std::array<std::string_view, 4> kFunctions = {"date", "duration", "size", "timestamp"};
constexpr std::array<std::string_view, 2> kWorkFunctions = {"work_time", "add_work_time"};
constexpr std::array<std::string_view, 5> kMethods = {"startsWith", "endsWith", "contains",
                                                      "matches", "size"};

template <class List>
bool holds(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool is_textual(const Expression& expression) {
  return expression.type.kind == TypeKind::text || expression.type.kind == TypeKind::unit;
}
bool is_text_literal(const Expression& expression) {
  return expression.op == Op::literal && expression.type.kind == TypeKind::text;
}

Applied moment_literal(TypeKind kind, std::int64_t number) {
  Expression out;
  out.type = {kind, 0};
  out.number = number;
  out.canonical = canonical_of(out, {});
  return {std::move(out), std::nullopt};
}

Applied size_of(Expression arg) {
  if (!is_textual(arg)) {
    return type_fault(0, fmt::format("'size' takes string, not {}", type_name(arg.type)));
  }
  return {operation(Op::size, {TypeKind::integer, 0}, {std::move(arg)}), std::nullopt};
}

Applied match(std::vector<Expression> args) {
  if (!is_text_literal(args[1])) {
    return type_fault(1, "the pattern of 'matches' must be a string literal");
  }
  const RE2 pattern(args[1].text, RE2::Quiet);
  if (!pattern.ok()) {
    return {std::nullopt, ApplyFault{1, "expression", "bad pattern: " + pattern.error(),
                                     "patterns are RE2; r'\\d+' needs no doubled backslashes"}};
  }
  Expression out;
  out.op = Op::matches;
  out.type = {TypeKind::boolean, 0};
  out.text = args[1].text;
  out.args.push_back(std::move(args[0]));
  out.canonical = canonical_of(out, {});
  return {std::move(out), std::nullopt};
}

}  // namespace

bool is_function(std::string_view name) { return holds(kFunctions, name); }
bool is_work_function(std::string_view name) { return holds(kWorkFunctions, name); }
bool is_method(std::string_view name) { return holds(kMethods, name); }

std::vector<std::string> function_names() {
  std::vector<std::string> names(kFunctions.begin(), kFunctions.end());
  names.emplace_back("has");
  names.insert(names.end(), kWorkFunctions.begin(), kWorkFunctions.end());
  return names;
}
std::vector<std::string> method_names() { return {kMethods.begin(), kMethods.end()}; }

Applied apply_function(std::string_view name, std::vector<Expression> args) {
  Expression& arg = args[0];
  if (name == "size") return size_of(std::move(arg));
  if (name == "date") {
    if (arg.type.kind != TypeKind::instant) {
      return type_fault(0, fmt::format("'date' takes time, not {}", type_name(arg.type)));
    }
    return {operation(Op::date, {TypeKind::day, 0}, {std::move(arg)}), std::nullopt};
  }
  if (!is_text_literal(arg)) {
    return type_fault(0, fmt::format("'{}' takes a string literal", name));
  }
  if (name == "duration") {
    if (const auto ms = duration_ms(arg.text)) return moment_literal(TypeKind::duration, *ms);
    return {std::nullopt, ApplyFault{0, "bad-span", fmt::format("'{}' is not a span", arg.text),
                                     "write 90s, 24h, 1.5h, 45d or 1h30m"}};
  }
  if (const auto at = model::parse_rfc3339(arg.text)) {
    return moment_literal(TypeKind::instant, at->ms);
  }
  return {std::nullopt,
          ApplyFault{0, "bad-time", fmt::format("'{}' is not an RFC 3339 time", arg.text),
                     "write 2020-10-15T00:00:00+07:00"}};
}

Applied apply_work_function(std::string_view name, std::vector<Expression> args) {
  const bool adds = name == "add_work_time";
  const TypeKind wanted[] = {TypeKind::instant, adds ? TypeKind::duration : TypeKind::instant};
  for (int i = 0; i < 2; ++i) {
    const model::Type& type = args[static_cast<std::size_t>(i)].type;
    if (type.kind == wanted[i]) continue;
    return type_fault(
        i, fmt::format("'{}' takes {}, not {}", name, adds ? "a time and a duration" : "two times",
                       type_name(type)));
  }
  const model::Type type{adds ? TypeKind::instant : TypeKind::duration, 0};
  return {operation(adds ? Op::add_work_time : Op::work_time, type, std::move(args)), std::nullopt};
}

Applied apply_method(std::string_view name, std::vector<Expression> args) {
  if (!is_textual(args[0])) {
    return type_fault(
        0, fmt::format("'{}' is a method of string, not of {}", name, type_name(args[0].type)));
  }
  if (name == "size") return size_of(std::move(args[0]));
  if (name == "matches") return match(std::move(args));
  if (!is_textual(args[1])) {
    return type_fault(1, fmt::format("'{}' takes string, not {}", name, type_name(args[1].type)));
  }
  const Op op = name == "startsWith" ? Op::starts_with
                : name == "endsWith" ? Op::ends_with
                                     : Op::contains;
  return {operation(op, {TypeKind::boolean, 0}, std::move(args)), std::nullopt};
}

}  // namespace ioc::catalog
