#include "ingest/decoder_units.h"

#include <bit>
#include <cstring>

namespace ioc::ingest {
namespace {

constexpr std::size_t kCodeBytes = 8;

// Texts of one size from 1 to 8 bytes have equal words only when they are equal.
std::uint64_t word_of(std::string_view code) {
  if (code.size() >= 4) {
    std::uint32_t first;
    std::uint32_t last;
    std::memcpy(&first, code.data(), sizeof first);
    std::memcpy(&last, code.data() + code.size() - sizeof last, sizeof last);
    return std::uint64_t{last} << 32 | first;
  }
  std::uint64_t word = 0;
  for (const char c : code) word = word << 8 | static_cast<unsigned char>(c);
  return word;
}

}  // namespace

UnitCodes::UnitCodes(const model::UnitTree& units) : units_(units) {
  slots_.resize(std::bit_ceil(2 * units.all().size() + 2));
  shift_ = 64 - std::countr_zero(slots_.size());
  for (std::size_t i = 0; i < units.all().size(); ++i) {
    const std::string_view code = units.all()[i].code;
    if (code.empty() || code.size() > kCodeBytes) continue;
    const std::uint64_t word = word_of(code);
    std::size_t slot = slot_of(word);
    while (slots_[slot].size != 0) slot = (slot + 1) % slots_.size();
    slots_[slot] = {word, code.size(), static_cast<model::UnitIndex>(i)};
  }
}

std::size_t UnitCodes::slot_of(std::uint64_t word) const {
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;  // spreads neighbouring codes
  return static_cast<std::size_t>(word * kGolden >> shift_);
}

model::UnitIndex UnitCodes::find(std::string_view code) const {
  if (code.empty() || code.size() > kCodeBytes) return units_.find(code);
  const std::uint64_t word = word_of(code);
  for (std::size_t slot = slot_of(word);; slot = (slot + 1) & (slots_.size() - 1)) {
    const Slot& here = slots_[slot];
    if (here.size == 0) return model::kNoUnit;
    if (here.word == word && here.size == code.size()) return here.unit;
  }
}

}  // namespace ioc::ingest
