// `formula = "a.received - a.finished"`: indicators derived from others.
//
//   sum = product { ("+"|"-") product }      product = unary { ("*"|"/") unary }
//   unary = "-" unary | number | id | "(" sum ")"
//
// Ids are written as they are. They may hold '.' and '-', so a word goes as far as such letters do:
// `a-b` is one id, `a - b` a difference. A word of digits with at most one point is a number.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/indicators.h"
#include "catalog/schema.h"
#include "catalog/source.h"
#include "model/plan.h"

namespace ioc::catalog {

// A formula as written, in postfix order. An operand's number counts `names`.
struct FormulaSyntax {
  struct Name {
    std::string id;
    std::size_t offset = 0;  // bytes in the text
  };
  std::vector<model::FormulaStep> steps;
  std::vector<Name> names;  // each mention
};

// Reports the first fault as `expression` and gives nothing then.
std::optional<FormulaSyntax> parse_formula(const Text& text, Report& report);

// An indicator with a formula whose names are still to be found.
struct FormulaDeclaration {
  model::IndicatorPlan plan;
  Text text;
  FormulaSyntax syntax;
  std::optional<std::vector<std::string>> by;  // none: as the first it names
  std::vector<Text> windows;
  Place by_place;
};

// Gives nothing when it is at fault by itself.
std::optional<FormulaDeclaration> read_formula(const toml::table& table, const Source& source,
                                               const Surroundings& around, Report& report);

// Finds every formula's operands among `plan`'s indicators and the other formulas, whose steps are
// put in their place, and adds them to the plan. Told at their place: ids that no indicator has,
// another `by`, windows an operand lacks, values that are no numbers, circles. `declared` are all
// ids, those of indicators at fault too, which are told elsewhere.
class FormulaResolver {
 public:
  FormulaResolver(const std::vector<IndicatorDeclaration>& indicators,
                  std::vector<FormulaDeclaration> formulas, std::set<std::string> declared,
                  const Surroundings& around, Report& report);

  // Judges all; gives the formulas with operands named by id, to be numbered in the plan.
  void run();
  // Those without fault: each formula with the id of an indicator that is grouped as it is.
  std::vector<std::pair<const model::IndicatorPlan*, std::string>> good() const;
  // After the plan's own indicators are complete: adds the formulas, sorted by id with the rest.
  void add_to(model::Plan& plan);

 private:
  struct Resolved {
    std::vector<std::string> operands;  // ids of indicators that are no formulas
    std::vector<model::FormulaStep> steps;
  };
  enum class State { fresh, under_way, done };

  bool resolve(std::size_t number);
  bool put_in(FormulaDeclaration& formula, const FormulaSyntax::Name& name, Resolved& out);
  bool judge(FormulaDeclaration& formula, const FormulaSyntax::Name& name,
             const std::vector<std::string>& by, const std::vector<model::WindowPlan>& windows);
  std::vector<std::string> by_of(const IndicatorDeclaration& indicator) const;
  bool unknown(const FormulaDeclaration& formula, const FormulaSyntax::Name& name);
  bool fault(const FormulaDeclaration& formula, const FormulaSyntax::Name& name, std::string code,
             std::string text, std::string help);

  const std::vector<IndicatorDeclaration>& indicators_;
  std::vector<FormulaDeclaration> formulas_;
  std::set<std::string> declared_;
  const Surroundings& around_;
  Report& report_;
  std::vector<State> states_;
  std::vector<std::optional<Resolved>> resolved_;
};

}  // namespace ioc::catalog
