// How the province's systems write: structured CloudEvents in JSON, built member by member.
//
// Everything written here is ASCII without quotes or backslashes, so nothing needs escaping. The
// first member of `data` is the key of the life, which is required in every stream: what spoils an
// event on its way (simulator_spoil.h) counts on it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/time.h"

namespace ioc::ingest {

// Portals write times in three ways side by side; the last two are the province's local time.
enum class TimeStyle : std::uint8_t { rfc3339, spaced, compact };

std::string time_text(model::Instant t, TimeStyle style = TimeStyle::rfc3339);

// "2020-10": the month of a local day.
std::string month_text(model::Instant t);

struct EventHead {
  std::string_view id;
  std::string_view system;
  std::string_view unit;  // empty: the system as a whole
  std::string_view type;
  model::Instant at;
};

class EventText {
 public:
  explicit EventText(const EventHead& head);

  EventText& text(std::string_view name, std::string_view value);
  EventText& number(std::string_view name, std::int64_t value);
  EventText& flag(std::string_view name, bool value);
  EventText& thousandths(std::string_view name, std::int64_t value);
  EventText& time(std::string_view name, model::Instant value,
                  TimeStyle style = TimeStyle::rfc3339);
  std::string finish();  // once

 private:
  void name(std::string_view name);

  std::string text_;
  bool is_first_ = true;
};

}  // namespace ioc::ingest
