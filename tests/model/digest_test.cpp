// Digests: exact bytes, the same for any order and grouping, and the error of the estimate.
#include "model/digest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <vector>

namespace ioc::model::digest_test {
namespace {

using namespace std::string_literals;
using Random = std::mt19937_64;

Digest distinct_of(const std::vector<std::int64_t>& values) {
  Digest digest;
  for (const std::int64_t value : values) add_distinct(digest, value_hash(value));
  return digest;
}

Digest merged(SlotKind kind, const Digest& a, const Digest& b) {
  Digest out = a;
  merge_digest(kind, out, b);
  return out;
}

// Merges neighbours chosen by chance until one is left.
Digest merged_anyhow(SlotKind kind, std::vector<Digest> digests, Random& random) {
  std::shuffle(digests.begin(), digests.end(), random);
  while (digests.size() > 1) {
    const std::size_t at = random() % (digests.size() - 1);
    digests[at] = merged(kind, digests[at], digests[at + 1]);
    digests.erase(digests.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  return digests.front();
}

TEST(Digest, HashesOfValuesNeverChange) {
  EXPECT_EQ(value_hash(std::int64_t{0}), 0xe220a8397b1dcdafu);  // the first of SplitMix64(0)
  EXPECT_EQ(value_hash(std::int64_t{-1}), 0xe4d971771b652c20u);
  EXPECT_EQ(value_hash(""), value_hash(std::int64_t{0}));
  EXPECT_EQ(value_hash("P1"), 0x3a687c7fd8a912cfu);
  EXPECT_EQ(value_hash("Quảng Nam, 2020-10-15"), 0xb4603fc5131f5b57u);
}

TEST(Digest, HashesTellTextsApartThatDifferOnlyInTheirEnd) {
  std::set<std::uint64_t> hashes;
  std::size_t count = 0;
  for (std::size_t length = 0; length < 40; ++length) {
    hashes.insert(value_hash(std::string(length, '\0')));
    hashes.insert(value_hash(std::string(length, 'x') + "1"));
    hashes.insert(value_hash(std::string(length, 'x') + "2"));
    count += 3;
  }
  EXPECT_EQ(hashes.size(), count);
}

TEST(Digest, IsExactUpTo256ValuesHoweverTheyCame) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed);
    const std::size_t count = seed <= 20 ? kDistinctExactMax - seed % 3 : random() % 257;
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<std::int64_t>(random()));
    const Digest once = distinct_of(values);
    ASSERT_EQ(count_distinct(once), static_cast<std::int64_t>(count));
    std::vector<Digest> parts(1 + random() % 9);
    for (int round = 0; round < 2; ++round) {
      for (const std::int64_t value : values) {
        add_distinct(parts[random() % parts.size()], value_hash(value));
      }
    }
    ASSERT_EQ(merged_anyhow(SlotKind::distinct, parts, random), once) << seed;
  }
}

TEST(Digest, OneSetHasOneDigestAlsoAcrossTheBoundOf256) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Random random(seed);
    std::vector<std::int64_t> values;
    for (std::size_t i = random() % 1500; i > 0; --i) {
      values.push_back(static_cast<std::int64_t>(random() % 2000));
    }
    const Digest once = distinct_of(values);
    std::shuffle(values.begin(), values.end(), random);
    ASSERT_EQ(distinct_of(values), once);
    std::vector<Digest> parts(1 + random() % 12);
    for (const std::int64_t value : values) {
      add_distinct(parts[random() % parts.size()], value_hash(value));
      add_distinct(parts[random() % parts.size()], value_hash(value));
    }
    ASSERT_EQ(merged_anyhow(SlotKind::distinct, parts, random), once) << seed;
    ASSERT_EQ(once.size() == kDistinctRegisters,
              std::set(values.begin(), values.end()).size() > kDistinctExactMax);
    ASSERT_TRUE(is_digest(SlotKind::distinct, once));
  }
}

TEST(Digest, MoreThan256ValuesAreNeverToldAsFewer) {
  std::vector<std::int64_t> values;
  for (std::int64_t value = 0; value < 257; ++value) values.push_back(value);
  for (std::int64_t seed = 0; seed < 200; ++seed) {
    for (std::int64_t& value : values) value += 1000;
    EXPECT_GE(count_distinct(distinct_of(values)), 257);
  }
}

// The mean of the relative errors of many sets, and how far they spread.
struct Errors {
  double mean = 0;
  double deviation = 0;
};
Errors errors_of(std::int64_t cardinality, std::int64_t sets) {
  double sum = 0, squares = 0;
  for (std::int64_t set = 0; set < sets; ++set) {
    Digest digest;
    for (std::int64_t i = 0; i < cardinality; ++i) {
      add_distinct(digest, value_hash(set * 10'000'000 + i));
    }
    const double error = static_cast<double>(count_distinct(digest) - cardinality) /
                         static_cast<double>(cardinality);
    sum += error;
    squares += error * error;
  }
  const auto n = static_cast<double>(sets);
  return {sum / n, std::sqrt(squares / n)};
}

TEST(Digest, TheStandardErrorOfACountIsUnderTwoPerCent) {
  struct Case {
    std::int64_t cardinality, sets;
  };
  for (const auto& [cardinality, sets] :
       {Case{300, 400}, Case{500, 400}, Case{1'000, 400}, Case{3'000, 400}, Case{8'000, 400},
        Case{12'000, 400}, Case{20'000, 200}, Case{60'000, 100}, Case{200'000, 60},
        Case{1'000'000, 40}}) {
    const Errors errors = errors_of(cardinality, sets);
    RecordProperty("deviation_ppm_" + std::to_string(cardinality),
                   static_cast<int>(errors.deviation * 1e6));
    EXPECT_LT(errors.deviation, 0.02) << cardinality;
    // No bias: the mean of so many is within three standard errors of none.
    EXPECT_LT(std::abs(errors.mean), 3 * 0.0163 / std::sqrt(static_cast<double>(sets)))
        << cardinality;
  }
}

TEST(Digest, TextsAreEstimatedAsWellAsNumbers) {
  Digest digest;
  for (int i = 0; i < 50'000; ++i) add_distinct(digest, value_hash("P" + std::to_string(i)));
  EXPECT_NEAR(static_cast<double>(count_distinct(digest)), 50'000, 50'000 * 0.049);
}

TEST(Digest, TheLatestHasItsExactBytes) {
  Digest digest;
  add_latest(digest, {1, "e1", "/s"}, "đ");
  EXPECT_EQ(digest, "\x80\0\0\0\0\0\0\x01\x02\0\0\0e1\x02\0\0\0/s\xc4\x91"s);
  EXPECT_EQ(latest_text(digest), "đ");
  add_latest(digest, {2, "", "/s"}, std::int64_t{-2});
  EXPECT_EQ(digest, "\x80\0\0\0\0\0\0\x02\0\0\0\0\x02\0\0\0/s\x7f\xff\xff\xff\xff\xff\xff\xfe"s);
  EXPECT_EQ(latest_number(digest), -2);
}

TEST(Digest, OfOneInstantTheGreatestIdThenSourceThenValueIsTheLatest) {
  const std::vector<std::pair<EventPlace, std::string>> rising = {
      {{-5, "z", "/z"}, "z"}, {{3, "", "/a"}, "m"},   {{3, "1", "/b"}, "l"}, {{3, "10", "/a"}, "k"},
      {{3, "2", "/a"}, "j"},  {{3, "2", "/a2"}, "a"}, {{3, "2", "/b"}, "a"}, {{3, "2", "/b"}, "b"},
      {{3, "ẻ", "/a"}, "a"},  {{4, "", ""}, ""}};
  Random random(7);
  for (std::size_t last = 0; last < rising.size(); ++last) {
    std::vector<Digest> digests;
    for (std::size_t i = 0; i <= last; ++i) {
      add_latest(digests.emplace_back(), rising[i].first, rising[i].second);
      ASSERT_TRUE(is_digest(SlotKind::latest, digests.back()));
    }
    for (int round = 0; round < 20; ++round) {
      ASSERT_EQ(merged_anyhow(SlotKind::latest, digests, random), digests[last]) << last;
    }
  }
}

TEST(Digest, AnEmptyDigestChangesNothing) {
  for (const SlotKind kind : {SlotKind::distinct, SlotKind::latest}) {
    Digest digest;
    if (kind == SlotKind::latest) {
      add_latest(digest, {1, "a", "b"}, std::int64_t{7});
    } else {
      digest = distinct_of({1, 2, 3});
    }
    EXPECT_EQ(merged(kind, digest, {}), digest);
    EXPECT_EQ(merged(kind, {}, digest), digest);
    EXPECT_TRUE(is_digest(kind, {}));
  }
  EXPECT_EQ(count_distinct({}), 0);
}

TEST(Digest, DamagedBytesAreNoDigest) {
  const Digest exact = distinct_of({1, 2, 3});
  EXPECT_FALSE(is_digest(SlotKind::distinct, exact.substr(1)));
  EXPECT_FALSE(is_digest(SlotKind::distinct, exact + exact)) << "not rising";
  Digest registers(kDistinctRegisters, '\0');
  EXPECT_TRUE(is_digest(SlotKind::distinct, registers));
  registers[9] = 54;
  EXPECT_FALSE(is_digest(SlotKind::distinct, registers));
  EXPECT_FALSE(is_digest(SlotKind::distinct, registers + registers));
  Digest latest;
  add_latest(latest, {1, "e1", "/s"}, "");
  EXPECT_FALSE(is_digest(SlotKind::latest, std::string_view(latest).substr(0, latest.size() - 1)));
  EXPECT_FALSE(is_digest(SlotKind::latest, "12345678\xff\xff\xff\xff"));
}

}  // namespace
}  // namespace ioc::model::digest_test
