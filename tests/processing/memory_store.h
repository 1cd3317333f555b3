// The store's contract in a few maps: what a commit makes durable and what a start reads back.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "model/state.h"
#include "processing/engine.h"
#include "processing/fold.h"
#include "processing/pane_table.h"

namespace ioc::testing {

class MemoryStore {
 public:
  explicit MemoryStore(const model::Plan& plan) : plan_(&plan) {}

  void apply(const model::Commit& commit) {
    revision_ = commit.revision;
    for (const model::PartitionCommit& change : commit.partitions) {
      Partition& partition = partitions_[change.partition];
      partition.mark = change.mark;
      for (const model::IdBlock& block : change.ids) {
        auto& ids = partition.ids[block.hour];
        ids.insert(ids.end(), block.ids.begin(), block.ids.end());
      }
      partition.ids.erase(partition.ids.begin(),
                          partition.ids.lower_bound(change.forget_ids_before_hour));
    }
    for (const model::NewGroup& group : commit.groups) groups_[{group.cube, group.ordinal}] = group;
    for (const model::PaneChange& change : commit.panes) {
      const model::CubePlan& cube = plan_->cubes[change.address.cube];
      processing::for_each_row(cube, change.address.chunk, change.rows,
                               [&](std::uint32_t group, const std::int64_t* row) {
                                 processing::merge_into_chunk(cube, panes_[change.address], group,
                                                              row);
                               });
    }
    for (const model::PaneExpiry& expiry : commit.expiries) {
      std::erase_if(panes_, [&](const auto& pane) {
        return pane.first.cube == expiry.cube && pane.first.tier == expiry.tier &&
               pane.first.pane < expiry.before_pane;
      });
    }
    finals_.insert(finals_.end(), commit.finals.begin(), commit.finals.end());
    for (const model::OutboxEntry& entry : commit.outbox) next_sequence_ = entry.sequence + 1;
  }

  std::uint64_t revision() const { return revision_; }
  std::uint64_t next_outbox_sequence() const { return next_sequence_; }
  std::size_t pane_count() const { return panes_.size(); }
  model::PartitionMark mark(model::PartitionNumber number) const {
    const auto found = partitions_.find(number);
    return found == partitions_.end() ? model::PartitionMark{} : found->second.mark;
  }

  void recall(model::PartitionNumber number, processing::PartitionFold& fold) const {
    const auto found = partitions_.find(number);
    if (found == partitions_.end()) return;
    for (const auto& [hour, ids] : found->second.ids) {
      for (const model::EventId& id : ids) fold.recall(hour, id);
    }
  }

  // After the partitions were added.
  void restore(processing::Engine& engine) const {
    for (const auto& [number, group] : groups_) {
      engine.restore_group(static_cast<int>(group.cube), group.key);
    }
    for (const auto& [address, rows] : panes_) {
      engine.restore_panes(static_cast<int>(address.cube), address, rows);
    }
    for (const model::FinalMark& mark : finals_) engine.restore_final(mark);
    engine.finish_restore();
  }

 private:
  struct Partition {
    model::PartitionMark mark;
    std::map<std::int64_t, std::vector<model::EventId>> ids;
  };
  const model::Plan* plan_;
  std::uint64_t revision_ = 0;
  std::uint64_t next_sequence_ = 0;
  std::map<model::PartitionNumber, Partition> partitions_;
  std::map<std::pair<model::CubeNumber, std::uint32_t>, model::NewGroup> groups_;
  std::map<model::PaneAddress, model::PaneRows> panes_;
  std::vector<model::FinalMark> finals_;
};

}  // namespace ioc::testing
