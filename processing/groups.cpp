#include "processing/groups.h"

namespace ioc::processing {

using model::TypeKind;

namespace {

constexpr char kTreeMark = '\x1f';  // in no code of a unit

// What unit_member wrote.
std::pair<model::UnitIndex, std::size_t> unit_and_tree(const model::UnitTree& units,
                                                       const std::string& member) {
  const std::size_t mark = member.find(kTreeMark);
  const model::UnitIndex unit = units.find(std::string_view(member).substr(0, mark));
  if (mark == std::string::npos) return {unit, 0};
  const std::optional<model::CivilDay> day = model::parse_day(member.substr(mark + 1));
  return {unit, day ? units.tree_of(*day) : 0};
}

}  // namespace

bool is_standing(const model::CubePlan& cube, const model::Plan& plan) {
  if (cube.lifecycle < 0) return false;
  const model::LifecyclePlan& lifecycle = plan.lifecycles[static_cast<std::size_t>(cube.lifecycle)];
  return lifecycle.cohorts[static_cast<std::size_t>(cube.cohort)].during.has_value();
}

std::string unit_member(const model::UnitTree& units, model::UnitIndex unit, std::size_t tree) {
  const std::string& code = units.at(unit).code;
  return tree == 0 ? code : code + kTreeMark + model::format_day(units.turns()[tree - 1]);
}

Groups::Groups(const model::CubePlan& cube, const model::Plan& plan) : cube_(&cube), plan_(&plan) {
  if (is_standing(cube, plan)) tree_count_ = plan.units.turns().size() + 1;
}

std::uint32_t Groups::add(const model::GroupKey& key) {
  const auto [at, is_new] = by_key_.try_emplace(key, static_cast<std::uint32_t>(keys_.size()));
  if (is_new) {
    keys_.push_back(&at->first);
    outputs_of_.resize(outputs_of_.size() + tree_count_);
    std::vector<std::string> members = key.members;
    if (cube_->is_sketched()) members.pop_back();
    for (std::size_t tree = 0; tree < tree_count_; ++tree) roll_up(at->second, tree, 0, members);
  }
  return at->second;
}

void Groups::roll_up(std::uint32_t leaf, std::size_t tree, std::size_t dimension,
                     std::vector<std::string>& members) {
  if (dimension == members.size()) {
    link(leaf, tree, members);
    return;
  }
  const std::string own = members[dimension];
  const auto [unit, own_tree] = cube_->dimensions[dimension].type.kind == TypeKind::unit
                                    ? unit_and_tree(plan_->units, own)
                                    : std::pair(model::kNoUnit, std::size_t{0});
  // A unit the catalogue has dropped since stands for itself.
  if (unit == model::kNoUnit) {
    if (cube_->dimensions[dimension].type.kind == TypeKind::unit) {
      members[dimension] = own.substr(0, own.find(kTreeMark));
    }
    roll_up(leaf, tree, dimension + 1, members);
    members[dimension] = own;
    return;
  }
  const std::size_t whose = tree_count_ > 1 ? tree : own_tree;
  for (const model::UnitIndex above : plan_->units.chain(unit, whose)) {
    members[dimension] = plan_->units.at(above).code;
    roll_up(leaf, tree, dimension + 1, members);
  }
  members[dimension] = own;
}

void Groups::link(std::uint32_t leaf, std::size_t tree, const std::vector<std::string>& members) {
  const auto [at, is_new] =
      output_by_members_.try_emplace(members, static_cast<std::uint32_t>(outputs_.size()));
  if (is_new) {
    Output output;
    output.members = members;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const model::Dimension& dimension = cube_->dimensions[i];
      const TypeKind kind = dimension.type.kind;
      std::string json;
      if (kind == TypeKind::integer || kind == TypeKind::decimal || kind == TypeKind::boolean ||
          kind == TypeKind::duration) {
        json = members[i];
      } else {
        model::append_json_string(json, members[i]);
      }
      output.group.push_back({dimension.name, std::move(json)});
      if (kind == TypeKind::unit && output.unit == model::kNoUnit) {
        output.unit = plan_->units.find(members[i]);
      }
    }
    output.leaves.resize(tree_count_);
    outputs_.push_back(std::move(output));
  }
  outputs_of_[leaf * tree_count_ + tree].push_back(at->second);
  outputs_[at->second].leaves[tree].push_back(leaf);
}

}  // namespace ioc::processing
