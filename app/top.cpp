#include "app/top.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/answered.h"
#include "app/clock.h"
#include "app/exit_code.h"
#include "app/output.h"
#include "app/scrape.h"
#include "model/limits.h"
#include "serving/http_client.h"

namespace ioc::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Error;
using model::ErrorCode;
using model::Result;

constexpr int kAlertsShown = 10;

// What the service told when it was asked once.
struct Look {
  std::vector<Sample> samples;
  Json readiness;
  Json streams;
  Json alerts;
  std::int64_t at_ms = 0;  // steady
};

Result<std::string> fetch(const serving::HttpAddress& address, const char* path) {
  auto reply = serving::send_http(address, path, "", {}, model::kAlertAnswerMs);
  if (!reply) return reply.error();
  return std::move(reply->body);
}

Result<Look> look(const std::string& url) {
  auto address = serving::parse_http_address(url);
  if (!address) return Error{ErrorCode::usage, address.error().text, address.error().subject};
  Look found;
  const auto metrics = fetch(*address, "/metrics");
  if (!metrics) return metrics.error();
  found.samples = parse_metrics(*metrics);
  const std::pair<const char*, Json*> pages[] = {{"/readyz", &found.readiness},
                                                 {"/api/v1/streams", &found.streams},
                                                 {"/api/v1/alerts?state=firing", &found.alerts}};
  for (const auto& [path, json] : pages) {
    const auto text = fetch(*address, path);
    if (!text) return text.error();
    *json = Json::parse(*text, nullptr, false);
    if (!json->is_object()) {
      return Error{ErrorCode::unavailable, fmt::format("{} is not as ioc-pulse tells it", path),
                   url};
    }
  }
  found.at_ms = steady_ms();
  return found;
}

// A second's share of what was counted between two looks; absent without both.
Json rate(const Look& now, const Look* before, const char* name, const Labels& labels = {}) {
  if (before == nullptr || now.at_ms <= before->at_ms) return nullptr;
  const double seconds = static_cast<double>(now.at_ms - before->at_ms) / 1000;
  const double grown = sum_of(now.samples, name, labels).value_or(0) -
                       sum_of(before->samples, name, labels).value_or(0);
  return std::max(0.0, grown) / seconds;  // a service that was started anew counts from its commit
}

Json number(const Look& now, const char* name, const Labels& labels = {}) {
  const auto sum = sum_of(now.samples, name, labels);
  return sum ? Json(*sum) : Json();
}

Json stream_row(const Look& now, const Look* before, const Json& stream) {
  const std::string id = stream.value("stream", std::string());
  const Labels labels = {{"stream", id}};
  Json row = {{"stream", id}, {"state", nullptr}};
  for (const Sample& sample : now.samples) {
    if (sample.name == "ioc_pulse_stream_state" && sample.value == 1 &&
        sample.labels.at("stream") == id) {
      row["state"] = sample.labels.at("state");
    }
  }
  row["events_per_s"] = rate(now, before, "ioc_pulse_events_received_total", labels);
  row["counted"] = number(now, "ioc_pulse_events_counted_total", labels);
  row["duplicate"] = number(now, "ioc_pulse_events_duplicate_total", labels);
  row["refused"] = number(now, "ioc_pulse_events_refused_total", labels);
  row["lag"] =
      number(now, "ioc_pulse_kafka_lag_records", {{"topic", stream.value("topic", std::string())}});
  row["freshness_s"] = number(now, "ioc_pulse_freshness_seconds", labels);
  return row;
}

Json summary_of(const Look& now, const Look* before) {
  Json summary;
  for (const Sample& sample : now.samples) {
    if (sample.name != "ioc_pulse_build_info") continue;
    summary["version"] = sample.labels.at("version");
    summary["catalog"] = sample.labels.at("catalog");
    summary["catalog_hash"] = sample.labels.at("catalog_hash");
  }
  summary["ready"] = now.readiness.value("ready", false);
  summary["checks_failed"] = Json::array();
  for (const Json& check : now.readiness.value("checks", Json::array())) {
    if (!check.value("ok", false)) summary["checks_failed"].push_back(check);
  }
  summary["commits_per_s"] = rate(now, before, "ioc_pulse_commit_seconds_count");
  const double commits = sum_of(now.samples, "ioc_pulse_commit_seconds_count").value_or(0);
  summary["commit_ms_mean"] =
      commits > 0
          ? Json(sum_of(now.samples, "ioc_pulse_commit_seconds_sum").value_or(0) / commits * 1000)
          : Json();
  summary["outbox"] = number(now, "ioc_pulse_outbox_records");
  summary["memory_bytes"] = number(now, "process_resident_memory_bytes");
  summary["memory_limit_bytes"] = number(now, "ioc_pulse_memory_limit_bytes");
  summary["streams"] = Json::array();
  for (const Json& stream : now.streams.value("items", Json::array())) {
    summary["streams"].push_back(stream_row(now, before, stream));
  }
  summary["alerts"] = now.alerts.value("items", Json::array());
  return summary;
}

std::string shown(const Json& value, int digits = 0) {
  if (!value.is_number()) return "-";
  return fmt::format("{:.{}f}", value.get<double>(), digits);
}

std::string mebibytes(const Json& value) {
  return value.is_number() ? fmt::format("{:.0f}", value.get<double>() / (1 << 20)) : "-";
}

// 95 s, 12 min, 3 h, 5 d: as much as an operator needs.
std::string age(const Json& seconds) {
  if (!seconds.is_number()) return "-";
  const double s = std::max(0.0, seconds.get<double>());
  if (s < 120) return fmt::format("{:.0f} s", s);
  if (s < 7'200) return fmt::format("{:.0f} min", s / 60);
  if (s < 172'800) return fmt::format("{:.0f} h", s / 3'600);
  return fmt::format("{:.0f} d", s / 86'400);
}

std::string screen_of(const Json& summary, const std::string& url) {
  std::string out =
      fmt::format("ioc-pulse {}  {}  catalogue {} {}  {}\n", text_or_dash(summary, "version"), url,
                  text_or_dash(summary, "catalog"), text_or_dash(summary, "catalog_hash"),
                  summary["ready"].get<bool>() ? "ready" : "NOT READY");
  for (const Json& check : summary["checks_failed"]) {
    out += fmt::format("  {}: {}\n", text_or_dash(check, "name"), text_or_dash(check, "text"));
  }
  out += fmt::format("commits {}/s of {} ms   outbox {}   memory {} of {} MiB\n\n",
                     shown(summary["commits_per_s"], 1), shown(summary["commit_ms_mean"], 1),
                     shown(summary["outbox"]), mebibytes(summary["memory_bytes"]),
                     mebibytes(summary["memory_limit_bytes"]));
  out += fmt::format("{:20} {:8} {:>10} {:>12} {:>10} {:>9} {:>9} {:>8}\n", "STREAM", "STATE",
                     "EVENTS/S", "COUNTED", "DUPLICATE", "REFUSED", "LAG", "NEWEST");
  for (const Json& row : summary["streams"]) {
    out += fmt::format(
        "{:20} {:8} {:>10} {:>12} {:>10} {:>9} {:>9} {:>8}\n", text_or_dash(row, "stream"),
        text_or_dash(row, "state"), shown(row["events_per_s"], 1), shown(row["counted"]),
        shown(row["duplicate"]), shown(row["refused"]), shown(row["lag"]), age(row["freshness_s"]));
  }
  const Json& alerts = summary["alerts"];
  out += fmt::format("\n{} alerts firing\n", alerts.size());
  int left = kAlertsShown;
  for (const Json& alert : alerts) {
    if (left-- == 0) {
      out += "  … `ioc-pulse alerts list` tells all\n";
      break;
    }
    const auto summary_at = alert.find("summary");
    out += fmt::format("  {:8}  {}  {} {}  {}\n", text_or_dash(alert, "severity"),
                       text_or_dash(alert, "since"), text_or_dash(alert, "alert"),
                       text_or_dash(alert, "unit"),
                       summary_at == alert.end() ? "" : text_or_dash(*summary_at, "en"));
  }
  return out;
}

}  // namespace

int top(const TopOptions& options, const std::atomic<bool>& stop) {
  // A terminal is overwritten; what is kept in a file is kept whole.
  constexpr std::string_view kHomeAndClear = "\x1b[H\x1b[2J";
  const bool overwrites = !options.once && !options.json && isatty(STDOUT_FILENO) != 0;
  std::optional<Look> before;
  do {
    auto now = look(options.url);
    if (!now) {
      if (options.once || now.error().code == ErrorCode::usage) return report(now.error());
      say(fmt::format("{}; asked again in {} s\n", now.error().message(), options.interval_s));
      before.reset();
      continue;
    }
    const Json summary = summary_of(*now, before ? &*before : nullptr);
    std::string out = options.json ? summary.dump() + '\n' : screen_of(summary, options.url);
    if (overwrites) out.insert(0, kHomeAndClear);
    if (const auto written = write_data(out); !written) return report(written.error());
    before = std::move(now).value();
  } while (!options.once && sleep_unless(stop, std::int64_t{options.interval_s} * 1000));
  return kExitOk;
}

}  // namespace ioc::app
