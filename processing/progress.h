// How far event time has come in a stream, judged over its partitions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "model/plan.h"
#include "model/state.h"

namespace ioc::processing {

// Role: the marks of a stream's partitions and the instant up to which its windows are settled.
// A partition holds the others back until its own high mark has passed; one that is idle (read to
// its end and silent; told from outside, since no clock is read here) or has no event yet and is
// idle, holds nobody back. Invariant: W1 settled_ms() never falls.
// Units: event time, UTC milliseconds. Threads: one owner.
class StreamProgress {
 public:
  explicit StreamProgress(std::int64_t settle_ms) : settle_ms_(settle_ms) {}

  std::size_t add_partition() {
    partitions_.push_back({});
    return partitions_.size() - 1;
  }
  void advance(std::size_t partition, std::int64_t high_mark_ms) {
    partitions_[partition].high_mark_ms = high_mark_ms;
    high_ms_ = std::max(high_ms_, high_mark_ms);
  }
  void set_idle(std::size_t partition, bool idle) { partitions_[partition].idle = idle; }

  // The highest event time counted; INT64_MIN before the first.
  std::int64_t high_ms() const { return high_ms_; }

  // Windows that end at or before this may be declared final.
  std::int64_t settled_ms() const {
    std::int64_t low = INT64_MAX;
    for (const Partition& partition : partitions_) {
      if (!partition.idle) low = std::min(low, partition.high_mark_ms);
    }
    low = std::min(low, high_ms_);
    return low == INT64_MIN ? INT64_MIN : low - settle_ms_;
  }

 private:
  struct Partition {
    std::int64_t high_mark_ms = INT64_MIN;
    bool idle = false;
  };
  std::int64_t settle_ms_;
  std::int64_t high_ms_ = INT64_MIN;
  std::vector<Partition> partitions_;
};

// Role: remembers since which revision each window end has been final, so that a status needs no
// record of its own for each figure: later changes of its rows carry higher revisions.
// Invariant: M1 both members of the marks rise together.
// Bound: one mark a window end that passed; ends nobody asks about any more are thinned out.
class FinalMarks {
 public:
  // Declares all ends up to `settled_ms` final as of `revision`. Older news is ignored.
  void add(std::int64_t settled_ms, std::uint64_t revision) {
    if (marks_.empty() || settled_ms > marks_.back().settled_ms) {
      marks_.push_back({settled_ms, revision});
    }
  }
  std::int64_t settled_ms() const { return marks_.empty() ? INT64_MIN : marks_.back().settled_ms; }
  // The revision at which the end became final; 0 while it is not.
  std::uint64_t final_revision(std::int64_t end_ms) const {
    const auto at =
        std::lower_bound(marks_.begin(), marks_.end(), end_ms,
                         [](const Mark& mark, std::int64_t end) { return mark.settled_ms < end; });
    return at == marks_.end() ? 0 : at->revision;
  }

  // Looks once at each mark settled before `before_ms` and gives up those for which
  // needed(previous, settled), a window asks about an end in (previous, settled], is false.
  // Calls forget(settled) for each.
  template <class Needed, class Forget>
  void thin(std::int64_t before_ms, const Needed& needed, const Forget& forget) {
    std::size_t kept = thinned_;
    std::size_t at = thinned_;
    for (; at < marks_.size() && marks_[at].settled_ms < before_ms; ++at) {
      const std::int64_t previous = kept == 0 ? INT64_MIN : marks_[kept - 1].settled_ms;
      if (needed(previous, marks_[at].settled_ms)) {
        marks_[kept++] = marks_[at];
      } else {
        forget(marks_[at].settled_ms);
      }
    }
    marks_.erase(marks_.begin() + static_cast<std::ptrdiff_t>(kept),
                 marks_.begin() + static_cast<std::ptrdiff_t>(at));
    thinned_ = kept;
  }

 private:
  struct Mark {
    std::int64_t settled_ms;
    std::uint64_t revision;
  };
  std::vector<Mark> marks_;
  std::size_t thinned_ = 0;  // marks below this place were looked at
};

}  // namespace ioc::processing
