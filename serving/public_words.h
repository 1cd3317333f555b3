// Words and numbers of the public page, in Vietnamese and English. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/plan.h"
#include "model/query.h"
#include "serving/public_figures.h"

namespace ioc::serving {

enum class Language : std::uint8_t { vi, en };

// One text in both languages, of which one is chosen.
struct Words {
  std::string_view vi;
  std::string_view en;
  std::string_view in(Language language) const { return language == Language::vi ? vi : en; }
};
// Of a catalogue's name; Vietnamese where there is no English.
std::string_view name_in(Language language, const model::Name& name);

// Told in percent.
bool is_share(const model::IndicatorPlan& indicator);
// "1.234,5" and "1,234.5": thousands are parted, with so many decimals.
std::string number_words(Language language, double value, int decimals);
// "30,5 %" and "30.5%".
std::string percent_words(Language language, double percent, int decimals);

// "14:32 ngày 25/11/2026" and "14:32 on 25/11/2026".
std::string time_words(Language language, model::Instant time, const model::Zone& zone);
std::string date_words(model::CivilDay day);

// "3 giờ": how long ago, in the largest unit.
std::string span_words(Language language, std::int64_t ms);

struct ValueWords {
  std::string lead;   // "khoảng", "dưới": may be empty
  std::string value;  // "1.240", "95,7 %", "quá ít để tính tỷ lệ"
  std::string unit;   // may be empty
  bool is_told = true;
};
// `small` is k of disclosure.h.
ValueWords value_words(Language language, const model::IndicatorPlan& indicator,
                       const PublicFigure& figure, std::int64_t small);

struct PeriodWords {
  std::string name;  // "Hôm nay"
  std::string date;  // "25/11/2026"; may be empty
};
// The period's own name only while it is that period on the day `today`.
PeriodWords period_words(Language language, const PublicRow& row, model::CivilDay today,
                         const model::Zone& zone);

// How the pages' styles call a state: ok, near, bad or none.
std::string_view state_class(model::TargetState state);

// "ít nhất 98 %, trước ngày 31/12/2020".
std::string limit_words(Language language, const model::TargetPlan& target,
                        const model::IndicatorPlan& indicator);

// What a figure as it is told says of its target. None: readers cannot tell, so neither do we.
std::optional<model::TargetState> told_state(const model::TargetPlan& target,
                                             model::TargetState state, const PublicFigure& figure);
std::string_view state_words(Language language, model::TargetState state);

// For searching: small letters without marks, "dai loc" of "Đại Lộc".
std::string folded(std::string_view text);

}  // namespace ioc::serving
