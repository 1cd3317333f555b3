// The frames of the live feed: server-sent events made from the board and shared by clients.
//
//     event: snapshot                       everything, in one event or several
//     id: 1042                              only where the client has then seen all of it
//     data: {"revision":1042,"as_of":"…","server_time":"…","complete":true,"figures":[…]}
//
// `change` has the same members without `complete`, `heartbeat` has no figures. Clients at the
// same position with the same filter get the same immutable bytes.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "serving/board.h"
#include "serving/live_filter.h"

namespace ioc::serving {

using Frame = std::shared_ptr<const std::string>;

// All that is remembered of a client between frames.
struct LiveCursor {
  Board::Position position = 0;
  bool snapshot = true;        // the snapshot is not complete yet
  bool caught_up = false;      // the last frame held everything there was
  std::uint64_t revision = 0;  // of that frame
  std::optional<model::Instant> as_of;
};

// Role: encodes what a client has not seen.
// Threads: every member may be called from any thread.
// Bound: kLiveFramesSharedMax frames of kLiveFrameBytesMax are kept, for kLiveTickMs at most.
class LiveFeed {
 public:
  LiveFeed(const Board& board, const model::Plan& plan) : board_(board), plan_(plan) {}

  // Where a client begins: behind the revision of its Last-Event-ID, or with a snapshot.
  LiveCursor begin(std::string_view last_event_id) const;

  // The next frame, with the cursor moved behind it; null when there is nothing new to tell.
  Frame next(const LiveFilter& filter, LiveCursor& cursor, model::Instant now);
  Frame heartbeat(const LiveCursor& cursor, model::Instant now) const;

 private:
  struct Step {
    Frame frame;
    LiveCursor cursor;
  };
  Step encode(const LiveFilter& filter, const LiveCursor& cursor, model::Instant now) const;

  const Board& board_;
  const model::Plan& plan_;
  // guarded by mutex_: frames of this moment, by filter, position and kind.
  std::mutex mutex_;
  std::map<std::tuple<std::string, Board::Position, bool>, Step> shared_;
  Board::Position shared_newest_ = 0;
  model::Instant shared_since_;
};

}  // namespace ioc::serving
