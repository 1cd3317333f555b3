#include "serving/json_items.h"

namespace ioc::serving {

using Json = nlohmann::ordered_json;

Json name_json(const model::Name& name) { return {{"vi", name.vi}, {"en", name.en}}; }

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const model::Name& name_of_target(const model::Plan& plan, const model::TargetPlan& target) {
  if (!target.name.empty()) return target.name;
  return plan.indicators[static_cast<std::size_t>(target.indicator)].name;
}

}  // namespace ioc::serving
