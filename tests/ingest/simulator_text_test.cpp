#include "ingest/simulator_text.h"

#include <gtest/gtest.h>

#include "tests/ingest/simulator_fixture.h"

namespace ioc::ingest::simulator_text_test {
namespace {

TEST(SimulatorTextTest, TimesAreWrittenInThreeWays) {
  const model::Instant t = instant("2020-10-05T00:03:09+07:00");
  EXPECT_EQ(time_text(t), "2020-10-05T00:03:09+07:00");
  EXPECT_EQ(time_text(t, TimeStyle::spaced), "2020-10-05 00:03:09");
  EXPECT_EQ(time_text(t, TimeStyle::compact), "20201005000309");
  EXPECT_EQ(month_text(t), "2020-10");
}

TEST(SimulatorTextTest, MembersFollowEachOther) {
  EventText text({"e", "lris", "502", "chitieu.value", instant("2020-10-05T08:00:00+07:00")});
  text.text("slot", "s").thousandths("value", -12'005).flag("soft", true).number("percent", 7);
  EXPECT_EQ(text.finish(),
            R"({"specversion":"1.0","id":"e","source":"/lris/502",)"
            R"("type":"vn.quangnam.chitieu.value.v1","time":"2020-10-05T08:00:00+07:00",)"
            R"("datacontenttype":"application/json",)"
            R"("data":{"slot":"s","value":-12.005,"soft":true,"percent":7}})");
}

}  // namespace
}  // namespace ioc::ingest::simulator_text_test
