// The newest figure of every key (serving/board.h).
#include "serving/board.h"

#include <random>
#include <set>
#include <thread>

#include "support.h"

namespace ioc::serving::board_test {
namespace {

using testing::live_figure;
using testing::live_update;

constexpr std::size_t kAll = SIZE_MAX;
bool any(const model::LiveFigure&) { return true; }

std::vector<std::string> units_of(const Board::Cut& cut) {
  std::vector<std::string> units;
  for (const auto& figure : cut.figures) units.push_back(figure->unit);
  return units;
}
using Units = std::vector<std::string>;

TEST(Board, ANewBoardIsEmptyAndCaughtUp) {
  const Board board;
  const Board::Cut cut = board.since(0, kAll, any);
  EXPECT_TRUE(cut.figures.empty());
  EXPECT_TRUE(cut.caught_up);
  EXPECT_FALSE(cut.as_of);
  EXPECT_FALSE(board.position_of(0));
}

TEST(Board, AClientIsGivenWhatChangedSinceItsPositionOnceAndNewest) {
  Board board;
  board.publish(live_update(1, {live_figure("a.count", "49", 1), live_figure("a.count", "502", 1),
                                live_figure("a.count", "503", 1)}));
  const Board::Cut all = board.since(0, kAll, any);
  EXPECT_EQ(units_of(all), (Units{"49", "502", "503"}));
  board.publish(live_update(2, {live_figure("a.count", "502", 2)}));
  board.publish(
      live_update(3, {live_figure("a.count", "49", 3), live_figure("a.count", "502", 3)}));
  const Board::Cut changes = board.since(all.position, kAll, any);
  EXPECT_EQ(units_of(changes), (Units{"49", "502"}));
  EXPECT_EQ(changes.figures[1]->revision, 3u);
  EXPECT_EQ(changes.revision, 3u);
  EXPECT_TRUE(board.since(changes.position, kAll, any).figures.empty());
}

TEST(Board, AnOlderFigureOfAKeyIsIgnored) {
  Board board;
  board.publish(live_update(5, {live_figure("a.count", "49", 5)}));
  board.publish(live_update(6, {live_figure("a.count", "49", 4)}));
  const Board::Cut cut = board.since(0, kAll, any);
  ASSERT_EQ(cut.figures.size(), 1u);
  EXPECT_EQ(cut.figures[0]->revision, 5u);
}

TEST(Board, ACutEndsAtItsBytesAndGoesOnBehindThem) {
  Board board;
  board.publish(live_update(1, {live_figure("a.count", "49", 1), live_figure("a.count", "502", 1),
                                live_figure("a.count", "503", 1)}));
  const Board::Cut first = board.since(0, 1, any);
  EXPECT_EQ(units_of(first), Units{"49"});
  EXPECT_FALSE(first.caught_up);
  board.publish(live_update(2, {live_figure("a.count", "502", 2)}));
  const Board::Cut second = board.since(first.position, 1, any);
  EXPECT_EQ(units_of(second), Units{"503"});
  const Board::Cut third = board.since(second.position, 1, any);
  EXPECT_EQ(units_of(third), Units{"502"});
  EXPECT_EQ(third.figures[0]->revision, 2u);
  EXPECT_TRUE(third.caught_up);
}

TEST(Board, UnwantedFiguresArePassedOver) {
  Board board;
  board.publish(
      live_update(1, {live_figure("a.count", "49", 1), live_figure("a.count", "502", 1)}));
  const Board::Cut cut =
      board.since(0, kAll, [](const model::LiveFigure& figure) { return figure.unit == "49"; });
  EXPECT_EQ(units_of(cut), Units{"49"});
  EXPECT_TRUE(cut.caught_up);
  EXPECT_EQ(cut.position, board.newest());
}

TEST(Board, ARevisionIsResumedExactly) {
  Board board;
  board.publish(
      live_update(10, {live_figure("a.count", "49", 10), live_figure("a.count", "502", 10)}));
  board.publish(live_update(12, {live_figure("a.count", "503", 12)}));
  board.publish(live_update(15, {live_figure("a.count", "49", 15)}));
  const auto after = [&](std::uint64_t revision) {
    const auto position = board.position_of(revision);
    return position ? units_of(board.since(*position, kAll, any)) : Units{"snapshot"};
  };
  EXPECT_EQ(after(9), Units{"snapshot"});  // before this board began
  EXPECT_EQ(after(10), (Units{"503", "49"}));
  EXPECT_EQ(after(11), (Units{"503", "49"}));
  EXPECT_EQ(after(12), Units{"49"});
  EXPECT_EQ(after(15), Units{});
  EXPECT_EQ(after(16), Units{"snapshot"});  // of the future
}

TEST(Board, ASecondUpdateOfOneRevisionIsNotLostToAClientThatResumes) {
  Board board;
  board.publish(live_update(10, {live_figure("a.count", "49", 10)}));
  board.publish(live_update(10, {live_figure("a.count", "502", 10)}));
  EXPECT_EQ(units_of(board.since(*board.position_of(10), kAll, any)), Units{"502"});
}

// B3 against a naive recount: whatever the order of updates and however a client cuts its reads,
// in the end it holds exactly the newest figure of every key.
TEST(Board, EveryClientEndsWithTheNewestFigureOfEveryKey) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  Board board;
  std::map<std::string, std::uint64_t> truth;
  struct Reader {
    Board::Position position = 0;
    std::map<std::string, std::uint64_t> held;
    std::uint64_t complete = 0;  // the last revision seen in full
  };
  std::vector<Reader> readers(8);
  const auto read = [&](Reader& reader, std::size_t bytes) {
    const Board::Cut cut = board.since(reader.position, bytes, any);
    for (const auto& figure : cut.figures) reader.held[figure->key] = figure->revision;
    reader.position = cut.position;
    if (cut.caught_up) reader.complete = cut.revision;
    return cut.caught_up;
  };
  for (std::uint64_t revision = 1; revision <= 2000; ++revision) {
    std::vector<std::shared_ptr<const model::LiveFigure>> figures;
    for (unsigned i = random() % 4; i > 0; --i) {
      figures.push_back(live_figure("a.count", std::to_string(random() % 50), revision));
      truth[figures.back()->key] = revision;
    }
    board.publish(live_update(revision, figures));
    Reader& reader = readers[random() % readers.size()];
    read(reader, random() % 400);
    if (random() % 20 == 0) {  // the connection breaks and resumes by revision
      reader.position = board.position_of(reader.complete).value_or(0);
    }
  }
  for (Reader& reader : readers) {
    while (!read(reader, 200)) {
    }
    EXPECT_EQ(reader.held, truth);
  }
}

TEST(Board, PublishingAndReadingMayHappenAtOnce) {
  Board board;
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      Board::Position position = 0;
      std::map<std::string, std::uint64_t> held;
      for (bool last = false; !last;) {
        last = done;
        const Board::Cut cut = board.since(position, kAll, any);
        for (const auto& figure : cut.figures) {
          EXPECT_LT(held[figure->key], figure->revision);
          held[figure->key] = figure->revision;
        }
        position = cut.position;
      }
      EXPECT_EQ(held.size(), 10u);
    });
  }
  for (std::uint64_t revision = 1; revision <= 5000; ++revision) {
    board.publish(
        live_update(revision, {live_figure("a.count", std::to_string(revision % 10), revision)}));
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace ioc::serving::board_test
