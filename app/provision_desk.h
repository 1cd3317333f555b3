// How units provide what they must, asked of the engine and of the official reports.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "model/plan.h"
#include "model/provision.h"
#include "model/query.h"
#include "model/report_record.h"

namespace ioc::app {

// Role: asks all figures of all provisions, judges them, and keeps the answer for
//   kProvisionBelievedMs, so that many who look cost one question.
// Invariants: P1 every question is answered once, also at the end.
// Threads: `ask` from any; one of its own waits for the engine's answers.
class ProvisionDesk {
 public:
  using AskSlots = std::function<void(model::ReportSlotQuery, model::ReportSlotsAnswer)>;

  // The plan outlives it. `slots` may be empty: then provisions of reports are not told.
  ProvisionDesk(const model::Plan& plan, model::AskFigures ask, AskSlots slots,
                std::function<model::Instant()> now)
      : plan_(plan), ask_(std::move(ask)), slots_(std::move(slots)), now_(std::move(now)) {}
  ~ProvisionDesk() { stop(); }

  void start();
  void stop();
  void ask(std::optional<model::Instant> as_of, model::ProvisionAnswer answer);

 private:
  struct Question {
    std::optional<model::Instant> as_of;
    model::ProvisionAnswer answer;
  };
  void run();
  model::Result<model::ProvisionScore> score(std::optional<model::Instant> as_of) const;
  model::Result<std::vector<model::Figure>> figures_of(
      std::vector<model::FigureQuery> questions) const;
  model::Result<std::vector<model::ReportSlot>> slots_of(const std::string& report) const;

  const model::Plan& plan_;
  const model::AskFigures ask_;
  const AskSlots slots_;
  const std::function<model::Instant()> now_;
  std::mutex mutex_;  // guards questions_ and stopping_; held for a moment
  std::condition_variable changed_;
  std::deque<Question> questions_;
  bool stopping_ = true;                       // until it is started
  std::optional<model::ProvisionScore> last_;  // of its own thread; of now
  std::thread thread_;
};

}  // namespace ioc::app
