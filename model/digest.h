// What a row remembers of values that no fixed number of words can hold: a digest, bytes of varying
// length beside the row's words. There are two kinds of slot with one.
//
// `distinct`: the set of the values' hashes. Up to 256 values it is exact: their hashes, 8 bytes
// each, lowest byte first, rising. Beyond it is a HyperLogLog (Flajolet, Fusy, Gandouet, Meunier,
// 2007) of 4096 registers of a byte: a hash's low 12 bits number its register, which holds the
// highest 1 + count of leading zeros of the other 52 bits. The standard error is 1.04 / sqrt(4096),
// 1.63 %. It is read with the improved estimator of Otmar Ertl, "New cardinality estimation
// algorithms for HyperLogLog sketches" (arXiv:1702.01284, 2017, algorithm 6), which needs neither a
// table of biases nor a second formula for few values. The number of bytes tells which of the two
// it is: 0 to 2048, or 4096.
//
// `latest`: the value of the latest event in the order (time, id, source):
//
//   8 bytes      time in ms, highest byte first, its sign turned
//   4, n bytes   length of the id, lowest byte first, and the id
//   4, n bytes   the same of the source
//   the rest     the value: a text, or a number as 8 bytes, highest first, its sign turned
//
// Either is a function of the set of what was added, so that order, repetition and the grouping of
// merges never show in a byte. An empty one stands for nothing added.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/plan.h"

namespace ioc::model {

using Digest = std::string;

inline constexpr std::size_t kDistinctExactMax = 256;
inline constexpr std::size_t kDistinctRegisters = 4096;

// The fixed hash of a value: the same in all versions and on all machines. A text is read in words
// of 8 bytes, lowest byte first, the last filled up with zeros; each is joined by XOR and the whole
// is stirred (the finalizer of SplitMix64: Steele, Lea, Flood, 2014), beginning with the length. A
// number is stirred as it is. Among 256 values two hashes meet once in 10^15 sets.
std::uint64_t value_hash(std::string_view text);
std::uint64_t value_hash(std::int64_t number);

void add_distinct(Digest& digest, std::uint64_t hash);
// How many values: exact up to kDistinctExactMax, else an estimate that is above it.
std::int64_t count_distinct(std::string_view digest);

// An event's place in the order of its stream.
struct EventPlace {
  std::int64_t time_ms = 0;
  std::string_view id;
  std::string_view source;
};
// Of two events of one place, which only different partitions can hold, the greater value stays.
void add_latest(Digest& digest, const EventPlace& place, std::string_view text);
void add_latest(Digest& digest, const EventPlace& place, std::int64_t number);
// The value of a digest that is not empty.
std::string_view latest_text(std::string_view digest);
std::int64_t latest_number(std::string_view digest);

// Adds all that `from` was made of. `kind` is distinct or latest; both are digests of that kind.
void merge_digest(SlotKind kind, Digest& into, std::string_view from);

// Whether the bytes can be a digest of that kind, for those read from a disk.
bool is_digest(SlotKind kind, std::string_view bytes);

}  // namespace ioc::model
