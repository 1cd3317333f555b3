// The refused events of a unit, and how to mend them: the page, and GET /api/v1/refused. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "model/refused.h"
#include "serving/access.h"
#include "serving/answer.h"
#include "serving/desk_frame.h"

namespace ioc::serving {

// What was asked: unit= (exact), stream=, reason=, limit=.
struct RefusedChoice {
  std::string unit, stream, reason;
  std::size_t limit = 0;
};
std::variant<RefusedChoice, Answer> read_refused_choice(const model::Plan& plan,
                                                        const Request& request);

// A refused event is its unit's and its stream's; one whose unit cannot be read is the root unit's.
bool may_see_refused(const Viewer& viewer, const model::Plan& plan,
                     const model::RefusedEvent& event);

struct RefusedView {
  const model::Viewer& viewer;
  const model::RefusedEvents& refused;
  const RefusedChoice& choice;
};
std::string refused_page(const DeskFrame& frame, const RefusedView& view);

Answer refused_list(const model::Plan& plan, const Request& request, const RefusedChoice& choice,
                    const model::RefusedEvents& refused);

}  // namespace ioc::serving
