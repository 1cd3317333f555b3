#include "ingest/simulator_spoil.h"

#include "ingest/simulator_text.h"
#include "model/check.h"
#include "model/time.h"

namespace ioc::ingest {
namespace {

// Behind every lateness of the shipped catalogue, whose longest is a year.
constexpr std::int64_t kSlowClockMs = 400 * model::kDayMs;

constexpr std::string_view kDataBegin = "\"data\":{";

// A part of the event, [begin, end).
struct Span {
  std::size_t begin;
  std::size_t end;
};

// The text between the quotes behind a member's name.
Span value_of(std::string_view event, std::string_view opening) {
  const std::size_t begin = event.find(opening);
  IOC_CHECK(begin != std::string_view::npos);
  return {begin + opening.size(), event.find('"', begin + opening.size())};
}

std::string replaced(std::string_view event, Span span, std::string_view by) {
  std::string text(event);
  return text.replace(span.begin, span.end - span.begin, by);
}

// The first member of data, up to the comma behind it: a text without commas.
Span key_member(std::string_view event) {
  const std::size_t begin = event.find(kDataBegin) + kDataBegin.size();
  return {begin, event.find(',', begin)};
}

std::string wrapped_key(std::string_view event) {
  const Span member = key_member(event);
  const std::size_t value = event.find(':', member.begin) + 1;
  const std::string list = "[" + std::string(event.substr(value, member.end - value)) + "]";
  return replaced(event, {value, member.end}, list);
}

std::string with_slow_clock(std::string_view event) {
  const Span span = value_of(event, "\"time\":\"");
  const auto time = model::parse_rfc3339(event.substr(span.begin, span.end - span.begin));
  IOC_CHECK(time.has_value());
  return replaced(event, span, time_text({time->ms - kSlowClockMs}));
}

}  // namespace

std::string spoilt(std::string_view event, Spoil way) {
  switch (way) {
    case Spoil::cut_short: return std::string(event.substr(0, event.size() * 2 / 3));
    case Spoil::garbled: return replaced(event, {0, 1}, "(");
    case Spoil::no_key: {
      const Span member = key_member(event);
      return replaced(event, {member.begin, member.end + 1}, "");
    }
    case Spoil::no_id: {
      constexpr std::string_view kName = "\"id\":\"";
      const Span id = value_of(event, kName);
      return replaced(event, {id.begin - kName.size(), id.end + 2}, "");
    }
    case Spoil::wrapped_key: return wrapped_key(event);
    case Spoil::bad_time:
      return replaced(event, value_of(event, "\"time\":\""), "2020-02-30T08:00:00+07:00");
    case Spoil::unknown_unit:
      if (event.find("\"unit\":\"") == std::string_view::npos) return spoilt(event, Spoil::no_key);
      return replaced(event, value_of(event, "\"unit\":\""), "H49.99.99");
    case Spoil::slow_clock: return with_slow_clock(event);
  }
  return std::string(event);
}

}  // namespace ioc::ingest
