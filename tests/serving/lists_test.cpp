// The lists of indicators and units (serving/lists.h).
#include "serving/lists.h"

#include "support.h"

namespace ioc::serving::lists_test {
namespace {

using testing::Json;

struct ListsTest : ::testing::Test {
  const model::Plan plan = testing::make_plan();
  const Lists lists{plan};
  static Request with(Parameters parameters) {
    Request request;
    request.parameters = std::move(parameters);
    return request;
  }
};

TEST_F(ListsTest, IndicatorsAreThePublicOnesWithAllThatAScreenNeeds) {
  const Json json = Json::parse(lists.indicators({}).body);
  ASSERT_EQ(json["items"].size(), 2u);
  EXPECT_TRUE(json["next"].is_null());
  EXPECT_EQ(json["items"][1],
            Json::parse(R"({"id":"b.share","name":{"vi":"Hồ sơ tiếp nhận","en":"Dossiers received"},
              "unit":{"vi":"hồ sơ","en":"dossiers"},"measure":"share","by":["unit","channel"],
              "windows":["sliding 60m every 1m","month"],"streams":["dossiers"],"better":null,"public":true,
              "description":""})"));
}

TEST_F(ListsTest, UnitsKeepTheTree) {
  const Json json = Json::parse(lists.units({}).body);
  ASSERT_EQ(json["items"].size(), 4u);
  EXPECT_TRUE(json["items"][0]["parent"].is_null());
  EXPECT_EQ(json["items"][2], Json::parse(R"({"code":"502-1","name_vi":"Phường An Mỹ",
              "name_en":"An My","level":"commune","parent":"502"})"));
}

TEST_F(ListsTest, PagesTogetherAreTheWholeList) {
  std::vector<std::string> codes;
  std::string cursor;
  for (int pages = 0; pages < 10; ++pages) {
    const Json json = Json::parse(lists.units(with({{"limit", "3"}, {"cursor", cursor}})).body);
    for (const Json& item : json["items"]) codes.push_back(item["code"]);
    if (json["next"].is_null()) break;
    cursor = json["next"];
  }
  EXPECT_EQ(codes, (std::vector<std::string>{"49", "502", "502-1", "503"}));
}

TEST_F(ListsTest, ASpreadsheetGetsTheSameRows) {
  Request request;
  request.accept = "text/csv";
  const Answer units = lists.units(request);
  EXPECT_TRUE(units.content_type.starts_with("text/csv"));
  EXPECT_TRUE(units.body.starts_with("code,name_vi,name_en,level,parent\r\n49,")) << units.body;
  EXPECT_NE(units.body.find("502-1,Phường An Mỹ,An My,commune,502\r\n"), std::string::npos);
  const Answer indicators = lists.indicators(request);
  EXPECT_TRUE(
      indicators.body.starts_with("id,name.vi,name.en,unit.vi,unit.en,measure,by,windows,streams,"
                                  "better,public,description\r\n"))
      << indicators.body;
  EXPECT_NE(indicators.body.find("share,unit; channel,sliding 60m every 1m; month,dossiers,,true,"),
            std::string::npos)
      << indicators.body;
}

TEST_F(ListsTest, AWrongParameterIsAProblem) {
  EXPECT_EQ(lists.units(with({{"cursor", "nowhere"}})).status, 400u);
  EXPECT_EQ(lists.units(with({{"limit", "none"}})).status, 400u);
  EXPECT_EQ(lists.indicators(with({{"unit", "49"}})).status, 400u);
}

TEST_F(ListsTest, WhoMaySeeMoreIsGivenMoreAndItStaysWithHim) {
  Request request;
  request.viewer = {"an", "An", {{model::Role::officer, "503", {}}}};
  const Answer own = lists.indicators(request);
  EXPECT_EQ(Json::parse(own.body)["items"].size(), 3u);
  const auto header = [](const Answer& answer, std::string_view name) {
    for (const auto& [key, value] : answer.headers) {
      if (key == name && value != "Accept") return value;
    }
    return std::string();
  };
  EXPECT_EQ(header(own, "Cache-Control"), "private, no-store");
  EXPECT_EQ(header(own, "ETag"), "");
  const Answer all = lists.indicators({});
  EXPECT_EQ(header(all, "Cache-Control"), "no-cache");
  EXPECT_NE(header(all, "ETag"), "");
  for (const Answer& answer : {own, all})
    EXPECT_EQ(header(answer, "Vary"), "Cookie, Authorization");
}

}  // namespace
}  // namespace ioc::serving::lists_test
