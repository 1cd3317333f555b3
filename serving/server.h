// The HTTP server: lists, figures, the live feed, metrics, health and the pages (docs/http.md).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/door_limits.h"
#include "model/intake.h"
#include "model/limits.h"
#include "model/plan.h"
#include "model/provision.h"
#include "model/query.h"
#include "model/refused.h"
#include "model/register.h"
#include "model/result.h"
#include "serving/alert_desk.h"
#include "serving/assets.h"
#include "serving/board.h"
#include "serving/certificate.h"
#include "serving/delivery_routes.h"
#include "serving/report_routes.h"
#include "serving/request.h"
#include "serving/route.h"

namespace ioc::serving {

struct IntakeCounters;
struct TlsCounters;

// Where targets stood at an instant; null: there are none. Told once, from any thread. Errors: as
// of figures.
using TargetsAnswer =
    std::function<void(model::Result<std::shared_ptr<const std::vector<model::TargetStanding>>>)>;

struct HealthCheck {
  std::string name;
  bool ok = false;
  std::string text;  // what was found, and the cure when not ok
};

struct Health {
  bool live = true;                 // /livez: the process can still do its work
  std::vector<HealthCheck> checks;  // /readyz: ready when all are ok
};

struct ServerSettings {
  std::string address;     // a numeric IP address
  std::uint16_t port = 0;  // 0: any free one
  int threads = 1;
  // Clients come through a proxy alone, which adds their address to X-Forwarded-For.
  bool is_behind_proxy = false;
  // With one it speaks TLS, and nothing else; `renew` puts another in its place.
  std::shared_ptr<const Certificate> certificate;
  // Waits, as bounded by model/limits.h; tests shorten them.
  std::int64_t handshake_wait_ms = model::kTlsHandshakeMs;
  std::size_t handshakes_max = model::kTlsHandshakesMax;
  std::int64_t header_wait_ms = model::kHttpHeaderWaitMs;
  std::int64_t body_wait_ms = model::kHttpBodyWaitMs;
  std::int64_t idle_ms = model::kHttpIdleMs;
  std::int64_t answer_wait_ms = model::kEngineAnswerMs;
  std::int64_t heartbeat_ms = model::kHeartbeatMs;
  std::int64_t stall_ms = model::kLiveStallMs;
};

// What the server asks of the rest of the program. Called on the server's threads.
struct ServerDoors {
  model::AskFigures ask;
  // Without it targets are told as they stand now only.
  std::function<void(model::Instant as_of, TargetsAnswer)> ask_targets = {};
  // Who asks, by the request's cookie or token; without it everyone is the public.
  std::function<model::Viewer(const Request&)> viewer_of;
  // What a unit's token lets its holder send; nullopt: not known, expired or revoked.
  std::function<std::optional<model::TokenScope>(std::string_view token)> token_scope;
  model::IntakeDoor intake;
  IntakeCounters* intake_counters = nullptr;  // outlives the server and its answers
  TlsCounters* tls_counters = nullptr;        // likewise; without it nobody is told
  // Whether the same who asked then would be the same now, with the same rights; asked again and
  // again of those who watch the live feed signed in. It does not count as something they do.
  std::function<bool(const Request&)> still_holds;
  std::function<std::string()> metrics_text;
  std::function<Health()> health;
  std::function<model::Instant()> now;
  // By stream of the plan: the highest event time counted, INT64_MIN before the first.
  std::function<std::vector<std::int64_t>()> newest_ms;
  // By stream: whether new events would be seen (serving/stream_list.h). Without it all are read.
  std::function<std::vector<bool>()> reading;
  const AlertDesk* alerts = nullptr;  // outlives the server
  // Keeps what somebody did about an alert, durably, with its record in the audit log; the desk
  // knows of it then. Without it nobody can do anything about alerts here.
  std::function<model::Status(const Request&, const model::AlertAnswer&)> keep_answer;
  // Who an account is and what it was granted; none when there is none that could sign in.
  std::function<std::optional<model::Viewer>(std::string_view account)> person_of;
  const model::Plan* plan = nullptr;  // likewise
  ReportDoors reports;                // without `ask` there are no reports here
  DeliveryDoors deliveries;           // without `list` none is handed on
  model::AskProvision provision;      // without it none is told; likewise the two below
  model::AskRefused refused;
  model::RegisterDoors registers;
  // Further addresses, of rooms this one does not know. Their handlers are called as its own.
  std::vector<Route> routes;
  // Called before figures that are not public leave as a file. False: it could not be noted, so
  // they do not leave.
  std::function<bool(const Request&, std::string_view what)> note_export;
  // Something a signed-in reader does, as a record of the audit log. False: it could not be noted.
  std::function<bool(const Request&, std::string_view act, std::string_view object,
                     std::string_view detail)>
      note;
  std::string version;
  std::span<const Asset> pages = assets();
  // On the public page counts below it are told as such (serving/disclosure.h).
  std::int64_t small_counts = 5;
};

struct ServerCore;

// Role: owns the sockets and threads.
// Threads: one owner calls start, renew and stop; `port` from any thread. Answers of `ask` may come
// from
//   any thread, also after `stop` has returned: they are dropped then.
// Errors: `config` for an address that cannot be read, `io` for one that cannot be bound.
class Server {
 public:
  static model::Result<std::unique_ptr<Server>> start(ServerSettings settings, ServerDoors doors,
                                                      Board& board);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return port_; }
  // Connections from now on are shown this certificate; those that are there keep theirs. Only of a
  // server that was started with one.
  void renew(std::shared_ptr<const Certificate> certificate);
  // Closes everything, open streams too, and joins the threads. Twice is once.
  void stop();

 private:
  explicit Server(std::shared_ptr<ServerCore> core);

  std::uint16_t port_ = 0;
  std::shared_ptr<ServerCore> core_;  // none after stop
};

}  // namespace ioc::serving
