// The engine's promises one by one, on streams small enough to read.
#include "processing/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "model/limits.h"
#include "processing/fold.h"
#include "tests/processing/memory_store.h"
#include "tests/processing/plan_builder.h"

namespace ioc::testing::engine_test {
namespace {

using model::kDayMs;
using model::kHourMs;
using model::kMinuteMs;
using model::kSecondMs;
using processing::Engine;
using processing::PartitionFold;

constexpr std::int64_t kNoon = 1'602'763'200'000;  // 2020-10-15T12:00:00Z

class EngineTest : public ::testing::Test {
 protected:
  // One partition, one indicator that counts by `by`, besides one that counts online events.
  void start(std::vector<Field> by, std::vector<model::WindowPlan> windows, bool publishes = true,
             std::int64_t lateness_ms = kHourMs, std::int64_t settle_ms = kMinuteMs) {
    std::vector<model::Unit> units(3);
    units[0].code = "49";
    units[1].code = "502";
    units[2].code = "503";
    units[1].parent = units[2].parent = 0;
    PlanBuilder builder(model::Zone(), units);
    builder.add_stream(lateness_ms, settle_ms, false);
    IndicatorSpec spec;
    spec.id = "all";
    spec.by = by;
    spec.windows = windows;
    builder.add(spec);
    spec.id = "online";
    spec.filter = 0;
    builder.add(spec);
    plan_ = builder.build();
    processing::EngineSettings settings;
    if (publishes) settings.figures_topic = "figures";
    settings.sees_everything = sees_everything_;
    settings.dead_letters_topic = "dead";
    engine_ = std::make_unique<Engine>(plan_, settings);
    engine_->add_partition(0, {plan_.streams[0].topic, 0}, 0, {});
    fold_ = std::make_unique<PartitionFold>(plan_, 0, model::PartitionMark{});
  }

  // One commit with these events.
  model::Commit step(std::vector<Event> events, processing::CloseOptions options = {}) {
    for (std::size_t i = 0; i < events.size(); i += model::kBatchRecordsMax) {
      const std::size_t count = std::min(model::kBatchRecordsMax, events.size() - i);
      fold_->fold(batch_of(std::span(events).subspan(i, count)), {}, refused_);
    }
    engine_->begin(++revision_);
    engine_->apply(0, fold_->take());
    return engine_->close(options);
  }
  static Event event_at(std::int64_t time_ms, int unit = 1, const char* channel = "counter") {
    Event event;
    event.time_ms = time_ms;
    event.unit = unit;
    event.channel = channel;
    event.number = unit;
    return event;
  }
  // "indicator window-end status revision count" of each entry.
  static std::vector<std::string> told(const model::Commit& commit) {
    std::vector<std::string> lines;
    for (const model::OutboxEntry& entry : commit.outbox) {
      const auto member = [&](const std::string& name) {
        const std::size_t at = entry.value->find('"' + name + "\":") + name.size() + 3;
        return entry.value->substr(at, entry.value->find_first_of(",}", at) - at);
      };
      lines.push_back(member("indicator") + ' ' + member("end").substr(12, 5) + ' ' +
                      member("status") + ' ' + member("revision") + ' ' + member("count"));
    }
    return lines;
  }

  model::Plan plan_;
  bool sees_everything_ = true;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<PartitionFold> fold_;
  std::vector<model::Refusal> refused_;
  std::uint64_t revision_ = 0;
};

using Lines = std::vector<std::string>;

TEST_F(EngineTest, AWindowIsFinalOnceAndThenOnlyCorrectedWhereItChanged) {
  start({}, {tumbling(kHourMs)}, true, 2 * kHourMs);
  EXPECT_EQ(told(step({event_at(kNoon, 1, "online"), event_at(kNoon + 1)})), Lines{});
  EXPECT_EQ(told(step({event_at(kNoon + kHourMs + kMinuteMs - 1)})), Lines{}) << "not settled yet";
  EXPECT_EQ(told(step({event_at(kNoon + kHourMs + kMinuteMs)})),
            (Lines{"\"all\" 13:00 \"final\" 3 2", "\"online\" 13:00 \"final\" 3 1"}));
  // An event that only one of the two counts corrects only that one.
  EXPECT_EQ(told(step({event_at(kNoon + 2)})), (Lines{"\"all\" 13:00 \"corrected\" 4 3"}));
  EXPECT_EQ(told(step({})), Lines{});
}

TEST_F(EngineTest, AShareOfThePartitionsIsNotPublishedAsTheWhole) {
  sees_everything_ = false;
  start({}, {tumbling(kHourMs)}, true, 2 * kHourMs);
  step({event_at(kNoon)});
  const model::Commit passed = step({event_at(kNoon + 2 * kHourMs)}, {.publish_open = true});
  EXPECT_FALSE(passed.finals.empty());
  EXPECT_EQ(told(passed), Lines{});
  EXPECT_EQ(told(step({event_at(kNoon + 1)}, {.publish_open = true})), Lines{}) << "corrected";
}

TEST_F(EngineTest, ALateEventMayMakeAWindowThatWasNeverTold) {
  start({}, {tumbling(kHourMs)}, true, 3 * kHourMs);
  step({event_at(kNoon + 3 * kHourMs)});
  EXPECT_EQ(told(step({event_at(kNoon + kHourMs)})), (Lines{"\"all\" 14:00 \"corrected\" 2 1"}));
}

TEST_F(EngineTest, ASinceWindowIsNeverFinal) {
  start({}, {since(*model::parse_day("2020-10-01"))}, true, kHourMs, 0);
  step({event_at(kNoon)});
  step({event_at(kNoon + 5 * kDayMs)});
  const auto page = engine_->figures({});
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->items.size(), 1u);
  EXPECT_EQ(page->items[0].status, model::FigureStatus::provisional);
  EXPECT_EQ(page->items[0].end.ms, kNoon + 5 * kDayMs);
  EXPECT_EQ(page->items[0].count, 2);
}

TEST_F(EngineTest, ATargetKeepsItsStateInWhateverStepsItsLogIsRead) {
  std::vector<Event> events;
  for (int hour = 0; hour < 60; ++hour) {
    const int count = 8 + hour * 7'919 % 6;  // 8 to 13
    for (int i = 0; i < count; ++i) events.push_back(event_at(kNoon + hour * kHourMs + i));
  }
  // How it stands when the first so many events have been read, so many at a time.
  const auto read = [&](std::size_t until, std::size_t at_once, bool keeps) {
    start({Field::kUnit}, {tumbling(kHourMs)});
    model::TargetPlan target;
    target.indicator = 0;
    target.window = plan_.indicators[0].windows[0].text;
    target.unit = 1;
    target.limit = {10, 0};
    target.near = model::Decimal{2, 0};
    if (keeps) target.back = model::Decimal{3, 0};
    plan_.targets = {target};
    std::shared_ptr<const std::vector<model::TargetStanding>> standings;
    for (std::size_t from = 0; from < until; from += at_once) {
      const auto begin = events.begin() + static_cast<std::ptrdiff_t>(from);
      const auto end =
          events.begin() + static_cast<std::ptrdiff_t>(std::min(until, from + at_once));
      step({begin, end}, {.show = true});
      engine_->committed();
      if (const auto live = engine_->take_live(); live && live->targets) standings = live->targets;
    }
    return standings->front();
  };
  int held = 0, states = 0;
  for (std::size_t until = 1; until <= events.size(); until += 11) {
    const model::TargetStanding whole = read(until, until, true);
    for (const std::size_t at_once : {std::size_t{1}, std::size_t{13}, std::size_t{100}}) {
      const model::TargetStanding parts = read(until, at_once, true);
      ASSERT_EQ(parts.state, whole.state) << until << " events, " << at_once << " at once";
      ASSERT_EQ(parts.is_held, whole.is_held);
    }
    held += whole.is_held;
    states |= 1 << static_cast<int>(whole.state);
    EXPECT_EQ(whole.is_held, read(until, until, false).state != whole.state);
  }
  EXPECT_GT(held, 1);
  EXPECT_GT(__builtin_popcount(static_cast<unsigned>(states)), 2);
}

TEST_F(EngineTest, WithoutPublicationNothingIsDroppedForItsAge) {
  start({}, {sliding(kHourMs, kMinuteMs)}, false);
  for (int day = 0; day < 100; ++day) {
    EXPECT_TRUE(step({event_at(kNoon + day * kDayMs)}).expiries.empty());
  }
  std::size_t count = 0;
  engine_->for_each_figure(engine_->as_of(), [&](const model::Figure&) { ++count; });
  EXPECT_EQ(count, 100u * 60);
}

TEST_F(EngineTest, OldPanesAreFreedAndEveryWindowStillToldIsWhole) {
  start({}, {sliding(kHourMs, kMinuteMs), calendar(model::WindowKind::day)});
  MemoryStore store(plan_);
  std::size_t most = 0;
  for (int minute = 0; minute < 20 * 1440; minute += 10) {
    store.apply(step({event_at(kNoon + minute * kMinuteMs)}));
    most = std::max(most, store.pane_count());
  }
  EXPECT_LT(most, 6u * 144) << "two or three days of fine panes, not twenty";
  model::FigureQuery query;
  query.indicator = "all";
  query.limit = model::kPageItemsMax;
  const auto page = engine_->figures(query);
  ASSERT_TRUE(page.ok());
  std::int64_t days = 0;
  for (const model::Figure& figure : page->items) {
    if (figure.window == "day") {
      ++days;
    } else if (figure.end.ms <= kNoon + (20 * 1440 - 10) * kMinuteMs) {
      ASSERT_EQ(figure.count, 6) << figure.end.ms;
    }
  }
  EXPECT_EQ(days, 21);
}

// A partition that was idle comes back with events older than the fine panes.
TEST_F(EngineTest, AChangeTooOldForFinePanesReachesOnlyCoarserOnesAndIsCounted) {
  start({}, {sliding(kHourMs, kMinuteMs), calendar(model::WindowKind::day)});
  engine_->add_partition(0, {plan_.streams[0].topic, 1}, 1, {});
  engine_->set_idle(1, true);
  for (int day = 0; day < 10; ++day) step({event_at(kNoon + day * kDayMs)});
  PartitionFold other(plan_, 0, {});
  const std::vector<Event> old = {event_at(kNoon + 1)};
  other.fold(batch_of(old), {}, refused_);
  engine_->begin(++revision_);
  engine_->apply(1, other.take());
  const model::Commit commit = engine_->close({});
  EXPECT_EQ(told(commit), (Lines{"\"all\" 00:00 \"corrected\" 11 2"})) << "the day alone";
  EXPECT_EQ(engine_->sealed_rows(), 1u);
  for (const model::PaneChange& pane : commit.panes) EXPECT_EQ(pane.address.tier, model::Tier::day);
}

TEST_F(EngineTest, EventsThatNoSlotTakesLeaveNoRow) {
  start({}, {tumbling(kHourMs)});
  plan_.indicators.clear();
  PlanBuilder builder(model::Zone(), {model::Unit{}});
  builder.add_stream(kHourMs, 0, false);
  IndicatorSpec spec;
  spec.id = "sum";
  spec.measure = model::Measure::sum;
  spec.value = 0;
  spec.windows = {tumbling(kHourMs)};
  builder.add(spec);
  plan_ = builder.build();
  engine_ = std::make_unique<Engine>(plan_, processing::EngineSettings{});
  engine_->add_partition(0, {plan_.streams[0].topic, 0}, 0, {});
  fold_ = std::make_unique<PartitionFold>(plan_, 0, model::PartitionMark{});
  EXPECT_TRUE(step({event_at(kNoon)}).panes.empty()) << "the event has no amount";
}

// More windows become final than one commit's outbox may hold: the rest follows, in order of ends.
TEST_F(EngineTest, FinalsBeyondTheOutboxShareFollowInTheNextCommits) {
  start({kNumber}, {tumbling(kSecondMs), tumbling(kMinuteMs)});
  std::vector<Event> events;
  constexpr std::int64_t kSeconds = 600;
  constexpr int kGroups = 100;
  for (std::int64_t second = 0; second < kSeconds; ++second) {
    for (int group = 0; group < kGroups; ++group) {
      events.push_back(event_at(kNoon + second * kSecondMs, 0));
      events.back().number = group;
    }
  }
  events.push_back(event_at(kNoon + kHourMs, 0));
  std::vector<std::pair<std::string, std::string>> sent;
  std::int64_t settled = 0;
  int commits = 0;
  for (bool more = true; more; ++commits) {
    const model::Commit commit = step(std::exchange(events, {}));
    more = !commit.finals.empty();
    if (more) {
      ASSERT_GT(commit.finals[0].settled_ms, settled);
      settled = commit.finals[0].settled_ms;
    }
    EXPECT_LE(commit.outbox.size(), model::kOutboxRecordsMax / 4 + 2 * 2 * kGroups);
    for (const model::OutboxEntry& entry : commit.outbox) {
      const std::int64_t end =
          model::parse_rfc3339(entry.key->substr(entry.key->rfind('|') + 1))->ms;
      EXPECT_LE(end, settled) << "what is told as final is marked as final in the same commit";
      sent.emplace_back(*entry.key, *entry.value);
    }
  }
  EXPECT_EQ(commits, 3);
  std::sort(sent.begin(), sent.end());
  EXPECT_EQ(std::adjacent_find(sent.begin(), sent.end(),
                               [](const auto& a, const auto& b) { return a.first == b.first; }),
            sent.end());
  EXPECT_EQ(sent.size(), kGroups * (kSeconds + kSeconds / 60));
}

TEST_F(EngineTest, WithoutRoomInTheOutboxNothingBecomesFinal) {
  start({kUnit}, {tumbling(kMinuteMs)});
  const std::vector<Event> events = {event_at(kNoon), event_at(kNoon + kMinuteMs),
                                     event_at(kNoon + kHourMs)};
  model::Commit commit = step(events, {.outbox_is_full = true});
  EXPECT_TRUE(commit.outbox.empty());
  for (const model::FinalMark& mark : commit.finals) EXPECT_LE(mark.settled_ms, kNoon);
  EXPECT_TRUE(engine_->is_behind());
  commit = step({});
  EXPECT_FALSE(engine_->is_behind());
  EXPECT_EQ(commit.outbox.size(), 2u * 2) << "two minutes of 502 and 49; none came online";
}

TEST_F(EngineTest, AWindowThatRanEmptyIsShownOnceAsSuch) {
  start({kUnit}, {tumbling(kHourMs)});
  step({event_at(kNoon, 1, "online")}, {.publish_open = false, .show = true});
  ASSERT_EQ(engine_->take_live()->figures.size(), 4u) << "two indicators, 502 and 49";
  step({event_at(kNoon + kHourMs, 2, "online")}, {.publish_open = false, .show = true});
  std::size_t empty = 0;
  auto live = engine_->take_live();
  for (const auto& figure : live->figures) {
    empty += figure->unit == "502" && figure->json.find("\"count\":0") != std::string::npos;
  }
  EXPECT_EQ(empty, 2u);
  step({event_at(kNoon + 2 * kHourMs, 2, "online")}, {.publish_open = false, .show = true});
  live = engine_->take_live();
  for (const auto& figure : live->figures) EXPECT_NE(figure->unit, "502");
}

TEST_F(EngineTest, DeadLettersEnterTheOutboxWithASequence) {
  start({}, {tumbling(kHourMs)});
  processing::PartitionChange change = fold_->take();
  change.dead_letters.push_back({0, "", "key", "bytes", {{"reason", "malformed"}}});
  engine_->begin(1);
  engine_->apply(0, std::move(change));
  const model::Commit commit = engine_->close({});
  ASSERT_EQ(commit.outbox.size(), 1u);
  EXPECT_EQ(commit.outbox[0].topic, "dead");
  EXPECT_EQ(commit.outbox[0].value, "bytes");
}

}  // namespace
}  // namespace ioc::testing::engine_test
