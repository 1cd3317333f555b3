// One cube's share of a partition's fold: from columns to rows.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "processing/fold.h"
#include "processing/pane_grid.h"

namespace ioc::processing {

// Role: finds each event's group and pane and adds its values to that row.
// Threads: that of its fold.
class PartitionFold::CubeFold {
 public:
  CubeFold(const model::Plan& plan, int cube_number);

  // `counted` by row; `filters` and `values` are the stream's, evaluated for this batch. With
  // `signs` each row counts so often: -1 takes back what was added before.
  void add(const model::EventBatch& batch, const std::uint8_t* counted,
           const std::vector<Values>& filters, const std::vector<Values>& values,
           const std::int64_t* signs = nullptr);

  // A digest counts for as many rows as it takes the room of.
  std::size_t pending_rows() const { return rows_.size() + digest_bytes_ / kRowBytes; }
  std::size_t pending_bytes() const { return rows_.bytes() + digest_bytes_; }  // about
  CubeChange take();

 private:
  void select_rows(const model::EventBatch& batch, const std::uint8_t* counted,
                   const std::vector<Values>& filters, const std::vector<Values>& values);
  void place_rows(const model::EventBatch& batch);
  void place_anywhere(const model::EventBatch& batch);
  void find_groups(const model::EventBatch& batch, const std::vector<Values>& values);
  std::uint32_t group_of(const model::EventBatch& batch, std::uint32_t row);
  std::string hidden_text(std::uint32_t row) const;
  void find_rows();
  void add_slots(const std::vector<Values>& filters, const std::vector<Values>& values);
  void add_digests(const model::EventBatch& batch, const std::vector<Values>& filters);
  void add_signed(const std::vector<Values>& filters, const std::vector<Values>& values,
                  const std::int64_t* signs);
  std::string member_text(const model::Dimension& dimension, const model::Column& column,
                          std::uint32_t row, std::size_t tree) const;
  std::size_t tree_of(std::int64_t time_ms) const;

  static constexpr std::size_t kRowBytes = 64;

  const model::Plan* plan_;
  const model::CubePlan* cube_;
  int cube_number_;
  const model::TierPlan* finest_;
  DeltaTable rows_;
  std::size_t digest_bytes_ = 0;  // in rows_
  std::vector<model::GroupKey> new_groups_;
  std::uint32_t group_count_ = 0;
  // Groups by their coordinates packed into bytes; a single unit needs no hashing at all.
  std::unordered_map<std::string, std::uint32_t> groups_;
  std::vector<std::uint32_t> group_by_unit_;  // ordinal + 1; the units of each tree
  // The instants from which units roll up by another tree; empty when there is one tree, or when
  // the contributions stand and roll up by the tree of as-of.
  std::vector<std::int64_t> turns_ms_;
  std::string packed_;
  // Of the batch under way: what the hidden dimension tells apart, or what is digested.
  Values hidden_;

  std::vector<std::uint8_t> wanted_;  // scratch, by event
  // Scratch, by selected event.
  std::vector<std::uint32_t> selected_;
  std::vector<std::int64_t> panes_;
  std::vector<std::uint32_t> group_;
  std::vector<std::uint32_t> rows_at_;  // first word of its row
  std::int64_t cached_pane_begin_ = 1;
  std::int64_t cached_pane_end_ = 0;
  std::int64_t cached_pane_ = 0;
};

}  // namespace ioc::processing
