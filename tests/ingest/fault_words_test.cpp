// Words for faults (ingest/fault_words.h).
#include "ingest/fault_words.h"

#include <gtest/gtest.h>

#include "decoder_fixture.h"
#include "model/limits.h"

namespace ioc::ingest::fault_words_test {
namespace {

using model::Reason;

TEST(FaultWords, TheySayWhatStandsWhereAndWhatIsExpected) {
  const model::StreamPlan stream = fixture_stream();
  EXPECT_EQ(fault_detail({Reason::missing_field, kUnit}, stream),
            "Nothing stands at /data/unit; the code of a unit is expected.");
  EXPECT_EQ(fault_detail({Reason::bad_type, kStatus, "2.5"}, stream),
            "At /data/status stands \"2.5\"; a whole number is expected.");
  EXPECT_EQ(fault_detail({Reason::bad_type, kDue, "x"}, stream),
            "At /data/due stands \"x\"; a time such as 2020-10-15T16:59:58+07:00, or as "
            "yyyy-MM-dd HH:mm:ss is expected.");
  EXPECT_EQ(fault_detail({Reason::unknown_unit, kUnit, "999"}, stream),
            "At /data/unit stands \"999\", which is no unit's code. GET /api/v1/units lists them.");
  EXPECT_EQ(fault_detail({Reason::time_ahead, RecordFault::kTime, "2030-01-01T00:00:00Z"}, stream),
            "\"2030-01-01T00:00:00Z\" at /time is more than 300 s ahead of this server's clock.");
}

TEST(FaultWords, EachPlaceHasItsName) {
  const model::StreamPlan stream = fixture_stream();
  EXPECT_EQ(fault_field({Reason::malformed}, stream), "");
  EXPECT_EQ(fault_field({Reason::missing_field, RecordFault::kId}, stream), "id");
  EXPECT_EQ(fault_field({Reason::missing_field, RecordFault::kSource}, stream), "source");
  EXPECT_EQ(fault_field({Reason::missing_field, RecordFault::kTime}, stream), "time");
  EXPECT_EQ(fault_field({Reason::bad_type, kItem}, stream), "item");
}

TEST(FaultWords, LongValuesAreCutBetweenCharacters) {
  std::string text(model::kIntakeQuoteBytesMax - 1, 'x');
  EXPECT_EQ(ingest::in_quotes(text), "\"" + text + "\"");
  EXPECT_EQ(ingest::in_quotes(text + "ệ"), "\"" + text + "…\"");
}

}  // namespace
}  // namespace ioc::ingest::fault_words_test
