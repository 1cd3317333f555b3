#include "app/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "app/clock.h"
#include "model/lookup.h"

namespace ioc::app {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

namespace {

using LabelPairs = std::vector<std::pair<std::string, std::string>>;

// Gathers families; each is added once, then filled.
class Page {
 public:
  void family(const std::string& name, const std::string& help, MetricType type) {
    families_.push_back({name, help, type, {}});
  }
  void value(const LabelPairs& labels, double value) {
    ClientMetric metric;
    for (const auto& [name, text] : labels) metric.label.push_back({name, text});
    MetricFamily& family = families_.back();
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    family.metric.push_back(std::move(metric));
  }
  void histogram(const StatusSnapshot& snapshot) {
    ClientMetric metric;
    metric.histogram.sample_count = snapshot.commit_count;
    metric.histogram.sample_sum = snapshot.commit_seconds_sum;
    for (std::size_t i = 0; i < snapshot.commit_seconds_buckets.size(); ++i) {
      metric.histogram.bucket.push_back(
          {snapshot.commit_seconds_buckets[i], kCommitSecondsBounds[i]});
    }
    metric.histogram.bucket.push_back(
        {snapshot.commit_count, std::numeric_limits<double>::infinity()});
    families_.back().metric.push_back(std::move(metric));
  }
  std::string text() const {
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, families_);
    return out.str();
  }

 private:
  std::vector<MetricFamily> families_;
};

void add_event_counters(Page& page, const model::Plan& plan, const StatusSnapshot& snapshot) {
  std::vector<model::Tally> tallies(plan.streams.size());
  for (const PartitionStatus& partition : snapshot.partitions) {
    if (partition.stream >= 0) {
      tallies[static_cast<std::size_t>(partition.stream)] += partition.mark.tally;
    }
  }
  const auto counter = [&](const char* name, const char* help,
                           std::uint64_t model::Tally::*member) {
    page.family(name, help, MetricType::Counter);
    for (std::size_t i = 0; i < tallies.size(); ++i) {
      page.value({{"stream", plan.streams[i].id}}, static_cast<double>(tallies[i].*member));
    }
  };
  counter("ioc_pulse_events_received_total", "Records read and judged.", &model::Tally::received);
  counter("ioc_pulse_events_counted_total", "Events that took part in figures.",
          &model::Tally::counted);
  counter("ioc_pulse_events_duplicate_total", "Events recognised as seen before.",
          &model::Tally::duplicate);
  page.family("ioc_pulse_events_refused_total", "Events sent to the dead letters, by reason.",
              MetricType::Counter);
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    for (std::size_t reason = 0; reason < model::kReasonCount; ++reason) {
      page.value(
          {{"stream", plan.streams[i].id}, {"reason", std::string(model::kReasonNames[reason])}},
          static_cast<double>(tallies[i].refused[reason]));
    }
  }
}

void add_alerts(Page& page, const model::Plan& plan, const AlertMetrics& metrics) {
  page.family("ioc_pulse_alerts", "Alerts that fire or are pending, over all units.",
              MetricType::Gauge);
  for (const model::AlertPlan& alert : plan.alerts) {
    std::size_t firing = 0, pending = 0;
    for (const model::Alert& known : metrics.alerts) {
      if (known.alert == alert.id) ++(known.fired ? firing : pending);
    }
    for (const auto& [state, count] :
         {std::pair{"firing", firing}, std::pair{"pending", pending}}) {
      page.value({{"alert", alert.id}, {"severity", alert.severity}, {"state", state}},
                 static_cast<double>(count));
    }
  }
  page.family("ioc_pulse_alert_messages_total", "Messages to receivers of alerts, by their answer.",
              MetricType::Counter);
  for (const serving::AlertSenderStatus& receiver : metrics.receivers) {
    for (const auto& [answer, count] :
         {std::pair{"taken", receiver.accepted}, std::pair{"failed", receiver.failed}}) {
      page.value({{"receiver", receiver.address}, {"answer", answer}}, static_cast<double>(count));
    }
  }
  page.family("ioc_pulse_alert_changes_waiting", "Changes of alerts a receiver has not taken yet.",
              MetricType::Gauge);
  for (const serving::AlertSenderStatus& receiver : metrics.receivers) {
    page.value({{"receiver", receiver.address}}, static_cast<double>(receiver.waiting));
  }
}

void add_intake(Page& page, const IntakeMetrics& intake) {
  const serving::IntakeCounters& counters = intake.counters;
  page.family("ioc_pulse_intake_events_total", "Events sent over HTTP, by what became of them.",
              MetricType::Counter);
  for (const auto& [result, count] :
       {std::pair{"accepted", counters.accepted.load()},
        std::pair{"refused", counters.refused.load()},
        std::pair{"unacknowledged", counters.unacknowledged.load()}}) {
    page.value({{"result", result}}, static_cast<double>(count));
  }
  page.family("ioc_pulse_intake_requests_total", "Requests with events, by the answer's status.",
              MetricType::Counter);
  for (std::size_t i = 0; i < counters.answers.size(); ++i) {
    page.value({{"status", std::to_string(serving::IntakeCounters::kStatuses[i])}},
               static_cast<double>(counters.answers[i].load()));
  }
  page.family("ioc_pulse_intake_waiting_records",
              "Events sent over HTTP that the brokers have not acknowledged yet.",
              MetricType::Gauge);
  page.value({}, static_cast<double>(intake.waiting_records));
}

void add_deliveries(Page& page, const std::vector<DeliverySenderStatus>& deliveries) {
  if (deliveries.empty()) return;
  page.family("ioc_pulse_deliveries", "Reports handed on to other systems, by where they stand.",
              MetricType::Gauge);
  for (const DeliverySenderStatus& sent : deliveries) {
    for (std::size_t state = 0; state < model::kDeliveryStateNames.size(); ++state) {
      page.value({{"connector", sent.standing.connector},
                  {"state", std::string(model::kDeliveryStateNames[state])}},
                 static_cast<double>(sent.standing.count[state]));
    }
  }
  page.family("ioc_pulse_delivery_age_seconds",
              "Since the oldest report was published that a system has not answered for yet.",
              MetricType::Gauge);
  for (const DeliverySenderStatus& sent : deliveries) {
    const auto& oldest = sent.standing.oldest;
    page.value({{"connector", sent.standing.connector}},
               oldest ? static_cast<double>(wall_now().ms - oldest->ms) / 1000.0 : 0.0);
  }
  page.family("ioc_pulse_delivery_tries_total", "Tries since the start, by what they came to.",
              MetricType::Counter);
  for (const DeliverySenderStatus& sent : deliveries) {
    for (const auto& [result, count] :
         {std::pair{"accepted", sent.accepted}, std::pair{"refused", sent.refused},
          std::pair{"failed", sent.failed}}) {
      page.value({{"connector", sent.standing.connector}, {"result", result}},
                 static_cast<double>(count));
    }
  }
}

// A figure without a value has no sample.
void add_indicators(Page& page,
                    const std::vector<std::shared_ptr<const model::LiveFigure>>& official) {
  if (official.empty()) return;
  page.family("ioc_indicator_value", "Official indicators, of the window that is open.",
              MetricType::Gauge);
  for (const auto& figure : official) {
    if (!figure->value) continue;
    page.value(
        {{"indicator", figure->indicator}, {"window", figure->window}, {"unit", figure->unit}},
        *figure->value);
  }
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0, resident = 0;
  statm >> total >> resident;
  return resident * 4096;
}

void add_tls(Page& page, const TlsMetrics& tls) {
  page.family("ioc_pulse_certificate_expires_timestamp_seconds",
              "When the first certificate of the chain ends, in seconds since 1970.",
              MetricType::Gauge);
  page.value({}, static_cast<double>(tls.certificate.until.ms) / 1000.0);
  page.family("ioc_pulse_tls_handshakes_total",
              "Connections by what became of their TLS: `plain` spoke none.", MetricType::Counter);
  for (const auto& [result, count] :
       {std::pair{"done", &tls.counters.done}, std::pair{"failed", &tls.counters.failed},
        std::pair{"refused", &tls.counters.refused}, std::pair{"plain", &tls.counters.plain}}) {
    page.value({{"result", result}}, static_cast<double>(count->load()));
  }
}

}  // namespace

bool is_official(const model::Plan& plan, const model::LiveFigure& figure) {
  const model::IndicatorPlan* indicator = model::find_indicator(plan, figure.indicator);
  // Nobody signs in to /metrics.
  return indicator != nullptr && indicator->is_metric && indicator->is_public;
}

std::string metrics_text(const model::Plan& plan, const ServiceStatus& status,
                         const std::function<std::int64_t(std::size_t index)>& end_of,
                         const AlertMetrics& alerts, const IntakeMetrics& intake,
                         const std::vector<DeliverySenderStatus>& deliveries,
                         const std::vector<std::shared_ptr<const model::LiveFigure>>& official,
                         const std::optional<Reload>& reload, const SnapshotStatus& snapshots,
                         const std::optional<TlsMetrics>& tls, std::size_t memory_bytes) {
  const StatusSnapshot snapshot = status.read();
  Page page;
  add_event_counters(page, plan, snapshot);

  page.family("ioc_pulse_kafka_lag_records", "End of the partition less the committed offset.",
              MetricType::Gauge);
  for (std::size_t i = 0; i < snapshot.partitions.size(); ++i) {
    const PartitionStatus& partition = snapshot.partitions[i];
    const std::int64_t end = end_of(i);
    if (partition.stream < 0 || end < 0) continue;
    page.value(
        {{"topic", partition.name.topic}, {"partition", std::to_string(partition.name.partition)}},
        static_cast<double>(std::max<std::int64_t>(0, end - partition.mark.next_offset)));
  }
  page.family("ioc_pulse_stream_state", "1 for the state a stream is in; /readyz tells why.",
              MetricType::Gauge);
  for (std::size_t i = 0; i < snapshot.streams.size(); ++i) {
    for (std::size_t state = 0; state < std::size(kStreamStateNames); ++state) {
      page.value({{"stream", plan.streams[i].id}, {"state", kStreamStateNames[state]}},
                 static_cast<std::size_t>(snapshot.streams[i].state) == state);
    }
  }
  page.family("ioc_pulse_outbox_records", "Committed records not yet acknowledged by the broker.",
              MetricType::Gauge);
  page.value({}, static_cast<double>(snapshot.outbox_records));
  page.family("ioc_pulse_commit_seconds", "Time of one durable commit.", MetricType::Histogram);
  page.histogram(snapshot);
  page.family("ioc_pulse_freshness_seconds", "Now less the newest event time counted, by stream.",
              MetricType::Gauge);
  for (std::size_t i = 0; i < snapshot.high_ms.size(); ++i) {
    // Nothing new among refused events is good news.
    if (snapshot.high_ms[i] == INT64_MIN || plan.streams[i].reads_letters) continue;
    page.value({{"stream", plan.streams[i].id}},
               static_cast<double>(wall_now().ms - snapshot.high_ms[i]) / 1000.0);
  }
  add_alerts(page, plan, alerts);
  add_intake(page, intake);
  add_deliveries(page, deliveries);
  add_indicators(page, official);
  page.family("ioc_pulse_revision", "Revision of the last commit.", MetricType::Gauge);
  page.value({}, static_cast<double>(snapshot.revision));
  page.family("ioc_pulse_pane_bytes", "Merged panes held in memory.", MetricType::Gauge);
  page.value({}, static_cast<double>(snapshot.engine_bytes));
  page.family(
      "ioc_pulse_lives_dropped_total",
      "Keys of lifecycles that left the state, since `keep` after their last event is over.",
      MetricType::Counter);
  page.value({}, static_cast<double>(snapshot.lives_dropped));
  page.family("process_resident_memory_bytes", "Resident memory of the process.",
              MetricType::Gauge);
  page.value({}, resident_bytes());
  page.family("ioc_pulse_memory_limit_bytes", "limits.memory of the configuration.",
              MetricType::Gauge);
  page.value({}, static_cast<double>(memory_bytes));
  page.family("ioc_pulse_snapshot_successful", "1 unless the last try to make one failed.",
              MetricType::Gauge);
  page.value({}, snapshots.trouble.empty());
  if (snapshots.newest) {
    page.family("ioc_pulse_snapshot_age_seconds", "Since the newest snapshot was made.",
                MetricType::Gauge);
    page.value({}, static_cast<double>(wall_now().ms - snapshots.newest->ms) / 1000.0);
  }
  if (tls) add_tls(page, *tls);
  page.family("ioc_pulse_reload_successful",
              "1 unless the last order to read the configuration again was refused.",
              MetricType::Gauge);
  page.value({}, !reload || reload->ok);
  page.family("ioc_pulse_build_info", "Version and catalogue in use; always 1.", MetricType::Gauge);
  page.value({{"version", IOC_PULSE_VERSION}, {"catalog", plan.id}, {"catalog_hash", plan.hash}},
             1);
  return page.text();
}

}  // namespace ioc::app
