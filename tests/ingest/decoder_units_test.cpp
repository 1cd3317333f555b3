#include "ingest/decoder_units.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace ioc::ingest::decoder_units_test {
namespace {

TEST(UnitCodes, AnswersAsTheTree) {
  std::mt19937 random(49);
  const auto code = [&random] {
    std::string text;
    const unsigned size = 1 + random() % 10;
    for (unsigned i = 0; i < size; ++i) text += static_cast<char>('0' + random() % 3);
    return text;
  };
  std::vector<model::Unit> units;
  model::UnitTree tree;
  for (int i = 0; i < 300; ++i) {
    const std::string next = code();
    if (tree.find(next) != model::kNoUnit) continue;
    units.push_back({next, "", "", "", model::kNoUnit, {}, {}});
    tree = model::UnitTree(units);
  }
  const UnitCodes codes(tree);
  EXPECT_EQ(codes.find(""), model::kNoUnit);
  EXPECT_EQ(codes.find(std::string(1, '\0')), model::kNoUnit);
  for (const model::Unit& unit : units) ASSERT_EQ(codes.find(unit.code), tree.find(unit.code));
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = code();
    ASSERT_EQ(codes.find(text), tree.find(text)) << text;
  }
}

TEST(UnitCodes, WorksWithoutUnits) {
  const model::UnitTree tree;
  EXPECT_EQ(UnitCodes(tree).find("49"), model::kNoUnit);
}

}  // namespace
}  // namespace ioc::ingest::decoder_units_test
