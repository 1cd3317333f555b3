#include "serving/refused_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "model/event.h"
#include "model/limits.h"
#include "serving/figure_query.h"
#include "serving/json_items.h"
#include "serving/refusal_words.h"
#include "serving/request.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;
using model::Plan;
using model::RefusedEvent;

constexpr std::size_t kRefusedShown = 100;  // of the page; the list of the API tells all

const model::StreamPlan* stream_called(const Plan& plan, std::string_view id) {
  const auto at = std::find_if(plan.streams.begin(), plan.streams.end(),
                               [&](const auto& stream) { return stream.id == id; });
  return at == plan.streams.end() ? nullptr : &*at;
}

bool is_wanted(const RefusedChoice& choice, const RefusedEvent& event) {
  return (choice.unit.empty() || event.unit == choice.unit) &&
         (choice.stream.empty() || event.stream == choice.stream) &&
         (choice.reason.empty() || event.reason == choice.reason);
}

Json refused_json(const Plan& plan, const RefusedEvent& event) {
  const model::StreamPlan* stream = stream_called(plan, event.stream);
  const auto text = [](const std::string& of) { return of.empty() ? Json() : Json(of); };
  Json faults = Json::array();
  for (const model::RefusedFault& fault : event.faults) {
    faults.push_back(
        {{"reason", fault.reason},
         {"field", text(fault.field)},
         {"found", text(fault.found)},
         {"detail", stream == nullptr ? Json() : Json(fault_words(Language::en, fault, *stream))}});
  }
  return {
      {"stream", event.stream},         {"unit", text(event.unit)},
      {"system", text(event.system)},   {"id", text(event.id)},
      {"reason", event.reason},         {"refused_at", model::format_rfc3339(event.at, plan.zone)},
      {"partition", event.partition},   {"offset", event.offset},
      {"passes_now", event.passes_now}, {"faults", std::move(faults)}};
}

class RefusedPage : DeskWriter {
 public:
  RefusedPage(const DeskFrame& frame, const RefusedView& view)
      : DeskWriter(frame), view_(view), plan_(frame.plan) {
    for (const RefusedEvent& event : view.refused.events) {
      if (may_see_refused(view.viewer, plan_, event) && is_wanted(view.choice, event)) {
        shown_.push_back(&event);
      }
    }
  }

  std::string write() {
    const Words title{"Dữ liệu bị từ chối", "Refused events"};
    begin(say(title), other());
    navigation("/desk/refused");
    html_.tag("<h1>").text(say(title)).tag("</h1>\n<p class=\"as-of\">");
    html_.text(say({"Tính đến ", "As of "}));
    html_.text(time_words(frame_.language, view_.refused.as_of, plan_.zone)).tag("</p>\n");
    if (!view_.choice.unit.empty() || !view_.choice.stream.empty() ||
        !view_.choice.reason.empty()) {
      html_.tag("<p class=\"above\">");
      link("/desk/refused", "", say({"Xem tất cả", "See all of them"}));
      html_.tag("</p>\n");
    }
    if (shown_.empty()) {
      html_.tag("<p class=\"told\" role=\"status\">");
      html_.text(say({"Không có sự kiện nào bị từ chối trong thời gian gần đây.",
                      "No event was refused lately."}));
      html_.tag("</p>\n");
    } else {
      groups();
    }
    end();
    return html_.take();
  }

 private:
  using Group = std::pair<std::string, std::string>;  // stream, reason

  std::string other() const {
    std::string query;
    const auto add = [&](std::string_view name, const std::string& value) {
      if (value.empty()) return;
      query += (query.empty() ? "?" : "&") + std::string(name) + '=' + percent_encode(value);
    };
    add("unit", view_.choice.unit);
    add("stream", view_.choice.stream);
    add("reason", view_.choice.reason);
    if (!is_english()) add("lang", "en");
    return "/desk/refused" + query;
  }

  // What is wrong in the same way is mended in the same way.
  void groups() {
    std::map<Group, std::vector<const RefusedEvent*>> groups;
    for (const RefusedEvent* event : shown_)
      groups[{event->stream, event->reason}].push_back(event);
    std::vector<std::pair<Group, std::vector<const RefusedEvent*>>> sorted(groups.begin(),
                                                                           groups.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return a.second.size() > b.second.size();
    });
    std::size_t number = 0;
    std::size_t left = kRefusedShown;
    for (const auto& [group, events] : sorted) this->group(group, events, ++number, left);
  }

  void group(const Group& group, const std::vector<const RefusedEvent*>& events, std::size_t number,
             std::size_t& left) {
    const model::StreamPlan* stream = stream_called(plan_, group.first);
    if (stream == nullptr) return;
    const std::string id = fmt::format("group-{}", number);
    html_.tag("<section class=\"whole\">\n<h2 id=\"");
    html_.text(id).tag("\">").text(reason_words(frame_.language, group.second));
    html_.tag(" <small>").text(group.first).tag(" · ").text(fmt::format("{}", events.size()));
    html_.tag("</small></h2>\n<p class=\"told\">").text(say({"Cách sửa: ", "The cure: "}));
    html_.text(cure_words(frame_.language, group.second, *stream)).tag("</p>\n");
    const std::size_t count = std::min(events.size(), left);
    left -= count;
    if (count > 0) {
      html_.tag("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-labelledby=\"");
      html_.text(id).tag("\">\n<table>\n<thead><tr>");
      for (const Words& head : {Words{"Từ chối lúc", "Refused at"}, Words{"Đơn vị", "Unit"},
                                Words{"Sự kiện", "Event"}, Words{"Lỗi", "What is wrong"}}) {
        html_.tag("<th scope=\"col\">").text(say(head)).tag("</th>");
      }
      html_.tag("</tr></thead>\n<tbody>\n");
      for (std::size_t i = 0; i < count; ++i) row(*events[i], *stream);
      html_.tag("</tbody>\n</table>\n</div>\n");
    }
    if (count < events.size()) {
      html_.tag("<p class=\"as-of\">");
      html_.text(
          is_english()
              ? fmt::format("{} more; /api/v1/refused lists them.", events.size() - count)
              : fmt::format("Còn {} sự kiện nữa; xem tại /api/v1/refused.", events.size() - count));
      html_.tag("</p>\n");
    }
    html_.tag("</section>\n");
  }

  void row(const RefusedEvent& event, const model::StreamPlan& stream) {
    html_.tag("<tr><td>")
        .text(time_words(frame_.language, event.at, plan_.zone))
        .tag("</td>\n<td>");
    const model::UnitIndex unit = plan_.units.find(event.unit);
    html_.text(unit == model::kNoUnit ? say({"không đọc được", "cannot be read"}) : name_of(unit));
    html_.tag("</td>\n<td>")
        .text(event.id.empty() ? say({"(không có id)", "(no id)"}) : std::string_view(event.id));
    if (!event.system.empty()) html_.tag(" <small>").text(event.system).tag("</small>");
    html_.tag(" <small>").text(fmt::format("{}@{}", event.partition, event.offset));
    html_.tag("</small></td>\n<td>");
    if (event.passes_now) {
      html_.text(say({"Theo danh mục hiện nay sự kiện này đọc được: gửi lại nguyên như cũ.",
                      "By the catalogue of now it can be read: send it again as it is."}));
    }
    for (std::size_t i = 0; i < event.faults.size(); ++i) {
      if (i > 0) html_.tag("<br>");
      html_.text(fault_words(frame_.language, event.faults[i], stream));
    }
    html_.tag("</td></tr>\n");
  }

  const RefusedView& view_;
  const Plan& plan_;
  std::vector<const RefusedEvent*> shown_;
};

}  // namespace

std::variant<RefusedChoice, Answer> read_refused_choice(const Plan& plan, const Request& request) {
  if (auto wrong = check_names(request.parameters, {"unit", "stream", "reason", "limit", "lang"})) {
    return *std::move(wrong);
  }
  const auto value = [&](std::string_view name) {
    return std::string(value_of(request.parameters, name));
  };
  RefusedChoice choice{value("unit"), value("stream"), value("reason"), 0};
  if (!choice.unit.empty() && plan.units.find(choice.unit) == model::kNoUnit) {
    return bad_parameter("unit", "No unit with this code. GET /api/v1/units lists them.");
  }
  const bool is_reason =
      choice.reason.empty() || std::find(model::kReasonNames.begin(), model::kReasonNames.end(),
                                         choice.reason) != model::kReasonNames.end();
  if (!is_reason) {
    return bad_parameter("reason", fmt::format("There is no such reason; there are: {}.",
                                               fmt::join(model::kReasonNames, ", ")));
  }
  const model::StreamPlan* stream = stream_called(plan, choice.stream);
  if (!choice.stream.empty() &&
      (stream == nullptr || !may_see_stream(request.viewer, plan, *stream))) {
    return bad_parameter("stream", "There is no such stream; GET /api/v1/streams lists them.");
  }
  const auto limit = read_limit(request.parameters);
  if (const auto* wrong = std::get_if<Answer>(&limit)) return *wrong;
  choice.limit = std::get<std::size_t>(limit);
  return choice;
}

bool may_see_refused(const Viewer& viewer, const Plan& plan, const RefusedEvent& event) {
  return may(viewer, Deed::see, plan, event.unit, event.stream);
}

std::string refused_page(const DeskFrame& frame, const RefusedView& view) {
  return RefusedPage(frame, view).write();
}

Answer refused_list(const Plan& plan, const Request& request, const RefusedChoice& choice,
                    const model::RefusedEvents& refused) {
  std::vector<std::string> items;
  for (const RefusedEvent& event : refused.events) {
    if (items.size() == choice.limit) break;
    if (!is_wanted(choice, event) || !may_see_refused(request.viewer, plan, event)) continue;
    items.push_back(text_of(refused_json(plan, event)));
  }
  return personal(json_answer(list_json(items, {})));
}

}  // namespace ioc::serving
