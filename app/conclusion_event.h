// What is told of a conclusion: a CloudEvent of the stream that the configuration names, of the
// shape that docs/meeting.md tells. Pure.
//
// The words of the task stay here: who may read the topic is ruled elsewhere, and what counts is
// who, by when, and whether it is done.
#pragma once

#include <string>

#include "model/conclusion.h"
#include "model/plan.h"

namespace ioc::app {

// The first instant at which it is late: the midnight after its day.
model::Instant late_from(const model::Conclusion& conclusion, const model::Zone& zone);

// Of its present state: the same conclusion in the same state is the same event, however often it
// is sent.
std::string conclusion_event(const model::Conclusion& conclusion, const model::Zone& zone);

}  // namespace ioc::app
