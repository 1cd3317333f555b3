// Figures frozen at offsets, each as of its instant: the last few that people asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/replay.h"
#include "model/query.h"

namespace ioc::app {

// Role: what was computed together of one as-of at one position.
struct Freeze {
  // Of one indicator, or of all: empty.
  bool covers(const model::FigureQuery& query) const {
    return as_of == *query.as_of && (indicator.empty() || indicator == query.indicator);
  }

  model::Instant as_of;
  std::string indicator;
  std::shared_ptr<const CommittedUpTo> up_to;
  std::string token;  // of catalogue, as-of and offsets
  Replay::Computed engine;
  std::size_t bytes = 0;

  // A page of it. Its cursor begins with the token, so that no list goes on at other offsets, and
  // one goes on over a restart of the program if nothing was counted in between.
  model::Result<model::FigurePage> figures(model::FigureQuery query) const;
};
using FreezePtr = std::shared_ptr<const Freeze>;

FreezePtr make_freeze(const model::Plan& plan, model::Instant as_of, const std::string& indicator,
                      std::shared_ptr<const CommittedUpTo> up_to, Replay::Computed engine);

// Role: keeps at most kAsOfFreezesMax of them, within bytes and for kAsOfKeepMs after their last
// use. What it lets go of is handed to the caller, who takes it down outside of any lock.
// Threads: one at a time.
class Freezes {
 public:
  using Dropped = std::vector<FreezePtr>;

  // Null: there is none. Finding one is using it.
  FreezePtr find(const model::FigureQuery& query, std::int64_t now_ms);
  // Where others of that instant are frozen; null: there are none.
  std::shared_ptr<const CommittedUpTo> position(model::Instant as_of) const;
  Dropped add(FreezePtr freeze, std::int64_t now_ms);
  // Lets go of those used least lately until all of it with `bytes` more fits in `bytes_max`.
  Dropped make_room(std::size_t bytes, std::size_t bytes_max);
  Dropped expire(std::int64_t now_ms);
  std::size_t bytes() const;

 private:
  struct Kept {
    FreezePtr freeze;
    std::int64_t used_ms = 0;
  };
  void drop_oldest(Dropped& dropped);

  std::vector<Kept> kept_;  // by when they were used, the latest last
};

}  // namespace ioc::app
