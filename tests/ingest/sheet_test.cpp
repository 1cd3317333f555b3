// CSV as spreadsheets write it (ingest/sheet.h).
#include "ingest/sheet.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>

#include "model/limits.h"

namespace ioc::ingest::sheet_test {
namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> cells(std::string_view text) {
  const Sheet sheet = read_sheet(text, 100);
  EXPECT_FALSE(sheet.fault) << sheet.fault->detail;
  std::vector<Cells> out;
  for (const SheetRow& row : sheet.rows) out.push_back(row.cells);
  return out;
}

TEST(Sheet, CommasAndSemicolonsAndAByteOrderMarkAreFound) {
  const std::vector<Cells> wanted = {{"unit", "fee"}, {"502", "12,5"}};
  EXPECT_EQ(cells("unit;fee\r\n502;12,5\r\n"), wanted);
  EXPECT_EQ(cells("\xEF\xBB\xBFunit,fee\n502,\"12,5\""), wanted);
  EXPECT_EQ(read_sheet("a;b;c,d\n", 9).separator, ';');
  EXPECT_EQ(read_sheet("\"a;b;c\",d\n", 9).separator, ',');
}

TEST(Sheet, QuotedCellsHoldSeparatorsLinesAndQuotes) {
  const Sheet sheet = read_sheet("a,b\n\"x,\n\"\"y\"\"\", z \n1,\"\"\n", 9);
  ASSERT_FALSE(sheet.fault);
  ASSERT_EQ(sheet.rows.size(), 3u);
  EXPECT_EQ(sheet.rows[1].cells, (Cells{"x,\n\"y\"", "z"}));
  EXPECT_EQ(sheet.rows[1].line, 2u);
  EXPECT_EQ(sheet.rows[2].line, 4u);
  EXPECT_EQ(sheet.rows[2].cells, (Cells{"1", ""}));
}

TEST(Sheet, BlankRowsAreLeftOutAndEveryLineEndIsRead) {
  const Sheet sheet = read_sheet("a,b\r\r\n,\n \n1,2\r", 9);
  ASSERT_FALSE(sheet.fault);
  ASSERT_EQ(sheet.rows.size(), 2u);
  EXPECT_EQ(sheet.rows[1].cells, (Cells{"1", "2"}));
  EXPECT_EQ(sheet.rows[1].line, 5u);
}

struct Broken {
  std::string text;
  std::size_t line, column;
};

TEST(Sheet, WhatIsBrokenIsNamedByLineAndColumn) {
  const Broken broken[] = {
      {"a,b\n1,2\"3\n", 2, 2},
      {"a,b\n1,2\n\"x\"y,2\n", 3, 1},
      {"a,b\n1,\"open\n\n", 2, 2},
      {"a,b\n1,\xC3\n", 1, 0},
      {"\xFF\xFE"
       "a",
       1, 0},
      {std::string(model::kSheetColumnsMax, ','), 1, model::kSheetColumnsMax + 1},
  };
  for (const Broken& each : broken) {
    const Sheet sheet = read_sheet(each.text, 9);
    ASSERT_TRUE(sheet.fault) << each.text;
    EXPECT_EQ(sheet.fault->line, each.line) << each.text;
    EXPECT_EQ(sheet.fault->column, each.column) << each.text;
  }
}

TEST(Sheet, RowsBeyondTheBoundAreNotRead) {
  std::string text = "a\n";
  for (int i = 0; i < 100; ++i) text += "1\n";
  EXPECT_EQ(read_sheet(text, 9).rows.size(), 10u);
}

std::string written(const std::vector<Cells>& rows, char separator) {
  std::string out;
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += separator;
      out += '"';
      for (const char c : row[i]) out += c == '"' ? std::string("\"\"") : std::string(1, c);
      out += '"';
    }
    out += "\r\n";
  }
  return out;
}

TEST(SheetFuzz, WhatIsWrittenComesBack) {
  std::mt19937 random(20201015);
  constexpr std::string_view kBytes = "ab,;\"\n\r \t0";
  for (int i = 0; i < 3'000; ++i) {
    std::vector<Cells> rows(1 + random() % 4, Cells(1 + random() % 4));
    for (Cells& row : rows) {
      row.front() = "x";  // no row is blank
      for (std::size_t c = 1; c < row.size(); ++c) {
        for (unsigned n = random() % 6; n > 0; --n) row[c] += kBytes[random() % kBytes.size()];
      }
    }
    rows.front() = Cells(rows.front().size(), "h");  // tells the separator
    const char separator = rows.front().size() > 1 && random() % 2 == 0 ? ';' : ',';
    ASSERT_EQ(cells(written(rows, separator)), rows) << i;
  }
}

// Damaged sheets end in rows or a fault, never in a crash, a lost byte order or broken UTF-8.
TEST(SheetFuzz, DamagedSheetsAreReadOrRefused) {
  std::mt19937 random(20201016);
  const std::string sample =
      "\xEF\xBB\xBFunit;channel;\"ngày\"\r\n502;\"trực tuyến; \"\"1\"\"\";15/10/2020\r\n;;\r\n";
  std::size_t faults = 0, rows = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string text = sample;
    for (unsigned change = 1 + random() % 4; change > 0 && !text.empty(); --change) {
      const std::size_t at = random() % text.size();
      switch (random() % 5) {
        case 0: text.erase(at, 1 + random() % 8); break;
        case 1: text.insert(at, 1, "\";,\r\n\xEF"[random() % 6]); break;
        case 2: text[at] = static_cast<char>(random()); break;
        case 3: text.insert(at, text.substr(random() % text.size(), random() % 40)); break;
        default: text.resize(at);
      }
    }
    const Sheet sheet = read_sheet(text, 5);
    ASSERT_LE(sheet.rows.size(), 6u);
    rows += sheet.rows.size();
    faults += sheet.fault.has_value();
    std::size_t line = 0;
    for (const SheetRow& row : sheet.rows) {
      ASSERT_GT(row.line, line);
      line = row.line;
      ASSERT_FALSE(row.cells.empty());
      for (const std::string& cell : row.cells) {
        ASSERT_TRUE(simdjson::validate_utf8(cell.data(), cell.size()));
      }
    }
  }
  EXPECT_GT(faults, 1'000u);
  EXPECT_GT(rows, 10'000u);
}

}  // namespace
}  // namespace ioc::ingest::sheet_test
