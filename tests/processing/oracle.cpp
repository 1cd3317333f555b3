#include "tests/processing/oracle.h"

#include <chrono>

#include "model/digest.h"

namespace ioc::testing {

using model::CivilDay;
using model::Figure;
using model::FigureStatus;
using model::Instant;
using model::kDayMs;
using model::kHourMs;
using model::Measure;
using model::WindowKind;

namespace {

std::int64_t report_months(CivilDay day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return std::int64_t{static_cast<int>(date.year())} * 12 + static_cast<unsigned>(date.month()) -
         1 + (static_cast<unsigned>(date.day()) >= 15 ? 1 : 0);
}

// A number that differs between two days exactly when they lie in different periods. A reporting
// period counts the days from the 15th on for the month after.
std::int64_t period_of(WindowKind kind, CivilDay day) {
  switch (kind) {
    case WindowKind::report_month: return report_months(day);
    case WindowKind::report_quarter: return report_months(day) / 3;
    case WindowKind::report_half: return report_months(day) / 6;
    case WindowKind::report_year: return report_months(day) / 12;
    default: break;
  }
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  const std::int64_t year = static_cast<int>(date.year());
  const std::int64_t month = static_cast<unsigned>(date.month()) - 1;
  switch (kind) {
    case WindowKind::week: return (day + 3 + 7'000'000) / 7;  // day 0 was a Thursday
    case WindowKind::month: return year * 12 + month;
    case WindowKind::quarter: return year * 4 + month / 3;
    case WindowKind::year: return year;
    default: return day;
  }
}

std::string decimal(model::WideInt value, const model::Type& type, const model::Zone& zone) {
  if (type.kind == model::TypeKind::instant) {
    return '"' + model::format_rfc3339(Instant{static_cast<std::int64_t>(value)}, zone) + '"';
  }
  const int scale = type.kind == model::TypeKind::duration  ? 3
                    : type.kind == model::TypeKind::decimal ? type.scale
                                                            : 0;
  return model::Decimal{value, scale}.to_string();
}

double power_of_ten(const model::Type& type) {
  double power = 1;
  const int scale = type.kind == model::TypeKind::duration ? 3 : type.scale;
  for (int i = 0; i < scale; ++i) power *= 10;
  return power;
}

}  // namespace

std::vector<std::pair<std::int64_t, std::int64_t>> all_windows(const model::WindowPlan& window,
                                                               const model::Zone& zone,
                                                               std::int64_t lo, std::int64_t hi) {
  std::vector<std::pair<std::int64_t, std::int64_t>> found;  // (end, start)
  const CivilDay first = zone.day_of(Instant{lo}) - 2;
  const CivilDay last = zone.day_of(Instant{hi + window.length_ms}) + 2;
  if (of_panes(window) && window.slide_ms < kDayMs) {
    for (CivilDay day = first; day <= last; ++day) {
      const std::int64_t midnight = zone.day_start(day).ms;
      const std::int64_t next = zone.day_start(day + 1).ms;
      for (std::int64_t end = midnight; end < next; end += window.slide_ms) {
        found.emplace_back(end, end - window.length_ms);
      }
    }
  } else if (of_panes(window)) {
    const std::int64_t from = std::int64_t{first} * kDayMs / window.slide_ms - 1;
    const std::int64_t to = std::int64_t{last} * kDayMs / window.slide_ms + 1;
    for (std::int64_t k = from; k <= to; ++k) {
      const std::int64_t end = zone.from_local(k * window.slide_ms).ms;
      found.emplace_back(end, end - window.length_ms);
    }
  } else {
    CivilDay begin = first - 400;  // far enough for a whole year before
    while (period_of(window.kind, begin) == period_of(window.kind, begin - 1)) ++begin;
    for (CivilDay day = begin; day <= last + 400; ++day) {
      if (period_of(window.kind, day) == period_of(window.kind, day + 1)) continue;
      found.emplace_back(zone.day_start(day + 1).ms, zone.day_start(begin).ms);
      begin = day + 1;
    }
  }
  if (window.kind == model::WindowKind::tumbling) {  // each from where the one before ended
    for (std::size_t i = found.size(); i-- > 1;) found[i].second = found[i - 1].first;
  }
  std::erase_if(found, [&](const auto& w) { return w.first <= lo || w.second >= hi; });
  return found;
}

Oracle::Oracle(const model::Plan& plan, std::vector<IndicatorSpec> specs, std::int64_t lo,
               std::int64_t hi, bool publishes)
    : plan_(&plan), specs_(std::move(specs)), publishes_(publishes), finals_(plan.streams.size()) {
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    std::vector<model::WindowPlan>& of_cube = cube_windows_[indicator.cube];
    for (const model::WindowPlan& window : indicator.windows) {
      if (std::none_of(of_cube.begin(), of_cube.end(),
                       [&](const auto& known) { return known.text == window.text; })) {
        of_cube.push_back(window);
      }
      if (window.kind == WindowKind::since || windows_.contains(window.text)) continue;
      windows_[window.text] = all_windows(window, plan.zone, lo, hi);
    }
  }
}

std::size_t Oracle::add_partition(int stream) {
  partitions_.push_back({stream, false, {}, {}, {}});
  return partitions_.size() - 1;
}

void Oracle::read(std::size_t number, const Event& event) {
  Partition& partition = partitions_[number];
  Judge& judge = partition.now;
  const model::StreamPlan& stream = plan_->streams[static_cast<std::size_t>(partition.stream)];
  ++judge.next_offset;
  ++judge.tally.received;
  if (event.refused) {
    ++judge.tally.refused[static_cast<std::size_t>(*event.refused)];
    return;
  }
  if (judge.high != kNever && event.time_ms < judge.high - stream.lateness_ms) {
    ++judge.tally.refused[static_cast<std::size_t>(model::Reason::too_late)];
    return;
  }
  if (stream.remembers_ids) {
    const std::pair id{event.id.high, event.id.low};
    const auto known = judge.hour_of_id.find(id);
    // An id is forgotten once every event of its hour would be too late.
    if (known != judge.hour_of_id.end() &&
        known->second >= model::floor_div(judge.high - stream.lateness_ms, kHourMs)) {
      ++judge.tally.duplicate;
      return;
    }
    judge.hour_of_id[id] = model::floor_div(event.time_ms, kHourMs);
  }
  ++judge.tally.counted;
  judge.high = std::max(judge.high, event.time_ms);
  partition.pending.push_back(event);
}

void Oracle::take(std::size_t number) {
  Partition& partition = partitions_[number];
  for (Event& event : partition.pending) taken_.emplace_back(partition.stream, std::move(event));
  partition.pending.clear();
  partition.taken = partition.now;
}

std::vector<std::int64_t> Oracle::crash() {
  std::vector<std::int64_t> offsets;
  for (Partition& partition : partitions_) {
    partition.now = partition.taken;
    partition.pending.clear();
    partition.idle = false;
    offsets.push_back(partition.now.next_offset);
  }
  return offsets;
}

bool Oracle::takes(const IndicatorSpec& spec, const Event& event) const {
  if (spec.filter >= 0 && !filters_[static_cast<std::size_t>(spec.filter)].holds(event)) {
    return false;
  }
  return spec.value < 0 || values_[static_cast<std::size_t>(spec.value)].read(event).has_value();
}

// Calls visit with `members` set to each group the event belongs to; not at all when it lacks one.
void Oracle::add_to_groups(const Event& event, std::size_t indicator, std::size_t dimension,
                           std::vector<std::string>& members, const std::function<void()>& visit) {
  const std::vector<Field>& by = specs_[indicator].by;
  if (dimension == by.size()) {
    visit();
    return;
  }
  const auto with = [&](std::string member) {
    members.push_back(std::move(member));
    add_to_groups(event, indicator, dimension + 1, members, visit);
    members.pop_back();
  };
  switch (by[dimension]) {
    case kUnit:
      if (!event.unit) return;
      for (model::UnitIndex unit = *event.unit; unit != model::kNoUnit;
           unit = plan_->units.at(unit).parent) {
        with(plan_->units.at(unit).code);
      }
      return;
    case kChannel:
      if (event.channel) with(*event.channel);
      return;
    case kNumber:
      if (event.number) with(std::to_string(*event.number));
      return;
    case kFlag:
      if (event.flag) with(*event.flag ? "true" : "false");
      return;
    default: std::abort();
  }
}

void Oracle::add(const Event& event, int stream, std::uint64_t revision, std::set<Key>& changed) {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    const IndicatorSpec& spec = specs_[i];
    if (!spec.operands.empty() || spec.stream != stream || !takes(spec, event)) continue;
    const std::int64_t value =
        spec.value < 0 ? 0 : *values_[static_cast<std::size_t>(spec.value)].read(event);
    const bool holds =
        spec.condition >= 0 && filters_[static_cast<std::size_t>(spec.condition)].holds(event);
    std::vector<std::string> members;
    add_to_groups(event, i, 0, members, [&] {
      const int cube = plan_->indicators[i].cube;
      const auto add_to = [&](const model::WindowPlan& window, std::int64_t end,
                              std::int64_t start) {
        row_touched_[{cube, window.text, members, end}] = revision;
        if (std::none_of(spec.windows.begin(), spec.windows.end(),
                         [&](const auto& own) { return own.text == window.text; })) {
          return;  // asked for by another indicator of the cube
        }
        const Key key{i, window.text, members, end};
        Cell& cell = cells_[key];
        cell.start = start;
        ++cell.count;
        cell.holds += holds;
        cell.sum += value;
        cell.least = std::min(cell.least, value);
        cell.most = std::max(cell.most, value);
        cell.values.insert(value);
        cell.latest = std::max(cell.latest,
                               std::tuple(event.time_ms, event.id_text, event.source_text, value));
        changed.insert(key);
      };
      for (const model::WindowPlan& window : cube_windows_.at(cube)) {
        if (window.kind == WindowKind::since) {
          const std::int64_t start = plan_->zone.day_start(window.since).ms;
          if (event.time_ms >= start) add_to(window, kSinceEnd, start);
          continue;
        }
        const auto& all = windows_.at(window.text);
        auto at = std::upper_bound(all.begin(), all.end(), std::pair{event.time_ms, INT64_MAX});
        for (; at != all.end() && at->second <= event.time_ms; ++at) {
          add_to(window, at->first, at->second);
        }
      }
    });
  }
}

void Oracle::commit(std::uint64_t revision) {
  std::set<Key> changed;
  for (const auto& [stream, event] : taken_) add(event, stream, revision, changed);
  taken_.clear();
  std::set<Key> formulas;
  std::map<std::size_t, std::int64_t> settled_before;
  for (const Key& key : formula_keys()) {
    const std::size_t number = std::get<0>(key);
    settled_before[number] = formula_settled(number);
    if (std::get<3>(key) == kSinceEnd || formula_final(number, std::get<3>(key)) == 0) continue;
    for (const std::size_t operand : operands_of(number)) {
      Key of = key;
      std::get<0>(of) = operand;
      if (changed.contains(of)) formulas.insert(key);
    }
  }
  for (const Key& key : changed) {
    if (std::get<3>(key) == kSinceEnd) continue;
    const int stream = specs_[std::get<0>(key)].stream;
    if (final_revision(stream, std::get<3>(key)) != 0) {
      publish(key, FigureStatus::corrected, revision);
    }
  }
  for (const Key& key : formulas) {
    if (formula_is_kept(key)) {
      publish(formula_figure(key, as_of()), FigureStatus::corrected, revision);
    }
  }
  // What the streams settle in this commit is dropped for its age only after it.
  std::set<Key> kept;
  for (const Key& key : formula_keys()) {
    if (formula_is_kept(key)) kept.insert(key);
  }
  for (std::size_t stream = 0; stream < finals_.size(); ++stream) {
    settle(static_cast<int>(stream), revision);
  }
  for (const Key& key : kept) {
    const std::size_t number = std::get<0>(key);
    const std::int64_t end = std::get<3>(key);
    if (end > settled_before[number] && end <= formula_settled(number)) {
      publish(formula_figure(key, as_of()), FigureStatus::final, revision);
    }
  }
}

std::vector<std::size_t> Oracle::operands_of(std::size_t indicator) const {
  std::vector<std::size_t> numbers;
  for (const std::string& id : specs_[indicator].operands) {
    const auto at =
        std::find_if(specs_.begin(), specs_.end(), [&](const auto& spec) { return spec.id == id; });
    numbers.push_back(static_cast<std::size_t>(at - specs_.begin()));
  }
  return numbers;
}

std::set<int> Oracle::streams_of(std::size_t indicator) const {
  std::set<int> streams;
  for (const std::size_t operand : operands_of(indicator)) streams.insert(specs_[operand].stream);
  return streams;
}

std::set<Oracle::Key> Oracle::formula_keys() const {
  std::set<Key> keys;
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    const std::vector<std::size_t> operands = operands_of(i);
    for (const auto& [key, cell] : cells_) {
      const auto& [number, window, members, end] = key;
      if (std::find(operands.begin(), operands.end(), number) == operands.end()) continue;
      for (const model::WindowPlan& own : specs_[i].windows) {
        if (own.text == window) keys.insert({i, window, members, end});
      }
    }
  }
  return keys;
}

std::int64_t Oracle::formula_settled(std::size_t indicator) const {
  std::int64_t least = INT64_MAX;
  for (const int stream : streams_of(indicator)) least = std::min(least, settled(stream));
  return least;
}

std::uint64_t Oracle::formula_final(std::size_t indicator, std::int64_t end) const {
  std::uint64_t last = 0;
  for (const int stream : streams_of(indicator)) {
    const std::uint64_t revision = final_revision(stream, end);
    if (revision == 0) return 0;
    last = std::max(last, revision);
  }
  return last;
}

bool Oracle::formula_is_kept(const Key& key) const {
  const auto& [number, window, members, end] = key;
  for (const std::size_t operand : operands_of(number)) {
    Cell cell;
    cell.start = INT64_MAX;
    if (end != kSinceEnd) {
      for (const auto& [window_end, start] : windows_.at(window)) {
        if (window_end == end) cell.start = start;
      }
    }
    if (!is_kept({operand, window, members, end}, cell)) return false;
  }
  return true;
}

namespace {

// A fraction, never reduced: the numbers of the tests are small.
struct Fraction {
  model::WideInt over = 0, under = 1;
  bool is_quotient = false;
};

Fraction fraction_of(const std::string& decimal_text) {
  Fraction out;
  bool is_behind = false;
  for (const char c : decimal_text) {
    if (c == '.') is_behind = true;
    if (c < '0' || c > '9') continue;
    out.over = out.over * 10 + (c - '0');
    if (is_behind) out.under *= 10;
  }
  if (decimal_text.front() == '-') out.over = -out.over;
  return out;
}

std::string value_of(const std::vector<model::FormulaStep>& steps,
                     const std::vector<std::optional<Fraction>>& operands) {
  using Kind = model::FormulaStep::Kind;
  std::vector<Fraction> stack;
  for (const model::FormulaStep& step : steps) {
    if (step.kind == Kind::operand) {
      const auto& operand = operands[static_cast<std::size_t>(step.operand)];
      if (!operand) return "null";
      stack.push_back(*operand);
    } else if (step.kind == Kind::number) {
      Fraction number{step.scaled};
      for (int i = 0; i < step.scale; ++i) number.under *= 10;
      stack.push_back(number);
    } else if (step.kind == Kind::negate) {
      stack.back().over = -stack.back().over;
    } else {
      const Fraction b = stack.back();
      stack.pop_back();
      Fraction& a = stack.back();
      a.is_quotient = a.is_quotient || b.is_quotient || step.kind == Kind::divide;
      if (step.kind == Kind::divide) {
        if (b.over == 0) return "null";
        a.over *= b.under * (b.over < 0 ? -1 : 1);
        a.under *= b.over * (b.over < 0 ? -1 : 1);
      } else if (step.kind == Kind::multiply) {
        a.over *= b.over;
        a.under *= b.under;
      } else {
        a.over = a.over * b.under + (step.kind == Kind::add ? b.over : -b.over) * a.under;
        a.under *= b.under;
      }
    }
  }
  const Fraction& out = stack.back();
  if (out.is_quotient) return model::ratio_json(out.over, 0, out.under);
  int scale = 0;
  for (model::WideInt under = out.under; under > 1; under /= 10) ++scale;
  return model::Decimal{out.over, scale}.to_string();
}

}  // namespace

// Complete but for status and revision.
Figure Oracle::formula_figure(const Key& key, std::int64_t as_of) const {
  const auto& [number, window, members, end] = key;
  std::vector<std::optional<Fraction>> values;
  Figure out;
  std::int64_t count = 0;
  for (const std::size_t operand : operands_of(number)) {
    const Key of{operand, window, members, end};
    const Figure figure = this->figure(of, as_of);
    if (cells_.contains(of)) out = figure;
    count = std::max(count, figure.count);
    if (figure.value == "null") {
      values.emplace_back();
    } else if (figure.numerator) {
      Fraction value = fraction_of(*figure.numerator);
      value.under *= fraction_of(*figure.denominator).over;
      value.is_quotient = true;
      values.push_back(value);
    } else {
      values.push_back(fraction_of(figure.value));
    }
  }
  out.indicator = specs_[number].id;
  out.numerator = out.denominator = std::nullopt;
  out.count = count;
  out.value = value_of(specs_[number].steps, values);
  if (publishes_) {
    out.position.clear();
    for (const int stream : streams_of(number)) {
      const std::string position = this->position(stream);
      out.position += (out.position.empty() ? "{" : ",") + position.substr(1, position.size() - 2);
    }
    out.position += '}';
  }
  return out;
}

void Oracle::settle(int stream, std::uint64_t revision) {
  std::int64_t low = INT64_MAX, high = kNever;
  for (const Partition& partition : partitions_) {
    if (partition.stream != stream) continue;
    high = std::max(high, partition.taken.high);
    if (!partition.idle) low = std::min(low, partition.taken.high);
  }
  low = std::min(low, high);
  if (low == kNever) return;
  const std::int64_t before = settled(stream);
  const std::int64_t now =
      last_end(stream, low - plan_->streams[static_cast<std::size_t>(stream)].settle_ms);
  if (now <= before) return;
  for (const auto& [key, cell] : cells_) {
    const std::int64_t end = std::get<3>(key);
    if (specs_[std::get<0>(key)].stream == stream && end > before && end <= now) {
      publish(key, FigureStatus::final, revision);
    }
  }
  finals_[static_cast<std::size_t>(stream)].emplace_back(now, revision);
}

// The last end of a window of the stream until then; kNever when none is known.
std::int64_t Oracle::last_end(int stream, std::int64_t until) const {
  std::int64_t last = kNever;
  for (const IndicatorSpec& spec : specs_) {
    if (spec.stream != stream || !spec.operands.empty()) continue;
    for (const model::WindowPlan& window : spec.windows) {
      if (window.kind == WindowKind::since) continue;
      for (const auto& [end, start] : windows_.at(window.text)) {
        if (end <= until) last = std::max(last, end);
      }
    }
  }
  return last;
}

std::int64_t Oracle::settled(int stream) const {
  const auto& finals = finals_[static_cast<std::size_t>(stream)];
  return finals.empty() ? kNever : finals.back().first;
}

std::uint64_t Oracle::final_revision(int stream, std::int64_t end) const {
  for (const auto& [settled_ms, revision] : finals_[static_cast<std::size_t>(stream)]) {
    if (end <= settled_ms) return revision;
  }
  return 0;
}

const model::WindowPlan& Oracle::window_of(const Key& key) const {
  for (const model::WindowPlan& window : plan_->indicators[std::get<0>(key)].windows) {
    if (window.text == std::get<1>(key)) return window;
  }
  std::abort();
}

// A window is told as long as all of its panes are younger than what its tier keeps.
bool Oracle::is_kept(const Key& key, const Cell& cell) const {
  const model::IndicatorPlan& indicator = plan_->indicators[std::get<0>(key)];
  const model::TierPlan& tier = plan_->cubes[static_cast<std::size_t>(indicator.cube)]
                                    .tiers[static_cast<std::size_t>(window_of(key).tier)];
  const std::int64_t settled_ms = settled(indicator.stream);
  if (!publishes_ || tier.keep_ms == 0 || settled_ms == kNever) return true;
  const std::int64_t oldest = settled_ms - tier.keep_ms;
  return cell.start >= oldest - model::floor_mod(oldest - tier.phase_ms, tier.width_ms);
}

std::string Oracle::position(int stream) const {
  std::string text = "{\"" + plan_->streams[static_cast<std::size_t>(stream)].topic + "\":[";
  bool is_first = true;
  for (const Partition& partition : partitions_) {
    if (partition.stream != stream) continue;
    text += (is_first ? "" : ",") + std::to_string(partition.taken.next_offset);
    is_first = false;
  }
  return text + "]}";
}

Figure Oracle::make(const Key& key, const Cell& cell, std::int64_t as_of) const {
  const auto& [number, window, members, end] = key;
  const IndicatorSpec& spec = specs_[number];
  const model::Type type = spec.value < 0
                               ? model::Type{}
                               : values_[static_cast<std::size_t>(spec.value)].expression.type;
  const auto ratio = [](double a, double b) {
    return b == 0 ? std::string("null") : model::shortest_double(a / b);
  };
  Figure figure;
  figure.indicator = spec.id;
  figure.window = window;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool is_plain = spec.by[i] == kNumber || spec.by[i] == kFlag;
    std::string text;
    model::append_json_string(text, members[i]);
    figure.group.push_back({name_of(spec.by[i]), is_plain ? members[i] : text});
  }
  figure.start = Instant{cell.start};
  figure.end = Instant{end == kSinceEnd ? as_of : end};
  figure.count = cell.count;
  switch (spec.measure) {
    case Measure::count: figure.value = std::to_string(cell.count); break;
    case Measure::formula: break;
    case Measure::sum: figure.value = decimal(cell.sum, type, plan_->zone); break;
    case Measure::minimum:
      figure.value = cell.count == 0 ? "null" : decimal(cell.least, type, plan_->zone);
      break;
    case Measure::maximum:
      figure.value = cell.count == 0 ? "null" : decimal(cell.most, type, plan_->zone);
      break;
    case Measure::mean:
      figure.value = ratio(static_cast<double>(cell.sum),
                           static_cast<double>(cell.count) * power_of_ten(type));
      figure.numerator = decimal(cell.sum, type, plan_->zone);
      figure.denominator = std::to_string(cell.count);
      break;
    case Measure::share:
      figure.value = ratio(static_cast<double>(cell.holds), static_cast<double>(cell.count));
      figure.numerator = std::to_string(cell.holds);
      figure.denominator = std::to_string(cell.count);
      break;
    case Measure::distinct: {
      model::Digest digest;  // beyond 256 values its own estimate, which digest_test.cpp judges
      for (const std::int64_t value : cell.values) {
        model::add_distinct(digest, model::value_hash(value));
      }
      const bool is_exact = cell.values.size() <= 256;
      figure.value =
          std::to_string(is_exact ? std::ssize(cell.values) : model::count_distinct(digest));
      break;
    }
    case Measure::last:
      figure.value =
          cell.count == 0 ? "null" : decimal(std::get<3>(cell.latest), type, plan_->zone);
      break;
    default: break;  // the plans of these tests have no other sketches
  }
  figure.as_of = Instant{as_of};
  if (publishes_) {
    figure.catalog = plan_->hash;
    figure.position = position(spec.stream);
  }
  return figure;
}

void Oracle::publish(const Key& key, FigureStatus status, std::uint64_t revision) {
  const Cell& cell = cells_.at(key);
  if (!publishes_ || !is_kept(key, cell)) return;
  publish(make(key, cell, as_of()), status, revision);
}

void Oracle::publish(Figure figure, FigureStatus status, std::uint64_t revision) {
  if (!publishes_) return;
  figure.status = status;
  figure.revision = revision;
  Published entry{topic_key(figure), revision, {}};
  model::append_json(entry.json, figure, plan_->zone);
  published_.insert(std::move(entry));
}

std::string Oracle::topic_key(const Figure& figure) const {
  return figure.indicator + '|' + figure.window + '|' + model::group_json(figure.group) + '|' +
         model::format_rfc3339(figure.end, plan_->zone);
}

std::int64_t Oracle::as_of() const {
  std::int64_t high = kNever;
  for (const Partition& partition : partitions_) high = std::max(high, partition.taken.high);
  return high == kNever ? 0 : high;
}

std::vector<Figure> Oracle::figures(std::int64_t as_of) const {
  std::map<Key, Figure> all;
  for (const Key& key : formula_keys()) {
    if (!formula_is_kept(key)) continue;
    const auto& [number, window, members, end] = key;
    Figure figure = formula_figure(key, as_of);
    const std::uint64_t final_at = formula_final(number, end);
    std::uint64_t touched = 0;
    for (const std::size_t operand : operands_of(number)) {
      const auto row = row_touched_.find({plan_->indicators[operand].cube, window, members, end});
      if (row != row_touched_.end()) touched = std::max(touched, row->second);
    }
    figure.revision = std::max(touched, final_at);
    figure.status = final_at == 0        ? FigureStatus::provisional
                    : touched > final_at ? FigureStatus::corrected
                                         : FigureStatus::final;
    all.emplace(key, std::move(figure));
  }
  for (const auto& [key, cell] : cells_) {
    if (!is_kept(key, cell)) continue;
    const auto& [number, window, members, end] = key;
    Figure figure = make(key, cell, as_of);
    const std::uint64_t final_at = final_revision(specs_[number].stream, end);
    const std::uint64_t touched =
        row_touched_.at({plan_->indicators[number].cube, window, members, end});
    figure.revision = std::max(touched, final_at);
    figure.status = final_at == 0        ? FigureStatus::provisional
                    : touched > final_at ? FigureStatus::corrected
                                         : FigureStatus::final;
    all.emplace(key, std::move(figure));
  }
  std::vector<Figure> list;
  for (auto& [key, figure] : all) list.push_back(std::move(figure));
  return list;
}

Figure Oracle::figure(const Key& key, std::int64_t as_of) const {
  if (!specs_[std::get<0>(key)].operands.empty()) return formula_figure(key, as_of);
  const auto found = cells_.find(key);
  return make(key, found == cells_.end() ? Cell{} : found->second, as_of);
}

std::vector<Oracle::Key> Oracle::open_keys() const {
  std::vector<std::int64_t> high(plan_->streams.size(), kNever);
  for (const Partition& partition : partitions_) {
    auto& mark = high[static_cast<std::size_t>(partition.stream)];
    mark = std::max(mark, partition.taken.high);
  }
  std::vector<Key> keys;
  for (const Key& key : formula_keys()) {
    const auto& [number, window, members, end] = key;
    std::int64_t mark = kNever;  // the operand that is furthest has the window ending next
    for (const int stream : streams_of(number)) {
      mark = std::max(mark, high[static_cast<std::size_t>(stream)]);
    }
    if (end == kSinceEnd) {
      keys.push_back(key);
      continue;
    }
    const auto& all = windows_.at(window);
    const auto next = std::upper_bound(all.begin(), all.end(), std::pair{mark, INT64_MAX});
    if (next != all.end() && next->first == end) keys.push_back(key);
  }
  for (const auto& [key, cell] : cells_) {
    const auto& [number, window, members, end] = key;
    const std::int64_t mark = high[static_cast<std::size_t>(specs_[number].stream)];
    if (end == kSinceEnd) {
      keys.push_back(key);
      continue;
    }
    const auto& all = windows_.at(window);
    const auto next = std::upper_bound(all.begin(), all.end(), std::pair{mark, INT64_MAX});
    if (next != all.end() && next->first == end) keys.push_back(key);
  }
  return keys;
}

}  // namespace ioc::testing
