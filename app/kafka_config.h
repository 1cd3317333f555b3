// How this program reaches Kafka: the configuration as the ingest room takes it.
#pragma once

#include <atomic>

#include "app/config.h"
#include "ingest/kafka_settings.h"

namespace ioc::app {

// Reading ahead takes an eighth of the memory configured. The client's words go to the log. `stop`
// cuts short what waits for a broker, and outlives all that is opened with the settings.
ingest::KafkaSettings kafka_settings(const Config& config, const std::atomic<bool>& stop);

}  // namespace ioc::app
