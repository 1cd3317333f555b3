// The one write path: a Commit becomes one write batch.
#pragma once

#include <rocksdb/write_batch.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/result.h"
#include "model/state.h"
#include "storage/chunk_cache.h"
#include "storage/database.h"
#include "storage/registry.h"

namespace ioc::storage {

// Role: checks, merges and writes commits.
// Invariants: W1 nothing in memory moves on unless the batch was written; after a failed write the
//   database is failed, and the cache, which may hold what was never written, is never read again.
// Threads: the committing one; the atomics by any.
class Writer {
 public:
  static model::Result<std::unique_ptr<Writer>> start(Database& database,
                                                      const StoreSettings& settings);

  Registry& registry() { return registry_; }
  void put_meta(std::string_view name, std::string_view value);
  model::Status commit(const model::Commit& commit);

  void begin_at(std::uint64_t revision) { revision_ = revision; }
  std::uint64_t revision() const { return revision_; }
  std::uint64_t commits() const { return commits_; }
  double commit_seconds() const { return commit_seconds_; }
  std::size_t cache_bytes() const { return cache_bytes_; }

 private:
  Writer(Database& database, Registry registry, const StoreSettings& settings);
  model::Status check(const model::Commit& commit) const;
  model::Status fill(const model::Commit& commit);
  model::Status add_panes(const std::vector<model::PaneChange>& unordered);
  model::Status read_chunks(
      const std::vector<std::pair<model::PaneAddress, model::PaneRows*>>& asked);
  model::Status forget_cube(model::CubeNumber cube);
  model::Status add_expiry(const model::PaneExpiry& expiry);
  model::Status add_partition(const model::PartitionCommit& partition, std::uint64_t revision);
  model::Status add_outbox(const model::Commit& commit);

  // A lowest key known: nothing is stored below it, so a deletion below it is none.
  using Lowest = model::Result<std::int64_t*>;
  Lowest lowest_pane(model::CubeNumber cube, model::Tier tier);
  Lowest lowest_hour(model::PartitionNumber partition);
  model::Result<std::string> first_key(Table table, const std::string& first,
                                       const std::string& end) const;
  void put(Table table, std::string_view key, std::string_view value);
  void remove(Table table, std::string_view key);
  void delete_range(Table table, std::string_view first, std::string_view end);

  Database& database_;
  const bool sync_;
  Registry registry_;
  ChunkCache cache_;
  std::vector<Registry::Record> meta_;  // waits for the next commit
  std::map<std::pair<model::CubeNumber, model::Tier>, std::int64_t> lowest_pane_;
  std::map<model::PartitionNumber, std::int64_t> lowest_hour_;
  std::uint64_t lowest_outbox_ = 0;

  rocksdb::WriteBatch batch_;
  rocksdb::Status batch_status_;  // the first fault of filling the batch
  std::string key_;               // room kept from call to call
  std::string value_;

  std::atomic<std::uint64_t> revision_ = 0;
  std::atomic<std::uint64_t> commits_ = 0;
  std::atomic<double> commit_seconds_ = 0;
  std::atomic<std::size_t> cache_bytes_ = 0;
};

}  // namespace ioc::storage
