// A naive recount of everything the engine claims, to run beside it on the same events.
//
// It looks at each event by itself: judges it, asks plain C++ functions whether it takes part,
// walks up the units parent by parent, and adds it to every window whose [start, end) holds its
// time, out of a list of all windows made by counting from midnight to midnight. No panes, no
// sliding, no sharing of work between indicators.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "model/figure.h"
#include "model/plan.h"
#include "tests/processing/plan_builder.h"

namespace ioc::testing {

inline constexpr std::int64_t kNever = INT64_MIN;
inline constexpr std::int64_t kSinceEnd = INT64_MAX;  // stands for as-of in keys

// Every window of a catalogue window with lo < end and start < hi, by (end, start).
std::vector<std::pair<std::int64_t, std::int64_t>> all_windows(const model::WindowPlan& window,
                                                               const model::Zone& zone,
                                                               std::int64_t lo, std::int64_t hi);

class Oracle {
 public:
  // indicator, window text, members, end
  using Key = std::tuple<std::size_t, std::string, std::vector<std::string>, std::int64_t>;
  struct Published {
    std::string key;
    std::uint64_t revision;
    std::string json;
    auto operator<=>(const Published&) const = default;
  };

  // `lo`, `hi`: all event times lie in [lo, hi). With `publishes` figures carry catalogue and
  // position, and what is older than its tier keeps is not told any more.
  Oracle(const model::Plan& plan, std::vector<IndicatorSpec> specs, std::int64_t lo,
         std::int64_t hi, bool publishes);

  std::size_t add_partition(int stream);
  void read(std::size_t partition, const Event& event);
  void set_idle(std::size_t partition, bool idle) { partitions_[partition].idle = idle; }
  // All that a partition has read joins the step under way; commit ends the step.
  void take(std::size_t partition);
  void commit(std::uint64_t revision);
  // Forgets all that was read and not taken. Returns each partition's next offset.
  std::vector<std::int64_t> crash();

  const model::Tally& tally(std::size_t partition) const {
    return partitions_[partition].now.tally;
  }
  // Figures as the API gives them, in order; `as_of` for `since` windows.
  std::vector<model::Figure> figures(std::int64_t as_of) const;
  // The figure of a key as it stands, for the feed; count 0 when there is none.
  model::Figure figure(const Key& key, std::int64_t as_of) const;
  // Keys of windows ending next (and of `since`).
  std::vector<Key> open_keys() const;
  // What entered the outbox as final or corrected, in all commits.
  const std::set<Published>& published() const { return published_; }
  std::string topic_key(const model::Figure& figure) const;
  std::int64_t as_of() const;

 private:
  struct Judge {  // what a partition knows of its past
    std::int64_t high = kNever;
    std::int64_t next_offset = 0;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::int64_t> hour_of_id;
    model::Tally tally;
  };
  struct Partition {
    int stream;
    bool idle = false;
    Judge now, taken;
    std::vector<Event> pending;
  };
  struct Cell {
    std::int64_t start = 0;
    std::int64_t count = 0, holds = 0, least = INT64_MAX, most = INT64_MIN;
    model::WideInt sum = 0;
    std::set<std::int64_t> values;
    // The greatest is the latest: time, id, source, and the value where all are equal.
    std::tuple<std::int64_t, std::string, std::string, std::int64_t> latest{kNever, "", "", 0};
    std::uint64_t touched = 0;  // revision of the last change of its cube's row
  };

  void add(const Event& event, int stream, std::uint64_t revision, std::set<Key>& changed);
  void add_to_groups(const Event& event, std::size_t indicator, std::size_t dimension,
                     std::vector<std::string>& members, const std::function<void()>& visit);
  bool takes(const IndicatorSpec& spec, const Event& event) const;
  void settle(int stream, std::uint64_t revision);
  std::uint64_t final_revision(int stream, std::int64_t end) const;
  std::int64_t last_end(int stream, std::int64_t until) const;
  std::int64_t settled(int stream) const;
  bool is_kept(const Key& key, const Cell& cell) const;
  std::string position(int stream) const;
  model::Figure make(const Key& key, const Cell& cell, std::int64_t as_of) const;
  void publish(const Key& key, model::FigureStatus status, std::uint64_t revision);
  void publish(model::Figure figure, model::FigureStatus status, std::uint64_t revision);
  // Formulas, out of their operands' figures: the groups and ends of a formula's windows, when
  // they became final (0: not yet), and whether all operands keep them.
  std::set<Key> formula_keys() const;
  std::set<int> streams_of(std::size_t indicator) const;
  model::Figure formula_figure(const Key& key, std::int64_t as_of) const;
  std::uint64_t formula_final(std::size_t indicator, std::int64_t end) const;
  std::int64_t formula_settled(std::size_t indicator) const;
  bool formula_is_kept(const Key& key) const;
  std::vector<std::size_t> operands_of(std::size_t indicator) const;
  const model::WindowPlan& window_of(const Key& key) const;

  const model::Plan* plan_;
  std::vector<IndicatorSpec> specs_;
  bool publishes_;
  std::vector<Filter> filters_ = filter_pool();
  std::vector<Value> values_ = value_pool();
  std::map<std::string, std::vector<std::pair<std::int64_t, std::int64_t>>> windows_;  // by text
  std::map<int, std::vector<model::WindowPlan>> cube_windows_;
  std::vector<Partition> partitions_;
  std::vector<std::pair<int, Event>> taken_;  // (stream, event) of the step under way
  std::map<Key, Cell> cells_;
  std::map<std::tuple<int, std::string, std::vector<std::string>, std::int64_t>, std::uint64_t>
      row_touched_;  // by cube, window, members, end
  std::vector<std::vector<std::pair<std::int64_t, std::uint64_t>>> finals_;  // (settled, revision)
  std::set<Published> published_;
};

}  // namespace ioc::testing
