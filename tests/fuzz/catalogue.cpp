// A catalogue of two files (catalog/catalog.h).
#include "tests/catalog/kit.h"
#include "tests/fuzz/target.h"

namespace ioc::fuzz {

// What stands before the mark is TOML, what stands behind it units.csv; without one the units of
// the tests.
void run_catalogue(std::string_view bytes) {
  constexpr std::string_view kMark = "\n--- units.csv\n";
  const std::size_t mark = bytes.find(kMark);
  const std::string toml(bytes.substr(0, mark));
  const std::string units(mark == std::string_view::npos ? catalog::kit::kUnits
                                                         : bytes.substr(mark + kMark.size()));
  const catalog::Loaded one = catalog::kit::load_text(toml, units);
  must(one.plan.has_value() == one.diagnostics.empty(), "a plan exactly when there is no fault");
  for (const catalog::Diagnostic& fault : one.diagnostics) {
    must(fault.line >= 1 && fault.column >= 1, "a fault has its place");
    must(!catalog::render(fault).empty(), "a fault can be told");
  }
  const catalog::Loaded other = catalog::kit::load_text(toml, units);
  must(catalog::kit::rendered(one) == catalog::kit::rendered(other), "twice the same");
}

}  // namespace ioc::fuzz
