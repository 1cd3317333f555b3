// The live feed over real sockets (serving/live_session.h).
#include "serving/live_session.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "support.h"

namespace ioc::serving::live_session_test {
namespace {

using namespace testing;

struct LiveSessionTest : Fixture {
  std::vector<std::string> units_of(const Event& event) {
    std::vector<std::string> units;
    for (const Json& item : event.data["figures"]) units.push_back(item["group"]["unit"]);
    return units;
  }
  // The next event that is not a heartbeat.
  std::optional<Event> next(Client& client, std::chrono::milliseconds wait = 5s) {
    for (;;) {
      auto event = client.next_event(wait);
      if (!event || event->event != "heartbeat") return event;
    }
  }
};
using Units = std::vector<std::string>;

TEST_F(LiveSessionTest, ASnapshotThenChangesThenHeartbeats) {
  settings.heartbeat_ms = 300;
  board.publish(
      live_update(1, {live_figure("a.count", "49", 1), live_figure("c.secret", "49", 1)}));
  start();
  Client client(server->port());
  const Response head = client.watch("/api/v1/live");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-type"), "text/event-stream");
  EXPECT_EQ(head.headers.at("cache-control"), "no-store");

  const auto snapshot = client.next_event();
  ASSERT_TRUE(snapshot);
  EXPECT_EQ(snapshot->event, "snapshot");
  EXPECT_EQ(snapshot->id, "1");
  EXPECT_EQ(snapshot->data["complete"], true);
  EXPECT_EQ(snapshot->data["server_time"], "2020-10-15T16:59:58.120+07:00");
  EXPECT_EQ(units_of(*snapshot), Units{"49"});
  EXPECT_EQ(client.next_event()->event, "heartbeat");

  board.publish(
      live_update(2, {live_figure("a.count", "502", 2), live_figure("c.secret", "49", 2)}));
  const auto change = next(client, 2s);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->event, "change");
  EXPECT_EQ(change->id, "2");
  EXPECT_EQ(units_of(*change), Units{"502"});

  for (int i = 0; i < 2; ++i) {
    const auto beat = client.next_event(2s);
    ASSERT_TRUE(beat);
    EXPECT_EQ(beat->event, "heartbeat");
    EXPECT_EQ(beat->data["revision"], 2);
    EXPECT_EQ(beat->data["as_of"], "2020-10-15T16:59:58.122+07:00");
  }
}

TEST_F(LiveSessionTest, AClientThatComesBackIsGivenOnlyWhatItMissed) {
  board.publish(
      live_update(1, {live_figure("a.count", "49", 1), live_figure("a.count", "502", 1)}));
  board.publish(live_update(2, {live_figure("a.count", "503", 2)}));
  start();
  const auto first = [&](const std::string& id) {
    Client client(server->port());
    client.watch("/api/v1/live", "Last-Event-ID: " + id + "\r\n");
    return client.next_event().value_or(Event{});
  };
  const Event resumed = first("1");
  EXPECT_EQ(resumed.event, "change");
  EXPECT_EQ(units_of(resumed), Units{"503"});
  EXPECT_EQ(first("2").event, "heartbeat");   // nothing was missed, and it is told so at once
  EXPECT_EQ(first("0").event, "snapshot");    // too old
  EXPECT_EQ(first("999").event, "snapshot");  // of the future
}

TEST_F(LiveSessionTest, FiltersHoldForSnapshotAndChanges) {
  board.publish(live_update(1, {live_figure("a.count", "49", 1), live_figure("a.count", "502", 1),
                                live_figure("b.share", "502", 1)}));
  start();
  Client client(server->port());
  client.watch("/api/v1/live?indicator=a.count&level=district");
  EXPECT_EQ(units_of(*next(client)), Units{"502"});
  board.publish(
      live_update(2, {live_figure("a.count", "49", 2), live_figure("b.share", "503", 2)}));
  board.publish(live_update(3, {live_figure("a.count", "503", 3)}));
  EXPECT_EQ(units_of(*next(client)), Units{"503"});
}

// Of the whole process, since the server's threads have heaps of their own.
[[maybe_unused]] std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  std::size_t resident = 0;
  file >> pages >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// A client stops reading while 100,000 updates happen. Memory must not grow with them, others must
// not notice, and when it reads again it must end with the newest figures.
TEST_F(LiveSessionTest, ASlowClientCostsNothingAndEndsWithTheNewest) {
  constexpr int kKeys = 1000;
  constexpr std::uint64_t kUpdates = 100'000;
  std::vector<std::shared_ptr<const model::LiveFigure>> figures;
  for (int i = 0; i < kKeys; ++i)
    figures.push_back(live_figure("a.count", std::to_string(i), 1, 500));
  board.publish(live_update(1, figures));
  start();
  Client slow(server->port(), 4096);
  slow.watch("/api/v1/live");
  Client quick(server->port());
  quick.watch("/api/v1/live?unit=503");
  ASSERT_TRUE(quick.next_event());

  [[maybe_unused]] const std::size_t before = resident_bytes();
  for (std::uint64_t revision = 2; revision <= kUpdates; ++revision) {
    board.publish(live_update(
        revision, {live_figure("a.count", std::to_string(revision % kKeys), revision, 500)}));
  }
#if !defined(__SANITIZE_ADDRESS__)                                     // which keeps what was freed
  EXPECT_LT(resident_bytes(), before + (24u << 20)) << "memory grew";  // the updates were 100 MB
#endif
  const auto seen = next(quick, 2s);
  ASSERT_TRUE(seen) << "another client was held up";

  std::map<std::string, std::uint64_t> held;
  std::string id;
  std::size_t received = 0;
  while (id != std::to_string(kUpdates)) {
    const auto event = slow.next_event();
    ASSERT_TRUE(event);
    if (!event->id.empty()) id = event->id;
    if (event->event == "heartbeat") continue;
    for (const Json& item : event->data["figures"]) {
      held[item["group"]["unit"]] = item["revision"];
      ++received;
    }
  }
  EXPECT_EQ(held.size(), static_cast<std::size_t>(kKeys));
  for (const auto& [unit, revision] : held) EXPECT_GT(revision, kUpdates - kKeys) << unit;
  EXPECT_LT(received, 10u * kKeys) << "it was sent every figure instead of the newest";
}

TEST_F(LiveSessionTest, AClientThatTakesNothingIsCutOff) {
  settings.stall_ms = 300;
  std::vector<std::shared_ptr<const model::LiveFigure>> figures;
  for (int i = 0; i < 1000; ++i)
    figures.push_back(live_figure("a.count", std::to_string(i), 1, 5000));
  board.publish(live_update(1, figures));
  start();
  Client client(server->port(), 4096);
  client.watch("/api/v1/live");
  std::this_thread::sleep_for(1200ms);
  bool complete = false;
  while (const auto event = client.next_event(2s))
    complete = complete || event->data["complete"] == true;
  EXPECT_FALSE(complete);
  EXPECT_TRUE(client.ends(0ms));
}

TEST_F(LiveSessionTest, FiveHundredClientsAreServedAtOnce) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  board.publish(live_update(1, {live_figure("a.count", "49", 1)}));
  start();
  std::vector<Client> clients;
  for (int i = 0; i < 500; ++i) {
    clients.emplace_back(server->port());
    clients.back().send("GET /api/v1/live HTTP/1.1\r\nHost: t\r\n\r\n");
  }
  for (Client& client : clients) {
    ASSERT_EQ(client.receive().status, 200);
    ASSERT_EQ(next(client)->event, "snapshot");
  }
  board.publish(live_update(2, {live_figure("a.count", "49", 2)}));
  for (Client& client : clients) {
    const auto change = next(client);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->id, "2");
  }
}

TEST_F(LiveSessionTest, ClientsThatLeaveGiveTheirPlaceBack) {
  start();
  for (int round = 0; round < 50; ++round) {
    Client client(server->port());
    EXPECT_EQ(client.watch("/api/v1/live").status, 200);
  }
  EXPECT_EQ(get("/livez").status, 200);
  Seats seats(1);
  {
    const Seat one = seats.take();
    EXPECT_TRUE(one);
    EXPECT_FALSE(seats.take());
  }
  EXPECT_TRUE(seats.take());
}

TEST_F(LiveSessionTest, WhoMayNoLongerWatchIsCutOffWithinSeconds) {
  std::atomic<bool> holds{true};
  doors.viewer_of = [](const Request& request) {
    return request.cookie.empty() ? Viewer{}
                                  : Viewer{"an", "An", {{model::Role::leader, "49", {}}}};
  };
  doors.still_holds = [&](const Request& asked) {
    EXPECT_EQ(asked.viewer.account, "an") << "the public is never asked about";
    return holds.load();
  };
  board.publish(
      live_update(1, {live_figure("a.count", "49", 1), live_figure("c.secret", "49", 1)}));
  start();
  Client official(server->port()), citizen(server->port());
  official.watch("/api/v1/live", "Cookie: sid=x\r\n");
  citizen.watch("/api/v1/live");
  EXPECT_EQ(official.next_event()->data["figures"].size(), 2u);
  EXPECT_EQ(citizen.next_event()->data["figures"].size(), 1u);
  EXPECT_FALSE(official.ends(1500ms)) << "as long as it holds";
  holds = false;
  EXPECT_TRUE(official.ends(3s));
  EXPECT_FALSE(citizen.ends(500ms));
}

}  // namespace
}  // namespace ioc::serving::live_session_test
