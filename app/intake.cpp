// Hands events to the brokers (app/intake.h).
#include "app/intake.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "app/clock.h"
#include "model/limits.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Status;

namespace {

std::size_t bytes_of(const model::IntakeEvent& event) {
  std::size_t bytes = model::kIntakeRecordBytes + event.key.size() + event.value.size();
  for (const auto& [name, value] : event.headers) bytes += name.size() + value->size();
  return bytes;
}

// The producer's bounds lie above ours, so that it never says no in the middle of a request. An
// operator's `options` stand before all of it.
ingest::KafkaSettings with_our_options(ingest::KafkaSettings settings) {
  constexpr std::size_t kRoomAbove = 2;
  settings.options.emplace("partitioner", "murmur2_random");
  settings.options.emplace("queue.buffering.max.messages",
                           std::to_string(kRoomAbove * model::kIntakeRecordsMax));
  settings.options.emplace("queue.buffering.max.kbytes",
                           std::to_string(kRoomAbove * model::kIntakeBytesMax / 1024));
  return settings;
}

}  // namespace

// Role: one request on its way: counts acknowledgements and answers once.
// Threads: any; what must be decided once is decided by atomics.
class Intake::Sending {
 public:
  Sending(std::size_t count, model::IntakeSent sent)
      : left_(count), deadline_ms_(steady_ms() + model::kIntakeAnswerMs), sent_(std::move(sent)) {}

  void land(const Status& status) {
    if (!status) return answer(status);
    if (left_.fetch_sub(1) == 1) answer(model::Done{});
  }
  void answer(const Status& status) {
    if (!answered_.exchange(true)) sent_(status);
  }
  bool is_answered() const { return answered_; }
  std::int64_t deadline_ms() const { return deadline_ms_; }

 private:
  std::atomic<std::size_t> left_;
  std::atomic<bool> answered_{false};
  const std::int64_t deadline_ms_;
  const model::IntakeSent sent_;
};

Intake::Intake(const model::Plan& plan, StreamTrouble trouble)
    : plan_(plan), trouble_(std::move(trouble)) {
  for (std::size_t i = 0; i < plan.streams.size(); ++i) lanes_.push_back(std::make_unique<Lane>());
}

model::Result<std::unique_ptr<Intake>> Intake::open(const model::Plan& plan,
                                                    ingest::KafkaSettings settings,
                                                    StreamTrouble trouble) {
  std::unique_ptr<Intake> intake(new Intake(plan, std::move(trouble)));
  auto producer = ingest::KafkaProducer::open(with_our_options(std::move(settings)));
  if (!producer) return producer.error();
  intake->producer_ = *std::move(producer);
  intake->thread_ = std::thread([self = intake.get()] { self->run(); });
  return intake;
}

// A reader takes memory only for streams that are sent to.
model::IntakeCheck Intake::check(const model::IntakeRequest& request) {
  Lane& lane = *lanes_[static_cast<std::size_t>(request.stream)];
  const std::lock_guard lock(lane.mutex);
  if (!lane.reader) lane.reader = std::make_unique<ingest::IntakeReader>(plan_, request.stream);
  return lane.reader->read(request, wall_now());
}

void Intake::send(int stream, model::IntakeCheck checked, const model::IntakeSent& sent) {
  if (checked.events.empty()) return sent(model::Done{});
  if (stopping_) return sent(Error{ErrorCode::unavailable, "this server is ending", {}});
  if (std::string trouble = trouble_(stream); !trouble.empty()) {
    return sent(Error{ErrorCode::unavailable, std::move(trouble), {}});
  }
  std::size_t bytes = 0;
  for (const model::IntakeEvent& event : checked.events) bytes += bytes_of(event);
  if (!reserve(checked.events.size(), bytes)) {
    return sent(Error{ErrorCode::unavailable,
                      "too many events wait for the brokers; none of these was sent",
                      {}});
  }
  const auto sending = std::make_shared<Sending>(checked.events.size(), sent);
  {
    const std::lock_guard lock(mutex_);
    sendings_.push_back(sending);
  }
  const std::string& topic = plan_.streams[static_cast<std::size_t>(stream)].topic;
  for (const model::IntakeEvent& event : checked.events) {
    const std::size_t size = bytes_of(event);
    const auto delivered = [this, sending, size, &topic](const Status& status) {
      release(1, size);
      if (!status && !sending->is_answered()) {
        spdlog::warn("events sent over HTTP to {}: {}", topic, status.error().message());
      }
      sending->land(status);
    };
    const ingest::ProducedRecord record{topic,         event.key,      event.value,
                                        event.headers, checked.now.ms, -1};
    if (!producer_->produce(record, delivered)) {
      delivered(Error{ErrorCode::unavailable, "the client's queue is full", {}});
    }
  }
}

bool Intake::reserve(std::size_t records, std::size_t bytes) {
  const bool fits = waiting_records_.fetch_add(records) + records <= model::kIntakeRecordsMax;
  const bool has_room = waiting_bytes_.fetch_add(bytes) + bytes <= model::kIntakeBytesMax;
  if (fits && has_room) return true;
  release(records, bytes);
  return false;
}

void Intake::release(std::size_t records, std::size_t bytes) {
  waiting_records_ -= records;
  waiting_bytes_ -= bytes;
}

void Intake::run() {
  constexpr int kPollMs = 50;
  std::string trouble;  // told once, not with every look
  while (!stopping_) {
    const Status status = producer_->poll(kPollMs);
    const std::string text = status ? "" : status.error().message();
    if (!text.empty() && text != trouble) spdlog::warn("events sent over HTTP: {}", text);
    trouble = text;
    answer_overdue(false);
  }
  if (const Status status = producer_->flush(model::kOutboxGoodbyeMs); !status) {
    spdlog::warn("events sent over HTTP: {}; their senders are told to send again",
                 status.error().message());
  }
  answer_overdue(true);
}

// They were taken in the order of their deadlines.
void Intake::answer_overdue(bool all) {
  const std::int64_t now_ms = steady_ms();
  std::vector<std::shared_ptr<Sending>> overdue;
  {
    const std::lock_guard lock(mutex_);
    while (!sendings_.empty()) {
      const Sending& oldest = *sendings_.front();
      if (!all && !oldest.is_answered() && oldest.deadline_ms() > now_ms) break;
      if (!oldest.is_answered()) overdue.push_back(sendings_.front());
      sendings_.pop_front();
    }
  }
  for (const auto& sending : overdue) {
    sending->answer(Error{ErrorCode::unavailable,
                          fmt::format("the brokers did not acknowledge them within {} s",
                                      model::kIntakeAnswerMs / 1000),
                          {}});
  }
}

void Intake::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

}  // namespace ioc::app
