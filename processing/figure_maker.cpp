#include "processing/figure_maker.h"

#include <charconv>

#include "model/partials.h"
#include "processing/sketch.h"

namespace ioc::processing {
namespace {

using model::Measure;
using model::TypeKind;

// Durations are told in seconds, so their milliseconds are three places after the point.
int places(const model::Type& type) {
  return type.kind == TypeKind::duration ? 3 : type.kind == TypeKind::decimal ? type.scale : 0;
}

std::string number_json(model::WideInt value, const model::Type& type, const model::Zone& zone) {
  if (type.kind == TypeKind::instant) {
    std::string json;
    model::append_json_string(
        json, model::format_rfc3339(model::Instant{static_cast<std::int64_t>(value)}, zone));
    return json;
  }
  return model::Decimal{value, places(type)}.to_string();
}

std::int64_t bin_of(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

model::JsonText quantile_json(const model::IndicatorPlan& indicator,
                              const std::map<std::string, std::int64_t>& counts, std::int64_t count,
                              const model::Zone& zone) {
  if (count <= 0) return "null";
  std::map<std::int64_t, std::int64_t> by_bin;
  for (const auto& [bin, of_bin] : counts) by_bin[bin_of(bin)] += of_bin;
  constexpr std::int64_t kOne = 1'000'000'000;
  const auto rank =
      static_cast<std::int64_t>(model::WideInt{indicator.quantile_e9} * (count - 1) / kOne);
  std::int64_t passed = 0;
  for (const auto& [bin, of_bin] : by_bin) {
    passed += of_bin;
    if (passed > rank) return number_json(bin_middle(bin), indicator.value_type, zone);
  }
  return "null";
}

model::JsonText latest_json(const model::IndicatorPlan& indicator, std::string_view digest,
                            const model::Zone& zone) {
  if (digest.empty()) return "null";
  const TypeKind kind = indicator.value_type.kind;
  if (kind == TypeKind::text || kind == TypeKind::unit) {
    std::string json;
    model::append_json_string(json, model::latest_text(digest));
    return json;
  }
  const std::int64_t number = model::latest_number(digest);
  if (kind == TypeKind::boolean) return number != 0 ? "true" : "false";
  return number_json(number, indicator.value_type, zone);
}

model::Figure make_figure(const model::IndicatorPlan& indicator, const model::WindowPlan& window,
                          const model::CubePlan& cube, const std::int64_t* row,
                          const model::Zone& zone) {
  model::Figure figure;
  figure.indicator = indicator.id;
  figure.window = window.text;
  const auto word_of = [&](int slot) {
    return row + cube.slots[static_cast<std::size_t>(slot)].word;
  };
  figure.count = *word_of(indicator.count_slot);
  switch (indicator.measure) {
    case Measure::count: figure.value = std::to_string(figure.count); break;
    case Measure::sum:
      figure.value =
          number_json(model::load_wide(word_of(indicator.value_slot)), indicator.value_type, zone);
      break;
    case Measure::minimum:
    case Measure::maximum:
      figure.value = figure.count == 0
                         ? "null"
                         : number_json(*word_of(indicator.value_slot), indicator.value_type, zone);
      break;
    case Measure::distinct:
    case Measure::quantile:
    case Measure::last:
    case Measure::coverage:
    case Measure::silence:
    case Measure::formula: figure.value = "null"; break;  // who knows the parts and as-of tells
    case Measure::mean: {
      const model::WideInt sum = model::load_wide(word_of(indicator.value_slot));
      figure.value = model::ratio_json(sum, places(indicator.value_type), figure.count);
      figure.numerator = number_json(sum, indicator.value_type, zone);
      figure.denominator = std::to_string(figure.count);
      break;
    }
    case Measure::share: {
      const std::int64_t holds = *word_of(indicator.value_slot);
      figure.value = model::ratio_json(holds, 0, figure.count);
      figure.numerator = std::to_string(holds);
      figure.denominator = std::to_string(figure.count);
      break;
    }
  }
  return figure;
}

}  // namespace ioc::processing
