// Answers to questions about figures: the engine's reading side.
#include <algorithm>
#include <charconv>

#include "model/check.h"
#include "model/limits.h"
#include "processing/engine.h"
#include "processing/figure_maker.h"

namespace ioc::processing {

using model::Error;
using model::ErrorCode;
using model::Figure;
using model::FigurePage;
using model::FigureQuery;
using model::FigureStatus;
using model::Instant;
using model::Result;

Figure Engine::measured(const CubeState& cube, const WindowState& window, int indicator,
                        model::UnitIndex unit, const std::int64_t* row, Instant end, Instant as_of,
                        const CubeState::Parts& parts) const {
  const model::IndicatorPlan& plan = plan_->indicators[static_cast<std::size_t>(indicator)];
  Figure figure = make_figure(plan, window.grid.window(), cube.plan(), row, plan_->zone);
  if (cube.plan().is_sketched()) {
    const Instant last{std::min(as_of.ms, end.ms - 1)};
    measure_sketch(cube, plan, {unit, plan_->zone.day_of(last)}, parts, figure);
  }
  if (plan.measure == model::Measure::distinct) {
    figure.value = std::to_string(model::count_distinct(parts.digest));
  }
  if (plan.measure == model::Measure::last) {
    figure.value = latest_json(plan, parts.digest, plan_->zone);
  }
  if (plan.measure == model::Measure::silence && figure.count != 0) {
    const std::int64_t last_ms =
        row[cube.plan().slots[static_cast<std::size_t>(plan.value_slot)].word];
    figure.value = model::Decimal{std::min(as_of, end).ms - last_ms, 3}.to_string();
  }
  return figure;
}

Figure Engine::figure_of(const CubeState& cube, const WindowState& window, int indicator,
                         std::uint32_t output, const std::int64_t* row, Instant end, Instant as_of,
                         const CubeState::Parts& parts) const {
  const Groups::Output& group = cube.groups().output(output);
  Figure figure = measured(cube, window, indicator, group.unit, row, end, as_of, parts);
  figure.group = group.group;
  if (!window.grid.is_now()) figure.start = window.grid.start_of(end);
  figure.end = end;
  figure.as_of = as_of;
  if (names_origin()) {
    figure.catalog = plan_->hash;
    figure.position = stream_of(cube).position;
  }
  return figure;
}

// What only the leaves together tell: each is a unit heard of, or a bin of values, of its group.
void Engine::measure_sketch(const CubeState& cube, const model::IndicatorPlan& indicator,
                            const UnitOnDay& asked, const CubeState::Parts& parts,
                            Figure& figure) const {
  const auto count_slot = static_cast<std::size_t>(indicator.count_slot);
  const auto count_word = static_cast<std::size_t>(cube.plan().slots[count_slot].word);
  std::map<std::string, std::int64_t> counts;  // by hidden value
  for (const auto& [leaf, row] : parts.leaves) {
    if (row[count_word] != 0) counts[cube.groups().hidden_of(leaf)] += row[count_word];
  }
  if (indicator.measure == model::Measure::quantile) {
    figure.value = quantile_json(indicator, counts, figure.count, plan_->zone);
  } else {
    measure_coverage(counts, asked, figure);
  }
}

// Of the unit and all below it on that day, or of all there are; the root is the whole, not one of
// those that could be silent.
void Engine::measure_coverage(const std::map<std::string, std::int64_t>& heard,
                              const UnitOnDay& below, Figure& figure) const {
  const model::UnitTree& units = plan_->units;
  const std::size_t tree = units.tree_of(below.day);
  std::int64_t asked = 0, answered = 0;
  for (std::size_t i = 0; i < units.all().size(); ++i) {
    const auto unit = static_cast<model::UnitIndex>(i);
    if (unit == plan_->root_unit || !units.is_valid(unit, below.day)) continue;
    const std::vector<model::UnitIndex> chain = units.chain(unit, tree);
    if (below.unit != model::kNoUnit &&
        std::find(chain.begin(), chain.end(), below.unit) == chain.end()) {
      continue;
    }
    ++asked;
    answered += heard.contains(units.at(unit).code) ? 1 : 0;
  }
  figure.value = model::ratio_json(answered, 0, asked);
  figure.numerator = std::to_string(answered);
  figure.denominator = std::to_string(asked);
}

// The revision that made the window final; 0 while it is not.
std::uint64_t Engine::final_revision(const CubeState& cube, const WindowState& window,
                                     Instant end) const {
  // A window that ends at as-of is never over.
  return window.grid.is_endless() ? 0 : stream_of(cube).finals.final_revision(end.ms);
}

void Engine::set_status(std::uint64_t row_revision, std::uint64_t final_revision, Figure& figure) {
  figure.revision = std::max(row_revision, final_revision);
  figure.status = final_revision == 0             ? FigureStatus::provisional
                  : row_revision > final_revision ? FigureStatus::corrected
                                                  : FigureStatus::final;
}

namespace {

// No window that holds an event ends later.
constexpr Instant kEndMax{2 * model::kTimeEnd.ms};

std::vector<const model::WindowPlan*> sorted_windows(const model::IndicatorPlan& indicator) {
  std::vector<const model::WindowPlan*> windows;
  for (const model::WindowPlan& window : indicator.windows) windows.push_back(&window);
  std::sort(windows.begin(), windows.end(),
            [](const auto* a, const auto* b) { return a->text < b->text; });
  return windows;
}

// Where the next page goes on: "indicator.window.end.member.member…" of the last item given, the
// members in hexadecimal. A group that came between two pages may be missed or shown, as with any
// list that changes while it is read.
struct Cursor {
  std::size_t indicator = 0, window = 0;
  std::vector<std::string> members;
  std::int64_t end_ms = INT64_MIN;

  std::string write() const {
    std::string text =
        std::to_string(indicator) + '.' + std::to_string(window) + '.' + std::to_string(end_ms);
    for (const std::string& member : members) {
      text += '.';
      for (const char c : member) {
        static constexpr char kHex[] = "0123456789abcdef";
        text += kHex[static_cast<unsigned char>(c) >> 4];
        text += kHex[static_cast<unsigned char>(c) & 15];
      }
    }
    return text;
  }

  static std::optional<Cursor> read(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
      const std::size_t dot = text.find('.');
      parts.push_back(text.substr(0, dot));
      if (dot == std::string_view::npos) break;
      text.remove_prefix(dot + 1);
    }
    Cursor cursor;
    const auto number = [](std::string_view part, auto& out) {
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), out);
      return error == std::errc{} && end == part.data() + part.size();
    };
    if (parts.size() < 3 || !number(parts[0], cursor.indicator) ||
        !number(parts[1], cursor.window) || !number(parts[2], cursor.end_ms)) {
      return std::nullopt;
    }
    for (std::size_t i = 3; i < parts.size(); ++i) {
      std::string member;
      if (parts[i].size() % 2 != 0) return std::nullopt;
      for (std::size_t k = 0; k + 1 < parts[i].size(); k += 2) {
        unsigned byte = 0;
        const auto [end, error] =
            std::from_chars(parts[i].data() + k, parts[i].data() + k + 2, byte, 16);
        if (error != std::errc{} || end != parts[i].data() + k + 2) return std::nullopt;
        member += static_cast<char>(byte);
      }
      cursor.members.push_back(std::move(member));
    }
    return cursor;
  }
};

// Restricts groups by their first unit.
struct UnitFilter {
  const model::Plan* plan;
  model::UnitIndex unit = model::kNoUnit;
  std::string level;

  bool takes(model::UnitIndex group_unit) const {
    if (unit == model::kNoUnit && level.empty()) return true;
    if (group_unit == model::kNoUnit) return false;
    if (level.empty()) return group_unit == unit;
    return plan->units.at(group_unit).level == level &&
           (unit == model::kNoUnit || plan->units.is_within(group_unit, unit));
  }
};

Error unknown(std::string_view what, const std::string& name) {
  return {ErrorCode::usage, "there is no " + std::string(what) + " '" + name + "'",
          std::string(what)};
}

}  // namespace

Result<FigurePage> Engine::figures(const FigureQuery& query) const {
  UnitFilter units{plan_, model::kNoUnit, query.level};
  if (!query.unit.empty() && (units.unit = plan_->units.find(query.unit)) == model::kNoUnit) {
    return unknown("unit", query.unit);
  }
  bool known_indicator = query.indicator.empty(), known_window = query.window.empty();
  for (const model::IndicatorPlan& indicator : plan_->indicators) {
    if (query.public_only && !indicator.is_public) continue;
    known_indicator |= indicator.id == query.indicator;
    for (const model::WindowPlan& window : indicator.windows) {
      known_window |= window.text == query.window;
    }
  }
  if (!known_indicator) return unknown("indicator", query.indicator);
  if (!known_window) return unknown("window", query.window);
  std::optional<Cursor> after;
  if (!query.cursor.empty() && !(after = Cursor::read(query.cursor))) {
    return Error{ErrorCode::usage, "is damaged; take it as the page before gave it", "cursor"};
  }

  const std::size_t limit = std::clamp<std::size_t>(
      query.limit == 0 ? model::kPageItemsDefault : query.limit, 1, model::kPageItemsMax);
  const Instant from = query.from.value_or(model::kTimeMin);
  const Instant to = query.to.value_or(kEndMax);
  const auto may_see = [&](const std::string& of, model::UnitIndex unit) {
    if (!query.may_see) return true;
    return query.may_see(of, unit == model::kNoUnit ? "" : plan_->units.at(unit).code);
  };
  FigurePage page;
  Cursor last;
  for (std::size_t i = after ? after->indicator : 0; i < plan_->indicators.size(); ++i) {
    const model::IndicatorPlan& indicator = plan_->indicators[i];
    if (query.public_only && !indicator.is_public) continue;
    if (!query.indicator.empty() && indicator.id != query.indicator) continue;
    const auto windows = sorted_windows(indicator);
    const bool same_indicator = after && after->indicator == i;
    for (std::size_t w = same_indicator ? after->window : 0; w < windows.size(); ++w) {
      if (!query.window.empty() && windows[w]->text != query.window) continue;
      const auto groups = listed_groups(static_cast<int>(i), *windows[w]);
      const bool same_window = same_indicator && after->window == w;
      for (auto at = same_window ? groups.lower_bound(after->members) : groups.begin();
           at != groups.end(); ++at) {
        if (!units.takes(at->second) || !may_see(indicator.id, at->second)) continue;
        const bool same_group = same_window && at->first == after->members;
        const Instant start = same_group ? std::max(from, Instant{after->end_ms}) : from;
        const model::Status read = slide_figures(static_cast<int>(i), *windows[w], *at, start, to,
                                                 query.as_of, [&](Figure&& figure) {
                                                   if (page.items.size() == limit) {
                                                     page.next = last.write();
                                                     return false;
                                                   }
                                                   last = {i, w, at->first, figure.end.ms};
                                                   page.items.push_back(std::move(figure));
                                                   return true;
                                                 });
        if (!read.ok()) return read.error();
        if (!page.next.empty()) return page;
      }
    }
  }
  return page;
}

void Engine::for_each_figure(Instant as_of, const std::function<void(const Figure&)>& visit) const {
  for (std::size_t i = 0; i < plan_->indicators.size(); ++i) {
    for (const model::WindowPlan* window : sorted_windows(plan_->indicators[i])) {
      for (const auto& group : listed_groups(static_cast<int>(i), *window)) {
        const model::Status read =
            slide_figures(static_cast<int>(i), *window, group, model::kTimeMin, kEndMax, as_of,
                          [&](Figure&& figure) {
                            figure.as_of = as_of;
                            figure.revision = 1;
                            visit(figure);
                            return true;
                          });
        IOC_CHECK(read.ok());  // without a store everything is in memory
      }
    }
  }
}

// None while the past of what it is made of is missing.
std::map<Members, model::UnitIndex> Engine::listed_groups(int number,
                                                          const model::WindowPlan& window) const {
  const model::IndicatorPlan& indicator = plan_->indicators[static_cast<std::size_t>(number)];
  std::map<Members, model::UnitIndex> groups;
  if (indicator.formula) {
    const FormulaWindow& formula = formula_of(number, window.text);
    return formula.is_filling() ? groups : groups_of(formula);
  }
  const CubeState& cube = *cubes_[static_cast<std::size_t>(indicator.cube)];
  if (cube.is_filling()) return groups;
  for (const auto& [members, output] : cube.groups().sorted_outputs()) {
    groups.emplace_hint(groups.end(), members, cube.groups().output(output).unit);
  }
  return groups;
}

model::Status Engine::slide_figures(int number, const model::WindowPlan& window_plan,
                                    const std::pair<const Members, model::UnitIndex>& group,
                                    Instant from, Instant to, std::optional<Instant> asked,
                                    const std::function<bool(Figure&&)>& visit) const {
  const model::IndicatorPlan& indicator = plan_->indicators[static_cast<std::size_t>(number)];
  if (indicator.formula) {
    const FormulaWindow& formula = formula_of(number, window_plan.text);
    return slide_formula(formula, group.first, group.second, from, to,
                         asked.value_or(told_as_of(formula)), visit);
  }
  const CubeState& cube = *cubes_[static_cast<std::size_t>(indicator.cube)];
  const WindowState& window = cube.window_of(window_plan);
  const Instant as_of = asked.value_or(told_as_of(window));
  const std::uint32_t output = cube.groups().sorted_outputs().at(group.first);
  return rows_of(cube, window, output, from, to, as_of,
                 [&](Instant end, const std::int64_t* row, const CubeState::Parts& parts) {
                   Figure figure = figure_of(cube, window, number, output, row, end, as_of, parts);
                   if (figure.count == 0) return true;
                   set_status(static_cast<std::uint64_t>(row[0]), final_revision(cube, window, end),
                              figure);
                   return visit(std::move(figure));
                 });
}

model::Status Engine::rows_of(const CubeState& cube, const WindowState& window,
                              std::uint32_t output, Instant from, Instant to, Instant as_of,
                              const Give& give) const {
  if (window.grid.window().standing) {
    return standing_figures(cube, window, output, from, to, as_of, give);
  }
  if (!window.grid.is_since()) return slide_ends(cube, window, output, from, to, give);
  // One window, from its date to as-of, which it includes.
  if (as_of <= from || as_of > to) return model::Done{};
  return instant_row(cube, window, output, as_of, as_of, give);
}

// Windows of standing counts go on as long as there is a now; the one that is not over tells what
// stands at as-of.
model::Status Engine::standing_figures(const CubeState& cube, const WindowState& window,
                                       std::uint32_t output, Instant from, Instant to,
                                       Instant as_of, const Give& give) const {
  const WindowGrid& grid = window.grid;
  const Instant open_end = grid.is_now() ? as_of : grid.next_end(as_of);
  bool goes_on = true;
  if (!grid.is_now()) {
    const Instant last = grid.is_now_while_open() ? grid.last_end_until(as_of) : open_end;
    const model::Status read =
        slide_ends(cube, window, output, from, std::min(to, last),
                   [&](Instant end, const std::int64_t* row, const CubeState::Parts& parts) {
                     return goes_on = give(end, row, parts);
                   });
    if (!read.ok() || !grid.is_now_while_open()) return read;
  }
  if (!goes_on || open_end <= from || open_end > to) return model::Done{};
  return instant_row(cube, window, output, as_of, open_end, give);
}

// Each window of the group that has a contribution; those of one tree of units after the other.
model::Status Engine::slide_ends(const CubeState& cube, const WindowState& window,
                                 std::uint32_t output, Instant from, Instant to,
                                 const Give& give) const {
  bool goes_on = true;
  while (goes_on && from < to) {
    const Instant until = cube.last_end_of_tree(window, from, to);
    const std::size_t tree =
        cube.groups().tree_count() == 1 ? 0 : cube.tree_of(window, window.grid.next_end(from));
    const std::vector<std::uint32_t>& leaves = cube.groups().leaves_of(output, tree);
    const auto parts_give = [&](Instant end, const std::int64_t* row,
                                const CubeState::Parts& parts) {
      return goes_on = give(end, row, parts);
    };
    const model::Status read = cube.plan().is_sketched()
                                   ? cube.slide_parts(window, leaves, from, until, parts_give)
                                   : cube.slide(window, leaves, from, until, parts_give);
    if (!read.ok()) return read;
    from = until;
  }
  return model::Done{};
}

// The one window that ends at as-of, told as ending at `end`.
model::Status Engine::instant_row(const CubeState& cube, const WindowState& window,
                                  std::uint32_t output, Instant at, Instant end,
                                  const Give& give) const {
  const bool stands = window.grid.window().standing;
  const std::vector<std::uint32_t>& leaves =
      cube.groups().leaves_of(output, stands ? cube.tree_at(at) : 0);
  CubeState::Parts parts;
  const auto read = [&](const std::vector<std::uint32_t>& of, std::vector<std::int64_t>& row) {
    row.resize(static_cast<std::size_t>(cube.plan().row_words));
    return stands ? cube.standing_row(of, at, row) : cube.since_row(window, of, row, parts.digest);
  };
  std::vector<std::int64_t> row;
  const Result<bool> any = read(leaves, row);
  if (!any) return any.error();
  if (!*any) return model::Done{};
  for (const std::uint32_t leaf : leaves) {
    if (!cube.plan().is_sketched()) break;
    const std::vector<std::uint32_t> alone = {leaf};
    std::vector<std::int64_t> part;
    const Result<bool> has_part = read(alone, part);
    if (!has_part) return has_part.error();
    if (*has_part) parts.leaves.emplace_back(leaf, std::move(part));
  }
  give(end, row.data(), parts);
  return model::Done{};
}

}  // namespace ioc::processing
