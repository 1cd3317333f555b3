// The tree is checked from the leaves up. A part at fault has been told and gives nothing; what
// stands above it is then left alone, what stands beside it is still checked.
#include "catalog/checker.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "catalog/canonical.h"
#include "catalog/functions.h"
#include "catalog/literals.h"
#include "catalog/nearest.h"
#include "catalog/operators.h"

namespace ioc::catalog {
namespace {

using model::Expression;
using model::Op;
using model::Type;
using model::TypeKind;
using Kind = Syntax::Kind;

class Checker {
 public:
  Checker(const Text& text, const Scope& scope, Report& report)
      : text_(text), scope_(scope), report_(report) {}

  std::optional<Expression> check(const Syntax& syntax) {
    switch (syntax.kind) {
      case Kind::number: return number(syntax);
      case Kind::text: return text_literal(syntax.text);
      case Kind::boolean: return boolean_literal(syntax.text == "true");
      case Kind::name: return name(syntax, Op::field);
      case Kind::list: return fault(syntax, "type", "a list stands only right of 'in'", "");
      case Kind::call: return call(syntax);
      case Kind::method: return method(syntax);
      case Kind::unary: return unary(syntax);
      case Kind::binary: return syntax.text == "in" ? in(syntax) : binary(syntax);
      case Kind::conditional: return conditional(syntax);
    }
    return std::nullopt;
  }

  std::nullopt_t fault(const Syntax& at, std::string code, std::string text, std::string help) {
    report_.error(text_.part(at.offset, at.length), std::move(code), std::move(text),
                  std::move(help));
    return std::nullopt;
  }

 private:
  std::optional<Expression> number(const Syntax& syntax) {
    std::optional<Expression> literal = number_literal(syntax.text);
    if (!literal) {
      return fault(syntax, "expression", fmt::format("'{}' has too many digits", syntax.text),
                   "numbers fit 64 bits, with at most 18 digits after the point");
    }
    return literal;
  }

  // `op` is field or has.
  std::optional<Expression> name(const Syntax& syntax, Op op) {
    if (syntax.text == "now" && scope_.knows_now && op == Op::has) {
      return fault(syntax, "type", "'has' asks for a field or a moment; there is always a now", "");
    }
    if (syntax.text == "now" && !scope_.knows_now) return misplaced_now(syntax);
    const std::vector<model::FieldPlan>& fields = scope_.stream->fields;
    // A field may be called so too; `now` is the instant all the same.
    const auto field =
        syntax.text == "now"
            ? fields.begin() + scope_.lifecycle->now_field
            : std::find_if(fields.begin(), fields.end(),
                           [&](const model::FieldPlan& f) { return f.name == syntax.text; });
    Expression out;
    out.op = op;
    if (field != fields.end()) {
      out.index = static_cast<int>(field - fields.begin());
      out.type = field->type;
    } else if (scope_.broken->contains(syntax.text)) {
      return std::nullopt;
    } else if (syntax.text == "time") {
      out.index = model::kEventTimeField;
      out.type = {TypeKind::instant, 0};
    } else {
      return unknown_name(syntax);
    }
    if (op == Op::has) out.type = {TypeKind::boolean, 0};
    // The event's own time must not be taken for a field that another catalogue calls `time`.
    const std::string_view called =
        field != fields.end() ? std::string_view(field->name) : std::string_view("event.time");
    out.canonical = canonical_of(out, called);
    return out;
  }

  std::nullopt_t unknown_name(const Syntax& syntax) {
    std::vector<std::string> valid = names_of(scope_);
    valid.emplace_back("time");
    return fault(syntax, "unknown-name",
                 scope_.lifecycle != nullptr
                     ? fmt::format("lifecycle '{}' has no field or moment '{}'",
                                   scope_.lifecycle->id, syntax.text)
                     : fmt::format("stream '{}' has no field '{}'", scope_.stream->id, syntax.text),
                 suggestion(syntax.text, valid));
  }

  std::nullopt_t misplaced_now(const Syntax& syntax) {
    return fault(syntax, "expression", "'now' stands only in the `while` of an indicator",
                 "a condition that holds for a time: while = \"… && due < now\"");
  }

  // first(x): what the earliest event that carries x says.
  std::optional<Expression> first_value(const Syntax& syntax) {
    if (!one_argument(syntax)) return std::nullopt;
    const Syntax& field = syntax.args[0];
    if (scope_.lifecycle == nullptr) {
      const bool is_known = field.kind == Kind::name && name(field, Op::field);  // told when not
      return fault(syntax, "expression", "'first' asks a life; an event has only one value",
                   is_known ? fmt::format("write {}", field.text) : "");
    }
    if (field.kind != Kind::name) return fault(field, "type", "'first' takes a field's name", "");
    std::optional<Expression> out = name(field, Op::field);
    if (!out) return std::nullopt;
    if (out->index < 0 || out->index >= scope_.lifecycle->stream_field_count) {
      return fault(field, "type", "'first' takes a field of the stream", "");
    }
    out->index = scope_.lifecycle->first_of(out->index);
    out->canonical =
        canonical_of(*out, scope_.stream->fields[static_cast<std::size_t>(out->index)].name);
    return out;
  }

  std::optional<Expression> call(const Syntax& syntax) {
    if (syntax.text == "has") {
      if (!one_argument(syntax)) return std::nullopt;
      const Syntax& field = syntax.args[0];
      if (field.kind == Kind::name) return name(field, Op::has);
      return fault(field, "type", "'has' asks for a field's name", "");
    }
    if (syntax.text == "first") return first_value(syntax);
    if (is_work_function(syntax.text)) return working_time(syntax);
    if (!is_function(syntax.text)) {
      std::vector<std::string> valid = function_names();
      if (scope_.lifecycle != nullptr) valid.emplace_back("first");
      return fault(syntax, "unknown-name", fmt::format("unknown function '{}'", syntax.text),
                   is_method(syntax.text) ? fmt::format("write x.{}(…)", syntax.text)
                                          : suggestion(syntax.text, valid));
    }
    if (!one_argument(syntax)) return std::nullopt;
    return applied(syntax, [&](std::vector<Expression> args) {
      return apply_function(syntax.text, std::move(args));
    });
  }

  // By the hours of the unit that the event names, if it names exactly one, else of the root.
  std::optional<Expression> working_time(const Syntax& syntax) {
    if (!scope_.knows_work_time) {
      return fault(
          syntax, "missing-key",
          fmt::format("'{}' needs working hours, and no [calendar] gives any", syntax.text),
          "[calendar] hours = [{ from = 2016-01-01, days = [\"mon-fri\"], spans = "
          "[\"07:00-11:30\", \"13:30-17:00\"] }]");
    }
    if (!has_arguments(syntax, 2)) return std::nullopt;
    std::optional<Expression> out = applied(syntax, [&](std::vector<Expression> args) {
      return apply_work_function(syntax.text, std::move(args));
    });
    if (!out) return std::nullopt;
    out->index = unit_field();
    const auto field = static_cast<std::size_t>(out->index);
    out->canonical = canonical_of(*out, out->index < 0 ? "" : scope_.stream->fields[field].name);
    return out;
  }

  // The only field of type unit; of a life, as its latest event says.
  int unit_field() const {
    const std::vector<model::FieldPlan>& fields = scope_.stream->fields;
    const std::size_t count = scope_.lifecycle == nullptr
                                  ? fields.size()
                                  : static_cast<std::size_t>(scope_.lifecycle->stream_field_count);
    int found = -1;
    for (std::size_t i = 0; i < count; ++i) {
      if (fields[i].type.kind != TypeKind::unit) continue;
      if (found >= 0) return -1;
      found = static_cast<int>(i);
    }
    return found;
  }

  std::optional<Expression> method(const Syntax& syntax) {
    if (!is_method(syntax.text)) {
      return fault(syntax, "unknown-name", fmt::format("unknown method '{}'", syntax.text),
                   suggestion(syntax.text, method_names()));
    }
    const std::size_t expected = syntax.text == "size" ? 0 : 1;
    if (syntax.args.size() - 1 != expected) {
      return fault(syntax, "expression",
                   fmt::format("'{}' takes {} argument{}, not {}", syntax.text, expected,
                               expected == 1 ? "" : "s", syntax.args.size() - 1),
                   "");
    }
    return applied(syntax, [&](std::vector<Expression> args) {
      return apply_method(syntax.text, std::move(args));
    });
  }

  std::optional<Expression> unary(const Syntax& syntax) {
    return applied(syntax, [&](std::vector<Expression> args) {
      return apply_unary(syntax.text, std::move(args[0]));
    });
  }

  std::optional<Expression> binary(const Syntax& syntax) {
    return applied(syntax, [&](std::vector<Expression> args) {
      return apply_binary(syntax.text, std::move(args[0]), std::move(args[1]), *scope_.units);
    });
  }

  std::optional<Expression> conditional(const Syntax& syntax) {
    return applied(syntax, [&](std::vector<Expression> args) {
      return apply_conditional(std::move(args), *scope_.units);
    });
  }

  std::optional<Expression> in(const Syntax& syntax) {
    const Syntax& list = syntax.args[1];
    if (list.kind != Kind::list) {
      return fault(syntax, "type", "right of 'in' stands a list", "x in [1, 2, 3]");
    }
    std::optional<Expression> sought = check(syntax.args[0]);
    if (sought && !places_now_well(syntax, {*sought})) return std::nullopt;
    std::vector<Expression> members, equals;
    bool good = sought.has_value();
    for (const Syntax& item : list.args) {
      std::optional<Expression> member = check(item);
      if (!member || !places_now_well(syntax, {*member})) {
        good = false;
      } else if (sought) {
        // Each member is compared by itself first, so that a fault stands at the member.
        Applied equal = apply_binary("==", *sought, *member, *scope_.units);
        if (equal.fault) {
          const bool of_types = equal.fault->code == "type";
          fault(item, equal.fault->code,
                of_types ? fmt::format("'in' seeks {} among {}", type_name(sought->type),
                                       type_name(member->type))
                         : equal.fault->text,
                equal.fault->help);
        }
        good = good && !equal.fault;
        if (member->op == Op::literal) {
          members.push_back(std::move(*member));
        } else if (equal.value) {
          equals.push_back(std::move(*equal.value));
        }
      }
    }
    if (!good) return std::nullopt;
    if (equals.size() > kComparedMax) {
      return fault(syntax, "expression",
                   fmt::format("a list right of 'in' holds at most {} values that are no literals",
                               kComparedMax),
                   "");
    }
    if (!members.empty() || equals.empty()) {
      equals.push_back(apply_in(std::move(*sought), std::move(members), *scope_.units));
    }
    return any_of(std::move(equals));
  }

  // `x in [a, 2, 3]` says what `x == a || x in [2, 3]` says.
  std::optional<Expression> any_of(std::vector<Expression> conditions) {
    Expression any = std::move(conditions.front());
    for (std::size_t i = 1; i < conditions.size(); ++i) {
      Applied both = apply_binary("||", std::move(any), std::move(conditions[i]), *scope_.units);
      any = std::move(*both.value);
    }
    return any;
  }

  bool is_now(const Expression& expression) const {
    return scope_.knows_now && expression.op == Op::field &&
           expression.index == scope_.lifecycle->now_field;
  }

  // `now` is compared, and with something free of it; so what it is compared with can be worked out
  // beforehand, and the instants at which the condition turns are known.
  bool places_now_well(const Syntax& syntax, const std::vector<Expression>& args) {
    constexpr std::array<std::string_view, 6> kComparisons = {"==", "!=", "<", "<=", ">", ">="};
    const auto count = std::count_if(args.begin(), args.end(),
                                     [this](const Expression& arg) { return is_now(arg); });
    const bool compares =
        syntax.kind == Kind::binary &&
        std::find(kComparisons.begin(), kComparisons.end(), syntax.text) != kComparisons.end();
    if (count == 0 || (count == 1 && compares)) return true;
    fault(syntax, "expression", "'now' is compared with an instant that is free of it",
          "write received + duration(\"24h\") < now");
    return false;
  }

  // Checks the arguments, applies, and tells a fault at the argument or operator it belongs to.
  template <class Apply>
  std::optional<Expression> applied(const Syntax& syntax, const Apply& apply) {
    std::vector<Expression> args;
    for (const Syntax& arg : syntax.args) {
      if (std::optional<Expression> value = check(arg)) args.push_back(std::move(*value));
    }
    if (args.size() != syntax.args.size()) return std::nullopt;
    if (!places_now_well(syntax, args)) return std::nullopt;
    Applied result = apply(std::move(args));
    if (!result.fault) return std::move(result.value);
    const int guilty = result.fault->arg;
    return fault(guilty < 0 ? syntax : syntax.args[static_cast<std::size_t>(guilty)],
                 result.fault->code, result.fault->text, result.fault->help);
  }

  bool one_argument(const Syntax& syntax) { return has_arguments(syntax, 1); }

  bool has_arguments(const Syntax& syntax, std::size_t expected) {
    if (syntax.args.size() == expected) return true;
    fault(syntax, "expression",
          fmt::format("'{}' takes {} argument{}, not {}", syntax.text, expected,
                      expected == 1 ? "" : "s", syntax.args.size()),
          "");
    return false;
  }

  // A chain of comparisons is as deep as it is long.
  static constexpr std::size_t kComparedMax = 20;

  const Text& text_;
  const Scope& scope_;
  Report& report_;
};

}  // namespace

std::optional<Expression> check_expression(const Syntax& syntax, const Text& text,
                                           const Scope& scope, Report& report) {
  return Checker(text, scope, report).check(syntax);
}

std::optional<Expression> check_condition(const Syntax& syntax, const Text& text,
                                          const Scope& scope, Report& report) {
  Checker checker(text, scope, report);
  std::optional<Expression> condition = checker.check(syntax);
  if (condition && condition->type.kind != TypeKind::boolean) {
    return checker.fault(
        syntax, "type", fmt::format("a condition is bool, not {}", type_name(condition->type)), "");
  }
  return condition;
}

std::vector<Expression> thresholds_of(const Expression& condition, int now_field) {
  std::vector<Expression> thresholds;
  const auto is_now = [&](const Expression& arg) {
    return arg.op == Op::field && arg.index == now_field;
  };
  for (std::size_t i = 0; i < condition.args.size(); ++i) {
    const Expression& arg = condition.args[i];
    if (is_now(arg)) {
      thresholds.push_back(condition.args[1 - i]);
    } else {
      for (Expression& below : thresholds_of(arg, now_field)) {
        thresholds.push_back(std::move(below));
      }
    }
  }
  return thresholds;
}

std::vector<std::string> names_of(const Scope& scope) {
  std::vector<std::string> names;
  for (const model::FieldPlan& field : scope.stream->fields) {
    const bool is_written = field.name.find('(') == std::string::npos;
    if (is_written && field.name != "now") names.push_back(field.name);
  }
  names.insert(names.end(), scope.broken->begin(), scope.broken->end());
  return names;
}

Expression both(Expression a, Expression b) {
  Applied result = apply_binary("&&", std::move(a), std::move(b), model::UnitTree());
  return std::move(*result.value);
}

}  // namespace ioc::catalog
