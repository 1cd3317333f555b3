// Words of a window, one by one, each fault at its word.
#include "catalog/windows.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "catalog/nearest.h"
#include "model/limits.h"

namespace ioc::catalog {
namespace {

using model::kDayMs;
using model::kHourMs;
using model::Tier;
using model::WindowKind;
using model::WindowPlan;

struct Word {
  std::string_view text;
  std::size_t offset;
};

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(' ', at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.push_back({text.substr(at, end - at), at});
    at = end;
  }
  return words;
}

struct PlainWindow {
  std::string_view word;
  WindowKind kind;
};
constexpr std::array<PlainWindow, 10> kPlainWindows = {
    {{"now", WindowKind::now},
     {"day", WindowKind::day},
     {"week", WindowKind::week},
     {"month", WindowKind::month},
     {"quarter", WindowKind::quarter},
     {"year", WindowKind::year},
     {"report-month", WindowKind::report_month},
     {"report-quarter", WindowKind::report_quarter},
     {"report-half", WindowKind::report_half},
     {"report-year", WindowKind::report_year}}};

class WindowReader {
 public:
  WindowReader(const Text& text, Report& report)
      : text_(text), report_(report), words_(words_of(text.value)) {
    window_.text = text.value;
  }

  std::optional<WindowPlan> run() {
    if (words_.empty()) return fault_at_end("the window is empty", kForms);
    const std::string_view first = words_.front().text;
    if (first == "sliding") return sliding();
    if (first == "tumbling") return tumbling();
    if (first == "since") return since();
    for (const PlainWindow& plain : kPlainWindows) {
      if (plain.word != first) continue;
      window_.kind = plain.kind;
      return ends_after(1);
    }
    std::vector<std::string> valid = {"sliding", "tumbling", "since"};
    for (const PlainWindow& plain : kPlainWindows) valid.emplace_back(plain.word);
    return fault(0, fmt::format("unknown window '{}'", first), suggestion(first, valid));
  }

 private:
  static constexpr std::string_view kForms =
      "sliding 60m every 1m, tumbling 15m, day, week, month, quarter, year, report-month, "
      "since 2020-01-01, now";

  std::optional<WindowPlan> sliding() {
    window_.kind = WindowKind::sliding;
    const std::optional<std::int64_t> length = span(1);
    if (!length) return std::nullopt;
    if (words_.size() < 3) return fault_at_end("'every' and the slide are missing", kForms);
    if (words_[2].text != "every") {
      return fault(2, fmt::format("'every' should stand here, not '{}'", words_[2].text), kForms);
    }
    const std::optional<std::int64_t> slide = span(3);
    if (!slide || !divides_day(*slide, 3)) return std::nullopt;
    window_.length_ms = *length;
    window_.slide_ms = *slide;
    if (*length / *slide > model::kWindowPanesMax) {
      return fault(
          3, fmt::format("the length is more than {} times the slide", model::kWindowPanesMax),
          "slide in larger steps");
    }
    return ends_after(4);
  }

  std::optional<WindowPlan> tumbling() {
    window_.kind = WindowKind::tumbling;
    const std::optional<std::int64_t> length = span(1);
    if (!length || !divides_day(*length, 1)) return std::nullopt;
    window_.length_ms = *length;
    window_.slide_ms = *length;
    return ends_after(2);
  }

  std::optional<WindowPlan> since() {
    window_.kind = WindowKind::since;
    if (words_.size() < 2) return fault_at_end("the date is missing", "since 2020-01-01");
    const std::optional<model::CivilDay> day = model::parse_day(words_[1].text);
    if (!day) {
      return fault(1, fmt::format("'{}' is not a date", words_[1].text),
                   "dates are written YYYY-MM-DD");
    }
    window_.since = *day;
    return ends_after(2);
  }

  std::optional<std::int64_t> span(std::size_t index) {
    if (index >= words_.size()) {
      fault_at_end("a length is missing", kForms);
      return std::nullopt;
    }
    const std::optional<std::int64_t> ms = model::parse_span_ms(words_[index].text);
    if (!ms) {
      report_.error(place(index), "bad-span",
                    fmt::format("'{}' is not a length of time", words_[index].text),
                    "write 90s, 15m, 24h, 7d or 1h30m");
    }
    return ms;
  }

  bool divides_day(std::int64_t ms, std::size_t index) {
    if (ms >= kDayMs || kDayMs % ms == 0) return true;
    fault(index, fmt::format("'{}' does not divide 24 hours", words_[index].text),
          "windows start anew at local midnight: choose 1m, 5m, 15m, 30m, 1h, 6h…");
    return false;
  }

  std::optional<WindowPlan> ends_after(std::size_t count) {
    if (words_.size() == count) return window_;
    return fault(count, fmt::format("unexpected '{}' after the window", words_[count].text), "");
  }

  Place place(std::size_t index) const {
    return text_.part(words_[index].offset, words_[index].text.size());
  }
  std::nullopt_t fault(std::size_t index, std::string text, std::string_view help) {
    report_.error(place(index), "bad-window", std::move(text), std::string(help));
    return std::nullopt;
  }
  std::nullopt_t fault_at_end(std::string text, std::string_view help) {
    report_.error(text_.place, "bad-window", std::move(text), std::string(help));
    return std::nullopt;
  }

  const Text& text_;
  Report& report_;
  std::vector<Word> words_;
  WindowPlan window_;
};

bool of_panes(const WindowPlan& window) {
  return window.kind == WindowKind::sliding || window.kind == WindowKind::tumbling;
}
bool of_whole_hours(const WindowPlan& window) {
  return of_panes(window) && window.length_ms % kHourMs == 0 && window.slide_ms % kHourMs == 0;
}

}  // namespace

bool is_new_window(const WindowPlan& window, const Place& place,
                   const std::vector<WindowPlan>& others, Report& report) {
  const auto same = std::find_if(others.begin(), others.end(), [&](const WindowPlan& other) {
    return other.kind == window.kind && other.length_ms == window.length_ms &&
           other.slide_ms == window.slide_ms && other.since == window.since;
  });
  if (same == others.end()) return true;
  report.error(place, "bad-window",
               same->text == window.text
                   ? fmt::format("the window '{}' stands twice", window.text)
                   : fmt::format("the window '{}' is '{}', which stands there already", window.text,
                                 same->text),
               "leave one of them out");
  return false;
}

bool is_period(WindowKind kind) {
  switch (kind) {
    case WindowKind::sliding:
    case WindowKind::tumbling:
    case WindowKind::since:
    case WindowKind::now: return false;
    default: return true;
  }
}

std::optional<WindowPlan> read_window(const Text& text, Report& report) {
  return WindowReader(text, report).run();
}

Layout layout_of(const std::vector<WindowPlan>& windows, const model::Zone& zone) {
  Layout layout;
  std::int64_t common = 0;
  for (const WindowPlan& window : windows) {
    if (!of_panes(window)) continue;
    common = std::gcd(common, std::gcd(window.length_ms, window.slide_ms));
    layout.longest_ms = std::max(layout.longest_ms, window.length_ms);
  }
  if (common != 0) {
    layout.fine_ms = zone.common_width_ms(std::gcd(common, kDayMs));
    // Hours are fed from fine panes, so none of these may lie across the turn of an hour.
    if (layout.fine_ms < kHourMs) layout.fine_ms = std::gcd(layout.fine_ms, kHourMs);
  }
  const bool hours_help = layout.fine_ms < kHourMs && zone.common_width_ms(kHourMs) == kHourMs;
  for (const WindowPlan& window : windows) {
    const Tier tier = !of_panes(window)                      ? Tier::day
                      : hours_help && of_whole_hours(window) ? Tier::hour
                                                             : Tier::fine;
    layout.hour = layout.hour || tier == Tier::hour;
    layout.day = layout.day || tier == Tier::day;
    layout.tier_of.push_back(tier);
  }
  return layout;
}

Layout standing_layout(const std::vector<WindowPlan>& windows, const model::Zone& zone) {
  Layout layout;
  layout.fine_ms = 1;
  layout.hour = zone.common_width_ms(kHourMs) == kHourMs;
  layout.day = true;
  layout.tier_of.assign(windows.size(), Tier::day);
  return layout;
}

std::int64_t panes_of(const WindowPlan& window, const Layout& layout, std::size_t index) {
  switch (layout.tier_of[index]) {
    case Tier::fine: return window.length_ms / layout.fine_ms;
    case Tier::hour: return window.length_ms / kHourMs;
    case Tier::day: break;
  }
  return 0;
}

std::int64_t phase_ms(const model::Zone& zone, std::int64_t width_ms) {
  return model::floor_mod(-std::int64_t{zone.steps().back().offset_ms}, width_ms);
}

}  // namespace ioc::catalog
