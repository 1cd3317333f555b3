// The numbers of cubes, lifecycles and partitions.
#include "storage/registry.h"

#include <algorithm>

#include "storage/bytes.h"
#include "storage/database.h"
#include "storage/pane_codec.h"
#include "storage/records.h"

namespace ioc::storage {

model::Result<Registry> Registry::load(const Database& database) {
  Registry registry;
  const std::unique_ptr<rocksdb::Iterator> it(
      database.db().NewIterator({}, database.table(Table::records)));
  const auto begins_with = [&](RecordKind kind) {
    return it->Valid() && it->key().starts_with(record_key(kind));
  };
  for (it->Seek(record_key(RecordKind::cube)); begins_with(RecordKind::cube); it->Next()) {
    const std::uint32_t number = ByteReader(it->key().ToStringView().substr(1)).big32();
    const auto cube = decode_cube(it->value().ToStringView());
    if (!cube) return database.damaged("a cube's name");
    registry.cubes_[cube->definition] = {number, cube->layout};
    registry.next_cube_ = std::max(registry.next_cube_, number + 1);
  }
  if (!it->status().ok()) return database.error_of(it->status());
  for (it->Seek(record_key(RecordKind::lifecycle)); begins_with(RecordKind::lifecycle);
       it->Next()) {
    const std::uint32_t number = ByteReader(it->key().ToStringView().substr(1)).big32();
    auto definition = decode_lifecycle(it->value().ToStringView());
    if (!definition) return database.damaged("a lifecycle's name");
    registry.lifecycles_[*std::move(definition)] = number;
    registry.next_lifecycle_ = std::max(registry.next_lifecycle_, number + 1);
  }
  if (!it->status().ok()) return database.error_of(it->status());
  for (it->Seek(record_key(RecordKind::partition)); begins_with(RecordKind::partition);
       it->Next()) {
    const std::uint32_t number = ByteReader(it->key().ToStringView().substr(1)).big32();
    const auto name = decode_partition(it->value().ToStringView());
    if (!name) return database.damaged("a partition's name");
    registry.partitions_[*name] = number;
    registry.next_partition_ = std::max(registry.next_partition_, number + 1);
  }
  if (!it->status().ok()) return database.error_of(it->status());
  return registry;
}

model::Result<model::CubeNumber> Registry::cube_number(const model::CubePlan& cube) {
  const model::Result<std::string> layout = layout_text(cube);
  if (!layout) return layout.error();
  const auto [entry, is_new] =
      cubes_.try_emplace(cube.definition, Cube{next_cube_, layout.value()});
  if (is_new) {
    unsaved_.emplace_back(record_key(RecordKind::cube, next_cube_),
                          encode_cube({layout.value(), cube.definition}));
    ++next_cube_;
  } else if (entry->second.layout != layout.value()) {
    return model::Error{
        model::ErrorCode::internal,
        "is stored with rows of " + entry->second.layout + ", not " + layout.value(),
        cube.definition};
  }
  return entry->second.number;
}

model::Result<model::CubeNumber> Registry::new_cube_number(const model::CubePlan& cube) {
  const auto known = cubes_.find(cube.definition);
  if (known != cubes_.end()) {
    forgotten_.push_back(known->second.number);
    cubes_.erase(known);
  }
  return cube_number(cube);
}

model::LifecycleNumber Registry::lifecycle_number(const std::string& definition) {
  const auto [entry, is_new] = lifecycles_.try_emplace(definition, next_lifecycle_);
  if (is_new) {
    unsaved_.emplace_back(record_key(RecordKind::lifecycle, next_lifecycle_),
                          encode_lifecycle(definition));
    ++next_lifecycle_;
  }
  return entry->second;
}

model::PartitionNumber Registry::partition_number(const model::PartitionName& name) {
  const auto [entry, is_new] = partitions_.try_emplace(name, next_partition_);
  if (is_new) {
    unsaved_.emplace_back(record_key(RecordKind::partition, next_partition_),
                          encode_partition(name));
    ++next_partition_;
  }
  return entry->second;
}

}  // namespace ioc::storage
