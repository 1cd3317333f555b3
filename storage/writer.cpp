// The one write path.
//
// Puts come before the range deletions of the same batch, so what a commit both adds and expires is
// gone. Every range deleted begins at the lowest key that may exist and ends where the next one
// will begin: ranges never overlap, and none is written when nothing lies below.
#include "storage/writer.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "model/pane_rows.h"
#include "storage/bytes.h"
#include "storage/pane_codec.h"
#include "storage/records.h"
#include "storage/slice.h"

namespace ioc::storage {
namespace {

using model::Commit;
using model::Done;
using model::Error;
using model::ErrorCode;
using model::PaneAddress;
using model::PaneRows;
using model::Result;
using model::Status;

constexpr std::size_t kProtectionBytesPerKey =
    8;  // the batch is checked on its way to the memtable
constexpr std::size_t kChunksReadAtOnce = 256;

Error breach(const std::string& text) { return {ErrorCode::internal, text, "commit"}; }

}  // namespace

Writer::Writer(Database& database, Registry registry, const StoreSettings& settings)
    : database_(database),
      sync_(settings.sync),
      registry_(std::move(registry)),
      cache_(MemoryShares(settings.memory_bytes).chunks),
      batch_(0, 0, kProtectionBytesPerKey, 0) {}

Result<std::unique_ptr<Writer>> Writer::start(Database& database, const StoreSettings& settings) {
  Result<Registry> registry = Registry::load(database);
  if (!registry) return registry.error();
  std::unique_ptr<Writer> writer(new Writer(database, std::move(registry).value(), settings));
  const Result<std::string> first =
      writer->first_key(Table::outbox, outbox_key(0), end_of_prefix(""));
  if (!first) return first.error();
  writer->lowest_outbox_ = first.value().empty() ? UINT64_MAX : ByteReader(first.value()).big64();
  return writer;
}

void Writer::put_meta(std::string_view name, std::string_view value) {
  const std::string key = record_key(RecordKind::user_meta, name);
  std::erase_if(meta_, [&](const Registry::Record& record) { return record.first == key; });
  meta_.emplace_back(key, value);
}

Status Writer::commit(const Commit& commit) {
  if (Status health = database_.health(); !health) return health;
  if (Status contract = check(commit); !contract) return contract;
  const auto started = std::chrono::steady_clock::now();

  batch_.Clear();
  batch_status_ = rocksdb::Status::OK();
  if (Status filled = fill(commit); !filled) return database_.fail(filled.error());
  if (!batch_status_.ok()) return database_.fail(database_.error_of(batch_status_));
  rocksdb::WriteOptions options;
  options.sync = sync_;
  const rocksdb::Status written = database_.db().Write(options, &batch_);
  if (!written.ok()) return database_.fail(database_.error_of(written));

  registry_.saved();
  meta_.clear();
  cache_.shrink();
  cache_bytes_ = cache_.size_bytes();
  revision_ = commit.revision;
  ++commits_;
  commit_seconds_ =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return Done{};
}

Status Writer::check(const Commit& commit) const {
  if (commit.revision <= revision_) return breach("its revision does not rise");
  for (const model::PartitionCommit& partition : commit.partitions) {
    if (!registry_.knows_partition(partition.partition)) return breach("an unknown partition");
    for (const model::LifeChange& life : partition.lives) {
      if (!registry_.knows_lifecycle(life.lifecycle)) return breach("an unknown lifecycle");
    }
  }
  std::shared_ptr<const model::CubePlan> layout;
  model::CubeNumber cube = 0;
  for (const model::PaneChange& change : commit.panes) {
    if (layout == nullptr || cube != change.address.cube) {
      cube = change.address.cube;
      layout = database_.layout(cube);
    }
    if (layout == nullptr) return breach("an unnamed cube");
    if (!registry_.knows_partition(change.address.partition)) return breach("an unknown partition");
    if (!well_formed(*layout, change.rows)) return breach("rows of the wrong width");
  }
  return Done{};
}

Status Writer::fill(const Commit& commit) {
  for (const Registry::Record& record : registry_.unsaved()) {
    put(Table::records, record.first, record.second);
  }
  for (const model::CubeNumber cube : registry_.forgotten()) {
    if (Status forgotten = forget_cube(cube); !forgotten) return forgotten;
  }
  for (const Registry::Record& record : meta_) put(Table::records, record.first, record.second);
  for (const model::NewGroup& group : commit.groups) {
    put(Table::records, group_key(group.cube, group.ordinal), encode_group(group.key));
  }
  for (const model::FinalMark& mark : commit.finals) {
    put(Table::records, final_key({mark.settled_ms, mark.stream}), encode_final(mark.revision));
  }
  for (const model::FinalMark& mark : commit.stale_finals) {
    remove(Table::records, final_key({mark.settled_ms, mark.stream}));
  }
  for (const model::PartitionCommit& partition : commit.partitions) {
    if (Status added = add_partition(partition, commit.revision); !added) return added;
  }
  if (Status added = add_panes(commit.panes); !added) return added;
  for (const model::PaneExpiry& expiry : commit.expiries) {
    if (Status added = add_expiry(expiry); !added) return added;
  }
  if (Status added = add_outbox(commit); !added) return added;
  put(Table::records, record_key(RecordKind::meta, kRevisionName), encode_number(commit.revision));
  return Done{};
}

Status Writer::add_partition(const model::PartitionCommit& partition, std::uint64_t revision) {
  put(Table::records, record_key(RecordKind::mark, partition.partition),
      encode_mark(partition.mark));
  const Lowest lowest = lowest_hour(partition.partition);
  if (!lowest) return lowest.error();
  std::int64_t& hour_min = *lowest.value();
  std::uint32_t block_number = 0;
  for (const model::IdBlock& block : partition.ids) {
    if (block.ids.empty()) continue;
    encode_ids(block.ids, value_);
    put(Table::ids, id_key({partition.partition, block.hour, revision, block_number++}), value_);
    hour_min = std::min(hour_min, block.hour);
  }
  for (const model::LifeChange& life : partition.lives) {
    const std::string key = life_key(life.lifecycle, partition.partition, life.key);
    if (life.events.empty()) {
      remove(Table::lives, key);
    } else {
      put(Table::lives, key, life.events);
    }
  }
  if (hour_min < partition.forget_ids_before_hour) {
    delete_range(Table::ids, id_hour_start(partition.partition, hour_min),
                 id_hour_start(partition.partition, partition.forget_ids_before_hour));
    hour_min = partition.forget_ids_before_hour;
  }
  return Done{};
}

// In the order of their keys: a key is looked for from the place of the one before.
Status Writer::add_panes(const std::vector<model::PaneChange>& unordered) {
  std::vector<const model::PaneChange*> changes;
  for (const model::PaneChange& change : unordered) changes.push_back(&change);
  std::sort(changes.begin(), changes.end(),
            [](const auto* a, const auto* b) { return a->address < b->address; });
  std::vector<PaneRows*> chunks;
  std::vector<std::pair<PaneAddress, PaneRows*>> missing;
  for (std::size_t first = 0; first < changes.size(); first += kChunksReadAtOnce) {
    const std::size_t end = std::min(changes.size(), first + kChunksReadAtOnce);
    chunks.clear();
    missing.clear();
    for (std::size_t i = first; i < end; ++i) {
      const ChunkCache::Found found = cache_.find_or_add(changes[i]->address);
      chunks.push_back(found.rows);
      if (found.is_new) missing.emplace_back(changes[i]->address, found.rows);
    }
    if (Status read = read_chunks(missing); !read) return read;
    for (std::size_t i = first; i < end; ++i) {
      const PaneAddress& address = changes[i]->address;
      const auto layout = database_.layout(address.cube);
      PaneRows& rows = *chunks[i - first];
      model::merge_pane(*layout, rows, changes[i]->rows);
      encode_pane(*layout, rows, value_);
      key_.clear();
      put_pane_key(key_, address);
      put(Table::panes, key_, value_);
      const Lowest lowest = lowest_pane(address.cube, address.tier);
      if (!lowest) return lowest.error();
      *lowest.value() = std::min(*lowest.value(), address.pane);
    }
  }
  return Done{};
}

Status Writer::read_chunks(const std::vector<std::pair<PaneAddress, PaneRows*>>& asked) {
  std::vector<std::string> keys;
  for (const auto& [address, rows] : asked) keys.push_back(pane_key(address));
  std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  database_.db().MultiGet({}, database_.table(Table::panes), keys.size(), slices.data(),
                          values.data(), statuses.data());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) return database_.error_of(statuses[i]);
    const auto layout = database_.layout(asked[i].first.cube);
    if (!decode_pane(*layout, values[i].ToStringView(), *asked[i].second)) {
      return database_.damaged("a pane");
    }
  }
  return Done{};
}

Status Writer::forget_cube(model::CubeNumber cube) {
  remove(Table::records, record_key(RecordKind::cube, cube));
  const std::string groups = record_key(RecordKind::group, cube);
  std::string panes;
  put_big32(panes, cube);
  for (const auto& [table, prefix] : {std::pair{Table::records, groups}, {Table::panes, panes}}) {
    const std::string end = end_of_prefix(prefix);
    const Result<std::string> first = first_key(table, prefix, end);
    if (!first) return first.error();
    if (!first.value().empty()) delete_range(table, first.value(), end);
  }
  return Done{};
}

Status Writer::add_expiry(const model::PaneExpiry& expiry) {
  const Lowest lowest = lowest_pane(expiry.cube, expiry.tier);
  if (!lowest) return lowest.error();
  if (*lowest.value() >= expiry.before_pane) return Done{};
  delete_range(Table::panes, pane_start(expiry.cube, expiry.tier, *lowest.value()),
               pane_start(expiry.cube, expiry.tier, expiry.before_pane));
  *lowest.value() = expiry.before_pane;
  cache_.drop(expiry);
  return Done{};
}

Status Writer::add_outbox(const Commit& commit) {
  for (const model::OutboxEntry& entry : commit.outbox) {
    put(Table::outbox, outbox_key(entry.sequence), encode_outbox(entry));
    lowest_outbox_ = std::min(lowest_outbox_, entry.sequence);
  }
  if (lowest_outbox_ < commit.outbox_done) {
    delete_range(Table::outbox, outbox_key(lowest_outbox_), outbox_key(commit.outbox_done));
    lowest_outbox_ = commit.outbox_done;
  }
  return Done{};
}

Writer::Lowest Writer::lowest_pane(model::CubeNumber cube, model::Tier tier) {
  const auto [entry, is_new] = lowest_pane_.try_emplace({cube, tier}, INT64_MAX);
  if (is_new) {
    const Result<std::string> key =
        first_key(Table::panes, pane_start(cube, tier, INT64_MIN), tier_end(cube, tier));
    if (!key) return key.error();
    if (!key.value().empty()) {
      const auto address = parse_pane_key(key.value());
      if (!address) return database_.damaged("a pane's key");
      entry->second = address->pane;
    }
  }
  return &entry->second;
}

Writer::Lowest Writer::lowest_hour(model::PartitionNumber partition) {
  const auto [entry, is_new] = lowest_hour_.try_emplace(partition, INT64_MAX);
  if (is_new) {
    const Result<std::string> key =
        first_key(Table::ids, id_hour_start(partition, INT64_MIN), ids_end(partition));
    if (!key) return key.error();
    if (!key.value().empty()) {
      const auto parsed = parse_id_key(key.value());
      if (!parsed) return database_.damaged("an id block's key");
      entry->second = parsed->hour;
    }
  }
  return &entry->second;
}

Result<std::string> Writer::first_key(Table table, const std::string& first,
                                      const std::string& end) const {
  const rocksdb::Slice bound(end);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> it(
      database_.db().NewIterator(options, database_.table(table)));
  it->Seek(first);
  if (!it->status().ok()) return database_.error_of(it->status());
  return it->Valid() ? it->key().ToString() : std::string();
}

void Writer::put(Table table, std::string_view key, std::string_view value) {
  const rocksdb::Status status = batch_.Put(database_.table(table), slice_of(key), slice_of(value));
  if (!status.ok() && batch_status_.ok()) batch_status_ = status;
}

void Writer::remove(Table table, std::string_view key) {
  const rocksdb::Status status = batch_.Delete(database_.table(table), slice_of(key));
  if (!status.ok() && batch_status_.ok()) batch_status_ = status;
}

void Writer::delete_range(Table table, std::string_view first, std::string_view end) {
  const rocksdb::Status status =
      batch_.DeleteRange(database_.table(table), slice_of(first), slice_of(end));
  if (!status.ok() && batch_status_.ok()) batch_status_ = status;
}

}  // namespace ioc::storage
