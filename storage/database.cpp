// Opening RocksDB.
//
// The settings follow one rule: after a fault nobody goes on by himself. RocksDB's own resuming is
// switched off, a background fault fails the store, and the one way back is opening again.
#include "storage/database.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "model/limits.h"
#include "storage/records.h"

namespace ioc::storage {
namespace {

constexpr std::array<const char*, kTableCount> kTableNames = {"default", "panes", "ids", "outbox",
                                                              "lives"};

// Tells the store that a flush or a compaction failed.
class FaultListener : public rocksdb::EventListener {
 public:
  explicit FaultListener(Database& database) : database_(database) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    database_.fail(database_.error_of(*status));
  }

 private:
  Database& database_;
};

// RocksDB writes a log file of its own into the directory it opens; a snapshot must not get one.
class SilentLogger : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::CompressionType compression() {
  const std::vector<rocksdb::CompressionType> supported = rocksdb::GetSupportedCompressions();
  const bool has_lz4 =
      std::find(supported.begin(), supported.end(), rocksdb::kLZ4Compression) != supported.end();
  return has_lz4 ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
}

rocksdb::DBOptions database_options(const StoreSettings& settings, Database& database) {
  rocksdb::DBOptions options;
  if (settings.environment != nullptr) options.env = settings.environment;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.listeners.push_back(std::make_shared<FaultListener>(database));
  // One log for all tables, never compressed, never written late; tables are flushed together, so
  // that no recovery can find one ahead of another.
  options.atomic_flush = true;
  options.manual_wal_flush = false;
  options.wal_compression = rocksdb::kNoCompression;
  options.max_bgerror_resume_count = 0;
  options.paranoid_checks = true;
  options.track_and_verify_wals_in_manifest = true;
  options.max_total_wal_size = model::kStoreLogBytesMax;
  options.max_open_files = model::kStoreFilesMax;
  options.max_background_jobs = 2;
  options.bytes_per_sync = 1 << 20;  // no burst of writing when a file ends
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.max_log_file_size = 4 << 20;
  options.keep_log_file_num = 2;
  options.stats_dump_period_sec = 0;
  return options;
}

rocksdb::BlockBasedTableOptions block_options(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_cache = cache;
  blocks.format_version = 5;
  // Indexes and filters count against the memory given, and leave it last.
  blocks.cache_index_and_filter_blocks = true;
  blocks.cache_index_and_filter_blocks_with_high_priority = true;
  blocks.pin_l0_filter_and_index_blocks_in_cache = true;
  blocks.cache_usage_options.options_overrides[rocksdb::CacheEntryRole::kBlockBasedTableReader] = {
      rocksdb::CacheEntryRoleOptions::Decision::kEnabled};
  return blocks;
}

// What is still rewritten often is not: that would cost more than it saves.
void compress_what_stays(rocksdb::ColumnFamilyOptions& options) {
  constexpr int kLevels = 7;
  options.compression_per_level.assign(kLevels, compression());
  options.compression_per_level[0] = options.compression_per_level[1] = rocksdb::kNoCompression;
}

// For large tables: filters and indexes in blocks of their own, so that a look-up needs a few
// kilobytes of them. (Whole, one of a 32 MiB file takes megabytes, which a small cache throws out
// again: every second look-up read it from the disk. 1,000,000 lives, November 2026.)
void partition_filters(rocksdb::BlockBasedTableOptions& blocks) {
  blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  blocks.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  blocks.partition_filters = true;
  blocks.pin_top_level_index_and_filter = true;
}

// The same question to what is not in a file yet, for tables whose keys asked for are mostly new.
// (Hints for inserting, which would suit panes, are no option: 7.8.3 hands those of a memtable to
// its range deletions too, and reads foreign memory.)
void filter_memtable(rocksdb::ColumnFamilyOptions& options) {
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.memtable_whole_key_filtering = true;
}

rocksdb::ColumnFamilyOptions table_options(Table table, const MemoryShares& shares,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  rocksdb::BlockBasedTableOptions blocks = block_options(cache);
  options.write_buffer_size = shares.write_buffers;
  // One memtable fills while one is flushed; then commits wait. (The write buffer manager could
  // stop them instead, but a writer stopped by it never wakes when the flush it waits for fails:
  // seen with 7.8.3, kept by tests/storage/store_fault_test.cpp.)
  options.max_write_buffer_number = 2;
  options.compression = rocksdb::kNoCompression;
  options.level0_file_num_compaction_trigger = 8;
  options.level0_slowdown_writes_trigger = 16;
  options.level0_stop_writes_trigger = 24;
  options.soft_pending_compaction_bytes_limit = 2ull << 30;
  options.hard_pending_compaction_bytes_limit = 4ull << 30;
  options.paranoid_file_checks = true;
  switch (table) {
    case Table::panes:
      compress_what_stays(options);
      // Most chunks asked for by a commit are new: the filter answers those without a read.
      partition_filters(blocks);
      blocks.block_size = 16 << 10;
      options.target_file_size_base = 32 << 20;
      options.max_bytes_for_level_base = 128 << 20;
      filter_memtable(options);
      break;
    case Table::ids:
      // Written in the order of the log, so files hardly overlap and mostly move down unread.
      blocks.block_size = 64 << 10;
      options.target_file_size_base = 64 << 20;
      options.max_bytes_for_level_base = 256 << 20;
      break;
    case Table::lives:
      compress_what_stays(options);
      partition_filters(blocks);  // most keys are new ones
      blocks.block_size = 8 << 10;
      options.target_file_size_base = 64 << 20;
      options.max_bytes_for_level_base = 256 << 20;
      filter_memtable(options);
      break;
    case Table::records:
    case Table::outbox: options.target_file_size_base = 8 << 20; break;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> descriptors(
    const MemoryShares& shares, const std::shared_ptr<rocksdb::Cache>& cache) {
  std::vector<rocksdb::ColumnFamilyDescriptor> tables;
  for (int i = 0; i < kTableCount; ++i) {
    tables.emplace_back(kTableNames[static_cast<std::size_t>(i)],
                        table_options(static_cast<Table>(i), shares, cache));
  }
  return tables;
}

// RocksDB would begin anew where its files are but the file that names them is not.
bool lost_its_head(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code fault;
  if (fs::exists(fs::path(directory) / "CURRENT", fault)) return false;
  for (fs::directory_iterator it(directory, fault), end; !fault && it != end; it.increment(fault)) {
    if (it->path().extension() == ".sst") return true;
  }
  return false;
}

}  // namespace

model::Result<std::unique_ptr<Database>> Database::open(const StoreSettings& settings) {
  std::unique_ptr<Database> database(new Database(settings.directory));
  if (lost_its_head(settings.directory)) return database->damaged("CURRENT is missing");
  const MemoryShares shares(settings.memory_bytes);
  rocksdb::DBOptions options = database_options(settings, *database);
  // A few threads share it, so a few shards do: each is a part of the memory of its own.
  constexpr int kShardBits = 2;
  const auto cache = rocksdb::NewLRUCache(shares.blocks, kShardBits, false, 0.5);
  options.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(shares.write_buffers, cache, false);

  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(options, settings.directory, descriptors(shares, cache), &handles, &db);
  if (!status.ok()) return database->error_of(status);
  database->db_.reset(db);
  std::copy(handles.begin(), handles.end(), database->tables_.begin());
  if (model::Status schema = database->check_schema(true); !schema) return schema.error();
  return database;
}

model::Result<std::unique_ptr<Database>> Database::open_read_only(const std::string& directory) {
  std::unique_ptr<Database> database(new Database(directory));
  rocksdb::DBOptions options;
  options.info_log = std::make_shared<SilentLogger>();
  options.max_open_files = model::kStoreFilesMax;
  // As when it was written: otherwise 7.8.3 wants to write that logs are tracked no more, and dies.
  options.track_and_verify_wals_in_manifest = true;
  const MemoryShares shares(8 << 20);
  std::vector<rocksdb::ColumnFamilyDescriptor> tables =
      descriptors(shares, rocksdb::NewLRUCache(shares.blocks));
  // Snapshots made before there were lives have no table for them. It is the last one.
  std::vector<std::string> names;
  if (rocksdb::DB::ListColumnFamilies(options, directory, &names).ok() &&
      std::find(names.begin(), names.end(), tables.back().name) == names.end()) {
    tables.pop_back();
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::OpenForReadOnly(options, directory, tables, &handles, &db);
  if (!status.ok()) return database->error_of(status);
  database->db_.reset(db);
  std::copy(handles.begin(), handles.end(), database->tables_.begin());
  if (model::Status schema = database->check_schema(false); !schema) return schema.error();
  return database;
}

Database::~Database() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* table : tables_) {
    if (table != nullptr) db_->DestroyColumnFamilyHandle(table);
  }
  db_->Close();
  db_.reset();  // while the members its listener uses are alive
}

// A state without a schema is a new one: its first write names it.
model::Status Database::check_schema(bool may_write) {
  const std::string key = record_key(RecordKind::meta, kSchemaName);
  std::string value;
  const rocksdb::Status status = db_->Get({}, table(Table::records), key, &value);
  if (status.IsNotFound() && may_write) return write_schema();
  if (!status.ok()) return error_of(status);
  const std::optional<std::uint64_t> schema = decode_number(value);
  if (!schema || *schema == 0) return damaged("its schema number");
  if (*schema > kSchema) {
    return model::Error{model::ErrorCode::io,
                        "written by a newer ioc-pulse (schema " + std::to_string(*schema) +
                            ", this one knows " + std::to_string(kSchema) + "); use that version",
                        directory_};
  }
  // From now on there may be bytes that older programs cannot read.
  if (*schema < kSchema && may_write) return write_schema();
  return model::Done{};
}

model::Status Database::write_schema() {
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status =
      db_->Put(options, table(Table::records), record_key(RecordKind::meta, kSchemaName),
               encode_number(kSchema));
  if (!status.ok()) return error_of(status);
  return model::Done{};
}

model::Status Database::health() const {
  if (!failed_) return model::Done{};
  const std::lock_guard lock(mutex_);
  return first_error_;
}

model::Error Database::fail(model::Error error) {
  const std::lock_guard lock(mutex_);
  if (!failed_) first_error_ = std::move(error);
  failed_ = true;
  return first_error_;
}

model::Error Database::error_of(const rocksdb::Status& status) const {
  if (status.IsCorruption()) return damaged(status.ToString());
  std::string text = status.ToString();
  if (status.IsNoSpace()) text = "the disk is full; make room and start again (" + text + ")";
  if (status.IsInvalidArgument())
    text = "cannot be opened, a newer ioc-pulse wrote it? (" + text + ")";
  return {model::ErrorCode::io, std::move(text), directory_};
}

model::Error Database::damaged(const std::string& what) const {
  return {model::ErrorCode::io,
          "the state is damaged (" + what + "); move it aside and restore the newest snapshot",
          directory_};
}

void Database::set_layout(model::CubeNumber number, const model::CubePlan& cube) {
  auto layout = std::make_shared<const model::CubePlan>(cube);
  const std::lock_guard lock(mutex_);
  layouts_[number] = std::move(layout);
}

std::shared_ptr<const model::CubePlan> Database::layout(model::CubeNumber number) const {
  const std::lock_guard lock(mutex_);
  const auto found = layouts_.find(number);
  return found == layouts_.end() ? nullptr : found->second;
}

}  // namespace ioc::storage
