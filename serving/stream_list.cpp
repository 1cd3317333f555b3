#include "serving/stream_list.h"

#include "serving/access.h"
#include "serving/figure_query.h"
#include "serving/json_items.h"

namespace ioc::serving {

using Json = nlohmann::ordered_json;

Answer stream_list(const model::Plan& plan, const std::vector<std::int64_t>& newest_ms,
                   const std::vector<bool>& reading, model::Instant now, const Request& request) {
  if (auto wrong = check_names(request.parameters, {})) return *std::move(wrong);
  std::optional<bool> working;
  if (plan.calendar) working = plan.calendar->is_working(plan.root_unit, now);
  std::vector<std::string> items;
  for (std::size_t i = 0; i < plan.streams.size(); ++i) {
    if (!may_see_stream(request.viewer, plan, plan.streams[i])) continue;
    const bool is_known = i < newest_ms.size() && newest_ms[i] != INT64_MIN;
    const Json item = {
        {"stream", plan.streams[i].id},
        {"topic", plan.streams[i].topic},
        {"newest",
         is_known ? Json(model::format_rfc3339(model::Instant{newest_ms[i]}, plan.zone)) : Json()},
        {"reading", i >= reading.size() || reading[i]},
        {"working", working ? Json(*working) : Json()}};
    items.push_back(text_of(item));
  }
  Answer answer = json_answer(list_json(items, {}));
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

}  // namespace ioc::serving
