// Conclusions of meetings: how each stands on a day, who may know of it, the list of them. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/conclusion.h"
#include "model/plan.h"
#include "serving/access.h"
#include "serving/answer.h"

namespace ioc::serving {

// A conclusion as of an instant.
struct ConclusionStanding {
  const model::Conclusion* of = nullptr;
  model::ConclusionState state = model::ConclusionState::open;  // as it was then
  bool is_late = false;  // open after its day, or done after it
  // By the owner's calendar; none where it has no hours.
  std::optional<std::int64_t> days_late;  // working days after its day: until then, or until done
  std::optional<std::int64_t> days_left;  // of an open one that is not late: 0 on its last day
};

// None: it was noted later than that.
std::optional<ConclusionStanding> stand(const model::Plan& plan,
                                        const model::Conclusion& conclusion, model::Instant at);

// Those the viewer may know of, as of an instant: open ones first, the latest of them first; then
// those that are over, the last first. `stream` is the id of the one that tells of them.
std::vector<ConclusionStanding> visible_standings(const Viewer& viewer, const model::Plan& plan,
                                                  std::string_view stream,
                                                  const std::vector<model::Conclusion>& all,
                                                  model::Instant at);

// Whoever may see figures of the owner in the stream that tells of conclusions.
bool may_know(const Viewer& viewer, const model::Plan& plan, std::string_view stream,
              const model::Conclusion& conclusion);
// Note one of this owner, say that it is done, take it back.
bool may_conclude(const Viewer& viewer, const model::Plan& plan, std::string_view stream,
                  std::string_view owner);
// For any unit at all.
bool may_conclude_any(const Viewer& viewer, const model::Plan& plan, std::string_view stream);
// The figure it came from, where the viewer may see that; null otherwise.
const model::ConclusionFigure* figure_for(const Viewer& viewer, const model::Plan& plan,
                                          const model::Conclusion& conclusion);

// One, as the API tells it.
std::string conclusion_json(const Viewer& viewer, const model::Plan& plan, std::string_view stream,
                            const ConclusionStanding& standing);

}  // namespace ioc::serving
