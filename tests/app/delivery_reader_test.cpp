// [[delivery]] of the configuration: what is right is read, each fault has its place
// (app/delivery_reader.h, app/delivery_config.h, app/config.h).
#include "app/delivery_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/config.h"

namespace ioc::app::delivery_reader_test {
namespace {

struct DeliveryReaderTest : ::testing::Test {
  DeliveryReaderTest() {
    std::filesystem::create_directories(folder);
    write("ca.pem", "x");
    write("client.pem", "x");
    write("client.key", "x");
    write("lris.json", "{\"key\": \"{{ key }}\"}");
    write("wrong.json", "{\"key\": {{ kee }}}");
    setenv("LRIS_TOKEN", "s3cret", 1);
  }
  ~DeliveryReaderTest() override { std::filesystem::remove_all(folder); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder + "/" + name) << text;
  }
  model::Result<Config> read(const std::string& deliveries) const {
    write("c.toml", "catalog = \"x\"\nstate_dir = \"y\"\n" + deliveries);
    return read_config(folder + "/c.toml");
  }
  // Without the folder, which differs.
  std::string faults(const std::string& deliveries) const {
    const auto config = read(deliveries);
    if (config.ok()) return "";
    std::string text = config.error().text;
    for (std::size_t at; (at = text.find(folder + "/")) != std::string::npos;) {
      text.erase(at, folder.size() + 1);
    }
    return text;
  }

  const std::string folder = ::testing::TempDir() + "delivery_reader." + std::to_string(getpid());
};

constexpr const char* kWhole = R"([[delivery]]
id = "lris"
name = { vi = "LRIS tỉnh", en = "Provincial LRIS" }
reports = ["r"]
url = "https://lris.example:8443/api/reports"
method = "PUT"
authority = "ca.pem"
certificate = "client.pem"
key = "client.key"
token = "Bearer ${LRIS_TOKEN}"
answer_id = "/data/id"
timeout = "10s"
give_up = "3d"
format = "json"
template = "lris.json"
[[delivery]]
id = "vpcp"
name = "VPCP"
after = "lris"
directory = "/srv/handover"
)";

TEST_F(DeliveryReaderTest, AConnectorIsReadWithTheFilesItNames) {
  const auto config = read(kWhole);
  ASSERT_TRUE(config.ok()) << config.error().text;
  ASSERT_EQ(config->deliveries.size(), 2u);
  const DeliveryConfig& lris = config->deliveries[0];
  EXPECT_EQ(lris.address.host + ":" + lris.address.port, "lris.example:8443");
  EXPECT_EQ(lris.token, "Bearer s3cret");
  EXPECT_EQ(lris.tls.authority, folder + "/ca.pem");
  EXPECT_EQ(lris.timeout_ms, 10'000);
  EXPECT_EQ(lris.give_up_ms, 3 * model::kDayMs);
  EXPECT_EQ(lris.content_type, "application/json");
  EXPECT_TRUE(lris.form);
  EXPECT_TRUE(lris.wants("r") && !lris.wants("other"));
  EXPECT_EQ(config->deliveries[1].suffix, ".signed");
  EXPECT_TRUE(config->deliveries[1].wants("other"));
}

TEST_F(DeliveryReaderTest, EveryFaultHasItsPlaceAndItsCure) {
  const std::string head = "[[delivery]]\nid = \"lris\"\nname = \"LRIS\"\n";
  const std::pair<std::string, std::string> kCases[] = {
      {head, "c.toml:3:1: error[CONFIG]: either 'url' or 'directory'"},
      {head + "url = \"http://lris.example/\"\n",
       "c.toml:6:7: error[CONFIG]: reports leave this "
       "machine by https:// only"},
      {head + "url = \"https://x/\"\ndirectory = \"/y\"\n", "either 'url' or 'directory'"},
      {head + "url = \"https://u:p@x/\"\n", "expected an address"},
      {head + "url = \"https://x/\"\ntoken = \"abc\"\n", "a secret does not stand here"},
      {head + "url = \"https://x/\"\ntoken_file = \"none\"\n", "the file none is not there"},
      {head + "url = \"https://x/\"\ncertificate = \"client.pem\"\n", "belong together"},
      {head + "url = \"https://x/\"\nheader = \"Host\"\n", "said by the program itself"},
      {head + "url = \"https://x/\"\ntimeout = \"never\"\n", "expected a time as"},
      {head + "url = \"https://x/\"\ntimeout = \"11m\"\n", "from 1 s to 600 s"},
      {head + "url = \"https://x/\"\nmethod = \"GET\"\n", "expected POST or PUT"},
      {head + "url = \"https://x/\"\nformat = \"json\"\n", "'template' goes with"},
      {head + "url = \"https://x/\"\nformat = \"json\"\ntemplate = \"wrong.json\"\n",
       "wrong.json:1:9: error[TEMPLATE]: there is no `kee`"},
      {head + "directory = \"here\"\n", "expected a whole path"},
      {head + "directory = \"/x\"\nmethod = \"PUT\"\n", "belong to a 'url'"},
      {head + "what = 1\n", "unknown key 'what' in [[delivery]]"},
      {"[delivery]\nid = \"x\"\n", "with two brackets"},
      {"[[delivery]]\nid = \"A.b\"\nname = \"x\"\ndirectory = \"/x\"\n", "expected small letters"},
      {"[[delivery]]\nid = \"a\"\ndirectory = \"/x\"\n", "'name' is missing"},
  };
  for (const auto& [text, told] : kCases) {
    EXPECT_NE(faults(text).find(told), std::string::npos) << text << "\n" << faults(text);
  }
}

TEST_F(DeliveryReaderTest, ASecretIsNotToldInAFault) {
  EXPECT_EQ(faults("[[delivery]]\nid = \"a\"\nname = \"x\"\nurl = \"https://x/\"\n"
                   "token = \"Bearer ${LRIS_TOKEN}\\n\"\n")
                .find("s3cret"),
            std::string::npos);
}

TEST_F(DeliveryReaderTest, WhatTheCatalogueAndTheOthersSayIsCheckedBesideThem) {
  model::Plan plan;
  plan.reports.emplace_back().id = "r";
  const auto config = read(kWhole);
  ASSERT_TRUE(config.ok());
  EXPECT_TRUE(check_deliveries(config->deliveries, plan).ok());
  auto wrong = config->deliveries;
  wrong[0].reports = {"s"};
  wrong[0].after = "lris";
  wrong[1].id = "lris";
  const auto told = check_deliveries(wrong, plan);
  ASSERT_FALSE(told.ok());
  EXPECT_NE(told.error().text.find("c.toml:3:1: error[CONFIG]: the catalogue has no report 's'; it "
                                   "has: r"),
            std::string::npos)
      << told.error().text;
  EXPECT_NE(told.error().text.find("no connector above this one"), std::string::npos);
  EXPECT_NE(told.error().text.find("stands above already"), std::string::npos);
}

TEST_F(DeliveryReaderTest, AKeyNamesTheRevisionAndTheConnectorAndNothingElse) {
  model::Plan plan;
  plan.id = "quang-nam";
  DeliveryConfig lris;
  lris.id = "lris";
  EXPECT_EQ(delivery_key(plan, lris, {"vpcp-ii-06a", "502", "2020-10"}, 2),
            "quang-nam/lris/vpcp-ii-06a/502/2020-10/2");
}

}  // namespace
}  // namespace ioc::app::delivery_reader_test
