#include "catalog/lifecycles.h"

#include <gtest/gtest.h>

#include "tests/catalog/kit.h"

namespace ioc::catalog::lifecycles_test {
namespace {

using kit::faults;
using kit::load_text;
using kit::Strings;

std::string lifecycle(std::string_view rest) {
  return "[[lifecycle]]\nid = \"dossier\"\nstream = \"dossiers\"\nkey = \"channel\"\n" +
         std::string(rest) + "\n";
}

// Of the lifecycle; begins behind its lines.
std::string indicator(std::string_view rest) {
  return "[[indicator]]\nid = \"i\"\nname = \"x\"\nof = \"dossier\"\n" + std::string(rest) + "\n";
}

Loaded load_lives(const std::string& lifecycles, const std::string& indicators = "") {
  return load_text(kit::settings() + kit::stream() + lifecycles + indicators);
}

// The first fault, "code: text | help".
std::string told(const Loaded& loaded) {
  if (loaded.diagnostics.empty()) return "";
  const Diagnostic& d = loaded.diagnostics.front();
  return d.code + ": " + d.text + (d.help.empty() ? "" : " | " + d.help);
}

const std::string kMoments = "moments.begun = \"status == 2\"\nmoments.ended = \"status == 9\"\n";

TEST(Lifecycles, LayOutTheirStateBehindTheFieldsOfTheirStream) {
  const Loaded loaded =
      load_lives(lifecycle(kMoments), indicator("at = \"ended\"\nmeasure = \"sum(first(fee))\"\n"
                                                "windows = [\"day\"]"));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::LifecyclePlan& lives = loaded.plan->lifecycles[0];
  const std::size_t fields = loaded.plan->streams[0].fields.size();
  EXPECT_EQ(lives.state.fields.size(), 2 * fields + 2 + 1);
  EXPECT_EQ(lives.state.fields[static_cast<std::size_t>(lives.now_field)].name, "now");
  ASSERT_EQ(lives.moments.size(), 2u);
  EXPECT_EQ(lives.moments[0].name, "begun");
  EXPECT_EQ(lives.state.values[0].canonical, "first(fee)");
  EXPECT_FALSE(loaded.plan->streams[0].remembers_ids) << "a life knows its own events";
  EXPECT_EQ(loaded.plan->streams[0].cubes, lives.state.cubes);
}

// Working time is less the pauses, so whatever they read comes first.
TEST(Lifecycles, PutMomentsThatAskForWorkingTimeBehindThosePausesRead) {
  const auto lives = [](std::string_view rest) {
    return load_lives(lifecycle(rest), std::string(kit::kOfficeHours));
  };
  const std::string late = "moments.a = \"work_time(received, time) > duration('8h')\"\n";
  const Loaded loaded =
      lives(late + "moments.b = \"status == 2\"\npause_while = \"has(b) && status == 5\"\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->lifecycles[0].moments[0].name, "b");
  EXPECT_EQ(told(lives(late + "pause_while = \"has(a)\"\n")),
            "expression: moment 'a' waits for itself | moments may read each other, but not in a "
            "circle");
  EXPECT_EQ(told(lives(late + "pause_while = \"work_time(received, due) > duration('8h')\"\n")),
            "expression: 'pause_while' stops working time, so it cannot ask for it | pause_while = "
            "\"status in [5, 6, 8]\"");
}

TEST(Lifecycles, PutMomentsInTheOrderTheyReadEachOther) {
  const Loaded loaded =
      load_lives(lifecycle("moments.a = \"status == 9 && has(b)\"\nmoments.b = \"status == 2\"\n"));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->lifecycles[0].moments[0].name, "b");
  EXPECT_EQ(told(load_lives(lifecycle("moments.a = \"has(b)\"\nmoments.b = \"has(a)\"\n"))),
            "expression: moment 'a' waits for itself | moments may read each other, but not in a "
            "circle");
}

TEST(Lifecycles, ShareCohortsOfEqualMomentsAndConditions) {
  const std::string windows = "\nmeasure = \"count\"\nwindows = [\"day\"]";
  std::string text = lifecycle(kMoments);
  for (const char* rest : {"id = \"a\"\nat = \"begun\"", "id = \"b\"\nat = \"begun\"",
                           "id = \"c\"\nwhile = \"has(begun)\"",
                           "id = \"d\"\nwhile = \"(has(begun))\"", "id = \"e\"\nat = \"ended\""}) {
    text += "[[indicator]]\nname = \"x\"\nof = \"dossier\"\n" + std::string(rest) + windows + "\n";
  }
  const Loaded loaded = load_lives(text);
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->lifecycles[0].cohorts.size(), 3u);
  EXPECT_EQ(loaded.plan->cubes.size(), 3u);
}

TEST(Lifecycles, SayHowLongLivesAreKeptAndWhatPausesDo) {
  const auto plan = [](const std::string& rest) {
    const Loaded loaded = load_lives(lifecycle(kMoments + rest));
    EXPECT_TRUE(loaded.plan) << kit::rendered(loaded);
    return loaded.plan->lifecycles.at(0);
  };
  const model::LifecyclePlan plain = plan("");
  EXPECT_EQ(plain.keep_ms, 730 * model::kDayMs);
  EXPECT_EQ(plain.pause_policy, model::PausePolicy::resume);
  EXPECT_NE(plan("keep = \"36h\"").definition, plain.definition)
      << "lives that were dropped earlier are not there";
  const std::string pauses = "pause_while = \"status == 5\"\n";
  EXPECT_EQ(plan(pauses + "pause = \"resume\"").pause_policy, model::PausePolicy::resume);
  EXPECT_EQ(plan(pauses + "pause = \"restart\"").pause_policy, model::PausePolicy::restart);
  EXPECT_EQ(plan(pauses + "pause = \"none\"").pause_policy, model::PausePolicy::none);

  const Loaded wrong = load_lives(lifecycle(kMoments + pauses + "pause = \"restat\""));
  EXPECT_EQ(told(wrong),
            "bad-value: 'restat' is nothing a pause does to the clock | did you mean 'restart'?");
  const Loaded alone = load_lives(lifecycle(kMoments + "pause = \"none\""));
  EXPECT_EQ(told(alone).substr(0, 11), "missing-key");
  for (const Loaded* loaded : {&wrong, &alone}) {
    EXPECT_EQ(loaded->diagnostics[0].column, 9) << "at the word";
  }
}

TEST(Lifecycles, SuggestTheNearestToFirstAndItsField) {
  EXPECT_EQ(told(load_lives(lifecycle("moments.begun = \"frist(fee) > 1\""))),
            "unknown-name: unknown function 'frist' | did you mean 'first'?");
  EXPECT_EQ(
      told(load_lives(lifecycle("moments.begun = \"first(fees) > 1\""))),
      "unknown-name: lifecycle 'dossier' has no field or moment 'fees' | did you mean 'fee'?");
}

TEST(Lifecycles, TellFaultsAtTheirPlace) {
  EXPECT_EQ(told(load_lives("[[lifecycle]]\nid = \"d\"\nstream = \"dossier\"\nkey = \"unit\"\n" +
                            kMoments)),
            "unknown-name: unknown stream 'dossier' | did you mean 'dossiers'?");
  EXPECT_EQ(told(load_lives(lifecycle("moments.status = \"status == 2\""))),
            "duplicate-id: 'status' is a field of stream 'dossiers' too | choose another name for "
            "the moment");
  EXPECT_EQ(told(load_lives(lifecycle("moments.now = \"status == 2\""))),
            "duplicate-id: 'now' has a meaning of its own | choose another name for the moment");
  EXPECT_EQ(told(load_lives(lifecycle("moments.begun = \"status\""))),
            "type: a condition is bool, not int");
  EXPECT_EQ(told(load_lives(lifecycle("moments.begun = 2"))).substr(0, 10), "wrong-type");
  EXPECT_EQ(told(load_lives(lifecycle(kMoments + "keep = \"long\""))).substr(0, 8), "bad-span");
  EXPECT_EQ(told(load_lives(lifecycle(kMoments + "keep = \"36526d\""))),
            "bad-span: '36526d' is too long: lives are kept for 36525d at most | write 730d");
  EXPECT_EQ(
      told(load_lives(lifecycle("moments.begun = \"status == 2 && due < now\""))).substr(0, 24),
      "expression: 'now' stands");
  const Loaded key =
      load_lives("[[lifecycle]]\nid = \"d\"\nstream = \"dossiers\"\nkey = \"fee\"\n" + kMoments);
  EXPECT_EQ(faults(key), (Strings{"24:7 type"}));
}

TEST(Lifecycles, AMomentWithAFaultIsNotUnknown) {
  const auto of = [](const std::string& moment, const std::string& at) {
    return faults(load_lives(lifecycle(moment), indicator("at = " + at +
                                                          "\nmeasure = \"count\"\n"
                                                          "windows = [\"day\"]")));
  };
  EXPECT_EQ(of("moments.begun = \"status\"", "\"begun\""), (Strings{"25:18 type"}));
  EXPECT_EQ(of("moments.begun = \"status == 2\"", "7"), (Strings{"30:6 wrong-type"}));
}

TEST(Lifecycles, NowIsTheInstantWhateverAFieldIsCalled) {
  std::string stream = kit::stream();
  stream.insert(stream.find("fields.due"), "fields.now = { pointer = \"/n\", type = \"time\" }\n");
  const Loaded loaded =
      load_text(kit::settings() + stream + lifecycle("moments.begun = \"status == 2\"") +
                indicator("while = \"due < now\"\nmeasure = \"count\"\nwindows = [\"now\"]"));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->lifecycles[0].cohorts[0].thresholds.size(), 1u);
}

TEST(Lifecycles, TellFaultsOfTheirIndicators) {
  const auto of = [](std::string_view rest, std::string_view windows = "day") {
    return told(load_lives(lifecycle(kMoments), indicator(std::string(rest) + "\nwindows = [\"" +
                                                          std::string(windows) + "\"]")));
  };
  EXPECT_EQ(
      of("measure = \"count\""),
      "missing-key: an indicator of a lifecycle has either `at` or `while` | at = \"received\", "
      "or while = \"has(received) && !has(finished)\"");
  EXPECT_EQ(of("at = \"begin\"\nmeasure = \"count\""),
            "unknown-name: lifecycle 'dossier' has no moment 'begin' | did you mean 'begun'?");
  EXPECT_EQ(of("at = \"begun\"\nmeasure = \"max(fee)\"").substr(0, 12), "bad-measure:");
  EXPECT_EQ(of("at = \"begun\"\nmeasure = \"count\"", "now").substr(0, 11), "bad-window:");
  EXPECT_EQ(of("while = \"has(begun)\"\nmeasure = \"count\"", "tumbling 1h").substr(0, 11),
            "bad-window:");
  EXPECT_EQ(of("while = \"has(begun)\"\nopening = true\nmeasure = \"count\"", "now").substr(0, 11),
            "bad-window:");
  EXPECT_EQ(of("while = \"has(endet)\"\nmeasure = \"count\"", "now"),
            "unknown-name: lifecycle 'dossier' has no field or moment 'endet' | did you mean "
            "'ended'?");
  EXPECT_EQ(of("while = \"now - begun > duration('1h')\"\nmeasure = \"count\"", "now"),
            "expression: 'now' is compared with an instant that is free of it | write received + "
            "duration(\"24h\") < now");
  EXPECT_EQ(of("while = \"has(begun) && due < now\"\nmeasure = \"count\"", "now"), "");
}

}  // namespace
}  // namespace ioc::catalog::lifecycles_test
