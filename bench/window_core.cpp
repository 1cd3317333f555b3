// The window core alone: decoded batches in, open and closed windows out, on one core.
//
//   window_core [events in millions, default 60] [a part of the name of the only case to run]
//
// The job is that of DESIGN section 7: per unit, an hour every minute, four figures: events, those
// of a channel (a filter on a text column), the sum and the largest of a decimal, with the 10,000
// events to a second of event time that job has. It prints events a second of processing without
// and with ids remembered, and what an hour every second costs against a tumbling hour over the
// same span: the ratio says whether the cost of a window grows with length / slide.
//
// What it does not show: decoding, the disk, and making figures of the windows that closed.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "model/limits.h"
#include "processing/engine.h"
#include "processing/fold.h"

namespace {

using namespace ioc;
using model::Expression;
using model::Op;
using model::TypeKind;

constexpr std::size_t kUnits = 279;
constexpr std::int64_t kEventsPerSecond = 10'000;
constexpr std::int64_t kBegin = 1'602'720'000'000;
enum Field { kUnit, kChannel, kFee };

Expression field(int index, model::Type type) {
  Expression e;
  e.op = Op::field;
  e.index = index;
  e.type = type;
  return e;
}

model::Plan make_plan(std::int64_t length_ms, std::int64_t slide_ms, bool remembers_ids) {
  model::Plan plan;
  plan.zone = model::Zone("Asia/Ho_Chi_Minh", {{INT64_MIN, 7 * 3'600'000}});
  std::vector<model::Unit> units(kUnits);
  for (std::size_t i = 0; i < kUnits; ++i) {
    units[i].code = std::to_string(20000 + i);
    units[i].parent = i == 0 ? model::kNoUnit : i < 19 ? 0 : static_cast<int>(1 + i % 18);
  }
  plan.units = model::UnitTree(units);

  model::StreamPlan stream;
  stream.id = "dossiers";
  stream.lateness_ms = model::kMinuteMs;
  stream.settle_ms = model::kSecondMs;
  stream.remembers_ids = remembers_ids;
  const model::Type text{TypeKind::text, 0}, fee{TypeKind::decimal, 2};
  stream.fields = {{"unit", {}, {TypeKind::unit, 0}, false, true, {}},
                   {"channel", {}, text, false, true, {}},
                   {"fee", {}, fee, true, true, {}}};
  Expression online;
  online.type = text;
  online.text = "online";
  Expression is_online;
  is_online.op = Op::equal;
  is_online.args = {field(kChannel, text), online};
  stream.filters = {is_online};
  stream.values = {field(kFee, fee)};
  stream.cubes = {0};
  plan.streams = {stream};

  model::CubePlan cube;
  cube.stream = 0;
  cube.dimensions = {{kUnit, "unit", {TypeKind::unit, 0}}};
  cube.tiers = {{model::Tier::fine, slide_ms, 0, model::kDayMs}};
  cube.slots = {{model::SlotKind::count, -1, -1, 1},
                {model::SlotKind::count, 0, -1, 2},
                {model::SlotKind::count, -1, 0, 3},
                {model::SlotKind::sum, -1, 0, 4},
                {model::SlotKind::maximum, -1, 0, 6}};
  cube.row_words = 7;
  plan.cubes = {cube};

  const auto indicator = [&](const char* id, model::Measure measure, int count, int value) {
    model::IndicatorPlan i;
    i.id = id;
    i.measure = measure;
    i.stream = i.cube = 0;
    i.count_slot = count;
    i.value_slot = value;
    i.value_type = fee;
    model::WindowPlan window;
    window.text = "sliding";
    window.kind = model::WindowKind::sliding;
    window.length_ms = length_ms;
    window.slide_ms = slide_ms;
    i.windows = {window};
    plan.indicators.push_back(i);
  };
  indicator("a.count", model::Measure::count, 0, -1);
  indicator("b.online", model::Measure::count, 1, -1);
  indicator("c.sum", model::Measure::sum, 2, 3);
  indicator("d.max", model::Measure::maximum, 2, 4);
  return plan;
}

// Batches over a time span, in order but for a second's jitter. A few hundred of them are made and
// used again, moved in time and with new ids, so that memory stays small and input is warm.
class Batches {
 public:
  explicit Batches(std::size_t event_count) : events_(event_count) {
    std::uint64_t state = 88172645463325252ULL;
    const auto next = [&] {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      return state;
    };
    for (std::size_t b = 0; b < kKept; ++b) {
      model::EventBatch batch;
      batch.record_count = model::kBatchRecordsMax;
      batch.size = model::kBatchRecordsMax;
      batch.columns.resize(3);
      for (std::uint32_t i = 0; i < batch.size; ++i) {
        batch.record.push_back(i);
        batch.time_ms.push_back(static_cast<std::int64_t>(next() % 1000));
        batch.id.push_back({next(), next()});
        batch.columns[kUnit].numbers.push_back(static_cast<std::int64_t>(next() % kUnits));
        batch.columns[kChannel].texts.push_back(next() % 3 == 0 ? "counter" : "online");
        batch.columns[kFee].numbers.push_back(static_cast<std::int64_t>(next() % 1'000'000));
        batch.columns[kFee].present.push_back(next() % 10 != 0);
      }
      batch.columns[kUnit].present.assign(batch.size, 1);
      batch.columns[kChannel].present.assign(batch.size, 1);
      jitter_.push_back(batch.time_ms);
      batches_.push_back(std::move(batch));
    }
  }

  std::size_t count() const { return events_ / model::kBatchRecordsMax; }

  model::EventBatch& make(std::size_t number) {
    model::EventBatch& batch = batches_[number % kKept];
    const std::vector<std::int64_t>& jitter = jitter_[number % kKept];
    const std::int64_t at = static_cast<std::int64_t>(number * model::kBatchRecordsMax) *
                            model::kSecondMs / kEventsPerSecond;
    const std::uint64_t salt = (number + 1) * 0x9E3779B97F4A7C15ULL;
    for (std::size_t i = 0; i < batch.size; ++i) {
      batch.time_ms[i] = kBegin + at + jitter[i];
      batch.id[i].high += salt;
      batch.id[i].low ^= salt << 16;
    }
    return batch;
  }

 private:
  static constexpr std::size_t kKept = 256;
  std::size_t events_;
  std::vector<model::EventBatch> batches_;
  std::vector<std::vector<std::int64_t>> jitter_;
};

struct Outcome {
  double rate = 0;  // events a second, without making the batches
  std::uint64_t finals = 0;
};

// Of this thread: other work on the machine does not count.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Folds everything and closes windows as a service that is catching up would: a commit at the
// bounds of model/limits.h.
Outcome measure(const model::Plan& plan, Batches& batches) {
  processing::PartitionFold fold(plan, 0, {});
  processing::Engine engine(plan, {});
  engine.add_partition(0, {"dossiers", 0}, 0, {});
  std::vector<model::Refusal> refused;
  std::uint64_t revision = 0;
  Outcome outcome;
  double busy = 0;
  for (std::size_t b = 0; b < batches.count(); ++b) {
    const model::EventBatch& batch = batches.make(b);
    const double began = cpu_seconds();
    fold.fold(batch, {}, refused);
    if (fold.pending_events() >= model::kCommitEventsMax ||
        fold.pending_rows() >= model::kCommitRowsMax || b + 1 == batches.count()) {
      engine.begin(++revision);
      engine.apply(0, fold.take());
      outcome.finals += engine.close({}).finals.size();
    }
    busy += cpu_seconds() - began;
  }
  if (fold.mark().tally.counted != batches.count() * model::kBatchRecordsMax) {
    std::fprintf(stderr, "events were lost\n");
    std::exit(1);
  }
  const double events = static_cast<double>(batches.count() * model::kBatchRecordsMax);
  outcome.rate = events / busy;
  return outcome;
}

// The median of several runs, and their spread.
double repeat(const std::string& only, const char* name, const model::Plan& plan,
              Batches& batches) {
  if (!only.empty() && std::string_view(name).find(only) == std::string_view::npos) return 0;
  std::vector<double> rates;
  for (int run = 0; run < 5; ++run) rates.push_back(measure(plan, batches).rate);
  std::sort(rates.begin(), rates.end());
  std::printf("%-36s %6.1f M events/s  (%.1f to %.1f)\n", name, rates[2] / 1e6, rates.front() / 1e6,
              rates.back() / 1e6);
  return rates[2];
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t millions = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 60;
  Batches batches(std::max<std::size_t>(millions, 1) * 1'000'000);
  std::printf("%zu units, %zu events in batches of %zu, %lld a second of event time\n", kUnits,
              batches.count() * model::kBatchRecordsMax, model::kBatchRecordsMax,
              static_cast<long long>(kEventsPerSecond));
  const std::string only = argc > 2 ? argv[2] : "";
  const model::Plan minute = make_plan(model::kHourMs, model::kMinuteMs, false);
  const model::Plan minute_ids = make_plan(model::kHourMs, model::kMinuteMs, true);
  const model::Plan second = make_plan(model::kHourMs, model::kSecondMs, false);
  const model::Plan tumbling = make_plan(model::kHourMs, model::kHourMs, false);
  repeat(only, "1 h every 1 min", minute, batches);
  repeat(only, "1 h every 1 min, ids remembered", minute_ids, batches);
  const double fine = repeat(only, "1 h every 1 s", second, batches);
  const double coarse = repeat(only, "tumbling 1 h", tumbling, batches);
  if (fine > 0 && coarse > 0) {
    std::printf("1 h every 1 s over tumbling 1 h: %.2f\n", fine / coarse);
  }
  return 0;
}
