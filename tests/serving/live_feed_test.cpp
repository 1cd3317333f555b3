// Frames of the live feed (serving/live_feed.h).
#include "serving/live_feed.h"

#include "model/limits.h"
#include "support.h"

namespace ioc::serving::live_feed_test {
namespace {

using testing::Json;
using testing::kNow;
using testing::live_figure;
using testing::live_update;

struct LiveFeedTest : ::testing::Test {
  const model::Plan plan = testing::make_plan();
  Board board;
  LiveFeed feed{board, plan};
  const LiveFilter all{plan, Viewer{}, Selection{}};
};

TEST_F(LiveFeedTest, TheFramesAreWrittenAsDocumented) {
  board.publish(
      live_update(7, {live_figure("a.count", "49", 7), live_figure("c.secret", "49", 7)}));
  LiveCursor cursor = feed.begin("");
  const std::string json = live_figure("a.count", "49", 7)->json;
  EXPECT_EQ(*feed.next(all, cursor, kNow),
            "event: snapshot\nid: 7\ndata: {\"revision\":7,"
            "\"as_of\":\"2020-10-15T16:59:58.127+07:00\","
            "\"server_time\":\"2020-10-15T16:59:58.120+07:00\",\"complete\":true,\"figures\":[" +
                json + "]}\n\n");
  EXPECT_EQ(feed.next(all, cursor, kNow), nullptr);
  EXPECT_EQ(*feed.heartbeat(cursor, kNow),
            "event: heartbeat\nid: 7\ndata: {\"revision\":7,"
            "\"as_of\":\"2020-10-15T16:59:58.127+07:00\","
            "\"server_time\":\"2020-10-15T16:59:58.120+07:00\"}\n\n");
  board.publish(live_update(8, {live_figure("b.share", "49", 8)}));
  EXPECT_TRUE(
      feed.next(all, cursor, kNow)->starts_with("event: change\nid: 8\ndata: {\"revision\":8,"));
}

TEST_F(LiveFeedTest, AnEmptyBoardStillGivesACompleteSnapshot) {
  LiveCursor cursor = feed.begin("");
  const Frame frame = feed.next(all, cursor, kNow);
  ASSERT_NE(frame, nullptr);
  EXPECT_NE(frame->find("\"as_of\":null"), std::string::npos);
  EXPECT_NE(frame->find("\"complete\":true,\"figures\":[]"), std::string::npos);
}

TEST_F(LiveFeedTest, ALargeSnapshotIsSplitAndOnlyItsEndIsComplete) {
  std::vector<std::shared_ptr<const model::LiveFigure>> figures;
  for (int i = 0; i < 500; ++i)
    figures.push_back(live_figure("a.count", std::to_string(i), 1, 1000));
  board.publish(live_update(1, figures));
  LiveCursor cursor = feed.begin("");
  std::size_t count = 0;
  int frames = 0;
  for (bool complete = false; !complete; ++frames) {
    const Frame frame = feed.next(all, cursor, kNow);
    ASSERT_NE(frame, nullptr);
    EXPECT_LT(frame->size(), model::kLiveFrameBytesMax + 1000);
    const Json data = Json::parse(frame->substr(frame->find("data: ") + 6));
    count += data["figures"].size();
    complete = data["complete"];
    EXPECT_EQ(frame->find("\nid: ") != std::string::npos, complete);
  }
  EXPECT_EQ(count, 500u);
  EXPECT_GT(frames, 5);
  EXPECT_EQ(feed.next(all, cursor, kNow), nullptr);
}

TEST_F(LiveFeedTest, ClientsAtTheSamePlaceShareTheSameBytes) {
  board.publish(live_update(1, {live_figure("a.count", "49", 1)}));
  const LiveFilter same(plan, Viewer{}, Selection{});
  const LiveFilter other(plan, Viewer{}, {.unit = "49"});
  LiveCursor a = feed.begin("");
  LiveCursor b = feed.begin("");
  LiveCursor c = feed.begin("");
  const Frame first = feed.next(all, a, kNow);
  EXPECT_EQ(first.get(), feed.next(same, b, kNow).get());
  EXPECT_NE(first.get(), feed.next(other, c, kNow).get());
  EXPECT_EQ(a.position, b.position);
}

TEST_F(LiveFeedTest, AnIdResumesAndANonsenseIdBeginsAnew) {
  board.publish(live_update(5, {live_figure("a.count", "49", 5)}));
  board.publish(live_update(6, {live_figure("a.count", "502", 6)}));
  for (const char* id : {"", "x", "-1", "5x", "4", "7", "99999999999999999999999"}) {
    EXPECT_TRUE(feed.begin(id).snapshot) << id;
  }
  LiveCursor cursor = feed.begin("5");
  EXPECT_FALSE(cursor.snapshot);
  const Frame frame = feed.next(all, cursor, kNow);
  EXPECT_TRUE(frame->starts_with("event: change"));
  EXPECT_EQ(frame->find("\"unit\":\"49\""), std::string::npos);
  LiveCursor newest = feed.begin("6");
  EXPECT_EQ(feed.next(all, newest, kNow), nullptr);
}

TEST_F(LiveFeedTest, AnUpdateWithoutWantedFiguresStillMovesTheHeartbeatOn) {
  board.publish(live_update(1, {live_figure("a.count", "49", 1)}));
  const LiveFilter other(plan, Viewer{}, {.unit = "503"});
  LiveCursor cursor = feed.begin("");
  feed.next(other, cursor, kNow);
  board.publish(live_update(2, {live_figure("a.count", "49", 2)}));
  EXPECT_EQ(feed.next(other, cursor, kNow), nullptr);
  EXPECT_NE(feed.heartbeat(cursor, kNow)->find("id: 2\n"), std::string::npos);
}

}  // namespace
}  // namespace ioc::serving::live_feed_test
