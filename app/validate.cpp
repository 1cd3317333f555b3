#include "app/validate.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "app/catalog_files.h"
#include "app/exit_code.h"
#include "app/output.h"

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
    // A path may be no UTF-8; all else is.
    const std::string text =
        list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
    if (const model::Status written = write_data(text); !written) return report(written.error());
  } else {
    for (const catalog::Diagnostic& fault : faults) {
      say(catalog::render(fault));
    }
  }
  if (!loaded->plan) {
    say(fmt::format("{}: {} fault{}\n", directory, faults.size(), faults.size() == 1 ? "" : "s"));
    return kExitConfig;
  }
  const model::Plan& plan = *loaded->plan;
  say(fmt::format("{}: {} streams, {} units, {} indicators in {} cubes; no faults\n", directory,
                  plan.streams.size(), plan.units.all().size(), plan.indicators.size(),
                  plan.cubes.size()));
  return kExitOk;
}

}  // namespace ioc::app
