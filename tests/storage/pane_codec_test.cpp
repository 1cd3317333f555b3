// Chunks as bytes: exact bytes, round trips, damage, and merging beside a naive map.
#include "storage/pane_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <bit>
#include <map>

#include "model/pane_rows.h"
#include "model/partials.h"
#include "tests/storage/naive_state.h"

namespace ioc::storage::pane_codec_test {
namespace {

using model::CubePlan;
using model::PaneRows;
using model::SlotKind;
using namespace std::string_literals;

CubePlan any_cube() {
  const auto kinds = *rc::gen::container<std::vector<SlotKind>>(
      rc::gen::element(SlotKind::count, SlotKind::sum, SlotKind::minimum, SlotKind::maximum));
  return testing::cube_of("any", kinds);
}

CubePlan any_cube_with_digests() {
  return testing::cube_of(
      "digests", {SlotKind::count, *rc::gen::element(SlotKind::distinct, SlotKind::latest)});
}

model::Digest any_digest(SlotKind kind) {
  model::Digest digest;
  const auto values = *rc::gen::element(0, 1, 3, 300);
  const auto first = *rc::gen::inRange<std::int64_t>(0, 1000);
  for (int i = 0; i < values; ++i) {
    if (kind == SlotKind::distinct) {
      model::add_distinct(digest, model::value_hash(first + i));
    } else {
      model::add_latest(digest, {first, "id", "source"}, std::to_string(first));
    }
  }
  return digest;
}

std::int64_t any_word() {
  const auto word = *rc::gen::arbitrary<std::uint64_t>();
  const auto shift = *rc::gen::inRange(0, 64);
  return *rc::gen::element(static_cast<std::int64_t>(word) >> shift,
                           static_cast<std::int64_t>(word >> shift), std::int64_t{0}, INT64_MAX,
                           INT64_MIN);
}

PaneRows any_rows(const CubePlan& cube) {
  PaneRows rows;
  rows.present = *rc::gen::arbitrary<std::uint64_t>() & *rc::gen::arbitrary<std::uint64_t>();
  if (*rc::gen::inRange(0, 8) == 0) rows.present = UINT64_MAX;
  for (int row = std::popcount(rows.present); row > 0; --row) {
    rows.words.push_back(*rc::gen::inRange<std::int64_t>(0, 1'700'000'000'000));
    for (int word = 1; word < cube.row_words; ++word) rows.words.push_back(any_word());
    if (cube.has_digests()) rows.digests.push_back(any_digest(cube.digest_kind()));
  }
  return rows;
}

TEST(PaneCodec, AChunkHasItsExactBytes) {
  const CubePlan cube =
      testing::cube_of("x", {SlotKind::count, SlotKind::sum, SlotKind::minimum, SlotKind::maximum});
  PaneRows rows{0b101, {}};
  rows.words = {1000, 3, -300, -1, INT64_MAX, INT64_MIN,  // the sum is -300
                998,  0, 1,    0,  -1,        70000};
  std::string bytes;
  encode_pane(cube, rows, bytes);
  EXPECT_EQ(bytes,
            "\x01"                              // format
            "\x05\x00\x00\x00\x00\x00\x00\x00"  // rows 0 and 2
            "\xe8\x03\x00\x00\x00\x00\x00\x00"  // newest revision 1000
            "\x10\x02\x88\x01\x01\x31"          // bytes of each word, low half first
            "\x06"                              // row 0: at revision 1000, 3
            "\x57\x02"                          // -300
            "\xfe\xff\xff\xff\xff\xff\xff\xff"  // no minimum yet
            "\xff\xff\xff\xff\xff\xff\xff\xff"  // no maximum yet
            "\x02"                              // row 2: at revision 998; count 0 takes no byte
            "\x02"                              // 1
            "\x01"                              // -1
            "\xe0\x22\x02"s);                   // 70000
}

TEST(PaneCodec, AnEmptyChunkIsItsHeader) {
  std::string bytes;
  encode_pane(testing::test_cubes()[0], {}, bytes);
  EXPECT_EQ(bytes, "\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"s);
}

TEST(PaneCodec, EveryChunkComesBack) {
  EXPECT_TRUE(rc::check([] {
    const CubePlan cube = any_cube();
    const PaneRows rows = any_rows(cube);
    std::string bytes;
    encode_pane(cube, rows, bytes);
    PaneRows back{7, {1, 2, 3}};
    RC_ASSERT(decode_pane(cube, bytes, back));
    RC_ASSERT(back.present == rows.present);
    RC_ASSERT(back.words == rows.words);
  }));
}

TEST(PaneCodec, BytesCutOffOrAddedAreRefusedAndNoDamageIsReadBeyondTheEnd) {
  EXPECT_TRUE(rc::check([] {
    const CubePlan cube = any_cube();
    std::string bytes;
    encode_pane(cube, any_rows(cube), bytes);
    PaneRows back;
    bytes.push_back('x');
    RC_ASSERT(!decode_pane(cube, bytes, back));
    bytes.pop_back();
    RC_ASSERT(
        !decode_pane(cube, bytes.substr(0, *rc::gen::inRange<std::size_t>(0, bytes.size())), back));
    // Any other byte: no crash (the sanitizers watch), and a whole chunk if it says so.
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] ^= *rc::gen::inRange(1, 256);
    if (decode_pane(cube, bytes, back)) RC_ASSERT(well_formed(cube, back));
  }));
}

TEST(PaneCodec, DigestsStandBehindTheWords) {
  const CubePlan cube = testing::cube_of("x", {SlotKind::count, SlotKind::distinct});
  PaneRows rows{0b101, {7, 3, 7, 1}, {"\x08\0\0\0\0\0\0\x01"s, ""s}};
  std::string bytes;
  encode_pane(cube, rows, bytes);
  EXPECT_EQ(bytes,
            "\x02"                                  // format
            "\x05\x00\x00\x00\x00\x00\x00\x00"      // rows 0 and 2
            "\x07\x00\x00\x00\x00\x00\x00\x00"      // newest revision 7
            "\x10\x10"                              // bytes of each word, low half first
            "\x06\x02"                              // counts 3 and 1
            "\x08\x08\x00\x00\x00\x00\x00\x00\x01"  // a digest of 8 bytes
            "\x00"s);                               // an empty one
  PaneRows back;
  ASSERT_TRUE(decode_pane(cube, bytes, back));
  EXPECT_EQ(back.digests, rows.digests);
  EXPECT_FALSE(decode_pane(cube, bytes.substr(0, bytes.size() - 1), back));
  EXPECT_FALSE(decode_pane(cube, bytes + "\0"s, back));
  EXPECT_FALSE(decode_pane(testing::cube_of("y", {SlotKind::count}), bytes, back));
  rows.digests.pop_back();
  EXPECT_FALSE(well_formed(cube, rows));
}

TEST(PaneCodec, ChunksWithDigestsComeBackAsTheyWereAndMergeRowByRow) {
  EXPECT_TRUE(rc::check([] {
    const CubePlan cube = any_cube_with_digests();
    std::map<int, model::Digest> naive;
    PaneRows merged;
    for (int round = 0; round < 3; ++round) {
      PaneRows change = any_rows(cube);
      for (std::size_t word = 1; word < change.words.size(); word += 2) change.words[word] = 1;
      std::string bytes;
      encode_pane(cube, change, bytes);
      PaneRows back{7, {1, 2, 3}, {"x"s}};
      RC_ASSERT(decode_pane(cube, bytes, back));
      RC_ASSERT(back.present == change.present);
      RC_ASSERT(back.words == change.words);
      RC_ASSERT(back.digests == change.digests);
      model::merge_pane(cube, merged, back);
      RC_ASSERT(well_formed(cube, merged));
      std::size_t at = 0;
      for (int row = 0; row < 64; ++row) {
        if ((change.present >> row & 1) == 0) continue;
        model::merge_digest(cube.digest_kind(), naive[row], change.digests[at++]);
      }
    }
    std::size_t at = 0;
    for (const auto& [row, digest] : naive) RC_ASSERT(merged.digests[at++] == digest);
  }));
}

TEST(PaneCodec, AnotherFormatIsRefused) {
  std::string bytes;
  encode_pane(testing::test_cubes()[0], {}, bytes);
  bytes[0] = 2;
  PaneRows back;
  EXPECT_FALSE(decode_pane(testing::test_cubes()[0], bytes, back));
}

TEST(PaneCodec, MergingEqualsANaiveMapOfRows) {
  EXPECT_TRUE(rc::check([] {
    CubePlan cube = any_cube();
    // Sums of arbitrary 128 bits would overflow; counts too: only small ones are added here.
    const auto tamed = [&] {
      PaneRows rows = any_rows(cube);
      for (std::size_t row = 0; row < rows.words.size();
           row += static_cast<std::size_t>(cube.row_words)) {
        for (const model::Slot& slot : cube.slots) {
          std::int64_t* word = rows.words.data() + row + slot.word;
          if (slot.kind == SlotKind::count) *word /= 8;
          if (slot.kind == SlotKind::sum) model::store_wide(word, model::load_wide(word) / 8);
        }
      }
      return rows;
    };
    std::map<int, std::vector<std::int64_t>> naive;
    PaneRows merged;
    for (int round = 0; round < 3; ++round) {
      const PaneRows change = tamed();
      model::merge_pane(cube, merged, change);
      std::size_t at = 0;
      for (int row = 0; row < 64; ++row) {
        if ((change.present >> row & 1) == 0) continue;
        const std::int64_t* words = change.words.data() + at;
        at += static_cast<std::size_t>(cube.row_words);
        const auto [entry, is_new] = naive.try_emplace(row, words, words + cube.row_words);
        if (!is_new) model::merge_row(cube, entry->second.data(), words);
      }
    }
    PaneRows expected;
    for (const auto& [row, words] : naive) {
      expected.present |= 1ull << row;
      expected.words.insert(expected.words.end(), words.begin(), words.end());
    }
    RC_ASSERT(merged.present == expected.present);
    RC_ASSERT(merged.words == expected.words);
  }));
}

TEST(PaneCodec, ALayoutIsTextAndSlotsThatLeaveAGapAreRefused) {
  EXPECT_EQ(layout_text(testing::test_cubes()[0]).value(), "6:csmM");
  EXPECT_EQ(layout_text(testing::test_cubes()[1]).value(), "2:c");
  EXPECT_EQ(layout_text(testing::cube_of("d", {SlotKind::count, SlotKind::distinct})).value(),
            "2:cd");
  EXPECT_EQ(layout_text(testing::cube_of("l", {SlotKind::latest, SlotKind::count})).value(),
            "2:lc");
  CubePlan gap = testing::test_cubes()[0];
  gap.row_words = 7;
  EXPECT_FALSE(layout_text(gap).ok());
  CubePlan swapped = testing::test_cubes()[0];
  std::swap(swapped.slots[0], swapped.slots[1]);
  EXPECT_FALSE(layout_text(swapped).ok());
}

}  // namespace
}  // namespace ioc::storage::pane_codec_test
