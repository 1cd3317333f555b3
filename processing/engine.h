// The pure engine: partition changes in, commits, figures and answers out.
//
// One step is one commit: begin(revision), apply(...) for each partition that has news, close(...),
// and committed() once the store has it. Nothing of a step may be shown before its commit is
// durable; after a commit that failed, the engine is thrown away and made anew from the store.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/figure.h"
#include "model/limits.h"
#include "model/plan.h"
#include "model/query.h"
#include "model/result.h"
#include "model/state.h"
#include "processing/cube_state.h"
#include "processing/fold.h"
#include "processing/formula.h"
#include "processing/formula_window.h"
#include "processing/progress.h"

namespace ioc::processing {

struct EngineSettings {
  // Empty: nothing is published, and nothing is ever dropped for its age (compute).
  std::string figures_topic;
  // False: windows become final and old panes leave, but no figure enters the outbox. So where a
  // process sees only its share of the partitions: its figures are not the whole's.
  bool sees_everything = true;
  // Figures name the catalogue and the position also where nothing is published.
  bool names_origin = false;
  std::string dead_letters_topic;               // empty: dead letters stay with their finder
  std::vector<model::CubeNumber> cube_numbers;  // by cube of the plan; empty: the same numbers
  std::vector<model::LifecycleNumber> lifecycle_numbers;  // by lifecycle of the plan
  std::uint64_t next_outbox_sequence = 0;
  // Figures that one commit publishes, about; the rest follows in the next. Corrections always go
  // with the commit that makes them.
  std::size_t publish_max = model::kOutboxRecordsMax / 4;
  // Where panes are that are not kept in memory, as committed; empty: all stay in memory.
  model::ReadPanes read_panes;
};

// Where a partition stands as of the last step.
struct Standpoint {
  int stream = -1;
  model::PartitionName name;
  model::PartitionMark mark;
};

// What to do at the end of a step besides the commit itself.
struct CloseOptions {
  bool publish_open = false;    // also the windows ending next (at most once a second)
  bool show = false;            // also collect what the live feed should learn
  bool judge = false;           // also judge targets; `show` does
  bool outbox_is_full = false;  // nothing becomes final
};

// Role: merges partials of all partitions, declares windows final, finds what was corrected.
// Invariants: E1 figures depend only on the plan, the changes applied and their order within one
//                partition; order between partitions changes nothing but revisions.
//             E2 every final and corrected window enters the outbox of the commit that makes it so.
//             E3 which panes are in memory and which in the store alone changes no figure.
// Threads: one owner; the plan must outlive it.
class Engine {
 public:
  Engine(const model::Plan& plan, EngineSettings settings);

  // At start, before the first step. Returns the partition's number in this process.
  std::size_t add_partition(int stream, const model::PartitionName& name,
                            model::PartitionNumber number, const model::PartitionMark& mark);
  // Of different cubes several threads may restore at once.
  void restore_group(int cube, const model::GroupKey& key);
  void restore_final(const model::FinalMark& mark);
  // After groups and final marks: the panes of a tier that must be restored; others may stay where
  // they are.
  model::Result<PaneRange> panes_to_restore(int cube, std::size_t tier);
  void restore_panes(int cube, const model::PaneAddress& address, const model::PaneRows& rows);
  void finish_restore();
  // Before the restore: the cube's past is missing; nothing is told of it until it is filled in.
  void begin_filling(int cube) { cubes_[static_cast<std::size_t>(cube)]->set_filling(true); }

  // One step.
  void begin(std::uint64_t revision);
  // The panes in memory shall take no more than this; what open windows hold stays all the same.
  void keep_panes_below(std::size_t bytes) { panes_bytes_max_ = bytes; }
  void apply(std::size_t partition, PartitionChange&& change);
  // What a partition's past contributes to cubes that are being filled in; then, once all were
  // told, their windows become final in the order of time and all is told of them.
  void fill(model::PartitionNumber partition, const std::vector<CubeChange>& cubes);
  void end_filling();
  // The clock of whoever runs the engine, while nothing is left to be read: standing counts are
  // told as of then, since a due time passes without an event. It never goes back.
  void tick(model::Instant now) { tick_ = std::max(tick_, now); }
  // An idle partition (read to its end and silent for its stream's idle_after) holds nobody back.
  void set_idle(std::size_t partition, bool idle);
  model::Commit close(const CloseOptions& options);
  // Set when the store could not be read: the step must not be committed.
  const std::optional<model::Error>& fault() const { return fault_; }
  // After the commit is in the store, before anything else is asked.
  void committed();
  // What the closed step changed for the live feed. Null when nothing was asked or changed.
  std::shared_ptr<const model::LiveUpdate> take_live();

  // Where targets stand, as closed steps judged them; null before any was.
  std::shared_ptr<const std::vector<model::TargetStanding>> targets() const { return targets_; }

  // Between steps: figures as committed.
  model::Result<model::FigurePage> figures(const model::FigureQuery& query) const;
  // Every window with a contribution of every indicator, sorted by indicator, window, group, end.
  // `as_of` is the instant `since` windows end at.
  void for_each_figure(model::Instant as_of,
                       const std::function<void(const model::Figure&)>& visit) const;

  // The highest event time counted over all streams; the epoch before the first.
  model::Instant as_of() const;
  // The instant standing counts are told as of.
  model::Instant stands_at() const;
  // All partitions, by their numbers in this process.
  std::vector<Standpoint> standpoints() const;
  std::int64_t high_ms(int stream) const {
    return streams_[static_cast<std::size_t>(stream)].progress.high_ms();
  }
  // Windows that are settled wait for the outbox to become final.
  bool is_behind() const {
    return std::ranges::any_of(streams_, [](const StreamState& s) { return s.is_behind; });
  }
  std::size_t bytes() const;        // of the panes in memory
  std::size_t group_bytes() const;  // about: of groups and the windows over them
  // Changes that came too late for fine panes and reached only coarser ones, since the start.
  std::uint64_t sealed_rows() const;

 private:
  struct StreamState {
    StreamProgress progress;
    FinalMarks finals;
    std::vector<std::size_t> partitions;
    std::string position;  // JSON, as of the last step
    // Windows that are settled, or of a cube just filled in, are not final yet.
    bool is_behind = false;
  };
  struct Partition {
    int stream;
    std::size_t in_stream;
    model::PartitionName name;
    model::PartitionNumber number;
    model::PartitionMark mark;
  };

  StreamState& stream_of(const CubeState& cube) {
    return streams_[static_cast<std::size_t>(cube.plan().stream)];
  }
  const StreamState& stream_of(const CubeState& cube) const {
    return streams_[static_cast<std::size_t>(cube.plan().stream)];
  }
  void leave_old_panes();
  void close_on(WindowState& window);
  void move_open(CubeState& cube, model::Instant high);
  void settle(std::size_t stream, bool outbox_is_full, model::Commit& commit);
  void mark_final(std::size_t stream, std::int64_t settled_ms, model::Commit& commit);
  void finalize(std::size_t cube, WindowState& window, model::Instant end, model::Commit& commit);
  void correct(std::size_t cube, WindowState& window, model::Commit& commit);
  bool publishes() const { return settings_.sees_everything && !settings_.figures_topic.empty(); }
  bool names_origin() const { return settings_.names_origin || !settings_.figures_topic.empty(); }
  void publish_open(std::size_t cube, WindowState& window, model::Commit& commit);
  void show_open(std::size_t cube, WindowState& window);
  void publish(const model::Figure& figure, model::Commit& commit);
  void show(const model::Figure& figure, const model::IndicatorPlan& indicator,
            model::UnitIndex unit);
  void refresh_positions();
  std::string position_json(const StreamState& stream) const;

  // Targets (target_figures.cpp).
  void judge_targets();
  std::optional<model::Figure> open_figure(int indicator, const std::string& window,
                                           const Members& members);
  std::vector<model::TargetStanding> past_standings(const model::TargetPlan& target,
                                                    const Members& members,
                                                    model::Instant open_end);

  model::Instant told_as_of(const WindowState& window) const {
    return window.grid.window().standing ? stands_at() : as_of();
  }
  model::Instant open_end_of(const CubeState& cube, const WindowState& window) const;
  // What a row tells: value, numerator, denominator and count of an indicator.
  // `parts` are the rows of its leaves where the cube has a hidden dimension.
  model::Figure measured(const CubeState& cube, const WindowState& window, int indicator,
                         model::UnitIndex unit, const std::int64_t* row, model::Instant end,
                         model::Instant as_of, const CubeState::Parts& parts) const;
  // The figure of one indicator, complete but for status and revision.
  model::Figure figure_of(const CubeState& cube, const WindowState& window, int indicator,
                          std::uint32_t output, const std::int64_t* row, model::Instant end,
                          model::Instant as_of, const CubeState::Parts& parts) const;
  struct UnitOnDay {
    model::UnitIndex unit;
    model::CivilDay day;  // the last one of the window that is not after as-of
  };
  void measure_coverage(const std::map<std::string, std::int64_t>& heard, const UnitOnDay& below,
                        model::Figure& figure) const;
  void measure_sketch(const CubeState& cube, const model::IndicatorPlan& indicator,
                      const UnitOnDay& asked, const CubeState::Parts& parts,
                      model::Figure& figure) const;
  using Give = std::function<bool(model::Instant, const std::int64_t*, const CubeState::Parts&)>;
  model::Status slide_ends(const CubeState& cube, const WindowState& window, std::uint32_t output,
                           model::Instant from, model::Instant to, const Give& give) const;
  model::Status instant_row(const CubeState& cube, const WindowState& window, std::uint32_t output,
                            model::Instant at, model::Instant end, const Give& give) const;
  model::Status standing_figures(const CubeState& cube, const WindowState& window,
                                 std::uint32_t output, model::Instant from, model::Instant to,
                                 model::Instant as_of, const Give& give) const;
  // Visits the rows of one group's windows with from < end <= to, in order of their ends, until
  // `give` says stop.
  model::Status rows_of(const CubeState& cube, const WindowState& window, std::uint32_t output,
                        model::Instant from, model::Instant to, model::Instant as_of,
                        const Give& give) const;
  // An indicator's groups in the order of lists, and the figures of one; `asked` is the as-of.
  std::map<Members, model::UnitIndex> listed_groups(int indicator,
                                                    const model::WindowPlan& window) const;
  model::Status slide_figures(int indicator, const model::WindowPlan& window,
                              const std::pair<const Members, model::UnitIndex>& group,
                              model::Instant from, model::Instant to,
                              std::optional<model::Instant> asked,
                              const std::function<bool(model::Figure&&)>& visit) const;
  std::uint64_t final_revision(const CubeState& cube, const WindowState& window,
                               model::Instant end) const;
  static void set_status(std::uint64_t row_revision, std::uint64_t final_revision,
                         model::Figure& figure);

  // Formulas (formula_figures.cpp).
  struct FormulaCell;
  void add_formulas();
  void restore_formulas();
  const FormulaWindow& formula_of(int indicator, const std::string& window) const;
  std::map<Members, model::UnitIndex> groups_of(const FormulaWindow& formula) const;
  std::optional<model::UnitIndex> unit_of(const FormulaWindow& formula,
                                          const Members& members) const;
  std::set<Members> take_changed(FormulaWindow& formula, model::Instant end,
                                 std::set<Members> FormulaWindow::*groups,
                                 model::Instant FormulaWindow::*told_end) const;
  model::Instant told_as_of(const FormulaWindow& formula) const;
  model::Instant open_end_of(const FormulaWindow& formula) const;
  FormulaCell empty_cell(const FormulaWindow& formula, model::UnitIndex unit, model::Instant end,
                         model::Instant as_of) const;
  void put(const FormulaOperand& operand, std::uint32_t output, const std::int64_t* row,
           const CubeState::Parts& parts, model::Instant end, model::Instant as_of,
           std::optional<Quantity>& value, FormulaCell& cell) const;
  model::Status fill_cell(const FormulaOperand& operand, const Members& members, model::Instant end,
                          model::Instant as_of, std::optional<Quantity>& value,
                          FormulaCell& cell) const;
  std::optional<model::Figure> formula_figure(const FormulaWindow& formula, const Members& members,
                                              model::UnitIndex unit, model::Instant end);
  model::Figure figure_of(const FormulaWindow& formula, const Members& members,
                          const FormulaCell& cell, model::Instant end, model::Instant as_of) const;
  model::Status slide_formula(const FormulaWindow& formula, const Members& members,
                              model::UnitIndex unit, model::Instant from, model::Instant to,
                              model::Instant as_of,
                              const std::function<bool(model::Figure&&)>& visit) const;
  void pass_on(const WindowState& window, std::uint32_t output, const CubeState& cube,
               std::set<Members> FormulaWindow::*groups);
  void pass_on_correction(const WindowState& window, int indicator, std::uint32_t output,
                          model::Instant end, const CubeState& cube);
  void correct_formulas(model::Commit& commit);
  void settle_formulas(std::size_t stream, model::Instant end, model::Commit& commit);
  void settle_formulas(model::Commit& commit);
  void finalize(FormulaWindow& formula, model::Instant end, model::Commit& commit);
  void publish_formulas(model::Commit& commit);
  void show_formulas();

  const model::Plan* plan_;
  EngineSettings settings_;
  std::vector<std::unique_ptr<CubeState>> cubes_;
  std::vector<StreamState> streams_;
  std::vector<Partition> partitions_;
  std::vector<FormulaWindow> formulas_;
  std::size_t panes_bytes_max_ = SIZE_MAX;
  std::uint64_t revision_ = 0;
  model::Instant tick_{INT64_MIN};
  model::Commit commit_;
  std::optional<model::Error> fault_;
  std::shared_ptr<model::LiveUpdate> live_;
  std::shared_ptr<const std::vector<model::TargetStanding>> targets_;  // as last told
};

}  // namespace ioc::processing
