// librdkafka's handles as owners, and the making of a client from settings. Private to the Kafka
// doors: with the .cpp files beside it the only place that knows librdkafka.
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "ingest/kafka_goodbye.h"
#include "ingest/kafka_settings.h"
#include "model/result.h"

namespace ioc::ingest {

template <auto kDestroy>
struct Destroyer {
  template <class T>
  void operator()(T* handle) const {
    kDestroy(handle);
  }
};
using ConfPtr = std::unique_ptr<rd_kafka_conf_t, Destroyer<rd_kafka_conf_destroy>>;
using QueuePtr = std::unique_ptr<rd_kafka_queue_t, Destroyer<rd_kafka_queue_destroy>>;
using TopicPtr = std::unique_ptr<rd_kafka_topic_t, Destroyer<rd_kafka_topic_destroy>>;
using MessagePtr = std::unique_ptr<rd_kafka_message_t, Destroyer<rd_kafka_message_destroy>>;
using EventPtr = std::unique_ptr<rd_kafka_event_t, Destroyer<rd_kafka_event_destroy>>;
using HeadersPtr = std::unique_ptr<rd_kafka_headers_t, Destroyer<rd_kafka_headers_destroy>>;
using PartitionListPtr = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                         Destroyer<rd_kafka_topic_partition_list_destroy>>;

// What callbacks of the library need; it lives longer than the handle that calls them.
struct ClientContext {
  KafkaLog log;
  std::atomic<bool> is_silent{false};  // the program has turned away from it
  std::atomic<std::uint64_t> commit_failures{0};
};

// Owns: the handle and the context it calls. Its end is bounded (kafka_goodbye.h).
struct KafkaClient {
  std::unique_ptr<ClientContext> context;
  ClientHandle handle;

  KafkaClient() = default;
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;
  ~KafkaClient() {
    if (handle) take_down(std::move(context), std::move(handle));
  }

  rd_kafka_t* get() const { return handle.get(); }
};

using Property = std::pair<std::string, std::string>;

// A client with our properties, then the user's over them. Errors: config (names the property),
// unavailable (the library could not start).
model::Result<std::unique_ptr<KafkaClient>> make_client(rd_kafka_type_t type,
                                                        const KafkaSettings& settings,
                                                        std::span<const Property> ours);

// The report of a produced message, whose opaque is null or an owned `Delivered`.
void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*);

// Properties every reader of ours has.
std::span<const Property> reader_properties();

}  // namespace ioc::ingest
