// The API's description tells the truth (serving/openapi.h).
#include "serving/openapi.h"

#include <set>

#include "model/figure.h"
#include "serving/routes.h"
#include "support.h"

namespace ioc::serving::openapi_test {
namespace {

using testing::Json;

TEST(OpenApi, ItIsJsonAndNamesItsVersion) {
  const Json json = Json::parse(openapi_json("9.8.7"));
  EXPECT_EQ(json["openapi"], "3.1.0");
  EXPECT_EQ(json["info"]["version"], "9.8.7");
}

struct OpenApiRoutes : testing::Fixture {};

TEST_F(OpenApiRoutes, ItNamesEveryRouteAndNoOther) {
  const Json json = Json::parse(openapi_json("1"));
  std::set<std::string> described, routed;
  for (const auto& [path, operations] : json["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) {
      // Those about people and meetings are the app's: tests/e2e/test_people.py and test_meeting.py
      // ask each of them.
      if (method == "parameters") continue;
      if (operation["tags"][0] == "people" || operation["tags"][0] == "meetings") continue;
      described.insert(method + " " + path);
    }
  }
  const Routes routes(doors, board);
  for (const Route& route : routes.api()) {
    if (route.path.starts_with("/desk")) continue;  // pages of people, not of programs
    std::string method(route.method);
    std::transform(method.begin(), method.end(), method.begin(),
                   [](unsigned char letter) { return std::tolower(letter); });
    routed.insert(method + " " + std::string(route.path));
  }
  EXPECT_EQ(described, routed);
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  const Json json = Json::parse(openapi_json("1"));
  int references = 0;
  const std::function<void(const Json&)> walk = [&](const Json& node) {
    if (node.is_object() && node.contains("$ref")) {
      const std::string target = node["$ref"];
      EXPECT_NO_THROW(json.at(Json::json_pointer(target.substr(1)))) << target;
      ++references;
    }
    if (node.is_structured()) {
      for (const Json& child : node) walk(child);
    }
  };
  walk(json);
  EXPECT_GT(references, 30);
}

TEST(OpenApi, AFigureHasTheMembersItDescribes) {
  const Json schema = Json::parse(openapi_json("1"))["components"]["schemas"]["Figure"];
  model::Figure figure = testing::figure("b.share", "49", "0.5");
  figure.numerator = "1";
  figure.denominator = "2";
  figure.catalog = "h";
  figure.position = "{}";
  std::string text;
  model::append_json(text, figure, model::Zone());
  const Json json = Json::parse(text);
  for (const auto& [name, value] : json.items())
    EXPECT_TRUE(schema["properties"].contains(name)) << name;
  for (const auto& [name, value] : schema["properties"].items())
    EXPECT_TRUE(json.contains(name)) << name;
}

}  // namespace
}  // namespace ioc::serving::openapi_test
