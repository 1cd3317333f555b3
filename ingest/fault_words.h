// What is wrong with an event, in words for those who send it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "ingest/decoder.h"
#include "model/plan.h"

namespace ioc::ingest {

// The name of the field or attribute at fault; empty: the event as a whole.
std::string fault_field(const RecordFault& fault, const model::StreamPlan& stream);

// One or two sentences: what stands there, what is expected and the cure.
std::string fault_detail(const RecordFault& fault, const model::StreamPlan& stream);

// In quotation marks, at most kIntakeQuoteBytesMax of it.
std::string in_quotes(std::string_view text);

}  // namespace ioc::ingest
