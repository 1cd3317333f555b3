#include "app/resume.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

#include "app/anchor_memory.h"
#include "app/pipeline.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;

namespace {

// A figure published takes about a kilobyte in each of engine, write batch, memtable and producer;
// those of one commit together shall take less than a sixteenth of the memory.
constexpr std::size_t kMemoryPerPublished = 64 << 10;

// Threads that read a state back.
constexpr unsigned kResumeThreadsMax = 8;

class Resumption {
 public:
  Resumption(const Config& config, const model::Plan& plan, storage::Store& store)
      : config_(config), plan_(plan), store_(store) {}

  model::Status run();
  Resumed take() { return std::move(out_); }

 private:
  model::Status find_outbox();
  model::Status name_cubes(const std::vector<storage::StoredMark>& marks,
                           processing::EngineSettings& settings);
  void add_partitions(const std::vector<storage::StoredMark>& marks);
  model::Status restore(const std::vector<model::CubeNumber>& numbers);
  model::Status find_gaps(const std::vector<int>& fresh, std::string_view kept,
                          const std::vector<storage::StoredMark>& marks,
                          const std::vector<model::CubeNumber>& numbers);
  bool can_fill(const model::CubePlan& cube, std::string_view kept) const;
  model::Status resume_cubes(const std::vector<model::CubeNumber>& numbers);
  model::Status resume_cube(int cube, model::CubeNumber number);

  const Config& config_;
  const model::Plan& plan_;
  storage::Store& store_;
  Resumed out_;
};

model::Status Resumption::run() {
  auto marks = store_.marks();
  if (!marks) return marks.error();
  processing::EngineSettings settings;
  settings.figures_topic = config_.kafka.figures_topic;
  settings.dead_letters_topic = config_.kafka.dead_letters_topic;
  settings.sees_everything = config_.kafka.instances == 1;
  settings.publish_max =
      std::min(settings.publish_max, config_.limits.memory_bytes / kMemoryPerPublished);
  if (const model::Status found = find_outbox(); !found.ok()) return found;
  settings.next_outbox_sequence = out_.outbox_next;
  if (const model::Status named = name_cubes(*marks, settings); !named.ok()) return named;
  for (const model::LifecyclePlan& lifecycle : plan_.lifecycles) {
    auto number = store_.lifecycle_number(lifecycle.definition);
    if (!number) return number.error();
    settings.lifecycle_numbers.push_back(*number);
  }
  out_.lifecycle_numbers = settings.lifecycle_numbers;
  settings.read_panes = [&store = store_](model::CubeNumber cube, model::Tier tier,
                                          std::int64_t first_pane, std::int64_t end_pane,
                                          const model::PaneVisitor& visit) {
    return store.load_panes(cube, tier, first_pane, end_pane, false, visit);
  };
  out_.engine = std::make_unique<processing::Engine>(plan_, settings);
  add_partitions(*marks);
  for (const auto& [cube, offsets] : out_.gaps) out_.engine->begin_filling(cube);
  auto anchors = store_.meta(kAnchorsMeta);
  if (!anchors) return anchors.error();
  out_.anchors = read_anchors(anchors->value_or(""));
  return restore(settings.cube_numbers);
}

// The numbers under which the store has the plan's cubes. One that it has not kept up to its marks
// is filled in, and begins with nothing: there may be something of it from an earlier catalogue.
model::Status Resumption::name_cubes(const std::vector<storage::StoredMark>& marks,
                                     processing::EngineSettings& settings) {
  const auto kept = store_.meta(kCubesMeta);
  if (!kept) return kept.error();
  const std::string before = kept->value_or("");
  std::string cubes;
  std::vector<int> fresh;
  for (const model::CubePlan& cube : plan_.cubes) {
    const std::string line = cube.definition + '\n';
    cubes += line;
    const bool is_fresh = !marks.empty() && before.find(line) == std::string::npos;
    if (is_fresh) fresh.push_back(static_cast<int>(settings.cube_numbers.size()));
    auto number = is_fresh ? store_.new_cube_number(cube) : store_.cube_number(cube);
    if (!number) return number.error();
    settings.cube_numbers.push_back(*number);
  }
  out_.notes.emplace_back(kCubesMeta, std::move(cubes));
  return find_gaps(fresh, before, marks, settings.cube_numbers);
}

void Resumption::add_partitions(const std::vector<storage::StoredMark>& marks) {
  for (const storage::StoredMark& stored : marks) {
    for (std::size_t i = 0; i < plan_.streams.size(); ++i) {
      if (plan_.streams[i].topic != stored.name.topic) continue;
      const std::size_t index =
          out_.engine->add_partition(static_cast<int>(i), stored.name, stored.number, stored.mark);
      out_.known[stored.name] = {index, stored.number, stored.mark};
    }
  }
}

model::Status Resumption::restore(const std::vector<model::CubeNumber>& numbers) {
  auto finals = store_.finals();
  if (!finals) return finals.error();
  for (const model::FinalMark& mark : *finals) out_.engine->restore_final(mark);
  if (const model::Status cubes = resume_cubes(numbers); !cubes.ok()) return cubes;
  // What stood when it was last told; a due time passed since then stays passed.
  auto tick = store_.meta(kTickMeta);
  if (!tick) return tick.error();
  if (*tick) out_.engine->tick(model::parse_rfc3339(**tick).value_or(model::Instant{INT64_MIN}));
  out_.engine->finish_restore();
  return model::Done{};
}

// What the catalogue asks for and the state has not kept is filled in from the log. That needs the
// ids and the lives of the events before to be there.
model::Status Resumption::find_gaps(const std::vector<int>& fresh, std::string_view kept,
                                    const std::vector<storage::StoredMark>& marks,
                                    const std::vector<model::CubeNumber>& numbers) {
  const auto unfilled = store_.meta(kGapsMeta);
  if (!unfilled) return unfilled.error();
  out_.gaps = read_gaps(unfilled->value_or(""), numbers);
  for (const int number : fresh) {
    const model::CubePlan& cube = plan_.cubes[static_cast<std::size_t>(number)];
    const model::StreamPlan& stream = plan_.streams[static_cast<std::size_t>(cube.stream)];
    bool has_past = false;
    for (const storage::StoredMark& stored : marks) {
      if (stored.name.topic != stream.topic || stored.mark.next_offset == 0) continue;
      out_.gaps[number][stored.name] = stored.mark.next_offset;
      has_past = true;
    }
    if (has_past && !can_fill(cube, kept)) {
      return Error{ErrorCode::config,
                   "the catalogue asks for figures this state cannot be filled up with (" +
                       cube.definition +
                       "): it has not kept what tells their duplicates; give a new state_dir, and "
                       "everything is computed again from Kafka",
                   config_.state_dir};
    }
  }
  out_.notes.emplace_back(kGapsMeta, write_gaps(out_.gaps, numbers));
  return model::Done{};
}

// `kept` are the definitions of the cubes the state holds, one after the other; each begins with
// its stream and, for one of lives, goes on with the definition of these.
bool Resumption::can_fill(const model::CubePlan& cube, std::string_view kept) const {
  if (cube.lifecycle >= 0) {
    return kept.find(plan_.lifecycles[static_cast<std::size_t>(cube.lifecycle)].definition) !=
           std::string_view::npos;
  }
  const std::string begin =
      "stream " + plan_.streams[static_cast<std::size_t>(cube.stream)].id + " ";
  for (std::size_t at = kept.find(begin); at != std::string_view::npos;
       at = kept.find(begin, at + 1)) {
    const std::size_t next = kept.find("\nstream ", at);
    if (kept.substr(at, next - at).find("\nlives ") == std::string_view::npos) return true;
  }
  return false;
}

// Side by side, since nothing of one is another's: reading what open windows hold is most of a
// start.
model::Status Resumption::resume_cubes(const std::vector<model::CubeNumber>& numbers) {
  std::vector<std::pair<std::uint64_t, std::size_t>> order;  // the largest first
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    order.emplace_back(store_.pane_bytes(numbers[i]), i);
  }
  std::sort(order.rbegin(), order.rend());
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  model::Status fault = model::Done{};  // guarded by mutex
  const auto work = [&] {
    for (std::size_t place = next++; place < numbers.size(); place = next++) {
      const std::size_t i = order[place].second;
      const model::Status restored = resume_cube(static_cast<int>(i), numbers[i]);
      if (restored.ok()) continue;
      const std::lock_guard lock(mutex);
      fault = restored;
      next = numbers.size();
    }
  };
  {
    std::vector<std::jthread> helpers;
    const unsigned threads = std::min(std::thread::hardware_concurrency(), kResumeThreadsMax);
    for (unsigned i = 1; i < threads; ++i) helpers.emplace_back(work);
    work();
  }
  return fault;
}

// Its groups, and the panes that open windows hold: those before stay in the store, and of what
// stands those to come.
model::Status Resumption::resume_cube(int cube, model::CubeNumber number) {
  auto groups = store_.groups(number);
  if (!groups) return groups.error();
  for (const model::NewGroup& group : *groups) out_.engine->restore_group(cube, group.key);
  const std::vector<model::TierPlan>& tiers = plan_.cubes[static_cast<std::size_t>(cube)].tiers;
  for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
    const auto panes = out_.engine->panes_to_restore(cube, tier);
    if (!panes) return panes.error();
    const model::Status loaded =
        store_.load_panes(number, tiers[tier].tier, panes->first, panes->end, true,
                          [&](const model::PaneAddress& address, const model::PaneRows& rows) {
                            out_.engine->restore_panes(cube, address, rows);
                            return true;
                          });
    if (!loaded.ok()) return loaded;
  }
  return model::Done{};
}

// The entries still to be sent stand in one unbroken run of sequences. When there are none, the run
// begins above all that ever were: revisions never fall.
model::Status Resumption::find_outbox() {
  out_.outbox_done = out_.outbox_next = (store_.revision() + 1) << 20;
  const auto span = store_.outbox_span();
  if (!span) return span.error();
  if (!*span) return model::Done{};
  out_.outbox_done = (*span)->first;
  out_.outbox_next = (*span)->second + 1;
  return model::Done{};
}

}  // namespace

model::Result<Resumed> resume(const Config& config, const model::Plan& plan,
                              storage::Store& store) {
  Resumption resumption(config, plan, store);
  if (const model::Status done = resumption.run(); !done.ok()) return done.error();
  return resumption.take();
}

}  // namespace ioc::app
