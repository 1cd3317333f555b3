// What outlives the process: the unit of commit, and what a start reads back.
//
// Everything in one `Commit` becomes durable together or not at all. Pane rows are *changes*: the
// store merges them into what it holds (model/partials.h) and writes the result.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/digest.h"
#include "model/event.h"
#include "model/plan.h"
#include "model/result.h"

namespace ioc::model {

// A partition as the log knows it.
struct PartitionName {
  std::string topic;
  std::int32_t partition = 0;
  auto operator<=>(const PartitionName&) const = default;
};

// Dense numbers the store gives to cubes and lifecycles (by definition) and partitions (by name),
// for good.
using CubeNumber = std::uint32_t;
using PartitionNumber = std::uint32_t;
using LifecycleNumber = std::uint32_t;

// Where a partition stands: all of it moves in the commit that holds the figures up to here.
struct PartitionMark {
  std::int64_t next_offset = 0;           // the first record not yet applied
  std::int64_t last_offset = -1;          // the last record applied; -1: none
  std::uint64_t fingerprint = 0;          // of that record (key, value, timestamp)
  std::int64_t high_mark_ms = INT64_MIN;  // highest event time counted
  std::int32_t partition_count = 0;       // of the topic when last seen
  Tally tally;                            // since the beginning
};

// Ids seen, by the hour of their event time (floor(time_ms / 3600000)), so they expire together.
struct IdBlock {
  std::int64_t hour = 0;
  std::vector<EventId> ids;
};

// One group of a cube: its members' values in the order of the cube's dimensions. Units are codes.
struct GroupKey {
  std::vector<std::string> members;
  auto operator<=>(const GroupKey&) const = default;
};

struct PaneAddress {
  CubeNumber cube = 0;
  Tier tier = Tier::day;
  std::int64_t pane = 0;
  std::uint32_t chunk = 0;  // group ordinal / kChunkRows
  PartitionNumber partition = 0;
  auto operator<=>(const PaneAddress&) const = default;
};

// Rows of one chunk: bit i of `present` says that group chunk * kChunkRows + i has a row; rows
// stand in the order of the bits, `row_words` words each.
struct PaneRows {
  std::uint64_t present = 0;
  std::vector<std::int64_t> words;
  std::vector<Digest> digests = {};  // by row, of a cube that has them, else none
};

// Reads committed panes back: those of (cube, tier) in [first_pane, end_pane), in the order of
// pane, chunk, partition, until `visit` says false. What a visitor is given is valid during the
// call only.
using PaneVisitor = std::function<bool(const PaneAddress&, const PaneRows&)>;
using ReadPanes = std::function<Status(CubeNumber, Tier, std::int64_t first_pane,
                                       std::int64_t end_pane, const PaneVisitor& visit)>;

// Name and value; Kafka tells null from empty, and so do we.
using OutboxHeader = std::pair<std::string, std::optional<std::string>>;

// Something to be sent to Kafka, kept until the broker acknowledged it.
struct OutboxEntry {
  std::uint64_t sequence = 0;  // rising; given by the engine
  std::string topic;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<OutboxHeader> headers;
};

// What is kept of a key's lives as it stands now: their events, encoded by whoever folds them.
// Empty: nothing any more, and the key goes.
struct LifeChange {
  LifecycleNumber lifecycle = 0;  // on its way to the engine: the number in Plan::lifecycles
  std::string key;
  std::string events;
};

// Reads the stored lives of one partition: visit(i, events) for each of `keys` that has one, in any
// order. What a visitor is given is valid during the call only. Called from the shards' threads,
// also while a commit is written.
using LifeVisitor = std::function<void(std::size_t key, std::string_view events)>;
using ReadLives = std::function<Status(int lifecycle, std::span<const std::string_view> keys,
                                       const LifeVisitor& visit)>;

// Reads them one after the other: those of one lifecycle and partition with a key from `from` on
// ("": the first), in the order of keys as bytes, until `visit` says false. As above otherwise.
using LifeScanner = std::function<bool(std::string_view key, std::string_view events)>;
using ScanLives =
    std::function<Status(int lifecycle, std::string_view from, const LifeScanner& visit)>;

// A partition's stored lives; both empty where nothing is stored.
struct StoredLives {
  ReadLives read;
  ScanLives scan;
};

struct PartitionCommit {
  PartitionNumber partition = 0;
  PartitionMark mark;
  std::vector<IdBlock> ids;                         // new since the last commit
  std::int64_t forget_ids_before_hour = INT64_MIN;  // hours below can no longer matter
  std::vector<LifeChange> lives;                    // as they stand now
};

struct NewGroup {
  CubeNumber cube = 0;
  std::uint32_t ordinal = 0;
  GroupKey key;
};

// Windows of a stream that end at or before `settled_ms`, and after the mark before, are final
// since `revision`.
struct FinalMark {
  std::string stream;
  std::int64_t settled_ms = 0;
  std::uint64_t revision = 0;
};

struct PaneChange {
  PaneAddress address;
  PaneRows rows;
};

// Panes of (cube, tier) below `before_pane` are no longer kept.
struct PaneExpiry {
  CubeNumber cube = 0;
  Tier tier = Tier::fine;
  std::int64_t before_pane = 0;
};

struct Commit {
  std::uint64_t revision = 0;  // rises with each commit
  std::vector<PartitionCommit> partitions;
  std::vector<NewGroup> groups;
  std::vector<PaneChange> panes;
  std::vector<PaneExpiry> expiries;
  std::vector<FinalMark> finals;
  std::vector<FinalMark>
      stale_finals;  // no window asks about these any more; revisions do not count
  std::vector<OutboxEntry> outbox;
  std::uint64_t outbox_done = 0;  // entries with a sequence below this were acknowledged
};

}  // namespace ioc::model
