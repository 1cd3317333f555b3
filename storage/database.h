// RocksDB behind one door: opened as we need it, failed for good after the first fault.
//
// Used inside this room only. Why each setting is as it is stands in database.cpp.
#pragma once

#include <rocksdb/db.h>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "model/plan.h"
#include "model/result.h"
#include "model/state.h"
#include "storage/keys.h"
#include "storage/settings.h"

namespace ioc::storage {

// Of the whole state: tables, keys and records. A store opens this one and those before it.
inline constexpr std::uint32_t kSchema = 4;
inline constexpr std::string_view kSchemaName = "schema";
inline constexpr std::string_view kRevisionName = "revision";

// Where memory_bytes goes.
struct MemoryShares {
  explicit MemoryShares(std::size_t memory_bytes)
      : write_buffers(memory_bytes / 4), blocks(memory_bytes * 5 / 8), chunks(memory_bytes / 4) {}
  std::size_t write_buffers;  // charged to `blocks`
  std::size_t blocks;
  std::size_t chunks;  // decoded, storage/chunk_cache.h
};

// Role: the open database, its health, and the row layouts of the cubes named so far.
// Threads: any.
class Database {
 public:
  static model::Result<std::unique_ptr<Database>> open(const StoreSettings& settings);
  // To look into a checkpoint: nothing is written, no lock is taken.
  static model::Result<std::unique_ptr<Database>> open_read_only(const std::string& directory);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* table(Table table) const {
    return tables_[static_cast<std::size_t>(table)];
  }
  const std::string& directory() const { return directory_; }

  // The error of the first failed write or background job, once there was one.
  model::Status health() const;
  bool failed() const { return failed_; }
  // Makes every later call fail with this error.
  model::Error fail(model::Error error);
  model::Error error_of(const rocksdb::Status& status) const;
  model::Error damaged(const std::string& what) const;

  void set_layout(model::CubeNumber number, const model::CubePlan& cube);
  // nullptr: not named since the start.
  std::shared_ptr<const model::CubePlan> layout(model::CubeNumber number) const;

 private:
  explicit Database(std::string directory) : directory_(std::move(directory)) {}
  model::Status check_schema(bool may_write);
  model::Status write_schema();

  const std::string directory_;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kTableCount> tables_{};
  std::atomic<bool> failed_ = false;
  // Guards what follows: read by queries of other threads, written a few times in a life.
  mutable std::mutex mutex_;
  model::Error first_error_;
  std::unordered_map<model::CubeNumber, std::shared_ptr<const model::CubePlan>> layouts_;
};

}  // namespace ioc::storage
