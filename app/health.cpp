#include "app/health.h"

#include <fmt/core.h>

#include "app/rule_standing.h"
#include "model/limits.h"

namespace ioc::app {
namespace {

using serving::HealthCheck;
using Checks = std::vector<HealthCheck>;

bool brokers_answer(const ServiceParts& parts) {
  return parts.is_reading && parts.reading.silence_ms() < model::kKafkaSilenceMaxMs;
}

// Reading, a broker that answers, and a broker that takes what we send.
HealthCheck kafka_health(const ServiceParts& parts) {
  const auto [ready, phase] = parts.status.phase();
  if (!ready || !parts.is_reading) return {"kafka", false, phase};
  if (!brokers_answer(parts)) {
    return {"kafka", false,
            fmt::format("no answer from the brokers for {} s; what is served is as of then",
                        parts.reading.silence_ms() / 1000)};
  }
  const std::int64_t age_ms = parts.outbox.oldest_age_ms();
  if (age_ms > model::kOutboxAgeMaxMs) {
    return {"kafka", false,
            fmt::format("the oldest record of the outbox has waited {} s for the broker's "
                        "acknowledgement",
                        age_ms / 1000)};
  }
  return {"kafka", true, phase};
}

void add_streams(const ServiceParts& parts, Checks& checks) {
  const std::vector<StreamStatus> streams = parts.status.read().streams;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    checks.push_back({"stream " + parts.plan.streams[i].id,
                      streams[i].state == StreamStatus::State::reading, streams[i].text});
  }
  std::string stopped;
  for (const ingest::StoppedPartition& partition : parts.reading.stopped()) {
    stopped += (stopped.empty() ? "" : "; ") + partition.error.message();
  }
  checks.push_back({"partitions", stopped.empty(), stopped.empty() ? "none stopped" : stopped});
}

// What is told beside the figures, which are right without it: no reason to send people elsewhere.
void tell(Checks& checks, std::string name, std::string text) {
  checks.push_back({std::move(name), true, std::move(text)});
}

void tell_of_snapshots(const ServiceParts& parts, Checks& checks) {
  if (parts.config.snapshots.directory.empty()) return;
  const SnapshotStatus made = parts.snapshots.status();
  if (!made.trouble.empty()) return tell(checks, "snapshots", "not made: " + made.trouble);
  if (!made.newest) return tell(checks, "snapshots", "none yet");
  tell(checks, "snapshots",
       "the newest is of " + model::format_rfc3339(*made.newest, parts.plan.zone));
}

// What is in force still serves well.
void tell_of_setup(const ServiceParts& parts, Checks& checks) {
  if (const auto reload = parts.reloads.last()) {
    tell(checks, "configuration",
         fmt::format("{} at {}: {}", reload->ok ? "read again" : "reading it again was refused",
                     model::format_rfc3339(reload->at, parts.plan.zone), reload->text));
  }
  if (parts.waiting_rules) {
    tell(checks, "rules",
         "not in force, a second person approves at /desk/rules: " +
             rule_words(parts.waiting_rules->differences));
  }
  // An alert for operators comes weeks before its end.
  if (const auto shown = parts.certificate.current()) {
    tell(checks, "certificate", certificate_words(shown->facts(), parts.plan.zone));
  }
  if (parts.config.kafka.instances > 1) tell(checks, "figures", share_note(parts.config));
}

void tell_of_receivers(const ServiceParts& parts, Checks& checks) {
  for (const auto& sender : parts.alert_senders) {
    const serving::AlertSenderStatus sent = sender->status();
    tell(checks, "alerts to " + sent.address,
         sent.trouble.empty() ? "taken" : "not taken: " + sent.trouble);
  }
  if (parts.deliveries == nullptr) return;
  for (const DeliverySenderStatus& sent : parts.deliveries->status()) {
    tell(checks, "delivery to " + sent.standing.connector,
         sent.trouble.empty() ? "nothing is in the way" : sent.trouble);
  }
}

}  // namespace

serving::Health health_of(const ServiceParts& parts) {
  serving::Health health;
  Checks& checks = health.checks;
  checks.push_back(kafka_health(parts));
  add_streams(parts, checks);
  const auto failure = parts.pipeline.failure();
  checks.push_back({"state", !failure, failure ? failure->message() : "committing"});
  if (parts.filling != nullptr) tell(checks, "filling", parts.filling->progress());
  if (const auto progress = parts.as_of.progress()) tell(checks, "as_of", *progress);
  if (parts.meeting.takes_conclusions()) tell(checks, "conclusions", parts.meeting.delivery());
  tell_of_snapshots(parts, checks);
  tell_of_setup(parts, checks);
  const std::string trouble = parts.outbox.trouble();
  checks.push_back({"outbox", trouble.empty(), trouble.empty() ? "sending" : trouble});
  tell_of_receivers(parts, checks);
  health.live = !failure;
  return health;
}

std::vector<bool> streams_read(const ServiceParts& parts) {
  const bool answers = brokers_answer(parts);
  std::vector<bool> read;
  for (const StreamStatus& stream : parts.status.read().streams) {
    read.push_back(answers && stream.state == StreamStatus::State::reading);
  }
  return read;
}

std::string share_note(const Config& config) {
  return fmt::format(
      "this is process {} of {}: what it serves is its share of the partitions, and nothing is "
      "published to {}, where a share would pass for the whole",
      config.kafka.instance, config.kafka.instances, config.kafka.figures_topic);
}

}  // namespace ioc::app
