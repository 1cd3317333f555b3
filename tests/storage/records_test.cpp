// Small records: exact bytes, round trips, and damage that is refused.
#include "storage/records.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "storage/bytes.h"

namespace ioc::storage::records_test {
namespace {

using namespace std::string_literals;

TEST(Records, EachHasItsExactBytes) {
  EXPECT_EQ(encode_cube({"2:c", "def"}),
            "\x01\x03"
            "2:c"
            "\x03"
            "def");
  EXPECT_EQ(encode_partition({"t", 3}),
            "\x01\x06\x01"
            "t");
  EXPECT_EQ(encode_group({{"502", ""}}),
            "\x01\x02\x03"
            "502"
            "\x00"s);
  EXPECT_EQ(encode_final(300), "\x01\xac\x02");
  EXPECT_EQ(encode_outbox({9, "t", "k", std::nullopt, {{"a", "b"}}}),
            "\x01\x01"
            "t"
            "\x01\x01"
            "k"
            "\x01\x01"
            "a"
            "\x01"
            "b");
  EXPECT_EQ(encode_outbox({9, "t", "k", std::nullopt, {{"a", std::nullopt}, {"b", ""}}}),
            "\x01\x01"
            "t"
            "\x05\x01"
            "k"
            "\x02\x01"
            "a"
            "\x00\x01"
            "b"
            "\x01\x00"s);
  EXPECT_EQ(encode_number(258), "\x00\x00\x00\x00\x00\x00\x01\x02"s);
  std::string ids;
  encode_ids(std::vector<model::EventId>{{1, 2}}, ids);
  EXPECT_EQ(ids,
            "\x01"
            "\x01\0\0\0\0\0\0\0"
            "\x02\0\0\0\0\0\0\0"s);

  model::PartitionMark mark{100, 99, 0x0102030405060708, -1, 4, {}};
  mark.tally = {20, 17, 1, {2, 0, 0, 0, 0, 0, 0}};
  EXPECT_EQ(encode_mark(mark),
            "\x01\xc8\x01\xc6\x01\x01\x02\x03\x04\x05\x06\x07\x08"
            "\x01\x08\x14\x11\x01\x07\x02\0\0\0\0\0\0"s);
}

TEST(Records, AMarkOfBeforeAReasonWasInventedIsRead) {
  const auto mark = decode_mark(
      "\x01\xc8\x01\xc6\x01\x01\x02\x03\x04\x05\x06\x07\x08\x01\x08\x14\x11\x01\x01\x02"s);
  ASSERT_TRUE(mark);
  EXPECT_EQ(mark->tally.refused[0], 2u);
  EXPECT_EQ(mark->tally.refused[6], 0u);
}

TEST(Records, NumbersOfAnySizeComeBack) {
  EXPECT_TRUE(rc::check([](std::int64_t value, std::uint64_t plain, int shift) {
    const int by = std::abs(shift % 64);
    std::string bytes;
    put_zigzag(bytes, value >> by);
    put_varint(bytes, plain >> by);
    put_ordered(bytes, value);
    ByteReader reader(bytes);
    RC_ASSERT(reader.zigzag() == value >> by);
    RC_ASSERT(reader.varint() == plain >> by);
    RC_ASSERT(reader.ordered() == value);
    RC_ASSERT(reader.whole());
  }));
  for (const std::int64_t edge : {INT64_MIN, INT64_MAX, std::int64_t{0}, std::int64_t{-1}}) {
    EXPECT_EQ(unzigzag(zigzag(edge)), edge);
  }
}

TEST(Records, OutboxEntriesComeBack) {
  EXPECT_TRUE(
      rc::check([](const std::string& topic, const std::string& key, const std::string& value,
                   const std::vector<std::pair<std::string, std::string>>& texts, bool has_key,
                   bool has_value, bool has_null) {
        std::vector<model::OutboxHeader> headers(texts.begin(), texts.end());
        for (std::size_t i = 0; has_null && i < headers.size(); i += 2) headers[i].second.reset();
        model::OutboxEntry entry{0, topic, std::nullopt, std::nullopt, headers};
        if (has_key) entry.key = key;
        if (has_value) entry.value = value;
        const auto back = decode_outbox(encode_outbox(entry));
        RC_ASSERT(back.has_value());
        RC_ASSERT(back->topic == topic);
        RC_ASSERT(back->key == entry.key);
        RC_ASSERT(back->value == entry.value);
        RC_ASSERT(back->headers == headers);
      }));
}

TEST(Records, GroupsCubesPartitionsAndIdsComeBack) {
  EXPECT_TRUE(rc::check([](const std::vector<std::string>& members, const std::string& text,
                           std::int32_t number, const std::vector<std::uint64_t>& halves) {
    RC_ASSERT(decode_group(encode_group({members})) == model::GroupKey{members});
    RC_ASSERT(decode_cube(encode_cube({text, "d" + text})) == (CubeRecord{text, "d" + text}));
    RC_ASSERT(decode_partition(encode_partition({text, number})) ==
              (model::PartitionName{text, number}));
    std::vector<model::EventId> ids;
    for (const std::uint64_t half : halves) ids.push_back({half, ~half});
    std::string bytes;
    encode_ids(ids, bytes);
    std::vector<model::EventId> back(3);
    RC_ASSERT(decode_ids(bytes, back));
    RC_ASSERT(back == ids);
  }));
}

TEST(Records, EveryCutAndEveryAddedByteIsRefused) {
  const std::vector<std::string> whole = {
      encode_cube({"2:c", "def"}),
      encode_partition({"t", 3}),
      encode_mark({}),
      encode_group({{"502", "x"}}),
      encode_final(300),
      encode_outbox({9, "t", "k", "v", {{"a", "b"}, {"c", std::nullopt}}}),
      encode_number(7)};
  for (std::size_t kind = 0; kind < whole.size(); ++kind) {
    const auto accepted = [&](std::string_view bytes) {
      switch (kind) {
        case 0: return decode_cube(bytes).has_value();
        case 1: return decode_partition(bytes).has_value();
        case 2: return decode_mark(bytes).has_value();
        case 3: return decode_group(bytes).has_value();
        case 4: return decode_final(bytes).has_value();
        case 5: return decode_outbox(bytes).has_value();
        default: return decode_number(bytes).has_value();
      }
    };
    EXPECT_TRUE(accepted(whole[kind])) << kind;
    EXPECT_FALSE(accepted(whole[kind] + "x")) << kind;
    for (std::size_t cut = 0; cut < whole[kind].size(); ++cut) {
      EXPECT_FALSE(accepted(whole[kind].substr(0, cut))) << kind << " cut at " << cut;
    }
  }
  std::vector<model::EventId> ids;
  EXPECT_FALSE(decode_ids("", ids));
  EXPECT_FALSE(
      decode_ids("\x01"
                 "123",
                 ids));
  EXPECT_FALSE(decode_ids("\x02", ids));
  EXPECT_TRUE(decode_ids("\x01", ids));
}

TEST(Records, ALengthBeyondTheEndIsRefusedWithoutTakingMemory) {
  EXPECT_FALSE(decode_group("\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f"));
  EXPECT_FALSE(decode_cube("\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f"));
}

}  // namespace
}  // namespace ioc::storage::records_test
