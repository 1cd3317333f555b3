// One address of the server: what it takes, and what must be done for a request. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/query.h"
#include "serving/answer.h"
#include "serving/live_filter.h"
#include "serving/request.h"

namespace ioc::serving {

// The engine must be asked; figure_answer() renders what it says.
struct FiguresWanted {
  model::FigureQuery query;
};
// The connection becomes a live stream.
struct LiveWanted {
  std::shared_ptr<const LiveFilter> filter;
};
// Somebody else must be asked first (a broker, a slow computation). `begin` must not wait; it hands
// the answer over once, from any thread. After kEngineAnswerMs the client is told to come again.
struct AnswerLater {
  std::function<void(std::function<void(Answer)>)> begin;
};
using Outcome = std::variant<Answer, FiguresWanted, LiveWanted, AnswerLater>;

struct Route {
  std::string_view method;  // one for GET answers HEAD too
  std::string_view path;    // `{name}` stands for one segment, any
  std::function<Outcome(const Request&)> handle;
  std::size_t body_bytes_max = 0;  // 0: takes no body
  // Asked once the header is read, before the body and before `handle`: an answer refuses it. So
  // nobody's body is read who may not send one.
  std::function<std::optional<Answer>(Request&)> admit = {};
};

// One whose handler is a member of `handlers`, which live as long as it does.
template <class Handlers>
Route route_to(std::string_view method, std::string_view path,
               std::shared_ptr<const Handlers> handlers,
               Outcome (Handlers::*handle)(const Request&) const, std::size_t body_bytes_max = 0) {
  return {method, path,
          [handlers, handle](const Request& request) { return (handlers.get()->*handle)(request); },
          body_bytes_max};
}

// What stands in the places of `{…}`, in their order; none when the path is another.
std::optional<std::vector<std::string>> match_path(std::string_view pattern, std::string_view path);

}  // namespace ioc::serving
