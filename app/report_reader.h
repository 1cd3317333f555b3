// Asks the engine for all figures of one report, at one position.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "app/replay.h"
#include "model/query.h"
#include "model/report.h"
#include "processing/report_draft.h"

namespace ioc::app {

// Role: the questions of a form, asked together and again until no commit came in between.
// Threads: one; the answers come from others.
class ReportReader {
 public:
  using AskCommitted = std::function<void(CommittedAnswer)>;

  // The plan outlives it. Answers must come also at the end of the service.
  ReportReader(const model::Plan& plan, model::AskFigures ask, AskCommitted ask_committed)
      : plan_(plan), ask_(std::move(ask)), ask_committed_(std::move(ask_committed)) {}

  // Waits for at most kEngineAnswerMs. Errors: those of the engine; `unavailable` without an
  // answer in time.
  model::Result<model::FilledReport> read(const model::ReportPlan& report, model::UnitIndex unit,
                                          const processing::ReportPeriod& period) const;

 private:
  model::Result<processing::ReportFigures> read_once(
      const std::vector<model::FigureQuery>& questions) const;

  const model::Plan& plan_;
  const model::AskFigures ask_;
  const AskCommitted ask_committed_;
};

}  // namespace ioc::app
