// What all connections of one server share.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <vector>

#include "model/door_limits.h"
#include "model/limits.h"
#include "serving/live_session.h"
#include "serving/routes.h"
#include "serving/seats.h"
#include "serving/server.h"
#include "serving/tls.h"
#include "serving/tls_counters.h"

namespace ioc::serving {

// Role: the server's state behind its public face.
// Invariants: what `io` still holds when it dies refers to the members above it only.
// Threads: connections hold a plain reference, since they live inside `io`; whoever comes from
//   another thread (the engine's answers) holds a weak pointer.
struct ServerCore {
  ServerCore(ServerSettings s, ServerDoors d, Board& board)
      : settings(std::move(s)),
        doors(std::move(d)),
        routes(doors, board),
        feed(board, *doors.plan),
        live_settings{settings.heartbeat_ms, settings.stall_ms, doors.now},
        certificate(settings.certificate),
        tls_counters(doors.tls_counters != nullptr ? *doors.tls_counters : uncounted),
        connection_seats(settings.certificate ? model::kTlsConnectionsMax
                                              : model::kHttpConnectionsMax),
        handshake_seats(settings.handshakes_max),
        io(settings.threads) {}

  const ServerSettings settings;
  const ServerDoors doors;
  const Routes routes;
  LiveFeed feed;
  LiveHub hub;
  const LiveSession::Settings live_settings;
  CertificateInForce certificate;
  TlsCounters uncounted;
  TlsCounters& tls_counters;
  Seats connection_seats;
  Seats handshake_seats;
  Seats live_seats{model::kLiveClientsMax};
  Seats body_bytes{model::kHttpBodiesBytesMax};
  std::vector<std::thread> threads;
  boost::asio::io_context io;
  boost::asio::ip::tcp::acceptor acceptor{io};
  boost::asio::steady_timer accept_pause{io};
  boost::asio::steady_timer ticker{io};
};

}  // namespace ioc::serving
