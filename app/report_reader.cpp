#include "app/report_reader.h"

#include <chrono>
#include <map>
#include <optional>

#include "model/limits.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;

namespace {

// What is shared with answers that may come when nobody waits any more.
struct Gathered {
  std::mutex mutex;  // guards all below; held for moving answers only
  std::condition_variable changed;
  std::size_t missing = 0;
  processing::ReportFigures figures;
  std::optional<Error> error;

  void take(const std::function<void()>& keep) {
    const std::scoped_lock lock(mutex);
    keep();
    --missing;
    changed.notify_all();
  }
};

// {"topic":[next offset of partition 0, of 1, …]}, as figures tell it (processing/engine.cpp).
std::vector<model::JsonText> positions_of(const model::Plan& plan, const CommittedUpTo& up_to) {
  std::vector<std::vector<std::int64_t>> offsets(plan.streams.size());
  for (const processing::Standpoint& at : up_to.partitions) {
    std::vector<std::int64_t>& of = offsets[static_cast<std::size_t>(at.stream)];
    const auto index = static_cast<std::size_t>(at.name.partition);
    if (of.size() <= index) of.resize(index + 1, -1);
    of[index] = at.mark.next_offset;
  }
  std::vector<model::JsonText> positions(plan.streams.size());
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (offsets[i].empty()) continue;
    std::string& json = positions[i];
    json = "{";
    model::append_json_string(json, plan.streams[i].topic);
    json += ":[";
    for (std::size_t k = 0; k < offsets[i].size(); ++k) {
      if (k > 0) json += ',';
      json += offsets[i][k] < 0 ? "null" : std::to_string(offsets[i][k]);
    }
    json += "]}";
  }
  return positions;
}

// No stream was read further between two answers.
bool is_of_one_position(const model::Plan& plan, const processing::ReportFigures& figures) {
  std::map<std::string, std::size_t> by_indicator;
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    if (indicator.stream >= 0) {
      by_indicator[indicator.id] = static_cast<std::size_t>(indicator.stream);
    }
  }
  for (const model::Figure& figure : figures.figures) {
    const auto of = by_indicator.find(figure.indicator);
    if (of != by_indicator.end() && figures.positions[of->second] != figure.position) return false;
  }
  return true;
}

}  // namespace

Result<model::FilledReport> ReportReader::read(const model::ReportPlan& report,
                                               model::UnitIndex unit,
                                               const processing::ReportPeriod& period) const {
  const auto questions = processing::questions_of(plan_, report, unit, period);
  std::optional<Result<processing::ReportFigures>> figures;
  for (int reads = 0; reads < model::kReportReadsMax; ++reads) {
    figures = read_once(questions);
    if (!figures->ok()) return figures->error();
    if (is_of_one_position(plan_, figures->value())) break;
  }
  return processing::fill_report(plan_, report, unit, period, figures->value());
}

Result<processing::ReportFigures> ReportReader::read_once(
    const std::vector<model::FigureQuery>& questions) const {
  const auto gathered = std::make_shared<Gathered>();
  gathered->missing = questions.size() + 1;
  for (const model::FigureQuery& question : questions) {
    ask_(question, [gathered](Result<model::FigurePage> page) {
      gathered->take([&] {
        if (!page.ok()) {
          gathered->error = page.error();
        } else if (!page->next.empty()) {
          gathered->error = Error{ErrorCode::internal, "a form asks for more than a page", {}};
        } else {
          auto& all = gathered->figures.figures;
          all.insert(all.end(), std::make_move_iterator(page->items.begin()),
                     std::make_move_iterator(page->items.end()));
        }
      });
    });
  }
  ask_committed_([gathered, plan = &plan_](const Result<CommittedUpTo>& up_to) {
    gathered->take([&] {
      if (up_to.ok()) {
        gathered->figures.positions = positions_of(*plan, *up_to);
      } else {
        gathered->error = up_to.error();
      }
    });
  });
  std::unique_lock lock(gathered->mutex);
  const bool is_whole =
      gathered->changed.wait_for(lock, std::chrono::milliseconds(model::kEngineAnswerMs),
                                 [&] { return gathered->missing == 0; });
  if (!is_whole) return Error{ErrorCode::unavailable, "the engine did not answer in time", {}};
  if (gathered->error) return *gathered->error;
  return std::move(gathered->figures);
}

}  // namespace ioc::app
