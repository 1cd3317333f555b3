// What figures, periods and targets are called (serving/public_words.h).
#include "serving/public_words.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>

namespace ioc::serving {
namespace {

using model::WindowKind;
using Form = ShareTold::Form;
using Kind = PublicFigure::Kind;

std::chrono::year_month_day date_of(model::CivilDay day) {
  return std::chrono::sys_days(std::chrono::days(day));
}
int year_of(model::CivilDay day) { return static_cast<int>(date_of(day).year()); }
int month_of(model::CivilDay day) {
  return static_cast<int>(static_cast<unsigned>(date_of(day).month()));
}

// Decimals that say something, at most two.
int decimals_of(double value) {
  for (const int decimals : {0, 1}) {
    const double scale = std::pow(10, decimals);
    if (std::abs(value * scale - std::round(value * scale)) < 1e-6) return decimals;
  }
  return std::abs(value) >= 100 ? 1 : 2;
}

ValueWords range_words(Language language, const Range& range, std::int64_t small) {
  const auto number = [&](std::int64_t count) {
    return number_words(language, static_cast<double>(count), 0);
  };
  if (range.high == 0) return {"", "0", "", true};
  if (range.low <= 1) {
    return {std::string(Words{"dưới", "under"}.in(language)), number(range.high + 1), "", true};
  }
  // A range of one multiple is named by it; so is one that is narrow beside what it stands for.
  constexpr std::int64_t kNarrow = 20;
  const std::int64_t middle = (range.low + range.high + 1) / 2;
  std::int64_t multiple = (range.low + small - 1) / small * small;
  const bool is_one = range.high - range.low < small && multiple <= range.high;
  if (!is_one) multiple = (middle + small / 2) / small * small;
  if (is_one || (range.high - range.low) * kNarrow <= range.low) {
    return {std::string(Words{"khoảng", "about"}.in(language)), number(multiple), "", true};
  }
  return {std::string(Words{"từ", "from"}.in(language)),
          fmt::format("{} {} {}", number(range.low), Words{"đến", "to"}.in(language),
                      number(range.high)),
          "", true};
}

ValueWords share_words(Language language, const ShareTold& share) {
  const int decimals = share.step > 0 && share.step < 1 ? 1 : 0;
  std::string percent = percent_words(language, share.percent, decimals);
  Words lead;
  if (share.form == Form::at_least) lead = {"từ", "at least"};
  if (share.form == Form::at_most) lead = {"không quá", "at most"};
  if (share.form == Form::rounded && share.step >= 5) lead = {"khoảng", "about"};
  if (share.form == Form::at_least && language == Language::vi) percent += " trở lên";
  return {std::string(lead.in(language)), std::move(percent), "", true};
}

// A length of time comes in seconds, whose unit begins so; nobody reads thousands of them.
constexpr Words kSeconds = {"giây", "seconds"},
                kWorkingSeconds = {"giây làm việc", "working seconds"};

ValueWords duration_words(Language language, double seconds, bool is_working) {
  const bool is_hours = seconds >= 7200;
  const double value = seconds / (is_hours ? 3600 : 60);
  Words unit = is_hours ? Words{"giờ", "hours"} : Words{"phút", "minutes"};
  if (is_working) {
    unit = is_hours ? Words{"giờ làm việc", "working hours"}
                    : Words{"phút làm việc", "working minutes"};
  }
  return {"", number_words(language, value, value < 100 ? 1 : 0), std::string(unit.in(language)),
          true};
}

ValueWords plain_words(Language language, const model::IndicatorPlan& indicator, double value) {
  for (const bool is_working : {false, true}) {
    if (indicator.unit.vi == (is_working ? kWorkingSeconds : kSeconds).vi) {
      return duration_words(language, value, is_working);
    }
  }
  return {"", number_words(language, value, decimals_of(value)),
          std::string(name_in(language, indicator.unit)), true};
}

std::string amount_words(Language language, const model::IndicatorPlan& indicator, double value) {
  if (is_share(indicator)) return percent_words(language, value * 100, decimals_of(value * 100));
  if (indicator.unit.vi == "%") return percent_words(language, value, decimals_of(value));
  const ValueWords words = plain_words(language, indicator, value);
  return words.value + (words.unit.empty() ? "" : " " + words.unit);
}

double number_of(const model::Decimal& decimal) {
  return static_cast<double>(decimal.scaled) / std::pow(10, decimal.scale);
}

}  // namespace

bool is_share(const model::IndicatorPlan& indicator) {
  return indicator.measure == model::Measure::share ||
         indicator.measure == model::Measure::coverage;
}

std::string_view name_in(Language language, const model::Name& name) {
  return language == Language::en && !name.en.empty() ? name.en : name.vi;
}

std::string number_words(Language language, double value, int decimals) {
  const std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
  const std::size_t point = digits.find('.');
  const std::string whole = digits.substr(0, point);
  const bool is_zero = digits.find_first_not_of("0.") == std::string::npos;
  std::string out = value < 0 && !is_zero ? "−" : "";
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) out += language == Language::vi ? '.' : ',';
    out += whole[i];
  }
  if (point == std::string::npos) return out;
  return out + (language == Language::vi ? ',' : '.') + digits.substr(point + 1);
}

// A no-break space, so that the sign does not stand alone on a line.
std::string percent_words(Language language, double percent, int decimals) {
  return number_words(language, percent, decimals) + (language == Language::vi ? "\u00a0%" : "%");
}

std::string date_words(model::CivilDay day) {
  const auto date = date_of(day);
  return fmt::format("{:02}/{:02}/{:04}", static_cast<unsigned>(date.day()),
                     static_cast<unsigned>(date.month()), static_cast<int>(date.year()));
}

std::string time_words(Language language, model::Instant time, const model::Zone& zone) {
  const std::int64_t local_ms = model::floor_mod(time.ms + zone.offset_ms(time), model::kDayMs);
  return fmt::format("{:02}:{:02} {} {}", local_ms / model::kHourMs,
                     local_ms % model::kHourMs / model::kMinuteMs, Words{"ngày", "on"}.in(language),
                     date_words(zone.day_of(time)));
}

std::string span_words(Language language, std::int64_t ms) {
  struct Unit {
    std::int64_t ms;
    Words one, many;
  };
  static constexpr std::array<Unit, 3> kUnits = {{
      {model::kDayMs, {"ngày", "day"}, {"ngày", "days"}},
      {model::kHourMs, {"giờ", "hour"}, {"giờ", "hours"}},
      {model::kMinuteMs, {"phút", "minute"}, {"phút", "minutes"}},
  }};
  for (const Unit& unit : kUnits) {
    if (ms < unit.ms) continue;
    const std::int64_t count = ms / unit.ms;
    return fmt::format("{} {}", count, (count == 1 ? unit.one : unit.many).in(language));
  }
  return std::string(Words{"chưa đến 1 phút", "less than a minute"}.in(language));
}

ValueWords value_words(Language language, const model::IndicatorPlan& indicator,
                       const PublicFigure& figure, std::int64_t small) {
  switch (figure.kind) {
    case Kind::none: break;
    case Kind::too_few: {
      const bool is_percent = is_share(indicator) || indicator.unit.vi == "%";
      const Words words = is_percent ? Words{"quá ít để tính tỷ lệ", "too few for a percentage"}
                                     : Words{"quá ít để công bố", "too few to be published"};
      return {"", std::string(words.in(language)), "", false};
    }
    case Kind::count: {
      ValueWords words = range_words(language, figure.range, small);
      words.unit = name_in(language, indicator.unit);
      return words;
    }
    case Kind::share: return share_words(language, figure.share);
    case Kind::number: return plain_words(language, indicator, figure.number);
  }
  return {"", std::string(Words{"chưa có số liệu", "no figure yet"}.in(language)), "", false};
}

namespace {

// Of several days that have no name of their own, but for quarters: from the first to the last.
PeriodWords long_period_words(Language language, WindowKind kind, model::CivilDay first,
                              model::CivilDay last, model::CivilDay today) {
  const bool is_this = first <= today && today <= last;
  const auto named = [&](Words words) { return std::string(words.in(language)); };
  if (kind == WindowKind::quarter) {
    constexpr std::string_view kRoman[] = {"I", "II", "III", "IV"};
    return {named(is_this ? Words{"Quý này", "This quarter"} : Words{"Quý", "Quarter"}),
            fmt::format("{}/{}", kRoman[(month_of(first) - 1) / 3], year_of(first))};
  }
  const std::string days = fmt::format("{}–{}", date_words(first), date_words(last));
  switch (kind) {
    case WindowKind::week:
      return {named(is_this ? Words{"Tuần này", "This week"} : Words{"Tuần", "Week"}), days};
    case WindowKind::report_month: return {named({"Kỳ báo cáo tháng", "Reporting month"}), days};
    case WindowKind::report_quarter: return {named({"Kỳ báo cáo quý", "Reporting quarter"}), days};
    case WindowKind::report_half:
      return {named({"Kỳ báo cáo 6 tháng", "Reporting half-year"}), days};
    default: return {named({"Kỳ báo cáo năm", "Reporting year"}), days};
  }
}

}  // namespace

PeriodWords period_words(Language language, const PublicRow& row, model::CivilDay today,
                         const model::Zone& zone) {
  const model::WindowPlan& window = *row.window;
  if (window.kind == WindowKind::now) {
    return {std::string(Words{"Hiện tại", "Now"}.in(language)), ""};
  }
  if (window.kind == WindowKind::since) {
    return {std::string(Words{"Từ trước đến nay", "So far"}.in(language)),
            fmt::format("{} {}", Words{"từ", "since"}.in(language), date_words(window.since))};
  }
  if (!row.start) return {};
  const model::CivilDay day = zone.day_of(*row.start);
  const int year = year_of(day), month = month_of(day);
  if (window.kind == WindowKind::day) {
    const Words name = day == today       ? Words{"Hôm nay", "Today"}
                       : day == today - 1 ? Words{"Hôm qua", "Yesterday"}
                                          : Words{"Ngày", "Day"};
    const std::string date = date_words(day);
    return {std::string(name.in(language)), year == year_of(today) ? date.substr(0, 5) : date};
  }
  if (window.kind == WindowKind::month) {
    const bool is_this = year == year_of(today) && month == month_of(today);
    return {
        std::string(
            (is_this ? Words{"Tháng này", "This month"} : Words{"Tháng", "Month"}).in(language)),
        fmt::format("{:02}/{}", month, year)};
  }
  if (window.kind == WindowKind::year) {
    const bool is_this = year == year_of(today);
    return {
        std::string((is_this ? Words{"Năm nay", "This year"} : Words{"Năm", "Year"}).in(language)),
        fmt::format("{}", year)};
  }
  if (window.kind == WindowKind::sliding || window.kind == WindowKind::tumbling) {
    return {span_words(language, window.length_ms),
            fmt::format("{} {}", Words{"đến", "until"}.in(language),
                        time_words(language, row.end, zone))};
  }
  return long_period_words(language, window.kind, day, zone.day_of(model::Instant{row.end.ms - 1}),
                           today);
}

std::string_view state_class(model::TargetState state) {
  using model::TargetState;
  switch (state) {
    case TargetState::met:
    case TargetState::on_pace: return "ok";
    case TargetState::behind: return "near";
    case TargetState::lagging:
    case TargetState::missed: return "bad";
    case TargetState::no_data: break;
  }
  return "none";
}

std::string limit_words(Language language, const model::TargetPlan& target,
                        const model::IndicatorPlan& indicator) {
  const Words sense =
      target.at_least ? Words{"ít nhất", "at least"} : Words{"không quá", "at most"};
  std::string words = fmt::format("{} {}", sense.in(language),
                                  amount_words(language, indicator, number_of(target.limit)));
  if (target.last_day) {
    words += fmt::format(", {} {}", Words{"đến hết ngày", "by the end of"}.in(language),
                         date_words(*target.last_day));
  }
  return words;
}

std::optional<model::TargetState> told_state(const model::TargetPlan& target,
                                             model::TargetState state, const PublicFigure& figure) {
  if (state == model::TargetState::no_data) return std::nullopt;
  constexpr double kLittle = 1e-9;
  double low = 0, high = 0;  // what the figure may be, as it is told
  switch (figure.kind) {
    case Kind::none:
    case Kind::too_few: return std::nullopt;
    case Kind::number: return state;
    case Kind::count:
      low = static_cast<double>(figure.range.low);
      high = static_cast<double>(figure.range.high);
      break;
    case Kind::share:
      if (figure.share.form == Form::rounded || figure.share.form == Form::exact) return state;
      // Neither form is told of nothing or of all.
      low = figure.share.form == Form::at_least ? figure.share.percent / 100 : kLittle;
      high = figure.share.form == Form::at_least ? 1 - kLittle : figure.share.percent / 100;
      break;
  }
  const double limit = number_of(target.limit);
  const bool is_met = target.at_least ? low >= limit : high <= limit;
  const bool is_missed = target.at_least ? high < limit : low > limit;
  return is_met || is_missed ? std::optional(state) : std::nullopt;
}

std::string_view state_words(Language language, model::TargetState state) {
  switch (state) {
    case model::TargetState::met: return Words{"Đạt mục tiêu", "Target met"}.in(language);
    case model::TargetState::on_pace: return Words{"Đúng tiến độ", "On pace"}.in(language);
    case model::TargetState::behind: return Words{"Sát mục tiêu", "Close to target"}.in(language);
    case model::TargetState::lagging:
      return Words{"Chậm so với mục tiêu", "Behind target"}.in(language);
    case model::TargetState::missed:
      return Words{"Không đạt đúng hạn", "Deadline missed"}.in(language);
    case model::TargetState::no_data: break;
  }
  return Words{"Chưa có số liệu", "No figure yet"}.in(language);
}

std::string folded(std::string_view text) {
  // Each base letter before those that are written with it, small and capital.
  static constexpr std::string_view kLetters[] = {
      "aàáảãạăằắẳẵặâầấẩẫậÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ",
      "eèéẻẽẹêềếểễệÈÉẺẼẸÊỀẾỂỄỆ",
      "iìíỉĩịÌÍỈĨỊ",
      "oòóỏõọôồốổỗộơờớởỡợÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ",
      "uùúủũụưừứửữựÙÚỦŨỤƯỪỨỬỮỰ",
      "yỳýỷỹỵỲÝỶỸỴ",
      "dđĐ",
  };
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::string_view letter = text.substr(i, length);
    i += length;
    if (length == 1) {
      const char c = letter.front();
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      continue;
    }
    // Marks that follow their letter, as some keyboards write them.
    if (letter >= "\u0300" && letter <= "\u036f") continue;
    std::string_view found = letter;
    for (const std::string_view letters : kLetters) {
      if (letters.find(letter) != std::string_view::npos) found = letters.substr(0, 1);
    }
    out += found;
  }
  return out;
}

}  // namespace ioc::serving
