// The canonical text of everything that decides what a cube holds. Two cubes with equal texts hold
// equal panes for equal logs, so state found under the text may be used again after a restart.
#pragma once

#include <string>

#include "model/plan.h"

namespace ioc::catalog {

// The line of a slot without its position; it also orders slots within a cube.
std::string slot_text(const model::Slot& slot, const model::StreamPlan& stream);

std::string definition_of(const model::CubePlan& cube, const model::Plan& plan);
// What decides the stored form of lives: their stream, their key and the fields they keep, which
// are all.
std::string definition_of(const model::LifecyclePlan& lifecycle, const model::Plan& plan);

}  // namespace ioc::catalog
