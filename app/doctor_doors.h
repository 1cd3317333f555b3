// The part of `doctor` that looks at the doors outside: the certificate, the OpenID provider.
#pragma once

#include <vector>

#include "app/config.h"
#include "app/doctor.h"
#include "model/time.h"

namespace ioc::app {

// Nothing where neither is configured. Asks the provider; takes about kOpenIdCallMs at most twice.
std::vector<Finding> examine_doors(const Config& config, const model::Zone& zone);

}  // namespace ioc::app
