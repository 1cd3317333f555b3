// /metrics: what the service knows about itself, in the Prometheus text format.
#pragma once

#include <string>

#include "app/status.h"
#include "ingest/kafka_source.h"
#include "model/plan.h"

namespace ioc::app {

// One scrape. Counters are those of the last commit, so received = counted + duplicate + refused
// holds in every scrape and after every restart. `source` is null before reading
// began: lag is then absent, as it is while no broker answers (kKafkaSilenceMaxMs) and for
// partitions whose end is not known yet.
std::string metrics_text(const model::Plan& plan, const Status& status,
                         const ingest::KafkaSource* source);

}  // namespace ioc::app
