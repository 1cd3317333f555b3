// The outbox of reports: turns, keys, receipts (storage/delivery_store.h).
#include "storage/delivery_store.h"

#include "people_fixture.h"

namespace ioc::storage::delivery_store_test {
namespace {

using model::Delivery;
using model::DeliveryState;
using model::ErrorCode;

struct DeliveryStoreTest : PeopleFixture {
  DeliveryStoreTest() { reopen(); }
  void reopen() {
    store.reset();
    people.reset();
    open();
    auto opened = DeliveryStore::open(people->database());
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    store = *std::move(opened);
  }
  ~DeliveryStoreTest() override { store.reset(); }

  void add(const std::string& connector, int revision, const std::string& unit = "502") {
    Delivery delivery;
    delivery.connector = connector;
    delivery.name = {"r", unit, "2020-10"};
    delivery.revision = revision;
    delivery.key = connector + "/" + unit + "/" + std::to_string(revision);
    delivery.made = kNow;
    ASSERT_TRUE(store->add(delivery).ok());
  }
  // The key of what is due; empty: nothing.
  std::string due(const std::string& connector = "lris", const std::string& after = "",
                  std::int64_t ms = 0) {
    auto work = store->due(connector, after, PeopleFixture::after(ms));
    EXPECT_TRUE(work.ok());
    number = *work ? (**work).delivery.number : 0;
    body = *work ? (**work).body : "";
    return *work ? (**work).delivery.key : "";
  }
  void end(DeliveryState state, std::int64_t next_ms = 0, const std::string& detail = "") {
    DeliveryOutcome outcome;
    outcome.state = state;
    outcome.next = {next_ms == 0 ? 0 : PeopleFixture::after(next_ms).ms};
    outcome.receipt.at = kNow;
    const bool is_open = state == DeliveryState::waiting || state == DeliveryState::sent;
    outcome.receipt.act = is_open ? "tried" : std::string(model::name_of(state));
    outcome.receipt.detail = detail;
    ASSERT_TRUE(store->end(number, outcome).ok());
  }
  model::Status release(std::int64_t which) {
    model::DeliveryReceipt receipt;
    receipt.act = "released";
    receipt.by = "an";
    return store->release(which, receipt);
  }

  std::unique_ptr<DeliveryStore> store;
  std::int64_t number = 0;
  std::string body;
};

TEST_F(DeliveryStoreTest, ATryIsWrittenDownBeforeItAndAfterIt) {
  add("lris", 1);
  ASSERT_EQ(due(), "lris/502/1");
  EXPECT_EQ(body, "");
  ASSERT_TRUE(store->begin(number, "bytes", "hash", kNow).ok());
  reopen();  // it crashed while it was on its way
  ASSERT_EQ(due(), "lris/502/1");
  EXPECT_EQ(body, "bytes") << "the same bytes go again";
  EXPECT_EQ((**store->find(number)).state, DeliveryState::sent);
  ASSERT_TRUE(store->begin(number, body, "hash", kNow).ok());
  end(DeliveryState::accepted);
  EXPECT_EQ(due(), "");
  const Delivery kept = **store->find(1);
  EXPECT_EQ(kept.state, DeliveryState::accepted);
  EXPECT_EQ(kept.tries, 2);
  EXPECT_EQ(kept.sha256, "hash");
  ASSERT_EQ(kept.receipts.size(), 1u);
}

TEST_F(DeliveryStoreTest, WhatWasAcceptedIsNeverSentAgain) {
  add("lris", 1);
  due();
  end(DeliveryState::accepted);
  const auto refused = release(1);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::check_failed);
  EXPECT_FALSE(store->begin(1, "other", "x", kNow).ok()) << "the database itself refuses";
  EXPECT_FALSE(people->database().run("DELETE FROM delivery").ok());
  EXPECT_FALSE(people->database().run("UPDATE delivery SET key = 'x'").ok());
  EXPECT_FALSE(people->database().run("DELETE FROM delivery_receipt").ok());
}

TEST_F(DeliveryStoreTest, ARevisionGoesAfterTheOneBefore) {
  add("lris", 1);
  add("lris", 2);
  add("lris", 1, "503");
  add("vpcp", 2);
  ASSERT_EQ(due(), "lris/502/1");
  end(DeliveryState::waiting, 60'000);
  EXPECT_EQ(due(), "lris/503/1") << "another report is not held up";
  end(DeliveryState::accepted);
  EXPECT_EQ(due(), "");
  EXPECT_EQ(due("vpcp"), "vpcp/502/2") << "nor another connector";
  EXPECT_EQ((**store->find(2)).behind, 1);
  ASSERT_EQ(due("lris", "", 60'000), "lris/502/1");
  end(DeliveryState::given_up);
  EXPECT_EQ(due("lris", "", 60'000), "") << "the receiver may still be given the first";
  ASSERT_TRUE(release(1).ok());
  ASSERT_EQ(due(), "lris/502/1");
  end(DeliveryState::refused);
  EXPECT_EQ(due(), "lris/502/2") << "the revision may be the mend";
  ASSERT_TRUE(store->begin(number, "b", "h", kNow).ok());
  end(DeliveryState::accepted);
  const auto late = release(1);
  ASSERT_FALSE(late.ok());
  EXPECT_NE(late.error().text.find("revision 2"), std::string::npos);
}

TEST_F(DeliveryStoreTest, OneConnectorWaitsForAnother) {
  add("lris", 1);
  add("vpcp", 1);
  EXPECT_EQ(due("vpcp", "lris"), "");
  due("lris");
  end(DeliveryState::accepted);
  EXPECT_EQ(due("vpcp", "lris"), "vpcp/502/1");
  add("vpcp", 2);
  due("vpcp", "lris");
  end(DeliveryState::accepted);
  EXPECT_EQ(due("vpcp", "lris"), "vpcp/502/2") << "the other was never to be told of it";
}

TEST_F(DeliveryStoreTest, WhatIsReleasedIsDueAtOnceAndMadeAnewOnlyIfItWasRefused) {
  add("lris", 1);
  due();
  ASSERT_TRUE(store->begin(1, "bytes", "hash", kNow).ok());
  end(DeliveryState::sent, 600'000);
  EXPECT_EQ(due(), "");
  ASSERT_TRUE(release(1).ok());
  EXPECT_EQ(due("lris", "", kReleasedNext.ms - kNow.ms), "lris/502/1") << "before all others";
  EXPECT_EQ(body, "bytes");
  ASSERT_TRUE(store->begin(1, body, "hash", kNow).ok());
  EXPECT_EQ(*store->tried_ms(1, after(5'000)), 5'000) << "counted from the release on";
  end(DeliveryState::refused);
  ASSERT_TRUE(release(1).ok());
  due();
  EXPECT_EQ(body, "");
  EXPECT_EQ((**store->find(1)).receipts.back().by, "an");
  EXPECT_EQ(release(77).error().code, ErrorCode::usage);
}

TEST_F(DeliveryStoreTest, TriesThatCameToTheSameAreOneReceipt) {
  add("lris", 1);
  for (int i = 0; i < 5; ++i) {
    due();
    end(DeliveryState::waiting, 0, i < 3 ? "refused to connect" : "timed out");
  }
  const Delivery kept = **store->find(1);
  ASSERT_EQ(kept.receipts.size(), 2u);
  EXPECT_EQ(kept.receipts[0].count, 3);
  EXPECT_EQ(kept.receipts[1].count, 2);
  for (std::size_t i = 0; i < model::kDeliveryReceiptsMax + 50; ++i) {
    end(DeliveryState::waiting, 0, std::to_string(i));
  }
  EXPECT_EQ((**store->find(1)).receipts.size(), model::kDeliveryReceiptsMax);
}

TEST_F(DeliveryStoreTest, ListsAreTheNewestFirstWithTheirLastReceipt) {
  for (int revision = 1; revision <= 3; ++revision) add("lris", revision);
  due();
  end(DeliveryState::refused, 0, "no");
  model::DeliveryQuery query;
  auto all = *store->list(query);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all.front().revision, 3);
  EXPECT_EQ(all.back().receipts.at(0).detail, "no");
  query.state = DeliveryState::waiting;
  query.below = 3;
  EXPECT_EQ(store->list(query)->size(), 1u);
  query.connector = "vpcp";
  EXPECT_TRUE(store->list(query)->empty());
  const auto standing = *store->standing("lris");
  EXPECT_EQ(standing.count[static_cast<std::size_t>(DeliveryState::waiting)], 2);
  EXPECT_EQ(standing.count[static_cast<std::size_t>(DeliveryState::refused)], 1);
  EXPECT_EQ(standing.oldest->ms, kNow.ms);
}

TEST(DeliveryWaits, TheyDoubleUpToTheirBoundAndDependOnNothingElse) {
  EXPECT_EQ(model::delivery_wait_ms(1), 1'000);
  EXPECT_EQ(model::delivery_wait_ms(2), 2'000);
  EXPECT_EQ(model::delivery_wait_ms(10), 512'000);
  EXPECT_EQ(model::delivery_wait_ms(11), 900'000);
  EXPECT_EQ(model::delivery_wait_ms(1'000'000), 900'000);
}

}  // namespace
}  // namespace ioc::storage::delivery_store_test
