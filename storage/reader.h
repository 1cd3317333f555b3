// What a start or a history query reads back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/result.h"
#include "model/state.h"

namespace rocksdb {
class Iterator;
class Snapshot;
}  // namespace rocksdb

namespace ioc::storage {

class Database;
enum class Table : std::uint8_t;

struct StoredMark {
  model::PartitionNumber number = 0;
  model::PartitionName name;
  model::PartitionMark mark;
};

using IdVisitor = std::function<void(std::int64_t hour, std::span<const model::EventId>)>;

// Role: reads committed state.
// Threads: every method from any thread.
// Errors: `io` for a failed or damaged disk and for a store that has failed; `usage` for a cube
// that
//   nobody named with Store::cube_number since the start.
// Cost: what visitors are given is valid during the call only.
class Reader {
 public:
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // The revision of the newest commit; 0 before the first.
  model::Result<std::uint64_t> committed_revision() const;
  model::Result<std::vector<StoredMark>> marks() const;                              // by number
  model::Result<std::vector<model::FinalMark>> finals() const;                       // by time
  model::Result<std::vector<model::NewGroup>> groups(model::CubeNumber cube) const;  // by ordinal
  // Entries with a sequence of at least `from`, in order, at most `count_max`.
  model::Result<std::vector<model::OutboxEntry>> outbox(std::uint64_t from,
                                                        std::size_t count_max) const;
  // The first and the last sequence there is; none: there are no entries.
  model::Result<std::optional<std::pair<std::uint64_t, std::uint64_t>>> outbox_span() const;
  model::Result<std::optional<std::string>> meta(std::string_view name) const;

  // Panes in [first_pane, end_pane) in the order of pane, chunk, partition, until `visit` says that
  // it is enough. `once`: they are read from front to back and not soon again.
  model::Status load_panes(model::CubeNumber cube, model::Tier tier, std::int64_t first_pane,
                           std::int64_t end_pane, bool once, const model::PaneVisitor& visit) const;
  // About how much a cube's panes take on disk; 0 when that cannot be told.
  std::uint64_t pane_bytes(model::CubeNumber cube) const;
  // The lives of one partition under these keys, in any order; a key without one is left out.
  model::Status load_lives(model::LifecycleNumber lifecycle, model::PartitionNumber partition,
                           std::span<const std::string_view> keys,
                           const model::LifeVisitor& visit) const;
  // Those with a key from `from` on, in order, until `visit` says that it is enough. The cache
  // keeps nothing of it.
  model::Status scan_lives(model::LifecycleNumber lifecycle, model::PartitionNumber partition,
                           std::string_view from, const model::LifeScanner& visit) const;
  // Blocks of one partition by hour; an hour may come in several blocks.
  model::Status load_ids(model::PartitionNumber partition, const IdVisitor& visit) const;

 protected:
  Reader(Database* database, const rocksdb::Snapshot* snapshot)
      : database_(database), snapshot_(snapshot) {}
  ~Reader() = default;

  Database* const database_;
  const rocksdb::Snapshot* const snapshot_;  // nullptr: the newest state

 private:
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  // What becomes of the blocks read: they stay in the cache; they leave, and much is read ahead;
  // they leave, and only what is asked for is read.
  enum class Blocks : std::uint8_t { stay, stream, pass };
  // Calls `visit` for each key in [first, end) until it says false.
  model::Status scan(Table table, std::string_view first, std::string_view end, Blocks blocks,
                     const Visit& visit) const;
  model::Result<std::optional<std::string>> get(Table table, std::string_view key) const;
};

// Role: the state as it was when the view was made, whatever is committed meanwhile.
// Owns: a RocksDB snapshot, which holds back compaction: keep a view for one question. It ends
//   before its store.
class View : public Reader {
 public:
  explicit View(Database* database);
  ~View();
};

}  // namespace ioc::storage
