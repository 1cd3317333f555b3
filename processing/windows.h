// Which windows there are: their ends, their starts and the panes they merge. Pure arithmetic.
//
// Every range is half-open. Ends of sliding and tumbling windows lie at multiples of the slide from
// local midnight, in elapsed time, and every midnight is an end too; a slide of a day or more
// counts its days from 1970-01-01. Calendar windows end where the next one begins.
#pragma once

#include <cstdint>

#include "model/plan.h"
#include "model/time.h"

namespace ioc::processing {

struct PaneRange {
  std::int64_t first = 0;
  std::int64_t end = 0;
  bool operator==(const PaneRange&) const = default;
  bool holds(std::int64_t pane) const { return pane >= first && pane < end; }
};

// Role: one window of the catalogue laid on the tier it merges.
// Threads: immutable. Cost: a few divisions a call.
class WindowGrid {
 public:
  WindowGrid(const model::WindowPlan& window, const model::TierPlan& tier, const model::Zone& zone)
      : window_(&window), tier_(&tier), zone_(&zone) {}

  // The earliest end after `t`: the window ending next. Windows that end at as-of have none of
  // their own and give the end of the day of `t`.
  model::Instant next_end(model::Instant t) const;
  // The latest end at or before `t`. Not for windows that end at as-of.
  model::Instant last_end_until(model::Instant t) const;
  // The window that ends at `end`, which is one of the ends. The panes of a standing count are all
  // before its end, or before its start when it is told at the opening. Not for `now`.
  model::Instant start_of(model::Instant end) const;
  PaneRange panes_of(model::Instant end) const;
  // The first end of a window that holds this pane of the tier, and the last. A window that is
  // shorter than its slide leaves gaps: for a pane in one the last lies before the first.
  model::Instant first_end_with(std::int64_t pane) const;
  model::Instant last_end_with(std::int64_t pane) const;
  // The first end of a window that holds no pane before this one.
  model::Instant first_end_from(std::int64_t pane) const;

  bool is_since() const { return window_->kind == model::WindowKind::since; }
  bool is_now() const { return window_->kind == model::WindowKind::now; }
  // Ends at as-of and is never over.
  bool is_endless() const { return is_since() || is_now(); }
  // What stands at as-of: `now` itself, and the close of a standing count's window that is not
  // over.
  bool is_now_while_open() const { return window_->standing && !window_->opening; }
  // Two of its windows may hold the same pane.
  bool overlaps() const { return slides(); }
  const model::WindowPlan& window() const { return *window_; }
  // The words are the same, and so is what they say: a count's opening is not its close.
  bool is_same(const model::WindowPlan& window) const {
    return window_->text == window.text && window_->opening == window.opening;
  }
  const model::TierPlan& tier() const { return *tier_; }

 private:
  bool slides() const { return window_->kind == model::WindowKind::sliding; }
  // Its ends lie at multiples of a span from local midnight.
  bool steps() const { return slides() || window_->kind == model::WindowKind::tumbling; }
  model::Instant next_slide(model::Instant t) const;
  model::CivilDay period_start(model::CivilDay day) const;
  model::CivilDay period_end(model::CivilDay day) const;

  const model::WindowPlan* window_;
  const model::TierPlan* tier_;
  const model::Zone* zone_;
};

}  // namespace ioc::processing
