#include "ingest/simulator_spoil.h"

#include <gtest/gtest.h>

#include "ingest/simulator_text.h"
#include "tests/ingest/decoder_fixture.h"

namespace ioc::ingest::simulator_spoil_test {
namespace {

const model::Instant kNow = *model::parse_rfc3339("2020-10-15T08:00:00+07:00");

// An event of the fixture's stream as a system would write it; its first member is required.
std::string written(bool has_unit) {
  EventText text({"e1", "motcua", "502", "hoso.status", kNow});
  text.text("channel", "online");
  if (has_unit) text.text("unit", "502");
  return text.number("status", 2).finish();
}

TEST(SimulatorSpoilTest, EachWayIsRefusedForItsReason) {
  using enum model::Reason;
  const std::pair<Spoil, model::Reason> ways[] = {
      {Spoil::cut_short, malformed},      {Spoil::garbled, malformed},
      {Spoil::no_key, missing_field},     {Spoil::no_id, missing_field},
      {Spoil::wrapped_key, bad_type},     {Spoil::bad_time, bad_type},
      {Spoil::unknown_unit, unknown_unit}};
  Decoding decoding;
  ASSERT_EQ(decoding.decode(written(true)), std::nullopt);
  for (const auto& [way, reason] : ways) {
    const std::string text = spoilt(written(true), way);
    EXPECT_EQ(decoding.decode(text), reason) << text;
  }
}

TEST(SimulatorSpoilTest, ASlowClockIsReadableAndMoreThanAYearBehind) {
  Decoding decoding;
  ASSERT_EQ(decoding.decode(spoilt(written(true), Spoil::slow_clock)), std::nullopt);
  EXPECT_EQ(decoding.batch.time_ms.at(0), kNow.ms - 400 * model::kDayMs);
}

TEST(SimulatorSpoilTest, WithoutAUnitTheKeyIsLost) {
  EXPECT_EQ(spoilt(written(false), Spoil::unknown_unit), spoilt(written(false), Spoil::no_key));
}

}  // namespace
}  // namespace ioc::ingest::simulator_spoil_test
