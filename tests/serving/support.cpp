// The serving tests' plan, client and server (support.h).
#include "support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace ioc::serving::testing {

model::Plan make_plan() {
  model::Plan plan;
  plan.id = "test";
  plan.zone = model::Zone("Asia/Ho_Chi_Minh", {{INT64_MIN, 7 * static_cast<int>(model::kHourMs)}});
  plan.units = model::UnitTree({{"49", "Tỉnh Quảng Nam", "Quang Nam", "province", -1, {}, {}},
                                {"502", "Thành phố Tam Kỳ", "Tam Ky", "district", 0, {}, {}},
                                {"502-1", "Phường An Mỹ", "An My", "commune", 1, {}, {}},
                                {"503", "Thành phố Hội An", "Hoi An", "district", 0, {}, {}}});
  plan.root_unit = 0;
  plan.streams.emplace_back().id = "dossiers";
  model::CubePlan cube;
  cube.dimensions.push_back({0, "unit", {model::TypeKind::unit}});
  cube.dimensions.push_back({1, "channel", {}});
  plan.cubes.push_back(cube);
  for (const char* id : {"a.count", "b.share", "c.secret"}) {
    model::IndicatorPlan indicator;
    indicator.id = id;
    indicator.name = {"Hồ sơ tiếp nhận", "Dossiers received"};
    indicator.unit = {"hồ sơ", "dossiers"};
    indicator.cube = 0;
    indicator.stream = 0;
    indicator.measure = *id == 'b' ? model::Measure::share : model::Measure::count;
    indicator.windows.resize(2);
    indicator.windows[0].text = "sliding 60m every 1m";
    indicator.windows[1].text = *id == 'b' ? "month" : "day";
    indicator.is_public = *id != 'c';
    plan.indicators.push_back(indicator);
  }
  return plan;
}

void add_alert(model::Plan& plan, const std::string& id, int indicator) {
  model::TargetPlan& target = plan.targets.emplace_back();
  target.id = id + "-target";
  target.indicator = indicator;
  target.window = "day";
  target.each = "district";
  target.limit = {1, 0};
  model::AlertPlan& alert = plan.alerts.emplace_back();
  alert.id = id;
  alert.severity = "critical";
  alert.target = static_cast<int>(plan.targets.size()) - 1;
}

model::BoardPlan make_board(const std::string& id, const std::vector<int>& indicators) {
  model::BoardPlan board;
  board.id = id;
  board.name = {"Giao ban", "Meeting"};
  board.unit = 0;
  std::vector<model::BoardTile> tiles;
  for (const int indicator : indicators) {
    auto& tile = tiles.emplace_back();
    tile.indicator = indicator;
    tile.window = "day";
    tile.unit = 0;
  }
  board.pages.push_back({{"Một", "One"}, std::move(tiles)});
  return board;
}

std::shared_ptr<const model::LiveFigure> live_figure(const std::string& indicator,
                                                     const std::string& unit,
                                                     std::uint64_t revision, std::size_t padding) {
  auto figure = std::make_shared<model::LiveFigure>();
  figure->indicator = indicator;
  figure->window = "day";
  figure->unit = unit;
  figure->key = indicator + "|day|" + unit;
  figure->is_public = indicator != "c.secret";
  figure->revision = revision;
  figure->json = Json{{"indicator", indicator},
                      {"group", {{"unit", unit}}},
                      {"revision", revision},
                      {"padding", std::string(padding, 'x')}}
                     .dump();
  return figure;
}

std::shared_ptr<const model::LiveUpdate> live_update(
    std::uint64_t revision, std::vector<std::shared_ptr<const model::LiveFigure>> figures) {
  auto update = std::make_shared<model::LiveUpdate>();
  update->revision = revision;
  update->as_of = model::Instant{kNow.ms + static_cast<std::int64_t>(revision)};
  update->figures = std::move(figures);
  return update;
}

model::Figure figure(const std::string& indicator, const std::string& unit, model::JsonText value) {
  model::Figure made;
  made.indicator = indicator;
  made.window = "day";
  made.group = {{"unit", Json(unit).dump()}};
  made.start = model::Instant{1'602'694'800'000};
  made.end = model::Instant{1'602'781'200'000};
  made.value = std::move(value);
  made.count = 3;
  made.as_of = kNow;
  return made;
}

Client::Client(std::uint16_t port, int receive_buffer) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer > 0) {
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) ended_ = true;
}

Client::~Client() {
  if (fd_ >= 0) ::close(fd_);
}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Client::fill(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  if (ended_ || left.count() < 0) return false;
  pollfd wait{fd_, POLLIN, 0};
  if (::poll(&wait, 1, static_cast<int>(left.count())) <= 0) return false;
  char piece[65536];
  const ssize_t got = ::recv(fd_, piece, sizeof piece, 0);
  if (got <= 0) {
    ended_ = true;
    return false;
  }
  buffer_.append(piece, static_cast<std::size_t>(got));
  return true;
}

Response Client::receive(bool head, std::chrono::milliseconds wait) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  std::size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill(deadline)) return {};
  }
  Response response;
  const std::string text = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  response.status = std::atoi(text.c_str() + 9);
  for (std::size_t at = text.find("\r\n") + 2; at < text.size();) {
    const std::size_t stop = text.find("\r\n", at);
    const std::size_t colon = text.find(':', at);
    std::string name = text.substr(at, colon - at);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    response.headers[name] = text.substr(colon + 2, stop - colon - 2);
    at = stop + 2;
  }
  const auto length = response.headers.find("content-length");
  if (head || length == response.headers.end()) return response;
  const auto size = static_cast<std::size_t>(std::atoll(length->second.c_str()));
  while (buffer_.size() < size) {
    if (!fill(deadline)) return {};
  }
  response.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return response;
}

Response Client::get(const std::string& target, const std::string& headers,
                     const std::string& method) {
  if (!send(method + " " + target + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n")) return {};
  return receive(method == "HEAD");
}

Response Client::watch(const std::string& target, const std::string& headers) {
  send("GET " + target + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n");
  return receive();
}

std::optional<Event> Client::next_event(std::chrono::milliseconds wait) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  for (;;) {
    std::size_t end;
    while ((end = buffer_.find("\n\n")) == std::string::npos) {
      if (!fill(deadline)) return std::nullopt;
    }
    Event event;
    std::string data;
    for (std::size_t at = 0; at < end;) {
      const std::size_t stop = buffer_.find('\n', at);
      const std::string line = buffer_.substr(at, stop - at);
      if (line.starts_with("event: ")) event.event = line.substr(7);
      if (line.starts_with("id: ")) event.id = line.substr(4);
      if (line.starts_with("data: ")) data = line.substr(6);
      at = stop + 1;
    }
    buffer_.erase(0, end + 2);
    if (event.event.empty()) continue;  // retry
    event.data = Json::parse(data, nullptr, false);
    return event;
  }
}

bool Client::ends(std::chrono::milliseconds wait) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (fill(deadline)) buffer_.clear();
  return ended_;
}

Fixture::Fixture() {
  settings.address = "127.0.0.1";
  settings.threads = 2;
  doors.ask = [](const model::FigureQuery&, const model::FigureAnswer& answer) {
    answer(model::FigurePage{});
  };
  doors.metrics_text = [] { return std::string("# TYPE x counter\nx 1\n"); };
  doors.health = [] { return Health{}; };
  doors.now = [] { return kNow; };
  doors.newest_ms = [] { return std::vector<std::int64_t>{kNow.ms}; };
  doors.alerts = &alerts;
  doors.plan = &plan;
  doors.version = "1.2.3";
}

Fixture::~Fixture() {
  if (server) server->stop();
}

void Fixture::start() {
  auto started = Server::start(settings, doors, board);
  ASSERT_TRUE(started.ok()) << started.error().message();
  server = std::move(started).value();
}

Response Fixture::get(const std::string& target, const std::string& headers,
                      const std::string& method) {
  if (!server) start();
  return Client(server->port()).get(target, headers, method);
}

}  // namespace ioc::serving::testing
