// The newest figure of every key, and what changed since a client last looked.
//
// Each change of a key takes the next number of a sequence, and figures are kept in the order of
// their last change: a key that changes moves to the end. A client remembers one number, its
// position; what it has not seen are the figures behind it, each once and in its newest form,
// however many changes happened meanwhile. A snapshot is the walk from position 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/query.h"

namespace ioc::serving {

// Role: hands committed figures from the engine to any number of live clients.
// Invariants: B1 one entry per key; B2 revisions never fall in the order of the sequence;
//   B3 every key whose change a client has not seen stands behind the client's position.
// Threads: every member may be called from any thread; `publish` takes O(log keys) a figure.
// Bound: the number of keys; history is not kept.
class Board {
 public:
  using Position = std::uint64_t;
  using Wanted = std::function<bool(const model::LiveFigure&)>;

  // The first update after a start must hold every figure that exists, so that a client of the
  // run before, whose revision is lower, is given all of them. An update whose revision does not
  // rise counts as a further change at the newest revision; an older figure of a key is ignored.
  void publish(std::shared_ptr<const model::LiveUpdate> update);

  struct Cut {
    std::vector<std::shared_ptr<const model::LiveFigure>> figures;
    Position position = 0;   // where to go on
    bool caught_up = false;  // nothing is left behind `position`
    std::uint64_t revision = 0;
    std::optional<model::Instant> as_of;  // none before the first update
  };
  // The wanted figures behind `position`, until their JSON reaches `bytes_max` (at least one).
  Cut since(Position position, std::size_t bytes_max, const Wanted& wanted) const;

  Position newest() const;

  // How far targets are reached, as last told; null before the first time.
  std::shared_ptr<const std::vector<model::TargetStanding>> targets() const;

  // The position of a client that has seen everything up to `revision`; none when the revision is
  // of the future or from before this board began, and only a full snapshot helps.
  std::optional<Position> position_of(std::uint64_t revision) const;

 private:
  struct Entry {
    std::shared_ptr<const model::LiveFigure> figure;
    std::uint64_t revision = 0;  // of the update that brought it
    bool again = false;          // that update was not the first of its revision
  };

  // guarded by mutex_: the engine publishes while the server's threads read. Copies of pointers
  // are all that happens inside; encoding is done outside.
  mutable std::mutex mutex_;
  std::map<Position, Entry> entries_;  // in the order of change
  std::unordered_map<std::string, Position> by_key_;
  Position newest_ = 0;
  std::uint64_t first_revision_ = 0;
  std::uint64_t revision_ = 0;
  std::optional<model::Instant> as_of_;
  std::shared_ptr<const std::vector<model::TargetStanding>> targets_;
};

}  // namespace ioc::serving
