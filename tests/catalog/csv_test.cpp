// Comma-separated text as RFC 4180 has it.
#include "catalog/csv.h"

#include <gtest/gtest.h>

namespace ioc::catalog::csv_test {
namespace {

std::string cells(const std::string& text) {
  const Source source("units.csv", text);
  Report report;
  std::string out;
  for (const Row& row : read_rows(source, report)) {
    for (const Text& cell : row) out += "<" + cell.value + ">";
    out += ";";
  }
  for (const Diagnostic& d : report.take()) {
    out += " " + std::to_string(d.line) + ":" + std::to_string(d.column) + " " + d.text;
  }
  return out;
}

TEST(Csv, ReadsQuotesLineEndsAndEmptyCells) {
  EXPECT_EQ(cells("a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\n,\n"), "<a><b>;<x, y><say \"hi\">;<><>;");
  EXPECT_EQ(cells("a\n\n\r\nb"), "<a>;<b>;");
  EXPECT_EQ(cells("\"two\nlines\",x\n"), "<two\nlines><x>;");
  EXPECT_EQ(cells("\xEF\xBB\xBFhọ,b\n"), "<họ><b>;");
}

TEST(Csv, TellsWhereAQuoteIsWrong) {
  EXPECT_EQ(cells("a,\"b\n"), "<a><b\n>; 1:3 the quote is never closed");
  EXPECT_EQ(cells("\"a\"b,c\n"), "<a><c>; 1:4 text after the closing quote");
  EXPECT_EQ(cells("ú\"x,c\n"), "<ú><c>; 1:2 a quote inside a cell that is not quoted");
}

}  // namespace
}  // namespace ioc::catalog::csv_test
