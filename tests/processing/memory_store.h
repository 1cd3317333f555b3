// The store's contract in a few maps: what a commit makes durable and what a start reads back.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
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
      for (const model::LifeChange& life : change.lives) {
        if (life.events.empty()) {
          partition.lives.erase({life.lifecycle, life.key});
        } else {
          partition.lives[{life.lifecycle, life.key}] = life.events;
        }
      }
    }
    for (const model::NewGroup& group : commit.groups) groups_[{group.cube, group.ordinal}] = group;
    for (const model::PaneChange& change : commit.panes) {
      const model::CubePlan& cube = plan_->cubes[change.address.cube];
      processing::for_each_row(
          cube, change.address.chunk, change.rows,
          [&](std::uint32_t group, const std::int64_t* row, std::string_view digest) {
            processing::merge_into_chunk(cube, panes_[change.address], group, row, digest);
          });
    }
    for (const model::PaneExpiry& expiry : commit.expiries) {
      std::erase_if(panes_, [&](const auto& pane) {
        return pane.first.cube == expiry.cube && pane.first.tier == expiry.tier &&
               pane.first.pane < expiry.before_pane;
      });
    }
    for (const model::FinalMark& mark : commit.finals) {
      finals_[{mark.settled_ms, mark.stream}] = mark.revision;
    }
    for (const model::FinalMark& mark : commit.stale_finals) {
      finals_.erase({mark.settled_ms, mark.stream});
    }
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

  // The lives of a partition, as a fold asks for them. The store must outlive what it gives.
  model::StoredLives lives(model::PartitionNumber number) {
    Partition& partition = partitions_[number];
    model::StoredLives doors;
    doors.read = [&partition](int lifecycle, std::span<const std::string_view> keys,
                              const model::LifeVisitor& visit) -> model::Status {
      for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto life = partition.lives.find({lifecycle, std::string(keys[i])});
        if (life != partition.lives.end()) visit(i, life->second);
      }
      return model::Done{};
    };
    doors.scan = [&partition](int lifecycle, std::string_view from,
                              const model::LifeScanner& visit) -> model::Status {
      for (auto life = partition.lives.lower_bound({lifecycle, std::string(from)});
           life != partition.lives.end() && life->first.first == lifecycle; ++life) {
        if (!visit(life->first.second, life->second)) break;
      }
      return model::Done{};
    };
    return doors;
  }

  // After the partitions were added.
  void restore(processing::Engine& engine) const {
    for (const auto& [number, group] : groups_) {
      engine.restore_group(static_cast<int>(group.cube), group.key);
    }
    for (const auto& [at, revision] : finals_) {
      engine.restore_final({at.second, at.first, revision});
    }
    for (std::size_t cube = 0; cube < plan_->cubes.size(); ++cube) {
      for (std::size_t tier = 0; tier < plan_->cubes[cube].tiers.size(); ++tier) {
        const processing::PaneRange panes = *engine.panes_to_restore(static_cast<int>(cube), tier);
        read_panes()(static_cast<model::CubeNumber>(cube), plan_->cubes[cube].tiers[tier].tier,
                     panes.first, panes.end,
                     [&](const auto& address, const auto& rows) {
                       engine.restore_panes(static_cast<int>(cube), address, rows);
                       return true;
                     })
            .value();
      }
    }
    engine.finish_restore();
  }

  // As an engine asks for panes it does not keep. The store must outlive what it gives.
  model::ReadPanes read_panes() const {
    return [this](model::CubeNumber cube, model::Tier tier, std::int64_t first, std::int64_t end,
                  const model::PaneVisitor& visit) -> model::Status {
      for (auto at = panes_.lower_bound({cube, tier, first, 0, 0});
           at != panes_.end() && at->first < model::PaneAddress{cube, tier, end, 0, 0}; ++at) {
        if (!visit(at->first, at->second)) break;
      }
      return model::Done{};
    };
  }

 private:
  struct Partition {
    model::PartitionMark mark;
    std::map<std::int64_t, std::vector<model::EventId>> ids;
    std::map<std::pair<int, std::string>, std::string> lives;  // by lifecycle and key
  };
  const model::Plan* plan_;
  std::uint64_t revision_ = 0;
  std::uint64_t next_sequence_ = 0;
  std::map<model::PartitionNumber, Partition> partitions_;
  std::map<std::pair<model::CubeNumber, std::uint32_t>, model::NewGroup> groups_;
  std::map<model::PaneAddress, model::PaneRows> panes_;
  std::map<std::pair<std::int64_t, std::string>, std::uint64_t> finals_;  // by time and stream
};

}  // namespace ioc::testing
