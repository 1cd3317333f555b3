#include "app/refused_desk.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/clock.h"
#include "app/thread_name.h"
#include "ingest/fault_words.h"
#include "model/limits.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::RefusedEvent;
using model::RefusedEvents;
using model::Result;
using model::Status;

namespace {

// What a stream of all dead letters would be: for reading what they say of themselves.
model::StreamPlan letters_of(const model::Plan& plan) {
  model::StreamPlan letters;
  letters.reads_letters = true;
  for (const model::StreamPlan& stream : plan.streams) {
    if (stream.reads_letters) continue;
    const auto unit =
        std::find_if(stream.fields.begin(), stream.fields.end(),
                     [](const auto& each) { return each.type.kind == model::TypeKind::unit; });
    letters.letters.push_back(
        {stream.id, stream.topic,
         unit == stream.fields.end() ? std::vector<std::string>() : unit->pointer});
  }
  return letters;
}

std::string cut_short(std::string_view text) {
  if (text.size() <= model::kIntakeQuoteBytesMax) return std::string(text);
  std::string quoted = ingest::in_quotes(text);  // never within a letter
  return quoted.substr(1, quoted.size() - 2);
}

std::int64_t earliest_of(const ingest::Extent& extent) {
  return std::max(extent.low, extent.high - model::kRefusedReadMax);
}

}  // namespace

RefusedDesk::RefusedDesk(const model::Plan& plan, ingest::KafkaSettings settings, std::string topic)
    : plan_(plan),
      settings_(std::move(settings)),
      topic_(std::move(topic)),
      letters_(letters_of(plan)),
      contents_(letters_, plan.units),
      decoders_(plan.streams.size()) {
  settings_.stop = &stopping_;
  settings_.shards = 1;
}

void RefusedDesk::start() {
  stopping_ = false;
  thread_ = std::thread([this] {
    name_this_thread("refused");
    run();
  });
}

void RefusedDesk::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void RefusedDesk::ask(model::RefusedAnswer answer) {
  {
    const std::scoped_lock lock(mutex_);
    if (!stopping_ && questions_.size() < model::kRefusedQuestionsMax) {
      questions_.push_back(std::move(answer));
      changed_.notify_all();
      return;
    }
  }
  answer(Error{ErrorCode::unavailable, "too many ask for refused events at this moment", {}});
}

// All who wait are told of one look.
void RefusedDesk::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || !questions_.empty(); });
    const std::deque<model::RefusedAnswer> questions = std::exchange(questions_, {});
    const bool is_ending = stopping_;
    lock.unlock();
    Status done = model::Done{};
    const std::int64_t age_ms = last_ ? wall_now().ms - last_->as_of.ms : INT64_MAX;
    if (age_ms < 0 || age_ms >= model::kRefusedBelievedMs) {
      done = is_ending ? Status(Error{ErrorCode::unavailable, "the service ends", {}}) : read();
      if (done.ok()) last_ = kept(wall_now());
    }
    for (const model::RefusedAnswer& answer : questions) {
      // What was seen before is told with its own as-of when the brokers are away.
      if (last_) {
        answer(last_);
      } else {
        answer(done.ok() ? Error{ErrorCode::unavailable, "the service ends", {}} : done.error());
      }
    }
    lock.lock();
    if (stopping_ && questions_.empty()) return;
  }
}

Status RefusedDesk::read() {
  if (!probe_) {
    auto probe = ingest::KafkaProbe::open(settings_);
    if (!probe) return probe.error();
    probe_ = *std::move(probe);
  }
  const auto parts = find_parts();
  if (!parts) return parts.error();
  if (parts->empty()) return model::Done{};
  const Status read = read_log(
      settings_, *parts, stopping_, [&](std::size_t part, std::span<const model::Record> records) {
        for (const model::Record& record : records) take(record);
        next_[static_cast<std::size_t>((*parts)[part].name.partition)] = records.back().offset + 1;
      });
  if (!read.ok()) return read;
  for (const LogPart& part : *parts) {
    next_[static_cast<std::size_t>(part.name.partition)] = part.end;
  }
  return stopping_ ? Status(Error{ErrorCode::unavailable, "the service ends", {}})
                   : Status(model::Done{});
}

// What is new in each partition, the newest of it. Without the topic nothing was ever refused.
Result<std::vector<LogPart>> RefusedDesk::find_parts() {
  const auto info = probe_->topic(topic_, model::kKafkaCallMs);
  if (!info && info.error().code == ErrorCode::config) return std::vector<LogPart>();
  if (!info) return info.error();
  next_.resize(std::max<std::size_t>(next_.size(), static_cast<std::size_t>(info->partition_count)),
               -1);
  std::vector<LogPart> parts;
  for (std::int32_t i = 0; i < info->partition_count; ++i) {
    const auto extent = probe_->extent({topic_, i}, model::kKafkaCallMs);
    if (!extent) return extent.error();
    std::int64_t& next = next_[static_cast<std::size_t>(i)];
    if (next > extent->high) next = -1;  // the topic was made anew
    next = std::max(next, earliest_of(*extent));
    if (next < extent->high) parts.push_back({{topic_, i}, extent->high, next, -1, 0});
  }
  return parts;
}

void RefusedDesk::take(const model::Record& record) {
  const auto letter = ingest::read_dead_letter(record);
  if (!letter) return;
  const ingest::LetterContent content = contents_.content_of(record, *letter);
  if (content.stream.empty()) return;  // of a stream the catalogue no longer has
  RefusedEvent event;
  event.stream = content.stream;
  event.unit = content.unit;
  event.system = content.system;
  event.reason = letter->reason;
  event.at = model::Instant{std::max<std::int64_t>(record.timestamp_ms, 0)};
  event.partition = letter->partition;
  event.offset = letter->offset;
  const Place place{event.stream, event.partition, event.offset};
  if (const auto before = kept_.find(place); before != kept_.end()) forget(before->second);
  explain(record, *letter, event);
  of_all_.insert({event.at, place});
  ByTime& own = of_unit_[event.unit];
  own.insert({event.at, place});
  kept_[place] = std::move(event);
  if (own.size() > model::kRefusedPerUnitMax) forget(kept_.at(own.begin()->second));
  if (kept_.size() > model::kRefusedMax) forget(kept_.at(of_all_.begin()->second));
}

void RefusedDesk::forget(const RefusedEvent& event) {
  const Place place{event.stream, event.partition, event.offset};
  of_all_.erase({event.at, place});
  of_unit_[event.unit].erase({event.at, place});
  kept_.erase(place);
}

void RefusedDesk::explain(const model::Record& record, const ingest::DeadLetter& letter,
                          RefusedEvent& event) {
  const auto at = std::find_if(plan_.streams.begin(), plan_.streams.end(),
                               [&](const auto& stream) { return stream.id == event.stream; });
  auto& decoder = decoders_[static_cast<std::size_t>(at - plan_.streams.begin())];
  if (!decoder) decoder = std::make_unique<ingest::Decoder>(*at, plan_, true);
  model::Record original = record;
  original.headers = letter.headers;
  for (const ingest::RecordFault& fault : decoder->explain(original, event.id)) {
    event.faults.push_back({std::string(name_of(fault.reason)), ingest::fault_field(fault, *at),
                            cut_short(fault.found)});
  }
  event.id = cut_short(event.id);
  const std::string_view too_late = name_of(model::Reason::too_late);
  if (!event.faults.empty()) return;
  if (event.reason == too_late) {
    event.faults.push_back({std::string(too_late), "time", {}});
  } else {
    event.passes_now = true;
  }
}

std::shared_ptr<const RefusedEvents> RefusedDesk::kept(model::Instant now) const {
  auto events = std::make_shared<RefusedEvents>();
  events->as_of = now;
  for (auto newest = of_all_.rbegin(); newest != of_all_.rend(); ++newest) {
    events->events.push_back(kept_.at(newest->second));
  }
  return events;
}

}  // namespace ioc::app
