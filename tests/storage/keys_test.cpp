// Keys: exact bytes, and an order that follows the numbers.
#include "storage/keys.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <tuple>

namespace ioc::storage::keys_test {
namespace {

using namespace std::string_literals;
using model::PaneAddress;
using model::Tier;

PaneAddress any_address() {
  PaneAddress address;
  // Small numbers meet each other, so that later parts of the key decide too.
  address.cube = *rc::gen::element(0u, 1u, 255u, 256u, UINT32_MAX);
  address.tier = static_cast<Tier>(*rc::gen::inRange(0, model::kTierCount));
  address.pane = *rc::gen::weightedOneOf<std::int64_t>(
      {{3, rc::gen::inRange<std::int64_t>(-3, 3)}, {1, rc::gen::arbitrary<std::int64_t>()}});
  address.chunk = *rc::gen::element(0u, 1u, 256u);
  address.partition = *rc::gen::arbitrary<std::uint32_t>();
  return address;
}

TEST(Keys, PaneKeyHasItsExactBytes) {
  const PaneAddress address{1, Tier::day, -1, 2, 3};
  EXPECT_EQ(pane_key(address),
            "\x00\x00\x00\x01"
            "\x02"
            "\x7f\xff\xff\xff\xff\xff\xff\xff"
            "\x00\x00\x00\x02"
            "\x00\x00\x00\x03"s);
}

TEST(Keys, IdKeyHasItsExactBytes) {
  EXPECT_EQ(id_key({7, 1, 0x0102030405060708, 9}),
            "\x00\x00\x00\x07"
            "\x80\x00\x00\x00\x00\x00\x00\x01"
            "\x01\x02\x03\x04\x05\x06\x07\x08"
            "\x00\x00\x00\x09"s);
}

TEST(Keys, RecordAndOutboxKeysHaveTheirExactBytes) {
  EXPECT_EQ(record_key(RecordKind::meta, "schema"), "Mschema");
  EXPECT_EQ(record_key(RecordKind::mark, 258), "K\x00\x00\x01\x02"s);
  EXPECT_EQ(final_key({-1, "s"}),
            "F\x7f\xff\xff\xff\xff\xff\xff\xff"
            "s");
  EXPECT_EQ(group_key(1, 2), "G\x00\x00\x00\x01\x00\x00\x00\x02"s);
  EXPECT_EQ(outbox_key(3), "\x00\x00\x00\x00\x00\x00\x00\x03"s);
}

TEST(Keys, PaneKeysComeBackAndSortAsTheirAddresses) {
  EXPECT_TRUE(rc::check([] {
    const PaneAddress a = any_address();
    const PaneAddress b = any_address();
    RC_ASSERT(parse_pane_key(pane_key(a)) == a);
    RC_ASSERT((pane_key(a) < pane_key(b)) == (a < b));
  }));
}

TEST(Keys, IdKeysComeBackAndSortByPartitionHourRevisionBlock) {
  EXPECT_TRUE(rc::check([] {
    const auto any = [] {
      return IdKey{*rc::gen::inRange(0u, 3u), *rc::gen::inRange<std::int64_t>(-2, 3),
                   *rc::gen::inRange<std::uint64_t>(0, 300), *rc::gen::inRange(0u, 300u)};
    };
    const auto order = [](const IdKey& k) {
      return std::tie(k.partition, k.hour, k.revision, k.block);
    };
    const IdKey a = any();
    const IdKey b = any();
    RC_ASSERT(parse_id_key(id_key(a)) == a);
    RC_ASSERT((id_key(a) < id_key(b)) == (order(a) < order(b)));
  }));
}

TEST(Keys, ARangeOfPanesHoldsExactlyThosePanes) {
  EXPECT_TRUE(rc::check([] {
    const PaneAddress address = any_address();
    const auto first = *rc::gen::inRange<std::int64_t>(-4, 4);
    const auto end = *rc::gen::inRange<std::int64_t>(-4, 4);
    const std::string key = pane_key(address);
    const bool inside = pane_start(address.cube, address.tier, first) <= key &&
                        key < pane_start(address.cube, address.tier, end);
    RC_ASSERT(inside == (first <= address.pane && address.pane < end));
    RC_ASSERT(key < tier_end(address.cube, address.tier));
  }));
}

TEST(Keys, TheEndOfAPrefixComesRightAfterAllThatBeginWithIt) {
  EXPECT_EQ(end_of_prefix("K"), "L");
  EXPECT_EQ(end_of_prefix("a\xff"), "b");
  EXPECT_GT(end_of_prefix("\xff\xff"), "\xff\xff\xff\xff\xff"s);
}

TEST(Keys, KeysOfAnotherLengthOrTierAreRefused) {
  EXPECT_FALSE(parse_pane_key(""));
  EXPECT_FALSE(parse_pane_key(pane_key({}) + "x"));
  std::string bad_tier = pane_key({});
  bad_tier[4] = 3;
  EXPECT_FALSE(parse_pane_key(bad_tier));
  EXPECT_FALSE(parse_id_key(id_key({}).substr(1)));
}

}  // namespace
}  // namespace ioc::storage::keys_test
