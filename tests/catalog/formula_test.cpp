// Formulas: syntax, names, groups, windows and circles.
#include "catalog/formula.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::formula_test {
namespace {

using kit::faults;
using kit::indicator;
using kit::load_indicators;
using kit::Strings;
using Kind = model::FormulaStep::Kind;

// Six lines each: the first formula's `formula` stands in line 36 (its text from column 12 on).
const std::string kBase =
    indicator("d.received",
              "by = [\"unit\"]\nmeasure = \"count\"\nwindows = [\"day\", \"month\"]") +
    indicator("d.on-time", "by = [\"unit\"]\nmeasure = \"mean(fee)\"\nwindows = [\"day\"]");

std::string formula(const std::string& id, const std::string& text,
                    const std::string& windows = "\"day\"", const std::string& by = "\"unit\"") {
  return "[[indicator]]\nid = \"" + id + "\"\nname = \"x\"\nformula = \"" + text + "\"\nby = [" +
         by + "]\nwindows = [" + windows + "]\n";
}
// Steps as letters: operands by their id's number, numbers scaled, operators as they are.
std::string steps_of(const Loaded& loaded, const std::string& id) {
  std::string out;
  for (const model::IndicatorPlan& known : loaded.plan->indicators) {
    if (known.id != id) continue;
    for (const model::FormulaStep& step : known.formula->steps) {
      switch (step.kind) {
        case Kind::operand: {
          const int number = known.formula->operands[static_cast<std::size_t>(step.operand)];
          out += loaded.plan->indicators[static_cast<std::size_t>(number)].id;
          break;
        }
        case Kind::number:
          out += std::to_string(step.scaled) + "e-" + std::to_string(step.scale);
          break;
        case Kind::add: out += '+'; break;
        case Kind::subtract: out += '-'; break;
        case Kind::multiply: out += '*'; break;
        case Kind::divide: out += '/'; break;
        case Kind::negate: out += '~'; break;
      }
      out += ' ';
    }
  }
  return out;
}

TEST(Formula, NamesIndicatorsAsTheyAreWritten) {
  const Loaded loaded =
      load_indicators(kBase + formula("f", "-(d.received - d.on-time) * 0.25 / d.received + 100"));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(steps_of(loaded, "f"), "d.received d.on-time - ~ 25e-2 * d.received / 100e-0 + ");
}

TEST(Formula, MayNameOtherFormulasInAnyOrder) {
  const Loaded loaded =
      load_indicators(kBase + formula("a", "b / 2") + formula("b", "d.received + d.on-time"));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(steps_of(loaded, "a"), "d.received d.on-time + 2e-0 / ");
  EXPECT_EQ(loaded.plan->indicators[0].cube, -1);
  EXPECT_EQ(loaded.plan->indicators[0].description, "b / 2");
}

std::string told(const std::string& text) {
  const Loaded loaded = load_indicators(kBase + formula("f", text));
  if (loaded.plan) return {};
  const Diagnostic& d = loaded.diagnostics.front();
  return std::to_string(d.line) + ":" + std::to_string(d.column - 12) + " " + d.code + ": " +
         d.text + (d.help.empty() ? "" : " | " + d.help);
}

TEST(Formula, TellsUnknownIndicatorsWithTheNearest) {
  EXPECT_EQ(told("d.recieved - d.on-time"),
            "38:0 unknown-name: unknown indicator 'd.recieved' | did you mean 'd.received'?");
  EXPECT_EQ(told("d.received-d.on-time").substr(0, 58),
            "38:0 unknown-name: unknown indicator 'd.received-d.on-time");
  EXPECT_NE(told("d.received-d.on-time").find("a minus stands between blanks"), std::string::npos);
}

TEST(Formula, TellsFaultsOfTheGrammarAtTheirLetter) {
  EXPECT_EQ(told("d.received %").substr(0, 17), "38:11 expression:");
  EXPECT_EQ(told("d.received + ").substr(0, 17), "38:-1 expression:");
  EXPECT_EQ(told("(d.received"), "38:-1 expression: ')' is missing");
  EXPECT_EQ(told("1.2.3 * d.received").substr(0, 16), "38:0 expression:");
  EXPECT_EQ(told("1 + 2"), "38:-1 expression: the formula names no indicator");
  EXPECT_EQ(told(std::string(300, '(') + "d.received").substr(0, 57).find("nested too deep") !=
                std::string::npos,
            true);
}

TEST(Formula, WantsOneGroupingAndWindowsThatAllHave) {
  EXPECT_EQ(faults(load_indicators(kBase + formula("f", "d.received - d.on-time", "\"month\""))),
            (Strings{"40:12 bad-window"}));
  EXPECT_EQ(faults(load_indicators(kBase + formula("f", "d.received", "\"day\", \" day\""))),
            (Strings{"40:19 bad-window"}));
  EXPECT_EQ(faults(load_indicators(kBase + formula("f", "d.received", "\"day\"", ""))),
            (Strings{"39:6 bad-value"}));
}

TEST(Formula, RefusesCirclesAndWhatIsNoNumber) {
  EXPECT_EQ(faults(load_indicators(kBase + formula("a", "b") + formula("b", "a + d.received"))),
            (Strings{"44:12 bad-value"}));
  EXPECT_EQ(faults(load_indicators(indicator("t", "measure = \"max(time)\"\nwindows = [\"day\"]") +
                                   formula("f", "t - 1", "\"day\"", ""))),
            (Strings{"30:12 type"}));
}

TEST(Formula, SaysNothingOfOperandsAtFaultThemselves) {
  EXPECT_EQ(faults(load_indicators(indicator("a", "measure = \"cuont\"\nwindows = [\"day\"]") +
                                   formula("f", "a * 2", "\"day\"", ""))),
            (Strings{"25:12 bad-measure"}));
}

TEST(Formula, IsBoundedWhenFormulasNameEachOther) {
  std::string text = kBase + formula("f0", "d.received + d.on-time");
  for (int i = 1; i < 20; ++i) {
    const std::string before = "f" + std::to_string(i - 1);
    text += formula("f" + std::to_string(i), before + " + " + before);
  }
  const Loaded loaded = load_indicators(text);
  ASSERT_EQ(loaded.diagnostics.size(), 1u);
  EXPECT_EQ(loaded.diagnostics[0].code, "expression");
}

}  // namespace
}  // namespace ioc::catalog::formula_test
