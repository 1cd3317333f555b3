#include "app/kafka_config.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>

namespace ioc::app {
namespace {

constexpr std::size_t kKafkaShare = 8;

int shard_count(const Config& config) {
  if (config.limits.shards > 0) return config.limits.shards;
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 64U));
}

}  // namespace

ingest::KafkaSettings kafka_settings(const Config& config, const std::atomic<bool>& stop) {
  ingest::KafkaSettings settings;
  settings.brokers = config.kafka.brokers;
  settings.options = config.kafka.options;
  settings.instance = config.kafka.instance;
  settings.instances = config.kafka.instances;
  settings.shards = shard_count(config);
  settings.stop = &stop;
  settings.buffer_bytes = config.limits.memory_bytes / kKafkaShare;
  settings.log = [](int severity, std::string_view line) {
    if (severity <= 3) {
      spdlog::error("kafka: {}", line);
    } else if (severity == 4) {
      spdlog::warn("kafka: {}", line);
    } else {
      spdlog::debug("kafka: {}", line);
    }
  };
  return settings;
}

}  // namespace ioc::app
