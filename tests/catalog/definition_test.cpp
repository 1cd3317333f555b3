// A cube's name across restarts: changes with its content, and with nothing else.
#include "catalog/definition.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::definition_test {
namespace {

std::string definition(const std::string& catalogue) {
  const Loaded loaded = kit::load_text(catalogue);
  EXPECT_TRUE(loaded.plan) << kit::rendered(loaded);
  return loaded.plan && !loaded.plan->cubes.empty() ? loaded.plan->cubes[0].definition : "";
}
std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

const std::string kCatalogue =
    kit::settings() + kit::stream() +
    kit::indicator("a",
                   "measure = \"sum(fee)\"\nwhere = \"status == 2\"\nby = [\"unit\"]\n"
                   "windows = [\"sliding 60m every 1m\", \"day\"]\n");

TEST(Definition, ChangesWithEverythingThatDecidesContent) {
  const std::string before = definition(kCatalogue);
  ASSERT_FALSE(before.empty());
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"Asia/Ho_Chi_Minh", "Asia/Kolkata"},
           {"one-stop-shop.dossiers", "other"},
           {"lateness = \"7d\"", "lateness = \"8d\""},
           {"lateness = \"7d\"", "lateness = \"7d\"\nmax_ahead = \"1m\""},
           {"lateness = \"7d\"", "lateness = \"7d\"\ntime = \"received\""},
           {"\"/data/fee\"", "\"/data/fees\""},
           {"scale = 2", "scale = 3"},
           {"\"/data/signed\", type = \"bool\", optional = true",
            "\"/data/signed\", type = \"bool\""},
           {"type = \"time\" }", "type = \"time\", formats = [\"%Y\"] }"},
           {"status == 2", "status == 3"},
           {"sum(fee)", "sum(rate)"},
           {"by = [\"unit\"]", "by = [\"channel\"]"},
           {"every 1m", "every 2m"}}) {
    EXPECT_NE(definition(replaced(kCatalogue, from, to)), before) << from << " -> " << to;
  }
}

TEST(Definition, KeepsWhenOnlyWordsChange) {
  const std::string before = definition(kCatalogue);
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"name = \"x\"", "name = \"y\"\nbetter = \"up\"\npublic = true"},
           {"status == 2", "(status  ==  2)"},
           {"lateness = \"7d\"", "lateness = \"168h\"\nsettle = \"5m\""},
           {"id = \"a\"", "id = \"zz\""},
           {"sum(fee)", "mean(fee)"},
           {"\"day\"", "\"month\""}}) {
    EXPECT_EQ(definition(replaced(kCatalogue, from, to)), before) << from << " -> " << to;
  }
}

// Panes that were filled by other hours or holidays must not be gone on with; those that no
// calendar decided may.
TEST(Definition, HoldsTheCalendarWhereItDecidesContent) {
  const std::string counts = kCatalogue + std::string(kit::kOfficeHours);
  const std::string works =
      replaced(counts, "sum(fee)", "share(work_time(received, time) < duration('8h'))");
  const std::string holiday = "holidays = [{ date = 2020-09-02, name = \"x\" }]\n";
  EXPECT_EQ(definition(counts), definition(kCatalogue));
  EXPECT_EQ(definition(counts + holiday), definition(kCatalogue));
  EXPECT_NE(definition(works + holiday), definition(works));
  EXPECT_NE(definition(replaced(works, "07:00", "07:30")), definition(works));
  EXPECT_EQ(definition(replaced(works + holiday, "\"x\"", "\"y\"")), definition(works + holiday));
  EXPECT_EQ(definition(replaced(works, "07:00", "7:00")), definition(works));
}

TEST(Definition, DoesNotDependOnTheOrderOfFields) {
  std::string swapped =
      replaced(kCatalogue, "fields.status = { pointer = \"/data/status\", type = \"int\" }\n", "");
  swapped = replaced(swapped, "lateness = \"7d\"\n",
                     "lateness = \"7d\"\n"
                     "fields.status = { pointer = \"/data/status\", type = \"int\" }\n");
  EXPECT_EQ(definition(swapped), definition(kCatalogue));
}

TEST(Definition, CannotBeForgedByAPointer) {
  const std::string one = definition(replaced(kCatalogue, "/data/channel", "/data' 'channel"));
  const std::string two = definition(replaced(kCatalogue, "/data/channel", "/data/channel"));
  EXPECT_NE(one, two);
}

}  // namespace
}  // namespace ioc::catalog::definition_test
