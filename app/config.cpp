#include "app/config.h"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <vector>

#include "app/config_reader.h"
#include "app/delivery_reader.h"
#include "app/pem_file.h"
#include "serving/http_client.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;

namespace {

void read_kafka(ConfigReader& reader, const toml::table& table, Config::Kafka& kafka) {
  reader.table(
      table, "[kafka]",
      {{"brokers", [&](const auto& node) { kafka.brokers = reader.text(node); }},
       {"instance",
        [&](const auto& node) { kafka.instance = static_cast<int>(reader.number(node, 0, 9999)); }},
       {"instances",
        [&](const auto& node) {
          kafka.instances = static_cast<int>(reader.number(node, 1, 10000));
        }},
       {"figures", [&](const auto& node) { kafka.figures_topic = reader.text(node); }},
       {"dead_letters", [&](const auto& node) { kafka.dead_letters_topic = reader.text(node); }},
       {"audit", [&](const auto& node) { kafka.audit_topic = reader.text(node); }},
       {"accept_partitions",
        [&](const auto& node) {
          const toml::table* topics = reader.sub_table(node);
          if (topics == nullptr) return;
          for (const auto& [topic, count] : *topics) {
            kafka.accept_partitions[std::string(topic.str())] = reader.number(count, 1, 100'000);
          }
        }},
       {"options", [&](const auto& node) {
          const toml::table* options = reader.sub_table(node);
          if (options == nullptr) return;
          for (const auto& [name, value] : *options) {
            std::string written;
            if (value.is_integer()) {
              written = std::to_string(value.as_integer()->get());
            } else if (value.is_boolean()) {
              written = value.as_boolean()->get() ? "true" : "false";
            } else {
              written = reader.text(value);
            }
            kafka.options[std::string(name.str())] = written;
          }
        }}});
}

void read_tls(ConfigReader& reader, const toml::table& table, Config::Http::Tls& tls) {
  reader.table(table, "[http.tls]",
               {{"certificate", [&](const auto& node) { tls.certificate = reader.text(node); }},
                {"key", [&](const auto& node) { tls.key = reader.text(node); }}});
  if (tls.certificate.empty()) reader.fault(table.source(), "'certificate' is missing");
  if (tls.key.empty()) reader.fault(table.source(), "'key' is missing");
}

void read_http(ConfigReader& reader, const toml::table& table, Config::Http& http) {
  reader.table(
      table, "[http]",
      {{"secure_cookies", [&](const auto& node) { http.secure_cookies = reader.flag(node); }},
       {"behind_proxy", [&](const auto& node) { http.behind_proxy = reader.flag(node); }},
       {"tls",
        [&](const auto& node) {
          const toml::table* tls = reader.sub_table(node);
          if (tls != nullptr) read_tls(reader, *tls, http.tls);
        }},
       {"listen", [&](const auto& node) {
          const std::string listen = reader.text(node);
          const std::size_t colon = listen.rfind(':');
          int port = -1;
          if (colon != std::string::npos) {
            const char* end = listen.data() + listen.size();
            const auto parsed = std::from_chars(listen.data() + colon + 1, end, port);
            if (parsed.ec != std::errc{} || parsed.ptr != end) port = -1;
          }
          if (port < 0 || port > 65535) {
            reader.fault(node.source(), "expected ADDRESS:PORT, as 127.0.0.1:8080");
            return;
          }
          http.address = listen.substr(0, colon);
          http.port = static_cast<std::uint16_t>(port);
        }}});
}

void read_alerts_table(ConfigReader& reader, const toml::table& table, Config::Alerts& alerts) {
  const auto addresses = [&](std::vector<std::string>& into) {
    return [&](const toml::node& node) {
      std::vector<const toml::node*> nodes = {&node};
      if (const toml::array* list = node.as_array()) {
        nodes.clear();
        for (const toml::node& one : *list) nodes.push_back(&one);
      }
      for (const toml::node* one : nodes) {
        const std::string address = reader.text(*one);
        const auto parsed = serving::parse_http_address(address);
        if (!parsed) reader.fault(one->source(), parsed.error().message());
        into.push_back(address);
      }
    };
  };
  reader.table(table, "[alerts]",
               {{"alertmanager", addresses(alerts.alertmanagers)},
                {"webhooks", addresses(alerts.webhooks)}});
}

// A secret's file ends with a line end that is no part of it.
std::string read_secret(ConfigReader& reader, const toml::node& node) {
  auto text = read_pem(reader.text(node));
  if (!text) {
    reader.fault(node.source(), text.error().message());
    return {};
  }
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  return *std::move(text);
}

// The address of a place without path; TLS, unless it is this machine.
bool is_own_address(const std::string& text) {
  const auto address = serving::parse_http_address(text);
  if (!address || text.find('/', text.find("://") + 3) != std::string::npos) return false;
  const bool is_near =
      address->host == "localhost" || address->host.starts_with("127.") || address->host == "::1";
  return address->is_secure || is_near;
}

void read_openid(ConfigReader& reader, const toml::table& table, OpenIdSettings& openid) {
  const auto text = [&](std::string& into) {
    return [&](const toml::node& node) { into = reader.text(node); };
  };
  reader.table(
      table, "[sign_in.openid]",
      {{"issuer",
        [&](const auto& node) {
          openid.issuer = reader.text(node);
          const auto address = serving::parse_http_address(openid.issuer);
          if (!address || !address->is_secure ||
              openid.issuer.find_first_of("?#") != openid.issuer.npos) {
            reader.fault(node.source(),
                         "expected the provider's https:// address, as "
                         "https://sso.example/realms/staff");
          }
        }},
       {"client_id", text(openid.client_id)},
       {"secret", text(openid.secret)},
       {"secret_file", [&](const auto& node) { openid.secret = read_secret(reader, node); }},
       {"address",
        [&](const auto& node) {
          openid.address = reader.text(node);
          if (!is_own_address(openid.address)) {
            reader.fault(node.source(),
                         "expected where browsers reach this service, as "
                         "https://ioc.example, without a path");
          }
        }},
       {"scopes",
        [&](const auto& node) {
          openid.scopes = reader.text(node);
          if ((" " + openid.scopes + " ").find(" openid ") == std::string::npos) {
            reader.fault(node.source(), "`openid` must be among the scopes");
          }
        }},
       {"account_claim", text(openid.account_claim)},
       {"name", text(openid.name)},
       {"authorities",
        [&](const auto& node) {
          openid.authorities = read_secret(reader, node);
          if (openid.authorities.find("BEGIN CERTIFICATE") == std::string::npos) {
            reader.fault(node.source(), "the file holds no certificate in PEM");
          }
        }},
       {"create", [&](const auto& node) { openid.create = reader.flag(node); }}});
  for (const auto& [name, value] :
       {std::pair{"issuer", &openid.issuer}, std::pair{"client_id", &openid.client_id},
        std::pair{"secret' or 'secret_file", &openid.secret}, std::pair{"address", &openid.address},
        std::pair{"account_claim", &openid.account_claim}}) {
    if (value->empty()) reader.fault(table.source(), fmt::format("'{}' is missing", name));
  }
}

void read_sign_in(ConfigReader& reader, const toml::table& table,
                  std::optional<OpenIdSettings>& openid) {
  reader.table(table, "[sign_in]", {{"openid", [&](const auto& node) {
                                       const toml::table* keys = reader.sub_table(node);
                                       if (keys == nullptr) return;
                                       read_openid(reader, *keys, openid.emplace());
                                     }}});
}

void read_public(ConfigReader& reader, const toml::table& table, Config::Public& page) {
  reader.table(table, "[public]", {{"small_counts", [&](const auto& node) {
                                      page.small_counts = reader.number(node, 3, 10);
                                    }}});
}

// "HH:MM" as minutes of the day; -1: something else.
std::int64_t minute_of(const std::string& text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) {
    return -1;
  }
  const int hour = (text[0] - '0') * 10 + text[1] - '0';
  const int minute = (text[3] - '0') * 10 + text[4] - '0';
  return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

void read_meeting(ConfigReader& reader, const toml::table& table, Config::Meeting& meeting) {
  reader.table(table, "[meeting]",
               {{"stream", [&](const auto& node) { meeting.stream = reader.text(node); }}});
}

void read_snapshots(ConfigReader& reader, const toml::table& table, Config::Snapshots& snapshots) {
  reader.table(
      table, "[snapshots]",
      {{"directory", [&](const auto& node) { snapshots.directory = reader.text(node); }},
       {"at",
        [&](const auto& node) {
          snapshots.at_minute = minute_of(reader.text(node));
          if (snapshots.at_minute < 0) {
            reader.fault(node.source(), "expected a local time, as \"02:00\"");
          }
        }},
       {"keep", [&](const auto& node) { snapshots.keep = reader.number(node, 1, 1000); }}});
  if (snapshots.directory.empty()) reader.fault(table.source(), "'directory' is missing");
}

void read_limits(ConfigReader& reader, const toml::table& table, Config::Limits& limits) {
  reader.table(
      table, "[limits]",
      {{"memory",
        [&](const auto& node) {
          const Result<std::size_t> bytes = parse_bytes(reader.text(node));
          if (!bytes) {
            reader.fault(node.source(), bytes.error().text);
          } else if (bytes.value() < (std::size_t{64} << 20)) {
            reader.fault(node.source(), "at least 64MiB are needed");
          } else {
            limits.memory_bytes = bytes.value();
          }
        }},
       {"shards",
        [&](const auto& node) { limits.shards = static_cast<int>(reader.number(node, 0, 256)); }},
       {"commit_interval_ms",
        [&](const auto& node) { limits.commit_interval_ms = reader.number(node, 10, 10'000); }}});
}

}  // namespace

Result<std::size_t> parse_bytes(const std::string& text) {
  std::size_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  const std::string unit(rest, end);
  const int shift = unit.empty() || unit == "B" ? 0
                    : unit == "KiB"             ? 10
                    : unit == "MiB"             ? 20
                    : unit == "GiB"             ? 30
                                                : -1;
  if (error != std::errc{} || shift < 0 || value > (SIZE_MAX >> 34)) {
    return Error{ErrorCode::config, "expected a size, as 512MiB (units KiB, MiB, GiB)", text};
  }
  return value << shift;
}

Result<Config> read_config(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) {
    return Error{ErrorCode::io, "there is no such configuration file", path};
  }
  Config config;
  ConfigReader reader(path);
  try {
    const toml::table root = toml::parse_file(path);
    const auto sub = [&](const toml::node& node, auto read, auto& into) {
      const toml::table* table = reader.sub_table(node);
      if (table != nullptr) read(reader, *table, into);
    };
    reader.table(
        root, "the configuration",
        {{"catalog", [&](const auto& node) { config.catalog = reader.text(node); }},
         {"state_dir", [&](const auto& node) { config.state_dir = reader.text(node); }},
         {"kafka", [&](const auto& node) { sub(node, read_kafka, config.kafka); }},
         {"http", [&](const auto& node) { sub(node, read_http, config.http); }},
         {"sign_in", [&](const auto& node) { sub(node, read_sign_in, config.openid); }},
         {"alerts", [&](const auto& node) { sub(node, read_alerts_table, config.alerts); }},
         {"public", [&](const auto& node) { sub(node, read_public, config.public_page); }},
         {"meeting", [&](const auto& node) { sub(node, read_meeting, config.meeting); }},
         {"snapshots", [&](const auto& node) { sub(node, read_snapshots, config.snapshots); }},
         {"delivery",
          [&](const auto& node) { read_deliveries(reader, node, path, config.deliveries); }},
         {"limits", [&](const auto& node) { sub(node, read_limits, config.limits); }}});
    for (const auto& [name, value] :
         {std::pair{"catalog", &config.catalog}, std::pair{"state_dir", &config.state_dir}}) {
      if (value->empty()) reader.fault(root.source(), fmt::format("'{}' is missing", name));
    }
    if (config.kafka.instance >= config.kafka.instances) {
      reader.fault(root.source(), "kafka.instance must be less than kafka.instances");
    }
  } catch (const toml::parse_error& error) {
    reader.fault(error.source(), std::string(error.description()));
  }
  if (!reader.faults().empty()) {
    std::string all;
    for (const std::string& fault : reader.faults()) all += (all.empty() ? "" : "\n") + fault;
    return Error{ErrorCode::config, all, {}};
  }
  return config;
}

}  // namespace ioc::app
