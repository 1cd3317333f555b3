// The outbox's way to Kafka: sends entries until each is acknowledged, and tells how far.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "ingest/kafka_producer.h"
#include "model/state.h"

namespace ioc::ingest {

// Role: carries outbox entries to the broker at least once; readers tell repeats by key and
// revision. Invariants: K1 entries are sent in rising sequence; K2 an entry is kept until its
// acknowledgement
//   or `give_up`; K3 after a failure nothing new goes before the failed entry went again.
// Threads: one thread.
// Bounds: those of the producer; beyond, `send` says no and the outbox on disk waits.
class KafkaSink {
 public:
  // Error: config.
  static model::Result<std::unique_ptr<KafkaSink>> open(KafkaSettings settings);
  ~KafkaSink() = default;
  KafkaSink(const KafkaSink&) = delete;
  KafkaSink& operator=(const KafkaSink&) = delete;

  // Never waits. False: full, or failed entries must go again first; call again after `poll`.
  // `entry.sequence` must be above all those sent before.
  bool send(const model::OutboxEntry& entry);
  // Takes acknowledgements and sends failed entries again. Error: the last failure, as long as an
  // entry that failed is not acknowledged.
  model::Status poll(int wait_ms = 0);
  // Waits until every entry sent is acknowledged. Error: the reason why not.
  model::Status flush(int timeout_ms);

  // Every entry with a lower sequence is acknowledged or given up; 0 before the first `send`.
  std::uint64_t acknowledged_below() const;
  std::size_t in_flight() const { return window_.size(); }

  // Entries that no resending mends (too large, no such topic, no right). They hold back
  // `acknowledged_below` but no other entry, and are tried again all the same, so that the
  // operator's mend is enough; or the caller gives one up.
  struct Refused {
    std::uint64_t sequence = 0;
    model::Error error;
  };
  std::vector<Refused> refused() const;
  void give_up(std::uint64_t sequence);

 private:
  enum class Fate : std::uint8_t { flying, failed, refused, acknowledged };
  struct Slot {
    model::OutboxEntry entry;
    Fate fate = Fate::flying;
    std::optional<model::Error> trouble;  // of its last failure
  };
  KafkaSink() = default;
  bool launch(const Slot& slot);
  // A dead letter, longer than its headers allow, is cut, since the event itself still lies where
  // it was read. False: it is none, or short already.
  static bool cut(model::OutboxEntry& entry);
  void landed(std::uint64_t sequence, const model::Status& status);
  void send_failed_again();
  void settle(Slot& slot);
  Slot* find(std::uint64_t sequence);

  std::deque<Slot> window_;         // by rising sequence; the front is not acknowledged
  std::size_t failed_count_ = 0;    // slots with fate `failed`
  std::size_t troubled_count_ = 0;  // slots that failed and are not acknowledged
  std::optional<model::Error> trouble_;
  std::uint64_t next_sequence_ = 0;          // after the highest sent
  std::int64_t retry_at_ms_ = 0;             // steady clock
  std::unique_ptr<KafkaProducer> producer_;  // last: its end still calls `landed`
};

}  // namespace ioc::ingest
