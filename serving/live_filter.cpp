// Judges figures for the live feed (serving/live_filter.h).
#include "serving/live_filter.h"

#include <utility>

#include "serving/board_list.h"

namespace ioc::serving {

LiveFilter::LiveFilter(const model::Plan& plan, Viewer viewer, Selection selection)
    : plan_(plan),
      viewer_(viewer),
      selection_(std::move(selection)),
      unit_(plan.units.find(selection_.unit)) {
  // A control character cannot come through a target, so it separates without doubt.
  key_ = rights_key(viewer_) + '\n' + selection_.indicator + '\n' + selection_.window + '\n' +
         selection_.unit + '\n' + selection_.level;
}

LiveFilter::LiveFilter(const model::Plan& plan, Viewer viewer, const model::BoardPlan& board)
    : plan_(plan), viewer_(viewer), of_board_(figures_of(plan, board)) {
  key_ = rights_key(viewer_) + "\nboard\n" + board.id;
}

bool LiveFilter::wants(const model::LiveFigure& figure) const {
  const bool is_wanted =
      of_board_ ? of_board_->contains(board_key(figure.indicator, figure.window, figure.unit))
                : is_selected(figure);
  if (!is_wanted) return false;
  const model::IndicatorPlan* indicator = find_visible(viewer_, plan_, figure.indicator);
  return indicator != nullptr && may_see(viewer_, plan_, *indicator, figure.unit);
}

bool LiveFilter::is_selected(const model::LiveFigure& figure) const {
  if (!selection_.indicator.empty() && figure.indicator != selection_.indicator) return false;
  if (!selection_.window.empty() && figure.window != selection_.window) return false;
  return wants_unit(figure.unit);
}

// `unit` alone is exact; with `level` it is the unit that those of the level lie within.
bool LiveFilter::wants_unit(const std::string& code) const {
  if (selection_.level.empty()) return selection_.unit.empty() || code == selection_.unit;
  const model::UnitIndex index = plan_.units.find(code);
  if (index == model::kNoUnit || plan_.units.at(index).level != selection_.level) return false;
  return selection_.unit.empty() || plan_.units.is_within(index, unit_);
}

}  // namespace ioc::serving
