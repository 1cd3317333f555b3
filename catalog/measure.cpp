// A measure is written like a function of an expression, so the parser of expressions reads it.
#include "catalog/measure.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "catalog/canonical.h"
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
constexpr std::array<MeasureWord, 6> kMeasures = {{{"count", Measure::count},
                                                   {"sum", Measure::sum},
                                                   {"mean", Measure::mean},
                                                   {"min", Measure::minimum},
                                                   {"max", Measure::maximum},
                                                   {"share", Measure::share}}};
constexpr std::array<std::string_view, 5> kLaterMeasures = {"distinct", "quantile", "last",
                                                            "coverage", "silence"};

bool can_measure(Measure measure, TypeKind kind) {
  const bool adds_up =
      kind == TypeKind::integer || kind == TypeKind::decimal || kind == TypeKind::duration;
  if (measure == Measure::sum || measure == Measure::mean) return adds_up;
  return adds_up || kind == TypeKind::instant;
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
    if (std::find(kLaterMeasures.begin(), kLaterMeasures.end(), syntax->text) !=
        kLaterMeasures.end()) {
      return fault(
          *syntax, "unsupported",
          fmt::format("the measure '{}' is not supported yet by this version", syntax->text), "");
    }
    const auto word = std::find_if(kMeasures.begin(), kMeasures.end(),
                                   [&](const MeasureWord& m) { return m.word == syntax->text; });
    if (word == kMeasures.end()) {
      std::vector<std::string> valid;
      for (const MeasureWord& known : kMeasures) valid.emplace_back(known.word);
      return fault(*syntax, "bad-measure", fmt::format("unknown measure '{}'", syntax->text),
                   suggestion(syntax->text, valid));
    }
    const std::size_t expected = word->measure == Measure::count ? 0 : 1;
    if (syntax->args.size() != expected || is_call != (expected == 1)) {
      return fault(*syntax, "bad-measure",
                   expected == 0 ? "'count' stands alone"
                                 : fmt::format("'{}' measures one expression", word->word),
                   expected == 0 ? "choose what is counted with where = \"…\""
                                 : fmt::format("{}(x)", word->word));
    }
    if (scope_ == nullptr) return std::nullopt;
    if (expected == 0) return MeasureDeclaration{};
    return measured(*word, syntax->args[0]);
  }

 private:
  std::optional<MeasureDeclaration> measured(const MeasureWord& word, const Syntax& argument) {
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
            word.measure == Measure::sum || word.measure == Measure::mean
                ? "it takes int, decimal or duration"
                : "it takes int, decimal, duration or time");
      }
    }
    if (!out.measured) return std::nullopt;
    return out;
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
