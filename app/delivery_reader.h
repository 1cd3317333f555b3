// [[delivery]] of the configuration becomes connectors, with the files they name.
#pragma once

#include <string>
#include <vector>

#include "app/config_reader.h"
#include "app/delivery_config.h"

namespace ioc::app {

// `file`: of the configuration; what stands in it relative is looked for from its folder. A
// template is read, and tried; certificates, keys and token files must be there.
void read_deliveries(ConfigReader& reader, const toml::node& node, const std::string& file,
                     std::vector<DeliveryConfig>& into);

}  // namespace ioc::app
