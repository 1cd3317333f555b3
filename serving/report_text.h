// Canonical texts and signed documents read back (docs/formats/report.md). Pure.
//
// A signed document is two lines: the canonical text as it was signed, and its seal.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "model/report_record.h"
#include "model/result.h"

namespace ioc::serving {

// Error `usage`: it is no canonical text of this program, or of a later one.
model::Result<model::FilledReport> read_report_text(const std::string& text);

std::string seal_json(const model::ReportSeal& seal);
std::string signed_document(const model::PublishedReport& published);

struct SignedDocument {
  std::string text;  // whatever the first line holds
  model::ReportSeal seal;
};
// Error `usage`: it is not two lines of which the second is a seal.
model::Result<SignedDocument> read_signed_document(std::string_view bytes);

}  // namespace ioc::serving
