#include "ingest/simulator_text.h"

#include <fmt/format.h>

#include <chrono>
#include <iterator>

#include "ingest/simulator_rhythm.h"

namespace ioc::ingest {
namespace {

const model::Zone& province_zone() {
  static const model::Zone kZone("Asia/Ho_Chi_Minh",
                                 {{INT64_MIN, static_cast<std::int32_t>(kProvinceOffsetMs)}});
  return kZone;
}

std::chrono::year_month_day date_of(model::Instant t) {
  return std::chrono::sys_days(std::chrono::days(day_of(t)));
}

}  // namespace

std::string time_text(model::Instant t, TimeStyle style) {
  if (style == TimeStyle::rfc3339) return model::format_rfc3339(t, province_zone());
  const auto date = date_of(t);
  const std::int64_t second = (t.ms - day_start(day_of(t)).ms) / model::kSecondMs;
  const auto write = [&](auto form) {
    return fmt::format(form, static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), second / 3600, second / 60 % 60,
                       second % 60);
  };
  return style == TimeStyle::spaced ? write(FMT_STRING("{:04}-{:02}-{:02} {:02}:{:02}:{:02}"))
                                    : write(FMT_STRING("{:04}{:02}{:02}{:02}{:02}{:02}"));
}

std::string month_text(model::Instant t) {
  const auto date = date_of(t);
  return fmt::format("{:04}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()));
}

EventText::EventText(const EventHead& head) {
  text_.reserve(448);
  fmt::format_to(std::back_inserter(text_),
                 R"({{"specversion":"1.0","id":"{}","source":"/{}{}{}","type":"vn.quangnam.{}.v1",)"
                 R"("time":"{}","datacontenttype":"application/json","data":{{)",
                 head.id, head.system, head.unit.empty() ? "" : "/", head.unit, head.type,
                 time_text(head.at));
}

void EventText::name(std::string_view name) {
  if (!is_first_) text_ += ',';
  is_first_ = false;
  text_.append("\"").append(name).append("\":");
}

EventText& EventText::text(std::string_view name, std::string_view value) {
  this->name(name);
  text_.append("\"").append(value).append("\"");
  return *this;
}

EventText& EventText::number(std::string_view name, std::int64_t value) {
  this->name(name);
  fmt::format_to(std::back_inserter(text_), "{}", value);
  return *this;
}

EventText& EventText::flag(std::string_view name, bool value) {
  this->name(name);
  text_ += value ? "true" : "false";
  return *this;
}

EventText& EventText::thousandths(std::string_view name, std::int64_t value) {
  this->name(name);
  const std::int64_t size = value < 0 ? -value : value;
  fmt::format_to(std::back_inserter(text_), "{}{}.{:03}", value < 0 ? "-" : "", size / 1000,
                 size % 1000);
  return *this;
}

EventText& EventText::time(std::string_view name, model::Instant value, TimeStyle style) {
  return text(name, time_text(value, style));
}

std::string EventText::finish() {
  text_ += "}}";
  return std::move(text_);
}

}  // namespace ioc::ingest
