#include "app/alerts.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "app/alert_records.h"
#include "model/limits.h"

namespace ioc::app {

using model::AlertChange;

namespace {

constexpr std::string_view kAlertsMeta = "alerts";
constexpr std::string_view kLastNumberMeta = "alert-journal";
constexpr std::string_view kReceiversMeta = "alert-receivers";  // "NUMBER ADDRESS", a line each

// The journal goes round in so many places.
std::string place_of(std::uint64_t number) {
  return "alert-" + std::to_string(number % model::kAlertJournalMax);
}

}  // namespace

model::Result<std::unique_ptr<Alerts>> Alerts::load(const model::Plan& plan,
                                                    const storage::Store& store,
                                                    serving::AlertDesk& desk) {
  std::unique_ptr<Alerts> alerts(new Alerts(plan, desk));
  const auto kept = store.meta(kAlertsMeta);
  if (!kept) return kept.error();
  auto known = read_alerts(kept->value_or(""));
  if (!known) return known.error();
  const auto last_text = store.meta(kLastNumberMeta);
  if (!last_text) return last_text.error();
  std::uint64_t last = 0;
  const std::string digits = last_text->value_or("0");
  std::from_chars(digits.data(), digits.data() + digits.size(), last);
  std::vector<AlertChange> journal;
  const std::uint64_t first =
      last > model::kAlertJournalMax ? last - model::kAlertJournalMax + 1 : 1;
  for (std::uint64_t number = first; number <= last; ++number) {
    const auto line = store.meta(place_of(number));
    if (!line) return line.error();
    auto change = read_alert_change(line->value_or(""));
    if (!change) return change.error();
    journal.push_back(*std::move(change));
  }
  const auto receivers = store.meta(kReceiversMeta);
  if (!receivers) return receivers.error();
  std::istringstream lines(receivers->value_or(""));
  std::uint64_t begin = 0;
  for (std::string address; lines >> begin >> address;) alerts->receivers_[address] = begin;
  alerts->next_number_ = last + 1;
  alerts->kept_ = *known;
  desk.restore(*known, std::move(journal));
  alerts->book_.restore(*std::move(known));
  return alerts;
}

std::uint64_t Alerts::told_below(const std::string& receiver) {
  const auto [known, is_new] = receivers_.try_emplace(receiver, next_number_ - 1);
  has_new_receivers_ |= is_new;
  const auto told = desk_->journal(1, [&](const AlertChange& change) {
    return std::any_of(change.told.begin(), change.told.end(),
                       [&](const model::AlertTold& one) { return one.receiver == receiver; });
  });
  return std::max(known->second, told.empty() ? 0 : told.front().number);
}

void Alerts::look(std::span<const model::TargetStanding> standings,
                  std::span<const std::int64_t> newest_ms, model::Instant at) {
  for (AlertChange& change : book_.look(standings, newest_ms, at)) {
    change.number = next_number_++;
    changes_.push_back(std::move(change));
  }
  has_changed_ = book_.alerts() != kept_;
}

bool Alerts::has_news() {
  for (AlertChange& line : desk_->take_told()) told_.push_back(std::move(line));
  return has_new_receivers_ || has_changed_ || !changes_.empty() || !told_.empty();
}

void Alerts::save(storage::Store& store) {
  for (const std::vector<AlertChange>* lines : {&told_, &changes_}) {
    for (const AlertChange& line : *lines) {
      store.put_meta(place_of(line.number), write_alert_change(line));
    }
  }
  kept_ = book_.alerts();
  store.put_meta(kAlertsMeta, write_alerts(kept_));
  store.put_meta(kLastNumberMeta, std::to_string(next_number_ - 1));
  std::string receivers;
  for (const auto& [address, begin] : receivers_) {
    receivers += std::to_string(begin) + ' ' + address + '\n';
  }
  store.put_meta(kReceiversMeta, receivers);
}

void Alerts::committed() {
  desk_->publish(kept_, changes_);
  changes_.clear();
  told_.clear();
  has_new_receivers_ = has_changed_ = false;
}

}  // namespace ioc::app
