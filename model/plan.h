// The compiled catalogue: what to read, what to count, where, in dense numbers.
//
// Names exist only at the edges. Each declared field is decoded once, equal filters and values are
// evaluated once per batch, and indicators of one stream with the same dimensions and pane share a
// cube, whose rows hold the slots of all of them side by side.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/board.h"
#include "model/expression.h"
#include "model/figure.h"
#include "model/name.h"
#include "model/provision.h"
#include "model/report.h"
#include "model/time.h"
#include "model/units.h"
#include "model/work_calendar.h"

namespace ioc::model {

struct FieldPlan {
  std::string name;
  std::vector<std::string> pointer;  // RFC 6901, unescaped, one member name a step
  Type type;
  bool optional = false;
  bool used = false;  // judged always; kept as a column only when something reads it
  std::vector<TimeFormat> formats;
};

// What a slot of a row remembers. Word 0 of each row is the revision of its last change (merged by
// maximum); slots follow.
enum class SlotKind : std::uint8_t {
  count,    // 1 word
  sum,      // 2 words: a 128-bit integer, low word first
  minimum,  // 1 word; INT64_MAX while nothing was seen
  maximum,  // 1 word; INT64_MIN while nothing was seen
  // No word but a digest (model/digest.h); a row has at most one.
  distinct,  // of the different values
  latest,    // of the value of the latest event
};
constexpr int words_of(SlotKind kind) {
  switch (kind) {
    case SlotKind::sum: return 2;
    case SlotKind::distinct:
    case SlotKind::latest: return 0;
    default: return 1;
  }
}

// A contribution adds to a slot when its filter holds and (all but a count without a value) its
// value is present.
struct Slot {
  SlotKind kind = SlotKind::count;
  int filter = -1;  // number in StreamPlan::filters; -1: every event
  int value = -1;   // number in StreamPlan::values; -1: none
  int word = 0;     // first word in the row
};

// The grains of time a cube is kept in, finest first. Each event goes to the finest; coarser ones
// are fed from the finest at each commit.
enum class Tier : std::uint8_t { fine = 0, hour = 1, day = 2 };
inline constexpr int kTierCount = 3;

struct TierPlan {
  Tier tier = Tier::day;
  // fine, hour: panes are [pane * width_ms + phase_ms, + width_ms). day: pane = CivilDay, width 0.
  std::int64_t width_ms = 0;
  std::int64_t phase_ms = 0;
  std::int64_t keep_ms = 0;  // behind the stream's high mark, in event time; 0: for good
};

// What a hidden dimension tells apart.
enum class Sketch : std::uint8_t {
  none,     // not hidden: the group says it
  bins,     // bins of a number, for quantiles
  members,  // the values themselves, for coverage
};

struct Dimension {
  int field = -1;  // number in StreamPlan::fields; -1: hidden
  std::string name;
  Type type;
  Sketch sketch = Sketch::none;
  int value = -1;  // hidden: number in StreamPlan::values
};

struct CubePlan {
  int stream = -1;
  int lifecycle = -1;  // number in Plan::lifecycles; -1: the events themselves contribute
  int cohort = -1;     // of that lifecycle
  std::vector<Dimension> dimensions;  // a hidden one is the last
  std::vector<TierPlan> tiers;        // finest first, at least one
  std::vector<Slot> slots;
  int row_words = 1;       // word 0 included
  int digest_slot = -1;    // in `slots`: the one with a digest; -1: its rows have none
  std::string definition;  // canonical; the cube's identity across restarts

  // Its rows are told apart by more than the groups of its figures.
  bool is_sketched() const {
    return !dimensions.empty() && dimensions.back().sketch != Sketch::none;
  }
  bool has_digests() const { return digest_slot >= 0; }
  SlotKind digest_kind() const { return slots[static_cast<std::size_t>(digest_slot)].kind; }
  // Its figures need more than a merged row: what of it is told apart or digested.
  bool has_parts() const { return is_sketched() || has_digests(); }
  // The dimensions that name a group.
  std::span<const Dimension> by() const {
    return {dimensions.data(), dimensions.size() - (is_sketched() ? 1 : 0)};
  }
};

// A stream whose refused events a stream of dead letters tells of.
struct LetterSource {
  std::string stream;
  std::string topic;
  std::vector<std::string> unit;  // pointer to the first of its fields with a unit; empty: none
};

struct StreamPlan {
  std::string id;
  std::string topic;
  std::int64_t lateness_ms = kDayMs;
  std::int64_t max_ahead_ms = 5 * kMinuteMs;
  std::int64_t settle_ms = kMinuteMs;
  std::int64_t idle_after_ms = 30 * kSecondMs;
  std::vector<FieldPlan> fields;
  int time_field = -1;  // -1: the CloudEvents `time`
  bool remembers_ids = false;
  bool is_apart = false;              // only grants that name it reach its figures
  bool reads_letters = false;         // its records are dead letters (`envelope`)
  std::vector<LetterSource> letters;  // of all other streams, where it does
  bool has_latest = false;            // something asks which of its events is the latest
  std::vector<Expression> filters;    // boolean
  std::vector<Expression> values;     // integer, decimal, duration, instant; booleans for share
  std::vector<int> cubes;             // numbers in Plan::cubes, those of its lifecycles too
  std::vector<int> lifecycles;        // numbers in Plan::lifecycles

  // Ids and sources are needed as written: its events are put in the order (time, id, source).
  bool orders_events() const { return has_latest || !lifecycles.empty(); }
};

// `moments.x = "…"`: reached by the first event, in the life's order, after which this holds.
struct MomentPlan {
  std::string name;
  Expression condition;  // over LifecyclePlan::state
};

// Which contributions of a life some indicators count: one at the instant of a moment (`at`), or a
// standing one from where a condition begins to hold to where it ends (`while`).
struct CohortPlan {
  int moment = -1;                     // number in LifecyclePlan::moments; -1: `during`
  std::optional<Expression> during;    // the condition
  std::vector<Expression> thresholds;  // the instants it compares `now` with
};

// What a pause does to the working-time clock of a life (`pause = "…"`).
enum class PausePolicy : std::uint8_t {
  resume,   // it stands still, then goes on
  restart,  // it begins anew at the end of the pause
  none,     // nothing
};

// Many events under one key, folded into one state in the order (time, id, source).
struct LifecyclePlan {
  std::string id;
  int stream = -1;
  int key = -1;                         // number in StreamPlan::fields
  std::int64_t keep_ms = 730 * kDayMs;  // of silence after which a life ends
  // What its expressions see. `fields` are those of the stream (the latest value of each), then
  // first(x) of each, then the moments (instants, absent until reached), then `now`. `filters`,
  // `values` and `cubes` are those of its indicators.
  StreamPlan state;
  std::vector<MomentPlan> moments;  // none reads one that stands behind it
  std::vector<int> moment_fields;   // by moment: its number in `state.fields`
  int now_field = -1;               // in `state.fields`
  std::optional<Expression> pause;
  PausePolicy pause_policy = PausePolicy::resume;
  std::vector<CohortPlan> cohorts;
  std::string definition;  // canonical; the stored lives' identity across restarts

  int first_of(int field) const { return field + stream_field_count; }
  int stream_field_count = 0;
};

enum class WindowKind : std::uint8_t {
  sliding,
  tumbling,
  day,
  week,
  month,
  quarter,
  year,
  since,
  now,
  // Official reporting periods: each ends on the eve of the reporting day.
  report_month,
  report_quarter,
  report_half,
  report_year,
};

struct WindowPlan {
  std::string text;  // verbatim as in the catalogue
  WindowKind kind = WindowKind::day;
  std::int64_t length_ms = 0;  // sliding, tumbling
  std::int64_t slide_ms = 0;   // sliding, tumbling (= length)
  CivilDay since = 0;
  // The day of the month a reporting period begins with: month M runs from it in M - 1 to the day
  // before it in M. 2 to 28, so that every month has it.
  int report_day = 15;
  // A standing count: what stands at the window's end (of the last instant before it), or with
  // `opening` at its start. It merges all that ever came before.
  bool standing = false;
  bool opening = false;
  int tier = 0;  // index in CubePlan::tiers this window merges
};

enum class Measure : std::uint8_t {
  count,
  sum,
  mean,
  minimum,
  maximum,
  share,
  distinct,  // how many values
  quantile,
  last,      // the value of the latest event in the order (time, id, source)
  coverage,  // share of the units below the group, the province's own aside, with an event
  silence,   // from the last event to as-of or the window's end, whichever is earlier
  formula,   // of other indicators' values
};

// One step of a formula in postfix order: it pushes a number, or takes one or two and pushes one.
struct FormulaStep {
  enum class Kind : std::uint8_t { operand, number, add, subtract, multiply, divide, negate };
  Kind kind = Kind::operand;
  int operand = -1;         // number in FormulaPlan::operands
  std::int64_t scaled = 0;  // the number, with `scale` digits after the point
  int scale = 0;
};

struct FormulaPlan {
  std::vector<int> operands;  // numbers in Plan::indicators; none is itself a formula
  std::vector<FormulaStep> steps;
};

struct IndicatorPlan {
  std::string id;
  Name name;
  Name unit;  // of measure, for display; may be empty
  Measure measure = Measure::count;
  int stream = -1;      // its lifecycle's, if it is of one; -1: a formula
  int lifecycle = -1;   // number in Plan::lifecycles; -1: of the stream's events
  int cohort = -1;      // of the lifecycle
  int cube = -1;        // -1: a formula
  int count_slot = -1;  // in CubePlan::slots: how many contributions took part
  int value_slot = -1;  // sum, minimum, maximum, distinct, latest; the true count of a share
  Type value_type;      // of the measured value (sum, mean, minimum, maximum, quantile, last)
  std::int64_t quantile_e9 = 0;  // q * 10^9 of a quantile
  std::optional<FormulaPlan> formula;
  std::vector<WindowPlan> windows;
  std::string better;  // "up", "down" or ""
  bool is_public = false;
  bool is_metric = false;   // /metrics tells its open windows; by one unit or without groups
  std::string description;  // the measure and condition as written, for `explain`
  Name explanation;         // in plain words, for everybody; may be empty
};

// What indicators are about: those whose id begins with `id` and a point.
struct SubjectPlan {
  std::string id;
  Name name;
};

// What an indicator shall reach. Values are as the indicator's figures tell them.
struct TargetPlan {
  struct Baseline {
    Decimal value;
    CivilDay on = 0;
  };
  std::string id;
  Name name;  // may be empty: the indicator's
  int indicator = -1;
  std::string window;
  UnitIndex unit = kNoUnit;  // whose target it is; none with `each`, or without groups
  std::string each;          // a level: every unit of it
  bool at_least = true;      // else at most
  Decimal limit;
  std::optional<CivilDay> last_day;  // on which it may be reached; none: it holds always
  std::optional<Baseline> baseline;  // where the way to the limit began
  std::optional<Decimal> near;       // so far from the limit is still near it
  // What keeps a state from flipping: a better one than the window before had is told when the
  // figure holds it with `back` less, and so has for `hold_ms` (processing/targets.h).
  std::optional<Decimal> back;  // not negative
  std::int64_t hold_ms = 0;
};

// What calls for help: a target that stands badly, a deadline that comes near, or a stream that is
// silent.
struct AlertPlan {
  std::string id;
  Name name;         // may be empty: the target's
  Name description;  // what to do about it
  Name owner;
  std::string severity;  // info, warning or critical
  std::string runbook;   // an address; may be empty
  int target = -1;       // number in Plan::targets; -1: the alert is of a stream
  // Of the target: it stands in one of these states (a bit for each, by its number in TargetState),
  // or it is not met and has at most so many working days left.
  std::uint32_t states = 0;
  std::optional<std::int64_t> days_left;
  int stream = -1;             // number in Plan::streams
  std::int64_t silent_ms = 0;  // of working time, where the catalogue knows it
  std::int64_t for_ms = 0;     // so long it must be so before it is told
  std::int64_t clear_ms = 0;   // so long it must not be so before it is over
};

struct Plan {
  std::string id;
  std::string hash;  // of the catalogue's bytes; set by whoever read them
  Zone zone;
  UnitTree units;
  UnitIndex root_unit = kNoUnit;
  std::optional<WorkCalendar> calendar;  // there where an expression asks for working time
  std::vector<StreamPlan> streams;
  std::vector<LifecyclePlan> lifecycles;
  std::vector<CubePlan> cubes;
  std::vector<IndicatorPlan> indicators;  // sorted by id
  std::vector<TargetPlan> targets;        // sorted by id
  std::vector<AlertPlan> alerts;          // sorted by id
  std::vector<SubjectPlan> subjects;      // in the order people read them
  std::vector<BoardPlan> boards;          // as declared: the first is shown by itself
  std::vector<ReportPlan> reports;        // sorted by id
  std::vector<ProvisionPlan> provisions;  // sorted by id

  // Whose fields, filters and values the numbers in a cube or an indicator name.
  const StreamPlan& source_of(int stream, int lifecycle) const {
    return lifecycle >= 0 ? lifecycles[static_cast<std::size_t>(lifecycle)].state
                          : streams[static_cast<std::size_t>(stream)];
  }
  // The cube whose dimensions are the indicator's; a formula has those of its operands.
  const CubePlan& cube_of(const IndicatorPlan& indicator) const {
    const IndicatorPlan& of =
        indicator.formula
            ? indicators[static_cast<std::size_t>(indicator.formula->operands.front())]
            : indicator;
    return cubes[static_cast<std::size_t>(of.cube)];
  }
};

}  // namespace ioc::model
