// Targets beside the figures of the windows that are open: the engine's part in them.
#include <algorithm>

#include "processing/engine.h"
#include "processing/targets.h"

namespace ioc::processing {

using model::Figure;
using model::Instant;

// The figure of the open window of one unit's group; of the only group without units.
std::optional<Figure> Engine::open_figure(int number, const std::string& window_text,
                                          const Members& members) {
  const model::IndicatorPlan& indicator = plan_->indicators[static_cast<std::size_t>(number)];
  std::optional<Figure> figure;
  if (indicator.formula) {
    const FormulaWindow& formula = formula_of(number, window_text);
    const Instant end = open_end_of(formula);
    const auto unit = unit_of(formula, members);
    if (formula.is_filling() || end.ms == INT64_MIN || !unit) return figure;
    figure = formula_figure(formula, members, *unit, end);
  } else {
    const CubeState& cube = *cubes_[static_cast<std::size_t>(indicator.cube)];
    const auto window = std::find_if(indicator.windows.begin(), indicator.windows.end(),
                                     [&](const auto& known) { return known.text == window_text; });
    const WindowState& state = cube.window_of(*window);
    const auto output = cube.groups().sorted_outputs().find(members);
    std::vector<std::int64_t> row;
    const bool is_there = !cube.is_filling() && output != cube.groups().sorted_outputs().end() &&
                          stream_of(cube).progress.high_ms() != INT64_MIN &&
                          cube.open_row(state, output->second, row);
    if (!is_there) return figure;
    figure = figure_of(cube, state, number, output->second, row.data(), open_end_of(cube, state),
                       told_as_of(state), cube.open_parts(state, output->second));
  }
  if (figure && figure->count == 0) figure.reset();
  if (figure) figure->revision = revision_;
  return figure;
}

// The windows before the open one, the oldest first, as far back as the state is remembered. Read
// anew each time, since events that come late change them.
std::vector<model::TargetStanding> Engine::past_standings(const model::TargetPlan& target,
                                                          const Members& members,
                                                          Instant open_end) {
  std::vector<model::TargetStanding> past;
  const model::IndicatorPlan& indicator =
      plan_->indicators[static_cast<std::size_t>(target.indicator)];
  const auto window = std::find_if(indicator.windows.begin(), indicator.windows.end(),
                                   [&](const auto& known) { return known.text == target.window; });
  const FormulaWindow* const formula =
      indicator.formula ? &formula_of(target.indicator, target.window) : nullptr;
  const CubeState* const cube =
      formula == nullptr ? cubes_[static_cast<std::size_t>(indicator.cube)].get() : nullptr;
  const WindowGrid& grid = formula != nullptr ? formula->grid() : cube->window_of(*window).grid;
  const std::pair<const Members, model::UnitIndex> group{
      members, formula != nullptr
                   ? unit_of(*formula, members).value_or(model::kNoUnit)
                   : cube->groups().output(cube->groups().sorted_outputs().at(members)).unit};
  Instant from = open_end;
  for (int i = 0; i <= model::kTargetWindowsMax; ++i) {
    from = grid.last_end_until(Instant{from.ms - 1});
  }
  const model::Status read =
      slide_figures(target.indicator, *window, group, from, Instant{open_end.ms - 1}, std::nullopt,
                    [&](Figure&& figure) {
                      const Instant last{figure.end.ms - 1};
                      past.push_back(judge(target, &figure, last, *plan_));
                      return true;
                    });
  if (!read.ok()) fault_ = read.error();
  return past;
}

namespace {

// Whether people would see another standing.
bool is_news(const model::TargetStanding& a, const model::TargetStanding& b) {
  const auto value = [](const model::TargetStanding& standing) {
    return standing.figure ? std::pair(standing.figure->value, standing.figure->count)
                           : std::pair(model::JsonText(), std::int64_t{-1});
  };
  return a.state != b.state || a.is_held != b.is_held || value(a) != value(b) ||
         a.days_left != b.days_left || a.expected != b.expected;
}

}  // namespace

void Engine::judge_targets() {
  auto standings = std::make_shared<std::vector<model::TargetStanding>>();
  const model::CivilDay today = plan_->zone.day_of(stands_at());
  for (std::size_t i = 0; i < plan_->targets.size(); ++i) {
    const model::TargetPlan& target = plan_->targets[i];
    const auto judge_one = [&](const std::string& unit, const Members& members) {
      const std::optional<Figure> figure = open_figure(target.indicator, target.window, members);
      model::TargetStanding standing =
          judge(target, figure ? &*figure : nullptr, stands_at(), *plan_);
      if ((target.back || target.hold_ms > 0) &&
          depends_on_past(target, standing, stands_at(), *plan_)) {
        standing = keep_state(target, past_standings(target, members, figure->end), standing,
                              stands_at(), *plan_);
      }
      standing.target = static_cast<int>(i);
      standing.unit = unit;
      standings->push_back(std::move(standing));
    };
    if (target.each.empty()) {
      const bool has_unit = target.unit != model::kNoUnit;
      const std::string code = has_unit ? plan_->units.at(target.unit).code : "";
      judge_one(code, has_unit ? Members{code} : Members{});
      continue;
    }
    for (std::size_t u = 0; u < plan_->units.all().size(); ++u) {
      const model::Unit& unit = plan_->units.all()[u];
      const auto index = static_cast<model::UnitIndex>(u);
      if (unit.level != target.each || !plan_->units.is_valid(index, today)) continue;
      judge_one(unit.code, {unit.code});
    }
  }
  const bool is_same = targets_ != nullptr && targets_->size() == standings->size() &&
                       std::equal(standings->begin(), standings->end(), targets_->begin(),
                                  [](const auto& a, const auto& b) { return !is_news(a, b); });
  if (is_same) return;
  targets_ = std::move(standings);
  if (live_) live_->targets = targets_;
}

}  // namespace ioc::processing
