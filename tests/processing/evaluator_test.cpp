#include "processing/evaluator.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/processing/plan_builder.h"

namespace ioc::testing::evaluator_test {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr Type kBool{TypeKind::boolean, 0};
constexpr Type kText{TypeKind::text, 0};
constexpr Type kInstant{TypeKind::instant, 0};
constexpr Type kDuration{TypeKind::duration, 0};
constexpr Type kDay{TypeKind::day, 0};
constexpr Type decimal(int scale) { return {TypeKind::decimal, scale}; }

// Rows: 0 has everything, 1 nothing.
class EvaluatorTest : public ::testing::Test {
 protected:
  EvaluatorTest() {
    std::vector<model::Unit> units(2);
    units[0].code = "49";
    units[1].code = "502";
    units[1].parent = 0;
    plan_ = PlanBuilder(model::Zone("Seven", {{INT64_MIN, 7 * 3'600'000}}), units).build();
    events_.resize(2);
    events_[0].time_ms = model::parse_rfc3339("2020-10-15T17:30:00Z")->ms;
    events_[0].unit = 1;
    events_[0].channel = "Hồ sơ";
    events_[0].amount = 1234;
    events_[0].number = -7;
    events_[0].flag = true;
    events_[0].due = events_[0].time_ms + 1000;
    events_[1].time_ms = events_[0].time_ms;
    batch_ = batch_of(events_);
  }

  bool truth(const Expression& expression, int row = 0) {
    processing::Evaluator evaluator(expression, plan_);
    return evaluator.run(batch_).truth[row] != 0;
  }
  std::optional<std::int64_t> number(const Expression& expression, int row = 0) {
    processing::Evaluator evaluator(expression, plan_);
    const processing::Values values = evaluator.run(batch_);
    return values.present[row] != 0 ? std::optional(values.numbers[row]) : std::nullopt;
  }
  std::optional<std::int64_t> of(Op op, Type type, std::int64_t a, std::int64_t b,
                                 Type a_type = kInteger, Type b_type = kInteger) {
    return number(apply(op, type, {literal(a, a_type), literal(b, b_type)}));
  }

  model::Plan plan_;
  std::vector<Event> events_;
  model::EventBatch batch_;
};

// A batch is used for one stream after the other, so a column of numbers may have held texts;
// whoever tells numbers from texts by what is filled would read those.
TEST_F(EvaluatorTest, ANumberBringsNoTextsWhateverItsColumnHeldBefore) {
  model::Column& column = batch_.columns[kNumber];
  column.texts.assign(2, "of another stream");
  column.texts.clear();
  const Expression number = field(kNumber);
  processing::Evaluator plain(number, plan_);
  EXPECT_EQ(plain.run(batch_).texts, nullptr);
  EXPECT_NE(plain.run(batch_).numbers, nullptr);
  const Expression chosen = apply(
      Op::conditional, kInteger,
      {apply(Op::equal, {field(kChannel), literal("Hồ sơ")}), field(kNumber), field(kNumber)});
  processing::Evaluator conditional(chosen, plan_);
  EXPECT_EQ(conditional.run(batch_).texts, nullptr);
}

// `last(5)` took the text of a number for what it says.
TEST_F(EvaluatorTest, ALiteralIsOfItsTypeAlone) {
  const Expression five = literal(5, kInteger), word = literal("x");
  processing::Evaluator number(five, plan_), text(word, plan_);
  const processing::Values of_number = number.run(batch_), of_text = text.run(batch_);
  EXPECT_EQ(of_number.texts, nullptr);
  EXPECT_EQ(of_number.truth, nullptr);
  EXPECT_EQ(of_number.numbers[1], 5);
  EXPECT_EQ(of_text.numbers, nullptr);
  EXPECT_EQ(of_text.texts[1], "x");
}

TEST_F(EvaluatorTest, ComparesNumbersTextsUnitsAndBooleans) {
  const auto compare = [&](Op op, std::int64_t a, std::int64_t b) {
    return truth(apply(op, {literal(a, kInteger), literal(b, kInteger)}));
  };
  for (const auto& [a, b] : {std::pair{1, 2}, {2, 2}, {3, 2}, {-1, 1}}) {
    EXPECT_EQ(compare(Op::equal, a, b), a == b);
    EXPECT_EQ(compare(Op::not_equal, a, b), a != b);
    EXPECT_EQ(compare(Op::less, a, b), a < b);
    EXPECT_EQ(compare(Op::less_equal, a, b), a <= b);
    EXPECT_EQ(compare(Op::greater, a, b), a > b);
    EXPECT_EQ(compare(Op::greater_equal, a, b), a >= b);
  }
  EXPECT_TRUE(truth(apply(Op::equal, {field(kChannel), literal("Hồ sơ")})));
  EXPECT_TRUE(truth(apply(Op::less, {field(kChannel), literal("I")})));
  EXPECT_TRUE(truth(apply(Op::equal, {field(kUnit), literal("502", TypeKind::unit)})));
  EXPECT_FALSE(truth(apply(Op::equal, {field(kUnit), literal("49", TypeKind::unit)})));
  EXPECT_TRUE(truth(apply(Op::equal, {field(kFlag), literal(1, kBool)})));
  EXPECT_TRUE(truth(apply(Op::greater, {field(kDue), event_time()})));
}

// The fault this came of: 10^10 > 0.5 was false, since 10^10 at nine digits leaves 64 bits.
TEST_F(EvaluatorTest, NumbersOfAnyScalesCompareExactly) {
  const auto compare = [&](Op op, std::int64_t a, int a_scale, std::int64_t b, int b_scale) {
    return truth(apply(op, {literal(a, decimal(a_scale)), literal(b, decimal(b_scale))}));
  };
  EXPECT_TRUE(compare(Op::greater, 10'000'000'000, 0, 500'000'000, 9));
  EXPECT_TRUE(compare(Op::not_equal, 10'000'000'000, 0, 500'000'000, 9));
  EXPECT_TRUE(compare(Op::less, 500'000'000, 9, 10'000'000'000, 0));
  EXPECT_TRUE(compare(Op::equal, 10, 0, 10'000'000'000, 9));
  for (const std::int64_t edge : {kMost, kLeast}) {
    EXPECT_EQ(compare(Op::greater, edge, 0, edge, 18), edge > 0);
    EXPECT_EQ(compare(Op::less_equal, edge, 0, edge, 18), edge < 0);
    EXPECT_EQ(compare(Op::greater_equal, edge, 18, edge, 0), edge < 0);
    EXPECT_FALSE(compare(Op::equal, edge, 18, edge, 0));
  }
  EXPECT_TRUE(truth(apply(Op::less, {field(kNumber), field(kAmount)})));
  EXPECT_FALSE(truth(apply(Op::not_equal, {field(kNumber), field(kAmount)}), 1)) << "absent";
}

TEST_F(EvaluatorTest, AComparisonWithAnAbsentValueIsFalseNotEqualToo) {
  for (const Op op :
       {Op::equal, Op::not_equal, Op::less, Op::less_equal, Op::greater, Op::greater_equal}) {
    EXPECT_FALSE(truth(apply(op, {field(kNumber), literal(0, kInteger)}), 1));
    EXPECT_FALSE(truth(apply(op, {literal(0, kInteger), field(kNumber)}), 1));
    EXPECT_FALSE(truth(apply(op, {field(kChannel), literal("")}), 1));
    EXPECT_FALSE(truth(apply(op, {field(kUnit), literal("", TypeKind::unit)}), 1));
    EXPECT_FALSE(truth(apply(op, {field(kFlag), literal(0, kBool)}), 1));
    EXPECT_FALSE(truth(apply(op, {field(kAmount), field(kAmount)}), 1));
  }
  EXPECT_FALSE(truth(apply(Op::in, {field(kNumber), literal(0, kInteger)}), 1));
  EXPECT_FALSE(truth(apply(Op::in, {field(kChannel), literal("")}), 1));
  EXPECT_FALSE(truth(apply(Op::in, {field(kFlag), literal(0, kBool)}), 1));
}

TEST_F(EvaluatorTest, AnAbsentBooleanIsFalse) {
  EXPECT_FALSE(truth(field(kFlag), 1));
  EXPECT_TRUE(truth(apply(Op::logical_not, {field(kFlag)}), 1));
  EXPECT_TRUE(truth(apply(Op::logical_or, {field(kFlag), literal(1, kBool)}), 1));
  EXPECT_FALSE(truth(apply(Op::logical_and, {field(kFlag), literal(1, kBool)}), 1));
  EXPECT_TRUE(truth(apply(Op::logical_and, {field(kFlag), literal(1, kBool)}), 0));
  const Expression chosen =
      apply(Op::conditional, kInteger, {field(kFlag), literal(1, kInteger), literal(2, kInteger)});
  EXPECT_EQ(number(chosen, 0), 1);
  EXPECT_EQ(number(chosen, 1), 2);
}

TEST_F(EvaluatorTest, HasTellsWhatIsThere) {
  for (const Field f : {kUnit, kChannel, kAmount, kNumber, kFlag, kDue}) {
    EXPECT_TRUE(truth(has(f), 0));
    EXPECT_FALSE(truth(has(f), 1));
  }
  EXPECT_TRUE(truth(has(model::kEventTimeField), 1));
}

TEST_F(EvaluatorTest, IntegersTruncateTowardZeroAndOverflowIsAbsent) {
  EXPECT_EQ(of(Op::divide, kInteger, -7, 2), -3);
  EXPECT_EQ(of(Op::modulo, kInteger, -7, 2), -1);
  EXPECT_EQ(of(Op::divide, kInteger, 7, 0), std::nullopt);
  EXPECT_EQ(of(Op::modulo, kInteger, 7, 0), std::nullopt);
  EXPECT_EQ(of(Op::modulo, kInteger, kLeast, -1), 0);
  EXPECT_EQ(of(Op::divide, kInteger, kLeast, -1), std::nullopt);
  EXPECT_EQ(of(Op::add, kInteger, kMost, 1), std::nullopt);
  EXPECT_EQ(of(Op::add, kInteger, kMost, kLeast), -1);
  EXPECT_EQ(of(Op::subtract, kInteger, kLeast, 1), std::nullopt);
  EXPECT_EQ(of(Op::multiply, kInteger, kMost, kMost), std::nullopt);
  EXPECT_EQ(of(Op::multiply, kInteger, kMost, -1), -kMost);
  EXPECT_EQ(number(apply(Op::negate, kInteger, {literal(kLeast, kInteger)})), std::nullopt);
  EXPECT_EQ(number(apply(Op::negate, kInteger, {field(kNumber)})), 7);
}

TEST_F(EvaluatorTest, ArithmeticWithAnAbsentValueIsAbsent) {
  for (const Op op : {Op::add, Op::subtract, Op::multiply, Op::divide, Op::modulo}) {
    EXPECT_EQ(number(apply(op, kInteger, {field(kNumber), literal(1, kInteger)}), 1), std::nullopt);
    EXPECT_EQ(number(apply(op, kInteger, {literal(1, kInteger), field(kNumber)}), 1), std::nullopt);
  }
  EXPECT_EQ(number(apply(Op::rescale, kMoney, {field(kNumber)}), 1), std::nullopt);
  EXPECT_EQ(number(apply(Op::date, kDay, {field(kDue)}), 1), std::nullopt);
  EXPECT_EQ(number(apply(Op::size, kInteger, {field(kChannel)}), 1), std::nullopt);
}

TEST_F(EvaluatorTest, DecimalsRoundHalfToEven) {
  const auto rescale = [&](std::int64_t value, int from, int to) {
    return number(apply(Op::rescale, decimal(to), {literal(value, decimal(from))}));
  };
  EXPECT_EQ(rescale(125, 2, 1), 12);
  EXPECT_EQ(rescale(135, 2, 1), 14);
  EXPECT_EQ(rescale(-125, 2, 1), -12);
  EXPECT_EQ(rescale(-135, 2, 1), -14);
  EXPECT_EQ(rescale(-126, 2, 1), -13);
  EXPECT_EQ(rescale(12, 1, 3), 1200);
  EXPECT_EQ(rescale(kMost, 0, 1), std::nullopt);
  EXPECT_EQ(rescale(kMost, 18, 0), 9);
  EXPECT_EQ(of(Op::divide, decimal(2), 100, 300, kMoney, kMoney), 33);
  EXPECT_EQ(of(Op::divide, decimal(2), 200, 300, kMoney, kMoney), 67);
  EXPECT_EQ(of(Op::divide, decimal(2), -200, 300, kMoney, kMoney), -67);
  EXPECT_EQ(of(Op::divide, decimal(0), 5, -2, decimal(0), decimal(0)), -2);
  EXPECT_EQ(of(Op::divide, decimal(0), 500, 2, decimal(2), decimal(0)), 2);
  EXPECT_EQ(of(Op::divide, decimal(2), 1, 0, kMoney, kMoney), std::nullopt);
  EXPECT_EQ(of(Op::multiply, decimal(4), 150, -250, kMoney, kMoney), -37500);
}

// 18 digits after the point on both sides ask for more than 128 bits in between.
TEST_F(EvaluatorTest, ADecimalQuotientBeyondEveryBoundIsAbsentNotWrong) {
  const std::int64_t one = 1'000'000'000'000'000'000;  // 1 at scale 18
  EXPECT_EQ(of(Op::divide, decimal(18), 3, one / 2, kInteger, decimal(18)), 6 * one);
  EXPECT_EQ(of(Op::divide, decimal(18), 1000, one, kInteger, decimal(18)), std::nullopt);
  EXPECT_EQ(of(Op::divide, decimal(18), kMost, one, kInteger, decimal(18)), std::nullopt);
  EXPECT_EQ(of(Op::divide, decimal(18), kMost, 1, kInteger, decimal(18)), std::nullopt);
  EXPECT_EQ(of(Op::divide, decimal(18), kLeast, kMost, kInteger, decimal(18)), std::nullopt);
  EXPECT_EQ(of(Op::divide, decimal(0), one, kMost, decimal(18), kInteger), 0);
}

TEST_F(EvaluatorTest, InSeeksAmongLiterals) {
  EXPECT_TRUE(truth(apply(Op::in, {field(kNumber), literal(1, kInteger), literal(-7, kInteger)})));
  EXPECT_FALSE(truth(apply(Op::in, {field(kNumber), literal(7, kInteger)})));
  EXPECT_FALSE(truth(apply(Op::in, {field(kNumber)})));
  EXPECT_TRUE(truth(apply(Op::in, {field(kChannel), literal("x"), literal("Hồ sơ")})));
  EXPECT_TRUE(truth(apply(Op::in, {field(kUnit), literal("502", TypeKind::unit)})));
  EXPECT_TRUE(truth(apply(Op::in, {field(kFlag), literal(1, kBool)})));
}

TEST_F(EvaluatorTest, TextsAreSoughtInByBytesAndMeasuredInCodePoints) {
  const auto asks = [&](Op op, const char* part, int row = 0) {
    return truth(apply(op, {field(kChannel), literal(part)}), row);
  };
  EXPECT_TRUE(asks(Op::starts_with, "Hồ"));
  EXPECT_FALSE(asks(Op::starts_with, "hồ"));
  EXPECT_TRUE(asks(Op::ends_with, "sơ"));
  EXPECT_TRUE(asks(Op::contains, "ồ s"));
  EXPECT_TRUE(asks(Op::contains, ""));
  EXPECT_FALSE(asks(Op::contains, "", 1));
  EXPECT_FALSE(asks(Op::starts_with, "", 1));
  EXPECT_EQ(number(apply(Op::size, kInteger, {field(kChannel)})), 5);
  EXPECT_EQ(number(apply(Op::size, kInteger, {literal("")})), 0);
}

TEST_F(EvaluatorTest, MatchesIsUnanchoredAndLinear) {
  const auto matches = [&](const char* pattern, int row = 0) {
    Expression e = apply(Op::matches, {field(kChannel), literal(pattern)});
    e.text = pattern;
    return truth(e, row);
  };
  EXPECT_TRUE(matches("ồ\\ss"));
  EXPECT_FALSE(matches("^sơ"));
  EXPECT_TRUE(matches("^H.*ơ$"));
  EXPECT_FALSE(matches(".*", 1));
  EXPECT_FALSE(matches("(a*)*b"));
}

TEST_F(EvaluatorTest, DatesAreLocalAndInstantsSubtractToDurations) {
  EXPECT_EQ(number(apply(Op::date, kDay, {event_time()})), model::parse_day("2020-10-16"));
  EXPECT_EQ(number(apply(Op::subtract, kDuration, {field(kDue), event_time()})), 1000);
  EXPECT_EQ(number(apply(Op::add, kInstant, {event_time(), literal(5, kDuration)})),
            events_[0].time_ms + 5);
  const Expression never = apply(Op::add, kInstant, {event_time(), literal(kMost / 2, kDuration)});
  EXPECT_EQ(number(apply(Op::date, kDay, {never})), std::nullopt);
}

TEST_F(EvaluatorTest, ConditionalsGiveTextsNumbersAndBooleans) {
  const Expression text =
      apply(Op::conditional, kText, {has(kChannel), field(kChannel), literal("none")});
  EXPECT_TRUE(truth(apply(Op::equal, {text, literal("Hồ sơ")}), 0));
  EXPECT_TRUE(truth(apply(Op::equal, {text, literal("none")}), 1));
  const Expression truths =
      apply(Op::conditional, kBool, {has(kFlag), field(kFlag), literal(1, kBool)});
  EXPECT_TRUE(truth(truths, 0));
  EXPECT_TRUE(truth(truths, 1));
  const Expression absent =
      apply(Op::conditional, kInteger, {has(kNumber), literal(1, kInteger), field(kNumber)});
  EXPECT_EQ(number(absent, 0), 1);
  EXPECT_EQ(number(absent, 1), std::nullopt);
}

// The fault this came of: `(true ? flag : flag) != true` held where `flag != true` did not.
TEST_F(EvaluatorTest, AnAbsentBooleanStaysAbsentThroughAConditional) {
  const Expression yes = literal(1, kBool);
  const Expression no = literal(0, kBool);
  const Expression through = apply(Op::conditional, kBool, {yes, field(kFlag), field(kFlag)});
  const Expression twice = apply(Op::conditional, kBool, {no, yes, through});
  for (const Expression& absent : {field(kFlag), through, twice}) {
    EXPECT_FALSE(truth(absent, 1));
    EXPECT_TRUE(truth(apply(Op::logical_not, {absent}), 1)) << "as a condition it is false";
    for (const Expression& other : {yes, no}) {
      EXPECT_FALSE(truth(apply(Op::equal, {absent, other}), 1));
      EXPECT_FALSE(truth(apply(Op::not_equal, {absent, other}), 1));
      EXPECT_FALSE(truth(apply(Op::not_equal, {other, absent}), 1));
      EXPECT_FALSE(truth(apply(Op::in, {absent, other}), 1));
      EXPECT_EQ(truth(apply(Op::not_equal, {absent, other}), 0), other.number == 0);
    }
  }
  const Expression chosen =
      apply(Op::conditional, kBool, {has(kFlag), field(kFlag), apply(Op::equal, {no, no})});
  EXPECT_TRUE(truth(apply(Op::equal, {chosen, yes}), 1)) << "a comparison is never absent";
}

TEST_F(EvaluatorTest, OneEvaluatorServesBatchesOfAnySize) {
  const Expression e = apply(Op::add, kInteger, {field(kNumber), literal(1, kInteger)});
  processing::Evaluator evaluator(e, plan_);
  for (const std::size_t size : {1u, 700u, 3u, 1024u, 0u, 5u}) {
    std::vector<Event> events(size, events_[0]);
    for (std::size_t i = 0; i < size; ++i) events[i].number = static_cast<std::int64_t>(i);
    const model::EventBatch batch = batch_of(events);
    const processing::Values values = evaluator.run(batch);
    for (std::size_t i = 0; i < size; ++i) {
      ASSERT_EQ(values.numbers[i], static_cast<std::int64_t>(i) + 1);
      ASSERT_EQ(values.present[i], 1);
    }
  }
}

}  // namespace
}  // namespace ioc::testing::evaluator_test
