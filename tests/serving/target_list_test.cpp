// What shall be reached, and how new the streams are, as the API tells it.
#include "serving/target_list.h"

#include "serving/stream_list.h"
#include "support.h"

namespace ioc::serving::target_list_test {
namespace {

using testing::Json;

struct TargetListTest : ::testing::Test {
  TargetListTest() {
    plan.targets.resize(2);
    plan.targets[0].id = "open";
    plan.targets[0].indicator = 0;
    plan.targets[0].window = "day";
    plan.targets[0].limit = {5, 1};
    plan.targets[0].last_day = model::parse_day("2020-12-30");
    plan.targets[1].id = "secret";
    plan.targets[1].indicator = 2;
    standings.resize(3);
    standings[0].target = standings[1].target = 0;
    standings[0].unit = "502";
    standings[0].state = model::TargetState::behind;
    standings[0].gap = 0.25;
    standings[0].figure.emplace().value = "0.25";
    standings[1].unit = "503";
    standings[2].target = 1;
  }
  Json items(Parameters parameters) const {
    Request request;
    request.parameters = std::move(parameters);
    return Json::parse(target_list({}, plan, &standings, request).body)["items"];
  }
  unsigned status(Parameters parameters) const {
    Request request;
    request.parameters = std::move(parameters);
    return target_list({}, plan, &standings, request).status;
  }

  model::Plan plan = testing::make_plan();
  std::vector<model::TargetStanding> standings;
};

TEST_F(TargetListTest, TellsTheStateBesideTheFigureAndHidesWhatIsNotPublic) {
  const Json all = items({});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]["state"], "behind");
  EXPECT_EQ(all[0]["at_least"], 0.5);
  EXPECT_EQ(all[0]["by"], "2020-12-30");
  EXPECT_EQ(all[0]["gap"], 0.25);
  EXPECT_EQ(all[0]["name"]["en"], "Dossiers received") << "the indicator's";
  EXPECT_EQ(all[0]["figure"]["value"], 0.25);
  EXPECT_EQ(all[1]["state"], "no_data");
  EXPECT_TRUE(all[1]["figure"].is_null());
}

TEST_F(TargetListTest, ChoosesByTargetAndUnitAndTellsUnknownOnes) {
  EXPECT_EQ(items({{"unit", "503"}}).size(), 1u);
  EXPECT_EQ(items({{"target", "open"}, {"unit", "49"}}).size(), 0u);
  EXPECT_EQ(status({{"target", "nothing"}}), 400u);
  EXPECT_EQ(status({{"target", "secret"}}), 400u) << "guessing names tells nothing";
  EXPECT_EQ(status({{"unit", "999"}}), 400u);
  EXPECT_EQ(status({{"limit", "5"}}), 400u);
}

TEST_F(TargetListTest, StreamsTellTheirNewestEvent) {
  const model::Instant now = *model::parse_rfc3339("2020-10-15T10:00:00+07:00");
  const Json list = Json::parse(stream_list(plan, {now.ms}, {true}, now, {}).body)["items"];
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["newest"], "2020-10-15T10:00:00+07:00");
  EXPECT_TRUE(list[0]["working"].is_null()) << "there are no working hours";
  EXPECT_TRUE(Json::parse(stream_list(plan, {INT64_MIN}, {}, now, {}).body)["items"][0]["newest"]
                  .is_null());
}

TEST_F(TargetListTest, StreamsTellWhetherNewEventsWouldBeSeen) {
  const auto reading = [&](const std::vector<bool>& told) {
    const Json list = Json::parse(stream_list(plan, {0}, told, model::Instant{0}, {}).body);
    return list["items"][0]["reading"].get<bool>();
  };
  EXPECT_TRUE(reading({true}));
  EXPECT_FALSE(reading({false}));
  EXPECT_TRUE(reading({})) << "nothing is known against it";
}

}  // namespace
}  // namespace ioc::serving::target_list_test
