#include "serving/alert_desk.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace ioc::serving {

using model::Alert;
using model::AlertChange;

void AlertDesk::restore(std::vector<Alert> alerts, std::vector<AlertChange> journal) {
  const std::lock_guard lock(mutex_);
  alerts_ = std::move(alerts);
  journal_.assign(journal.begin(), journal.end());
}

void AlertDesk::publish(std::vector<Alert> alerts, const std::vector<AlertChange>& changes) {
  {
    const std::lock_guard lock(mutex_);
    alerts_ = std::move(alerts);
    journal_.insert(journal_.end(), changes.begin(), changes.end());
    while (journal_.size() > model::kAlertJournalMax) journal_.pop_front();  // D2
    if (!answers_.empty()) forget_answers();
  }
  if (!changes.empty()) news_.notify_all();
}

std::vector<Alert> AlertDesk::alerts() const {
  const std::lock_guard lock(mutex_);
  return alerts_;
}

std::vector<AlertChange> AlertDesk::journal(
    std::size_t count_max, const std::function<bool(const AlertChange&)>& wanted) const {
  const std::lock_guard lock(mutex_);
  std::vector<AlertChange> found;
  for (auto at = journal_.rbegin(); at != journal_.rend() && found.size() < count_max; ++at) {
    if (wanted(*at)) found.push_back(*at);
  }
  return found;
}

std::uint64_t AlertDesk::last_number() const {
  const std::lock_guard lock(mutex_);
  return journal_.empty() ? 0 : journal_.back().number;
}

std::vector<AlertChange> AlertDesk::after(std::uint64_t number, std::size_t count_max) const {
  const std::lock_guard lock(mutex_);
  std::vector<AlertChange> found;
  for (const AlertChange& change : journal_) {
    if (change.number > number && found.size() < count_max) found.push_back(change);
  }
  return found;
}

void AlertDesk::wait_for_news(std::uint64_t number, std::int64_t wait_ms) const {
  std::unique_lock lock(mutex_);
  news_.wait_for(lock, std::chrono::milliseconds(wait_ms), [&] {
    return is_closed_ || (!journal_.empty() && journal_.back().number > number);
  });
}

void AlertDesk::close() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  news_.notify_all();
}

bool AlertDesk::is_closed() const {
  const std::lock_guard lock(mutex_);
  return is_closed_;
}

void AlertDesk::restore_answers(const std::vector<model::AlertAnswer>& answers) {
  const std::lock_guard lock(mutex_);
  answers_.clear();
  for (const model::AlertAnswer& answer : answers) {
    answers_[{answer.alert, answer.unit, answer.fired}].push_back(answer);
  }
  forget_answers();
}

void AlertDesk::answered(const model::AlertAnswer& answer) {
  const std::lock_guard lock(mutex_);
  answers_[{answer.alert, answer.unit, answer.fired}].push_back(answer);
  forget_answers();
}

void AlertDesk::forget_answers() {
  std::set<model::AlertEpisode> known;
  const auto add = [&](const Alert& alert) {
    if (alert.fired) known.insert({alert.alert, alert.unit, *alert.fired});
  };
  for (const Alert& alert : alerts_) add(alert);
  for (const AlertChange& change : journal_) add(change.alert);
  std::erase_if(answers_, [&](const auto& each) { return !known.contains(each.first); });
}

model::AlertAnswers AlertDesk::answers() const {
  const std::lock_guard lock(mutex_);
  return answers_;
}

std::optional<model::Instant> AlertDesk::first_fired() const {
  const std::lock_guard lock(mutex_);
  std::optional<model::Instant> first;
  const auto look = [&](const Alert& alert) {
    if (alert.fired && (!first || *alert.fired < *first)) first = alert.fired;
  };
  for (const Alert& alert : alerts_) look(alert);
  for (const AlertChange& change : journal_) look(change.alert);
  return first;
}

void AlertDesk::told(const std::vector<AlertChange>& changes, const model::AlertTold& told) {
  const std::lock_guard lock(mutex_);
  for (const AlertChange& change : changes) {
    const auto line = std::find_if(journal_.begin(), journal_.end(), [&](const AlertChange& known) {
      return known.number == change.number;
    });
    if (line == journal_.end()) continue;
    line->told.push_back(told);
    told_.push_back(change.number);
  }
}

std::vector<AlertChange> AlertDesk::take_told() {
  const std::lock_guard lock(mutex_);
  std::vector<AlertChange> changes;
  if (told_.empty()) return changes;
  for (const AlertChange& line : journal_) {
    if (std::find(told_.begin(), told_.end(), line.number) != told_.end()) changes.push_back(line);
  }
  told_.clear();
  return changes;
}

}  // namespace ioc::serving
