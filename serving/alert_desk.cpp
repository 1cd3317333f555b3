#include "serving/alert_desk.h"

#include <algorithm>
#include <chrono>

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
