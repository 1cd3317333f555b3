// What /metrics tells is read back (app/scrape.h).
#include "app/scrape.h"

#include <gtest/gtest.h>

namespace ioc::app::scrape_test {
namespace {

TEST(Scrape, SamplesWithAndWithoutLabelsAreRead) {
  const auto samples = parse_metrics(
      "# HELP a Words {not=\"labels\"} 5\n# TYPE a counter\na{x=\"1\",y=\"b \\\"q\\\" \\\\ \\n\"} "
      "12.5\na{x=\"2\",y=\"c\"} 1\nb 1e+06\n\nnonsense\nc{x=\"1 3\nd -2");
  ASSERT_EQ(samples.size(), 4u);
  EXPECT_EQ(samples[0].labels, (Labels{{"x", "1"}, {"y", "b \"q\" \\ \n"}}));
  EXPECT_EQ(samples[0].value, 12.5);
  EXPECT_EQ(samples[2].name, "b");
  EXPECT_EQ(samples[2].value, 1e6);
  EXPECT_EQ(samples[3].value, -2);
}

TEST(Scrape, SumsAreOfWhatCarriesTheLabels) {
  const auto samples =
      parse_metrics("a{s=\"x\",r=\"1\"} 1\na{s=\"x\",r=\"2\"} 2\na{s=\"y\",r=\"1\"} 4\n");
  EXPECT_EQ(sum_of(samples, "a"), 7);
  EXPECT_EQ(sum_of(samples, "a", {{"s", "x"}}), 3);
  EXPECT_EQ(sum_of(samples, "a", {{"s", "y"}, {"r", "1"}}), 4);
  EXPECT_EQ(sum_of(samples, "a", {{"s", "z"}}), std::nullopt);
  EXPECT_EQ(sum_of(samples, "b"), std::nullopt);
}

}  // namespace
}  // namespace ioc::app::scrape_test
