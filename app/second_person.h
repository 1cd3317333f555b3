// Who could be the second person of a change: of grants, of targets and formulas.
//
// One who may approve and could never come to do it would let changes wait for good; one who could
// and is not counted would let the first do alone what wants two.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/plan.h"
#include "model/result.h"
#include "serving/access.h"
#include "storage/people.h"

namespace ioc::app {

// The accounts that may do the deed for the root unit and could sign in to do it: not disabled,
// with a password, or bound to a person of the OpenID provider whose `issuer` is configured (empty:
// none is). Error: `io`.
model::Result<std::vector<std::string>> who_could(const storage::People& people,
                                                  const model::Plan& plan, serving::Deed deed,
                                                  std::string_view issuer);

}  // namespace ioc::app
