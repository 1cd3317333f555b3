// The server as a whole (serving/server.h).
#include "serving/server.h"

#include <thread>

#include "support.h"

namespace ioc::serving::server_test {
namespace {

using namespace testing;

struct ServerTest : Fixture {};

TEST_F(ServerTest, AWrongAddressAndATakenPortAreErrorsWithACure) {
  settings.address = "nonsense";
  const auto nonsense = Server::start(settings, doors, board);
  ASSERT_FALSE(nonsense.ok());
  EXPECT_EQ(nonsense.error().code, model::ErrorCode::config);
  settings.address = "127.0.0.1";
  start();
  settings.port = server->port();
  const auto taken = Server::start(settings, doors, board);
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, model::ErrorCode::io);
  EXPECT_NE(taken.error().message().find("choose another"), std::string::npos);
}

TEST_F(ServerTest, StopIsPromptWithOpenStreamsAndClosesThem) {
  start();
  std::vector<Client> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back(server->port());
    clients.back().watch("/api/v1/live");
    ASSERT_TRUE(clients.back().next_event());
  }
  const auto begin = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 500ms);
  for (Client& client : clients) EXPECT_TRUE(client.ends(1s));
  server->stop();
}

TEST_F(ServerTest, AnAnswerThatComesAfterTheStopIsDropped) {
  std::mutex mutex;
  std::vector<model::FigureAnswer> held;
  doors.ask = [&](const model::FigureQuery&, const model::FigureAnswer& answer) {
    const std::scoped_lock lock(mutex);
    held.push_back(answer);
  };
  start();
  Client client(server->port());
  client.send("GET /api/v1/figures HTTP/1.1\r\nHost: t\r\n\r\n");
  for (bool asked = false; !asked; std::this_thread::sleep_for(1ms)) {
    const std::scoped_lock lock(mutex);
    asked = !held.empty();
  }
  server->stop();
  server.reset();
  held[0](model::FigurePage{{figure("a.count", "49", "1")}, ""});
}

TEST_F(ServerTest, AnswersAndTheStopMayRace) {
  for (int round = 0; round < 20; ++round) {
    std::mutex mutex;
    std::vector<std::thread> engine;
    doors.ask = [&](const model::FigureQuery&, const model::FigureAnswer& answer) {
      const std::scoped_lock lock(mutex);
      engine.emplace_back([answer] { answer(model::FigurePage{}); });
    };
    start();
    std::vector<Client> clients;
    for (int i = 0; i < 8; ++i) {
      clients.emplace_back(server->port());
      clients.back().send("GET /api/v1/figures HTTP/1.1\r\nHost: t\r\n\r\n");
    }
    std::this_thread::sleep_for(std::chrono::microseconds(round * 100));
    server->stop();
    server.reset();
    for (std::thread& thread : engine) thread.join();
  }
}

TEST_F(ServerTest, ManyRequestsAtOnceAreAllAnswered) {
  start();
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      Client client(server->port());
      for (int k = 0; k < 200; ++k) {
        good += client.get(k % 2 != 0 ? "/api/v1/figures" : "/api/v1/units").status == 200 ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 1600);
}

}  // namespace
}  // namespace ioc::serving::server_test
