#include "app/conclusion_courier.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <future>

#include "app/clock.h"
#include "app/conclusion_event.h"
#include "app/thread_name.h"
#include "model/limits.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::IntakeCheck;
using model::Status;

namespace {

IntakeCheck judge_event(const model::Plan& plan, int stream, const model::IntakeDoor& door,
                        const std::string& event) {
  model::IntakeRequest request;
  request.stream = stream;
  request.unit = plan.root_unit;  // whom a conclusion may be of was ruled when it was noted
  request.format = model::IntakeFormat::event;
  request.body = event;
  return door.check(request);
}

std::string fault_words(const IntakeCheck& checked) {
  if (checked.faults.empty()) return "it cannot be read";
  const model::IntakeFault& first = checked.faults.front();
  return fmt::format("{}{}{}: {}", first.field, first.field.empty() ? "" : ": ", first.reason,
                     first.detail);
}

}  // namespace

ConclusionCourier::ConclusionCourier(const model::Plan& plan, int stream,
                                     storage::Conclusions& conclusions, model::IntakeDoor door)
    : plan_(plan), stream_(stream), conclusions_(conclusions), door_(std::move(door)) {}

std::string ConclusionCourier::trouble_with(const model::Plan& plan, int stream,
                                            const model::IntakeDoor& door, model::Instant now) {
  model::Conclusion probe;
  probe.id = "KL-00000000-00000000";
  probe.owner = plan.units.at(plan.root_unit).code;
  probe.due = plan.zone.day_of(now);
  probe.noted = now;
  const IntakeCheck checked = judge_event(plan, stream, door, conclusion_event(probe, plan.zone));
  return checked.fault_count == 0 && checked.events.size() == 1 ? "" : fault_words(checked);
}

void ConclusionCourier::start() {
  thread_ = std::thread([this] {
    name_this_thread("conclusions");
    run();
  });
}

void ConclusionCourier::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ConclusionCourier::wake() {
  {
    const std::lock_guard lock(mutex_);
    has_news_ = true;
  }
  changed_.notify_all();
}

std::string ConclusionCourier::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

// Told once, not with every try.
void ConclusionCourier::tell(const std::string& trouble) {
  const std::lock_guard lock(mutex_);
  if (trouble == trouble_) return;
  if (!trouble.empty()) spdlog::warn("events of conclusions wait: {}", trouble);
  if (trouble.empty()) spdlog::info("events of conclusions are sent again");
  trouble_ = trouble;
}

void ConclusionCourier::run() {
  std::int64_t rest_ms = 0;  // before the next try; 0: until there is something new
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto is_due = [this] { return stopping_ || has_news_; };
    if (rest_ms == 0) {
      changed_.wait(lock, is_due);
    } else {
      // What is new is no reason to knock at a closed door sooner.
      changed_.wait_for(lock, std::chrono::milliseconds(rest_ms), [this] { return stopping_; });
    }
    if (stopping_) break;
    has_news_ = false;
    lock.unlock();
    const Status sent = send_all();
    tell(sent ? "" : sent.error().message());
    lock.lock();
    rest_ms =
        sent ? 0
             : std::clamp(2 * rest_ms, model::kConclusionRetryMinMs, model::kConclusionRetryMaxMs);
  }
}

// Each by itself, so that one which is refused holds nothing up.
Status ConclusionCourier::send_all() {
  std::string refused;
  std::int64_t after = 0;
  while (true) {
    const auto events = conclusions_.waiting(after, model::kConclusionEventsMax);
    if (!events) return events.error();
    for (const storage::WaitingEvent& event : *events) {
      after = event.number;
      IntakeCheck checked = judge_event(plan_, stream_, door_, event.text);
      if (checked.fault_count > 0 || checked.events.empty()) {
        refused =
            fmt::format("the stream {} refuses one ({}); mend the catalogue",
                        plan_.streams[static_cast<std::size_t>(stream_)].id, fault_words(checked));
        continue;
      }
      if (Status sent = send(std::move(checked)); !sent.ok()) return sent;
      if (Status marked = conclusions_.acknowledge(event.number, wall_now()); !marked.ok()) {
        return marked;
      }
    }
    if (events->size() < model::kConclusionEventsMax) break;
  }
  if (refused.empty()) return model::Done{};
  return Error{ErrorCode::config, refused, {}};
}

Status ConclusionCourier::send(IntakeCheck checked) {
  constexpr std::chrono::milliseconds kLook{100};
  // The intake answers sooner than that; the answer may come when this has long been left.
  const std::int64_t until_ms = steady_ms() + 2 * model::kIntakeAnswerMs;
  const auto answer = std::make_shared<std::promise<Status>>();
  std::future<Status> told = answer->get_future();
  door_.send(stream_, std::move(checked),
             [answer](const Status& status) { answer->set_value(status); });
  while (told.wait_for(kLook) != std::future_status::ready) {
    const std::lock_guard lock(mutex_);
    if (stopping_ || steady_ms() > until_ms) {
      return Error{ErrorCode::unavailable, "the brokers have not acknowledged it", {}};
    }
  }
  return told.get();
}

}  // namespace ioc::app
