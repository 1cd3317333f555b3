// A measure is written like a function of an expression, so the parser of expressions reads it.
#include "catalog/measure.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "catalog/canonical.h"
#include "catalog/literals.h"
#include "catalog/nearest.h"
#include "catalog/syntax.h"

namespace ioc::catalog {
namespace {

using model::Measure;
using model::TypeKind;

struct MeasureWord {
  std::string_view word;
  Measure measure;
};
constexpr std::array<MeasureWord, 11> kMeasures = {{{"count", Measure::count},
                                                    {"sum", Measure::sum},
                                                    {"mean", Measure::mean},
                                                    {"min", Measure::minimum},
                                                    {"max", Measure::maximum},
                                                    {"share", Measure::share},
                                                    {"distinct", Measure::distinct},
                                                    {"quantile", Measure::quantile},
                                                    {"last", Measure::last},
                                                    {"coverage", Measure::coverage},
                                                    {"silence", Measure::silence}}};

bool can_measure(Measure measure, TypeKind kind) {
  const bool adds_up =
      kind == TypeKind::integer || kind == TypeKind::decimal || kind == TypeKind::duration;
  switch (measure) {
    case Measure::sum:
    case Measure::mean:
    case Measure::quantile: return adds_up;
    case Measure::coverage:
    case Measure::silence: return kind == TypeKind::unit;
    case Measure::distinct:
    case Measure::last: return kind != TypeKind::day;
    default: return adds_up || kind == TypeKind::instant;
  }
}

std::string_view what_it_takes(Measure measure) {
  switch (measure) {
    case Measure::sum:
    case Measure::mean:
    case Measure::quantile: return "it takes int, decimal or duration";
    case Measure::coverage:
    case Measure::silence: return "it takes a field of type unit";
    case Measure::distinct:
    case Measure::last: return "it takes string, unit, int, decimal, bool, duration or time";
    default: return "it takes int, decimal, duration or time";
  }
}

class MeasureReader {
 public:
  MeasureReader(const Text& text, const Scope* scope, Report& report)
      : text_(text), scope_(scope), report_(report) {}

  std::optional<MeasureDeclaration> run() {
    const std::optional<Syntax> syntax = parse_expression(text_, report_);
    if (!syntax) return std::nullopt;
    const bool is_call = syntax->kind == Syntax::Kind::call;
    if (!is_call && syntax->kind != Syntax::Kind::name) {
      return fault(*syntax, "bad-measure", "not a measure", "as in count, sum(x), share(cond)");
    }
    const auto word = std::find_if(kMeasures.begin(), kMeasures.end(),
                                   [&](const MeasureWord& m) { return m.word == syntax->text; });
    if (word == kMeasures.end()) {
      std::vector<std::string> valid;
      for (const MeasureWord& known : kMeasures) valid.emplace_back(known.word);
      return fault(*syntax, "bad-measure", fmt::format("unknown measure '{}'", syntax->text),
                   suggestion(syntax->text, valid));
    }
    const std::size_t expected = word->measure == Measure::count      ? 0
                                 : word->measure == Measure::quantile ? 2
                                                                      : 1;
    if (syntax->args.size() != expected || is_call != (expected > 0)) {
      return fault(*syntax, "bad-measure",
                   expected == 0   ? "'count' stands alone"
                   : expected == 2 ? "'quantile' measures one expression at one share"
                                   : fmt::format("'{}' measures one expression", word->word),
                   expected == 0   ? "choose what is counted with where = \"…\""
                   : expected == 2 ? "quantile(x, 0.9)"
                                   : fmt::format("{}(x)", word->word));
    }
    if (scope_ == nullptr) return std::nullopt;
    if (expected == 0) return MeasureDeclaration{};
    return measured(*word, *syntax);
  }

 private:
  std::optional<MeasureDeclaration> measured(const MeasureWord& word, const Syntax& call) {
    const Syntax& argument = call.args[0];
    MeasureDeclaration out;
    out.measure = word.measure;
    if (word.measure == Measure::share) {
      out.measured = check_condition(argument, text_, *scope_, report_);
    } else {
      out.measured = check_expression(argument, text_, *scope_, report_);
      if (out.measured && !can_measure(word.measure, out.measured->type.kind)) {
        return fault(
            argument, "type",
            fmt::format("'{}' cannot measure {}", word.word, type_name(out.measured->type)),
            std::string(what_it_takes(word.measure)));
      }
    }
    const bool asks_units = word.measure == Measure::coverage || word.measure == Measure::silence;
    if (asks_units && out.measured && out.measured->op != model::Op::field) {
      return fault(argument, "type", fmt::format("'{}' takes a field's name", word.word), "");
    }
    if (word.measure == Measure::quantile && !read_share(call.args[1], out)) return std::nullopt;
    if (!out.measured) return std::nullopt;
    return out;
  }

  // The q of a quantile, 0 to 1.
  bool read_share(const Syntax& syntax, MeasureDeclaration& out) {
    const auto literal = syntax.kind == Syntax::Kind::number ? number_literal(syntax.text)
                                                             : std::optional<model::Expression>();
    const auto scaled =
        literal ? literal_as(*literal, {TypeKind::decimal, 9}) : std::optional<model::Expression>();
    if (scaled && scaled->number >= 0 && scaled->number <= 1'000'000'000) {
      out.quantile_e9 = scaled->number;
      return true;
    }
    fault(syntax, "bad-measure", "the share of a quantile is a number from 0 to 1", "0.5, 0.95");
    return false;
  }

  std::nullopt_t fault(const Syntax& at, std::string code, std::string text, std::string help) {
    report_.error(text_.part(at.offset, at.length), std::move(code), std::move(text),
                  std::move(help));
    return std::nullopt;
  }

  const Text& text_;
  const Scope* scope_;
  Report& report_;
};

}  // namespace

std::optional<MeasureDeclaration> read_measure(const Text& text, const Scope* scope,
                                               Report& report) {
  return MeasureReader(text, scope, report).run();
}

}  // namespace ioc::catalog
