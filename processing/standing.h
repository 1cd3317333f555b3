// What stands at one instant: the sum of all that began before or at it, less what has ended.
//
// A standing count lives in tiers like any other. Whole days before the instant's day, whole hours
// of that day and the milliseconds of that hour make it exact, at the price of what changed since.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "model/plan.h"
#include "processing/row_scan.h"
#include "processing/window_runner.h"
#include "processing/windows.h"

namespace ioc::processing {

// By tier of the cube: the panes that together hold everything up to `at`, which is included.
std::vector<PaneRange> panes_until(const model::CubePlan& cube, const model::Zone& zone,
                                   model::Instant at);

// Role: keeps what stands at as-of for every group while as-of moves on.
// Invariants: Q1 rows hold exactly the panes of ranges().
// Threads: one owner; tables and store must outlive it.
class StandingSum {
 public:
  StandingSum(const std::vector<TierPlace>& places, const model::Zone& zone);

  // Before a restore of the tier: it shall hold what stands then, which follows by `restore`.
  void begin(std::size_t tier, model::Instant at);
  void restore(std::size_t tier, std::int64_t pane, std::uint32_t group, const std::int64_t* row);
  // Error: the store cannot be read.
  model::Status move_to(model::Instant as_of);
  // A row of a tier's table has just gained `change`. True when that stands at as-of.
  bool change(std::size_t tier, std::int64_t pane, std::uint32_t group, const std::int64_t* change);
  // Adds what stands of a group to `row`.
  void add_to(std::uint32_t group, std::int64_t* row) const;

  model::Instant as_of() const { return as_of_; }
  const std::vector<PaneRange>& ranges() const { return ranges_; }

 private:
  const model::CubePlan* cube_;
  const model::Zone* zone_;
  std::deque<WindowRunner> runners_;  // by tier
  std::vector<PaneRange> ranges_;
  model::Instant as_of_{INT64_MIN};
};

}  // namespace ioc::processing
