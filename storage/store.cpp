// The store: a lock, a database and a writer.
#include "storage/store.h"

#include <algorithm>
#include <filesystem>

#include "storage/database.h"
#include "storage/directory_lock.h"
#include "storage/writer.h"

namespace ioc::storage {
namespace {

using model::Result;

std::uint64_t number_of(const Database& database, Table table, const std::string& property) {
  std::uint64_t value = 0;
  database.db().GetIntProperty(database.table(table), property, &value);
  return value;
}

}  // namespace

bool holds_state(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code fault;
  for (fs::directory_iterator it(directory, fault), end; !fault && it != end; it.increment(fault)) {
    // Tables without the file that names them are a damaged state, not none.
    if (it->path().filename() == "CURRENT" || it->path().extension() == ".sst") return true;
  }
  return false;
}

Result<std::unique_ptr<Store>> Store::open(const StoreSettings& settings) {
  Result<std::unique_ptr<DirectoryLock>> lock = DirectoryLock::take(settings.directory);
  if (!lock) return lock.error();
  Result<std::unique_ptr<Database>> database = Database::open(settings);
  if (!database) return database.error();
  Result<std::unique_ptr<Writer>> writer = Writer::start(*database.value(), settings);
  if (!writer) return writer.error();
  std::unique_ptr<Store> store(
      new Store(std::move(lock).value(), std::move(database).value(), std::move(writer).value()));
  const Result<std::uint64_t> stored = store->committed_revision();
  if (!stored) return stored.error();
  store->writer_->begin_at(std::max(stored.value(), settings.revision_floor));
  return store;
}

Store::Store(std::unique_ptr<DirectoryLock> lock, std::unique_ptr<Database> database,
             std::unique_ptr<Writer> writer)
    : Reader(database.get(), nullptr),
      lock_(std::move(lock)),
      owned_(std::move(database)),
      writer_(std::move(writer)) {}

Store::~Store() = default;

Result<model::CubeNumber> Store::cube_number(const model::CubePlan& cube) {
  if (model::Status health = database_->health(); !health) return health.error();
  return named(cube, writer_->registry().cube_number(cube));
}

Result<model::CubeNumber> Store::new_cube_number(const model::CubePlan& cube) {
  if (model::Status health = database_->health(); !health) return health.error();
  return named(cube, writer_->registry().new_cube_number(cube));
}

Result<model::CubeNumber> Store::named(const model::CubePlan& cube,
                                       Result<model::CubeNumber> number) {
  if (number) database_->set_layout(number.value(), cube);
  return number;
}

Result<model::LifecycleNumber> Store::lifecycle_number(const std::string& definition) {
  if (model::Status health = database_->health(); !health) return health.error();
  return writer_->registry().lifecycle_number(definition);
}

Result<model::PartitionNumber> Store::partition_number(const model::PartitionName& name) {
  if (model::Status health = database_->health(); !health) return health.error();
  return writer_->registry().partition_number(name);
}

void Store::put_meta(std::string_view name, std::string_view value) {
  writer_->put_meta(name, value);
}

std::uint64_t Store::revision() const { return writer_->revision(); }

model::Status Store::commit(const model::Commit& commit) { return writer_->commit(commit); }

std::unique_ptr<View> Store::view() const { return std::make_unique<View>(database_); }

StoreStats Store::stats() const {
  StoreStats stats;
  stats.memory_bytes =
      writer_->cache_bytes() + number_of(*database_, Table::panes, "rocksdb.block-cache-usage");
  stats.panes_bytes = number_of(*database_, Table::panes, "rocksdb.live-sst-files-size");
  stats.ids_bytes = number_of(*database_, Table::ids, "rocksdb.live-sst-files-size");
  stats.outbox_bytes = number_of(*database_, Table::outbox, "rocksdb.live-sst-files-size");
  stats.commit_seconds = writer_->commit_seconds();
  stats.commits = writer_->commits();
  stats.write_delayed =
      number_of(*database_, Table::panes, "rocksdb.actual-delayed-write-rate") != 0;
  stats.write_stopped = number_of(*database_, Table::panes, "rocksdb.is-write-stopped") != 0;
  stats.failed = database_->failed();
  return stats;
}

}  // namespace ioc::storage
