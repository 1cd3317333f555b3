#include "serving/alert_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "serving/json_items.h"
#include "serving/public_words.h"

namespace ioc::serving {

using model::Alert;
using model::AlertPlan;
using model::Name;
using model::Plan;
using model::TargetState;

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;

Name state_name(TargetState state) {
  switch (state) {
    case TargetState::no_data: return {"chưa có dữ liệu", "no data"};
    case TargetState::met: return {"đạt", "met"};
    case TargetState::on_pace: return {"đúng tiến độ", "on pace"};
    case TargetState::behind: return {"gần đạt", "behind"};
    case TargetState::lagging: return {"chậm", "lagging"};
    case TargetState::missed: return {"không đạt hạn", "missed"};
  }
  return {};
}

// "2 h 30 min"; the two largest parts.
Name span_name(std::int64_t ms) {
  struct Part {
    std::int64_t ms;
    const char* vi;
    const char* en;
  };
  constexpr Part kParts[] = {{kDayMs, "ngày", "d"},
                             {kHourMs, "giờ", "h"},
                             {kMinuteMs, "phút", "min"},
                             {1000, "giây", "s"}};
  Name words;
  int told = 0;
  for (const Part& part : kParts) {
    const std::int64_t count = ms / part.ms;
    ms %= part.ms;
    if (count == 0 || told == 2) continue;
    words.vi += fmt::format("{}{} {}", told > 0 ? " " : "", count, part.vi);
    words.en += fmt::format("{}{} {}", told > 0 ? " " : "", count, part.en);
    ++told;
  }
  return told > 0 ? words : Name{"0 giây", "0 s"};
}

// A number as JSON, shares in percent, the comma of the language.
Name number_name(const std::string& json, bool in_percent) {
  std::string text = json;
  double value = 0;
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), value);
  if (in_percent && error == std::errc{} && end == json.data() + json.size()) {
    text = fmt::format("{:.1f}", value * 100);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    text += " %";
  }
  std::string vi = text;
  std::replace(vi.begin(), vi.end(), '.', ',');
  return {vi, text};
}

Name limit_name(const Plan& plan, const model::TargetPlan& target) {
  const auto& indicator = plan.indicators[static_cast<std::size_t>(target.indicator)];
  const Name limit = number_name(target.limit.to_string(), is_share(indicator));
  return {(target.at_least ? "ít nhất " : "nhiều nhất ") + limit.vi,
          (target.at_least ? "at least " : "at most ") + limit.en};
}

std::string either(const std::string& first, const std::string& second) {
  return first.empty() ? second : first;
}
Name either(const Name& first, const Name& second) { return first.empty() ? second : first; }
Name both(Name name) { return {either(name.vi, name.en), either(name.en, name.vi)}; }

}  // namespace

const AlertPlan* find_alert(const Plan& plan, std::string_view id) {
  const auto at = std::find_if(plan.alerts.begin(), plan.alerts.end(),
                               [&](const AlertPlan& alert) { return alert.id == id; });
  return at != plan.alerts.end() ? &*at : nullptr;
}

Name alert_name(const Plan& plan, const Alert& alert) {
  const AlertPlan* of = find_alert(plan, alert.alert);
  if (of == nullptr) return {alert.alert, alert.alert};
  if (of->target < 0) {
    const std::string& stream = plan.streams[static_cast<std::size_t>(of->stream)].id;
    return both(either(of->name, {"Nguồn " + stream, "Stream " + stream}));
  }
  const model::TargetPlan& target = plan.targets[static_cast<std::size_t>(of->target)];
  return both(either(of->name, name_of_target(plan, target)));
}

Name alert_summary(const Plan& plan, const Alert& alert) {
  Name words = alert_name(plan, alert);
  if (const auto unit = plan.units.find(alert.unit); unit != model::kNoUnit) {
    const Name name = both({plan.units.at(unit).name_vi, plan.units.at(unit).name_en});
    words.vi += " – " + name.vi;
    words.en += " – " + name.en;
  }
  const AlertPlan* of = find_alert(plan, alert.alert);
  if (of == nullptr) return words;
  if (of->target < 0) {
    const Name span = span_name(alert.sight.silent_ms);
    words.vi += ": không có sự kiện nào trong " + span.vi + (plan.calendar ? " giờ làm việc" : "");
    words.en += ": no event for " + span.en + (plan.calendar ? " of working time" : "");
    return words;
  }
  const model::TargetPlan& target = plan.targets[static_cast<std::size_t>(of->target)];
  const auto& indicator = plan.indicators[static_cast<std::size_t>(target.indicator)];
  const Name limit = limit_name(plan, target), state = state_name(alert.sight.state);
  const bool has_value = !alert.sight.value.empty() && alert.sight.value != "null";
  const Name value = has_value ? number_name(alert.sight.value, is_share(indicator))
                               : Name{"chưa có số liệu", "no figure"};
  words.vi += fmt::format(": {}, chỉ tiêu {} ({})", value.vi, limit.vi, state.vi);
  words.en += fmt::format(": {}, target {} ({})", value.en, limit.en, state.en);
  if (alert.sight.days_left) {
    words.vi += fmt::format("; còn {} ngày làm việc", *alert.sight.days_left);
    words.en += fmt::format("; {} working days left", *alert.sight.days_left);
  }
  return words;
}

Name alert_rule(const Plan& plan, const AlertPlan& alert) {
  Name words;
  if (alert.target < 0) {
    const std::string& stream = plan.streams[static_cast<std::size_t>(alert.stream)].id;
    const Name span = span_name(alert.silent_ms);
    words = {fmt::format("nguồn {} im lặng từ {}", stream, span.vi),
             fmt::format("stream {} is silent for {}", stream, span.en)};
  } else {
    const model::TargetPlan& target = plan.targets[static_cast<std::size_t>(alert.target)];
    const Name limit = limit_name(plan, target);
    words = {fmt::format("chỉ tiêu {} ({})", target.id, limit.vi),
             fmt::format("target {} ({})", target.id, limit.en)};
    if (alert.days_left) {
      words.vi += fmt::format(" chưa đạt và còn không quá {} ngày làm việc", *alert.days_left);
      words.en += fmt::format(" is not met with at most {} working days left", *alert.days_left);
    }
    bool is_first = true;
    for (unsigned state = 0; !alert.days_left && state < 32; ++state) {
      if ((alert.states >> state & 1) == 0) continue;
      const Name name = state_name(static_cast<TargetState>(state));
      words.vi += (is_first ? " ở mức " : " hoặc ") + name.vi;
      words.en += (is_first ? " is " : " or ") + name.en;
      is_first = false;
    }
  }
  const Name holds = span_name(alert.for_ms), clears = span_name(alert.clear_ms);
  if (alert.for_ms > 0) {
    words.vi += ", kéo dài " + holds.vi;
    words.en += ", for " + holds.en;
  }
  words.vi += "; hết khi không còn như vậy trong " + clears.vi;
  words.en += "; over when it has not been so for " + clears.en;
  return words;
}

}  // namespace ioc::serving
