// Templates of deliveries, and the texts of reports that come back from disk
// (serving/delivery_template.h, serving/report_text.h).
#include "serving/delivery_template.h"
#include "serving/http_client.h"
#include "serving/report_text.h"
#include "serving/well_formed.h"
#include "tests/fuzz/target.h"
#include "tests/serving/report_kit.h"

namespace ioc::fuzz {

void run_template(std::string_view bytes) {
  static const serving::TemplateValue kSpecimen = serving::delivery_specimen();
  static const serving::TemplateValue kReport = [] {
    const model::PublishedReport published = serving::testing::make_published();
    return serving::delivery_value(*serving::read_report_text(published.text), published, "k");
  }();
  for (const auto format : {serving::TemplateFormat::json, serving::TemplateFormat::xml}) {
    const auto made = serving::DeliveryTemplate::read("t", bytes, format, kSpecimen);
    if (!made.ok()) {
      must(made.error().text.starts_with("t:"), "a fault has its place");
      continue;
    }
    const auto filled = (*made)->fill(kReport);
    if (!filled.ok()) continue;
    const auto fault = format == serving::TemplateFormat::json ? serving::json_fault(*filled)
                                                               : serving::xml_fault(*filled);
    must(!fault, "what passes is of its format");
  }
  const auto document = serving::read_signed_document(bytes);
  const auto report =
      serving::read_report_text(document.ok() ? document->text : std::string(bytes));
  if (report.ok()) {
    const std::string again = model::canonical_text(*report);
    const auto twice = serving::read_report_text(again);
    must(twice.ok() && model::canonical_text(*twice) == again, "a report read is a report");
  }
  (void)serving::parse_http_address(std::string(bytes));
}

}  // namespace ioc::fuzz
