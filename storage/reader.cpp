// Reading back.
#include "storage/reader.h"

#include <rocksdb/db.h>

#include "storage/bytes.h"
#include "storage/database.h"
#include "storage/pane_codec.h"
#include "storage/records.h"
#include "storage/slice.h"

namespace ioc::storage {
namespace {

using model::Done;
using model::Result;
using model::Status;

// One big read instead of one per block, for what is read once from front to back.
constexpr std::size_t kReadAheadBytes = 2 << 20;

std::string_view view_of(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace

Result<std::optional<std::string>> Reader::get(Table table, std::string_view key) const {
  if (Status health = database_->health(); !health) return health.error();
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  std::string value;
  const rocksdb::Status status =
      database_->db().Get(options, database_->table(table), slice_of(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return database_->error_of(status);
  return std::optional<std::string>(std::move(value));
}

Status Reader::scan(Table table, std::string_view first, std::string_view end, Blocks blocks,
                    const Visit& visit) const {
  if (Status health = database_->health(); !health) return health;
  const rocksdb::Slice bound = slice_of(end);
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  options.iterate_upper_bound = &bound;
  options.fill_cache = blocks == Blocks::stay;
  options.readahead_size = blocks == Blocks::stream ? kReadAheadBytes : 0;
  const std::unique_ptr<rocksdb::Iterator> it(
      database_->db().NewIterator(options, database_->table(table)));
  for (it->Seek(slice_of(first)); it->Valid(); it->Next()) {
    if (!visit(view_of(it->key()), view_of(it->value()))) break;
  }
  if (!it->status().ok()) return database_->error_of(it->status());
  return Done{};
}

Result<std::uint64_t> Reader::committed_revision() const {
  const auto value = get(Table::records, record_key(RecordKind::meta, kRevisionName));
  if (!value) return value.error();
  if (!value.value()) return std::uint64_t{0};
  const std::optional<std::uint64_t> revision = decode_number(*value.value());
  if (!revision) return database_->damaged("the revision");
  return *revision;
}

Result<std::vector<StoredMark>> Reader::marks() const {
  std::vector<StoredMark> marks;
  bool damaged = false;
  const std::string prefix = record_key(RecordKind::mark);
  Status status = scan(Table::records, prefix, end_of_prefix(prefix), Blocks::stay,
                       [&](std::string_view key, std::string_view value) {
                         StoredMark stored;
                         ByteReader bytes(key.substr(1));
                         stored.number = bytes.big32();
                         const auto mark = decode_mark(value);
                         damaged = !bytes.whole() || !mark;
                         if (damaged) return false;
                         stored.mark = *mark;
                         marks.push_back(std::move(stored));
                         return true;
                       });
  if (!status) return status.error();
  if (damaged) return database_->damaged("a partition's mark");
  for (StoredMark& stored : marks) {
    const auto value = get(Table::records, record_key(RecordKind::partition, stored.number));
    if (!value) return value.error();
    std::optional<model::PartitionName> name;
    if (value.value()) name = decode_partition(*value.value());
    if (!name) return database_->damaged("a partition's name");
    stored.name = *std::move(name);
  }
  return marks;
}

Result<std::vector<model::FinalMark>> Reader::finals() const {
  std::vector<model::FinalMark> finals;
  bool damaged = false;
  const std::string prefix = record_key(RecordKind::final_mark);
  Status status =
      scan(Table::records, prefix, end_of_prefix(prefix), Blocks::stay,
           [&](std::string_view key, std::string_view value) {
             const auto parsed = parse_final_key(key);
             const auto revision = decode_final(value);
             damaged = !parsed || !revision;
             if (damaged) return false;
             finals.push_back({std::string(parsed->stream), parsed->settled_ms, *revision});
             return true;
           });
  if (!status) return status.error();
  if (damaged) return database_->damaged("a final mark");
  return finals;
}

Result<std::vector<model::NewGroup>> Reader::groups(model::CubeNumber cube) const {
  std::vector<model::NewGroup> groups;
  bool damaged = false;
  const std::string prefix = record_key(RecordKind::group, cube);
  Status status = scan(Table::records, prefix, end_of_prefix(prefix), Blocks::stream,
                       [&](std::string_view key, std::string_view value) {
                         ByteReader bytes(key.substr(prefix.size()));
                         const std::uint32_t ordinal = bytes.big32();
                         auto group = decode_group(value);
                         damaged = !bytes.whole() || !group;
                         if (damaged) return false;
                         groups.push_back({cube, ordinal, *std::move(group)});
                         return true;
                       });
  if (!status) return status.error();
  if (damaged) return database_->damaged("a group");
  return groups;
}

Result<std::vector<model::OutboxEntry>> Reader::outbox(std::uint64_t from,
                                                       std::size_t count_max) const {
  std::vector<model::OutboxEntry> entries;
  bool damaged = false;
  if (count_max == 0) return entries;
  Status status = scan(Table::outbox, outbox_key(from), end_of_prefix(""), Blocks::stay,
                       [&](std::string_view key, std::string_view value) {
                         const auto sequence = decode_number(key);
                         auto entry = decode_outbox(value);
                         damaged = !sequence || !entry;
                         if (damaged) return false;
                         entry->sequence = *sequence;
                         entries.push_back(*std::move(entry));
                         return entries.size() < count_max;
                       });
  if (!status) return status.error();
  if (damaged) return database_->damaged("an outbox entry");
  return entries;
}

Result<std::optional<std::pair<std::uint64_t, std::uint64_t>>> Reader::outbox_span() const {
  if (Status health = database_->health(); !health) return health.error();
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  const std::unique_ptr<rocksdb::Iterator> it(
      database_->db().NewIterator(options, database_->table(Table::outbox)));
  std::optional<std::pair<std::uint64_t, std::uint64_t>> span;
  it->SeekToFirst();
  if (it->Valid()) {
    const auto first = decode_number(view_of(it->key()));
    it->SeekToLast();
    const auto last = it->Valid() ? decode_number(view_of(it->key())) : std::nullopt;
    if (!first || !last) return database_->damaged("an outbox entry");
    span.emplace(*first, *last);
  }
  if (!it->status().ok()) return database_->error_of(it->status());
  return span;
}

Result<std::optional<std::string>> Reader::meta(std::string_view name) const {
  return get(Table::records, record_key(RecordKind::user_meta, name));
}

Status Reader::load_panes(model::CubeNumber cube, model::Tier tier, std::int64_t first_pane,
                          std::int64_t end_pane, bool once, const model::PaneVisitor& visit) const {
  const std::shared_ptr<const model::CubePlan> layout = database_->layout(cube);
  if (layout == nullptr) {
    return model::Error{model::ErrorCode::usage, "cube " + std::to_string(cube) + " was not named",
                        database_->directory()};
  }
  model::PaneRows rows;
  bool damaged = false;
  Status status =
      scan(Table::panes, pane_start(cube, tier, first_pane), pane_start(cube, tier, end_pane),
           once ? Blocks::stream : Blocks::stay, [&](std::string_view key, std::string_view value) {
             const auto address = parse_pane_key(key);
             damaged = !address || !decode_pane(*layout, value, rows);
             if (damaged) return false;
             return visit(*address, rows);
           });
  if (status && damaged) return database_->damaged("a pane");
  return status;
}

std::uint64_t Reader::pane_bytes(model::CubeNumber cube) const {
  if (!database_->health()) return 0;
  const std::string first = pane_start(cube, model::Tier{}, INT64_MIN);
  const std::string end = pane_start(cube + 1, model::Tier{}, INT64_MIN);
  const rocksdb::Range range(slice_of(first), slice_of(end));
  std::uint64_t bytes = 0;
  database_->db().GetApproximateSizes(database_->table(Table::panes), &range, 1, &bytes);
  return bytes;
}

Status Reader::load_ids(model::PartitionNumber partition, const IdVisitor& visit) const {
  std::vector<model::EventId> ids;
  bool damaged = false;
  Status status = scan(Table::ids, id_hour_start(partition, INT64_MIN), ids_end(partition),
                       Blocks::stream, [&](std::string_view key, std::string_view value) {
                         const std::optional<IdKey> parsed = parse_id_key(key);
                         damaged = !parsed || !decode_ids(value, ids);
                         if (damaged) return false;
                         visit(parsed->hour, ids);
                         return true;
                       });
  if (status && damaged) return database_->damaged("a block of ids");
  return status;
}

Status Reader::load_lives(model::LifecycleNumber lifecycle, model::PartitionNumber partition,
                          std::span<const std::string_view> keys,
                          const model::LifeVisitor& visit) const {
  if (Status health = database_->health(); !health) return health;
  std::vector<std::string> stored;
  for (const std::string_view key : keys) stored.push_back(life_key(lifecycle, partition, key));
  std::vector<rocksdb::Slice> slices(stored.begin(), stored.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  database_->db().MultiGet(options, database_->table(Table::lives), keys.size(), slices.data(),
                           values.data(), statuses.data());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) return database_->error_of(statuses[i]);
    visit(i, values[i].ToStringView());
  }
  return Done{};
}

Status Reader::scan_lives(model::LifecycleNumber lifecycle, model::PartitionNumber partition,
                          std::string_view from, const model::LifeScanner& visit) const {
  const std::string prefix = life_key(lifecycle, partition, {});
  return scan(Table::lives, life_key(lifecycle, partition, from), end_of_prefix(prefix),
              Blocks::pass, [&](std::string_view key, std::string_view events) {
                return visit(key.substr(prefix.size()), events);
              });
}

View::View(Database* database) : Reader(database, database->db().GetSnapshot()) {}

View::~View() { database_->db().ReleaseSnapshot(snapshot_); }

}  // namespace ioc::storage
