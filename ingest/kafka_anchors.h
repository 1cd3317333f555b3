// Is the log being read still the one that reading began with?
//
// The client cannot tell when a topic is deleted and made anew under its hands: where the new log
// reaches our offset it reads on, and two logs are mixed. The idea: of each partition one applied
// record is remembered, its anchor, and every few seconds the log is asked for it once more. Only
// then the record applied last becomes the new anchor. Example, a check every 5 s:
//
//     0 s   applied up to 100, the anchor
//     3 s   the topic is made anew, records 101 to 250 of the new log are applied
//     5 s   the record at 100 is another one: the partition must stop
//
// A look at the newest record would find nothing, since it comes from the new log. What was read
// meanwhile was counted; so anchors are kept with the state, and a restart asks for them as well.
//
// An anchor may vanish honestly, by retention or compaction: then it only moves on. An answer that
// does not come is no finding: the anchor stays and is looked at next time.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "ingest/kafka_source.h"
#include "model/result.h"
#include "model/state.h"

namespace ioc::ingest {

class KafkaProbe;
struct Sight;

struct Anchor {
  model::PartitionName name;
  std::int64_t offset = -1;  // of an applied record; -1: none applied yet
  std::uint64_t fingerprint = 0;
  bool operator==(const Anchor&) const = default;
};

// Where a partition stands when a check begins.
struct Standing {
  Anchor applied;         // the last record applied
  std::int64_t end = -1;  // of the log, asked for after `applied` was noted; -1: not known
};

// Invariants: A1 an anchor was applied before the check that made it one, and that check found the
//   anchor before it in place. A2 an anchor whose log was found to be another one stays.
// Threads: one. Bounds: kKafkaAnchorLooksMax partitions a check, those that moved, in turn.
class KafkaAnchors {
 public:
  explicit KafkaAnchors(std::span<const Anchor> kept = {});

  // The partitions whose log is another one, with the reason.
  std::vector<StoppedPartition> check(KafkaProbe& probe, std::span<const Standing> standings);
  // To be kept with the state. Those of partitions not read now are kept too.
  std::vector<Anchor> all() const;

 private:
  struct Held {
    Anchor anchor;
    std::int64_t end = -1;      // of the log when the anchor was last found
    std::int64_t applied = -1;  // the offset applied then
    int doubts = 0;             // checks in a row that did not find it where it should be
  };
  enum class Verdict { same, moved_on, unknown, absent, another };

  std::vector<const Standing*> choose(std::span<const Standing> standings);
  Verdict judge(KafkaProbe& probe, const Anchor& anchor, const Sight& sight) const;
  Verdict judge_absent(KafkaProbe& probe, const Anchor& anchor) const;
  Verdict judge_out_of_range(KafkaProbe& probe, const Anchor& anchor) const;

  std::map<model::PartitionName, Held> held_;
  model::PartitionName chosen_last_;  // the next check goes on after it
};

}  // namespace ioc::ingest
