// Writes CSV (serving/csv.h).
#include "serving/csv.h"

#include <array>

namespace ioc::serving {
namespace {

// What makes a spreadsheet take a cell for a formula, full-width forms included.
bool may_run(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kStarts = {
      "=", "+", "-", "@", "\t", "\r", "\n", std::string_view("\0", 1), "＝", "＋", "－", "＠"};
  for (const std::string_view start : kStarts) {
    if (text.starts_with(start)) return true;
  }
  return false;
}

}  // namespace

void CsvWriter::text(std::string_view content) {
  field(may_run(content) ? "'" + std::string(content) : std::string(content));
}

void CsvWriter::number(std::string_view json) { field(json == "null" ? std::string_view{} : json); }

void CsvWriter::end_row() {
  out_ += "\r\n";
  row_begun_ = false;
}

void CsvWriter::field(std::string_view content) {
  if (row_begun_) out_ += ',';
  row_begun_ = true;
  if (content.find_first_of(",\"\r\n") == std::string_view::npos) {
    out_ += content;
    return;
  }
  out_ += '"';
  for (const char c : content) {
    if (c == '"') out_ += '"';
    out_ += c;
  }
  out_ += '"';
}

}  // namespace ioc::serving
