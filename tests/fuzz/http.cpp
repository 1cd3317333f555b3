// A connection of the real server, from its first byte to its last (serving/server.h).
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>

#include "tests/fuzz/target.h"
#include "tests/serving/report_kit.h"

namespace ioc::fuzz {
namespace {

// Role: a server that lives as long as the program.
class Host {
 public:
  Host() {
    plan_.reports = {serving::testing::make_form()};
    settings_.address = "127.0.0.1";
    settings_.header_wait_ms = settings_.idle_ms = settings_.body_wait_ms = 300;
    doors_.ask = [](const model::FigureQuery&, const model::FigureAnswer& answer) {
      answer(model::FigurePage{});
    };
    doors_.metrics_text = [] { return std::string("# TYPE x counter\nx 1\n"); };
    doors_.health = [] { return serving::Health{}; };
    doors_.now = [] { return serving::testing::kNow; };
    doors_.newest_ms = [] { return std::vector<std::int64_t>{serving::testing::kNow.ms}; };
    doors_.alerts = &alerts_;
    doors_.plan = &plan_;
    doors_.version = "0";
    doors_.viewer_of = [](const serving::Request& request) {
      return request.cookie.empty() ? serving::Viewer()
                                    : serving::testing::viewer(model::Role::office, "49");
    };
    doors_.reports.ask = [](const model::ReportRequest&, const model::ReportAnswer& give) {
      give(model::Error{model::ErrorCode::usage, "none", "period"});
    };
    doors_.reports.slots = [](const model::ReportSlotQuery&, const auto& give) {
      give(std::vector<model::ReportSlot>());
    };
    doors_.reports.check = [](const std::string&, const auto& give) {
      give(std::optional<serving::ReportCheck>());
    };
    doors_.deliveries.list = [](const model::DeliveryQuery&, const auto& give) {
      give(std::vector<model::Delivery>());
    };
    doors_.deliveries.find = [](std::int64_t, const auto& give) {
      give(std::optional<model::Delivery>());
    };
    doors_.deliveries.release = [](const serving::DeliveryRelease&, const auto& give) {
      give(model::Done{});
    };
    auto started = serving::Server::start(settings_, doors_, board_);
    must(started.ok(), "the server starts");
    server_ = std::move(started).value();
  }
  int port() const { return server_->port(); }

 private:
  model::Plan plan_ = serving::testing::make_plan();
  serving::Board board_;
  serving::AlertDesk alerts_;
  serving::ServerSettings settings_;
  serving::ServerDoors doors_;
  std::unique_ptr<serving::Server> server_;
};

// All that comes back until the server closes, or a live feed has begun.
std::string exchange(int port, std::string_view bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  must(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
       "the server takes connections");
  // Closed at once when we are done: no port waits for a minute.
  const linger now{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  const timeval wait{5, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  (void)!send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  shutdown(fd, SHUT_WR);
  std::string answer;
  char piece[16'384];
  while (answer.size() < 1'000'000 && answer.find("text/event-stream") == std::string::npos) {
    const ssize_t count = recv(fd, piece, sizeof piece, 0);
    if (count <= 0) break;
    answer.append(piece, static_cast<std::size_t>(count));
  }
  close(fd);
  return answer;
}

}  // namespace

void run_http(std::string_view bytes) {
  static Host host;
  const std::string answer = exchange(host.port(), bytes);
  must(answer.empty() || answer.starts_with("HTTP/1.1 "), "an answer begins as one");
  for (std::size_t at = answer.find("HTTP/1.1 "); at != std::string::npos;
       at = answer.find("\nHTTP/1.1 ", at + 1)) {
    const std::size_t status = answer.find(' ', at);
    must(answer.compare(status, 4, " 500") != 0, "no request is our fault");
  }
  // A header that came of what was sent could end one of ours.
  must(answer.find("\r\nInjected:") == std::string::npos, "no header of the client's making");
}

}  // namespace ioc::fuzz
