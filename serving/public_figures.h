// What the public page may tell, made anew at most once a minute for all its readers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "model/plan.h"
#include "serving/board.h"
#include "serving/disclosure.h"

namespace ioc::serving {

// One figure as it is told. Exact values do not leave PublicBoard.
struct PublicFigure {
  enum class Kind : std::uint8_t {
    none,     // there is nothing to tell
    count,    // `range`
    share,    // `share`
    number,   // `number`, rounded
    too_few,  // too few took part
  };
  Kind kind = Kind::none;
  Range range;
  ShareTold share;
  double number = 0;
};

struct PublicRow {
  const model::WindowPlan* window = nullptr;
  std::optional<model::Instant> start;  // none for standing counts
  model::Instant end;
  std::vector<PublicFigure> told;  // by index of unit; a single one for an indicator without units
};

struct PublicIndicator {
  const model::IndicatorPlan* plan = nullptr;
  bool is_by_unit = false;
  std::vector<PublicRow> rows;  // from the shortest window on
  // Null when nothing of the indicator was ever counted there.
  const PublicFigure* find(std::size_t row, model::UnitIndex unit, model::UnitIndex root) const;
};

struct PublicFigures {
  std::optional<model::Instant> as_of;  // none before the first commit
  std::vector<std::int64_t> newest_ms;  // by stream, as ServerDoors tell it
  std::vector<PublicIndicator> indicators;
};

// The windows of an indicator that the page shows: `now`; else days, months and years, which share
// nothing with their like; else `since`. Never windows that overlap with others of their kind.
std::vector<const model::WindowPlan*> public_windows(const model::IndicatorPlan& indicator);

// Role: follows the board and keeps the newest exact values of what the page shows.
// Invariants: P1 what it hands out depends on exact values only by disclosure.h and rounding;
//   P2 within one kPublicIntervalMs of the clock everybody gets the same.
// Threads: any. Bound: the figures of the windows shown.
class PublicBoard {
 public:
  using NewestMs = std::function<std::vector<std::int64_t>()>;
  // Plan and board must outlive it. `small` is k of disclosure.h.
  PublicBoard(const model::Plan& plan, const Board& board, std::int64_t small, NewestMs newest_ms);

  std::shared_ptr<const PublicFigures> at(model::Instant now) const;

 private:
  struct Exact {
    bool is_there = false;
    std::optional<model::Instant> start;
    model::Instant end;
    std::optional<double> value;
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::int64_t count = 0;
  };
  struct Table {
    const model::IndicatorPlan* indicator = nullptr;
    bool is_by_unit = false;
    std::vector<const model::WindowPlan*> windows;
    std::vector<std::vector<Exact>> exact;  // by window, then unit
  };
  using Place = std::pair<const Table*, std::size_t>;  // the table and the window in it

  std::optional<Place> find(std::string_view indicator, std::string_view window) const;
  void follow() const;
  void take(const model::LiveFigure& figure) const;
  PublicIndicator tell(const Table& table) const;
  PublicRow tell_row(const Table& table, std::size_t window) const;
  PublicFigure tell_one(const model::IndicatorPlan& indicator, const Exact& exact) const;

  const model::Plan& plan_;
  const Board& board_;
  const std::int64_t small_;
  const NewestMs newest_ms_;
  // guarded by mutex_: whoever comes first in a minute makes what the others are given.
  mutable std::mutex mutex_;
  mutable std::vector<Table> tables_;  // sorted by indicator
  mutable Board::Position position_ = 0;
  mutable std::optional<model::Instant> as_of_;
  mutable std::int64_t made_ = -1;  // the number of the interval
  mutable std::shared_ptr<const PublicFigures> told_;
};

}  // namespace ioc::serving
