// Lists as tables (serving/table.h). Workbooks are opened with another program's eyes in
// tests/e2e/test_tables.py.
#include "serving/table.h"

#include "serving/workbook.h"
#include "support.h"

namespace ioc::serving::table_test {
namespace {

const model::Zone kZone("Fixed/Seven", {{INT64_MIN, 7 * model::kHourMs}});

Table table_of(Row row) {
  Table table{"list", {}, {}};
  for (std::size_t i = 0; i < row.size(); ++i) table.head.push_back("c" + std::to_string(i));
  table.rows.push_back(std::move(row));
  return table;
}

TEST(Table, CsvTellsValuesAsJsonDoesAndRunsNothing) {
  EXPECT_EQ(table_csv(table_of({Cell::of_text("=1+1"), Cell::of_json("-12.50"),
                                Cell::of_json("0.9375", true), Cell::of_json("true"),
                                Cell::of_json("\"a,b\""), Cell::of_json("null"),
                                Cell::of_time(testing::kNow)}),
                      kZone),
            "c0,c1,c2,c3,c4,c5,c6\r\n"
            "'=1+1,-12.50,0.9375,true,\"a,b\",,2020-10-15T16:59:58.120+07:00\r\n");
}

TEST(Table, AJsonValueBecomesACellOfItsKind) {
  EXPECT_EQ(Cell::of_json("12").kind, CellKind::number);
  EXPECT_EQ(Cell::of_json("0.5", true).kind, CellKind::percent);
  EXPECT_EQ(Cell::of_json("null", true).kind, CellKind::none);
  EXPECT_EQ(Cell::of_json("false").kind, CellKind::truth);
  EXPECT_EQ(Cell::of_json("\"\\u0061\"").text, "a");
}

TEST(Table, AWorkbookIsAZipAndTheSameEachTime) {
  const Table table = table_of({Cell::of_text("=1+1"), Cell::of_time(testing::kNow),
                                Cell::of_text(std::string(40'000, 'x')),
                                Cell::of_time(model::Instant{-3'000'000'000'000})});
  const auto first = table_xlsx(table, kZone);
  ASSERT_TRUE(first.ok());
  EXPECT_TRUE(first->starts_with("PK"));
  EXPECT_EQ(*first, *table_xlsx(table, kZone));
}

TEST(Table, TheFormIsNamedOrAccepted) {
  struct Asked {
    std::string format, accept;
    ListForm form;
  };
  const std::string xlsx = kXlsxType;
  for (const Asked& asked : {Asked{"", "", ListForm::json},
                             {"", "*/*", ListForm::json},
                             {"", "text/csv", ListForm::csv},
                             {"", xlsx, ListForm::xlsx},
                             {"", xlsx + ";q=0.5, text/csv;q=0.4", ListForm::xlsx},
                             {"", xlsx + ", application/json", ListForm::json},
                             {"xlsx", "text/csv", ListForm::xlsx},
                             {"json", "text/csv", ListForm::json},
                             {"csv", "", ListForm::csv}}) {
    Request request;
    request.accept = asked.accept;
    if (!asked.format.empty()) request.parameters = {{"format", asked.format}};
    const auto read = read_form(request.parameters, request.accept);
    ASSERT_TRUE(std::holds_alternative<ListForm>(read));
    EXPECT_EQ(std::get<ListForm>(read), asked.form) << asked.format << ' ' << asked.accept;
    EXPECT_EQ(form_of(request), asked.form);
  }
  const auto wrong = read_form({{"format", "pdf"}}, "");
  ASSERT_TRUE(std::holds_alternative<Answer>(wrong));
  EXPECT_EQ(std::get<Answer>(wrong).status, 400u);
}

TEST(Table, AnAnswerIsAFileOfItsForm) {
  const Answer answer = table_answer(table_of({Cell::of_text("a")}), ListForm::xlsx, kZone);
  EXPECT_EQ(answer.content_type, kXlsxType);
  EXPECT_EQ(answer.headers.front().second, "attachment; filename=\"list.xlsx\"");
}

}  // namespace
}  // namespace ioc::serving::table_test
