// The rule of who may see and do what (serving/access.h).
#include "serving/access.h"

#include <algorithm>

#include "model/lookup.h"

namespace ioc::serving {
namespace {

using model::Grant;
using model::IndicatorPlan;
using model::Plan;
using model::Role;

bool reaches_unit(const Grant& grant, const Plan& plan, std::string_view unit) {
  const model::UnitIndex scope = plan.units.find(grant.unit);
  const model::UnitIndex asked = unit.empty() ? plan.root_unit : plan.units.find(unit);
  if (scope == model::kNoUnit || asked == model::kNoUnit) return false;
  return grant.role == Role::officer ? asked == scope : plan.units.is_within(asked, scope);
}

bool reaches_stream(const Grant& grant, const model::StreamPlan& stream) {
  if (grant.streams.empty()) return !stream.is_apart;
  return std::find(grant.streams.begin(), grant.streams.end(), stream.id) != grant.streams.end();
}

// Of all streams that its figures are made of.
bool reaches_streams(const Grant& grant, const Plan& plan, const IndicatorPlan& indicator) {
  if (!indicator.formula) {
    return indicator.stream >= 0 &&
           reaches_stream(grant, plan.streams[static_cast<std::size_t>(indicator.stream)]);
  }
  const std::vector<int>& operands = indicator.formula->operands;
  return !operands.empty() && std::all_of(operands.begin(), operands.end(), [&](int operand) {
    return reaches_streams(grant, plan, plan.indicators[static_cast<std::size_t>(operand)]);
  });
}

bool has_units(const Plan& plan, const IndicatorPlan& indicator) {
  const auto by = plan.cube_of(indicator).by();
  return std::any_of(by.begin(), by.end(), [](const model::Dimension& dimension) {
    return dimension.type.kind == model::TypeKind::unit;
  });
}

template <class Allows>
bool any_grant(const Viewer& viewer, Deed deed, const Allows& allows) {
  return viewer.is_signed_in() &&
         std::any_of(viewer.grants.begin(), viewer.grants.end(),
                     [&](const Grant& grant) { return does(grant.role, deed) && allows(grant); });
}

}  // namespace

bool does(Role role, Deed deed) {
  const auto is_one_of = [role](std::initializer_list<Role> roles) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  switch (deed) {
    case Deed::see:
      return is_one_of({Role::leader, Role::office, Role::steward, Role::department, Role::district,
                        Role::officer, Role::auditor, Role::screen});
    case Deed::comment:
      return is_one_of(
          {Role::leader, Role::office, Role::steward, Role::department, Role::district});
    case Deed::answer_alert:
      return is_one_of({Role::leader, Role::office, Role::steward, Role::department, Role::district,
                        Role::officer});
    case Deed::prepare_report:
      return is_one_of(
          {Role::office, Role::steward, Role::department, Role::district, Role::officer});
    case Deed::approve_report: return is_one_of({Role::office, Role::department, Role::district});
    case Deed::sign_report: return is_one_of({Role::leader, Role::department, Role::district});
    case Deed::release_report: return is_one_of({Role::office});
    case Deed::conclude: return is_one_of({Role::leader});
    case Deed::propose_catalog:
    case Deed::approve_catalog: return is_one_of({Role::steward});
    case Deed::manage_people:
    case Deed::approve_people: return is_one_of({Role::administrator});
    case Deed::read_audit: return is_one_of({Role::auditor});
    case Deed::replay: return is_one_of({Role::technician});
  }
  return false;
}

bool reaches(const Grant& grant, const Plan& plan, std::string_view unit, std::string_view stream) {
  if (!reaches_unit(grant, plan, unit)) return false;
  if (stream.empty()) return true;
  const auto known = std::find_if(plan.streams.begin(), plan.streams.end(),
                                  [&](const auto& any) { return any.id == stream; });
  return known != plan.streams.end() && reaches_stream(grant, *known);
}

bool may(const Viewer& viewer, Deed deed, const Plan& plan, std::string_view unit,
         std::string_view stream) {
  return any_grant(viewer, deed,
                   [&](const Grant& grant) { return reaches(grant, plan, unit, stream); });
}

bool may_with(const Viewer& viewer, Deed deed, const Plan& plan, const IndicatorPlan& indicator,
              std::string_view unit) {
  return any_grant(viewer, deed, [&](const Grant& grant) {
    return reaches_streams(grant, plan, indicator) && reaches_unit(grant, plan, unit);
  });
}

bool may_see(const Viewer& viewer, const Plan& plan, const IndicatorPlan& indicator,
             std::string_view unit) {
  return indicator.is_public || may_with(viewer, Deed::see, plan, indicator, unit);
}

bool may_see_any(const Viewer& viewer, const Plan& plan, const IndicatorPlan& indicator) {
  return indicator.is_public || any_grant(viewer, Deed::see, [&](const Grant& grant) {
           return reaches_streams(grant, plan, indicator) &&
                  reaches_unit(grant, plan, has_units(plan, indicator) ? grant.unit : "");
         });
}

bool may_see_stream(const Viewer& viewer, const Plan& plan, const model::StreamPlan& stream) {
  return !stream.is_apart || any_grant(viewer, Deed::see, [&](const Grant& grant) {
    return reaches_stream(grant, stream) && reaches_unit(grant, plan, grant.unit);
  });
}

const IndicatorPlan* find_visible(const Viewer& viewer, const Plan& plan, std::string_view id) {
  const IndicatorPlan* found = model::find_indicator(plan, id);
  return found != nullptr && may_see_any(viewer, plan, *found) ? found : nullptr;
}

std::string rights_key(const Viewer& viewer) {
  std::string key;
  for (const Grant& grant : viewer.grants) {
    key += std::to_string(static_cast<int>(grant.role)) + '@' + grant.unit;
    for (const std::string& stream : grant.streams) key += ' ' + stream;
    key += ';';
  }
  return key;
}

}  // namespace ioc::serving
