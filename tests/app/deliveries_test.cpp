// From a publication to what another system has of it (app/deliveries.h): real database, real
// files. HTTPS and crashes: tests/e2e/test_deliveries.py.
#include "app/deliveries.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "app/clock.h"
#include "people_kit.h"
#include "serving/report_text.h"
#include "tests/serving/report_kit.h"

namespace ioc::app::deliveries_test {
namespace {

using model::DeliveryState;

struct DeliveriesTest : testing::PeopleKit {
  DeliveriesTest() {
    DeliveryConfig drop;
    drop.id = "vpcp";
    drop.name = {"VPCP", "VPCP"};
    drop.directory = folder + "/handover";
    connectors.push_back(drop);
    auto store = storage::ReportStore::open(people->database());
    EXPECT_TRUE(store.ok());
    reports = *std::move(store);
    auto kept = storage::DeliveryStore::open(people->database());
    EXPECT_TRUE(kept.ok());
    outbox = *std::move(kept);
  }
  ~DeliveriesTest() override {
    deliveries.reset();
    outbox.reset();
    reports.reset();
  }
  void start() {
    auto opened = Deliveries::open(connectors, plan, *people);
    ASSERT_TRUE(opened.ok());
    deliveries = *std::move(opened);
    deliveries->start();
  }
  model::Status publish(int revision) {
    const model::PublishedReport published = serving::testing::make_published(revision);
    const model::Status done = people->database().in_transaction([&]() -> model::Status {
      const model::Status kept = reports->publish(kName, published, {"signed", "b", "B", "t", ""});
      return kept.ok() ? deliveries->enlist(kName, revision) : kept;
    });
    deliveries->wake();
    return done;
  }
  DeliveryState state_of(std::int64_t number) {
    const auto found = outbox->find(number);
    EXPECT_TRUE(found.ok() && *found);
    return (**found).state;
  }
  bool becomes(std::int64_t number, DeliveryState state) {
    for (int tries = 0; tries < 400; ++tries) {
      if (state_of(number) == state) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return false;
  }
  std::string dropped(int revision) const {
    std::ifstream file(connectors[0].directory + "/r_502_2020-10_r" + std::to_string(revision) +
                       connectors[0].suffix);
    std::stringstream out;
    out << file.rdbuf();
    return out.str();
  }

  const model::ReportName kName{"r", "502", "2020-10"};
  std::vector<DeliveryConfig> connectors;
  std::unique_ptr<storage::ReportStore> reports;
  std::unique_ptr<storage::DeliveryStore> outbox;
  std::unique_ptr<Deliveries> deliveries;
};

TEST_F(DeliveriesTest, APublicationIsHandedOnWithItsSignature) {
  std::filesystem::create_directories(connectors[0].directory);
  start();
  ASSERT_TRUE(publish(1).ok());
  ASSERT_TRUE(becomes(1, DeliveryState::accepted));
  EXPECT_EQ(dropped(1), serving::signed_document(serving::testing::make_published(1)));
  const model::Delivery kept = **outbox->find(1);
  EXPECT_EQ(kept.key, "/vpcp/r/502/2020-10/1");
  EXPECT_EQ(kept.receipts.back().answer_id, "r_502_2020-10_r1.signed");
  EXPECT_EQ(kept.receipts.back().sha256, kept.sha256);
}

TEST_F(DeliveriesTest, ADirectoryThatIsAwayIsWaitedForAndARevisionWaitsItsTurn) {
  start();
  ASSERT_TRUE(publish(1).ok());
  ASSERT_TRUE(publish(2).ok());
  // A try is noted before it is made: only its end tells that there was no directory.
  for (int looks = 0; looks < 400 && deliveries->status().at(0).failed == 0; ++looks) {
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  EXPECT_NE(state_of(1), DeliveryState::accepted);
  EXPECT_EQ((**outbox->find(2)).tries, 0);
  std::filesystem::create_directories(connectors[0].directory);
  ASSERT_TRUE(becomes(2, DeliveryState::accepted));
  EXPECT_EQ(state_of(1), DeliveryState::accepted);
  EXPECT_FALSE(dropped(1).empty() || dropped(2).empty());
  EXPECT_NE(deliveries->status().at(0).failed, 0u);
}

TEST_F(DeliveriesTest, APublicationThatFailsIsNotHandedOn) {
  start();
  ASSERT_FALSE(publish(7).ok()) << "revisions have no gap";
  EXPECT_TRUE(outbox->list({})->empty());
}

TEST_F(DeliveriesTest, GivenUpAfterItsTimeAndReleasedByAPersonWithItsRecord) {
  connectors[0].give_up_ms = 0;
  start();
  ASSERT_TRUE(publish(1).ok());
  ASSERT_TRUE(becomes(1, DeliveryState::given_up));
  std::filesystem::create_directories(connectors[0].directory);
  const auto doors = deliveries->doors([](const std::function<void()>& task) {
    task();
    return true;
  });
  serving::DeliveryRelease release{1, {"an", "An", {}}, "10.0.0.7", "đã có thư mục"};
  std::promise<bool> told;
  doors.release(release, [&](const model::Status& done) { told.set_value(done.ok()); });
  EXPECT_TRUE(told.get_future().get());
  ASSERT_TRUE(becomes(1, DeliveryState::accepted));
  EXPECT_EQ(acts(), std::vector<std::string>{"an delivery.release /vpcp/r/502/2020-10/1"});
  doors.release(release, [&](const model::Status& done) { EXPECT_FALSE(done.ok()); });
  EXPECT_EQ(acts().size(), 1u) << "what was not done has no record";
}

TEST_F(DeliveriesTest, WhatNoTemplateCanTellIsRefusedAndMadeAnewOnRelease) {
  std::filesystem::create_directories(connectors[0].directory);
  std::ofstream(connectors[0].directory + "/r_502_2020-10_r1.signed") << "theirs";
  start();
  ASSERT_TRUE(publish(1).ok());
  ASSERT_TRUE(becomes(1, DeliveryState::refused));
  EXPECT_NE((**outbox->find(1)).receipts.back().detail.find("another file"), std::string::npos);
  std::filesystem::remove(connectors[0].directory + "/r_502_2020-10_r1.signed");
  ASSERT_TRUE(release_delivery(*people, *outbox, 1, "command line: root", "", "x").ok());
  ASSERT_TRUE(becomes(1, DeliveryState::accepted)) << "found within a second without being told";
}

TEST_F(DeliveriesTest, ItEndsAtOnce) {
  start();
  ASSERT_TRUE(publish(1).ok());
  const std::int64_t begun_ms = steady_ms();
  deliveries->stop();
  EXPECT_LT(steady_ms() - begun_ms, 3'000);
}

}  // namespace
}  // namespace ioc::app::deliveries_test
