// The state that survives: panes, ids, marks, groups, final marks and the outbox, in one RocksDB.
//
// One commit is one synced write batch, so after a crash everything is from the same commit. After
// a failed write nobody knows whether it happened (docs/formats/state.md): the store refuses all
// further work, and the caller closes it, opens it again and goes on from what it reads there.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "model/result.h"
#include "model/state.h"
#include "storage/reader.h"
#include "storage/settings.h"

namespace ioc::storage {

class DirectoryLock;
class Writer;

struct StoreStats {
  std::uint64_t memory_bytes = 0;  // caches and write buffers
  std::uint64_t panes_bytes = 0;   // on disk, estimated
  std::uint64_t ids_bytes = 0;
  std::uint64_t outbox_bytes = 0;
  double commit_seconds = 0;  // the last one's
  std::uint64_t commits = 0;  // since open
  bool write_delayed = false;
  bool write_stopped = false;
  bool failed = false;
};

// Whether a store was ever opened here. Makes nothing, unlike `Store::open`.
bool holds_state(const std::string& directory);

// Role: the only user of RocksDB.
// Invariants: S1 what one Commit holds is visible and durable together or not at all.
//   S2 revision() never falls.  S3 after a failed write every call returns that error.
// Threads: cube_number, new_cube_number, lifecycle_number, partition_number, put_meta and commit by
// one thread; the rest by any. Errors: open: `io` with the cure in its text (in use, newer,
// damaged, full).
class Store : public Reader {
 public:
  static model::Result<std::unique_ptr<Store>> open(const StoreSettings& settings);
  ~Store();

  // The number of a cube or lifecycle (by its definition) and of a partition (by its name); a new
  // one becomes durable with the next commit. A cube must be named here before its panes are
  // committed or loaded, because this tells how its rows are laid out.
  model::Result<model::CubeNumber> cube_number(const model::CubePlan& cube);
  // The same of a cube that begins with nothing: what the store has of it goes with the next
  // commit.
  model::Result<model::CubeNumber> new_cube_number(const model::CubePlan& cube);
  model::Result<model::LifecycleNumber> lifecycle_number(const std::string& definition);
  model::Result<model::PartitionNumber> partition_number(const model::PartitionName& name);
  // A small text that becomes durable with the next commit.
  void put_meta(std::string_view name, std::string_view value);

  // The next commit's revision must be above this.
  std::uint64_t revision() const;
  // Returns when the commit is durable. A commit that breaks its contract (an unknown number, a row
  // of the wrong width, a revision that does not rise) is refused with `internal` and changes
  // nothing.
  model::Status commit(const model::Commit& commit);

  std::unique_ptr<View> view() const;
  StoreStats stats() const;
  // For snapshots: the store's own door to RocksDB, used inside this room only.
  Database& database() const { return *database_; }

 private:
  model::Result<model::CubeNumber> named(const model::CubePlan& cube,
                                         model::Result<model::CubeNumber> number);
  Store(std::unique_ptr<DirectoryLock> lock, std::unique_ptr<Database> database,
        std::unique_ptr<Writer> writer);

  // Destroyed in the reverse order: writer, database, lock.
  std::unique_ptr<DirectoryLock> lock_;
  std::unique_ptr<Database> owned_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace ioc::storage
