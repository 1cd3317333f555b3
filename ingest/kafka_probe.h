// A second, short-sighted consumer that looks at single places of the log: what a start is verified
// with, and what explains a gap. It shares nothing with the reader, so the reader's own faults
// show.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ingest/kafka_client.h"
#include "model/result.h"
#include "model/state.h"

namespace ioc::ingest {

struct Place {
  model::PartitionName name;
  std::int64_t offset = 0;
};

// What stands first at or after a place.
struct Sight {
  enum class Kind { record, end, out_of_range };
  Kind kind = Kind::end;
  std::int64_t offset = -1;  // of the record; of the end of the log
  std::uint64_t fingerprint = 0;
};

struct Extent {
  std::int64_t low = 0;   // first offset kept
  std::int64_t high = 0;  // after the last that may be read
};

// Threads: any; looks are made one after the other.
// Errors: unavailable when no answer comes in time or the program ends, config when the topic or
// the right is missing.
class KafkaProbe {
 public:
  static model::Result<std::unique_ptr<KafkaProbe>> open(const KafkaSettings& settings);

  // True if any broker answers in time.
  bool is_answered(int timeout_ms) const;
  model::Result<TopicInfo> topic(const std::string& name, int timeout_ms) const;
  model::Result<Extent> extent(const model::PartitionName& name, int timeout_ms) const;
  // Where these logs end, by one request to each leader; -1 where none told. Error: nobody told.
  model::Result<std::vector<std::int64_t>> ends(std::span<const model::PartitionName> names,
                                                int timeout_ms) const;
  // One sight for each place, in order. Places are in different partitions.
  model::Result<std::vector<Sight>> look(std::span<const Place> places, int timeout_ms);
  // The same, content with what can be seen in time.
  std::vector<std::optional<Sight>> glance(std::span<const Place> places, int timeout_ms);
  // Whether the topic's clean-up policy lets records vanish from the middle of the log.
  model::Result<bool> is_compacted(const std::string& topic, int timeout_ms) const;

 private:
  // Nothing: no answer yet.
  using Answer = std::optional<model::Result<Sight>>;

  KafkaProbe(const KafkaSettings& settings, std::unique_ptr<KafkaClient> client)
      : settings_(settings), client_(std::move(client)) {}
  std::vector<Answer> see(std::span<const Place> places, int timeout_ms);
  template <class Ask>
  rd_kafka_resp_err_t in_slices(int timeout_ms, const Ask& ask) const;

  const KafkaSettings settings_;
  const std::unique_ptr<KafkaClient> client_;
  std::mutex looking_;  // the client's one assignment
};

std::string to_text(const model::PartitionName& name);

}  // namespace ioc::ingest
