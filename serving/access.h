// Who may see and do what: the one rule that the API, the live feed, exports, reports and the pages
// share. What no line of it allows is refused.
//
// A grant is a role within a scope: a unit with all below it (an officer's: the unit alone) and
// certain streams, or all of them but those that stand apart, which must be named. A figure belongs
// to its group's unit, or to the root unit when it has none, and to the streams it is made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/people.h"
#include "model/plan.h"

namespace ioc::serving {

using model::Viewer;

// What somebody may do, within the scope of a grant whose role does it (docs/people.md).
enum class Deed : std::uint8_t {
  see,              // figures that are not public
  comment,          // on figures and reports
  answer_alert,     // acknowledge it, see to it, write about it
  prepare_report,   // make a report and fill it in
  approve_report,   // check another's report
  sign_report,      // and answer for it
  release_report,   // hand it on
  conclude,         // note what a meeting has concluded
  propose_catalog,  // change targets, formulas, calendar, units
  approve_catalog,  // as the second person
  manage_people,    // accounts, grants and tokens
  approve_people,   // another's change of grants
  read_audit,
  replay,  // restart, send refused events again
};
inline constexpr int kDeedCount = 14;

// Whether a role does this at all.
bool does(model::Role role, Deed deed);

// Whether a grant of the viewer allows the deed for the unit with this code (empty: the root unit)
// and for the stream with this id (empty: whichever).
bool may(const Viewer& viewer, Deed deed, const model::Plan& plan, std::string_view unit,
         std::string_view stream = {});

// The same for the figures of an indicator for that unit: the grant must reach all its streams.
bool may_with(const Viewer& viewer, Deed deed, const model::Plan& plan,
              const model::IndicatorPlan& indicator, std::string_view unit);

// Whether the grant reaches the unit and the stream; the role is not looked at.
bool reaches(const model::Grant& grant, const model::Plan& plan, std::string_view unit,
             std::string_view stream = {});

// The figures of `indicator` for the unit with this code (empty: without unit).
bool may_see(const Viewer& viewer, const model::Plan& plan, const model::IndicatorPlan& indicator,
             std::string_view unit);

// Whether there can be a figure of it that the viewer may see.
bool may_see_any(const Viewer& viewer, const model::Plan& plan,
                 const model::IndicatorPlan& indicator);

// Whether the viewer may know how the stream does: all but those that stand apart are known.
bool may_see_stream(const Viewer& viewer, const model::Plan& plan, const model::StreamPlan& stream);

// The indicator with this id when the viewer may see any figure of it; null otherwise, so that
// guessing names tells nothing.
const model::IndicatorPlan* find_visible(const Viewer& viewer, const model::Plan& plan,
                                         std::string_view id);

// Equal texts see and may do the same.
std::string rights_key(const Viewer& viewer);

}  // namespace ioc::serving
