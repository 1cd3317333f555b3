// How the parts of a running service are, for /readyz.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/as_of.h"
#include "app/certificate_keeper.h"
#include "app/config.h"
#include "app/deliveries.h"
#include "app/filling.h"
#include "app/meeting.h"
#include "app/outbox.h"
#include "app/pipeline.h"
#include "app/reading.h"
#include "app/reloads.h"
#include "app/snapshots.h"
#include "app/status.h"
#include "model/plan.h"
#include "model/rule.h"
#include "serving/alert_sender.h"
#include "serving/server.h"

namespace ioc::app {

// The parts that are asked. All of them outlive the view.
struct ServiceParts {
  const Config& config;
  const model::Plan& plan;
  const std::optional<model::WaitingRules>& waiting_rules;
  const ServiceStatus& status;
  const Pipeline& pipeline;
  const Reading& reading;
  const std::atomic<bool>& is_reading;  // the reading has begun and may be asked
  const Outbox& outbox;
  const Filling* filling;  // null: none is under way
  const AsOf& as_of;
  const Meeting& meeting;
  const Snapshots& snapshots;
  const CertificateKeeper& certificate;
  const Deliveries* deliveries;  // null: none where a share is served
  const std::vector<std::unique_ptr<serving::AlertSender>>& alert_senders;
  const Reloads& reloads;
};

// Only what keeps figures from being right or new makes the service not ready; all else is told
// beside it. Threads: any.
serving::Health health_of(const ServiceParts& parts);

// By stream: the brokers answer and nothing has stopped it.
std::vector<bool> streams_read(const ServiceParts& parts);

// Shares are not yet added up between processes: what is to be said where one is served.
std::string share_note(const Config& config);

}  // namespace ioc::app
