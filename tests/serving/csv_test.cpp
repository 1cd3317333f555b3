// CSV that is safe to open (serving/csv.h).
#include "serving/csv.h"

#include "support.h"

namespace ioc::serving::csv_test {
namespace {

std::string text_row(std::string_view field) {
  CsvWriter csv;
  csv.text(field);
  csv.end_row();
  return csv.take();
}

TEST(Csv, TextThatWouldRunAsAFormulaIsDefused) {
  for (const std::string_view start : {"=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"}) {
    EXPECT_EQ(text_row(std::string(start) + "1"), "'" + std::string(start) + "1\r\n");
  }
  EXPECT_EQ(text_row("\r1"), "\"'\r1\"\r\n");
  EXPECT_EQ(text_row("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"\r\n");
}

TEST(Csv, NumbersStayNumbersAndNullIsEmpty) {
  CsvWriter csv;
  csv.number("-12.5");
  csv.number("null");
  csv.number("1e+30");
  csv.end_row();
  EXPECT_EQ(csv.take(), "-12.5,,1e+30\r\n");
}

TEST(Csv, SeparatorsQuotesAndLinesAreQuoted) {
  CsvWriter csv;
  csv.text("a,b");
  csv.text("c\"d");
  csv.text("e\nf");
  csv.text("Hội An");
  csv.end_row();
  csv.text("");
  csv.text("");
  csv.end_row();
  EXPECT_EQ(csv.take(), "\"a,b\",\"c\"\"d\",\"e\nf\",Hội An\r\n,\r\n");
}

}  // namespace
}  // namespace ioc::serving::csv_test
