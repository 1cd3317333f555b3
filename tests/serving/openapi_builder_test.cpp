// The words that the description repeats (serving/openapi_builder.h).
#include "serving/openapi_builder.h"

#include <gtest/gtest.h>

namespace ioc::serving::openapi_builder_test {
namespace {

using openapi::Json;
using openapi::Operation;

TEST(OpenApiBuilder, AnswersStandByTheirNumberBehindTheProblem) {
  const Json json = Operation("sendEvents", "events", "Takes events")
                        .busy({503})
                        .faults({422})
                        .answer(202, "All are safe", openapi::object())
                        .problems({401})
                        .json();
  const Json expected = openapi::read(R"json({
    "operationId": "sendEvents", "tags": ["events"], "summary": "Takes events",
    "responses": {
      "default": {"$ref": "#/components/responses/Problem"},
      "202": {
        "description": "All are safe",
        "content": {"application/json": {"schema": {"type": "object"}}}
      },
      "401": {"$ref": "#/components/responses/Problem"},
      "422": {"$ref": "#/components/responses/Faults"},
      "503": {"$ref": "#/components/responses/Busy"}
    }
  })json");
  EXPECT_EQ(json.dump(2), expected.dump(2));
}

TEST(OpenApiBuilder, APageOfAListIsJsonCsvOrAWorkbookAndHasATag) {
  const Json answers = Operation("listUnits", "figures", "The units")
                           .table_answer("One page", "UnitList", "members as columns")
                           .json()["responses"];
  EXPECT_EQ(answers["200"]["headers"].size(), 2U);
  EXPECT_EQ(answers["200"]["content"].size(), 3U);
  EXPECT_EQ(answers["200"]["content"]["text/csv"]["schema"]["description"], "members as columns");
  EXPECT_TRUE(answers.contains("304"));
}

TEST(OpenApiBuilder, AParameterWithinAPathIsRequired) {
  EXPECT_EQ(openapi::parameter("id", "path", openapi::text())["required"], true);
  EXPECT_FALSE(openapi::parameter("id", "query", openapi::text()).contains("required"));
}

TEST(OpenApiBuilder, AnAddressKeepsItsMethodsInTheirOrder) {
  openapi::Paths paths;
  paths.places("/a/{id}", {openapi::parameter("id", "path", openapi::text())});
  paths.post("/a/{id}", Operation("change", "a", "Changes it").body(openapi::schema("A")));
  paths.remove("/a/{id}", Operation("end", "a", "Ends it"));
  std::string members;
  for (const auto& [name, value] : paths.json().at("/a/{id}").items()) members += name + ' ';
  EXPECT_EQ(members, "parameters post delete ");
}

}  // namespace
}  // namespace ioc::serving::openapi_builder_test
