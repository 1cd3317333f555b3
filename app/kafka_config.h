// How this program reaches Kafka: the configuration as the ingest room takes it.
#pragma once

#include "app/config.h"
#include "ingest/kafka_settings.h"

namespace ioc::app {

// Reading ahead takes an eighth of the memory configured. The client's words go to the log.
ingest::KafkaSettings kafka_settings(const Config& config);

}  // namespace ioc::app
