// Pauses of lives: which states know of which, and what working time makes of them.
#include "processing/life_states.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "catalog/catalog.h"

namespace ioc::processing::life_states_test {
namespace {

constexpr std::int64_t kHour = model::kHourMs;

// Working days are from 08:00 to 16:00 without a break.
const std::string kCatalogue = R"toml(
[catalog]
id = "test"
time_zone = "Asia/Ho_Chi_Minh"
root_unit = "49"
[calendar]
hours = [{ from = 2016-01-01, days = ["mon-fri"], spans = ["08:00-16:00"] }]
[[stream]]
id = "dossiers"
topic = "dossiers"
fields.dossier = { pointer = "/d", type = "string" }
fields.status = { pointer = "/s", type = "int" }
[[lifecycle]]
id = "dossier"
stream = "dossiers"
key = "dossier"
pause_while = "status in [5, 6]"
moments.received = "status == 2"
moments.late = "work_time(received, time) > duration('8h')"
[[indicator]]
id = "late"
name = "x"
of = "dossier"
at = "late"
measure = "mean(work_time(received, late))"
windows = ["day"]
)toml";

std::int64_t at(int day, int hour) {
  return model::parse_rfc3339("2020-10-" + std::to_string(day) + "T00:00:00+07:00")->ms +
         hour * kHour;
}

class LifeStatesTest : public ::testing::Test {
 protected:
  explicit LifeStatesTest(const std::string& catalogue = kCatalogue)
      : plan_(*catalog::load({{"a.toml", catalogue}},
                             {"units.csv", "code,name_vi,name_en,level,parent\n49,a,b,province,\n"})
                   .plan),
        life_(plan_.lifecycles[0]),
        codec_(life_, plan_),
        states_(life_, plan_, codec_) {}

  // Events of one life: instant and status.
  void add(std::initializer_list<std::pair<std::int64_t, int>> events) {
    std::vector<LifeEvent> life;
    for (const auto& [time_ms, status] : events) {
      life.push_back({time_ms, "id", "source", cells_.size(), false});
      for (const int field : codec_.kept()) {
        const bool is_status = life_.state.fields[static_cast<std::size_t>(field)].name == "status";
        cells_.push_back({true, is_status ? status : 0, "d"});
      }
    }
    states_.add(life, cells_, true, INT64_MAX, 1);
  }
  model::Pauses pauses(std::size_t row) const { return states_.rows().pauses[row]; }
  std::optional<std::int64_t> moment(std::string_view name, std::size_t row) const {
    for (std::size_t i = 0; i < life_.moments.size(); ++i) {
      if (life_.moments[i].name != name) continue;
      const auto field = static_cast<std::size_t>(life_.moment_fields[i]);
      const model::Column& column = states_.rows().columns[field];
      return column.present[row] ? std::optional(column.numbers[row]) : std::nullopt;
    }
    return std::nullopt;
  }

  model::Plan plan_;
  const model::LifecyclePlan& life_;
  LifeCodec codec_;
  LifeStates states_;
  std::vector<LifeCell> cells_;
};

TEST_F(LifeStatesTest, PausesLastFromTheEventThatBeginsThemToTheOneThatEndsThem) {
  add({{at(12, 9), 2}, {at(12, 10), 5}, {at(12, 11), 6}, {at(13, 9), 4}, {at(13, 12), 5}});
  add({{at(12, 8), 5}});
  add({{at(12, 8), 2}});
  states_.work_out_moments();
  const auto list = [&](std::size_t row) {
    const model::Pauses known = pauses(row);
    return std::vector<model::Pause>(known.list.begin(), known.list.end());
  };
  EXPECT_TRUE(list(0).empty());
  EXPECT_EQ(list(1).size(), 1u);
  EXPECT_TRUE(pauses(1).is_open) << "that state cannot know when it ends";
  EXPECT_EQ(list(2).size(), 1u) << "the next state of the same pause";
  EXPECT_EQ(list(3), (std::vector<model::Pause>{{at(12, 10), at(13, 9)}}));
  EXPECT_FALSE(pauses(3).is_open);
  EXPECT_EQ(list(4).size(), 2u);
  EXPECT_TRUE(pauses(4).is_open);
  EXPECT_EQ(list(5).size(), 1u) << "another life";
  EXPECT_TRUE(list(6).empty());
}

// Received on Monday at 9, paused from 12 to Wednesday at 12. Three hours lie before the pause,
// four after it on Wednesday, and on Thursday at 10 two more.
TEST_F(LifeStatesTest, MomentsSeeWorkingTimeLessThePauses) {
  add({{at(12, 9), 2},
       {at(12, 12), 5},
       {at(13, 15), 5},
       {at(14, 12), 4},
       {at(15, 9), 4},
       {at(15, 10), 4}});
  states_.work_out_moments();
  EXPECT_EQ(moment("received", 5), at(12, 9));
  EXPECT_EQ(moment("late", 4), std::nullopt) << "eight hours, not more";
  EXPECT_EQ(moment("late", 5), at(15, 10));
}

TEST_F(LifeStatesTest, CopiedRowsTakeTheirPausesWithThem) {
  add({{at(12, 9), 2}, {at(12, 12), 5}, {at(14, 12), 4}, {at(15, 10), 4}});
  states_.work_out_moments();
  model::EventBatch batch;
  std::set<int> fields;
  model::add_fields_of(life_.state.values[0], fields);
  const LifeStates::Part part{{fields.begin(), fields.end()}, true};
  const std::vector<std::uint32_t> rows = {3, 1};
  states_.copy(rows, part, batch);
  for (const std::uint32_t row : rows) batch.time_ms.push_back(states_.rows().time_ms[row]);
  ASSERT_EQ(batch.pauses.size(), 2u);
  Evaluator worked(life_.state.values[0], plan_);
  const Values values = worked.run(batch);
  EXPECT_EQ(values.present[0], 1);
  EXPECT_EQ(values.numbers[0], 9 * kHour);
  EXPECT_EQ(values.present[1], 0) << "not late yet";
}

TEST_F(LifeStatesTest, RowsAreAlikeInWhatIsAskedOfThem) {
  add({{at(12, 9), 2}, {at(12, 10), 2}, {at(12, 12), 5}, {at(12, 13), 5}, {at(14, 12), 5}});
  states_.work_out_moments();
  const auto field = [&](const std::string& name) {
    const auto found = std::ranges::find(life_.state.fields, name, &model::FieldPlan::name);
    return static_cast<std::size_t>(found - life_.state.fields.begin());
  };
  const LifeStates::Part status{{field("status")}, false}, pauses{{field("status")}, true};
  EXPECT_TRUE(states_.are_alike(0, 1, status));
  EXPECT_TRUE(states_.are_alike(0, 1, pauses));
  EXPECT_FALSE(states_.are_alike(1, 2, status));
  EXPECT_TRUE(states_.are_alike(2, 4, status));
  EXPECT_TRUE(states_.are_alike(2, 4, pauses)) << "the same pause, still open";
  EXPECT_TRUE(states_.are_alike(0, 4, LifeStates::Part{{}, false})) << "nothing is asked";
}

// The same life as above, where the clock does something else in its pause.
std::string with_policy(const std::string& policy) {
  std::string text = kCatalogue;
  const std::string key = "pause_while";
  return text.insert(text.find(key), "pause = \"" + policy + "\"\n");
}
struct RestartingLifeStatesTest : LifeStatesTest {
  RestartingLifeStatesTest() : LifeStatesTest(with_policy("restart")) {}
};
struct UnstoppedLifeStatesTest : LifeStatesTest {
  UnstoppedLifeStatesTest() : LifeStatesTest(with_policy("none")) {}
};

// From the pause's end on Wednesday at 12 there are four hours that day; on Thursday at 12 eight,
// at 13 nine.
TEST_F(RestartingLifeStatesTest, TheClockBeginsAnewAtTheEndOfAPause) {
  add({{at(12, 9), 2}, {at(12, 12), 5}, {at(14, 12), 4}, {at(15, 12), 4}, {at(15, 13), 4}});
  states_.work_out_moments();
  EXPECT_TRUE(pauses(3).restarts);
  EXPECT_EQ(moment("late", 3), std::nullopt);
  EXPECT_EQ(moment("late", 4), at(15, 13));
}

TEST_F(UnstoppedLifeStatesTest, TheClockGoesOnInAPause) {
  add({{at(12, 9), 2}, {at(12, 12), 5}, {at(13, 9), 5}, {at(13, 10), 5}});
  states_.work_out_moments();
  EXPECT_TRUE(states_.rows().pauses.empty());
  EXPECT_EQ(moment("late", 2), std::nullopt) << "eight hours, not more";
  EXPECT_EQ(moment("late", 3), at(13, 10));
}

}  // namespace
}  // namespace ioc::processing::life_states_test
