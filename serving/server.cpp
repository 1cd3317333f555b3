// Accepts connections and runs the threads (serving/server.h).
#include "serving/server.h"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/strand.hpp>
#include <utility>

#include "serving/connection.h"
#include "serving/core.h"

namespace ioc::serving {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Handlers of the acceptor and the ticker hold a plain reference: they live inside core.io.
void accept_next(ServerCore& core, const std::weak_ptr<ServerCore>& alive);

void on_accept(ServerCore& core, const std::weak_ptr<ServerCore>& alive, error_code error,
               asio::ip::tcp::socket socket) {
  if (error == asio::error::operation_aborted || !core.acceptor.is_open()) return;
  if (error) {
    // Most likely no descriptor is left; spinning would not bring one back.
    core.accept_pause.expires_after(std::chrono::milliseconds(model::kAcceptPauseMs));
    core.accept_pause.async_wait([&core, alive](error_code stopped) {
      if (!stopped) accept_next(core, alive);
    });
    return;
  }
  const std::shared_ptr<ServerCore> owner = alive.lock();
  Seat seat = core.connection_seats.take();
  // Without a seat the socket just closes: an answer would cost what is not there.
  if (owner && seat)
    std::make_shared<Connection>(owner, std::move(socket), std::move(seat))->start();
  accept_next(core, alive);
}

void accept_next(ServerCore& core, const std::weak_ptr<ServerCore>& alive) {
  core.acceptor.async_accept(asio::make_strand(core.io),
                             [&core, alive](error_code error, asio::ip::tcp::socket socket) {
                               on_accept(core, alive, error, std::move(socket));
                             });
}

void tick(ServerCore& core) {
  core.ticker.expires_after(std::chrono::milliseconds(model::kLiveTickMs));
  core.ticker.async_wait([&core](error_code stopped) {
    if (stopped) return;
    core.hub.wake_all();
    tick(core);
  });
}

void run(asio::io_context& io) {
  while (!io.stopped()) {
    try {
      io.run();
    } catch (const std::exception&) {
      // Out of memory for one connection: it is dropped, the others go on.
    }
  }
}

model::Status listen(ServerCore& core) {
  const std::string where = fmt::format("{}:{}", core.settings.address, core.settings.port);
  error_code error;
  const auto address = asio::ip::make_address(core.settings.address, error);
  if (error) {
    return model::Error{model::ErrorCode::config,
                        "not a numeric IP address; use 127.0.0.1 or 0.0.0.0", where};
  }
  const asio::ip::tcp::endpoint endpoint(address, core.settings.port);
  core.acceptor.open(endpoint.protocol(), error);
  if (!error) core.acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) core.acceptor.bind(endpoint, error);
  if (!error) core.acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return model::Error{model::ErrorCode::io,
                        "cannot listen: " + error.message() + "; choose another [http] listen",
                        where};
  }
  return model::Done{};
}

}  // namespace

Server::Server(std::shared_ptr<ServerCore> core) : core_(std::move(core)) {
  error_code ignored;
  port_ = core_->acceptor.local_endpoint(ignored).port();
}

Server::~Server() { stop(); }

model::Result<std::unique_ptr<Server>> Server::start(ServerSettings settings, ServerDoors doors,
                                                     Board& board) {
  IOC_CHECK(settings.threads >= 1 && doors.plan != nullptr && doors.ask && doors.metrics_text &&
            doors.health && doors.now);
  auto core = std::make_shared<ServerCore>(std::move(settings), std::move(doors), board);
  const model::Status listening = listen(*core);
  if (!listening.ok()) return listening.error();
  accept_next(*core, core);
  tick(*core);
  for (int i = 0; i < core->settings.threads; ++i) {
    core->threads.emplace_back([io = &core->io] { run(*io); });
  }
  return std::unique_ptr<Server>(new Server(std::move(core)));
}

void Server::renew(std::shared_ptr<const Certificate> certificate) {
  IOC_CHECK(core_ && certificate && core_->certificate.current());
  core_->certificate.replace(std::move(certificate));
}

void Server::stop() {
  if (!core_) return;
  core_->io.stop();
  for (std::thread& thread : core_->threads) thread.join();
  core_.reset();  // with it go the sockets and whatever waited on them
}

}  // namespace ioc::serving
