// What the state costs: encoding, commits, and reading back.
//
//   storage_bench [SIZE_MB] [DIRECTORY]
//
// Prints one line a measurement. The load: 1200 chunks of 64 rows of 6 words (a count, a sum, a
// minimum, a maximum) and 150,000 new ids a commit; then SIZE_MB of encoded panes, compacted and
// read from front to back as at a start. CPU is the committing thread's; flushes and compactions
// run beside it.
#include <rocksdb/db.h>
#include <sys/resource.h>
#include <time.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "model/partials.h"
#include "storage/database.h"
#include "storage/pane_codec.h"
#include "storage/store.h"

namespace {

using namespace ioc;

constexpr int kRowsPerChunk = 64;
constexpr int kChunksPerCommit = 1200;
constexpr int kIdsPerCommit = 150'000;

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
double thread_seconds() { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }
double process_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

model::CubePlan bench_cube() {
  model::CubePlan cube;
  cube.definition = "bench";
  cube.row_words = 6;
  using K = model::SlotKind;
  cube.slots = {
      {K::count, -1, -1, 1}, {K::sum, -1, -1, 2}, {K::minimum, -1, -1, 4}, {K::maximum, -1, -1, 5}};
  return cube;
}

model::PaneRows full_chunk(std::mt19937_64& random, std::uint64_t revision) {
  model::PaneRows rows{UINT64_MAX, {}};
  for (int row = 0; row < kRowsPerChunk; ++row) {
    const auto count = static_cast<std::int64_t>(random() % 200);
    const auto low = static_cast<std::int64_t>(random() % 5'000);
    rows.words.insert(rows.words.end(), {static_cast<std::int64_t>(revision), count, count * 70'000,
                                         0, low, low + 200'000});
  }
  return rows;
}

void fail(const model::Error& error) {
  std::fprintf(stderr, "%s\n", error.message().c_str());
  std::exit(1);
}

void measure_codec() {
  const model::CubePlan cube = bench_cube();
  std::mt19937_64 random(1);
  const model::PaneRows rows = full_chunk(random, 1'700'000'000'000);
  std::string bytes;
  model::PaneRows back;
  model::PaneRows merged = rows;
  constexpr int kRounds = 200'000;
  const double begun = thread_seconds();
  for (int i = 0; i < kRounds; ++i) storage::encode_pane(cube, rows, bytes);
  const double encoded = thread_seconds();
  for (int i = 0; i < kRounds; ++i) storage::decode_pane(cube, bytes, back);
  const double decoded = thread_seconds();
  for (int i = 0; i < kRounds; ++i) storage::merge_pane(cube, merged, rows);
  const double done = thread_seconds();
  const double each = 1e9 / kRounds / kRowsPerChunk;
  std::printf("codec: encode %.1f, decode %.1f, merge %.1f ns a row of 6 words; %.1f bytes a row\n",
              (encoded - begun) * each, (decoded - encoded) * each, (done - decoded) * each,
              static_cast<double>(bytes.size()) / kRowsPerChunk);
}

model::Commit busy_commit(std::mt19937_64& random, std::uint64_t revision,
                          std::int64_t first_pane) {
  model::Commit commit;
  commit.revision = revision;
  for (int i = 0; i < kChunksPerCommit; ++i) {
    model::PaneChange change;
    change.address = {0, model::Tier::fine, first_pane + i / 5, static_cast<std::uint32_t>(i % 5),
                      0};
    change.rows = full_chunk(random, revision);
    commit.panes.push_back(std::move(change));
  }
  model::PartitionCommit partition;
  for (int block = 0; block < 4; ++block) {
    model::IdBlock ids{first_pane / 60 + block, {}};
    for (int i = 0; i < kIdsPerCommit / 4; ++i) ids.ids.push_back({random(), random()});
    partition.ids.push_back(std::move(ids));
  }
  partition.forget_ids_before_hour = first_pane / 60 - 24;
  commit.partitions.push_back(std::move(partition));
  return commit;
}

// `step`: how many panes later each commit is; 0 touches the same chunks again, 240 none of them.
void measure_commits(storage::Store& store, const char* name, int commit_count, std::int64_t step) {
  std::mt19937_64 random(2);
  double thread = 0, wall = 0, worst = 0;
  const double begun = process_seconds();
  double making = 0;
  for (int i = 0; i < commit_count; ++i) {
    const double make = process_seconds();
    const model::Commit commit = busy_commit(random, store.revision() + 1, i * step);
    making += process_seconds() - make;
    const double cpu = thread_seconds();
    const double at = wall_seconds();
    if (auto status = store.commit(commit); !status) fail(status.error());
    thread += thread_seconds() - cpu;
    const double took = wall_seconds() - at;
    wall += took;
    worst = std::max(worst, took);
  }
  const double each = 1e3 / commit_count;
  std::printf("commit %s: %.1f ms CPU (%.1f with background work), %.1f ms, worst %.1f ms\n", name,
              thread * each, (process_seconds() - begun - making) * each, wall * each, worst * 1e3);
}

void measure_load(storage::Store& store, double size_mb) {
  std::mt19937_64 random(3);
  double encoded = 0;
  const model::CubePlan cube = bench_cube();
  std::string bytes;
  std::int64_t pane = 0;
  while (encoded < size_mb * 1e6) {
    model::Commit commit;
    commit.revision = store.revision() + 1;
    for (int i = 0; i < 2000; ++i, ++pane) {
      commit.panes.push_back(
          {{0, model::Tier::hour, pane, 0, 0}, full_chunk(random, commit.revision)});
      if (i == 0) storage::encode_pane(cube, commit.panes[0].rows, bytes);
    }
    encoded += 2000.0 * static_cast<double>(bytes.size());
    if (auto status = store.commit(commit); !status) fail(status.error());
  }
  auto& database = store.database();
  (void)database.db().CompactRange({}, database.table(storage::Table::panes), nullptr, nullptr);
  double decoded = 0;
  std::int64_t sum = 0;
  const double begun = wall_seconds();
  const double cpu = thread_seconds();
  auto status = store.load_panes(0, model::Tier::hour, INT64_MIN, INT64_MAX, true,
                                 [&](const model::PaneAddress&, const model::PaneRows& rows) {
                                   decoded += static_cast<double>(rows.words.size()) * 8;
                                   sum += rows.words[1];
                                   return true;
                                 });
  if (!status) fail(status.error());
  const double took = wall_seconds() - begun;
  std::printf(
      "load: %.0f MB encoded in %.2f s (%.2f s CPU): %.0f MB/s encoded, %.0f MB/s of rows (%lld)\n",
      encoded / 1e6, took, thread_seconds() - cpu, encoded / 1e6 / took, decoded / 1e6 / took,
      static_cast<long long>(sum));
}

}  // namespace

int main(int argc, char** argv) {
  const double size_mb = argc > 1 ? std::atof(argv[1]) : 1000;
  namespace fs = std::filesystem;
  const fs::path directory =
      argc > 2 ? fs::path(argv[2]) : fs::temp_directory_path() / "ioc-pulse-storage-bench";
  fs::remove_all(directory);
  storage::StoreSettings settings;
  settings.directory = directory.string();
  auto store = storage::Store::open(settings);
  if (!store) fail(store.error());
  if (auto number = store.value()->cube_number(bench_cube()); !number) fail(number.error());
  if (auto number = store.value()->partition_number({"bench", 0}); !number) fail(number.error());

  measure_codec();
  const int commit_count = size_mb < 100 ? 3 : 100;
  measure_commits(*store.value(), "of the same 1200 chunks", commit_count, 0);
  measure_commits(*store.value(), "of 240 chunks new, 960 again", commit_count, 48);
  measure_commits(*store.value(), "of 1200 new chunks", commit_count, 240);
  measure_load(*store.value(), size_mb);
  std::printf("memory: %.0f MB of %.0f MB given\n",
              static_cast<double>(store.value()->stats().memory_bytes) / 1e6,
              static_cast<double>(settings.memory_bytes) / 1e6);
  store.value().reset();
  fs::remove_all(directory);
}
