// What an error code of the client means for us, decided in one place.
#pragma once

#include <librdkafka/rdkafka.h>

#include "model/result.h"

namespace ioc::ingest {

enum class ReadError {
  end_of_partition,  // not an error: everything was read
  transient,         // the client goes on by itself
  log_changed,       // our place in the partition is gone: it stops, `source_changed`
  stops_partition,   // nothing can be read from it until an operator acts
  fatal,             // the client is of no use any more
};

// Codes not named are transient: the client retries, and a partition that stays behind is seen by
// its lag. What could make a figure wrong is not left to codes but to the guards on offsets.
ReadError classify_read(rd_kafka_resp_err_t err);

// What an operator reads of a code that stops a partition.
model::Error explain_read(rd_kafka_resp_err_t err, const char* detail);

// True: sending the same message again can never succeed before somebody changes something.
bool is_permanent_write(rd_kafka_resp_err_t err);

// Of explain_write: the broker or its topic takes no record so long.
bool is_too_large(const model::Error& error);

// An error of sending, `config` if permanent, else `unavailable`.
model::Error explain_write(rd_kafka_resp_err_t err, std::string subject);

}  // namespace ioc::ingest
