#include "serving/report_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "model/lookup.h"

namespace ioc::serving {
namespace {

using model::FilledReport;
using model::IndicatorPlan;

constexpr std::string_view kNone = "–";
constexpr int kDecimalsMax = 3;
constexpr double kThousandths = 1'000;

std::optional<double> number_of(std::string_view json) {
  double number = 0;
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), number);
  if (error != std::errc{} || end != json.data() + json.size()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> whole_of(std::string_view json) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), number);
  if (error != std::errc{} || end != json.data() + json.size()) return std::nullopt;
  return number;
}

int decimals_of(std::string_view json) {
  const std::size_t point = json.find('.');
  if (point == std::string_view::npos) return 0;
  return static_cast<int>(std::min<std::size_t>(json.size() - point - 1, kDecimalsMax));
}

// One decimal, halves up: 1/16 is 6,3 %. Of whole parts, so that no half is lost to the double.
double tenths_of(double share, const model::FilledFigure* figure) {
  if (figure != nullptr) {
    const auto part = whole_of(figure->numerator), all = whole_of(figure->denominator);
    constexpr std::int64_t kMax = INT64_MAX / 4'000;
    if (part && all && *all > 0 && *part >= 0 && *part < kMax && *all < kMax) {
      return static_cast<double>((2'000 * *part + *all) / (2 * *all)) / 10;
    }
  }
  return std::floor(share * 1'000 + 0.5) / 10;
}

CellWords words_of(const model::Plan& plan, const FilledReport& report, std::size_t row,
                   std::size_t column, std::string_view value, const model::FilledFigure* figure) {
  if (value.empty()) return {CellForm::none, std::string(kNone), 0, 0};
  const std::optional<double> number = number_of(value);
  if (!number) {
    const bool is_quoted = value.size() >= 2 && value.front() == '"';
    return {CellForm::text, std::string(is_quoted ? value.substr(1, value.size() - 2) : value), 0,
            0};
  }
  const model::FilledSource source = source_of(report, row, column);
  const IndicatorPlan* indicator = model::find_indicator(plan, source.indicator);
  if (indicator != nullptr && source.part == "value" && is_share(*indicator)) {
    return {CellForm::percent, percent_words(Language::vi, tenths_of(*number, figure), 1), *number,
            1};
  }
  const int decimals = decimals_of(value);
  // Halves go up here too.
  const double told =
      decimals < kDecimalsMax ? *number : std::floor(*number * kThousandths + 0.5) / kThousandths;
  return {CellForm::number, number_words(Language::vi, told, decimals), *number, decimals};
}

std::string date_of(std::string_view rfc3339, int days) {
  const auto day = model::parse_day(rfc3339.substr(0, std::min<std::size_t>(10, rfc3339.size())));
  return day ? date_words(*day + days) : std::string(rfc3339);
}

}  // namespace

CellWords cell_words(const model::Plan& plan, const FilledReport& report, std::size_t row,
                     std::size_t column) {
  const model::FilledCell& cell = report.cells[row][column];
  return words_of(plan, report, row, column, cell.value, cell.figure ? &*cell.figure : nullptr);
}

CellWords value_words(const model::Plan& plan, const FilledReport& report, std::size_t row,
                      std::size_t column, const model::JsonText& value) {
  return words_of(plan, report, row, column, value, nullptr);
}

std::string period_words(const FilledReport& report) {
  const std::string& label = report.name.period;
  if (label.size() == 10) return "Ngày " + date_of(label, 0);
  const std::string year = label.substr(0, std::min<std::size_t>(4, label.size()));
  if (label.size() < 7) return "Năm " + year;
  const std::string part = label.substr(label.find_first_not_of("QHW0", 5));
  switch (label[5]) {
    case 'Q': return fmt::format("Quý {} năm {}", part, year);
    case 'H': return fmt::format("6 tháng {} năm {}", part == "1" ? "đầu" : "cuối", year);
    case 'W': return fmt::format("Tuần {} năm {}", part, year);
    default: return fmt::format("Tháng {} năm {}", part, year);
  }
}

std::string span_words(const FilledReport& report) {
  return fmt::format("từ {} đến hết {}", date_of(report.start, 0), date_of(report.end, -1));
}

std::string moment_words(std::string_view rfc3339) {
  if (rfc3339.size() < 16) return std::string(rfc3339);
  return fmt::format("{} ngày {}", rfc3339.substr(11, 5), date_of(rfc3339, 0));
}

std::string_view act_words(std::string_view act) {
  if (act == "drafted") return "Lập biểu";
  if (act == "approved") return "Duyệt";
  if (act == "signed") return "Ký số, công bố";
  if (act == "given_back") return "Trả lại";
  return act;
}

}  // namespace ioc::serving
