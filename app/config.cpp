#include "app/config.h"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "serving/http_client.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;

namespace {

// Replaces ${NAME} and ${NAME:-default}; as in a shell the default also stands in for a variable
// that is set but empty. What is wrong, if anything, goes to `fault`.
std::string expand(std::string_view text, std::string& fault) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find("${");
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) {
      fault = fmt::format("'{}' has no closing brace", text.substr(open));
      break;
    }
    out += text.substr(0, open);
    const std::string_view inner = text.substr(open + 2, close - open - 2);
    const std::size_t colon = inner.find(":-");
    const std::string name(inner.substr(0, colon));
    const char* value = std::getenv(name.c_str());
    const bool has_default = colon != std::string_view::npos;
    if (value != nullptr && (*value != '\0' || !has_default)) {
      out += value;
    } else if (has_default) {
      out += inner.substr(colon + 2);
    } else {
      fault = fmt::format(
          "the environment has no variable '{0}'; set it, or give a default as "
          "${{{0}:-value}}",
          name);
    }
    text.remove_prefix(close + 1);
  }
  return out += text;
}

// Walks a table against the keys it may have, and gathers every fault with its place.
class ConfigReader {
 public:
  explicit ConfigReader(std::string file) : file_(std::move(file)) {}

  using Take = std::function<void(const toml::node&)>;
  void table(const toml::table& table, const std::string& where,
             const std::vector<std::pair<std::string, Take>>& keys) {
    for (const auto& [key, node] : table) {
      const auto known = std::find_if(keys.begin(), keys.end(),
                                      [&](const auto& entry) { return entry.first == key.str(); });
      if (known != keys.end()) {
        known->second(node);
        continue;
      }
      std::string names;
      for (const auto& entry : keys) names += (names.empty() ? "" : ", ") + entry.first;
      fault(key.source(),
            fmt::format("unknown key '{}' in {}; known are: {}", key.str(), where, names));
    }
  }

  std::string text(const toml::node& node) {
    if (!node.is_string()) {
      fault(node.source(), "expected a string");
      return {};
    }
    std::string wrong;
    std::string value = expand(node.as_string()->get(), wrong);
    if (!wrong.empty()) fault(node.source(), wrong);
    return value;
  }
  std::int64_t number(const toml::node& node, std::int64_t low, std::int64_t high) {
    std::int64_t value = low;
    if (node.is_integer()) {
      value = node.as_integer()->get();
    } else if (node.is_string()) {  // so that ${NAME} can give a number
      const std::string written = text(node);
      const auto [end, error] =
          std::from_chars(written.data(), written.data() + written.size(), value);
      if (error != std::errc{} || end != written.data() + written.size()) value = low - 1;
    } else {
      value = low - 1;
    }
    if (value < low || value > high) {
      fault(node.source(), fmt::format("expected a whole number from {} to {}", low, high));
      return low;
    }
    return value;
  }
  bool flag(const toml::node& node) {
    if (node.is_boolean()) return node.as_boolean()->get();
    fault(node.source(), "expected true or false");
    return false;
  }
  const toml::table* sub_table(const toml::node& node) {
    if (node.is_table()) return node.as_table();
    fault(node.source(), "expected a table");
    return nullptr;
  }
  void fault(const toml::source_region& at, const std::string& what) {
    faults_.push_back(
        fmt::format("{}:{}:{}: error[CONFIG]: {}", file_, at.begin.line, at.begin.column, what));
  }
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  std::string file_;
  std::vector<std::string> faults_;
};

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

void read_http(ConfigReader& reader, const toml::table& table, Config::Http& http) {
  reader.table(
      table, "[http]",
      {{"secure_cookies", [&](const auto& node) { http.secure_cookies = reader.flag(node); }},
       {"behind_proxy", [&](const auto& node) { http.behind_proxy = reader.flag(node); }},
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
         {"alerts", [&](const auto& node) { sub(node, read_alerts_table, config.alerts); }},
         {"public", [&](const auto& node) { sub(node, read_public, config.public_page); }},
         {"snapshots", [&](const auto& node) { sub(node, read_snapshots, config.snapshots); }},
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
