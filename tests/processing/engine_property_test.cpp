// The engine beside the naive recount, on random worlds: every figure, every publication, every
// page and every live figure must agree, whatever the batches, commits, crashes and order.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>

#include "processing/engine.h"
#include "tests/processing/memory_store.h"
#include "tests/processing/oracle.h"
#include "tests/processing/world.h"

namespace ioc::testing::engine_property_test {
namespace {

using model::Figure;
using model::Instant;
using processing::Engine;
using processing::PartitionFold;

std::string line_of(const Figure& figure, const model::Zone& zone) {
  std::string line;
  model::append_json(line, figure, zone);
  return line;
}

std::vector<std::string> lines_of(const std::vector<Figure>& figures, const model::Zone& zone) {
  std::vector<std::string> lines;
  for (const Figure& figure : figures) lines.push_back(line_of(figure, zone));
  return lines;
}

std::string first_difference(const std::vector<std::string>& ours,
                             const std::vector<std::string>& theirs) {
  for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
    const std::string a = i < ours.size() ? ours[i] : "(none)";
    const std::string b = i < theirs.size() ? theirs[i] : "(none)";
    if (a != b) return "at " + std::to_string(i) + "\n engine " + a + "\n oracle " + b;
  }
  return {};
}

// Drives an engine and an oracle through the same history.
class Run {
 public:
  Run(std::uint64_t seed, bool publishes, int crash_percent)
      : world_(make_world(seed)),
        random_(seed ^ 0xabcdef),
        publishes_(publishes),
        crash_percent_(crash_percent),
        memory_(publishes ? static_cast<Memory>(seed % 3) : Memory::all),
        store_(world_.plan),
        oracle_(world_.plan, world_.specs, world_.lo, world_.hi, publishes) {
    for (const int stream : world_.stream_of) oracle_.add_partition(stream);
    position_.resize(world_.records.size());
    start();
  }

  void to_the_end() {
    while (!::testing::Test::HasFailure()) {
      bool any_left = false;
      for (std::size_t i = 0; i < position_.size(); ++i) {
        any_left |= position_[i] < world_.records[i].size();
      }
      if (!any_left) break;
      const auto reads = random_.between(1, 8);
      for (std::int64_t i = 0; i < reads; ++i) read_some();
      commit(random_.chance(30), random_.chance(30), random_.chance(20));
      if (random_.chance(10)) check_figures();
      if (random_.chance(crash_percent_)) crash();
    }
    commit(true, true, true);  // whoever was idle in between, all is handed over now
  }

  void check_all() {
    check_figures();
    check_pages();
    check_outbox();
    check_live();
  }

 private:
  enum class Memory { all, restored, least };

  void start() {
    processing::EngineSettings settings;
    if (publishes_) settings.figures_topic = "figures";
    settings.next_outbox_sequence = store_.next_outbox_sequence();
    // In memory: all panes; those restored and new ones; as few as windows allow.
    if (memory_ != Memory::all) settings.read_panes = store_.read_panes();
    engine_ = std::make_unique<Engine>(world_.plan, settings);
    if (memory_ == Memory::least) engine_->keep_panes_below(0);
    folds_.clear();
    std::vector<int> in_stream(world_.plan.streams.size());
    for (std::size_t i = 0; i < world_.stream_of.size(); ++i) {
      const int stream = world_.stream_of[i];
      const auto number = static_cast<model::PartitionNumber>(i);
      const model::PartitionName name{world_.plan.streams[static_cast<std::size_t>(stream)].topic,
                                      in_stream[static_cast<std::size_t>(stream)]++};
      engine_->add_partition(stream, name, number, store_.mark(number));
      folds_.push_back(std::make_unique<PartitionFold>(world_.plan, stream, store_.mark(number)));
      store_.recall(number, *folds_.back());
    }
    store_.restore(*engine_);
  }

  void crash() {
    const std::vector<std::int64_t> offsets = oracle_.crash();
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      ASSERT_EQ(offsets[i], store_.mark(static_cast<model::PartitionNumber>(i)).next_offset);
      position_[i] = static_cast<std::size_t>(offsets[i]);
    }
    live_.clear();
    start();
  }

  void read_some() {
    const auto partition =
        static_cast<std::size_t>(random_.between(0, std::ssize(world_.records) - 1));
    const std::vector<Event>& log = world_.records[partition];
    const std::size_t from = position_[partition];
    const std::size_t count =
        std::min<std::size_t>(log.size() - from, static_cast<std::size_t>(random_.between(0, 40)));
    if (count == 0) return;
    const std::span<const Event> events(log.data() + from, count);
    std::vector<model::Refusal> refused;
    const auto next = static_cast<std::int64_t>(from + count);
    folds_[partition]->fold(batch_of(events), {next, next - 1, 0}, refused);
    for (const Event& event : events) oracle_.read(partition, event);
    position_[partition] = from + count;
    const model::Tally& ours = folds_[partition]->mark().tally;
    const model::Tally& theirs = oracle_.tally(partition);
    ASSERT_EQ(ours.received, theirs.received);
    ASSERT_EQ(ours.counted, theirs.counted);
    ASSERT_EQ(ours.duplicate, theirs.duplicate);
    ASSERT_EQ(ours.refused, theirs.refused);
  }

  void commit(bool all, bool show, bool publish_open) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < folds_.size(); ++i) {
      if (all || random_.chance(60)) order.push_back(i);
    }
    std::shuffle(order.begin(), order.end(), random_.engine());
    for (std::size_t i = 0; i < folds_.size(); ++i) {
      if (!random_.chance(10)) continue;
      const bool idle = random_.chance(50);
      engine_->set_idle(i, idle);
      oracle_.set_idle(i, idle);
    }
    const std::uint64_t revision = store_.revision() + 1;
    engine_->begin(revision);
    for (const std::size_t partition : order) {
      engine_->apply(partition, folds_[partition]->take());
      oracle_.take(partition);
    }
    const model::Commit commit = engine_->close({.publish_open = publish_open, .show = show});
    oracle_.commit(revision);
    ASSERT_FALSE(engine_->fault());
    store_.apply(commit);
    engine_->committed();
    const auto live = engine_->take_live();
    ASSERT_EQ(live != nullptr, show);
    if (live) {
      for (const auto& figure : live->figures) {
        const auto known = live_.find(figure->key);
        ASSERT_TRUE(known == live_.end() || known->second->revision < figure->revision);
        live_[figure->key] = figure;
      }
    }
    ASSERT_NO_FATAL_FAILURE(collect(commit));
    if (publish_open) check_open_publications();
  }

  void collect(const model::Commit& commit) {
    for (const model::OutboxEntry& entry : commit.outbox) {
      ASSERT_EQ(entry.topic, "figures");
      ASSERT_EQ(entry.sequence, next_sequence_++);
      const std::string& json = *entry.value;
      if (json.find("\"status\":\"provisional\"") != std::string::npos) {
        open_published_[*entry.key] = json;
        open_revision_[*entry.key] = commit.revision;
        continue;
      }
      const auto [at, is_new] = published_.insert({*entry.key, commit.revision, json});
      ASSERT_TRUE(is_new) << "told twice: " << json;
    }
  }

  // What was last published of each window ending next is what it is now.
  void check_open_publications() {
    if (!publishes_) return;
    const std::int64_t as_of = oracle_.as_of();
    for (const Oracle::Key& key : oracle_.open_keys()) {
      Figure expected = oracle_.figure(key, as_of);
      const auto told = open_published_.find(oracle_.topic_key(expected));
      // A `since` figure is told again, under its new end, only when it has changed.
      if (std::get<3>(key) == kSinceEnd && told == open_published_.end()) continue;
      ASSERT_NE(told, open_published_.end()) << line_of(expected, world_.plan.zone);
      ASSERT_EQ(content_of(told->second), content_of(line_of(expected, world_.plan.zone)));
    }
  }

  // A figure's text up to its status: what does not depend on when it was published.
  static std::string content_of(const std::string& json) {
    return json.substr(0, json.find(",\"status\""));
  }

  void check_figures() {
    const std::int64_t as_of = oracle_.as_of();
    ASSERT_EQ(engine_->as_of().ms, as_of);
    const model::Zone& zone = world_.plan.zone;
    std::vector<Figure> ours;
    if (!publishes_) {
      const Instant until{as_of + 12'345};
      engine_->for_each_figure(until, [&](const Figure& figure) { ours.push_back(figure); });
      std::vector<Figure> theirs = oracle_.figures(until.ms);
      for (Figure& figure : theirs) figure.revision = 1;
      ASSERT_EQ(first_difference(lines_of(ours, zone), lines_of(theirs, zone)), "");
    }
    model::FigureQuery query;
    query.public_only = false;
    query.limit = model::kPageItemsMax;
    do {
      model::Result<model::FigurePage> page = engine_->figures(query);
      ASSERT_TRUE(page.ok());
      if (query.cursor.empty()) ours.clear();
      query.cursor = page->next;
      for (Figure& figure : page->items) ours.push_back(std::move(figure));
    } while (!query.cursor.empty());
    ASSERT_EQ(first_difference(lines_of(ours, zone), lines_of(oracle_.figures(as_of), zone)), "");
  }

  void check_pages() {
    const std::vector<Figure> all = oracle_.figures(oracle_.as_of());
    for (int i = 0; i < 12; ++i) {
      model::FigureQuery query;
      query.public_only = random_.chance(30);
      query.limit = static_cast<std::size_t>(random_.between(1, 50));
      if (random_.chance(40)) query.unit = random_.one_of(world_.plan.units.all()).code;
      if (random_.chance(40)) query.level = random_.chance(50) ? "district" : "commune";
      if (random_.chance(40)) query.from = Instant{random_.between(world_.lo, world_.hi)};
      if (random_.chance(40)) query.to = Instant{random_.between(world_.lo, world_.hi)};
      const IndicatorSpec& spec = random_.one_of(world_.specs);
      if (random_.chance(40) && (spec.is_public || !query.public_only)) query.indicator = spec.id;
      if (random_.chance(40) && (spec.is_public || !query.public_only)) {
        query.window = spec.windows.front().text;
      }
      check_query(query, all);
    }
  }

  void check_query(model::FigureQuery query, const std::vector<Figure>& all) {
    std::vector<Figure> expected;
    for (const Figure& figure : all) {
      if (answers(figure, query)) expected.push_back(figure);
    }
    std::vector<Figure> ours;
    do {
      model::Result<model::FigurePage> page = engine_->figures(query);
      ASSERT_TRUE(page.ok()) << page.error().message();
      ASSERT_LE(page->items.size(), query.limit);
      ASSERT_TRUE(page->next.empty() || page->items.size() == query.limit);
      for (Figure& figure : page->items) ours.push_back(std::move(figure));
      query.cursor = page->next;
      ASSERT_LE(ours.size(), expected.size());
    } while (!query.cursor.empty());
    const model::Zone& zone = world_.plan.zone;
    ASSERT_EQ(first_difference(lines_of(ours, zone), lines_of(expected, zone)), "");
  }

  bool answers(const Figure& figure, const model::FigureQuery& query) const {
    const auto spec = std::find_if(world_.specs.begin(), world_.specs.end(),
                                   [&](const auto& s) { return s.id == figure.indicator; });
    if (query.public_only && !spec->is_public) return false;
    if (!query.indicator.empty() && figure.indicator != query.indicator) return false;
    if (!query.window.empty() && figure.window != query.window) return false;
    if (query.from && figure.end <= *query.from) return false;
    if (query.to && figure.end > *query.to) return false;
    if (query.unit.empty() && query.level.empty()) return true;
    const auto member = std::find_if(figure.group.begin(), figure.group.end(),
                                     [](const auto& m) { return m.name == "unit"; });
    if (member == figure.group.end()) return false;
    const std::string code = member->value.substr(1, member->value.size() - 2);
    if (query.level.empty()) return code == query.unit;
    const model::UnitTree& units = world_.plan.units;
    model::UnitIndex unit = units.find(code);
    if (units.at(unit).level != query.level) return false;
    if (query.unit.empty()) return true;
    while (unit != model::kNoUnit && units.at(unit).code != query.unit)
      unit = units.at(unit).parent;
    return unit != model::kNoUnit;
  }

  void check_outbox() {
    const auto as_lines = [](const std::set<Oracle::Published>& published) {
      std::vector<std::string> lines;
      for (const Oracle::Published& entry : published) {
        lines.push_back(entry.key + " @" + std::to_string(entry.revision) + " " + entry.json);
      }
      return lines;
    };
    ASSERT_EQ(first_difference(as_lines(published_), as_lines(oracle_.published())), "");
  }

  // The newest live figure of each key is the window ending next, and those that ran empty say so.
  void check_live() {
    const std::int64_t as_of = oracle_.as_of();
    std::map<std::string, std::string> expected;
    for (const Oracle::Key& key : oracle_.open_keys()) {
      const Figure figure = oracle_.figure(key, as_of);
      expected[figure.indicator + '|' + figure.window + '|' + model::group_json(figure.group)] =
          content_of(line_of(figure, world_.plan.zone));
    }
    for (const auto& [key, figure] : live_) {
      const auto found = expected.find(key);
      if (found == expected.end()) {
        ASSERT_NE(figure->json.find("\"count\":0,"), std::string::npos) << figure->json;
        continue;
      }
      if (key.find("|since ") == std::string::npos) {  // whose end moves without a change
        ASSERT_EQ(content_of(figure->json), found->second);
      } else {
        const auto from_value = [](const std::string& text) {
          return text.substr(text.find("\"value\""));
        };
        ASSERT_EQ(from_value(content_of(figure->json)), from_value(found->second));
      }
      expected.erase(found);
    }
    ASSERT_TRUE(expected.empty()) << "never shown: " << expected.begin()->second;
  }

  World world_;
  Random random_;
  bool publishes_;
  int crash_percent_;
  Memory memory_;
  MemoryStore store_;
  Oracle oracle_;
  std::unique_ptr<Engine> engine_;
  std::vector<std::unique_ptr<PartitionFold>> folds_;
  std::vector<std::size_t> position_;
  std::uint64_t next_sequence_ = 0;
  std::set<Oracle::Published> published_;
  std::map<std::string, std::string> open_published_;
  std::map<std::string, std::uint64_t> open_revision_;
  std::map<std::string, std::shared_ptr<const model::LiveFigure>> live_;
};

// More worlds, or one again: IOC_SEED=n, IOC_WORLDS=n.
std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void run_worlds(std::uint64_t first_seed, bool publishes, int crash_percent) {
  const std::uint64_t begin = number_from("IOC_SEED", first_seed);
  const std::uint64_t count = number_from("IOC_WORLDS", std::getenv("IOC_SEED") ? 1 : 60);
  for (std::uint64_t seed = begin; seed < begin + count; ++seed) {
    SCOPED_TRACE("IOC_SEED=" + std::to_string(seed));
    Run run(seed, publishes, crash_percent);
    run.to_the_end();
    if (!::testing::Test::HasFailure()) run.check_all();
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(EngineProperty, FiguresEqualTheNaiveRecountWhateverTheOrderAndTheCuts) {
  run_worlds(1000, false, 0);
}

TEST(EngineProperty, PublicationsAreExactlyTheFinalsAndTheCorrections) {
  run_worlds(2000, true, 0);
}

TEST(EngineProperty, CrashesAtAnyCommitChangeNoFigureAndNoPublication) {
  run_worlds(3000, true, 15);
}

}  // namespace
}  // namespace ioc::testing::engine_property_test
