// Figures of formulas: made where they are asked for, out of their operands' rows.
//
// A formula keeps no panes. What its operands tell the engine (a window became final, was
// corrected, changed while open) it takes over for its own windows, one group and end at a time,
// and looks all operands' rows up again. An operand that counted nothing in a window of a group
// where another one did takes part with a count of zero.
#include <algorithm>

#include "model/check.h"
#include "model/limits.h"
#include "processing/engine.h"
#include "processing/formula.h"

namespace ioc::processing {

using model::Commit;
using model::Figure;
using model::FigureStatus;
using model::Instant;

// What the operands tell of one group's window.
struct Engine::FormulaCell {
  std::vector<std::optional<Quantity>> values;
  std::int64_t count = 0;      // the largest of the operands'
  std::uint64_t revision = 0;  // of the newest change of an operand's row
};

void Engine::add_formulas() {
  for (std::size_t i = 0; i < plan_->indicators.size(); ++i) {
    const model::IndicatorPlan& indicator = plan_->indicators[i];
    if (!indicator.formula) continue;
    for (const model::WindowPlan& window : indicator.windows) {
      FormulaWindow formula;
      formula.indicator = static_cast<int>(i);
      formula.plan = &window;
      for (const int number : indicator.formula->operands) {
        const model::IndicatorPlan& operand = plan_->indicators[static_cast<std::size_t>(number)];
        CubeState& cube = *cubes_[static_cast<std::size_t>(operand.cube)];
        const auto own = std::find_if(operand.windows.begin(), operand.windows.end(),
                                      [&](const auto& known) { return known.text == window.text; });
        IOC_CHECK(own != operand.windows.end());
        WindowState& state = cube.window_of(*own);
        state.formulas.push_back(formulas_.size());
        formula.operands.push_back({number, &cube, &state});
      }
      formulas_.push_back(std::move(formula));
    }
  }
}

const FormulaWindow& Engine::formula_of(int indicator, const std::string& window) const {
  const auto found = std::find_if(formulas_.begin(), formulas_.end(), [&](const auto& formula) {
    return formula.indicator == indicator && formula.plan->text == window;
  });
  IOC_CHECK(found != formulas_.end());
  return *found;
}

std::map<Members, model::UnitIndex> Engine::groups_of(const FormulaWindow& formula) const {
  std::map<Members, model::UnitIndex> groups;
  for (const FormulaOperand& operand : formula.operands) {
    const Groups& known = operand.cube->groups();
    for (const auto& [members, output] : known.sorted_outputs()) {
      groups.emplace(members, known.output(output).unit);
    }
  }
  return groups;
}

// The first unit of a group's members, kNoUnit without one; nothing where no operand has the group.
std::optional<model::UnitIndex> Engine::unit_of(const FormulaWindow& formula,
                                                const Members& members) const {
  for (const FormulaOperand& operand : formula.operands) {
    const Groups& known = operand.cube->groups();
    const auto output = known.sorted_outputs().find(members);
    if (output != known.sorted_outputs().end()) return known.output(output->second).unit;
  }
  return std::nullopt;
}

Instant Engine::told_as_of(const FormulaWindow& formula) const {
  const bool stands =
      std::any_of(formula.operands.begin(), formula.operands.end(),
                  [](const auto& operand) { return operand.window->grid.window().standing; });
  return stands ? stands_at() : as_of();
}

// The furthest of its operands', so that a stream that has fallen silent holds nothing back.
Instant Engine::open_end_of(const FormulaWindow& formula) const {
  Instant end{INT64_MIN};
  for (const FormulaOperand& operand : formula.operands) {
    end = std::max(end, open_end_of(*operand.cube, *operand.window));
  }
  return end;
}

// Before anything is put in: all operands counted nothing.
Engine::FormulaCell Engine::empty_cell(const FormulaWindow& formula, model::UnitIndex unit,
                                       Instant end, Instant as_of) const {
  FormulaCell cell;
  for (const FormulaOperand& operand : formula.operands) {
    const CubeState& cube = *operand.cube;
    std::vector<std::int64_t> row(static_cast<std::size_t>(cube.plan().row_words));
    model::clear_row(cube.plan(), row.data());
    cell.values.push_back(quantity_of(
        measured(cube, *operand.window, operand.indicator, unit, row.data(), end, as_of, {})));
  }
  return cell;
}

void Engine::put(const FormulaOperand& operand, std::uint32_t output, const std::int64_t* row,
                 const CubeState::Parts& parts, Instant end, Instant as_of,
                 std::optional<Quantity>& value, FormulaCell& cell) const {
  const Figure figure =
      measured(*operand.cube, *operand.window, operand.indicator,
               operand.cube->groups().output(output).unit, row, end, as_of, parts);
  cell.revision = std::max(cell.revision, static_cast<std::uint64_t>(row[0]));
  if (figure.count == 0) return;
  value = quantity_of(figure);
  cell.count = std::max(cell.count, figure.count);
}

// The rows of one window, from where they are at hand.
model::Status Engine::fill_cell(const FormulaOperand& operand, const Members& members, Instant end,
                                Instant as_of, std::optional<Quantity>& value,
                                FormulaCell& cell) const {
  const CubeState& cube = *operand.cube;
  const auto found = cube.groups().sorted_outputs().find(members);
  if (found == cube.groups().sorted_outputs().end()) return model::Done{};
  const std::uint32_t output = found->second;
  const WindowState& window = *operand.window;
  std::vector<std::int64_t> row;
  if (window.grid.is_now() || (window.open_end == end && !window.grid.is_endless())) {
    if (!cube.open_row(window, output, row)) return model::Done{};
    row[0] = 0;  // not kept there
    put(operand, output, row.data(), cube.open_parts(window, output), end, as_of, value, cell);
    return model::Done{};
  }
  if (!window.grid.is_endless() && window.closing.range() == window.grid.panes_of(end)) {
    if (!cube.closing_row(window, output, row)) return model::Done{};
    row[0] = 0;
    put(operand, output, row.data(), cube.closing_parts(window, output), end, as_of, value, cell);
    return model::Done{};
  }
  return rows_of(cube, window, output, Instant{end.ms - 1}, end, as_of,
                 [&](Instant, const std::int64_t* found_row, const CubeState::Parts& parts) {
                   put(operand, output, found_row, parts, end, as_of, value, cell);
                   return true;
                 });
}

// Complete but for status and revision; nothing when an operand is not kept so long, or when the
// store could not be read (fault).
std::optional<Figure> Engine::formula_figure(const FormulaWindow& formula, const Members& members,
                                             model::UnitIndex unit, Instant end) {
  const Instant as_of = told_as_of(formula);
  FormulaCell cell = empty_cell(formula, unit, end, as_of);
  for (std::size_t i = 0; i < formula.operands.size(); ++i) {
    const FormulaOperand& operand = formula.operands[i];
    if (!operand.cube->keeps(*operand.window, end)) return std::nullopt;
    const model::Status read = fill_cell(operand, members, end, as_of, cell.values[i], cell);
    if (!read.ok()) {
      fault_ = read.error();
      return std::nullopt;
    }
  }
  return figure_of(formula, members, cell, end, as_of);
}

Figure Engine::figure_of(const FormulaWindow& formula, const Members& members,
                         const FormulaCell& cell, Instant end, Instant as_of) const {
  const model::IndicatorPlan& indicator =
      plan_->indicators[static_cast<std::size_t>(formula.indicator)];
  Figure figure;
  figure.indicator = indicator.id;
  figure.window = formula.plan->text;
  for (const FormulaOperand& operand : formula.operands) {
    const Groups& groups = operand.cube->groups();
    const auto output = groups.sorted_outputs().find(members);
    if (output == groups.sorted_outputs().end()) continue;
    figure.group = groups.output(output->second).group;
    break;
  }
  if (!formula.grid().is_now()) figure.start = formula.grid().start_of(end);
  figure.end = end;
  figure.as_of = as_of;
  figure.count = cell.count;
  figure.value = evaluate(*indicator.formula, cell.values);
  if (!names_origin()) return figure;
  figure.catalog = plan_->hash;
  std::set<int> streams;
  for (const FormulaOperand& operand : formula.operands) {
    streams.insert(operand.cube->plan().stream);
  }
  for (const int stream : streams) {
    const std::string& position = streams_[static_cast<std::size_t>(stream)].position;
    if (position.empty()) continue;
    figure.position +=
        (figure.position.empty() ? "{" : ",") + position.substr(1, position.size() - 2);
  }
  if (!figure.position.empty()) figure.position += '}';
  return figure;
}

// Operands are read in stretches of so many windows that each of them has told all it has.
model::Status Engine::slide_formula(const FormulaWindow& formula, const Members& members,
                                    model::UnitIndex unit, Instant from, Instant to, Instant as_of,
                                    const std::function<bool(Figure&&)>& visit) const {
  bool goes_on = true;
  while (goes_on && from < to) {
    std::map<Instant, FormulaCell> cells;
    Instant until = to;
    for (std::size_t i = 0; i < formula.operands.size(); ++i) {
      const FormulaOperand& operand = formula.operands[i];
      const auto& outputs = operand.cube->groups().sorted_outputs();
      const auto output = outputs.find(members);
      if (output == outputs.end()) continue;
      std::size_t count = 0;
      const model::Status read = rows_of(
          *operand.cube, *operand.window, output->second, from, until, as_of,
          [&](Instant end, const std::int64_t* row, const CubeState::Parts& parts) {
            auto at = cells.find(end);
            if (at == cells.end()) {
              at = cells.emplace(end, empty_cell(formula, unit, end, as_of)).first;
            }
            put(operand, output->second, row, parts, end, as_of, at->second.values[i], at->second);
            if (++count < model::kPageItemsDefault) return true;
            until = end;
            return false;
          });
      if (!read.ok()) return read;
    }
    for (const auto& [end, cell] : cells) {
      if (end > until) break;
      if (cell.count == 0) continue;
      std::uint64_t final_at = 0;
      bool is_whole = true, is_final = true;
      for (const FormulaOperand& operand : formula.operands) {
        const std::uint64_t revision = final_revision(*operand.cube, *operand.window, end);
        is_final = is_final && revision != 0;
        final_at = std::max(final_at, revision);
        is_whole = is_whole && operand.cube->keeps(*operand.window, end);
      }
      if (!is_whole) continue;
      Figure figure = figure_of(formula, members, cell, end, as_of);
      set_status(cell.revision, is_final ? final_at : 0, figure);
      if (!(goes_on = visit(std::move(figure)))) break;
    }
    from = until;
  }
  return model::Done{};
}

// An operand's open window of this group changed: so may its formulas'.
void Engine::pass_on(const WindowState& window, std::uint32_t output, const CubeState& cube,
                     std::set<Members> FormulaWindow::*groups) {
  for (const std::size_t number : window.formulas) {
    (formulas_[number].*groups).insert(cube.groups().output(output).members);
  }
}

void Engine::pass_on_correction(const WindowState& window, int indicator, std::uint32_t output,
                                Instant end, const CubeState& cube) {
  for (const std::size_t number : window.formulas) {
    FormulaWindow& formula = formulas_[number];
    if (end > formula.final_end) continue;  // it will be final with the change in it
    const bool is_operand =
        std::any_of(formula.operands.begin(), formula.operands.end(),
                    [&](const auto& operand) { return operand.indicator == indicator; });
    if (is_operand) formula.corrected.insert({cube.groups().output(output).members, end});
  }
}

// Windows that were told as final, with what changed in an operand.
void Engine::correct_formulas(Commit& commit) {
  for (FormulaWindow& formula : formulas_) {
    for (const auto& [members, end] : std::exchange(formula.corrected, {})) {
      if (!publishes()) continue;
      std::optional<Figure> figure =
          formula_figure(formula, members, *unit_of(formula, members), end);
      if (!figure) continue;
      figure->status = FigureStatus::corrected;
      figure->revision = revision_;
      publish(*figure, commit);
    }
  }
}

namespace {

bool is_of_one_stream(const FormulaWindow& formula) {
  const auto stream_of = [](const FormulaOperand& operand) { return operand.cube->plan().stream; };
  const int first = stream_of(formula.operands.front());
  return std::all_of(formula.operands.begin(), formula.operands.end(),
                     [&](const auto& operand) { return stream_of(operand) == first; });
}

}  // namespace

// While a stream settles window by window, formulas over it alone follow: the operands' closing
// windows are at `end` just now.
void Engine::settle_formulas(std::size_t stream, Instant end, Commit& commit) {
  if (end.ms == INT64_MIN) return;
  for (FormulaWindow& formula : formulas_) {
    if (!is_of_one_stream(formula) || end <= formula.final_end || formula.is_filling()) continue;
    const FormulaOperand& first = formula.operands.front();
    const bool is_due =
        static_cast<std::size_t>(first.cube->plan().stream) == stream &&
        std::any_of(formula.operands.begin(), formula.operands.end(),
                    [&](const auto& operand) { return operand.window->final_end == end; });
    if (is_due) finalize(formula, end, commit);
  }
}

// What all operands' streams have settled is final. There is no share of the outbox for it: it is
// no more than what the operands' own figures of this and of earlier commits took.
void Engine::settle_formulas(Commit& commit) {
  for (FormulaWindow& formula : formulas_) {
    if (formula.grid().is_endless() || formula.is_filling()) continue;
    Instant target{INT64_MAX};
    for (const FormulaOperand& operand : formula.operands) {
      target = std::min(target, operand.window->final_end);
    }
    if (target <= formula.final_end) continue;
    const Instant from = std::max(std::exchange(formula.final_end, target), model::kTimeMin);
    if (!publishes() || is_of_one_stream(formula)) continue;  // told window by window
    for (const auto& [members, unit] : groups_of(formula)) {
      const model::Status read = slide_formula(formula, members, unit, from, target,
                                               told_as_of(formula), [&](Figure&& figure) {
                                                 figure.status = FigureStatus::final;
                                                 figure.revision = revision_;
                                                 publish(figure, commit);
                                                 return true;
                                               });
      if (!read.ok()) fault_ = read.error();
    }
  }
}

// After a restart: as far as the operands are.
void Engine::restore_formulas() {
  for (FormulaWindow& formula : formulas_) {
    if (formula.grid().is_endless()) continue;
    formula.final_end = formula.operands.front().window->final_end;
    for (const FormulaOperand& operand : formula.operands) {
      formula.final_end = std::min(formula.final_end, operand.window->final_end);
    }
  }
}

void Engine::finalize(FormulaWindow& formula, Instant end, Commit& commit) {
  formula.final_end = end;
  if (!publishes()) return;
  for (const auto& [members, unit] : groups_of(formula)) {
    std::optional<Figure> figure = formula_figure(formula, members, unit, end);
    if (!figure || figure->count == 0) continue;
    figure->status = FigureStatus::final;
    figure->revision = revision_;
    publish(*figure, commit);
  }
}

// Groups whose open window must be told again: those that changed, and all once another is open.
std::set<Members> Engine::take_changed(FormulaWindow& formula, Instant end,
                                       std::set<Members> FormulaWindow::*groups,
                                       Instant FormulaWindow::*told_end) const {
  if (!formula.grid().is_endless() && end != std::exchange(formula.*told_end, end)) {
    for (const auto& [members, unit] : groups_of(formula)) (formula.*groups).insert(members);
  }
  return std::exchange(formula.*groups, {});
}

void Engine::publish_formulas(Commit& commit) {
  for (FormulaWindow& formula : formulas_) {
    const Instant end = open_end_of(formula);
    if (end.ms == INT64_MIN || formula.is_filling()) continue;
    for (const Members& members :
         take_changed(formula, end, &FormulaWindow::unpublished, &FormulaWindow::published_end)) {
      if (!publishes()) break;
      if (commit.outbox.size() > settings_.publish_max) {
        formula.unpublished.insert(members);  // its turn comes with the next
        continue;
      }
      std::optional<Figure> figure =
          formula_figure(formula, members, *unit_of(formula, members), end);
      if (!figure || figure->count == 0) continue;
      figure->revision = revision_;
      publish(*figure, commit);
    }
  }
}

void Engine::show_formulas() {
  for (FormulaWindow& formula : formulas_) {
    const Instant end = open_end_of(formula);
    if (end.ms == INT64_MIN || formula.is_filling()) continue;
    for (const Members& members :
         take_changed(formula, end, &FormulaWindow::unseen, &FormulaWindow::seen_end)) {
      const model::UnitIndex unit = *unit_of(formula, members);
      std::optional<Figure> figure = formula_figure(formula, members, unit, end);
      // A window that has run empty is shown once as such.
      if (!figure || (figure->count == 0 && formula.shown.erase(members) == 0)) continue;
      if (figure->count != 0) formula.shown.insert(members);
      figure->revision = revision_;
      show(*figure, plan_->indicators[static_cast<std::size_t>(formula.indicator)], unit);
    }
  }
}

}  // namespace ioc::processing
