// Three passes: indicators find their cube, cubes collect and order their slots and tiers, and
// indicators learn where in the cube their numbers stand.
#include "catalog/cubes.h"

#include <algorithm>
#include <map>

#include "catalog/canonical.h"
#include "catalog/checker.h"
#include "catalog/definition.h"

namespace ioc::catalog {
namespace {

using model::kDayMs;
using model::kHourMs;
using model::Measure;
using model::Slot;
using model::SlotKind;
using model::Tier;

// Hours serve months of corrections, however short the windows are.
constexpr std::int64_t kHourTierKeepMs = 400 * kDayMs;
// The milliseconds of a standing count serve its newest hour; beyond it whole hours are enough.
constexpr std::int64_t kStandingKeepMs = 2 * kDayMs;

// The time of the event itself.
model::Expression event_time() {
  model::Expression time;
  time.op = model::Op::field;
  time.type = {model::TypeKind::instant, 0};
  time.index = model::kEventTimeField;
  time.canonical = canonical_of(time, "event.time");
  return time;
}

// Whether a field that is asked for itself is there.
model::Expression has_field(const model::Expression& field) {
  model::Expression has;
  has.op = model::Op::has;
  has.index = field.index;
  has.canonical = canonical_of(has, field.canonical);
  return has;
}

// Numbers of equal expressions are equal.
int number_of(const model::Expression& expression, std::vector<model::Expression>& list) {
  const auto same = std::find_if(list.begin(), list.end(), [&](const model::Expression& known) {
    return known.canonical == expression.canonical;
  });
  if (same != list.end()) return static_cast<int>(same - list.begin());
  list.push_back(expression);
  return static_cast<int>(list.size()) - 1;
}

void mark_used(const model::Expression& expression, model::StreamPlan& stream) {
  if (expression.index >= 0) stream.fields[static_cast<std::size_t>(expression.index)].used = true;
  for (const model::Expression& arg : expression.args) mark_used(arg, stream);
}

model::Sketch sketch_of(Measure measure) {
  switch (measure) {
    case Measure::quantile: return model::Sketch::bins;
    case Measure::coverage: return model::Sketch::members;
    default: return model::Sketch::none;
  }
}

// What tells the rows of a sketch apart; empty: no sketch.
std::string hidden_text(const IndicatorDeclaration& indicator) {
  switch (sketch_of(indicator.plan.measure)) {
    case model::Sketch::bins: return "bins of " + indicator.measured->canonical;
    case model::Sketch::members: return "values of " + indicator.measured->canonical;
    case model::Sketch::none: break;
  }
  return {};
}

std::optional<SlotKind> digest_of(Measure measure) {
  switch (measure) {
    case Measure::distinct: return SlotKind::distinct;
    case Measure::last: return SlotKind::latest;
    default: return std::nullopt;
  }
}

// What a digest is made of; empty: none. A row has one, so that other digests are other cubes.
std::string digest_text(const IndicatorDeclaration& indicator) {
  const std::optional<SlotKind> kind = digest_of(indicator.plan.measure);
  if (!kind) return {};
  return (*kind == SlotKind::distinct ? "distinct " : "latest ") + indicator.measured->canonical +
         (indicator.where ? " where " + indicator.where->canonical : "");
}

// A cube while its indicators gather.
struct CubeDraft {
  int stream = -1;
  int lifecycle = -1;
  int cohort = -1;
  std::vector<int> by;
  std::string hidden;  // what a hidden dimension tells apart, as text; empty: there is none
  model::Dimension hidden_dimension;
  std::string digest;
  std::int64_t fine_ms = 0;
  bool hour = false;
  bool day = false;
  std::int64_t longest_ms = 0;
  std::map<std::string, Slot> slots;  // by their text, which gives them their order

  bool accepts(const IndicatorDeclaration& indicator) const {
    return stream == indicator.plan.stream && lifecycle == indicator.plan.lifecycle &&
           cohort == indicator.plan.cohort && by == indicator.by &&
           hidden == hidden_text(indicator) && digest == digest_text(indicator) &&
           (indicator.layout.fine_ms == 0 || fine_ms == indicator.layout.fine_ms);
  }
};

struct SlotTexts {
  std::string count;
  std::string value;  // empty: none
};

class Builder {
 public:
  Builder(model::Plan& plan, std::vector<IndicatorDeclaration> indicators)
      : plan_(plan), indicators_(std::move(indicators)), slot_texts_(indicators_.size()) {
    std::sort(indicators_.begin(), indicators_.end(),
              [](const auto& a, const auto& b) { return a.plan.id < b.plan.id; });
  }

  void run() {
    for (IndicatorDeclaration& indicator : indicators_) join_cohort(indicator);
    for (const bool with_panes : {true, false}) {
      for (std::size_t i = 0; i < indicators_.size(); ++i) {
        if ((indicators_[i].layout.fine_ms != 0) == with_panes) join_cube(i);
      }
    }
    for (std::size_t i = 0; i < indicators_.size(); ++i) add_slots(i);
    for (const CubeDraft& draft : drafts_) finish_cube(draft);
    for (std::size_t i = 0; i < indicators_.size(); ++i) finish_indicator(i);
    for (model::LifecyclePlan& lifecycle : plan_.lifecycles) finish_lifecycle(lifecycle);
    for (model::StreamPlan& stream : plan_.streams) finish_stream(stream);
    for (const CubeDraft& draft : drafts_) define(draft);
  }

 private:
  template <class Owner>  // an indicator, a draft or a cube
  model::StreamPlan& source_of(const Owner& owner) {
    return owner.lifecycle >= 0 ? lifecycle(owner.lifecycle).state : stream_of(owner.stream);
  }
  model::StreamPlan& stream_of(int number) {
    return plan_.streams[static_cast<std::size_t>(number)];
  }
  model::LifecyclePlan& lifecycle(int number) {
    return plan_.lifecycles[static_cast<std::size_t>(number)];
  }

  // Indicators of one moment, or of equal conditions, share what lives contribute.
  void join_cohort(IndicatorDeclaration& indicator) {
    if (indicator.plan.lifecycle < 0) return;
    std::vector<std::string>& texts = cohort_texts_[indicator.plan.lifecycle];
    const auto known = std::find(texts.begin(), texts.end(), indicator.cohort_text);
    indicator.plan.cohort = static_cast<int>(known - texts.begin());
    if (known != texts.end()) return;
    texts.push_back(indicator.cohort_text);
    lifecycle(indicator.plan.lifecycle).cohorts.push_back(std::move(indicator.cohort));
  }

  void join_cube(std::size_t i) {
    IndicatorDeclaration& indicator = indicators_[i];
    auto draft = std::find_if(drafts_.begin(), drafts_.end(),
                              [&](const CubeDraft& known) { return known.accepts(indicator); });
    if (draft == drafts_.end()) {
      CubeDraft fresh;
      fresh.stream = indicator.plan.stream;
      fresh.lifecycle = indicator.plan.lifecycle;
      fresh.cohort = indicator.plan.cohort;
      fresh.by = indicator.by;
      fresh.hidden = hidden_text(indicator);
      fresh.digest = digest_text(indicator);
      if (!fresh.hidden.empty()) {
        fresh.hidden_dimension = {-1, fresh.hidden, indicator.measured->type,
                                  sketch_of(indicator.plan.measure),
                                  number_of(*indicator.measured, source_of(fresh).values)};
      }
      fresh.fine_ms = indicator.layout.fine_ms;
      drafts_.push_back(std::move(fresh));
      draft = drafts_.end() - 1;
    }
    draft->hour = draft->hour || indicator.layout.hour;
    draft->day = draft->day || indicator.layout.day;
    draft->longest_ms = std::max(draft->longest_ms, indicator.layout.longest_ms);
    indicator.plan.cube = static_cast<int>(draft - drafts_.begin());
  }

  void add_slots(std::size_t i) {
    const IndicatorDeclaration& indicator = indicators_[i];
    model::StreamPlan& stream = source_of(indicator.plan);
    std::optional<model::Expression> where = indicator.where;
    if (indicator.plan.measure == Measure::silence) {  // events that name the unit
      const model::Expression named = has_field(*indicator.measured);
      where = where ? both(*where, named) : named;
    }
    const int filter = where ? number_of(*where, stream.filters) : -1;
    Slot count{SlotKind::count, filter, -1, 0};
    std::optional<Slot> value;
    switch (indicator.plan.measure) {
      case Measure::count:
      case Measure::formula: break;  // it has no slots of its own
      case Measure::share: {
        const model::Expression holds =
            indicator.where ? both(*indicator.where, *indicator.measured) : *indicator.measured;
        value = Slot{SlotKind::count, number_of(holds, stream.filters), -1, 0};
        break;
      }
      case Measure::sum:
      case Measure::mean: value = Slot{SlotKind::sum, filter, -1, 0}; break;
      case Measure::minimum: value = Slot{SlotKind::minimum, filter, -1, 0}; break;
      case Measure::maximum: value = Slot{SlotKind::maximum, filter, -1, 0}; break;
      case Measure::distinct:
      case Measure::last: value = Slot{*digest_of(indicator.plan.measure), filter, -1, 0}; break;
      case Measure::silence:
        value = Slot{SlotKind::maximum, filter, number_of(event_time(), stream.values), 0};
        break;
      case Measure::quantile:
      case Measure::coverage: break;
    }
    if (value && value->value < 0 && indicator.plan.measure != Measure::share) {
      count.value = value->value = number_of(*indicator.measured, stream.values);
    }
    slot_texts_[i].count = add_slot(indicator, count);
    if (value) slot_texts_[i].value = add_slot(indicator, *value);
  }

  std::string add_slot(const IndicatorDeclaration& indicator, const Slot& slot) {
    std::string text = slot_text(slot, source_of(indicator.plan));
    drafts_[static_cast<std::size_t>(indicator.plan.cube)].slots.emplace(text, slot);
    return text;
  }

  void finish_cube(const CubeDraft& draft) {
    model::StreamPlan& source = source_of(draft);
    model::CubePlan cube;
    cube.stream = draft.stream;
    cube.lifecycle = draft.lifecycle;
    cube.cohort = draft.cohort;
    for (const int field : draft.by) {
      model::FieldPlan& plan = source.fields[static_cast<std::size_t>(field)];
      plan.used = true;
      cube.dimensions.push_back({field, plan.name, plan.type});
    }
    if (!draft.hidden.empty()) cube.dimensions.push_back(draft.hidden_dimension);
    add_tiers(draft, cube);
    for (const auto& [text, slot] : draft.slots) {
      cube.slots.push_back(slot);
      cube.slots.back().word = cube.row_words;
      cube.row_words += model::words_of(slot.kind);
      if (slot.kind == SlotKind::distinct || slot.kind == SlotKind::latest) {
        cube.digest_slot = static_cast<int>(cube.slots.size()) - 1;
      }
    }
    const auto number = static_cast<int>(plan_.cubes.size());
    stream_of(draft.stream).cubes.push_back(number);
    if (draft.lifecycle >= 0) source.cubes.push_back(number);
    plan_.cubes.push_back(std::move(cube));
  }

  void add_tiers(const CubeDraft& draft, model::CubePlan& cube) {
    const std::int64_t reach_ms = stream_of(draft.stream).lateness_ms + draft.longest_ms + kDayMs;
    const bool stands =
        draft.lifecycle >= 0 &&
        lifecycle(draft.lifecycle).cohorts[static_cast<std::size_t>(draft.cohort)].during;
    if (draft.fine_ms != 0) {
      cube.tiers.push_back({Tier::fine, draft.fine_ms, phase_ms(plan_.zone, draft.fine_ms),
                            stands ? kStandingKeepMs : reach_ms});
    }
    if (draft.hour) {
      cube.tiers.push_back({Tier::hour, kHourMs, phase_ms(plan_.zone, kHourMs),
                            std::max(kHourTierKeepMs, reach_ms)});
    }
    if (draft.day) cube.tiers.push_back({Tier::day, 0, 0, 0});
  }

  // Last: a lifecycle's part of the text is made before.
  void define(const CubeDraft& draft) {
    const auto number = static_cast<std::size_t>(&draft - drafts_.data());
    plan_.cubes[number].definition = definition_of(plan_.cubes[number], plan_);
  }

  void finish_indicator(std::size_t i) {
    IndicatorDeclaration& indicator = indicators_[i];
    const auto cube = static_cast<std::size_t>(indicator.plan.cube);
    const auto slot_number = [&](const std::string& text) {
      const auto& slots = drafts_[cube].slots;
      return static_cast<int>(std::distance(slots.begin(), slots.find(text)));
    };
    indicator.plan.count_slot = slot_number(slot_texts_[i].count);
    if (!slot_texts_[i].value.empty()) {
      indicator.plan.value_slot = slot_number(slot_texts_[i].value);
    }
    const std::vector<model::TierPlan>& tiers = plan_.cubes[cube].tiers;
    for (std::size_t w = 0; w < indicator.plan.windows.size(); ++w) {
      const auto tier = std::find_if(tiers.begin(), tiers.end(), [&](const model::TierPlan& t) {
        return t.tier == indicator.layout.tier_of[w];
      });
      indicator.plan.windows[w].tier = static_cast<int>(tier - tiers.begin());
    }
    if (indicator.plan.lifecycle < 0) stream_of(indicator.plan.stream).remembers_ids = true;
    if (indicator.plan.measure == Measure::last) stream_of(indicator.plan.stream).has_latest = true;
    plan_.indicators.push_back(std::move(indicator.plan));
  }

  static void mark_asked(model::StreamPlan& source) {
    for (const model::Expression& filter : source.filters) mark_used(filter, source);
    for (const model::Expression& value : source.values) mark_used(value, source);
  }

  // It keeps every field of each event, so that an indicator added later finds in the lives there
  // are what it needs.
  void finish_lifecycle(model::LifecyclePlan& lifecycle) {
    model::StreamPlan& state = lifecycle.state;
    mark_asked(state);
    for (const model::MomentPlan& moment : lifecycle.moments) mark_used(moment.condition, state);
    for (const int field : lifecycle.moment_fields) {
      state.fields[static_cast<std::size_t>(field)].used = true;
    }
    if (lifecycle.pause) mark_used(*lifecycle.pause, state);
    for (const model::CohortPlan& cohort : lifecycle.cohorts) {
      if (cohort.during) mark_used(*cohort.during, state);
    }
    for (model::FieldPlan& field : stream_of(lifecycle.stream).fields) field.used = true;
    lifecycle.definition = definition_of(lifecycle, plan_);
  }

  static void finish_stream(model::StreamPlan& stream) {
    mark_asked(stream);
    if (stream.time_field >= 0) {
      stream.fields[static_cast<std::size_t>(stream.time_field)].used = true;
    }
  }

  model::Plan& plan_;
  std::vector<IndicatorDeclaration> indicators_;
  std::vector<SlotTexts> slot_texts_;
  std::vector<CubeDraft> drafts_;
  std::map<int, std::vector<std::string>> cohort_texts_;  // by lifecycle
};

}  // namespace

void build_cubes(model::Plan& plan, std::vector<IndicatorDeclaration> indicators) {
  Builder(plan, std::move(indicators)).run();
}

}  // namespace ioc::catalog
