// From committed figures to what the public page tells (serving/public_figures.h).
#include "serving/public_figures.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "model/limits.h"
#include "serving/access.h"

namespace ioc::serving {
namespace {

using model::Measure;
using model::WindowKind;
using Kind = PublicFigure::Kind;

// A number made of single cases is told only of so many, and by its first digits: the sum of a
// whole minus those of its parts shall not be one case's.
constexpr int kMeanDigits = 3;
constexpr int kSumDigits = 2;

double significant(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double unit = std::pow(10, std::floor(std::log10(std::abs(value))) - (digits - 1));
  return std::round(value / unit) * unit;
}

// Extremes and latest values are those of a single case, and silence is no figure for citizens.
bool can_be_told(Measure measure) {
  return measure != Measure::minimum && measure != Measure::maximum && measure != Measure::last &&
         measure != Measure::silence;
}

bool is_count(const model::IndicatorPlan& indicator) {
  return indicator.measure == Measure::count || indicator.measure == Measure::distinct;
}

// Figures by anything besides the unit are too small to be told, and their sums are told already.
bool is_plain(const model::Plan& plan, const model::IndicatorPlan& indicator) {
  const auto by = plan.cube_of(indicator).by();
  return by.empty() || (by.size() == 1 && by.front().type.kind == model::TypeKind::unit);
}

std::int64_t whole(const nlohmann::json& figure, const char* name) {
  const auto member = figure.find(name);
  if (member == figure.end() || !member->is_number()) return 0;
  return std::llround(member->get<double>());
}

std::optional<model::Instant> time(const nlohmann::json& figure, const char* name) {
  const auto member = figure.find(name);
  if (member == figure.end() || !member->is_string()) return std::nullopt;
  return model::parse_rfc3339(member->get_ref<const std::string&>());
}

}  // namespace

std::vector<const model::WindowPlan*> public_windows(const model::IndicatorPlan& indicator) {
  const std::vector<std::vector<WindowKind>> choices = {
      {WindowKind::now},
      {WindowKind::day, WindowKind::month, WindowKind::year},
      {WindowKind::since},
  };
  std::vector<const model::WindowPlan*> found;
  for (const std::vector<WindowKind>& choice : choices) {
    for (const WindowKind kind : choice) {
      for (const model::WindowPlan& window : indicator.windows) {
        if (window.kind == kind) found.push_back(&window);
      }
    }
    if (!found.empty()) break;
  }
  return found;
}

const PublicFigure* PublicIndicator::find(std::size_t row, model::UnitIndex unit,
                                          model::UnitIndex root) const {
  if (!is_by_unit) return unit == root ? &rows[row].told.front() : nullptr;
  const PublicFigure& figure = rows[row].told[static_cast<std::size_t>(unit)];
  return figure.kind == Kind::none ? nullptr : &figure;
}

PublicBoard::PublicBoard(const model::Plan& plan, const Board& board, std::int64_t small,
                         NewestMs newest_ms)
    : plan_(plan), board_(board), small_(small), newest_ms_(std::move(newest_ms)) {
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    if (!may_see_any(Viewer{}, plan, indicator) || !can_be_told(indicator.measure)) continue;
    if (!is_plain(plan, indicator)) continue;
    Table table{&indicator, !plan.cube_of(indicator).by().empty(), public_windows(indicator), {}};
    const std::size_t units = table.is_by_unit ? plan.units.all().size() : 1;
    table.exact.assign(table.windows.size(), std::vector<Exact>(units));
    if (!table.windows.empty()) tables_.push_back(std::move(table));
  }
}

std::shared_ptr<const PublicFigures> PublicBoard::at(model::Instant now) const {
  const std::scoped_lock lock(mutex_);
  const std::int64_t interval = model::floor_div(now.ms, model::kPublicIntervalMs);
  // Before the first commit there is nothing to be kept.
  if (told_ && told_->as_of && interval == made_) return told_;
  follow();
  auto told = std::make_shared<PublicFigures>();
  told->as_of = as_of_;
  told->newest_ms = newest_ms_();
  for (const Table& table : tables_) told->indicators.push_back(tell(table));
  told_ = std::move(told);
  made_ = interval;
  return told_;
}

// Reads what has changed on the board since the last look.
void PublicBoard::follow() const {
  const Board::Wanted wanted = [this](const model::LiveFigure& figure) {
    return figure.is_public && find(figure.indicator, figure.window).has_value();
  };
  for (bool caught_up = false; !caught_up;) {
    const Board::Cut cut = board_.since(position_, model::kLiveFrameBytesMax, wanted);
    for (const auto& figure : cut.figures) take(*figure);
    position_ = cut.position;
    as_of_ = cut.as_of;
    caught_up = cut.caught_up;
  }
}

std::optional<PublicBoard::Place> PublicBoard::find(std::string_view indicator,
                                                    std::string_view window) const {
  const auto table = std::lower_bound(
      tables_.begin(), tables_.end(), indicator,
      [](const Table& each, std::string_view id) { return each.indicator->id < id; });
  if (table == tables_.end() || table->indicator->id != indicator) return std::nullopt;
  for (std::size_t i = 0; i < table->windows.size(); ++i) {
    if (table->windows[i]->text == window) return Place{&*table, i};
  }
  return std::nullopt;
}

void PublicBoard::take(const model::LiveFigure& figure) const {
  const nlohmann::json json = nlohmann::json::parse(figure.json, nullptr, false);
  const std::optional<Place> place = find(figure.indicator, figure.window);
  const std::optional<model::Instant> end = time(json, "end");
  if (!place || !end) return;
  std::size_t row = 0;
  if (place->first->is_by_unit) {
    const model::UnitIndex unit = plan_.units.find(figure.unit);
    if (unit == model::kNoUnit) return;
    row = static_cast<std::size_t>(unit);
  }
  const auto table = static_cast<std::size_t>(place->first - tables_.data());
  Exact& exact = tables_[table].exact[place->second][row];
  exact = {true,
           time(json, "start"),
           *end,
           std::nullopt,
           whole(json, "numerator"),
           whole(json, "denominator"),
           whole(json, "count")};
  const auto value = json.find("value");
  if (value != json.end() && value->is_number()) exact.value = value->get<double>();
}

PublicIndicator PublicBoard::tell(const Table& table) const {
  PublicIndicator told{table.indicator, table.is_by_unit, {}};
  for (std::size_t i = 0; i < table.windows.size(); ++i) told.rows.push_back(tell_row(table, i));
  if (!is_count(*table.indicator)) return told;
  // Where an indicator counted before, a window without a figure counted nothing.
  for (std::size_t unit = 0; unit < table.exact.front().size(); ++unit) {
    const bool is_known = std::any_of(table.exact.begin(), table.exact.end(),
                                      [&](const auto& exact) { return exact[unit].is_there; });
    for (PublicRow& row : told.rows) {
      if (!is_known) row.told[unit] = {};
    }
  }
  return told;
}

// The day, month or year that is open, or ended last, is that of whoever is furthest; who was not
// counted in it counted nothing. What stands, and what counts since a day, has no such ends.
PublicRow PublicBoard::tell_row(const Table& table, std::size_t window) const {
  const std::vector<Exact>& exact = table.exact[window];
  PublicRow row{table.windows[window], std::nullopt, {}, {}};
  for (const Exact& each : exact) {
    if (!each.is_there || each.end < row.end) continue;
    row.start = each.start;
    row.end = each.end;
  }
  row.told.resize(exact.size());
  const bool has_ends =
      row.window->kind != WindowKind::now && row.window->kind != WindowKind::since;
  const auto stands = [&](const Exact& each) {
    return each.is_there && (!has_ends || each.end == row.end);
  };
  if (std::none_of(exact.begin(), exact.end(), stands)) return row;
  if (!is_count(*table.indicator)) {
    for (std::size_t unit = 0; unit < exact.size(); ++unit) {
      if (stands(exact[unit])) row.told[unit] = tell_one(*table.indicator, exact[unit]);
    }
    return row;
  }
  std::vector<std::int64_t> counts;
  for (const Exact& each : exact) {
    counts.push_back(stands(each) ? std::llround(each.value.value_or(0)) : 0);
  }
  std::vector<Range> ranges;
  if (table.is_by_unit && table.indicator->measure == Measure::count) {
    ranges = ranges_of(plan_.units, counts, small_);
  } else {
    for (const std::int64_t count : counts) ranges.push_back(range_of(count, small_));
  }
  for (std::size_t unit = 0; unit < exact.size(); ++unit) {
    row.told[unit].kind = Kind::count;
    row.told[unit].range = ranges[unit];
  }
  return row;
}

PublicFigure PublicBoard::tell_one(const model::IndicatorPlan& indicator,
                                   const Exact& exact) const {
  PublicFigure told;
  if (!exact.value) return told;
  const auto rounded = [&](double percent, double step) {
    told.kind = Kind::share;
    told.share = {ShareTold::Form::rounded, std::round(percent / step) * step, step};
  };
  if (indicator.measure == Measure::coverage) {
    // Units are counted, not people.
    if (exact.denominator > 0) rounded(*exact.value * 100, share_step(1000));
    return told;
  }
  if (indicator.measure == Measure::share) {
    if (exact.denominator <= 0) return told;
    told.share = share_told(exact.numerator, exact.denominator, small_);
    const bool is_told = told.share.form != ShareTold::Form::too_few;
    told.kind = is_told ? Kind::share : Kind::too_few;
    return told;
  }
  if (exact.count < std::max(kShareOfMin, small_)) {
    told.kind = Kind::too_few;
  } else if (indicator.measure == Measure::formula && indicator.unit.vi == "%") {
    rounded(*exact.value, share_step(exact.count));
  } else {
    told.kind = Kind::number;
    const bool is_sum = indicator.measure == Measure::sum || indicator.measure == Measure::formula;
    told.number = significant(*exact.value, is_sum ? kSumDigits : kMeanDigits);
  }
  return told;
}

}  // namespace ioc::serving
