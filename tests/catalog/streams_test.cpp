// Settings of streams.
#include "catalog/streams.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::streams_test {
namespace {

using kit::faults;
using kit::Strings;

// Lines from 10 on.
Loaded load_stream(const std::string& rest) {
  return kit::load_text(kit::settings() + "[[stream]]\nid = \"s\"\ntopic = \"t\"\n" + rest);
}

TEST(Streams, HasTheDefaultsOfTheContract) {
  const Loaded loaded = load_stream("");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::StreamPlan& stream = loaded.plan->streams[0];
  EXPECT_EQ(stream.lateness_ms, 24 * model::kHourMs);
  EXPECT_EQ(stream.max_ahead_ms, 5 * model::kMinuteMs);
  EXPECT_EQ(stream.settle_ms, model::kMinuteMs);
  EXPECT_EQ(stream.idle_after_ms, 30 * model::kSecondMs);
  EXPECT_EQ(stream.time_field, -1);
  EXPECT_FALSE(stream.remembers_ids) << "no indicator is of it";
}

TEST(Streams, ReadsSpansThatMayBeZero) {
  const Loaded loaded = load_stream("lateness = \"45d\"\nsettle = \"0s\"\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->streams[0].lateness_ms, 45 * model::kDayMs);
  EXPECT_EQ(loaded.plan->streams[0].settle_ms, 0);
}

TEST(Streams, RefusesBadSpansTopicsAndEnvelopes) {
  EXPECT_EQ(faults(load_stream("lateness = \"3 days\"\nmax_ahead = \"-1m\"\nsettle = \"\"\n")),
            (Strings{"10:12 bad-span", "11:13 bad-span", "12:10 bad-span"}));
  EXPECT_EQ(faults(load_stream("envelope = \"avro\"\n")), (Strings{"10:12 bad-value"}));
  EXPECT_EQ(faults(kit::load_text(kit::settings() + "[[stream]]\nid = \"s\"\ntopic = \"a b\"\n")),
            (Strings{"9:9 bad-value"}));
}

TEST(Streams, TakesFieldsAsATableOfTheirOwn) {
  const Loaded loaded = load_stream(
      "time = \"at\"\n[stream.fields]\nn = { pointer = \"/n\", type = \"int\" }\n"
      "at = { pointer = \"/at\", type = \"time\" }\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::StreamPlan& stream = loaded.plan->streams[0];
  ASSERT_EQ(stream.fields.size(), 2u);
  EXPECT_EQ(stream.fields[static_cast<std::size_t>(stream.time_field)].name, "at");
  EXPECT_TRUE(stream.fields[static_cast<std::size_t>(stream.time_field)].used);
}

TEST(Streams, WantsTheEventsTimeToBeATimeThatIsAlwaysThere) {
  const std::string fields =
      "fields.at = { pointer = \"/at\", type = \"time\", optional = true }\n"
      "fields.n = { pointer = \"/n\", type = \"int\" }\n"
      "fields.bad = { pointer = \"/n\", type = \"tim\" }\n";
  EXPECT_EQ(faults(load_stream("time = \"at\"\n" + fields)),
            (Strings{"10:8 bad-value", "13:39 bad-value"}));
  EXPECT_EQ(faults(load_stream("time = \"n\"\n" + fields)).front(), "10:8 bad-value");
  EXPECT_EQ(faults(load_stream("time = \"att\"\n" + fields)).front(), "10:8 unknown-name");
  EXPECT_EQ(faults(load_stream("time = \"bad\"\n" + fields)), (Strings{"13:39 bad-value"}))
      << "a field at fault is not told a second time where it is named";
}

TEST(Streams, TellsDuplicateIdsAndWhereTheFirstIs) {
  const Loaded loaded = load_stream("[[stream]]\nid = \"s\"\ntopic = \"u\"\n");
  ASSERT_EQ(faults(loaded), (Strings{"11:6 duplicate-id"}));
  EXPECT_EQ(loaded.diagnostics[0].help, "the first is at a.toml:8:6");
}

TEST(Streams, ReadsATopicForOneStreamOnly) {
  EXPECT_EQ(faults(load_stream("[[stream]]\nid = \"s2\"\ntopic = \"t\"\n")),
            (Strings{"11:6 unsupported"}));
}

}  // namespace
}  // namespace ioc::catalog::streams_test
