// Looking at single places of the log with a consumer of its own.
#include "ingest/kafka_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "ingest/fingerprint.h"
#include "ingest/kafka_errors.h"
#include "ingest/kafka_waker.h"

namespace ioc::ingest {
namespace {

using model::Error;
using model::ErrorCode;
using Clock = std::chrono::steady_clock;
using MetadataPtr =
    std::unique_ptr<const rd_kafka_metadata_t, Destroyer<rd_kafka_metadata_destroy>>;
using OptionsPtr =
    std::unique_ptr<rd_kafka_AdminOptions_t, Destroyer<rd_kafka_AdminOptions_destroy>>;
using ConfigPtr =
    std::unique_ptr<rd_kafka_ConfigResource_t, Destroyer<rd_kafka_ConfigResource_destroy>>;

Error no_answer(rd_kafka_resp_err_t err, std::string subject) {
  return {ErrorCode::unavailable,
          fmt::format("no answer from the broker ({}: {}); it is asked again",
                      rd_kafka_err2name(err), rd_kafka_err2str(err)),
          std::move(subject)};
}

int remaining_ms(Clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(left, 0));
}

// What one message of the probe says about the place it belongs to; nothing for passing troubles.
model::Result<std::optional<Sight>> sight_of(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    model::Record record;
    record.timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
    if (message.key != nullptr) {
      record.key = std::string_view(static_cast<const char*>(message.key), message.key_len);
    }
    if (message.payload != nullptr) {
      record.value = std::string_view(static_cast<const char*>(message.payload), message.len);
    }
    return std::optional(Sight{Sight::Kind::record, message.offset, fingerprint(record)});
  }
  switch (classify_read(message.err)) {
    case ReadError::end_of_partition:
      return std::optional(Sight{Sight::Kind::end, message.offset, 0});
    case ReadError::transient: return std::optional<Sight>();
    case ReadError::log_changed:
      if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
          message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE) {
        return std::optional(Sight{Sight::Kind::out_of_range, message.offset, 0});
      }
      [[fallthrough]];
    case ReadError::stops_partition:
    case ReadError::fatal: break;
  }
  return explain_read(message.err, rd_kafka_message_errstr(&message));
}

}  // namespace

std::string to_text(const model::PartitionName& name) {
  return fmt::format("{}[{}]", name.topic, name.partition);
}

model::Result<std::unique_ptr<KafkaProbe>> KafkaProbe::open(const KafkaSettings& settings) {
  // One record of each partition is wanted: the smallest fetches the library makes.
  std::vector<Property> ours(reader_properties().begin(), reader_properties().end());
  ours.emplace_back("queued.min.messages", "1");
  ours.emplace_back("fetch.message.max.bytes", "16384");
  auto client = make_client(RD_KAFKA_CONSUMER, settings, ours);
  if (!client) return client.error();
  rd_kafka_poll_set_consumer((*client)->get());
  return std::unique_ptr<KafkaProbe>(new KafkaProbe(settings, std::move(*client)));
}

// The library's calls cannot be broken off, so a long one is made of short ones. `ask` is given the
// time it may take.
template <class Ask>
rd_kafka_resp_err_t KafkaProbe::in_slices(int timeout_ms, const Ask& ask) const {
  const Clock::time_point deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    const int slice_ms = std::min(remaining_ms(deadline), model::kKafkaSliceMs);
    const Clock::time_point slice_end = Clock::now() + std::chrono::milliseconds(slice_ms / 2);
    const rd_kafka_resp_err_t err = ask(slice_ms);
    const bool has_waited = Clock::now() >= slice_end && (err == RD_KAFKA_RESP_ERR__TIMED_OUT ||
                                                          err == RD_KAFKA_RESP_ERR__TRANSPORT);
    if (!has_waited || remaining_ms(deadline) == 0 || settings_.is_ending()) return err;
  }
}

bool KafkaProbe::is_answered(int timeout_ms) const {
  const rd_kafka_metadata_t* found = nullptr;
  const auto err = rd_kafka_metadata(client_->get(), 0, nullptr, &found, timeout_ms);
  const MetadataPtr metadata(found);
  return err == RD_KAFKA_RESP_ERR_NO_ERROR;
}

model::Result<TopicInfo> KafkaProbe::topic(const std::string& name, int timeout_ms) const {
  const TopicPtr topic(rd_kafka_topic_new(client_->get(), name.c_str(), nullptr));
  if (!topic) return Error{ErrorCode::config, "this cannot be a topic's name", name};
  const rd_kafka_metadata_t* found = nullptr;
  const auto err = in_slices(timeout_ms, [&](int slice_ms) {
    return rd_kafka_metadata(client_->get(), 0, topic.get(), &found, slice_ms);
  });
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return no_answer(err, name);
  const MetadataPtr metadata(found);
  if (metadata->topic_cnt != 1) {
    return no_answer(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, name);
  }
  const rd_kafka_metadata_topic_t& told = metadata->topics[0];
  switch (told.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return TopicInfo{name, told.partition_cnt};
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return Error{ErrorCode::config,
                   fmt::format("{}; create the topic, or mend its name or rights",
                               rd_kafka_err2str(told.err)),
                   name};
    default: return no_answer(told.err, name);
  }
}

model::Result<Extent> KafkaProbe::extent(const model::PartitionName& name, int timeout_ms) const {
  Extent extent;
  const auto err = in_slices(timeout_ms, [&](int slice_ms) {
    return rd_kafka_query_watermark_offsets(client_->get(), name.topic.c_str(), name.partition,
                                            &extent.low, &extent.high, slice_ms);
  });
  if (err == RD_KAFKA_RESP_ERR_NO_ERROR) return extent;
  if (classify_read(err) == ReadError::transient) return no_answer(err, to_text(name));
  Error error = explain_read(err, nullptr);
  error.subject = to_text(name);
  return error;
}

model::Result<std::vector<std::int64_t>> KafkaProbe::ends(
    std::span<const model::PartitionName> names, int timeout_ms) const {
  PartitionListPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(names.size())));
  for (const model::PartitionName& name : names) {
    rd_kafka_topic_partition_list_add(list.get(), name.topic.c_str(), name.partition)->offset =
        RD_KAFKA_OFFSET_END;
  }
  const auto err = rd_kafka_offsets_for_times(client_->get(), list.get(), timeout_ms);
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return no_answer(err, "ends of partitions");
  std::vector<std::int64_t> ends;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& told = list->elems[i];
    ends.push_back(told.err == RD_KAFKA_RESP_ERR_NO_ERROR && told.offset >= 0 ? told.offset : -1);
  }
  if (std::ranges::all_of(ends, [](std::int64_t end) { return end < 0; })) {
    return no_answer(RD_KAFKA_RESP_ERR__TIMED_OUT, "ends of partitions");
  }
  return ends;
}

model::Result<std::vector<Sight>> KafkaProbe::look(std::span<const Place> places, int timeout_ms) {
  const std::vector<Answer> answers = see(places, timeout_ms);
  std::vector<Sight> sights;
  for (const Answer& answer : answers) {
    if (answer && !*answer) return answer->error();
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!answers[i]) return no_answer(RD_KAFKA_RESP_ERR__TIMED_OUT, to_text(places[i].name));
    sights.push_back(answers[i]->value());
  }
  return sights;
}

std::vector<std::optional<Sight>> KafkaProbe::glance(std::span<const Place> places,
                                                     int timeout_ms) {
  std::vector<std::optional<Sight>> sights;
  for (const Answer& answer : see(places, timeout_ms)) {
    sights.push_back(answer && *answer ? std::optional(answer->value()) : std::nullopt);
  }
  return sights;
}

std::vector<KafkaProbe::Answer> KafkaProbe::see(std::span<const Place> places, int timeout_ms) {
  const std::lock_guard guard(looking_);
  const Clock::time_point deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  std::vector<Answer> answers(places.size());
  PartitionListPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(places.size())));
  for (const Place& place : places) {
    rd_kafka_topic_partition_list_add(list.get(), place.name.topic.c_str(), place.name.partition)
        ->offset = place.offset;
  }
  if (rd_kafka_assign(client_->get(), list.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return answers;

  std::size_t missing = places.size();
  while (missing > 0 && Clock::now() < deadline && !settings_.is_ending()) {
    const MessagePtr message(rd_kafka_consumer_poll(
        client_->get(), std::min(remaining_ms(deadline), model::kKafkaWakePauseMs)));
    if (!message) {
      wake_fetchers(client_->get(), list.get(),
                    std::min(remaining_ms(deadline), model::kKafkaWakeCallMs));
    }
    if (!message || message->rkt == nullptr) continue;
    const auto place = std::ranges::find_if(places, [&](const Place& p) {
      return p.name.partition == message->partition &&
             p.name.topic == rd_kafka_topic_name(message->rkt);
    });
    if (place == places.end()) continue;
    Answer& answer = answers[static_cast<std::size_t>(place - places.begin())];
    if (answer) continue;
    auto sight = sight_of(*message);
    if (sight && !*sight) continue;
    if (sight) {
      answer = model::Result<Sight>(**sight);
    } else {
      Error error = sight.error();
      error.subject = to_text(place->name);
      answer = model::Result<Sight>(std::move(error));
    }
    --missing;
  }
  rd_kafka_assign(client_->get(), nullptr);
  return answers;
}

model::Result<bool> KafkaProbe::is_compacted(const std::string& topic, int timeout_ms) const {
  const QueuePtr queue(rd_kafka_queue_new(client_->get()));
  const OptionsPtr options(
      rd_kafka_AdminOptions_new(client_->get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS));
  std::array<char, 256> reason{};
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, reason.data(),
                                            reason.size());
  const ConfigPtr wanted(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  rd_kafka_ConfigResource_t* resource = wanted.get();
  rd_kafka_DescribeConfigs(client_->get(), &resource, 1, options.get(), queue.get());

  EventPtr event;
  in_slices(timeout_ms, [&](int slice_ms) {
    event.reset(rd_kafka_queue_poll(queue.get(), slice_ms));
    return event ? RD_KAFKA_RESP_ERR_NO_ERROR : RD_KAFKA_RESP_ERR__TIMED_OUT;
  });
  const auto* result = event ? rd_kafka_event_DescribeConfigs_result(event.get()) : nullptr;
  if (result == nullptr) return no_answer(RD_KAFKA_RESP_ERR__TIMED_OUT, topic);
  if (const auto err = rd_kafka_event_error(event.get()); err != 0) return no_answer(err, topic);
  std::size_t count = 0;
  const auto* resources = rd_kafka_DescribeConfigs_result_resources(result, &count);
  if (count != 1) return no_answer(RD_KAFKA_RESP_ERR__BAD_MSG, topic);
  if (const auto err = rd_kafka_ConfigResource_error(resources[0]); err != 0) {
    if (err != RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) return no_answer(err, topic);
    return Error{ErrorCode::config, "no right to describe its configuration", topic};
  }
  const auto* entries = rd_kafka_ConfigResource_configs(resources[0], &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (std::string_view(rd_kafka_ConfigEntry_name(entries[i])) != "cleanup.policy") continue;
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    return value != nullptr && std::string_view(value).find("compact") != std::string_view::npos;
  }
  return false;
}

}  // namespace ioc::ingest
