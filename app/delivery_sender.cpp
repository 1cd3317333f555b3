#include "app/delivery_sender.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "app/clock.h"
#include "app/file_drop.h"
#include "app/thread_name.h"
#include "serving/report_text.h"
#include "serving/template_value.h"
#include "storage/sha256.h"

namespace ioc::app {

using model::Delivery;
using model::DeliveryState;
using model::Error;
using model::ErrorCode;
using model::Result;
using serving::DeliveryVerdict;

namespace {

DeliveryVerdict refused_here(std::string why) {
  DeliveryVerdict verdict;
  verdict.state = DeliveryState::refused;
  verdict.detail = serving::one_line(why);
  return verdict;
}

// What the file holds without the line's end.
Result<std::string> read_token(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  if (!file) return Error{ErrorCode::io, "the token cannot be read", path};
  std::string token = content.str();
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  const bool is_line = std::none_of(token.begin(), token.end(), [](unsigned char letter) {
    return letter < ' ' || letter == 0x7F;
  });
  if (token.empty() || !is_line) {
    return Error{ErrorCode::config, "the token must be one line of text", path};
  }
  return token;
}

std::string file_name(const Delivery& delivery, const std::string& suffix) {
  return fmt::format("{}_{}_{}_r{}{}", delivery.name.report, delivery.name.unit,
                     delivery.name.period, delivery.revision, suffix);
}

}  // namespace

void DeliverySender::start() {
  status_.standing.connector = connector_.id;
  status_.target = connector_.target();
  look();
  thread_ = std::thread([this] { run(); });
}

void DeliverySender::ask_to_stop() {
  stopping_ = true;
  wake();
}

void DeliverySender::stop() {
  ask_to_stop();
  if (thread_.joinable()) thread_.join();
}

void DeliverySender::wake() {
  {
    const std::scoped_lock lock(mutex_);
    has_news_ = true;
  }
  changed_.notify_all();
}

DeliverySenderStatus DeliverySender::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

void DeliverySender::run() {
  name_this_thread("send " + connector_.id);
  while (!stopping_) {
    // A receiver that is away is left alone, save for what a person has released.
    const bool is_resting = steady_ms() < rests_until_ms_;
    if (send_next(is_resting ? storage::kReleasedNext : wall_now())) continue;
    look();
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(model::kDeliveryLookMs),
                      [&] { return has_news_ || stopping_; });
    has_news_ = false;
  }
}

bool DeliverySender::send_next(model::Instant due) {
  const auto work = deliveries_.due(connector_.id, connector_.after, due);
  if (!work) {
    spdlog::error("deliveries: {}", work.error().message());
    return false;
  }
  if (!*work) return false;
  const Delivery& delivery = (*work)->delivery;
  std::string body = (*work)->body;
  if (body.empty()) {
    auto made = make_body(delivery);
    if (!made && made.error().code == ErrorCode::io) {
      spdlog::error("deliveries: {}", made.error().message());
      return false;
    }
    if (!made) {
      settle(**work, refused_here(made.error().message()), "");
      return true;
    }
    body = *std::move(made);
  }
  const std::string sha256 = storage::sha256_hex(body);
  const model::Status begun = deliveries_.begin(delivery.number, body, sha256, wall_now());
  if (!begun.ok()) {
    spdlog::error("deliveries: {}", begun.error().message());
    return false;
  }
  settle(**work, carry(delivery, body), sha256);
  look();
  return true;
}

Result<std::string> DeliverySender::make_body(const Delivery& delivery) {
  const auto record = reports_.load(delivery.name);
  if (!record) return record.error();
  const auto published =
      std::find_if(record->published.begin(), record->published.end(),
                   [&](const auto& each) { return each.revision == delivery.revision; });
  if (published == record->published.end()) {
    return Error{ErrorCode::internal, "there is no such revision", delivery.key};
  }
  std::string body = serving::signed_document(*published);
  if (connector_.form) {
    const auto report = serving::read_report_text(published->text);
    if (!report) return report.error();
    auto filled = connector_.form->fill(serving::delivery_value(*report, *published, delivery.key));
    if (!filled) return filled.error();
    body = *std::move(filled);
  }
  if (body.empty() || body.size() > model::kDeliveryBodyBytesMax) {
    return Error{ErrorCode::check_failed,
                 fmt::format("it would be {} bytes; from 1 to {} are sent", body.size(),
                             model::kDeliveryBodyBytesMax),
                 delivery.key};
  }
  return body;
}

DeliveryVerdict DeliverySender::carry(const Delivery& delivery, const std::string& body) const {
  if (connector_.directory.empty()) return push(delivery, body);
  const std::string name = file_name(delivery, connector_.suffix);
  const model::Status dropped = drop_file(connector_.directory, name, body);
  DeliveryVerdict verdict;
  if (dropped.ok()) {
    verdict.state = DeliveryState::accepted;
    verdict.answer_id = name;
  } else if (dropped.error().code == ErrorCode::check_failed) {
    verdict = refused_here(dropped.error().message());
  } else {
    verdict.detail = serving::one_line(dropped.error().message());
    verdict.is_away = true;
  }
  return verdict;
}

DeliveryVerdict DeliverySender::push(const Delivery& delivery, const std::string& body) const {
  serving::HttpCall call;
  call.method = connector_.method;
  call.address = connector_.address;
  call.content_type = connector_.content_type;
  call.body = body;
  call.tls = connector_.tls;
  call.wait_ms = connector_.timeout_ms;
  call.answer_bytes_max = model::kDeliveryAnswerBytesMax;
  call.cuts_long_answers = true;
  call.stop = &stopping_;
  call.headers.emplace_back("Idempotency-Key", delivery.key);
  if (!connector_.token.empty()) call.headers.emplace_back(connector_.header, connector_.token);
  if (!connector_.token_file.empty()) {
    const auto token = read_token(connector_.token_file);
    if (!token) {
      DeliveryVerdict verdict;
      verdict.detail = serving::one_line(token.error().message());
      verdict.is_away = true;
      return verdict;
    }
    call.headers.emplace_back(connector_.header, *token);
  }
  return serving::judge_answer(serving::call_http(call), connector_.answer_id);
}

// Writes down what a try came to. Where that cannot be written the delivery is tried again, with
// the same key.
void DeliverySender::settle(const storage::DeliveryWork& work, DeliveryVerdict verdict,
                            const std::string& sha256) {
  const Delivery& delivery = work.delivery;
  const model::Instant now = wall_now();
  const bool was_lost = delivery.state == DeliveryState::sent;
  if (verdict.state == DeliveryState::waiting && was_lost) verdict.state = DeliveryState::sent;
  bool is_open = verdict.state == DeliveryState::waiting || verdict.state == DeliveryState::sent;
  storage::DeliveryOutcome outcome;
  outcome.receipt = {now,
                     is_open ? "tried" : std::string(model::name_of(verdict.state)),
                     1,
                     verdict.status,
                     verdict.answer_id,
                     sha256,
                     "",
                     verdict.detail};
  const std::int64_t wait_ms =
      std::max(model::delivery_wait_ms(delivery.tries + 1), verdict.wait_ms);
  // What was broken off by our own end is no one's fault.
  if (is_open && !stopping_) {
    const auto tried_ms = deliveries_.tried_ms(delivery.number, now);
    if (tried_ms && *tried_ms >= connector_.give_up_ms) {
      verdict.state = DeliveryState::given_up;
      outcome.receipt.act = "given_up";
      is_open = false;
    }
  }
  outcome.state = verdict.state;
  outcome.next = {is_open && !stopping_ ? now.ms + wait_ms : 0};
  const model::Status kept = deliveries_.end(delivery.number, outcome);
  if (!kept.ok()) spdlog::error("deliveries: {}", kept.error().message());
  away_count_ = verdict.is_away ? away_count_ + 1 : 0;
  const std::int64_t rest_ms = verdict.is_away
                                   ? std::max(model::delivery_wait_ms(away_count_), verdict.wait_ms)
                               : kept.ok() ? 0
                                           : model::kDeliveryRetryMinMs;
  rests_until_ms_ = steady_ms() + rest_ms;
  const bool is_accepted = verdict.state == DeliveryState::accepted;
  std::string trouble;
  if (!is_accepted) {
    trouble =
        fmt::format("{} is {}: {}{}", delivery.key, model::name_of(verdict.state),
                    verdict.status > 0 ? fmt::format("{} ", verdict.status) : "", verdict.detail);
    if (!stopping_) spdlog::warn("delivery to {}: {}", connector_.target(), trouble);
  }
  const std::scoped_lock lock(mutex_);
  status_.trouble = trouble;
  ++(is_accepted                               ? status_.accepted
     : verdict.state == DeliveryState::refused ? status_.refused
                                               : status_.failed);
}

void DeliverySender::look() {
  const auto standing = deliveries_.standing(connector_.id);
  if (!standing) return spdlog::error("deliveries: {}", standing.error().message());
  const std::scoped_lock lock(mutex_);
  status_.standing = *standing;
}

}  // namespace ioc::app
