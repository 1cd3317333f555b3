// What the log is told of conclusions (app/conclusion_event.h).
#include "app/conclusion_event.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ioc::app::conclusion_event_test {
namespace {

using model::ConclusionState;
using Json = nlohmann::json;

const model::Zone kZone("Asia/Ho_Chi_Minh", {{INT64_MIN, 7 * 3'600'000}});

model::Conclusion conclusion() {
  model::Conclusion made;
  made.id = "KL-20201015-7F3A2C1D";
  made.task = "Nhiệm vụ có tên người";
  made.owner = "502";
  made.due = *model::parse_day("2020-12-10");
  made.noted = {1'602'755'998'120};
  made.figure = model::ConclusionFigure{"dossiers.overdue", "now", "502", made.noted};
  return made;
}

TEST(ConclusionEvent, ItSaysWhoByWhenAndInWhichStateAndNotTheWords) {
  const std::string text = conclusion_event(conclusion(), kZone);
  const Json event = Json::parse(text);
  EXPECT_EQ(event["specversion"], "1.0");
  EXPECT_EQ(event["source"], "/ioc-pulse/meeting");
  EXPECT_EQ(event["time"], "2020-10-15T16:59:58.120+07:00");
  EXPECT_EQ(event["data"], (Json{{"milestone", "KL-20201015-7F3A2C1D"},
                                 {"unit", "502"},
                                 {"state", "open"},
                                 {"due", "2020-12-11T00:00:00+07:00"},
                                 {"indicator", "dossiers.overdue"}}));
  EXPECT_EQ(text.find("tên người"), std::string::npos);
}

TEST(ConclusionEvent, TheSameStateIsTheSameEventAndAnotherIsAnother) {
  model::Conclusion one = conclusion();
  const std::string noted = conclusion_event(one, kZone);
  EXPECT_EQ(conclusion_event(one, kZone), noted);
  one.closed = one.noted;
  for (const auto& [state, word] : {std::pair{ConclusionState::done, "done"},
                                    std::pair{ConclusionState::withdrawn, "cancelled"}}) {
    one.state = state;
    const Json event = Json::parse(conclusion_event(one, kZone));
    EXPECT_EQ(event["data"]["state"], word);
    // In one millisecond the later state has the later id.
    EXPECT_GT(event["id"].get<std::string>(), Json::parse(noted)["id"].get<std::string>());
  }
}

TEST(ConclusionEvent, ItsLastDayIsInTime) {
  model::Conclusion one = conclusion();
  one.due = *model::parse_day("2020-10-15");
  EXPECT_EQ(model::format_rfc3339(late_from(one, kZone), kZone), "2020-10-16T00:00:00+07:00");
}

}  // namespace
}  // namespace ioc::app::conclusion_event_test
