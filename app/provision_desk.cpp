#include "app/provision_desk.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>

#include "app/thread_name.h"
#include "model/limits.h"
#include "processing/provision.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Instant;
using model::ProvisionScore;
using model::Result;

namespace {

// One answer that somebody else gives, waited for. It may come when nobody waits any more.
template <class Value>
class Waited {
 public:
  void give(Result<Value> answer) {
    const std::scoped_lock lock(mutex_);
    answer_ = std::move(answer);
    changed_.notify_all();
  }
  Result<Value> take() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(model::kEngineAnswerMs),
                      [&] { return answer_.has_value(); });
    if (!answer_) {
      return Error{ErrorCode::unavailable, "the figures were not told in time", {}};
    }
    return *std::move(answer_);
  }

 private:
  std::mutex mutex_;  // guards answer_
  std::condition_variable changed_;
  std::optional<Result<Value>> answer_;
};

}  // namespace

void ProvisionDesk::start() {
  stopping_ = false;
  thread_ = std::thread([this] {
    name_this_thread("provision");
    run();
  });
}

void ProvisionDesk::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ProvisionDesk::ask(std::optional<Instant> as_of, model::ProvisionAnswer answer) {
  {
    const std::scoped_lock lock(mutex_);
    if (!stopping_ && questions_.size() < model::kProvisionQuestionsMax) {
      questions_.push_back({as_of, std::move(answer)});
      changed_.notify_all();
      return;
    }
  }
  answer(Error{ErrorCode::unavailable, "too many ask about provisions at this moment", {}});
}

// What waits at the end is answered too: whoever is asked then says that it is away.
void ProvisionDesk::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || !questions_.empty(); });
    if (questions_.empty()) return;
    const Question question = std::move(questions_.front());
    questions_.pop_front();
    lock.unlock();
    const bool is_fresh = !question.as_of && last_ &&
                          now_().ms - last_->as_of.ms < model::kProvisionBelievedMs &&
                          now_() >= last_->as_of;
    if (is_fresh) {
      question.answer(*last_);
    } else {
      auto made = score(question.as_of);
      if (made.ok() && !question.as_of) last_ = *made;
      question.answer(std::move(made));
    }
    lock.lock();
  }
}

Result<ProvisionScore> ProvisionDesk::score(std::optional<Instant> as_of) const {
  ProvisionScore score;
  score.as_of = as_of.value_or(now_());
  for (std::size_t i = 0; i < plan_.provisions.size(); ++i) {
    const model::ProvisionPlan& provision = plan_.provisions[i];
    const int number = static_cast<int>(i);
    const bool is_report = provision.indicator < 0;
    if (is_report && (as_of || !slots_)) continue;  // reports know no earlier instant
    auto questions = processing::questions_of(plan_, provision, score.as_of);
    for (model::FigureQuery& question : questions) question.as_of = as_of;
    const auto figures = figures_of(std::move(questions));
    if (!figures) return figures.error();
    std::vector<model::ProvisionStanding> standings;
    if (is_report) {
      const auto slots = slots_of(provision.report);
      if (!slots) return slots.error();
      standings = processing::judge_report_provision(plan_, number, *figures, *slots, score.as_of);
    } else {
      standings = processing::judge_provision(plan_, number, *figures, score.as_of);
    }
    score.standings.insert(score.standings.end(), std::make_move_iterator(standings.begin()),
                           std::make_move_iterator(standings.end()));
  }
  return score;
}

// All pages of all of them, one after the other.
Result<std::vector<model::Figure>> ProvisionDesk::figures_of(
    std::vector<model::FigureQuery> questions) const {
  std::vector<model::Figure> figures;
  for (model::FigureQuery& question : questions) {
    question.limit = model::kPageItemsMax;
    do {
      const auto waited = std::make_shared<Waited<model::FigurePage>>();
      ask_(question, [waited](Result<model::FigurePage> page) { waited->give(std::move(page)); });
      auto page = waited->take();
      if (!page) return page.error();
      question.cursor = page->next;
      figures.insert(figures.end(), std::make_move_iterator(page->items.begin()),
                     std::make_move_iterator(page->items.end()));
    } while (!question.cursor.empty());
  }
  return figures;
}

Result<std::vector<model::ReportSlot>> ProvisionDesk::slots_of(const std::string& report) const {
  const auto waited = std::make_shared<Waited<std::vector<model::ReportSlot>>>();
  slots_({report, "", "", 0}, [waited](Result<std::vector<model::ReportSlot>> slots) {
    waited->give(std::move(slots));
  });
  return waited->take();
}

}  // namespace ioc::app
