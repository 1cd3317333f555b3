// How to reach Kafka, and what every Kafka door needs to be told.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "model/limits.h"

namespace ioc::ingest {

// A line of the client library for the program's log. `severity` is syslog's: 0 emergency … 7
// debug. Called from any thread, also before a door's constructor returns.
using KafkaLog = std::function<void(int severity, std::string_view line)>;

struct KafkaSettings {
  std::string brokers;  // "host:port,host:port"
  // Any librdkafka property; they override ours, except the few that correctness rests on (naming
  // one of those, or an unknown one, is a `config` error).
  std::map<std::string, std::string> options;
  int instance = 0;                                            // partition p is read by the process
  int instances = 1;                                           // with p mod instances == instance
  int shards = 1;                                              // threads that poll a source
  std::size_t buffer_bytes = model::kKafkaBufferBytesDefault;  // read ahead, all shards together
  KafkaLog log;                                                // empty: silence
  // True: the program ends, and what waits for a broker gives up within kKafkaSliceMs. May be null.
  const std::atomic<bool>* stop = nullptr;

  bool is_ending() const { return stop != nullptr && *stop; }
};

// True while clients that were given up still wait for their brokers, on threads of their own. The
// process must then end without taking down what such threads use (std::_Exit).
bool clients_are_leaving();

struct TopicInfo {
  std::string topic;
  std::int32_t partition_count = 0;
};

}  // namespace ioc::ingest
