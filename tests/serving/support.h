// What the serving tests share: a small plan, figures, an HTTP client made of plain sockets (so
// that the server is not tested with its own library) and a server with doors a test can turn.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "model/plan.h"
#include "model/query.h"
#include "serving/server.h"

namespace ioc::serving::testing {

using Json = nlohmann::json;
using namespace std::chrono_literals;

inline constexpr model::Instant kNow{1'602'755'998'120};  // 2020-10-15T16:59:58.120+07:00

// Units 49 > {502 > 502-1, 503}; indicators a.count and b.share are public, c.secret is not.
model::Plan make_plan();
// A target of each district for one of its indicators, window `day`, and an alert of it.
void add_alert(model::Plan& plan, const std::string& id, int indicator);
// A board of the province with a tile for each of these indicators of make_plan(), window `day`.
model::BoardPlan make_board(const std::string& id, const std::vector<int>& indicators);

std::shared_ptr<const model::LiveFigure> live_figure(const std::string& indicator,
                                                     const std::string& unit,
                                                     std::uint64_t revision,
                                                     std::size_t padding = 0);
std::shared_ptr<const model::LiveUpdate> live_update(
    std::uint64_t revision, std::vector<std::shared_ptr<const model::LiveFigure>> figures);
model::Figure figure(const std::string& indicator, const std::string& unit, model::JsonText value);

struct Response {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  Json json() const { return Json::parse(body, nullptr, false); }
};

struct Event {
  std::string event;
  std::string id;
  Json data;
};

// Role: one blocking connection to loopback.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0);
  ~Client();
  Client(Client&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}
  Client(const Client&) = delete;

  bool send(std::string_view bytes);
  // One response; status 0 when the connection ended or `wait` passed.
  Response receive(bool head = false, std::chrono::milliseconds wait = 5s);
  Response get(const std::string& target, const std::string& headers = "",
               const std::string& method = "GET");
  // Begins a stream; its response head.
  Response watch(const std::string& target, const std::string& headers = "");
  // The next event of a stream; none when it ended or `wait` passed.
  std::optional<Event> next_event(std::chrono::milliseconds wait = 5s);
  // True when the server has closed within `wait`.
  bool ends(std::chrono::milliseconds wait);

 private:
  bool fill(std::chrono::steady_clock::time_point deadline);  // reads some more
  int fd_ = -1;
  std::string buffer_;
  bool ended_ = false;
};

// Role: a running server over make_plan() with doors that a test sets before it starts.
struct Fixture : ::testing::Test {
  Fixture();
  ~Fixture() override;
  void start();
  Response get(const std::string& target, const std::string& headers = "",
               const std::string& method = "GET");

  model::Plan plan = make_plan();
  Board board;
  AlertDesk alerts;
  ServerSettings settings;
  ServerDoors doors;
  std::unique_ptr<Server> server;
};

}  // namespace ioc::serving::testing
