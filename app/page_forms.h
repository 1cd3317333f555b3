// Forms of pages without script, as their handlers read them. Pure.
#pragma once

#include <optional>

#include "serving/answer.h"
#include "serving/request.h"

namespace ioc::app {

// What a form without files sends: the same as a query. None: it is of another type, or damaged.
std::optional<serving::Parameters> form_of(const serving::Request& request);
// The answer to what is no form.
serving::Answer bad_form();

}  // namespace ioc::app
