// The service's configuration: ioc-pulse.toml.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/delivery_config.h"
#include "app/openid_settings.h"
#include "model/result.h"

namespace ioc::app {

struct Config {
  std::string catalog;  // folder; relative to the configuration file's own folder if not found here
  std::string state_dir;
  bool operator==(const Config&) const = default;
  struct Kafka {
    bool operator==(const Kafka&) const = default;
    std::string brokers = "127.0.0.1:9092";
    int instance = 0;   // [0, instances)
    int instances = 1;  // partition p is read by p mod instances
    std::string figures_topic = "ioc.figures";
    std::string dead_letters_topic = "ioc.dead-letters";
    std::string audit_topic = "ioc.audit";                  // of the audit log's heads
    std::map<std::string, std::string> options;             // any librdkafka property
    std::map<std::string, std::int64_t> accept_partitions;  // topic -> count an operator has ruled
  } kafka;
  struct Http {
    bool operator==(const Http&) const = default;
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    bool secure_cookies = false;  // browsers reach it by TLS alone, through a proxy
    bool behind_proxy = false;    // which adds the client's address to X-Forwarded-For
    struct Tls {
      bool operator==(const Tls&) const = default;
      std::string certificate;  // files of PEM: the chain, the server's own first,
      std::string key;          // and its key
      bool is_on() const { return !certificate.empty(); }
    } tls;
    // Browsers come by TLS alone, here or at the proxy.
    bool is_secure() const { return secure_cookies || tls.is_on(); }
    bool is_loopback() const { return address.starts_with("127.") || address == "::1"; }
  } http;
  std::optional<OpenIdSettings> openid;  // [sign_in.openid]
  struct Alerts {
    bool operator==(const Alerts&) const = default;
    std::vector<std::string> alertmanagers;  // http://HOST:PORT of each, or https://
    std::vector<std::string> webhooks;       // http://HOST:PORT/PATH of each, or https://
  } alerts;
  struct Public {
    bool operator==(const Public&) const = default;
    std::int64_t small_counts = 5;  // counts below it are told as such on the public page
  } public_page;
  struct Meeting {
    bool operator==(const Meeting&) const = default;
    std::string stream;  // id of the one that tells of conclusions; empty: none are taken
  } meeting;
  struct Snapshots {
    bool operator==(const Snapshots&) const = default;
    std::string directory;            // where one is made a day; empty: nowhere
    std::int64_t at_minute = 2 * 60;  // of the local day, [0, 1439]
    std::int64_t keep = 7;            // the newest so many, at least 1
  } snapshots;
  struct Limits {
    bool operator==(const Limits&) const = default;
    std::size_t memory_bytes = std::size_t{512} << 20;
    int shards = 0;  // threads that read and fold; 0: as many as the machine has processors
    std::int64_t commit_interval_ms = 100;
  } limits;
  std::vector<DeliveryConfig> deliveries;  // as they stand
};

// Reads and checks a file. `${NAME}` and `${NAME:-default}` in string values are replaced from the
// environment after parsing. Errors: `io` when it cannot be read, `config` with all faults, each
// with file, line and column.
model::Result<Config> read_config(const std::string& path);

// "512MiB", "2GiB", "64KiB", "1000000": bytes.
model::Result<std::size_t> parse_bytes(const std::string& text);

}  // namespace ioc::app
