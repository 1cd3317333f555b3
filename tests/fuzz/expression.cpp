// An expression over the fields of a stream (catalog/checker.h).
#include "tests/catalog/kit.h"
#include "tests/fuzz/target.h"

namespace ioc::fuzz {

void run_expression(std::string_view bytes) {
  static const catalog::kit::Expressions kWithoutHours, kWithHours(catalog::kit::kOfficeHours);
  const std::string text(bytes);
  for (const catalog::kit::Expressions* each : {&kWithoutHours, &kWithHours}) {
    const std::string one = each->check(text);
    must(!one.empty(), "it is told what comes of it");
    must(one == each->check(text), "twice the same");
  }
}

}  // namespace ioc::fuzz
