#include "app/as_of.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "app/clock.h"
#include "app/partial_plan.h"
#include "app/thread_name.h"
#include "model/limits.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Instant;

namespace {

Error is_ending() { return {ErrorCode::unavailable, "the service is ending", {}}; }

// What is wrong with the log or the memory stays so.
bool is_lasting(const Error& error) {
  return error.code == ErrorCode::source_changed || error.code == ErrorCode::config;
}

}  // namespace

AsOf::AsOf(const model::Plan& plan, ingest::KafkaSettings settings, AskCommitted ask_committed)
    : plan_(plan), settings_(std::move(settings)), ask_committed_(std::move(ask_committed)) {}

void AsOf::start() {
  stopping_ = false;
  reader_ = std::thread([this] {
    name_this_thread("as-of");
    read_logs();
  });
  answerer_ = std::thread([this] { give_answers(); });
}

void AsOf::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (underway_ && underway_->replay) underway_->replay->stop();
  }
  changed_.notify_all();
  if (reader_.joinable()) reader_.join();
  if (answerer_.joinable()) answerer_.join();
  std::deque<Question> unanswered;
  {
    const std::lock_guard lock(mutex_);
    unanswered.swap(questions_);
  }
  for (Question& question : unanswered) question.give(is_ending(), {});
}

void AsOf::ask(model::FigureQuery query, model::FigureAnswer answer) {
  post(std::move(query), [answer = std::move(answer)](const model::Result<FreezePtr>& freeze,
                                                      model::FigureQuery asked) {
    if (!freeze) return answer(freeze.error());
    answer((*freeze)->figures(std::move(asked)));
  });
}

void AsOf::ask_targets(Instant as_of, serving::TargetsAnswer answer) {
  model::FigureQuery everything;
  everything.as_of = as_of;
  post(std::move(everything),
       [answer = std::move(answer)](const model::Result<FreezePtr>& freeze, model::FigureQuery) {
         if (!freeze) return answer(freeze.error());
         answer((*freeze)->engine->targets());
       });
}

void AsOf::post(model::FigureQuery query, Give give) {
  std::optional<Error> refused;
  bool begins = false;
  {
    const std::lock_guard lock(mutex_);
    Question question;
    const bool was_underway = underway_.has_value();
    refused = take(query, question);
    begins = underway_.has_value() && !was_underway && !underway_->up_to;
    if (!refused) {
      question.query = std::move(query);
      question.give = std::move(give);
      questions_.push_back(std::move(question));
    }
  }
  if (refused) return give(*std::move(refused), {});
  changed_.notify_all();
  if (!begins) return;
  ask_committed_([this](const model::Result<CommittedUpTo>& up_to) { begin(up_to); });
}

// What a new question waits for, or why it cannot wait.
std::optional<Error> AsOf::take(const model::FigureQuery& query, Question& question) {
  const std::int64_t now_ms = steady_ms();
  const Instant as_of = *query.as_of;
  if (stopping_) return is_ending();
  if (questions_.size() >= model::kAsOfQuestionsMax) {
    return Error{ErrorCode::unavailable, "too many questions are waiting", {}};
  }
  question.until_ms = now_ms + model::kAsOfWaitMs;
  if ((question.freeze = freezes_.find(query, now_ms))) return std::nullopt;
  if (failure_ && failure_->as_of == as_of && failure_->indicator == indicator_for(query) &&
      now_ms - failure_->at_ms < model::kAsOfFailureKeepMs) {
    return failure_->error;
  }
  if (underway_ && underway_->as_of != as_of) {
    return Error{ErrorCode::unavailable, "first, " + progress_text(), {}};
  }
  if (!underway_) {
    underway_ = Underway{as_of, indicator_for(query), freezes_.position(as_of), now_ms};
  }
  underway_->asked_ms = now_ms;
  return std::nullopt;
}

// The engine has said where it stands; on its thread.
void AsOf::begin(const model::Result<CommittedUpTo>& up_to) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || !underway_) return;
  if (!up_to.ok()) {
    end_underway(nullptr, up_to.error());
  } else if (underway_->as_of > up_to.value().newest) {
    end_underway(nullptr, Error{ErrorCode::usage,
                                "is later than the newest figures, which are as of " +
                                    model::format_rfc3339(up_to.value().newest, plan_.zone),
                                "as_of"});
  } else {
    underway_->up_to = std::make_shared<const CommittedUpTo>(up_to.value());
  }
  changed_.notify_all();
}

void AsOf::read_logs() {
  // What is live goes first. (Linux: of this thread alone.)
  constexpr int kNice = 10;
  setpriority(PRIO_PROCESS, 0, kNice);
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || (underway_ && underway_->up_to); });
    if (stopping_) return;
    const Underway underway = *underway_;
    lock.unlock();
    const std::shared_ptr<Replay> replay = make_replay(underway);
    lock.lock();
    if (stopping_) return;
    underway_->replay = replay;
    lock.unlock();
    std::optional<Error> error;
    const FreezePtr freeze = read_log(underway, *replay, error);
    Freezes::Dropped dropped;
    lock.lock();
    if (freeze) dropped = freezes_.add(freeze, steady_ms());
    end_underway(freeze, error);
    lock.unlock();
    changed_.notify_all();
    dropped.clear();
    lock.lock();
  }
}

std::shared_ptr<Replay> AsOf::make_replay(const Underway& underway) const {
  std::shared_ptr<const model::Plan> plan(&plan_, [](const model::Plan*) {});  // it outlives us
  if (!underway.indicator.empty()) {
    plan = std::make_shared<const model::Plan>(plan_of(plan_, cubes_of(plan_, underway.indicator)));
  }
  return std::make_shared<Replay>(std::move(plan), underway.as_of, underway.up_to);
}

FreezePtr AsOf::read_log(const Underway& underway, Replay& replay, std::optional<Error>& error) {
  const std::string what =
      fmt::format("figures {}as of {}", underway.indicator.empty() ? "" : underway.indicator + " ",
                  model::format_rfc3339(underway.as_of, plan_.zone));
  const std::int64_t began_ms = steady_ms();
  auto computed = replay.run(settings_, [this](std::size_t bytes) { return fits(bytes); });
  if (!computed.ok()) {
    error = computed.error();
    spdlog::warn("{}: {}", what, error->message());
    return nullptr;
  }
  FreezePtr freeze = make_freeze(plan_, underway.as_of, underway.indicator, underway.up_to,
                                 std::move(computed).value());
  spdlog::info("{}: {} records read in {} ms, {} KiB kept", what, replay.record_count(),
               steady_ms() - began_ms, freeze->bytes >> 10);
  return freeze;
}

bool AsOf::fits(std::size_t bytes) {
  Freezes::Dropped dropped;
  const std::lock_guard lock(mutex_);
  underway_bytes_ = bytes;
  dropped = freezes_.make_room(bytes, bytes_max_);
  return bytes <= bytes_max_;
}

// All who asked for it can be answered, save those it was too much for who ask for less.
void AsOf::end_underway(const FreezePtr& freeze, const std::optional<Error>& error) {
  const Underway ended = *std::exchange(underway_, std::nullopt);
  underway_bytes_ = 0;
  if (error && is_lasting(*error)) {
    is_narrow_ = is_narrow_ || ended.indicator.empty();
    failure_ = Failure{ended.as_of, ended.indicator, *error, steady_ms()};
  }
  for (Question& question : questions_) {
    if (question.freeze || question.error || *question.query.as_of != ended.as_of) continue;
    if (freeze && freeze->covers(question.query)) question.freeze = freeze;
    if (error && (!is_lasting(*error) || indicator_for(question.query) == ended.indicator)) {
      question.error = error;
    }
  }
  begin_next(ended);
}

// Those who ask for another indicator of the same instant have waited for their turn.
void AsOf::begin_next(const Underway& ended) {
  const auto next = std::find_if(questions_.begin(), questions_.end(),
                                 [](const Question& each) { return !each.freeze && !each.error; });
  if (next == questions_.end()) return;
  underway_ = Underway{ended.as_of, indicator_for(next->query), ended.up_to, steady_ms()};
}

void AsOf::give_answers() {
  constexpr std::chrono::milliseconds kLook{200};
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const std::int64_t now_ms = steady_ms();
    if (underway_ && underway_->replay && now_ms - underway_->asked_ms > model::kAsOfAbandonMs) {
      underway_->replay->stop();
    }
    Freezes::Dropped dropped = freezes_.expire(now_ms);
    Question question;
    if (take_ready(question)) {
      lock.unlock();
      answer(question);
      question = {};
      dropped.clear();
      lock.lock();
    } else if (!dropped.empty()) {
      lock.unlock();
      dropped.clear();
      lock.lock();
    } else {
      changed_.wait_for(lock, kLook);
    }
  }
}

bool AsOf::take_ready(Question& question) {
  const std::int64_t now_ms = steady_ms();
  const auto ready = std::find_if(questions_.begin(), questions_.end(), [&](const Question& each) {
    return each.freeze || each.error || now_ms >= each.until_ms;
  });
  if (ready == questions_.end()) return false;
  question = std::move(*ready);
  questions_.erase(ready);
  if (!question.freeze && !question.error) {
    question.error = Error{ErrorCode::unavailable, progress_text(), {}};
  }
  return true;
}

void AsOf::answer(Question& question) {
  if (question.error) return question.give(*question.error, {});
  question.give(question.freeze, std::move(question.query));
}

void AsOf::keep_below(std::size_t bytes) {
  Freezes::Dropped dropped;
  const std::lock_guard lock(mutex_);
  bytes_max_ = bytes;
  dropped = freezes_.make_room(underway_bytes_, bytes);
}

std::size_t AsOf::bytes() const {
  const std::lock_guard lock(mutex_);
  return freezes_.bytes() + underway_bytes_;
}

std::optional<std::string> AsOf::progress() const {
  const std::lock_guard lock(mutex_);
  return underway_ ? std::optional(progress_text()) : std::nullopt;
}

std::string AsOf::progress_text() const {
  if (!underway_) return "the figures are computed";
  std::string when = model::format_rfc3339(underway_->as_of, plan_.zone);
  if (!underway_->indicator.empty()) when += " of " + underway_->indicator;
  if (!underway_->replay) return fmt::format("the figures as of {} are about to be computed", when);
  return fmt::format("the figures as of {} are being computed: {} % of {} records are read", when,
                     underway_->replay->percent(), underway_->replay->record_count());
}

}  // namespace ioc::app
