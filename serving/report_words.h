// What people read on a report: values, periods, times. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/filled_report.h"
#include "model/plan.h"
#include "serving/public_words.h"

namespace ioc::serving {

enum class CellForm : std::uint8_t { none, text, number, percent };

// A cell as it is printed, and as a number for who computes with it.
struct CellWords {
  CellForm form = CellForm::none;
  std::string text;   // "1.240", "98,4 %"; "–" where there is none
  double number = 0;  // of a percentage: the share
  int decimals = 0;
};
// The indicator is looked up for its unit; one the catalogue no longer has is told as it is.
CellWords cell_words(const model::Plan& plan, const model::FilledReport& report, std::size_t row,
                     std::size_t column);
// Of a number as in JSON, as the cell's own would be told.
CellWords value_words(const model::Plan& plan, const model::FilledReport& report, std::size_t row,
                      std::size_t column, const model::JsonText& value);

// "Tháng 10 năm 2020", "Quý 4 năm 2020", "6 tháng đầu năm 2020".
std::string period_words(const model::FilledReport& report);
// "từ 15/09/2020 đến hết 14/10/2020".
std::string span_words(const model::FilledReport& report);
// "16:59 ngày 15/10/2020" of an RFC 3339 text; the text itself when it is none.
std::string moment_words(std::string_view rfc3339);
std::string_view act_words(std::string_view act);

}  // namespace ioc::serving
