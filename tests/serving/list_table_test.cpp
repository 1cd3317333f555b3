// Lists of the API as tables (serving/list_table.h). All of them, by another program's eyes, in
// tests/e2e/test_tables.py.
#include "serving/list_table.h"

#include <nlohmann/json.hpp>

#include "serving/openapi.h"
#include "support.h"

namespace ioc::serving::list_table_test {
namespace {

TEST(ListTable, MembersOfMembersAreColumnsAndAParentWithoutThemIsNone) {
  const Table table = table_of_list(
      R"({"items":[{"id":"a","figure":null,"tags":["x","y"],"parts":[]},
          {"id":"b","figure":{"value":2.5,"at":"2020-10-15T16:59:58.120+07:00"},"more":true,
           "parts":[{"n":1}]}],"next":null})",
      "things");
  EXPECT_EQ(table.name, "things");
  EXPECT_EQ(table.head,
            (std::vector<std::string>{"id", "tags", "parts", "figure.value", "figure.at", "more"}));
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0][1].text, "x; y");
  EXPECT_EQ(table.rows[0][2].kind, CellKind::none);
  EXPECT_EQ(table.rows[0][3].kind, CellKind::none);
  EXPECT_EQ(table.rows[1][2].text, R"([{"n":1}])");
  EXPECT_EQ(table.rows[1][3].kind, CellKind::number);
  EXPECT_EQ(table.rows[1][4].at, testing::kNow);
  EXPECT_EQ(table.rows[1][5].kind, CellKind::truth);
}

TEST(ListTable, AnEmptyListIsATableWithoutRows) {
  EXPECT_TRUE(table_of_list(R"({"items":[],"next":null})", "none").rows.empty());
}

TEST(ListTable, TheDocumentDescribesEachOfThem) {
  const auto json = nlohmann::json::parse(describe_tables(openapi_json("1")));
  int described = 0;
  for (const auto& [path, item] : json["paths"].items()) {
    if (!is_list_with_table(path)) continue;
    ++described;
    const auto& get = item["get"];
    EXPECT_TRUE(get["responses"]["200"]["content"].contains("text/csv")) << path;
    EXPECT_TRUE(get.contains("operationId")) << path;
  }
  EXPECT_EQ(described, 13);
}

// What comes later becomes a table as well; what is no list stays what it is.
TEST(ListTable, AnAnswerThatComesLaterIsTurnedToo) {
  const model::Plan plan = testing::make_plan();
  ServerDoors doors;
  doors.plan = &plan;
  std::function<void(Answer)> waiting;
  Route route{"GET", "/api/v1/targets", [&](const Request& request) -> Outcome {
                EXPECT_TRUE(request.parameters.empty());
                return AnswerLater{[&](std::function<void(Answer)> deliver) { waiting = deliver; }};
              }};
  const Route told = with_table(std::move(route), doors);
  Request request;
  request.method = "GET";
  request.path = "/api/v1/targets";
  request.parameters = {{"format", "csv"}};
  Outcome outcome = told.handle(request);
  std::vector<Answer> answers;
  std::get<AnswerLater>(outcome).begin([&](Answer answer) { answers.push_back(answer); });
  waiting(json_answer("{\"items\":[{\"a\":1}],\"next\":null}"));
  waiting(problem(404, "Not found", "Nothing."));
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].body, "a\r\n1\r\n");
  EXPECT_EQ(answers[1].status, 404U);
}

}  // namespace
}  // namespace ioc::serving::list_table_test
