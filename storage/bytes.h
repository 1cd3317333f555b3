// The few ways numbers and texts become bytes. Big-endian numbers sort as they count; a signed one
// has its highest bit turned, so that negative numbers come first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ioc::storage {

inline void put_byte(std::string& out, std::uint8_t value) {
  out.push_back(static_cast<char>(value));
}
inline void put_big32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    put_byte(out, static_cast<std::uint8_t>(value >> shift));
}
inline void put_big64(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8)
    put_byte(out, static_cast<std::uint8_t>(value >> shift));
}
inline constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;
inline void put_ordered(std::string& out, std::int64_t value) {
  put_big64(out, static_cast<std::uint64_t>(value) ^ kSignBit);
}
inline void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) put_byte(out, static_cast<std::uint8_t>(value | 0x80));
  put_byte(out, static_cast<std::uint8_t>(value));
}
// 0, -1, 1, -2, … become 0, 1, 2, 3, …, so that small numbers of either sign are short.
inline std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (0 - (value & 1)));
}
inline void put_zigzag(std::string& out, std::int64_t value) { put_varint(out, zigzag(value)); }
inline void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out.append(text);
}

// Role: takes apart what the functions above wrote. After a fault every answer is 0 or empty, and
// `whole` tells at the end, so that decoders need no check at each step.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte() {
    if (rest_.empty()) return fail();
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint32_t big32() { return static_cast<std::uint32_t>(big(4)); }
  std::uint64_t big64() { return big(8); }
  std::int64_t ordered() { return static_cast<std::int64_t>(big(8) ^ kSignBit); }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      if (shift == 63 && next > 1) return fail();
      value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
      if (next < 0x80) return value;
    }
    return fail();
  }
  std::int64_t zigzag() { return unzigzag(varint()); }
  std::string_view text() { return take(varint()); }
  std::string_view take(std::uint64_t size_bytes) {
    if (size_bytes > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view part = rest_.substr(0, size_bytes);
    rest_.remove_prefix(size_bytes);
    return part;
  }
  std::string_view rest() const { return rest_; }
  // Everything was there, and nothing is left.
  bool whole() const { return !failed_ && rest_.empty(); }
  bool failed() const { return failed_; }

 private:
  std::uint8_t fail() {
    failed_ = true;
    rest_ = {};
    return 0;
  }
  std::uint64_t big(int size_bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < size_bytes; ++i) value = value << 8 | byte();
    return value;
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace ioc::storage
