// How long one event takes from bytes to columns, on one core.
//
// The load: batches of 1,024 structured CloudEvents of 400 bytes each, as a one-stop-shop system
// sends them: id, source, time and four used fields (unit, channel, status, fee) among eleven other
// members. The goal is 200 ns an event. Measured: 191, 198 and 204 ns in three runs (each the
// median of 5 to 7, spread within a run 2 %), and 310 to 327 ns where every letter beyond ASCII is
// an escape; 2 virtual cores of a 2.3 GHz Xeon with AVX-512, g++ 12 -O2, other programs running
// beside. About 65 ns of it are simdjson's scan with the copy before it, 63 the walk over 16
// members. It does not show the cost of fetching from a broker, nor a processor without AVX-512.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "ingest/decoder.h"
#include "model/limits.h"

namespace {

using ioc::ingest::Decoder;
using namespace ioc::model;

constexpr std::size_t kEventBytes = 400;
constexpr int kUnits = 279;

FieldPlan field(std::string name, TypeKind kind, int scale, bool optional) {
  return {name, {"data", name}, {kind, scale}, optional, true, {}};
}

StreamPlan stream_plan() {
  StreamPlan stream;
  stream.fields = {
      field("unit", TypeKind::unit, 0, false), field("channel", TypeKind::text, 0, false),
      field("status", TypeKind::integer, 0, false), field("fee", TypeKind::decimal, 2, true)};
  return stream;
}

Plan plan_with_units() {
  std::vector<Unit> units;
  for (int i = 0; i < kUnits; ++i)
    units.push_back({fmt::format("{}", 20'000 + i * 3), "", "", "", kNoUnit, {}, {}});
  Plan plan;
  plan.units = UnitTree(std::move(units));
  return plan;
}

std::string event_text(int i, std::string_view note) {
  std::string text = fmt::format(
      R"({{"specversion":"1.0","id":"hs-{:012}","source":"/quang-nam/mot-cua","type":"vn.quangnam.hoso.status.v1",)"
      R"("time":"2020-10-15T{:02}:{:02}:{:02}.{:03}+07:00","datacontenttype":"application/json",)"
      R"("data":{{"dossier":"000.00.19.H47-201015-{:06}","unit":"{}","channel":"{}","status":{},"fee":{}.50,)"
      R"("procedure":"1.004563","step":"Thẩm định","note":"{}"}}}})",
      i, i / 3600 % 24, i / 60 % 60, i % 60, i % 1000, i, 20'000 + i % kUnits * 3,
      i % 3 == 0 ? "direct" : "online", i % 10 + 1, i % 97 * 1500, note);
  return text;
}

std::vector<std::string> event_texts(std::string_view note) {
  std::vector<std::string> texts;
  for (int i = 0; i < static_cast<int>(kBatchRecordsMax); ++i) {
    std::string text = event_text(i, note);
    const std::size_t end = text.size() - 3;
    if (text.size() < kEventBytes) text.insert(end, kEventBytes - text.size(), 'x');
    texts.push_back(std::move(text));
  }
  return texts;
}

void decode(benchmark::State& state, const std::vector<std::string>& texts) {
  std::vector<Record> records;
  std::size_t bytes = 0;
  for (const std::string& text : texts) {
    records.push_back({static_cast<std::int64_t>(records.size()), -1, {}, text, {}});
    bytes += text.size();
  }
  const StreamPlan stream = stream_plan();
  const Plan plan = plan_with_units();
  Decoder decoder(stream, plan, true);
  EventBatch batch;
  for (auto _ : state) {
    decoder.decode(records, batch);
    benchmark::DoNotOptimize(batch.columns.data());
  }
  if (batch.size != records.size()) state.SkipWithError("an event of the load was refused");
  const auto rounds = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(rounds * static_cast<std::int64_t>(records.size()));
  state.SetBytesProcessed(rounds * static_cast<std::int64_t>(bytes));
}

void DecodeEvents(benchmark::State& state) { decode(state, event_texts("hồ sơ đủ thành phần")); }
BENCHMARK(DecodeEvents);

// Some producers write every letter beyond ASCII as an escape.
void DecodeEventsWithEscapes(benchmark::State& state) {
  decode(state, event_texts(R"(h\u1ed3 s\u01a1 \u0111\u1ee7 th\u00e0nh ph\u1ea7n)"));
}
BENCHMARK(DecodeEventsWithEscapes);

}  // namespace

BENCHMARK_MAIN();
