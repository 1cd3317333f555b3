// From a request to what must be done for it. Pure but for the doors it asks.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serving/intake.h"
#include "serving/lists.h"
#include "serving/public_figures.h"
#include "serving/public_page.h"
#include "serving/route.h"
#include "serving/server.h"

namespace ioc::serving {

// Role: the map of addresses.
// Threads: immutable after construction; `route` may be called from any thread.
class Routes {
 public:
  // Both must outlive it.
  Routes(const ServerDoors& doors, const Board& board);
  Routes(const Routes&) = delete;
  Routes& operator=(const Routes&) = delete;

  // The address of the API that a request names, with its places filled in; null: none, or one
  // that does not take its method.
  const Route* find(Request& request) const;
  // Whether the address is of the API, by whatever method.
  bool is_api(const Request& request) const;
  Outcome route(Request request) const;

  const std::vector<Route>& api() const { return api_; }

 private:
  void get(std::string_view path, Outcome (Routes::*handler)(const Request&) const);
  void post_events();
  Answer not_found(const Request& request) const;

  Outcome indicators(const Request& request) const;
  Outcome units(const Request& request) const;
  Outcome figures(const Request& request) const;
  Outcome targets(const Request& request) const;
  Outcome boards(const Request& request) const;
  Outcome alerts(const Request& request) const;
  Outcome alert_journal(const Request& request) const;
  void post_alerts();
  Outcome answer_alert(const Request& request, model::AlertAct act) const;
  Outcome streams(const Request& request) const;
  Outcome live(const Request& request) const;
  Outcome live_board(const Request& request, std::string_view id) const;
  Outcome metrics(const Request& request) const;
  Outcome livez(const Request& request) const;
  Outcome readyz(const Request& request) const;
  Outcome openapi(const Request& request) const;
  Answer page(const Asset& asset, const Request& request) const;
  Answer citizens(const Request& request) const;
  Outcome print(const Request& request) const;

  const ServerDoors& doors_;
  const Board& board_;
  const model::Plan& plan_;
  std::vector<Route> api_;
  const std::unique_ptr<IntakeDesk> intake_;
  Lists lists_;
  std::string openapi_;
  PublicBoard public_board_;
  std::string_view public_style_;  // empty in a program without its pages
  std::string_view public_script_;
};

}  // namespace ioc::serving
