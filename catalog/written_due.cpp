#include "catalog/written_due.h"

#include <fmt/core.h>

#include <charconv>
#include <string_view>

#include "model/limits.h"

namespace ioc::catalog {

std::optional<model::ReportDue> read_due(const Text& due, bool knows_work_time, Report& report) {
  std::string_view words = due.value;
  int days = 0;
  const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), days);
  words.remove_prefix(static_cast<std::size_t>(end - words.data()));
  const bool is_working = words == " working days" || words == " working day";
  const bool is_any = words == " days" || words == " day";
  if (error != std::errc{} || (!is_working && !is_any)) {
    report.error(due.place, "bad-span",
                 fmt::format("'{}' is not a number of days after the period", due.value),
                 "write 2 working days, or 10 days");
    return std::nullopt;
  }
  if (days < 1 || days > model::kReportDueDaysMax) {
    report.error(due.place, "bad-value",
                 fmt::format("'due' is from 1 to {} days, not {}", model::kReportDueDaysMax, days),
                 "it is due through the whole of the last of them");
    return std::nullopt;
  }
  if (is_working && !knows_work_time) {
    report.error(due.place, "missing-key", "working days need [calendar] with `hours`",
                 "add them, or count calendar days: \"3 days\"");
    return std::nullopt;
  }
  return model::ReportDue{days, is_working};
}

}  // namespace ioc::catalog
