// The tree of units, and every way its file can be wrong.
#include "catalog/units_file.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::units_file_test {
namespace {

const std::string kHeader = "code,name_vi,name_en,level,parent,valid_from,valid_to\n";

struct Read {
  model::UnitTree tree;
  std::string told;
};
Read read(const std::string& text) {
  const Source source("units.csv", text);
  Report report;
  Read out{read_units(source, report).value_or(model::UnitTree()), {}};
  for (const Diagnostic& d : report.take()) {
    out.told += std::to_string(d.line) + ":" + std::to_string(d.column) + " " + d.text;
    if (!d.help.empty()) out.told += " (" + d.help + ")";
    out.told += "\n";
  }
  return out;
}

TEST(UnitsFile, ReadsATreeInTheOrderOfTheFile) {
  const Read units = read("\xEF\xBB\xBF" + kHeader +
                          "502,Tam Kỳ,\"Tam Ky, city\",district,49,2020-01-01,2024-12-31\r\n"
                          "49,Tỉnh,Province,province,,,\r\n");
  EXPECT_EQ(units.told, "");
  ASSERT_EQ(units.tree.all().size(), 2u);
  EXPECT_EQ(units.tree.at(0).code, "502");
  EXPECT_EQ(units.tree.at(0).name_en, "Tam Ky, city");
  EXPECT_EQ(units.tree.at(0).parent, 1);
  EXPECT_EQ(units.tree.at(1).parent, model::kNoUnit);
  EXPECT_EQ(units.tree.at(0).valid_from, model::parse_day("2020-01-01"));
  EXPECT_EQ(units.tree.at(0).valid_to, model::parse_day("2024-12-31"));
}

TEST(UnitsFile, TakesColumnsInAnyOrderAndDatesAsOptional) {
  const Read units = read("level,parent,code,name_vi,name_en\nprovince,,49,T,P\n");
  EXPECT_EQ(units.told, "");
  EXPECT_EQ(units.tree.at(0).level, "province");
}

TEST(UnitsFile, WantsOneUnitAboveAllOthers) {
  EXPECT_EQ(read(kHeader + "1,,,,,,\n2,,,,,,\n3,,,,1,,\n4,,,,,,\n").told,
            "3:6 '2' is a second unit without a parent (name its parent, or that of '1' at "
            "units.csv:2:1: one unit is above all)\n"
            "5:6 '4' is a second unit without a parent (name its parent, or that of '1' at "
            "units.csv:2:1: one unit is above all)\n");
  EXPECT_EQ(read(kHeader + "1,,,,,,\n2,,,,x,,\n").told,
            "3:6 unknown parent 'x' (did you mean '1'?)\n")
      << "told once, though it has no parent now";
}

TEST(UnitsFile, TellsDuplicateCodesAndWhereTheFirstIs) {
  EXPECT_EQ(read(kHeader + "49,a,b,c,,,\n49,a,b,c,,,\n").told,
            "3:1 duplicate code '49' (the first is at units.csv:2:1; a unit that moves has a line "
            "for each of its places, each from its own day (valid_from) on)\n");
}

TEST(UnitsFile, ReadsTheMovesOfAUnitInTheOrderOfTheirDays) {
  const Read units = read(kHeader +
                          "1,a,b,c,,,\n3,new,n,c,1,2021-01-01,\n2,a,b,c,1,,\n"
                          "3,old,o,c,2,,2020-12-31\n");
  EXPECT_EQ(units.told, "");
  const model::UnitTree& tree = units.tree;
  const model::CivilDay turn = *model::parse_day("2021-01-01");
  ASSERT_EQ(tree.all().size(), 3u);
  EXPECT_EQ(tree.turns(), std::vector{turn});
  EXPECT_EQ(tree.at(1).name_vi, "new");
  EXPECT_EQ(tree.at(1).parent, 0);
  EXPECT_EQ(tree.chain(1, tree.tree_of(turn - 1)), (std::vector<model::UnitIndex>{1, 2, 0}));
  EXPECT_EQ(tree.chain(1, tree.tree_of(turn)), (std::vector<model::UnitIndex>{1, 0}));
  EXPECT_TRUE(tree.is_valid(1, turn - 1));
}

TEST(UnitsFile, TellsPlacesThatOverlapAndARingOfOneOfTheTrees) {
  const std::string top = kHeader + "1,a,b,c,,,\n";
  EXPECT_TRUE(read(top + "2,a,b,c,1,,2021-01-05\n2,a,b,c,1,2021-01-05,\n")
                  .told.starts_with("4:1 duplicate code '2' (the first is at units.csv:3:1"));
  EXPECT_EQ(read(top + "2,a,b,c,1,,\n2,a,b,c,3,2021-01-05,\n3,a,b,c,2,,\n").told,
            "5:9 '2' would be above itself (parents must lead to a unit without a parent)\n");
}

TEST(UnitsFile, TellsUnknownParentsWithTheNearest) {
  EXPECT_EQ(read(kHeader + "QNA-SNV,a,b,c,,,\nx,a,b,c,QNA-SNW,,\n").told,
            "3:9 unknown parent 'QNA-SNW' (did you mean 'QNA-SNV'?)\n");
}

TEST(UnitsFile, TellsARingOnceAndLeavesATreeWithoutIt) {
  const Read units = read(kHeader + "a,,,,c,,\nb,,,,a,,\nc,,,,b,,\nd,,,,a,,\n");
  EXPECT_EQ(units.told.find("would be above itself"), units.told.rfind("would be above itself"));
  EXPECT_NE(units.told.find("would be above itself"), std::string::npos);
  for (model::UnitIndex i = 0; i < 4; ++i) EXPECT_LE(units.tree.chain(i).size(), 4u);
}

TEST(UnitsFile, TellsAUnitThatIsItsOwnParent) {
  EXPECT_EQ(read(kHeader + "a,,,,a,,\n").told,
            "2:6 'a' would be above itself (parents must lead to a unit without a parent)\n");
}

TEST(UnitsFile, TellsMissingAndUnknownColumns) {
  EXPECT_EQ(read("code,name_vi,name_en,levl,parent\n49,a,b,c,\n").told,
            "1:1 the column 'level' is missing\n"
            "1:22 unknown column 'levl' (did you mean 'level'?)\n");
  EXPECT_EQ(read("").told,
            "1:1 the file has no header line "
            "(code,name_vi,name_en,level,parent,valid_from,valid_to)\n");
}

// Latin-1 or Windows-1258 from a spreadsheet used to reach the wall as broken characters.
TEST(UnitsFile, TellsEachLineThatIsNotUtf8) {
  const std::string help = " (save the file as UTF-8; spreadsheets call it \"CSV UTF-8\")\n";
  EXPECT_EQ(
      read(kHeader + "49,Tỉnh,P,p,,,\n502,Tam K\xFD \xFD,T,d,49,,\n503,H\xE9i,H,d,49,,\n").told,
      "3:10 the line is not UTF-8" + help + "4:6 the line is not UTF-8" + help);
  const Source source("units.csv", kHeader + "49,K\xFD,P,p,,,\n");
  Report report;
  read_units(source, report);
  EXPECT_EQ(report.take().at(0).source_line, "49,K\uFFFD,P,p,,,");
}

TEST(UnitsFile, TellsBadDatesEmptyCodesAndWrongNumbersOfCells) {
  EXPECT_EQ(read(kHeader + "a,,,,,2020-02-30,\n,x,,,,,\nb,x\nc,,,,a,2021-01-01,2020-01-01\n").told,
            "2:7 '2020-02-30' is not a date (dates are written YYYY-MM-DD)\n"
            "3:1 the code is empty\n"
            "4:3 the line has 2 cells, the header has 7\n"
            "5:19 valid_to is before valid_from\n");
}

}  // namespace
}  // namespace ioc::catalog::units_file_test
