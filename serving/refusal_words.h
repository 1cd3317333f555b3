// Why an event was refused, in plain words, and the cure: for those who sent it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "model/plan.h"
#include "model/refused.h"
#include "serving/public_words.h"

namespace ioc::serving {

// "Sai kiểu dữ liệu"; of a name that is no reason, the name itself.
std::string reason_words(Language language, std::string_view reason);

// What to do about events refused for this reason, one or two sentences.
std::string cure_words(Language language, std::string_view reason, const model::StreamPlan& stream);

// One fault of one event: which field, what stands there, what is expected.
std::string fault_words(Language language, const model::RefusedFault& fault,
                        const model::StreamPlan& stream);

}  // namespace ioc::serving
