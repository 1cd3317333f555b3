// The officials' desk: who I am, the figures and alerts of a unit I may see, where I am signed in.
// Unlike the page for citizens it tells exact values. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/alert.h"
#include "model/people.h"
#include "model/query.h"
#include "serving/board.h"
#include "serving/desk_frame.h"

namespace ioc::serving {

struct DeskSession {
  std::int64_t id = 0;
  model::Instant begun;
  model::Instant seen;
  std::string peer;
  std::string agent;
  bool is_this = false;
};

// What the page says above all else: how what was just sent ended.
enum class DeskNotice : std::uint8_t { none, alert_kept, alert_changed };

struct DeskView {
  const model::Viewer& viewer;
  model::UnitIndex unit = model::kNoUnit;  // one of desk_units
  const Board& board;
  const std::vector<model::TargetStanding>* targets = nullptr;
  const std::vector<model::Alert>& alerts;
  const model::AlertAnswers& answers;
  const std::vector<DeskSession>& sessions;
  model::Instant now;
  DeskNotice notice = DeskNotice::none;
};

// The units of the viewer's grants that let figures be seen, each once, in the order of the grants.
std::vector<model::UnitIndex> desk_units(const model::Plan& plan, const model::Viewer& viewer);

// Only what the rule of access.h lets the viewer see.
std::string desk_page(const DeskFrame& frame, const DeskView& view);

}  // namespace ioc::serving
