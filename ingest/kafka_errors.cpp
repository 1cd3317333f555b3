// The meaning of librdkafka's error codes for reading and writing.
#include "ingest/kafka_errors.h"

#include <fmt/format.h>

namespace ioc::ingest {

using model::Error;
using model::ErrorCode;

ReadError classify_read(rd_kafka_resp_err_t err) {
  switch (err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF: return ReadError::end_of_partition;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
#if RD_KAFKA_VERSION >= 0x02010000
    case RD_KAFKA_RESP_ERR__LOG_TRUNCATION:
#endif
    // A topic that is gone may come back as another one, whose offsets would fit by chance.
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return ReadError::log_changed;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE:
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED: return ReadError::stops_partition;
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE:
    case RD_KAFKA_RESP_ERR__DESTROY: return ReadError::fatal;
    default: return ReadError::transient;
  }
}

Error explain_read(rd_kafka_resp_err_t err, const char* detail) {
  const char* name = rd_kafka_err2name(err);
  const char* text = detail != nullptr ? detail : rd_kafka_err2str(err);
  switch (err) {
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return {ErrorCode::source_changed,
              fmt::format("the partition is gone from the broker ({}); reading stopped. If the "
                          "same topic is back, start again: the position is then verified",
                          name),
              {}};
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      return {ErrorCode::config,
              fmt::format("no right to read it ({}); grant READ and start again", name),
              {}};
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
      return {ErrorCode::io,
              fmt::format("records arrive damaged ({}: {}); check the broker's disk, then start "
                          "again",
                          name, text),
              {}};
    default:
      if (classify_read(err) == ReadError::log_changed) {
        return {ErrorCode::source_changed,
                fmt::format("our place is no longer in the log ({}: {}): retention passed it, or "
                            "the topic was cut or made anew. Start again to learn which",
                            name, text),
                {}};
      }
      return {ErrorCode::unavailable, fmt::format("{}: {}", name, text), {}};
  }
}

bool is_permanent_write(rd_kafka_resp_err_t err) {
  switch (err) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR__INVALID_ARG: return true;
    default: return false;
  }
}

bool is_too_large(const Error& error) {
  return error.text.find(rd_kafka_err2name(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)) !=
         std::string::npos;
}

Error explain_write(rd_kafka_resp_err_t err, std::string subject) {
  const bool permanent = is_permanent_write(err);
  return {permanent ? ErrorCode::config : ErrorCode::unavailable,
          fmt::format("the broker did not take a record ({}: {}){}", rd_kafka_err2name(err),
                      rd_kafka_err2str(err),
                      permanent ? "; sending it again cannot help, the topic or its rights must be "
                                  "mended"
                                : ""),
          std::move(subject)};
}

}  // namespace ioc::ingest
