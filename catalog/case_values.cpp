#include "catalog/case_values.h"

#include <chrono>
#include <cmath>

#include "catalog/schema.h"
#include "model/figure.h"

namespace ioc::catalog {
namespace {

using model::Instant;

model::CivilDay day_of(const toml::date& date) {
  const std::chrono::year_month_day day{std::chrono::year{date.year},
                                        std::chrono::month{date.month}, std::chrono::day{date.day}};
  return static_cast<model::CivilDay>(std::chrono::sys_days{day}.time_since_epoch().count());
}

std::int64_t ms_of(const toml::time& time) {
  return time.hour * model::kHourMs + time.minute * model::kMinuteMs +
         time.second * model::kSecondMs + time.nanosecond / 1'000'000;
}

Instant instant_of(const toml::date_time& written, const model::Zone& zone) {
  const std::int64_t local_ms = day_of(written.date) * model::kDayMs + ms_of(written.time);
  if (!written.offset) return zone.from_local(local_ms);
  return {local_ms - written.offset->minutes * model::kMinuteMs};
}

std::string json_text(std::string_view text) {
  std::string out;
  model::append_json_string(out, text);
  return out;
}

}  // namespace

std::optional<Instant> CaseValues::instant(const toml::node& node) const {
  if (node.is_date_time()) return instant_of(node.as_date_time()->get(), *zone_);
  if (node.is_date()) return zone_->day_start(day_of(node.as_date()->get()));
  std::optional<Instant> read;
  if (node.is_string()) read = model::parse_rfc3339(node.as_string()->get());
  if (!read) {
    report_->error(place(node), "bad-time", "not a time",
                   "write 2020-10-15T08:00:00+07:00, 2020-10-15T08:00:00 of the catalogue's zone, "
                   "or 2020-10-15");
  }
  return read;
}

std::optional<std::string> CaseValues::json(const toml::node& node) const {
  switch (node.type()) {
    case toml::node_type::string: return json_text(node.as_string()->get());
    case toml::node_type::integer: return std::to_string(node.as_integer()->get());
    case toml::node_type::boolean: return node.as_boolean()->get() ? "true" : "false";
    case toml::node_type::date: return json_text(model::format_day(day_of(node.as_date()->get())));
    case toml::node_type::date_time:
      return json_text(
          model::format_rfc3339(instant_of(node.as_date_time()->get(), *zone_), *zone_));
    case toml::node_type::array: return json_of_array(*node.as_array());
    case toml::node_type::table: return json_of_table(*node.as_table());
    case toml::node_type::floating_point:
      if (std::isfinite(node.as_floating_point()->get())) {
        return model::shortest_double(node.as_floating_point()->get());
      }
      break;
    default: break;
  }
  report_->error(place(node), "bad-value", "an event cannot hold this",
                 "strings, finite numbers, true, false, times, days, lists and tables");
  return std::nullopt;
}

std::optional<std::string> CaseValues::json_of_array(const toml::array& array) const {
  std::string out;
  for (const toml::node& item : array) {
    const std::optional<std::string> value = json(item);
    if (!value) return std::nullopt;
    out += (out.empty() ? "" : ",") + *value;
  }
  return '[' + out + ']';
}

std::optional<std::string> CaseValues::json_of_table(const toml::table& table) const {
  std::string out;
  for (const auto& [key, node] : table) {
    const std::optional<std::string> value = json(node);
    if (!value) return std::nullopt;
    out += (out.empty() ? "" : ",") + json_text(key.str()) + ':' + *value;
  }
  return '{' + out + '}';
}

Place CaseValues::place(const toml::node& node) const { return place_of(*source_, node.source()); }

}  // namespace ioc::catalog
