// Plans by hand, for tests of processing: a stream with one field of each kind, a pool of filters
// and values (each as an expression and as the plain function it must equal), and indicators that
// are laid into cubes the way the catalogue does it.
#pragma once

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/check.h"
#include "model/plan.h"
#include "tests/processing/test_event.h"

namespace ioc::testing {

using model::Expression;
using model::Op;
using model::Type;
using model::TypeKind;

inline Expression literal(std::int64_t number, Type type) {
  Expression e;
  e.type = type;
  e.number = number;
  return e;
}
inline Expression literal(std::string text, TypeKind kind = TypeKind::text) {
  Expression e;
  e.type = {kind, 0};
  e.text = std::move(text);
  return e;
}
inline Expression field(int index, Type type) {
  Expression e;
  e.op = Op::field;
  e.type = type;
  e.index = index;
  return e;
}
inline Expression field(Field f) { return field(f, type_of(f)); }
inline Expression event_time() { return field(model::kEventTimeField, {TypeKind::instant, 0}); }
inline Expression has(int index) {
  Expression e;
  e.op = Op::has;
  e.index = index;
  return e;
}
inline Expression apply(Op op, Type type, std::vector<Expression> args) {
  Expression e;
  e.op = op;
  e.type = type;
  e.args = std::move(args);
  return e;
}
inline Expression apply(Op op, std::vector<Expression> args) {
  return apply(op, {TypeKind::boolean, 0}, std::move(args));
}

inline constexpr Type kInteger{TypeKind::integer, 0};
inline constexpr Type kMoney{TypeKind::decimal, 2};

struct Filter {
  Expression expression;
  std::function<bool(const Event&)> holds;
};

struct Value {
  Expression expression;
  std::function<std::optional<std::int64_t>(const Event&)> read;
  bool adds_up = true;  // may be summed
};

inline std::vector<Filter> filter_pool() {
  return {
      {apply(Op::equal, {field(kChannel), literal("online")}),
       [](const Event& e) { return e.channel == "online"; }},
      {apply(Op::logical_and,
             {apply(Op::greater_equal, {field(kAmount), literal(1000, kMoney)}), has(kNumber)}),
       [](const Event& e) { return e.amount && *e.amount >= 1000 && e.number; }},
      {apply(Op::logical_not, {field(kFlag)}),
       [](const Event& e) { return !e.flag.value_or(false); }},
      {apply(Op::in,
             {field(kNumber), literal(1, kInteger), literal(2, kInteger), literal(-3, kInteger)}),
       [](const Event& e) { return e.number == 1 || e.number == 2 || e.number == -3; }},
      {apply(Op::less, {field(kDue), event_time()}),
       [](const Event& e) { return e.due && *e.due < e.time_ms; }},
      {apply(Op::not_equal, {field(kFlag), literal(1, {TypeKind::boolean, 0})}),
       [](const Event& e) { return e.flag && !*e.flag; }},
  };
}

inline std::vector<Value> value_pool() {
  const Expression cents = apply(Op::rescale, kMoney, {field(kNumber)});
  return {
      {field(kAmount), [](const Event& e) { return e.amount; }},
      {field(kNumber), [](const Event& e) { return e.number; }},
      {apply(Op::subtract, {TypeKind::duration, 0}, {field(kDue), event_time()}),
       [](const Event& e) { return e.due ? std::optional(*e.due - e.time_ms) : std::nullopt; }},
      {apply(Op::add, kMoney, {field(kAmount), cents}),
       [](const Event& e) {
         return e.amount && e.number ? std::optional(*e.amount + *e.number * 100) : std::nullopt;
       }},
      {field(kDue), [](const Event& e) { return e.due; }, false},
  };
}

// An indicator in the words of the pools: `filter` and (share) `condition` number filters, `value`
// a value; -1: none.
struct IndicatorSpec {
  std::string id;
  int stream = 0;
  std::vector<Field> by;
  model::Measure measure = model::Measure::count;
  int filter = -1;
  int condition = -1;
  int value = -1;
  std::vector<model::WindowPlan> windows;
  bool is_public = true;
  // Of a formula, whose stream and measured things are those of its operands.
  std::vector<std::string> operands = {};
  std::vector<model::FormulaStep> steps = {};
};

inline model::WindowPlan sliding(std::int64_t length_ms, std::int64_t slide_ms) {
  model::WindowPlan window;
  window.kind = model::WindowKind::sliding;
  window.text = "sliding " + std::to_string(length_ms) + " every " + std::to_string(slide_ms);
  window.length_ms = length_ms;
  window.slide_ms = slide_ms;
  return window;
}
inline model::WindowPlan tumbling(std::int64_t length_ms) {
  model::WindowPlan window = sliding(length_ms, length_ms);
  window.kind = model::WindowKind::tumbling;
  window.text = "tumbling " + std::to_string(length_ms);
  return window;
}
inline model::WindowPlan calendar(model::WindowKind kind) {
  static constexpr const char* kNames[] = {
      "",      "",    "day",          "week",           "month",       "quarter",    "year",
      "since", "now", "report-month", "report-quarter", "report-half", "report-year"};
  model::WindowPlan window;
  window.kind = kind;
  window.text = kNames[static_cast<std::size_t>(kind)];
  return window;
}
inline model::WindowPlan since(model::CivilDay day) {
  model::WindowPlan window = calendar(model::WindowKind::since);
  window.text += ' ' + model::format_day(day);
  window.since = day;
  return window;
}

inline bool of_panes(const model::WindowPlan& window) {
  return window.kind == model::WindowKind::sliding || window.kind == model::WindowKind::tumbling;
}

// Role: a plan under construction. Streams share one layout of fields (test_event.h).
class PlanBuilder {
 public:
  PlanBuilder(model::Zone zone, std::vector<model::Unit> units) {
    plan_.id = "test";
    plan_.hash = "feed";
    plan_.zone = std::move(zone);
    plan_.units = model::UnitTree(std::move(units));
    plan_.root_unit = 0;
  }

  int add_stream(std::int64_t lateness_ms, std::int64_t settle_ms, bool remembers_ids = true) {
    model::StreamPlan stream;
    stream.id = "s" + std::to_string(plan_.streams.size());
    stream.topic = "topic." + stream.id;
    stream.lateness_ms = lateness_ms;
    stream.settle_ms = settle_ms;
    stream.remembers_ids = remembers_ids;
    for (int f = 0; f < kFieldCount; ++f) {
      const auto number = static_cast<Field>(f);
      stream.fields.push_back({name_of(number), {}, type_of(number), true, true, {}});
    }
    plan_.streams.push_back(std::move(stream));
    return static_cast<int>(plan_.streams.size()) - 1;
  }

  void add(IndicatorSpec spec) { specs_.push_back(std::move(spec)); }

  model::Plan build() {
    std::sort(specs_.begin(), specs_.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    for (const IndicatorSpec& spec : specs_) place(spec);
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      if (specs_[i].operands.empty()) continue;
      model::FormulaPlan& formula = plan_.indicators[i].formula.emplace();
      formula.steps = specs_[i].steps;
      for (const std::string& id : specs_[i].operands) {
        const auto at = std::find_if(specs_.begin(), specs_.end(),
                                     [&](const auto& spec) { return spec.id == id; });
        formula.operands.push_back(static_cast<int>(at - specs_.begin()));
      }
    }
    for (std::size_t cube = 0; cube < plan_.cubes.size(); ++cube) lay_tiers(static_cast<int>(cube));
    return std::move(plan_);
  }

  const std::vector<IndicatorSpec>& specs() const { return specs_; }  // sorted by id after build

 private:
  void place(const IndicatorSpec& spec) {
    model::IndicatorPlan indicator;
    indicator.id = spec.id;
    indicator.measure = spec.measure;
    indicator.stream = spec.stream;
    indicator.windows = spec.windows;
    indicator.is_public = spec.is_public;
    if (!spec.operands.empty()) {
      indicator.measure = model::Measure::formula;
      indicator.stream = -1;
      plan_.indicators.push_back(std::move(indicator));
      return;
    }
    indicator.cube = cube_for(spec);
    model::CubePlan& cube = plan_.cubes[static_cast<std::size_t>(indicator.cube)];
    model::StreamPlan& stream = plan_.streams[static_cast<std::size_t>(spec.stream)];
    const int filter = spec.filter < 0 ? -1
                                       : number_of(stream.filters, filter_text(spec.filter),
                                                   filters_[index(spec.filter)].expression);
    const int value = spec.value < 0 ? -1
                                     : number_of(stream.values, std::to_string(spec.value),
                                                 values_[index(spec.value)].expression);
    if (spec.value >= 0) indicator.value_type = values_[index(spec.value)].expression.type;
    indicator.count_slot = slot(cube, {model::SlotKind::count, filter, value, 0});
    switch (spec.measure) {
      case model::Measure::count:
      case model::Measure::formula: break;
      case model::Measure::share: indicator.value_slot = share_slot(spec, stream, cube); break;
      case model::Measure::sum:
      case model::Measure::mean:
        indicator.value_slot = slot(cube, {model::SlotKind::sum, filter, value, 0});
        break;
      case model::Measure::minimum:
        indicator.value_slot = slot(cube, {model::SlotKind::minimum, filter, value, 0});
        break;
      case model::Measure::maximum:
        indicator.value_slot = slot(cube, {model::SlotKind::maximum, filter, value, 0});
        break;
      case model::Measure::distinct:
        indicator.value_slot = slot(cube, {model::SlotKind::distinct, filter, value, 0});
        break;
      case model::Measure::last:
        indicator.value_slot = slot(cube, {model::SlotKind::latest, filter, value, 0});
        stream.has_latest = true;
        break;
      default: IOC_CHECK(false);  // sketches have a test of their own, tests/e2e/test_sketches.py
    }
    plan_.indicators.push_back(std::move(indicator));
  }

  int share_slot(const IndicatorSpec& spec, model::StreamPlan& stream, model::CubePlan& cube) {
    Expression holds = filters_[index(spec.condition)].expression;
    std::string text = filter_text(spec.condition);
    if (spec.filter >= 0) {
      holds = apply(Op::logical_and, {filters_[index(spec.filter)].expression, holds});
      text = filter_text(spec.filter) + " && " + text;
    }
    return slot(cube, {model::SlotKind::count, number_of(stream.filters, text, holds), -1, 0});
  }

  int cube_for(const IndicatorSpec& spec) {
    std::string definition = "stream " + std::to_string(spec.stream);
    for (const Field f : spec.by) definition += " by " + name_of(f);
    if (spec.measure == model::Measure::distinct || spec.measure == model::Measure::last) {
      definition += " digest " + std::to_string(static_cast<int>(spec.measure)) + " of " +
                    std::to_string(spec.value) + " where " + filter_text(spec.filter);
    }
    for (std::size_t i = 0; i < plan_.cubes.size(); ++i) {
      if (plan_.cubes[i].definition == definition) return static_cast<int>(i);
    }
    model::CubePlan cube;
    cube.stream = spec.stream;
    cube.definition = definition;
    for (const Field f : spec.by) cube.dimensions.push_back({f, name_of(f), type_of(f)});
    plan_.cubes.push_back(std::move(cube));
    const auto number = static_cast<int>(plan_.cubes.size()) - 1;
    plan_.streams[static_cast<std::size_t>(spec.stream)].cubes.push_back(number);
    return number;
  }

  static int slot(model::CubePlan& cube, model::Slot wanted) {
    for (std::size_t i = 0; i < cube.slots.size(); ++i) {
      const model::Slot& known = cube.slots[i];
      if (known.kind == wanted.kind && known.filter == wanted.filter &&
          known.value == wanted.value) {
        return static_cast<int>(i);
      }
    }
    wanted.word = cube.row_words;
    cube.row_words += model::words_of(wanted.kind);
    cube.slots.push_back(wanted);
    const int number = static_cast<int>(cube.slots.size()) - 1;
    if (model::words_of(wanted.kind) == 0) cube.digest_slot = number;
    return number;
  }

  static int number_of(std::vector<Expression>& known, std::string text, Expression expression) {
    expression.canonical = std::move(text);
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (known[i].canonical == expression.canonical) return static_cast<int>(i);
    }
    known.push_back(std::move(expression));
    return static_cast<int>(known.size()) - 1;
  }

  // Fine panes, hours where they meet every window that could use them, days.
  void lay_tiers(int number) {
    using model::Tier;
    model::CubePlan& cube = plan_.cubes[static_cast<std::size_t>(number)];
    std::int64_t common = 0, longest = 0;
    bool any_day = false;
    for (const model::IndicatorPlan& indicator : plan_.indicators) {
      if (indicator.cube != number) continue;
      for (const model::WindowPlan& window : indicator.windows) {
        any_day |= !of_panes(window);
        if (!of_panes(window)) continue;
        common = std::gcd(common, std::gcd(window.length_ms, window.slide_ms));
        longest = std::max(longest, window.length_ms);
      }
    }
    const std::int64_t reach =
        plan_.streams[static_cast<std::size_t>(cube.stream)].lateness_ms + longest + model::kDayMs;
    std::int64_t fine = 0;
    if (common != 0) {
      fine = plan_.zone.common_width_ms(std::gcd(common, model::kDayMs));
      if (fine < model::kHourMs) fine = std::gcd(fine, model::kHourMs);
      cube.tiers.push_back({Tier::fine, fine, phase_ms(fine), reach});
    }
    const auto takes_hours = [&](const model::WindowPlan& window) {
      return of_panes(window) && fine < model::kHourMs &&
             plan_.zone.common_width_ms(model::kHourMs) == model::kHourMs &&
             window.length_ms % model::kHourMs == 0 && window.slide_ms % model::kHourMs == 0;
    };
    int hour = -1;
    for (const model::IndicatorPlan& indicator : plan_.indicators) {
      if (indicator.cube != number || hour >= 0) continue;
      if (std::any_of(indicator.windows.begin(), indicator.windows.end(), takes_hours)) {
        hour = static_cast<int>(cube.tiers.size());
        cube.tiers.push_back({Tier::hour, model::kHourMs, phase_ms(model::kHourMs), reach});
      }
    }
    if (any_day) cube.tiers.push_back({Tier::day, 0, 0, 0});
    for (model::IndicatorPlan& indicator : plan_.indicators) {
      if (indicator.cube != number) continue;
      for (model::WindowPlan& window : indicator.windows) {
        window.tier = !of_panes(window)     ? static_cast<int>(cube.tiers.size()) - 1
                      : takes_hours(window) ? hour
                                            : 0;
      }
    }
  }

  std::int64_t phase_ms(std::int64_t width_ms) const {
    return model::floor_mod(-std::int64_t{plan_.zone.steps().back().offset_ms}, width_ms);
  }
  static std::size_t index(int number) { return static_cast<std::size_t>(number); }
  static std::string filter_text(int number) { return "filter " + std::to_string(number); }

  model::Plan plan_;
  std::vector<IndicatorSpec> specs_;
  std::vector<Filter> filters_ = filter_pool();
  std::vector<Value> values_ = value_pool();
};

}  // namespace ioc::testing
