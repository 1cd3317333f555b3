#include "tests/processing/world.h"

#include <algorithm>
#include <optional>

namespace ioc::testing {
namespace {

using model::kDayMs;
using model::kHourMs;
using model::kMinuteMs;
using model::kSecondMs;
using model::Measure;
using model::WindowKind;
using model::WindowPlan;

std::vector<model::Unit> random_units(Random& random) {
  std::vector<model::Unit> units;
  const auto count = random.between(1, 12);
  for (std::int64_t i = 0; i < count; ++i) {
    model::Unit unit;
    unit.code = "u" + std::to_string(i);
    unit.parent = i == 0 ? model::kNoUnit : static_cast<model::UnitIndex>(random.between(0, i - 1));
    unit.level = i == 0 ? "province" : unit.parent == 0 ? "district" : "commune";
    units.push_back(std::move(unit));
  }
  return units;
}

// The stretch of time a world covers and the steps that suit it.
struct Scale {
  std::int64_t span_ms;
  std::vector<std::int64_t> slides;
  std::int64_t ratio_max;  // of length to slide
};

const std::vector<Scale>& scales() {
  static const std::vector<Scale> all = {
      {10 * kMinuteMs, {kSecondMs, 5 * kSecondMs, 15 * kSecondMs, kMinuteMs}, 200},
      {6 * kHourMs, {kMinuteMs, 5 * kMinuteMs, 15 * kMinuteMs, kHourMs}, 200},
      {4 * kDayMs, {10 * kMinuteMs, kHourMs, 2 * kHourMs, 6 * kHourMs, kDayMs}, 60},
      {40 * kDayMs, {kHourMs, 12 * kHourMs, kDayMs, 2 * kDayMs, 36 * kHourMs}, 40},
      {420 * kDayMs, {6 * kHourMs, kDayMs, 7 * kDayMs}, 20},
  };
  return all;
}

WindowPlan random_window(Random& random, const Scale& scale, std::int64_t lo,
                         const model::Zone& zone) {
  const std::int64_t slide = random.one_of(scale.slides);
  switch (random.between(0, 9)) {
    case 0: return tumbling(slide);
    case 1: return calendar(WindowKind::day);
    case 2: return calendar(WindowKind::week);
    case 3: return calendar(random.chance(50) ? WindowKind::month : WindowKind::report_month);
    case 4:
      return calendar(random.one_of(
          std::vector<WindowKind>{WindowKind::quarter, WindowKind::year, WindowKind::report_quarter,
                                  WindowKind::report_half, WindowKind::report_year}));
    case 5: {
      const std::int64_t days = scale.span_ms / kDayMs;
      return since(zone.day_of(model::Instant{lo}) +
                   static_cast<model::CivilDay>(random.between(-1, days)));
    }
    default: {
      const std::int64_t ratio =
          random.chance(30) ? scale.ratio_max : random.between(1, scale.ratio_max);
      // Not always a whole number of slides.
      const std::int64_t odd = random.chance(30) ? slide / 2 : 0;
      return sliding(slide * ratio + odd, slide);
    }
  }
}

IndicatorSpec random_indicator(Random& random, int number, int stream, const Scale& scale,
                               std::int64_t lo, const model::Zone& zone) {
  static const std::vector<std::vector<Field>> kGroupings = {
      {}, {kUnit}, {kUnit}, {kUnit, kChannel}, {kChannel}, {kNumber}, {kFlag, kUnit}};
  const std::vector<Value> values = value_pool();
  IndicatorSpec spec;
  spec.id = "indicator." + std::to_string(number);
  spec.stream = stream;
  spec.by = random.one_of(kGroupings);
  static const std::vector<Measure> kMeasures = {
      Measure::count,   Measure::sum,   Measure::mean,     Measure::minimum,
      Measure::maximum, Measure::share, Measure::distinct, Measure::last};
  spec.measure = random.one_of(kMeasures);
  const auto filter_last = static_cast<std::int64_t>(filter_pool().size()) - 1;
  spec.filter = static_cast<int>(random.between(-1, filter_last));
  if (spec.measure == Measure::share) {
    spec.condition = static_cast<int>(random.between(0, filter_last));
  } else if (spec.measure != Measure::count) {
    do {
      spec.value = static_cast<int>(random.between(0, std::ssize(values) - 1));
    } while ((spec.measure == Measure::sum || spec.measure == Measure::mean) &&
             !values[static_cast<std::size_t>(spec.value)].adds_up);
  }
  spec.is_public = random.chance(80);
  const auto windows = random.between(1, 3);
  for (std::int64_t i = 0; i < windows; ++i) {
    WindowPlan window = random_window(random, scale, lo, zone);
    const bool is_new = std::none_of(spec.windows.begin(), spec.windows.end(),
                                     [&](const auto& known) { return known.text == window.text; });
    if (is_new) spec.windows.push_back(std::move(window));
  }
  return spec;
}

// A formula of two indicators that share their groups and a window; nothing when there are none.
std::optional<IndicatorSpec> random_formula(Random& random, int number,
                                            const std::vector<IndicatorSpec>& specs) {
  using Step = model::FormulaStep;
  using Kind = Step::Kind;
  static const std::vector<std::vector<Step>> kFormulas = {
      {{Kind::operand, 0}, {Kind::operand, 1}, {Kind::subtract}},
      {{Kind::operand, 0}, {Kind::operand, 1}, {Kind::divide}},
      {{Kind::operand, 0},
       {Kind::operand, 1},
       {Kind::subtract},
       {Kind::operand, 0},
       {Kind::divide}},
      {{Kind::operand, 1},
       {Kind::negate},
       {Kind::number, -1, 125, 2},
       {Kind::multiply},
       {Kind::operand, 0},
       {Kind::add}}};
  const auto is_number = [](const IndicatorSpec& spec) {
    return spec.value < 0 || value_pool()[static_cast<std::size_t>(spec.value)].adds_up;
  };
  const IndicatorSpec& first = random.one_of(specs);
  const IndicatorSpec& second = random.one_of(specs);
  if (first.by != second.by || !is_number(first) || !is_number(second)) return std::nullopt;
  IndicatorSpec formula;
  formula.id = "formula." + std::to_string(number);
  formula.by = first.by;
  formula.operands = {first.id, second.id};
  formula.steps = random.one_of(kFormulas);
  for (const WindowPlan& window : first.windows) {
    const bool is_shared =
        std::any_of(second.windows.begin(), second.windows.end(),
                    [&](const WindowPlan& other) { return other.text == window.text; });
    if (is_shared) formula.windows.push_back(window);
  }
  if (formula.windows.empty()) return std::nullopt;
  return formula;
}

Event random_event(Random& random, const World& world, std::int64_t time_ms) {
  Event event;
  event.time_ms = std::clamp(time_ms, world.lo, world.hi - 1);
  event.id = {random.engine()(), random.engine()()};
  event.id_text = std::to_string(random.between(0, 12));
  event.source_text = random.chance(50) ? "/a" : "/b";
  const auto units = std::ssize(world.plan.units.all());
  if (random.chance(95)) {
    event.unit = static_cast<model::UnitIndex>(random.between(0, units - 1));
  }
  if (random.chance(90)) event.channel = random.chance(50) ? "online" : "counter \"2\"";
  if (random.chance(85)) event.amount = random.between(-5000, 20000);
  if (random.chance(85)) event.number = random.between(-4, 4);
  if (random.chance(70)) event.flag = random.chance(50);
  if (random.chance(80)) event.due = event.time_ms + random.between(-kDayMs, kDayMs);
  return event;
}

// A log that mostly moves forward, with disorder, stragglers, repeats and unreadable records.
std::vector<Event> random_log(Random& random, const World& world, const Scale& scale,
                              std::int64_t lateness_ms) {
  std::vector<Event> log;
  const auto count = random.between(0, 120);
  std::int64_t now = world.lo + random.between(0, scale.span_ms / 4);
  const std::int64_t step = std::max<std::int64_t>(scale.span_ms / (count + 1), 2);
  for (std::int64_t i = 0; i < count; ++i) {
    now += random.chance(5) ? 0 : random.between(0, 2 * step);
    std::int64_t time = now;
    if (random.chance(30)) time -= random.between(0, lateness_ms);
    if (random.chance(5)) time -= random.between(0, 2 * lateness_ms + kHourMs);
    if (random.chance(15)) time -= time % kMinuteMs;  // exactly on a bound
    log.push_back(random_event(random, world, time));
    if (random.chance(3)) log.back().refused = model::Reason::malformed;
    if (random.chance(10)) {
      Event again = random.one_of(log);
      again.refused.reset();
      if (random.chance(30)) again.time_ms = std::clamp(time, world.lo, world.hi - 1);
      if (random.chance(30)) again.amount = 77;
      log.push_back(std::move(again));
    }
  }
  return log;
}

}  // namespace

World make_world(std::uint64_t seed) {
  Random random(seed);
  World world;
  const Scale& scale = random.one_of(scales());
  const std::vector<model::Zone> zones = test_zones();
  const model::Zone& zone = random.one_of(zones);
  // Around a change of the clocks, or anywhere in the year.
  static const std::vector<const char*> kBegins = {"2020-03-28T20:00:00Z", "2020-10-24T22:00:00Z",
                                                   "2020-03-29T00:55:00Z", "2020-10-25T00:50:00Z",
                                                   "2020-12-30T11:00:00Z", "2020-06-17T03:22:11Z",
                                                   "1969-12-31T19:00:00Z"};
  world.lo = model::parse_rfc3339(random.one_of(kBegins))->ms;
  world.hi = world.lo + 3 * scale.span_ms + kDayMs;

  PlanBuilder builder(zone, random_units(random));
  const auto streams = random.chance(25) ? 2 : 1;
  std::vector<std::int64_t> lateness;
  for (int stream = 0; stream < streams; ++stream) {
    lateness.push_back(scale.span_ms / random.between(2, 30) + random.between(0, 5000));
    builder.add_stream(lateness.back(), random.chance(30) ? 0 : scale.span_ms / 100,
                       random.chance(80));
  }
  const auto indicators = random.between(1, 6);
  std::vector<IndicatorSpec> specs;
  for (int i = 0; i < indicators; ++i) {
    const int stream = static_cast<int>(random.between(0, streams - 1));
    specs.push_back(random_indicator(random, i, stream, scale, world.lo, zone));
    // Some share their groups and windows with the one before, so that formulas can be made.
    if (i > 0 && random.chance(40)) {
      specs.back().by = specs[specs.size() - 2].by;
      specs.back().windows = specs[specs.size() - 2].windows;
    }
  }
  for (const IndicatorSpec& spec : specs) builder.add(spec);
  for (int i = 0; i < 4; ++i) {
    const auto formula = random_formula(random, i, specs);
    if (formula) builder.add(*formula);
  }
  world.plan = builder.build();
  world.specs = builder.specs();
  const auto partitions = random.between(streams, 5);
  for (int i = 0; i < partitions; ++i) {
    world.stream_of.push_back(i % streams);
    world.records.push_back(
        random_log(random, world, scale, lateness[static_cast<std::size_t>(i % streams)]));
  }
  return world;
}

}  // namespace ioc::testing
