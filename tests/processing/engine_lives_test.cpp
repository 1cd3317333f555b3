// What stands and ends: the engine's figures beside those of one that takes everything at once, and
// what it keeps of ends that were taken back.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <utility>

#include "processing/engine.h"
#include "tests/processing/life_kit.h"
#include "tests/processing/memory_store.h"

namespace ioc::testing::engine_lives_test {
namespace {

using model::kDayMs;
using model::kHourMs;

constexpr std::int64_t kBegin = kLivesBegin;
using Event = DossierEvent;

const std::string kIndicators = R"toml(
[[indicator]]
id = "open"
name = "x"
of = "dossier"
while = "has(received) && !has(finished)"
measure = "count"
by = ["status"]
windows = ["now", "day", "month"]
)toml";

// A dossier is late two days after it was received.
model::Plan late_plan(const std::string& windows) {
  return dossier_plan("10d", R"toml(
[[indicator]]
id = "late"
name = "x"
of = "dossier"
while = "has(received) && !has(finished) && now > received + duration('48h')"
measure = "count"
windows = )toml" + windows + "\n");
}

// One partition, its engine and its store, step by step.
class Steps {
 public:
  // `leaves`: what may lie in the store alone does.
  explicit Steps(const model::Plan& plan, bool leaves = true)
      : plan_(&plan), leaves_(leaves), store_(plan) {
    start();
  }

  void start() {
    processing::EngineSettings settings;
    if (leaves_) settings.read_panes = store_.read_panes();
    settings.figures_topic = "figures";
    engine_ = std::make_unique<processing::Engine>(*plan_, settings);
    engine_->add_partition(0, {"dossiers", 0}, 0, store_.mark(0));
    fold_ = std::make_unique<processing::PartitionFold>(*plan_, 0, store_.mark(0), store_.lives(0));
    store_.restore(*engine_);
  }
  void give(std::span<const Event> events) {
    std::vector<model::Refusal> refused;
    const std::int64_t end = store_.mark(0).next_offset + std::ssize(events);
    fold_->fold(batch_of(*plan_, events), {end, end - 1, 0}, refused);
    engine_->begin(store_.revision() + 1);
    engine_->apply(0, fold_->take());
    const model::Commit commit = engine_->close({});
    for (const model::OutboxEntry& entry : commit.outbox) sent_.emplace(*entry.key, *entry.value);
    store_.apply(commit);
    ASSERT_FALSE(engine_->fault());
    engine_->committed();
  }
  // What was published, by key, and how.
  const std::set<std::pair<std::string, std::string>>& sent() const { return sent_; }
  // All figures as of an instant, but for how and when they were published.
  std::string figures(std::int64_t as_of_ms) {
    std::string text;
    engine_->tick(model::Instant{as_of_ms});
    engine_->begin(store_.revision() + 1);
    store_.apply(engine_->close({}));
    engine_->for_each_figure(engine_->as_of(), [&](model::Figure figure) {
      figure.status = model::FigureStatus::provisional;
      figure.revision = 0;
      model::append_json(text, figure, plan_->zone);
      text += '\n';
    });
    return text;
  }
  std::size_t bytes() const { return engine_->bytes(); }
  // What stands then of an indicator without groups.
  std::int64_t standing(std::int64_t at_ms) {
    engine_->tick(model::Instant{at_ms});
    give({});
    std::int64_t count = 0;
    engine_->for_each_figure(engine_->stands_at(), [&](const model::Figure& figure) {
      if (figure.window == "now") count = figure.count;
    });
    return count;
  }

 private:
  const model::Plan* plan_;
  const bool leaves_;
  std::set<std::pair<std::string, std::string>> sent_;
  MemoryStore store_;
  std::unique_ptr<processing::Engine> engine_;
  std::unique_ptr<processing::PartitionFold> fold_;
};

class EngineLivesTest : public ::testing::Test {
 protected:
  model::Plan plan_ = dossier_plan("10d", kIndicators);
};

TEST_F(EngineLivesTest, StepsAndRestartsChangeNoFigureOfWhatStandsAndEnds) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 engine(seed);
    const auto in = [&](std::int64_t low, std::int64_t high) {
      return std::uniform_int_distribution<std::int64_t>(low, high)(engine);
    };
    std::vector<Event> events;
    std::int64_t now = kBegin;
    for (int i = 0; i < 300; ++i) {
      now += in(0, 10 * kHourMs);
      events.push_back({now - (in(0, 3) == 0 ? in(0, 40 * kHourMs) : 0), std::to_string(i),
                        "key" + std::to_string(in(0, 40)), std::int64_t{2} + in(0, 8)});
    }
    Steps at_once(plan_), steps(plan_);
    at_once.give(events);
    for (std::size_t next = 0; next < events.size();) {
      const auto count = std::min(events.size() - next, static_cast<std::size_t>(in(1, 20)));
      steps.give(std::span(events).subspan(next, count));
      next += count;
      if (in(0, 5) == 0) steps.start();
    }
    for (const std::int64_t later : {std::int64_t{0}, 5 * kDayMs, 9 * kDayMs, 40 * kDayMs}) {
      const std::string told = steps.figures(now + later);
      EXPECT_EQ(told, at_once.figures(now + later)) << later / kDayMs;
      EXPECT_NE(told.find("\"window\":\"day\""), std::string::npos);
    }
  }
}

// A hundred dossiers a day, each finished a day later: what they leave ahead is nothing.
TEST_F(EngineLivesTest, EndsThatWereTakenBackTakeNoMemory) {
  const auto held = [&](bool finishes, bool restarts) {
    Steps steps(plan_, false);
    for (int day = 0; day < 9; ++day) {
      std::vector<Event> events;
      for (int i = 0; i < 100; ++i) {
        const std::string name = std::to_string(day) + "-" + std::to_string(i);
        const std::int64_t time_ms = kBegin + day * kDayMs + i * kHourMs / 10;
        events.push_back({time_ms, name, name, 2});
        if (day == 0 || !finishes) continue;
        const std::string before = std::to_string(day - 1) + "-" + std::to_string(i);
        events.push_back({time_ms, before + "f", before, 9});
      }
      steps.give(events);
      if (restarts) steps.start();
    }
    return steps.bytes();
  };
  EXPECT_LT(held(true, false), held(false, false));
  EXPECT_LT(held(true, true), held(false, true));
}

// Each dossier is late two days after it was received, at an instant of its own.
TEST_F(EngineLivesTest, WhatIsToComeLiesInTheStoreUntilItComes) {
  constexpr int kDossiers = 3000;
  constexpr std::int64_t kApartMs = 7'919, kLateMs = 2 * kDayMs;
  const model::Plan plan = late_plan(R"(["now"])");
  std::vector<Event> events;
  for (int i = 0; i < kDossiers; ++i) {
    const std::string name = std::to_string(i);
    events.push_back({kBegin + i * kApartMs, name, name, 2});
  }
  for (const bool restarts : {false, true}) {
    SCOPED_TRACE(restarts);
    Steps steps(plan), keeping(plan, false);
    for (Steps* each : {&steps, &keeping}) each->give(events);
    EXPECT_LT(steps.bytes(), keeping.bytes() / 10);
    // One is finished before it is late, one after its instant was noted and has come near.
    const Event early{kBegin + 8 * kHourMs, "early", "0", 9};
    const Event near{kBegin + kLateMs + 1'000'000, "near", "200", 9};
    steps.give({&early, 1});
    for (const std::int64_t past_ms :
         {std::int64_t{0}, kApartMs + 1, 1'000'000l, 3 * kHourMs, kDayMs}) {
      if (restarts) steps.start();
      if (past_ms == 1'000'000) steps.give({&near, 1});
      const std::int64_t late =
          std::min<std::int64_t>((past_ms + kApartMs - 1) / kApartMs, kDossiers);
      const std::int64_t finished = (past_ms > 0) + (past_ms > 200 * kApartMs);
      EXPECT_EQ(steps.standing(kBegin + kLateMs + past_ms), late - finished) << past_ms;
    }
  }
}

// One step takes as-of over days of which nothing was in memory yet.
TEST_F(EngineLivesTest, WindowsThatAreLeaptOverBecomeFinalAllTheSame) {
  const model::Plan plan = late_plan(R"(["now", "day", "week"])");
  for (const std::int64_t leap_ms : {3 * kDayMs, 12 * kDayMs}) {
    SCOPED_TRACE(leap_ms / kDayMs);
    Steps steps(plan), keeping(plan, false);
    for (Steps* each : {&steps, &keeping}) {
      std::vector<Event> events;
      for (int i = 0; i < 5; ++i) {
        events.push_back({kBegin + i, std::to_string(i), std::to_string(i), 2});
      }
      each->give(events);
      const Event later{kBegin + leap_ms, "later", "later", 2};
      each->give({&later, 1});
    }
    EXPECT_EQ(steps.sent(), keeping.sent());
    const auto is_final_day = [](const auto& sent) {
      return sent.second.find("\"window\":\"day\"") != std::string::npos &&
             sent.second.find("\"status\":\"final\"") != std::string::npos;
    };
    EXPECT_GE(std::ranges::count_if(steps.sent(), is_final_day),
              std::min<std::int64_t>(leap_ms / kDayMs, 11) - 2)
        << "the dossiers' lives end after ten days";
  }
}

}  // namespace
}  // namespace ioc::testing::engine_lives_test
