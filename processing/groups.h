// The groups of a cube: those events name, and those they roll up into.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/figure.h"
#include "model/plan.h"
#include "model/state.h"

namespace ioc::processing {

// Whether the cube's contributions stand until taken back, as those of `while` do.
bool is_standing(const model::CubePlan& cube, const model::Plan& plan);

// A unit as a member of a leaf group: its code, and when it is not the first tree the first day of
// the contribution's.
std::string unit_member(const model::UnitTree& units, model::UnitIndex unit, std::size_t tree);

// Role: dense numbers for leaf groups (as events carry them; their panes are stored) and for output
// groups (leaf groups with each unit replaced by itself or a unit above it; figures are of these).
// Where units move, a contribution rolls up by the tree of its own time: the leaf's unit says which
// (`unit_member`). What stands rolls up by the tree of as-of: its leaves have outputs for each
// tree. Invariants: G1 `leaves_of(o, tree)` and `outputs_of(l, tree)` are inverse relations.
// Threads: one owner. Cost: a leaf has as many outputs as its units have units above, multiplied.
class Groups {
 public:
  Groups(const model::CubePlan& cube, const model::Plan& plan);

  struct Output {
    std::vector<std::string> members;                // codes and texts, in order of the dimensions
    std::vector<model::GroupMember> group;           // the same as JSON
    model::UnitIndex unit = model::kNoUnit;          // of the first unit dimension
    std::vector<std::vector<std::uint32_t>> leaves;  // by tree of a standing cube, else one list
  };
  // What a leaf is told apart by beside its group: the value in the hidden dimension.
  const std::string& hidden_of(std::uint32_t leaf) const { return keys_[leaf]->members.back(); }

  // The leaf's ordinal; a new one when the key is new.
  std::uint32_t add(const model::GroupKey& key);
  bool contains(const model::GroupKey& key) const { return by_key_.contains(key); }

  std::size_t leaf_count() const { return keys_.size(); }
  // How many trees tell the outputs of a leaf apart: 1 where the leaf's unit says its own.
  std::size_t tree_count() const { return tree_count_; }
  const std::vector<std::uint32_t>& outputs_of(std::uint32_t leaf, std::size_t tree) const {
    return outputs_of_[leaf * tree_count_ + tree];
  }
  // Those of every tree; an output of several is visited more than once.
  template <class Visit>
  void for_each_output(std::uint32_t leaf, const Visit& visit) const {
    for (std::size_t tree = 0; tree < tree_count_; ++tree) {
      for (const std::uint32_t output : outputs_of(leaf, tree)) visit(output);
    }
  }
  const std::vector<std::uint32_t>& leaves_of(std::uint32_t output, std::size_t tree) const {
    return outputs_[output].leaves[tree];
  }
  const Output& output(std::uint32_t number) const { return outputs_[number]; }
  std::size_t output_count() const { return outputs_.size(); }
  // Output numbers in order of their members; lists are sorted by this.
  const std::map<std::vector<std::string>, std::uint32_t>& sorted_outputs() const {
    return output_by_members_;
  }

 private:
  void roll_up(std::uint32_t leaf, std::size_t tree, std::size_t dimension,
               std::vector<std::string>& members);
  void link(std::uint32_t leaf, std::size_t tree, const std::vector<std::string>& members);

  const model::CubePlan* cube_;
  const model::Plan* plan_;
  std::size_t tree_count_ = 1;
  std::map<model::GroupKey, std::uint32_t> by_key_;
  std::vector<const model::GroupKey*> keys_;
  std::vector<std::vector<std::uint32_t>> outputs_of_;
  std::vector<Output> outputs_;
  std::map<std::vector<std::string>, std::uint32_t> output_by_members_;
};

}  // namespace ioc::processing
