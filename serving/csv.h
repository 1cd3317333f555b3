// Comma-separated values by RFC 4180, safe to open in a spreadsheet. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ioc::serving {

// Role: builds one CSV text. Text that a spreadsheet would run as a formula gets a leading
// apostrophe; numbers are written as they are, negative ones too.
class CsvWriter {
 public:
  void text(std::string_view field);
  void number(std::string_view json);  // a JSON number; null is an empty field
  void end_row();
  std::string take() { return std::move(out_); }

 private:
  void field(std::string_view content);

  std::string out_;
  bool row_begun_ = false;
};

}  // namespace ioc::serving
