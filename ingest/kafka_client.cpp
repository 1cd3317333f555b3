// Making a librdkafka client: our properties, the user's over them, and the few that stay ours.
#include "ingest/kafka_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace ioc::ingest {
namespace {

using model::Error;
using model::ErrorCode;

// The guards of the reader rest on these; with another value figures could be wrong in silence.
constexpr std::array<std::string_view, 5> kFixedProperties = {
    "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "enable.partition.eof",
    "bootstrap.servers"};

void on_log(const rd_kafka_t* rk, int severity, const char* facility, const char* text) {
  const auto* context = static_cast<const ClientContext*>(rd_kafka_opaque(rk));
  if (context != nullptr && context->log && !context->is_silent) {
    context->log(severity, fmt::format("{}: {}", facility, text));
  }
}

void on_error(rd_kafka_t*, int code, const char* reason, void* opaque) {
  const auto* context = static_cast<const ClientContext*>(opaque);
  if (!context->log) return;
  const auto err = static_cast<rd_kafka_resp_err_t>(code);
  context->log(4, fmt::format("{}: {}", rd_kafka_err2name(err), reason));
}

void on_commit(rd_kafka_t*, rd_kafka_resp_err_t err, rd_kafka_topic_partition_list_t*,
               void* opaque) {
  if (err == RD_KAFKA_RESP_ERR_NO_ERROR || err == RD_KAFKA_RESP_ERR__NO_OFFSET) return;
  ++static_cast<ClientContext*>(opaque)->commit_failures;
}

model::Status set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason.data(), reason.size()) ==
      RD_KAFKA_CONF_OK) {
    return model::Done{};
  }
  return Error{ErrorCode::config, reason.data(), fmt::format("kafka option \"{}\"", name)};
}

model::Status fill(rd_kafka_conf_t* conf, const KafkaSettings& settings,
                   std::span<const Property> ours) {
  if (settings.brokers.empty()) {
    return Error{ErrorCode::config, "name at least one broker as host:port", "kafka brokers"};
  }
  if (auto done = set(conf, "bootstrap.servers", settings.brokers); !done) return done;
  if (auto done = set(conf, "client.id", "ioc-pulse"); !done) return done;
  // By default the library waits up to 10 s, and half as much again by chance, before it tries a
  // broker once more; figures shall be back sooner than that.
  if (auto done = set(conf, "reconnect.backoff.max.ms", "2000"); !done) return done;
  for (const auto& [name, value] : ours) {
    if (auto done = set(conf, name, value); !done) return done;
  }
  for (const auto& [name, value] : settings.options) {
    if (std::ranges::find(kFixedProperties, name) != kFixedProperties.end()) {
      return Error{ErrorCode::config,
                   "this property is not free: the correctness of the figures rests on its value",
                   fmt::format("kafka option \"{}\"", name)};
    }
    if (auto done = set(conf, name, value); !done) return done;
  }
  return model::Done{};
}

}  // namespace

model::Result<std::unique_ptr<KafkaClient>> make_client(rd_kafka_type_t type,
                                                        const KafkaSettings& settings,
                                                        std::span<const Property> ours) {
  ConfPtr conf(rd_kafka_conf_new());
  if (auto done = fill(conf.get(), settings, ours); !done) return done.error();

  auto client = std::make_unique<KafkaClient>();
  client->context = std::make_unique<ClientContext>();
  client->context->log = settings.log;
  rd_kafka_conf_set_opaque(conf.get(), client->context.get());
  rd_kafka_conf_set_log_cb(conf.get(), on_log);
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  if (type == RD_KAFKA_CONSUMER) {
    rd_kafka_conf_set_offset_commit_cb(conf.get(), on_commit);
  } else {
    rd_kafka_conf_set_dr_msg_cb(conf.get(), on_delivery);
  }

  std::array<char, 512> reason{};
  client->handle.reset(rd_kafka_new(type, conf.get(), reason.data(), reason.size()));
  if (!client->handle) return Error{ErrorCode::config, reason.data(), "kafka"};
  (void)conf.release();  // the handle owns it now
  return client;
}

std::span<const Property> reader_properties() {
  // fetch.wait.max.ms bounds how long an idle broker holds a fetch, and with it how long a
  // partition that is full again waits for its turn behind one that is not.
  static const std::array<Property, 9> kProperties = {{
      {"group.id", "ioc-pulse"},  // asked for by the library; we never join it
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "error"},
      {"enable.partition.eof", "true"},
      {"check.crcs", "true"},
      {"isolation.level", "read_committed"},
      {"fetch.wait.max.ms", "20"},
      {"fetch.min.bytes", "1"},
  }};
  return kProperties;
}

}  // namespace ioc::ingest
