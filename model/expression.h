// A checked expression of the catalogue: a typed tree that names fields by their number.
//
// The catalogue room makes it (parse, names, types); the processing room evaluates it over the
// columns of a batch. Absent values follow one rule set: a comparison with an absent value is
// false, an absent bool is false, arithmetic with an absent value is absent, `has` tells.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace ioc::model {

enum class TypeKind : std::uint8_t {
  boolean,   // number 0 or 1
  integer,   // number
  decimal,   // number scaled by 10^scale
  text,      // text
  instant,   // number: UTC milliseconds
  duration,  // number: milliseconds
  day,       // number: CivilDay, from date(t)
  unit,      // number: UnitIndex; in expressions it compares as its code
};

struct Type {
  TypeKind kind = TypeKind::boolean;
  int scale = 0;  // of a decimal: 0..18
  bool operator==(const Type&) const = default;
};

enum class Op : std::uint8_t {
  literal,      // number or text
  field,        // index: the field's number in its stream
  has,          // index: the field's number
  logical_not,  // 1 bool
  logical_and,  // 2 bools
  logical_or,   // 2 bools
  negate,       // 1 number
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,  // 2 of one type, or 2 numbers of any scales, compared exactly
  add,
  subtract,
  multiply,
  divide,
  modulo,       // 2; see `type` for the result
  rescale,      // 1 decimal or integer, to `type.scale`, rounding half to even
  in,           // args[0] is sought among literals args[1..], all of one type and scale
  conditional,  // bool ? a : b
  starts_with,
  ends_with,
  contains,  // text, text
  matches,   // text, literal pattern (RE2, unanchored); `text` holds the pattern
  size,      // text: its length in code points
  date,      // instant: its local day
  // Working time by the hours of the unit in field `index`, or of the root where that is -1 or
  // absent; less the pauses of a life (model/event.h).
  work_time,      // 2 instants: from the first to the second, a duration
  add_work_time,  // instant, duration: the instant when so much has passed
};

// Expression::index of the event's own time, an instant that is never absent (the name `time`).
inline constexpr int kEventTimeField = -2;

// Arithmetic: instant - instant is a duration; instant +- duration an instant; duration +- duration
// a duration; integers truncate toward zero; operands of decimal + - have equal scales (the
// catalogue inserts `rescale`); a decimal product has the sum of the scales; a decimal quotient has
// `type.scale`, rounded half to even. Overflow and division by zero give an absent value.
struct Expression {
  Op op = Op::literal;
  Type type;
  std::vector<Expression> args;
  int index = -1;           // field, has: a field's number, or kEventTimeField; see work_time
  std::int64_t number = 0;  // literal
  std::string text;         // literal, matches

  // Canonical text: equal texts are equal expressions; it also names a cube across restarts.
  std::string canonical;
};

// The first part that asks for working time, so that the calendar decides what the expression says;
// nullptr: none.
inline const Expression* working_time_in(const Expression& expression) {
  if (expression.op == Op::work_time || expression.op == Op::add_work_time) return &expression;
  for (const Expression& arg : expression.args) {
    if (const Expression* part = working_time_in(arg)) return part;
  }
  return nullptr;
}

// The numbers of all fields it names, besides the event's own time.
inline void add_fields_of(const Expression& expression, std::set<int>& fields) {
  if (expression.index >= 0) fields.insert(expression.index);
  for (const Expression& arg : expression.args) add_fields_of(arg, fields);
}

}  // namespace ioc::model
