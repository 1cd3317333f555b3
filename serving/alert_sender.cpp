#include "serving/alert_sender.h"

#include <fmt/core.h>

#include <algorithm>

#include "serving/alert_list.h"

namespace ioc::serving {

using model::AlertChange;

model::Result<std::unique_ptr<AlertSender>> AlertSender::make(const model::Plan& plan,
                                                              AlertDesk& desk,
                                                              AlertReceiver receiver, Doors doors) {
  auto address = parse_http_address(receiver.address);
  if (!address) return address.error();
  return std::unique_ptr<AlertSender>(
      new AlertSender(plan, desk, std::move(receiver), *std::move(address), std::move(doors)));
}

void AlertSender::start() {
  status_.address = receiver_.address;
  told_below_ = receiver_.told_below;
  thread_ = std::thread([this] { run(); });
}

void AlertSender::stop() {
  if (thread_.joinable()) thread_.join();
}

AlertSenderStatus AlertSender::status() const {
  const std::lock_guard lock(mutex_);
  AlertSenderStatus status = status_;
  const std::uint64_t last = desk_.last_number();
  status.waiting = last > told_below_ ? last - told_below_ : 0;
  return status;
}

void AlertSender::run() {
  constexpr std::int64_t kLookMs = 1'000;
  std::int64_t pause_ms = 0;
  while (!desk_.is_closed()) {
    const auto changes = desk_.after(receiver_.told_below, model::kAlertBatchMax);
    const bool repeats = receiver_.kind == AlertReceiver::Kind::alertmanager &&
                         doors_.now().ms - repeated_ms_ >= model::kAlertRepeatMs;
    if (changes.empty() && !repeats) {
      desk_.wait_for_news(receiver_.told_below, kLookMs);
      continue;
    }
    if (tell(changes)) {
      pause_ms = 0;
      continue;
    }
    pause_ms = std::clamp(2 * pause_ms, model::kAlertRetryMinMs, model::kAlertRetryMaxMs);
    // News do not shorten the wait: nobody is there to hear them.
    desk_.wait_for_news(UINT64_MAX, pause_ms);
  }
}

bool AlertSender::tell(const std::vector<AlertChange>& changes) {
  std::string target = address_.path, body;
  std::vector<std::pair<std::string, std::string>> headers;
  if (receiver_.kind == AlertReceiver::Kind::alertmanager) {
    if (target.ends_with('/')) target.pop_back();
    target += "/api/v2/alerts";
    body = alertmanager_message(plan_, desk_.alerts(), changes,
                                {doors_.now().ms + model::kAlertBelievedMs});
  } else {
    body = webhook_message(plan_, changes);
    headers.emplace_back("Idempotency-Key", fmt::format("{}-{}-{}", plan_.id, changes.front().at.ms,
                                                        changes.back().number));
  }
  const bool has_nothing_to_say = body == "[]";
  auto reply = has_nothing_to_say
                   ? model::Result<HttpReply>(HttpReply{200, {}, {}, 0})
                   : send_http(address_, target, body, headers, model::kAlertAnswerMs);
  std::string trouble;
  if (!reply) {
    trouble = reply.error().message();
  } else if (reply->status < 200 || reply->status > 299) {
    trouble = fmt::format("answered {}: {}", reply->status, reply->body.substr(0, 200));
  }
  const bool is_taken = trouble.empty();
  if (is_taken) {
    repeated_ms_ = doors_.now().ms;
    if (!changes.empty()) {
      receiver_.told_below = changes.back().number;
      desk_.told(changes, {receiver_.address, doors_.now()});
    }
  } else if (doors_.warn) {
    doors_.warn(fmt::format("alerts are not taken by {}: {}", receiver_.address, trouble));
  }
  const std::lock_guard lock(mutex_);
  (is_taken ? status_.accepted : status_.failed) += has_nothing_to_say ? 0 : 1;
  status_.trouble = trouble;
  told_below_ = receiver_.told_below;
  return is_taken;
}

}  // namespace ioc::serving
