#include "app/validate.h"

#include <fmt/core.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/catalog_files.h"
#include "app/exit_code.h"

namespace ioc::app {

int validate(const std::string& directory, bool json) {
  auto loaded = read_catalog(directory);
  if (!loaded) return report(loaded.error());
  const std::vector<catalog::Diagnostic>& faults = loaded->diagnostics;
  if (json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const catalog::Diagnostic& fault : faults) {
      list.push_back({{"file", fault.file},
                      {"line", fault.line},
                      {"column", fault.column},
                      {"code", fault.code},
                      {"text", fault.text},
                      {"help", fault.help}});
    }
    fmt::print("{}\n", list.dump(2));
  } else {
    for (const catalog::Diagnostic& fault : faults) {
      fmt::print(stderr, "{}", catalog::render(fault));
    }
  }
  if (!loaded->plan) {
    fmt::print(stderr, "{}: {} fault{}\n", directory, faults.size(), faults.size() == 1 ? "" : "s");
    return kExitConfig;
  }
  const model::Plan& plan = *loaded->plan;
  fmt::print(stderr, "{}: {} streams, {} units, {} indicators in {} cubes; no faults\n", directory,
             plan.streams.size(), plan.units.all().size(), plan.indicators.size(),
             plan.cubes.size());
  return kExitOk;
}

}  // namespace ioc::app
