// SHA-256 (FIPS 180-4), for the hashes of snapshots.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ioc::storage {

// Role: hashes bytes as they come.  Cost: about 4 ns a byte.
class Sha256 {
 public:
  void update(std::string_view bytes);
  // 64 hex digits; the object is used up.
  std::string finish();

 private:
  void block(const unsigned char* bytes);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> waiting_{};
  std::size_t waiting_bytes_ = 0;
  std::uint64_t size_bytes_ = 0;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace ioc::storage
