// What stands and ends: the engine's figures beside those of one that takes everything at once, and
// what it keeps of ends that were taken back.
#include <gtest/gtest.h>

#include <random>

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

// One partition, its engine and its store, step by step.
class Steps {
 public:
  explicit Steps(const model::Plan& plan) : plan_(&plan), store_(plan) { start(); }

  void start() {
    processing::EngineSettings settings;
    settings.read_panes = store_.read_panes();
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
    store_.apply(engine_->close({}));
    ASSERT_FALSE(engine_->fault());
    engine_->committed();
  }
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

 private:
  const model::Plan* plan_;
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
    Steps steps(plan_);
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

}  // namespace
}  // namespace ioc::testing::engine_lives_test
