// /metrics: what the service knows about itself, in the Prometheus text format.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/delivery_sender.h"
#include "app/reloads.h"
#include "app/snapshots.h"
#include "app/status.h"
#include "model/alert.h"
#include "model/plan.h"
#include "model/query.h"
#include "serving/alert_sender.h"
#include "serving/certificate.h"
#include "serving/intake_counters.h"
#include "serving/tls_counters.h"

namespace ioc::app {

// What /metrics tells of alerts.
struct AlertMetrics {
  std::vector<model::Alert> alerts;
  std::vector<serving::AlertSenderStatus> receivers;
};

// What /metrics tells of events sent over HTTP.
struct IntakeMetrics {
  const serving::IntakeCounters& counters;
  std::size_t waiting_records = 0;
};

// What /metrics tells of TLS, where the server speaks it.
struct TlsMetrics {
  serving::CertificateFacts certificate;
  const serving::TlsCounters& counters;
};

// One scrape. Counters are those of the last commit, so received = counted + duplicate + refused
// holds in every scrape and after every restart. `end_of` tells where the
// log of a partition ends, by its index; -1: not known, and its lag is absent. `official`: the
// newest figures of indicators that are metrics. `reload`: the last one. `memory_bytes`: the
// ceiling that is configured.
std::string metrics_text(const model::Plan& plan, const ServiceStatus& status,
                         const std::function<std::int64_t(std::size_t index)>& end_of,
                         const AlertMetrics& alerts, const IntakeMetrics& intake,
                         const std::vector<DeliverySenderStatus>& deliveries,
                         const std::vector<std::shared_ptr<const model::LiveFigure>>& official,
                         const std::optional<Reload>& reload, const SnapshotStatus& snapshots,
                         const std::optional<TlsMetrics>& tls, std::size_t memory_bytes);

// Whether the figure is one of those that /metrics tells.
bool is_official(const model::Plan& plan, const model::LiveFigure& figure);

}  // namespace ioc::app
