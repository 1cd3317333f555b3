// /api/v1/streams: what comes in, and how new the newest of it is. Pure.
#pragma once

#include <vector>

#include "model/plan.h"
#include "serving/answer.h"

namespace ioc::serving {

// The streams the viewer may know of. `newest_ms` by stream of the plan: the highest event time
// counted, INT64_MIN before the first. `working` of an item tells whether it is working time in the
// root unit at `now`, since data that rests at night is not late; null where the catalogue has no
// working hours. `reading` by stream: whether new events would be seen; false while the brokers do
// not answer, which no silence tells apart from a quiet hour. What it does not hold is being read.
Answer stream_list(const model::Plan& plan, const std::vector<std::int64_t>& newest_ms,
                   const std::vector<bool>& reading, model::Instant now, const Request& request);

}  // namespace ioc::serving
