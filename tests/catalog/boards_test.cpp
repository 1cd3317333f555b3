// [[board]]: what is read, and every fault at its place.
#include "catalog/boards.h"

#include <gtest/gtest.h>

#include "tests/catalog/kit.h"

namespace ioc::catalog::boards_test {
namespace {

// Indicators "seen" (by unit, better), "plain" (by unit), "all" (without groups), "by_status".
std::string ground() {
  return kit::indicator("seen",
                        "measure = \"count\"\nby = [\"unit\"]\nwindows = [\"day\", \"month\"]\n"
                        "better = \"down\"") +
         kit::indicator("plain", "measure = \"count\"\nby = [\"unit\"]\nwindows = [\"day\"]") +
         kit::indicator("all", "measure = \"count\"\nwindows = [\"day\"]") +
         kit::indicator("by_status",
                        "measure = \"count\"\nby = [\"status\"]\nwindows = [\"day\"]") +
         "[[target]]\nid = \"few\"\nindicator = \"seen\"\nwindow = \"day\"\nunit = \"49\"\n"
         "at_most = 5\n"
         "[[target]]\nid = \"few-each\"\nindicator = \"seen\"\nwindow = \"day\"\n"
         "each = \"district\"\nat_most = 5\n"
         "[[target]]\nid = \"month-a\"\nindicator = \"seen\"\nwindow = \"month\"\nunit = \"49\"\n"
         "at_most = 5\n"
         "[[target]]\nid = \"month-b\"\nindicator = \"seen\"\nwindow = \"month\"\nunit = \"49\"\n"
         "at_most = 7\nby = 2020-12-31\n";
}

const std::string kBoard = "[[board]]\nid = \"b\"\nname = \"B\"\n";
const std::string kPage = "[[board.page]]\nname = \"P\"\n";

Loaded load_board(const std::string& keys) { return kit::load_indicators(ground() + keys); }
std::string faults(const std::string& keys) {
  std::string out;
  for (const Diagnostic& d : load_board(keys).diagnostics) {
    out += d.code + ": " + d.text + (d.help.empty() ? "" : " | " + d.help) + "\n";
  }
  return out;
}
// Of one page of a board without other faults.
std::string page_faults(const std::string& shows) { return faults(kBoard + kPage + shows + "\n"); }
std::string tile(const std::string& keys) { return "tiles = [{ " + keys + " }]"; }

TEST(Boards, AreReadAsWrittenInTheOrderOfTheirDeclaration) {
  const Loaded loaded = load_board(
      "[[board]]\nid = \"z\"\nname = { vi = \"Giao ban\", en = \"Meeting\" }\n" + kPage +
      "tiles = [{ indicator = \"seen\", window = \"day\" },\n"
      "  { indicator = \"all\", window = \"day\", name = \"All\" },\n"
      "  { indicator = \"seen\", window = \"month\", target = \"month-b\" },\n"
      "  { indicator = \"seen\", window = \"day\", unit = \"502\" }]\n" +
      kPage + "worst = { indicator = \"seen\", window = \"day\", each = \"district\" }\n" + kPage +
      "map = { indicator = \"plain\", window = \"day\", each = \"district\", "
      "grid = [[\"\", \"503\"], [\"502\"]] }\n" +
      "[[board]]\nid = \"a\"\nname = \"A\"\nunit = \"502\"\n" + kPage +
      tile("indicator = \"seen\", window = \"day\""));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::Plan& plan = *loaded.plan;
  ASSERT_EQ(plan.boards.size(), 2u);
  const model::BoardPlan& board = plan.boards[0];
  EXPECT_EQ(board.id, "z");
  EXPECT_EQ(board.name.en, "Meeting");
  EXPECT_EQ(plan.units.at(board.unit).code, "49") << "the root unit by default";
  ASSERT_EQ(board.pages.size(), 3u);
  const auto target = [&](int number) {
    return number < 0 ? "" : plan.targets[static_cast<std::size_t>(number)].id;
  };
  const auto& tiles = std::get<std::vector<model::BoardTile>>(board.pages[0].shows);
  ASSERT_EQ(tiles.size(), 4u);
  EXPECT_EQ(plan.indicators[static_cast<std::size_t>(tiles[0].indicator)].id, "seen");
  EXPECT_EQ(target(tiles[0].target), "few") << "found by itself";
  EXPECT_EQ(tiles[1].unit, model::kNoUnit) << "without groups";
  EXPECT_EQ(tiles[1].name.vi, "All");
  EXPECT_EQ(target(tiles[1].target), "");
  EXPECT_EQ(target(tiles[2].target), "month-b");
  EXPECT_EQ(target(tiles[3].target), "few-each") << "set for the level of the unit";
  const auto& worst = std::get<model::BoardWorst>(board.pages[1].shows);
  EXPECT_EQ(worst.count, 10);
  EXPECT_FALSE(worst.better_up);
  EXPECT_EQ(target(worst.of.target), "few-each");
  const auto& map = std::get<model::BoardMap>(board.pages[2].shows);
  EXPECT_EQ(plan.indicators[static_cast<std::size_t>(map.of.indicator)].id, "plain");
  ASSERT_EQ(map.grid.size(), 2u);
  EXPECT_EQ(map.grid[0], (std::vector<model::UnitIndex>{-1, plan.units.find("503")}));
  EXPECT_EQ(plan.units.at(plan.boards[1].unit).code, "502");
}

TEST(Boards, TellFaultsOfTheirPages) {
  EXPECT_EQ(faults(kBoard), "missing-key: [[board]] lacks the key 'page'\n");
  std::string five;
  for (int i = 0; i < 5; ++i) five += kPage + tile("indicator = \"all\", window = \"day\"") + "\n";
  EXPECT_EQ(faults(kBoard + five),
            "bad-value: 'page' has from 1 to 4 entries, not 5 | a wall that shows more shows "
            "nobody anything; make two boards\n");
  EXPECT_EQ(page_faults(""),
            "missing-key: what does the page show? It has no `tiles`, `worst` or `map` | tiles = "
            "[{ indicator = \"…\", window = \"…\" }]\n");
  EXPECT_EQ(page_faults(tile("indicator = \"all\", window = \"day\"") +
                        "\nworst = { indicator = \"seen\", window = \"day\", each = "
                        "\"district\" }"),
            "bad-value: `tiles` and `worst` stand side by side | make two pages of them\n");
  EXPECT_EQ(page_faults("tile = [{ indicator = \"all\", window = \"day\" }]"),
            "unknown-key: unknown key 'tile' in [[board.page]] | did you mean 'tiles'?\n");
  EXPECT_EQ(faults("[[board]]\nid = \"b\"\nname = \"B\"\nunit = \"592\"\n" + kPage +
                   tile("indicator = \"all\", window = \"day\"")),
            "unknown-name: unknown unit '592' | did you mean '502'?\n");
  EXPECT_EQ(
      kit::faults(load_board(kBoard + kPage + tile("indicator = \"all\", window = \"day\"") + "\n" +
                             kBoard + kPage + tile("indicator = \"all\", window = \"day\"")))
          .size(),
      1u)
      << "a second board of the same id";
}

TEST(Boards, TellFaultsOfTheirTiles) {
  std::string eight = "{ indicator = \"all\", window = \"day\" }";
  for (int i = 0; i < 7; ++i) eight += ", { indicator = \"all\", window = \"day\" }";
  EXPECT_EQ(page_faults("tiles = [" + eight + "]"),
            "bad-value: 'tiles' has from 1 to 7 entries, not 8 | more cannot be read from across a "
            "hall; make two pages\n");
  EXPECT_EQ(page_faults("tiles = []"),
            "bad-value: 'tiles' has from 1 to 7 entries, not 0 | more cannot be read from across a "
            "hall; make two pages\n");
  EXPECT_EQ(page_faults(tile("indicator = \"sen\", window = \"day\"")),
            "unknown-name: unknown indicator 'sen' | did you mean 'seen'?\n");
  EXPECT_EQ(page_faults(tile("indicator = \"seen\", window = \"days\"")),
            "unknown-name: indicator 'seen' has no window 'days' | did you mean 'day'?\n");
  EXPECT_EQ(page_faults(tile("indicator = \"seen\", window = \"day\", unit = \"5O2\"")),
            "unknown-name: unknown unit '5O2' | did you mean '502'?\n");
  EXPECT_EQ(page_faults(tile("indicator = \"all\", window = \"day\", unit = \"502\"")),
            "bad-value: 'all' is not by units | leave it out\n");
  EXPECT_EQ(
      page_faults(tile("indicator = \"by_status\", window = \"day\"")),
      "bad-value: 'by_status' is by more than units: which figure is meant? | show indicators "
      "by units alone, or without groups\n");
  EXPECT_EQ(page_faults(tile("indicator = \"seen\", window = \"day\", target = \"fw\"")),
            "unknown-name: unknown target 'fw' | did you mean 'few'?\n");
  EXPECT_EQ(page_faults(tile("indicator = \"seen\", window = \"day\", target = \"month-a\"")),
            "bad-value: 'month-a' is a target of another figure | valid here: few\n");
  EXPECT_EQ(page_faults(tile("indicator = \"all\", window = \"day\", target = \"few\"")),
            "bad-value: 'few' is a target of another figure | leave it out: this figure has no "
            "target\n");
  EXPECT_EQ(page_faults(tile("indicator = \"seen\", window = \"month\"")),
            "bad-value: 'month-a' and 'month-b' are targets of this figure | say which is meant: "
            "target = \"month-a\"\n");
}

TEST(Boards, TellFaultsOfUnitsSideBySide) {
  const auto worst = [](const std::string& keys) {
    return page_faults("worst = { " + keys + " }");
  };
  const std::string seen = "indicator = \"seen\", window = \"day\", each = \"district\"";
  EXPECT_EQ(worst("indicator = \"seen\", window = \"day\""),
            "missing-key: a worst page lacks the key 'each'\n");
  EXPECT_EQ(worst("indicator = \"seen\", window = \"day\", each = \"distrct\""),
            "unknown-name: no unit has the level 'distrct' | did you mean 'district'?\n");
  EXPECT_EQ(worst(seen + ", count = 13"),
            "bad-value: 'count' is from 1 to 12, not 13 | so many lines can be read from across a "
            "hall\n");
  EXPECT_EQ(worst("indicator = \"all\", window = \"day\", each = \"district\""),
            "bad-value: 'all' is not by units | show it as a tile\n"
            "bad-value: which stands worst? 'all' does not say what is better, and has no target | "
            "give the indicator better = \"up\" or \"down\"\n");
  EXPECT_EQ(worst("indicator = \"plain\", window = \"day\", each = \"district\""),
            "bad-value: which stands worst? 'plain' does not say what is better, and has no target "
            "| give the indicator better = \"up\" or \"down\"\n");
}

TEST(Boards, TellFaultsOfGrids) {
  const auto grid = [](const std::string& rows) {
    return page_faults(
        "map = { indicator = \"seen\", window = \"day\", each = \"district\", grid = " + rows +
        " }");
  };
  EXPECT_EQ(grid("[[\"502\", \"503\"]]"), "");
  EXPECT_EQ(grid("\"502\""),
            "wrong-type: a grid is rows of unit codes | as in grid = [[\"504\", \"505\"], [\"\", "
            "\"502\"]]; \"\" is an empty place\n");
  EXPECT_EQ(grid("[[\"502\", 503]]"),
            "wrong-type: a grid is rows of unit codes | as in grid = [[\"504\", \"505\"], [\"\", "
            "\"502\"]]; \"\" is an empty place\n");
  EXPECT_EQ(grid("[[\"502\", \"5O3\"]]"),
            "bad-value: the grid has no place for '503' | every unit of the level 'district' needs "
            "one\nunknown-name: unknown unit '5O3' | did you mean '503'?\n");
  EXPECT_EQ(grid("[[\"502\", \"503\", \"502\"]]"),
            "bad-value: '502' stands twice | a unit has one place\n");
  EXPECT_EQ(grid("[[\"502\", \"503\", \"49\"]]"),
            "bad-value: '49' is no unit of the level 'district' of the board's\n");
  EXPECT_EQ(grid("[]"), "bad-value: a grid has from 1 to 8 rows, not 0\n");
  EXPECT_EQ(grid("[[\"502\", \"503\", \"\", \"\", \"\", \"\", \"\", \"\", \"\", \"\", \"\"]]"),
            "bad-value: a row has at most 10 places, not 11 | more cannot be read from across a "
            "hall\n");
}

TEST(Boards, StandAtThePlaceOfTheirFaults) {
  const Loaded loaded = load_board(kBoard + kPage + tile("indicator = \"sen\", window = \"day\""));
  ASSERT_EQ(loaded.diagnostics.size(), 1u);
  EXPECT_EQ(loaded.diagnostics[0].column, 24) << "of the name inside the tile";
}

}  // namespace
}  // namespace ioc::catalog::boards_test
