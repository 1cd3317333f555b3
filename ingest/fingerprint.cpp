// The fingerprint of a record: three parts, each hashed with the one before as its seed.
//
//   h1 = XXH3-64(key,   seed 1 if there is a key, 0 if not)
//   h2 = XXH3-64(value, seed h1 xor 1 if there is a value, h1 if not)
//   h3 = XXH3-64(timestamp as 8 little-endian bytes, seed h2)
#include "ingest/fingerprint.h"

#include <xxhash.h>

#include <array>

namespace ioc::ingest {

std::uint64_t fingerprint(const model::Record& record) {
  const std::string_view key = record.key.value_or(std::string_view());
  const std::string_view value = record.value.value_or(std::string_view());
  std::uint64_t hash = XXH3_64bits_withSeed(key.data(), key.size(), record.key ? 1 : 0);
  hash = XXH3_64bits_withSeed(value.data(), value.size(), record.value ? hash ^ 1 : hash);
  std::array<unsigned char, 8> time;
  for (std::size_t i = 0; i < time.size(); ++i) {
    time[i] =
        static_cast<unsigned char>(static_cast<std::uint64_t>(record.timestamp_ms) >> (8 * i));
  }
  return XXH3_64bits_withSeed(time.data(), time.size(), hash);
}

}  // namespace ioc::ingest
