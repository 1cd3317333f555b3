// What the operators of expressions accept and give.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/expression.h"
#include "model/units.h"

namespace ioc::catalog {

// A fault of applying: `arg` is the argument it stands at, -1 the operator itself.
struct ApplyFault {
  int arg = -1;
  std::string code;
  std::string text;
  std::string help;
};

// Exactly one of the two is there.
struct Applied {
  std::optional<model::Expression> value;
  std::optional<ApplyFault> fault;
};
Applied type_fault(int arg, std::string text, std::string help = {});

model::Expression text_literal(std::string text);
model::Expression boolean_literal(bool value);
// An operator with its type and canonical text.
model::Expression operation(model::Op op, model::Type type, std::vector<model::Expression> args);

Applied apply_unary(std::string_view op, model::Expression arg);
Applied apply_binary(std::string_view op, model::Expression left, model::Expression right,
                     const model::UnitTree& units);
Applied apply_conditional(std::vector<model::Expression> args, const model::UnitTree& units);
// Each member has been compared with `sought` without a fault.
model::Expression apply_in(model::Expression sought, std::vector<model::Expression> members,
                           const model::UnitTree& units);

}  // namespace ioc::catalog
