// The numbers of cubes, lifecycles and partitions.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/result.h"
#include "model/state.h"

namespace ioc::storage {

class Database;

// Role: names to numbers. A new number is durable once the records of `unsaved` are committed.
// Threads: the committing one.
class Registry {
 public:
  static model::Result<Registry> load(const Database& database);

  // Errors: `internal` when the definition is known with another row layout.
  model::Result<model::CubeNumber> cube_number(const model::CubePlan& cube);
  // A number nothing is stored under yet; the one before, if there was one, is forgotten.
  model::Result<model::CubeNumber> new_cube_number(const model::CubePlan& cube);
  model::LifecycleNumber lifecycle_number(const std::string& definition);
  bool knows_lifecycle(model::LifecycleNumber number) const { return number < next_lifecycle_; }
  model::PartitionNumber partition_number(const model::PartitionName& name);
  bool knows_partition(model::PartitionNumber number) const { return number < next_partition_; }

  using Record = std::pair<std::string, std::string>;  // key, value
  const std::vector<Record>& unsaved() const { return unsaved_; }
  // Cubes whose records and panes go with the next commit.
  const std::vector<model::CubeNumber>& forgotten() const { return forgotten_; }
  void saved() {
    unsaved_.clear();
    forgotten_.clear();
  }

 private:
  struct Cube {
    model::CubeNumber number = 0;
    std::string layout;
  };
  std::map<std::string, Cube> cubes_;                         // by definition
  std::map<std::string, model::LifecycleNumber> lifecycles_;  // by definition
  std::map<model::PartitionName, model::PartitionNumber> partitions_;
  model::CubeNumber next_cube_ = 0;
  model::LifecycleNumber next_lifecycle_ = 0;
  model::PartitionNumber next_partition_ = 0;
  std::vector<Record> unsaved_;
  std::vector<model::CubeNumber> forgotten_;
};

}  // namespace ioc::storage
