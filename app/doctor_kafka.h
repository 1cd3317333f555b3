// The part of `doctor` that asks the brokers.
#pragma once

#include <atomic>
#include <map>
#include <vector>

#include "app/config.h"
#include "app/doctor.h"
#include "model/plan.h"
#include "model/state.h"

namespace ioc::app {

// Partitions as the state has them; empty without a state, or beside a running service.
using KnownMarks = std::map<model::PartitionName, model::PartitionMark>;

// Brokers, then each stream's topic: that it is there, has the partitions it had, reaches back to
// where the state goes on, is not compacted; and of streams with lifecycles whether the newest
// records keep each life in one partition.
std::vector<Finding> examine_kafka(const Config& config, const model::Plan& plan,
                                   const KnownMarks& known, const std::atomic<bool>& stop);

}  // namespace ioc::app
