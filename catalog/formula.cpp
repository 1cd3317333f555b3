#include "catalog/formula.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "catalog/nearest.h"
#include "catalog/windows.h"
#include "model/limits.h"

namespace ioc::catalog {
namespace {

using model::FormulaStep;
using StepKind = FormulaStep::Kind;

constexpr int kDepthMax = 200;
// A number's digits; its scale is below, so that it fits 64 bits.
constexpr std::size_t kDigitsMax = 18;

constexpr Key kFormulaKeys[] = {
    {"id", Shape::text, Need::required},
    {"name", Shape::name, Need::required},
    {"formula", Shape::text, Need::required},
    {"windows", Shape::texts, Need::required},
    {"by", Shape::texts},
    {"better", Shape::text},
    {"public", Shape::flag},
    {"metric", Shape::flag},
    {"unit", Shape::name},
    {"description", Shape::name},
    {"owner", Shape::name},
    {"legal_basis", Shape::name},
    {"note", Shape::name},
    {"external_code", Shape::name},
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

class FormulaParser {
 public:
  FormulaParser(const Text& text, Report& report) : text_(text), report_(report) {}

  std::optional<FormulaSyntax> run() {
    if (!sum(1)) return std::nullopt;
    skip_blanks();
    if (at_ < text_.value.size()) {
      fault(fmt::format("an operator should stand here, not '{}'", letter()),
            "+ - * /, with blanks around a minus");
      return std::nullopt;
    }
    return std::move(out_);
  }

 private:
  bool sum(int depth) {
    if (!product(depth)) return false;
    while (const char op = next_of("+-")) {
      if (!product(depth)) return false;
      out_.steps.push_back({op == '+' ? StepKind::add : StepKind::subtract});
    }
    return true;
  }

  bool product(int depth) {
    if (!unary(depth)) return false;
    while (const char op = next_of("*/")) {
      if (!unary(depth)) return false;
      out_.steps.push_back({op == '*' ? StepKind::multiply : StepKind::divide});
    }
    return true;
  }

  bool unary(int depth) {
    if (depth > kDepthMax) return fault("the formula is nested too deep", "");
    if (next_of("-") != 0) {
      if (!unary(depth + 1)) return false;
      out_.steps.push_back({StepKind::negate});
      return true;
    }
    if (next_of("(") != 0) {
      if (!sum(depth + 1)) return false;
      return next_of(")") != 0 || fault("')' is missing", "");
    }
    skip_blanks();
    if (at_ == text_.value.size()) return fault("an indicator or a number is missing", "");
    if (!is_word(letter())) {
      return fault(fmt::format("an indicator or a number should stand here, not '{}'", letter()),
                   "as in dossiers.received - dossiers.finished");
    }
    return word();
  }

  bool word() {
    const std::size_t begin = at_;
    while (at_ < text_.value.size() && is_word(letter())) ++at_;
    const std::string word = text_.value.substr(begin, at_ - begin);
    if (word.find_first_not_of("0123456789.") == std::string::npos) return number(word, begin);
    out_.steps.push_back({StepKind::operand, static_cast<int>(out_.names.size())});
    out_.names.push_back({word, begin});
    return true;
  }

  bool number(const std::string& word, std::size_t begin) {
    const std::size_t point = word.find('.');
    std::string digits = word;
    if (point != std::string::npos) digits.erase(point, 1);
    if (digits.empty() || point == 0 || point + 1 == word.size() ||
        digits.find('.') != std::string::npos || digits.size() > kDigitsMax) {
      at_ = begin;
      return fault(fmt::format("'{}' is not a number", word),
                   fmt::format("as in 100 or 0.25, of at most {} digits", kDigitsMax));
    }
    FormulaStep step{StepKind::number};
    step.scaled = std::stoll(digits);
    step.scale = point == std::string::npos ? 0 : static_cast<int>(word.size() - point - 1);
    out_.steps.push_back(step);
    return true;
  }

  // The next letter if it is one of these, else 0.
  char next_of(std::string_view letters) {
    skip_blanks();
    if (at_ == text_.value.size() || letters.find(letter()) == std::string_view::npos) return 0;
    return text_.value[at_++];
  }
  void skip_blanks() {
    while (at_ < text_.value.size() && (letter() == ' ' || letter() == '\n')) ++at_;
  }
  char letter() const { return text_.value[at_]; }

  bool fault(std::string text, std::string help) {
    const bool is_end = at_ == text_.value.size();
    report_.error(is_end ? text_.place : text_.part(at_, 1), "expression", std::move(text),
                  std::move(help));
    return false;
  }

  const Text& text_;
  Report& report_;
  std::size_t at_ = 0;
  FormulaSyntax out_;
};

bool tells_a_number(const model::IndicatorPlan& indicator) {
  switch (indicator.measure) {
    case model::Measure::count:
    case model::Measure::share:
    case model::Measure::distinct:
    case model::Measure::coverage:
    case model::Measure::silence: return true;
    default:
      return indicator.value_type.kind == model::TypeKind::integer ||
             indicator.value_type.kind == model::TypeKind::decimal ||
             indicator.value_type.kind == model::TypeKind::duration;
  }
}

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "\"" : ", \"") + name + '"';
  return '[' + list + ']';
}

}  // namespace

std::optional<FormulaSyntax> parse_formula(const Text& text, Report& report) {
  return FormulaParser(text, report).run();
}

std::optional<FormulaDeclaration> read_formula(const toml::table& toml, const Source& source,
                                               const Surroundings& around, Report& report) {
  const Table table(toml, source, "[[indicator]] with a formula", kFormulaKeys, report);
  FormulaDeclaration out;
  const std::optional<Text> id = table.text("id");
  bool good = id && check_id(*id, report);
  if (id) out.plan.id = id->value;
  out.plan.name = table.name("name");
  out.plan.unit = table.name("unit");
  out.plan.is_public = table.flag("public");
  out.plan.is_metric = table.flag("metric");
  check_metric(table, report);
  out.plan.measure = model::Measure::formula;
  if (const auto better = read_better(table, report)) {
    out.plan.better = *better;
  } else {
    good = false;
  }
  if (table.is_written("by")) {
    good = good && table.has("by");
    out.by.emplace();
    for (const Text& text : table.texts("by")) out.by->push_back(text.value);
  }
  out.by_place = table.is_written("by") ? table.value_place("by") : table.place();
  for (const Text& text : table.texts("windows")) {
    std::optional<model::WindowPlan> window = read_window(text, report);
    good = good && window.has_value();
    if (!window) continue;
    window->report_day = around.report_day;
    if (!is_new_window(*window, text.place, out.plan.windows, report)) {
      good = false;
      continue;
    }
    out.plan.windows.push_back(std::move(*window));
    out.windows.push_back(text);
  }
  if (table.has("windows") && table.texts("windows").empty()) {
    report.error(table.value_place("windows"), "bad-window",
                 "an indicator needs at least one window");
  }
  good = good && !out.plan.windows.empty();
  const std::optional<Text> text = table.text("formula");
  std::optional<FormulaSyntax> syntax;
  if (text) syntax = parse_formula(*text, report);
  if (!syntax || !good) return std::nullopt;
  if (syntax->names.empty()) {
    report.error(text->place, "expression", "the formula names no indicator");
    return std::nullopt;
  }
  out.plan.explanation = table.name("description");
  out.plan.description = text->value;
  out.text = *text;
  out.syntax = std::move(*syntax);
  return out;
}

FormulaResolver::FormulaResolver(const std::vector<IndicatorDeclaration>& indicators,
                                 std::vector<FormulaDeclaration> formulas,
                                 std::set<std::string> declared, const Surroundings& around,
                                 Report& report)
    : indicators_(indicators),
      formulas_(std::move(formulas)),
      declared_(std::move(declared)),
      around_(around),
      report_(report),
      states_(formulas_.size(), State::fresh),
      resolved_(formulas_.size()) {}

void FormulaResolver::run() {
  for (std::size_t i = 0; i < formulas_.size(); ++i) resolve(i);
}

std::vector<std::pair<const model::IndicatorPlan*, std::string>> FormulaResolver::good() const {
  std::vector<std::pair<const model::IndicatorPlan*, std::string>> out;
  for (std::size_t i = 0; i < formulas_.size(); ++i) {
    if (resolved_[i]) out.emplace_back(&formulas_[i].plan, resolved_[i]->operands.front());
  }
  return out;
}

// False when the formula is at fault, which has been told then.
bool FormulaResolver::resolve(std::size_t number) {
  if (states_[number] == State::done) return resolved_[number].has_value();
  states_[number] = State::under_way;
  FormulaDeclaration& formula = formulas_[number];
  Resolved out;
  bool good = true;
  for (const FormulaStep& step : formula.syntax.steps) {
    if (step.kind != StepKind::operand) {
      out.steps.push_back(step);
    } else {
      good &= put_in(formula, formula.syntax.names[static_cast<std::size_t>(step.operand)], out);
    }
    if (!good || out.steps.size() <= model::kFormulaStepsMax) continue;
    report_.error(formula.text.place, "expression",
                  fmt::format("with the formulas it names it has more than {} steps",
                              model::kFormulaStepsMax));
    good = false;
    break;
  }
  states_[number] = State::done;
  if (good) resolved_[number] = std::move(out);
  return good;
}

bool FormulaResolver::put_in(FormulaDeclaration& formula, const FormulaSyntax::Name& name,
                             Resolved& out) {
  const auto operand_of = [&](const std::string& id) {
    const auto known = std::find(out.operands.begin(), out.operands.end(), id);
    const auto number = static_cast<int>(known - out.operands.begin());
    if (known == out.operands.end()) out.operands.push_back(id);
    return number;
  };
  for (const IndicatorDeclaration& indicator : indicators_) {
    if (indicator.plan.id != name.id) continue;
    if (!tells_a_number(indicator.plan)) {
      return fault(formula, name, "type", fmt::format("'{}' is no number", name.id),
                   "a formula takes counts, sums, means, shares and the like");
    }
    if (!judge(formula, name, by_of(indicator), indicator.plan.windows)) return false;
    out.steps.push_back({StepKind::operand, operand_of(name.id)});
    return true;
  }
  for (std::size_t i = 0; i < formulas_.size(); ++i) {
    if (formulas_[i].plan.id != name.id) continue;
    if (states_[i] == State::under_way) {
      return fault(formula, name, "bad-value", fmt::format("'{}' is computed from itself", name.id),
                   "formulas may name each other, but not in a circle");
    }
    if (!resolve(i)) return false;
    if (!judge(formula, name, *formulas_[i].by, formulas_[i].plan.windows)) return false;
    for (FormulaStep step : resolved_[i]->steps) {
      if (step.kind == StepKind::operand) {
        step.operand = operand_of(resolved_[i]->operands[static_cast<std::size_t>(step.operand)]);
      }
      out.steps.push_back(step);
      if (out.steps.size() > model::kFormulaStepsMax) break;  // told by resolve
    }
    return true;
  }
  return unknown(formula, name);
}

bool FormulaResolver::judge(FormulaDeclaration& formula, const FormulaSyntax::Name& name,
                            const std::vector<std::string>& by,
                            const std::vector<model::WindowPlan>& windows) {
  if (!formula.by) formula.by = by;
  if (*formula.by != by) {
    report_.error(formula.by_place, "bad-value",
                  fmt::format("'{}' is not grouped like this: by = {}", name.id, list_of(by)),
                  "a formula and its indicators have one `by`");
    return false;
  }
  bool good = true;
  for (const Text& text : formula.windows) {
    std::vector<std::string> valid;
    for (const model::WindowPlan& window : windows) valid.push_back(window.text);
    if (std::find(valid.begin(), valid.end(), text.value) != valid.end()) continue;
    report_.error(text.place, "bad-window",
                  fmt::format("'{}' has no window '{}'", name.id, text.value),
                  suggestion(text.value, valid));
    good = false;
  }
  return good;
}

std::vector<std::string> FormulaResolver::by_of(const IndicatorDeclaration& indicator) const {
  const std::vector<model::FieldPlan>& fields =
      indicator.plan.lifecycle >= 0
          ? (*around_.lifecycles)[static_cast<std::size_t>(indicator.plan.lifecycle)]
                .plan.state.fields
          : (*around_.streams)[static_cast<std::size_t>(indicator.plan.stream)].plan.fields;
  std::vector<std::string> names;
  for (const int field : indicator.by) {
    names.push_back(fields[static_cast<std::size_t>(field)].name);
  }
  return names;
}

bool FormulaResolver::unknown(const FormulaDeclaration& formula, const FormulaSyntax::Name& name) {
  if (declared_.contains(name.id)) return false;  // at fault itself
  std::vector<std::string> valid(declared_.begin(), declared_.end());
  std::erase(valid, formula.plan.id);
  std::string help = suggestion(name.id, valid);
  if (name.id.find('-') != std::string::npos) help += "; a minus stands between blanks";
  if (!around_.all_files_parsed && !help.starts_with("did you mean")) return false;
  return fault(formula, name, "unknown-name", fmt::format("unknown indicator '{}'", name.id),
               std::move(help));
}

bool FormulaResolver::fault(const FormulaDeclaration& formula, const FormulaSyntax::Name& name,
                            std::string code, std::string text, std::string help) {
  report_.error(formula.text.part(name.offset, name.id.size()), std::move(code), std::move(text),
                std::move(help));
  return false;
}

void FormulaResolver::add_to(model::Plan& plan) {
  std::map<std::string, const std::vector<std::string>*> operands;
  for (std::size_t i = 0; i < formulas_.size(); ++i) {
    model::IndicatorPlan indicator = formulas_[i].plan;
    indicator.formula.emplace().steps = resolved_[i]->steps;
    operands[indicator.id] = &resolved_[i]->operands;
    plan.indicators.push_back(std::move(indicator));
  }
  const auto before = [](const auto& a, const auto& b) { return a.id < b.id; };
  std::sort(plan.indicators.begin(), plan.indicators.end(), before);
  for (model::IndicatorPlan& indicator : plan.indicators) {
    if (!indicator.formula) continue;
    for (const std::string& id : *operands.at(indicator.id)) {
      const auto at = std::find_if(plan.indicators.begin(), plan.indicators.end(),
                                   [&](const auto& known) { return known.id == id; });
      indicator.formula->operands.push_back(static_cast<int>(at - plan.indicators.begin()));
    }
  }
}

}  // namespace ioc::catalog
