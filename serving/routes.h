// From a request to what must be done for it. Pure but for the doors it asks.
#pragma once

#include <memory>
#include <string_view>
#include <variant>

#include "model/query.h"
#include "serving/answer.h"
#include "serving/lists.h"
#include "serving/live_filter.h"
#include "serving/public_figures.h"
#include "serving/public_page.h"
#include "serving/server.h"

namespace ioc::serving {

// The engine must be asked; figure_answer() renders what it says.
struct FiguresWanted {
  model::FigureQuery query;
};
// The connection becomes a live stream.
struct LiveWanted {
  std::shared_ptr<const LiveFilter> filter;
};
using Outcome = std::variant<Answer, FiguresWanted, LiveWanted>;

// Role: the map of addresses.
// Threads: immutable after construction; `route` may be called from any thread.
class Routes {
 public:
  // Both must outlive it.
  Routes(const ServerDoors& doors, const Board& board);

  Outcome route(const Request& request) const;

  // Every address of the API, for the test that openapi.json names them all and no others.
  static std::vector<std::string_view> api_paths();

 private:
  using Handler = Outcome (Routes::*)(const Request&) const;
  struct Route {
    std::string_view path;
    Handler handler;
  };
  static std::span<const Route> table();

  Outcome indicators(const Request& request) const;
  Outcome units(const Request& request) const;
  Outcome figures(const Request& request) const;
  Outcome targets(const Request& request) const;
  Outcome boards(const Request& request) const;
  Outcome alerts(const Request& request) const;
  Outcome alert_journal(const Request& request) const;
  Outcome streams(const Request& request) const;
  Outcome live(const Request& request) const;
  Outcome live_board(const Request& request, std::string_view id) const;
  Outcome metrics(const Request& request) const;
  Outcome livez(const Request& request) const;
  Outcome readyz(const Request& request) const;
  Outcome openapi(const Request& request) const;
  Answer page(const Asset& asset, const Request& request) const;
  Answer citizens(const Request& request) const;

  const ServerDoors& doors_;
  const Board& board_;
  const model::Plan& plan_;
  Lists lists_;
  std::string openapi_;
  PublicBoard public_board_;
  std::string_view public_style_;  // empty in a program without its pages
  std::string_view public_script_;
};

}  // namespace ioc::serving
