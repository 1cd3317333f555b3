// Periods of official reports: their names, ends and due times. Pure arithmetic.
//
// A period is named by its last day: the official month from 15/9 to 14/10/2020 is "2020-10", and
// so is the calendar's October. Quarters are "2020-Q4", halves "2020-H2", weeks "2020-W42" as in
// ISO 8601.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/plan.h"

namespace ioc::processing {

struct ReportPeriod {
  std::string label;
  model::Instant start;
  model::Instant end;  // the first instant after it
};

// Role: the periods of one form. Threads: immutable; the plan and the form must outlive it.
class ReportPeriods {
 public:
  ReportPeriods(const model::Plan& plan, const model::ReportPlan& report);

  // The period of that name; none: it is no name of one, or one before the first.
  std::optional<ReportPeriod> find(std::string_view label) const;
  // Those that are over at `now`, and the one that is running, the newest first; at most `count`.
  std::vector<ReportPeriod> until(model::Instant now, std::size_t count) const;
  // The first instant at which the unit's report is late; none: the calendar does not know.
  std::optional<model::Instant> due(const ReportPeriod& period, model::UnitIndex unit) const;

 private:
  ReportPeriod period_of(model::Instant t) const;
  bool is_reported(const ReportPeriod& period) const;

  const model::Plan& plan_;
  const model::ReportPlan& report_;
  model::WindowPlan window_;
  model::TierPlan days_;
};

}  // namespace ioc::processing
