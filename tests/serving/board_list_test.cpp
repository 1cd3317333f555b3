// What walls show, as the API tells it (serving/board_list.h).
#include "serving/board_list.h"

#include "support.h"

namespace ioc::serving::board_list_test {
namespace {

using testing::Json;

struct BoardListTest : ::testing::Test {
  BoardListTest() {
    auto& target = plan.targets.emplace_back();
    target.id = "enough";
    target.indicator = 0;
    target.name = {"Đủ hồ sơ", "Enough dossiers"};
    plan.boards.push_back(testing::make_board("z", {0, 1}));
    plan.boards.push_back(testing::make_board("inner", {0, 2}));
    plan.boards.push_back(testing::make_board("a", {1}));
    auto& pages = plan.boards[0].pages;
    auto& tiles = std::get<std::vector<model::BoardTile>>(pages[0].shows);
    tiles[0].target = 0;
    pages.push_back({{"Hai", "Two"}, model::BoardWorst{{1, "day", "district", 0}, 5, false}});
    pages.push_back({{"Ba", "Three"}, model::BoardMap{{0, "day", "district", -1}, {{1, -1}, {3}}}});
  }
  Answer answer(Parameters parameters = {}) const {
    Request request;
    request.parameters = std::move(parameters);
    return board_list({}, plan, request);
  }
  model::Plan plan = testing::make_plan();
};

TEST_F(BoardListTest, TellsThePagesAsDeclaredAndHidesBoardsThatAreNotPublic) {
  const Json items = Json::parse(answer().body)["items"];
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[1]["board"], "a") << "in the order of the catalogue";
  EXPECT_EQ(items[0], Json::parse(R"({
    "board": "z", "name": {"vi": "Giao ban", "en": "Meeting"}, "unit": "49", "pages": [
      {"name": {"vi": "Một", "en": "One"}, "tiles": [
        {"indicator": "a.count", "window": "day", "unit": "49", "target": "enough",
         "name": {"vi": "Đủ hồ sơ", "en": "Enough dossiers"}},
        {"indicator": "b.share", "window": "day", "unit": "49", "target": null,
         "name": {"vi": "Hồ sơ tiếp nhận", "en": "Dossiers received"}}]},
      {"name": {"vi": "Hai", "en": "Two"}, "worst": {
        "indicator": "b.share", "window": "day", "each": "district", "target": "enough",
        "count": 5, "better": "down"}},
      {"name": {"vi": "Ba", "en": "Three"}, "map": {
        "indicator": "a.count", "window": "day", "each": "district", "target": null,
        "grid": [["502", null], ["503"]]}}]})"));
}

TEST_F(BoardListTest, TakesNoParametersAndHasATag) {
  EXPECT_EQ(answer({{"board", "z"}}).status, 400u);
  const Answer told = answer();
  Request again;
  for (const auto& [name, value] : told.headers) {
    if (name == "ETag") again.if_none_match = value;
  }
  EXPECT_EQ(board_list({}, plan, again).status, 304u);
}

TEST_F(BoardListTest, ABoardIsFoundWhenAllItShowsMayBeSeen) {
  EXPECT_EQ(find_visible_board({}, plan, "a"), &plan.boards[2]);
  EXPECT_EQ(find_visible_board({}, plan, "inner"), nullptr);
  EXPECT_EQ(find_visible_board({}, plan, "nothing"), nullptr);
}

}  // namespace
}  // namespace ioc::serving::board_list_test
