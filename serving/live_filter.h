// Which figures one live client wants and may see. Pure.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "model/plan.h"
#include "model/query.h"
#include "serving/access.h"
#include "serving/figure_query.h"

namespace ioc::serving {

// Role: judges figures against a selection and the rights of a viewer.
// Threads: immutable; the plan outlives it.
class LiveFilter {
 public:
  LiveFilter(const model::Plan& plan, Viewer viewer, Selection selection);
  // Exactly the figures that the board's pages show.
  LiveFilter(const model::Plan& plan, Viewer viewer, const model::BoardPlan& board);

  bool wants(const model::LiveFigure& figure) const;

  // Equal texts want equal figures: clients that share it share encoded frames.
  const std::string& key() const { return key_; }

 private:
  bool is_selected(const model::LiveFigure& figure) const;
  bool wants_unit(const std::string& code) const;

  const model::Plan& plan_;
  Viewer viewer_;
  Selection selection_;
  model::UnitIndex unit_ = model::kNoUnit;
  std::optional<std::set<std::string, std::less<>>> of_board_;  // keys; none: the selection holds
  std::string key_;
};

}  // namespace ioc::serving
