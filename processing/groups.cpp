#include "processing/groups.h"

namespace ioc::processing {

using model::TypeKind;

std::uint32_t Groups::add(const model::GroupKey& key) {
  const auto [at, is_new] = by_key_.try_emplace(key, static_cast<std::uint32_t>(keys_.size()));
  if (is_new) {
    keys_.push_back(&at->first);
    outputs_of_.emplace_back();
    std::vector<std::string> members = key.members;
    if (cube_->is_sketched()) members.pop_back();
    roll_up(at->second, 0, members);
  }
  return at->second;
}

void Groups::roll_up(std::uint32_t leaf, std::size_t dimension, std::vector<std::string>& members) {
  if (dimension == members.size()) {
    link(leaf, members);
    return;
  }
  const std::string own = members[dimension];
  const model::UnitIndex unit = cube_->dimensions[dimension].type.kind == TypeKind::unit
                                    ? plan_->units.find(own)
                                    : model::kNoUnit;
  // A unit the catalogue has dropped since stands for itself.
  if (unit == model::kNoUnit) {
    roll_up(leaf, dimension + 1, members);
    return;
  }
  for (const model::UnitIndex above : plan_->units.chain(unit)) {
    members[dimension] = plan_->units.at(above).code;
    roll_up(leaf, dimension + 1, members);
  }
  members[dimension] = own;
}

void Groups::link(std::uint32_t leaf, const std::vector<std::string>& members) {
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
    outputs_.push_back(std::move(output));
  }
  outputs_of_[leaf].push_back(at->second);
  outputs_[at->second].leaves.push_back(leaf);
}

}  // namespace ioc::processing
