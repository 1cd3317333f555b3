// Faults of syntax hide nothing else, and call nothing wrong that is not.
#include "catalog/document.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/catalog/kit.h"

namespace ioc::catalog::document_test {
namespace {

using kit::faults;
using kit::load_text;
using Strings = std::vector<std::string>;

std::string indicator(const std::string& id, const std::string& rest) {
  return kit::indicator(id, rest);
}

TEST(Document, FaultsOfSyntaxAndOfMeaningAreToldTogether) {
  const std::string text = kit::settings() + kit::stream() +
                           indicator("a", "measure = count\nwindows = [\"day\"]") +      // 25
                           indicator("b", "measure = \"cuont\"\nwindows = [\"day\"]") +  // 31
                           indicator("c", "measure = \"count\nwindows = [\"day\"]") +    // 37
                           indicator("d", "measure = \"count\"\nwindows = [\"dya\"]");   // 44
  EXPECT_EQ(faults(load_text(text)),
            (Strings{"25:11 syntax", "31:12 bad-measure", "37:17 syntax", "44:13 bad-window"}));
}

TEST(Document, AKeyThatStandsTwiceTakesNothingWithIt) {
  const std::string text = kit::settings() + kit::stream() +
                           indicator("a",
                                     "of = \"dossiers\"\nmeasure = \"cuont\"\n"
                                     "windows = [\n  \"dya\",\n]");
  EXPECT_EQ(faults(load_text(text)),
            (Strings{"25:6 syntax", "26:12 bad-measure", "28:4 bad-window"}));
}

TEST(Document, ADoubleWithinAValueTakesItsTable) {
  const std::string text =
      kit::settings() + kit::stream() +
      "[[indicator]]\nid = \"a\"\nname = { vi = \"x\", vi = \"y\" }\nof = \"dossiers\"\n" +
      "measure = \"cuont\"\nwindows = [\"day\"]\n" +
      indicator("b", "measure = \"count\"\nwindows = [\"dya\"]");
  const Strings told = faults(load_text(text));
  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[0].starts_with("23:")) << told[0];
  EXPECT_EQ(told[1], "32:13 bad-window");
}

TEST(Document, WhatIsLostIsNotCalledUnknown) {
  std::string stream = kit::stream();
  stream.replace(stream.find("lateness = "), 11, "lateness ");
  const std::string text = kit::settings() + stream +
                           indicator("a", "measure = \"count\"\nwindows = [\"day\"]") +
                           "[[lifecycle]]\nid = \"dossier\"\nstream = \"dossiers\"\nkey = \"x\"\n"
                           "moments.a = \"true\"\n";
  const Strings told = faults(load_text(text));
  ASSERT_EQ(told.size(), 1u) << kit::rendered(load_text(text));
  EXPECT_TRUE(told[0].starts_with("10:")) << told[0];
}

TEST(Document, AnOpenArrayIsToldWhereItEnds) {
  for (const char* comma : {"", ","}) {
    const std::string text =
        kit::settings() + kit::stream() +
        indicator("a", "measure = \"count\"\nwindows = [\"day\"" + std::string(comma)) +
        indicator("b", "measure = \"cuont\"\nwindows = [\"day\"]") +
        indicator("c", "measure = \"cuont\"\nwindows = [\"day\"]");
    const Loaded loaded = load_text(text);
    Strings told = faults(loaded);
    ASSERT_EQ(told.size(), 3u) << kit::rendered(loaded);
    EXPECT_TRUE(told[0].starts_with("26:") && told[0].ends_with("syntax")) << told[0];
    EXPECT_EQ(told[1], "31:12 bad-measure");
    EXPECT_EQ(told[2], "37:12 bad-measure");
  }
}

TEST(Document, ATextWithoutQuotesIsToldAtItsWord) {
  const Loaded loaded = load_text("[catalog]\nid = i1\n");
  ASSERT_EQ(faults(loaded), (Strings{"2:6 syntax"}));
  EXPECT_NE(kit::rendered(loaded).find("a text stands in quotes: \"i1\""), std::string::npos);
}

TEST(Document, ADoubleBeforeATableWithinTakesOnlyItself) {
  const std::string board =
      "[[board]]\nid = \"w\"\nname = \"W\"\nname = \"W\"\n[[board.page]]\nname = \"P\"\n"
      "tiles = [{ indicator = \"a\", window = \"day\" }]\n";
  const std::string text = kit::settings() + kit::stream() +
                           indicator("a", "measure = \"count\"\nwindows = [\"day\"]") + board;
  EXPECT_EQ(faults(load_text(text)), (Strings{"30:8 syntax"}));
}

TEST(Document, WhatLooksLikeATableWithinATextIsNone) {
  const std::string text =
      kit::settings() + kit::stream() +
      "[[indicator]]\nid = \"a\"\nname = W\nof = \"dossiers\"\nmeasure = \"count\"\n"
      "windows = [\"day\"]\nnote = \"\"\"\n[[indicator]]\n\"\"\"\n" +
      indicator("b", "measure = \"cuont\"\nwindows = [\"day\"]");
  EXPECT_EQ(faults(load_text(text)), (Strings{"23:8 syntax", "34:12 bad-measure"}));
}

TEST(Document, AnIdWithoutQuotesIsNotUnknown) {
  const std::string text = kit::settings() + kit::stream() +
                           "[[lifecycle]]\nid = dossier2\nstream = \"dossiers\"\n"
                           "key = \"channel\"\nmoments.go = \"status == 2\"\n"
                           "[[indicator]]\nid = \"f\"\nname = \"f\"\nof = \"dossier2\"\n"
                           "at = \"go\"\nmeasure = \"count\"\nwindows = [\"day\"]\n";
  EXPECT_EQ(faults(load_text(text)), (Strings{"22:6 syntax"}));
}

TEST(Document, AnOpenTextIsToldOnce) {
  const std::string text = kit::settings() + kit::stream() +
                           indicator("a", "measure = \"\"\"count\nwindows = [\"day\"]") +
                           indicator("b", "measure = \"count\"\nwindows = [\"day\"]");
  const Strings told = faults(load_text(text));
  ASSERT_EQ(told.size(), 1u) << kit::rendered(load_text(text));
  EXPECT_TRUE(told[0].ends_with("syntax"));
}

TEST(Document, AnyTextEnds) {
  for (const char* text :
       {"", "\n", "[", "[[", "[a]\n[a]\n", "=", "a", "\"\"\"", "\n\n\n=", "[a]\r\nb\r\n"}) {
    EXPECT_FALSE(load_text(text).plan) << text;
  }
  std::string many;
  for (int i = 0; i < 100; ++i) many += "[[stream]]\nid = \n";
  EXPECT_FALSE(load_text(many).plan);
}

}  // namespace
}  // namespace ioc::catalog::document_test
