// Reads and judges query parameters (serving/figure_query.h).
#include "serving/figure_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "model/limits.h"
#include "serving/table.h"

namespace ioc::serving {
namespace {

std::string join(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "`" : ", `") + text + "`";
  return out;
}

// Windows of the indicator, or of all that the viewer may see when it is null, each once.
std::vector<std::string> windows_of(const Viewer& viewer, const model::Plan& plan,
                                    const model::IndicatorPlan* only) {
  std::vector<std::string> windows;
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    if (only != nullptr ? &indicator != only : !may_see_any(viewer, plan, indicator)) continue;
    for (const model::WindowPlan& window : indicator.windows) {
      if (std::find(windows.begin(), windows.end(), window.text) == windows.end()) {
        windows.push_back(window.text);
      }
    }
  }
  return windows;
}

std::vector<std::string> levels_of(const model::Plan& plan) {
  std::set<std::string> levels;
  for (const model::Unit& unit : plan.units.all()) levels.insert(unit.level);
  return {levels.begin(), levels.end()};
}

// A `+` that was not escaped arrives as a blank where the offset's sign stood.
std::optional<model::Instant> read_time(std::string text) {
  static constexpr std::size_t kOffsetLength = 6;  // "+07:00"
  if (text.size() > kOffsetLength && text[text.size() - kOffsetLength] == ' ') {
    text[text.size() - kOffsetLength] = '+';
  }
  return model::parse_rfc3339(text);
}

std::variant<model::Instant, Answer> read_instant(std::string_view name, const std::string& text) {
  if (const auto time = read_time(text)) return *time;
  return bad_parameter(name, fmt::format("`{}` is `{}`. Use RFC 3339 with an offset, such as "
                                         "2020-10-15T00:00:00+07:00.",
                                         name, text));
}

}  // namespace

std::variant<model::Instant, Answer> read_as_of(std::string_view text) {
  return read_instant("as_of", std::string(text));
}

std::optional<Answer> check_names(const Parameters& parameters,
                                  const std::vector<std::string_view>& known) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string& name = parameters[i].first;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return bad_parameter(
          name, known.empty()
                    ? fmt::format("Unknown parameter `{}`. This address takes none.", name)
                    : fmt::format("Unknown parameter `{}`. Use: {}.", name,
                                  join({known.begin(), known.end()})));
    }
    constexpr std::array<std::string_view, 6> kNeverEmpty = {"from",  "to",     "as_of",
                                                             "limit", "format", "state"};
    const bool is_typed =
        std::find(kNeverEmpty.begin(), kNeverEmpty.end(), name) != kNeverEmpty.end();
    if (is_typed && parameters[i].second.empty()) {
      return bad_parameter(name, fmt::format("`{}` is empty. Leave it out to ask for all.", name));
    }
    for (std::size_t k = 0; k < i; ++k) {
      if (parameters[k].first == name) {
        return bad_parameter(name, fmt::format("Parameter `{}` stands twice. Give it once.", name));
      }
    }
  }
  return std::nullopt;
}

std::string_view value_of(const Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

std::variant<Selection, Answer> read_selection(const Viewer& viewer, const model::Plan& plan,
                                               const Parameters& parameters) {
  const Selection selection{.indicator = std::string(value_of(parameters, "indicator")),
                            .window = std::string(value_of(parameters, "window")),
                            .unit = std::string(value_of(parameters, "unit")),
                            .level = std::string(value_of(parameters, "level"))};
  const model::IndicatorPlan* indicator = nullptr;
  if (!selection.indicator.empty()) {
    indicator = find_visible(viewer, plan, selection.indicator);
    if (indicator == nullptr) {
      return bad_parameter(
          "indicator", fmt::format("No public indicator `{}`. GET /api/v1/indicators lists them; "
                                   "others need a signed-in reader.",
                                   selection.indicator));
    }
  }
  if (!selection.window.empty()) {
    const std::vector<std::string> windows = windows_of(viewer, plan, indicator);
    if (std::find(windows.begin(), windows.end(), selection.window) == windows.end()) {
      return bad_parameter(
          "window",
          fmt::format(
              "No window `{}`{}. Use one verbatim as in the catalogue: {}.", selection.window,
              indicator != nullptr ? " of `" + indicator->id + "`" : std::string(), join(windows)));
    }
  }
  if (!selection.unit.empty() && plan.units.find(selection.unit) == model::kNoUnit) {
    return bad_parameter("unit", fmt::format("No unit with the code `{}`. GET /api/v1/units lists "
                                             "them.",
                                             selection.unit));
  }
  if (!selection.level.empty()) {
    const std::vector<std::string> levels = levels_of(plan);
    if (std::find(levels.begin(), levels.end(), selection.level) == levels.end()) {
      return bad_parameter("level", fmt::format("No level `{}` of units. Use one of {}.",
                                                selection.level, join(levels)));
    }
  }
  return selection;
}

std::variant<std::size_t, Answer> read_limit(const Parameters& parameters) {
  const std::string_view text = value_of(parameters, "limit");
  if (text.empty()) return model::kPageItemsDefault;
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || end != text.data() + text.size() || limit == 0 ||
      limit > model::kPageItemsMax) {
    return bad_parameter("limit", fmt::format("`limit` is `{}`. Use a whole number from 1 to {}.",
                                              text, model::kPageItemsMax));
  }
  return limit;
}

std::variant<model::FigureQuery, Answer> read_figure_query(const Viewer& viewer,
                                                           const model::Plan& plan,
                                                           const Parameters& parameters) {
  if (auto wrong = check_names(parameters, {"indicator", "window", "unit", "level", "from", "to",
                                            "as_of", "format", "limit", "cursor"})) {
    return *std::move(wrong);
  }
  const auto form = read_form(parameters, {});
  if (const auto* wrong = std::get_if<Answer>(&form)) return *wrong;
  auto selection = read_selection(viewer, plan, parameters);
  if (auto* wrong = std::get_if<Answer>(&selection)) return std::move(*wrong);
  const auto limit = read_limit(parameters);
  if (const auto* wrong = std::get_if<Answer>(&limit)) return *wrong;

  model::FigureQuery query;
  auto& chosen = std::get<Selection>(selection);
  query.indicator = std::move(chosen.indicator);
  query.window = std::move(chosen.window);
  query.unit = std::move(chosen.unit);
  query.level = std::move(chosen.level);
  query.limit = std::get<std::size_t>(limit);
  query.cursor = value_of(parameters, "cursor");
  query.public_only = !viewer.is_signed_in();
  if (viewer.is_signed_in()) {
    query.may_see = [&plan, viewer](std::string_view id, std::string_view unit) {
      const model::IndicatorPlan* found = find_visible(viewer, plan, id);
      return found != nullptr && may_see(viewer, plan, *found, unit);
    };
  }
  using Times = std::pair<std::string_view, std::optional<model::Instant>*>;
  for (const auto& [name, wanted] :
       {Times{"from", &query.from}, Times{"to", &query.to}, Times{"as_of", &query.as_of}}) {
    const std::string text(value_of(parameters, name));
    if (text.empty()) continue;
    const auto time = read_instant(name, text);
    if (const auto* wrong = std::get_if<Answer>(&time)) return *wrong;
    *wanted = std::get<model::Instant>(time);
  }
  if (query.from && query.to && *query.from > *query.to) {
    return bad_parameter("from", "`from` is after `to`. Figures have from < end <= to.");
  }
  return query;
}

}  // namespace ioc::serving
