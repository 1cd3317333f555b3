// Lives that end: whatever is dropped, when and between which commits, figures stay what they are
// of a fold that forgets nothing.
#include "processing/life_fold.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>

#include "model/limits.h"
#include "model/partials.h"
#include "tests/processing/life_kit.h"

namespace ioc::processing::life_fold_test {
namespace {

using model::kDayMs;
using model::kHourMs;

constexpr std::int64_t kBegin = testing::kLivesBegin;
using Event = testing::DossierEvent;

const std::string kIndicators = R"toml(
[[indicator]]
id = "finished"
name = "x"
of = "dossier"
at = "finished"
measure = "sum(finished - received)"
windows = ["day"]
[[indicator]]
id = "open"
name = "x"
of = "dossier"
while = "has(received) && !has(finished)"
measure = "sum(first(status))"
by = ["status"]
windows = ["now"]
[[indicator]]
id = "slow"
name = "x"
of = "dossier"
while = "has(received) && received + duration('30h') < now"
measure = "count"
windows = ["now"]
)toml";

// What the contributions of all changes come to, by cube, pane and group. Rows without anything in
// them are left out.
class Panes {
 public:
  explicit Panes(const model::Plan& plan) : plan_(&plan) {}

  // A fold tells each group once; `groups` are those it has told.
  using Groups = std::map<int, std::vector<model::GroupKey>>;
  void add(const PartitionChange& change, Groups& groups) {
    for (const CubeChange& cube : change.cubes) {
      std::vector<model::GroupKey>& known = groups[cube.cube];
      known.insert(known.end(), cube.groups.begin(), cube.groups.end());
      const model::CubePlan& plan = plan_->cubes[static_cast<std::size_t>(cube.cube)];
      std::vector<std::int64_t> nothing(static_cast<std::size_t>(plan.row_words));
      model::clear_row(plan, nothing.data());
      for (std::size_t i = 0; i < cube.rows.size(); ++i) {
        const RowKey& key = cube.rows.key(i);
        const auto place = rows_.try_emplace({cube.cube, key.pane, known.at(key.group)}, nothing);
        model::merge_row(plan, place.first->second.data(), cube.rows.row(i));
        if (place.first->second == nothing) rows_.erase(place.first);
      }
    }
  }
  bool operator==(const Panes& other) const { return rows_ == other.rows_; }
  std::size_t size() const { return rows_.size(); }

 private:
  using Place = std::tuple<int, std::int64_t, model::GroupKey>;
  const model::Plan* plan_;
  std::map<Place, std::vector<std::int64_t>> rows_;
};

// What a store makes durable of one partition. Of the changes handed over the last one may wait.
struct Store {
  explicit Store(const model::Plan& plan) : panes(plan) {}

  model::StoredLives doors() {
    model::StoredLives doors;
    doors.read = [this](int, std::span<const std::string_view> keys,
                        const model::LifeVisitor& visit) -> model::Status {
      for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto life = lives.find(std::string(keys[i]));
        if (life != lives.end()) visit(i, life->second);
      }
      return model::Done{};
    };
    doors.scan = [this](int, std::string_view from,
                        const model::LifeScanner& visit) -> model::Status {
      for (auto life = lives.lower_bound(std::string(from)); life != lives.end(); ++life) {
        if (!visit(life->first, life->second)) break;
      }
      return model::Done{};
    };
    return doors;
  }
  void commit(const PartitionChange& change, Panes::Groups& groups) {
    panes.add(change, groups);
    mark = change.mark;
    for (const model::LifeChange& life : change.lives) {
      if (life.events.empty()) {
        lives.erase(life.key);
      } else {
        lives[life.key] = life.events;
      }
    }
  }

  Panes panes;
  model::PartitionMark mark;
  std::map<std::string, std::string> lives;
};

void fold(PartitionFold& fold, const model::Plan& plan, std::span<const Event> events,
          std::int64_t first) {
  std::vector<model::Refusal> refused;
  const std::int64_t end = first + std::ssize(events);
  fold.fold(testing::batch_of(plan, events), {end, end - 1, 0}, refused);
}

class LifeFoldTest : public ::testing::Test {
 protected:
  LifeFoldTest() : plan_(testing::dossier_plan("36h", kIndicators)), store_(plan_) { start(); }

  void start() {
    groups_.clear();
    fold_ = std::make_unique<PartitionFold>(plan_, 0, store_.mark, store_.doors());
  }
  // Folds and commits.
  void give(const std::vector<Event>& events) {
    fold(*fold_, plan_, events, store_.mark.next_offset);
    store_.commit(fold_->take(), groups_);
  }
  std::vector<std::string> stored_keys() const {
    std::vector<std::string> keys;
    for (const auto& [key, events] : store_.lives) keys.push_back(key);
    return keys;
  }

  model::Plan plan_;
  Store store_;
  Panes::Groups groups_;
  std::unique_ptr<PartitionFold> fold_;
};

using Keys = std::vector<std::string>;

// Ends on the 3rd at midnight there; no event may come before the high mark less two days.
TEST_F(LifeFoldTest, EventsOfEndedLivesLeaveTheStoreAndTheMemory) {
  const std::int64_t end = kBegin + 41 * kHourMs;
  give({{kBegin, "1", "a", 2}, {kBegin + 20 * kHourMs, "2", "b", 2}});
  give({{end + 2 * kDayMs - 1, "3", "c", 2}});
  EXPECT_EQ(stored_keys(), (Keys{"a", "b", "c"}));
  give({{end + 2 * kDayMs, "4", "c", 2}});
  EXPECT_EQ(stored_keys(), (Keys{"b", "c"}));
  const std::size_t bytes = fold_->life_bytes();
  give({{end + 3 * kDayMs, "5", "c", 2}});
  EXPECT_EQ(stored_keys(), (Keys{"c"}));
  EXPECT_LT(fold_->life_bytes(), bytes);
  EXPECT_TRUE(fold_->fault().ok());
}

TEST_F(LifeFoldTest, OfAKeyWithALaterLifeOnlyTheEndedOneLeaves) {
  give({{kBegin, "1", "a", 2}});
  const std::size_t one = store_.lives["a"].size();
  give({{kBegin + 3 * kDayMs, "2", "a", 2}});
  EXPECT_GT(store_.lives["a"].size(), one);
  give({{kBegin + 4 * kDayMs, "3", "b", 2}});
  EXPECT_EQ(store_.lives["a"].size(), one);
}

TEST_F(LifeFoldTest, AfterARestartTheyLeaveToo) {
  give({{kBegin, "1", "a", 2}});
  give({{kBegin + 3 * kDayMs, "2", "b", 2}});
  const std::map<std::string, std::string> lives = store_.lives;
  give({{kBegin + 4 * kDayMs, "3", "b", 2}});
  store_.lives = lives;  // as if only the last mark had been kept
  start();
  give({{kBegin + 4 * kDayMs + 1, "4", "b", 2}});
  EXPECT_EQ(stored_keys(), (Keys{"b"}));
}

TEST_F(LifeFoldTest, ACommitLooksThroughABoundedPartOfTheLives) {
  const std::string filler(100, 'x');
  std::vector<Event> events;
  constexpr std::size_t kLives = 4000;
  for (std::size_t i = 0; i < kLives; ++i) {
    events.push_back({kBegin, std::to_string(i) + filler, filler + std::to_string(i), 2});
  }
  give(events);
  std::int64_t time_ms = kBegin + 10 * kDayMs;
  std::size_t before = store_.lives.size();
  int commits = 0;
  for (; store_.lives.size() > 1 && commits < 100; ++commits) {
    give({{time_ms++, "n" + std::to_string(commits), "a", 2}});
    EXPECT_LE(before - store_.lives.size(), model::kLivesLookedThroughBytes / 200 + 1);
    before = store_.lives.size();
  }
  EXPECT_EQ(stored_keys(), (Keys{"a"}));
  EXPECT_GT(commits, 5);
}

// An id that comes again for another time is known as long as its life could have it, whether that
// has left by then or not.
TEST_F(LifeFoldTest, AnIdIsForgottenWhenItsLifeCouldHaveLeft) {
  const std::int64_t end = kBegin + 41 * kHourMs;
  for (const bool commits_between : {false, true}) {
    store_ = Store(plan_);
    start();
    give({{kBegin, "1", "a", 2}});
    const std::vector<std::vector<Event>> parts = {{{end + 2 * kDayMs - 1, "2", "b", 2}},
                                                   {{end + kHourMs, "1", "a", 9}},
                                                   {{end + 2 * kDayMs, "3", "b", 2}},
                                                   {{end + kHourMs, "1", "a", 9}}};
    std::vector<Event> together;
    for (const std::vector<Event>& part : parts) {
      if (commits_between) give(part);
      together.insert(together.end(), part.begin(), part.end());
    }
    if (!commits_between) give(together);
    EXPECT_EQ(store_.mark.tally.duplicate, 1u) << commits_between;
    EXPECT_EQ(store_.mark.tally.counted, 4u) << commits_between;
  }
}

// Keys come back after their lives have ended, events come late and twice, commits lie anywhere and
// wait, what is in memory is let go, and now and then all that was not committed is lost.
TEST(LifeFoldProperty, DroppingChangesNoFigureWhateverLiesBetween) {
  const model::Plan plan = testing::dossier_plan("36h", kIndicators);
  const std::vector<std::int64_t> kStatuses = {1, 2, 2, 9};
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 engine(seed);
    const auto in = [&](std::int64_t low, std::int64_t high) {
      return std::uniform_int_distribution<std::int64_t>(low, high)(engine);
    };
    std::vector<Event> events;
    std::int64_t now = kBegin;
    for (int i = 0; i < 400; ++i) {
      now += in(0, 6) == 0 ? in(0, 20 * kHourMs) : in(0, 2 * kHourMs);
      const std::int64_t late = in(0, 3) == 0 ? in(0, 50 * kHourMs) : 0;
      events.push_back({now - late, std::to_string(in(0, 9) == 0 ? in(0, i) : i),
                        "key" + std::to_string(in(0, 14)),
                        kStatuses[static_cast<std::size_t>(in(0, 3))]});
      if (in(0, 9) == 0) events.push_back(events[static_cast<std::size_t>(in(0, i))]);
    }

    PartitionFold forgets_nothing(plan, 0, model::PartitionMark{});
    fold(forgets_nothing, plan, events, 0);
    Panes expected(plan);
    Panes::Groups all_groups;
    expected.add(forgets_nothing.take(), all_groups);
    ASSERT_GT(expected.size(), 10u);

    Store store(plan);
    Panes::Groups groups;
    auto partition = std::make_unique<PartitionFold>(plan, 0, store.mark, store.doors());
    std::deque<PartitionChange> waiting;
    std::int64_t next = 0;
    const auto commit_down_to = [&](std::size_t left) {
      for (; waiting.size() > left; waiting.pop_front()) store.commit(waiting.front(), groups);
    };
    while (next < std::ssize(events)) {
      const std::int64_t end = std::min(next + in(1, 25), std::ssize(events));
      fold(*partition, plan,
           std::span(events).subspan(static_cast<std::size_t>(next),
                                     static_cast<std::size_t>(end - next)),
           next);
      next = end;
      if (in(0, 1) == 0) {
        commit_down_to(static_cast<std::size_t>(in(0, 1)));
        waiting.push_back(partition->take());
        partition->keep_lives_below(static_cast<std::size_t>(in(0, 2000)));
      }
      if (in(0, 12) != 0) continue;
      waiting.clear();
      groups.clear();
      partition = std::make_unique<PartitionFold>(plan, 0, store.mark, store.doors());
      next = store.mark.next_offset;
    }
    commit_down_to(0);
    store.commit(partition->take(), groups);
    EXPECT_TRUE(store.panes == expected);
    EXPECT_EQ(store.mark.tally.counted, forgets_nothing.mark().tally.counted);
    EXPECT_EQ(store.mark.tally.duplicate, forgets_nothing.mark().tally.duplicate);
    EXPECT_TRUE(partition->fault().ok());
  }
}

}  // namespace
}  // namespace ioc::processing::life_fold_test
