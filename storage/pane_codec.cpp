// Chunks of pane rows as bytes.
//
//   byte 0       1: the format
//   bytes 1-8    the rows present, bit i for row i, little-endian
//   bytes 9-16   the highest revision of the rows, little-endian
//   controls     half a byte for each word, the even word's in the low half: 0 to 8, its bytes
//   data         the words' low bytes, little-endian, one after the other
//
// Of a cube with digests byte 0 is 2, and behind the data stand the rows' digests, each behind its
// length as a varint.
#include "storage/pane_codec.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "model/pane_rows.h"
#include "model/partials.h"
#include "storage/bytes.h"

namespace ioc::storage {
namespace {

using model::CubePlan;
using model::PaneRows;
using model::row_count;
using model::Slot;
using model::SlotKind;
using WideBits = unsigned __int128;

static_assert(std::endian::native == std::endian::little,
              "words are stored as the machine has them");

constexpr char kPaneFormat = 1;
constexpr char kPaneFormatWithDigests = 2;
constexpr std::size_t kHeaderBytes = 17;

char format_of(const CubePlan& cube) {
  return cube.has_digests() ? kPaneFormatWithDigests : kPaneFormat;
}
constexpr char letter_of(SlotKind kind) {
  switch (kind) {
    case SlotKind::count: return 'c';
    case SlotKind::sum: return 's';
    case SlotKind::minimum: return 'm';
    case SlotKind::maximum: return 'M';
    case SlotKind::distinct: return 'd';
    case SlotKind::latest: return 'l';
  }
  return '?';
}

WideBits zigzag_wide(model::WideInt value) {
  return (static_cast<WideBits>(value) << 1) ^ static_cast<WideBits>(value >> 127);
}
model::WideInt unzigzag_wide(WideBits value) {
  return static_cast<model::WideInt>((value >> 1) ^ (WideBits{0} - (value & 1)));
}

// Writes words; `data` has eight bytes of room beyond the last word.
struct WordWriter {
  unsigned char* controls;
  char* data;
  std::size_t index = 0;

  void put(std::uint64_t word) {
    const unsigned size_bytes = (71u - static_cast<unsigned>(std::countl_zero(word))) / 8;
    controls[index / 2] |= static_cast<unsigned char>(size_bytes << (index % 2 * 4));
    ++index;
    std::memcpy(data, &word, 8);
    data += size_bytes;
  }
};

constexpr std::uint64_t kMasks[9] = {
    0,    0xff, 0xffff, 0xffffff, 0xffffffff, (1ull << 40) - 1, (1ull << 48) - 1, (1ull << 56) - 1,
    ~0ull};

// Reads words; the controls were checked against the length before.
struct WordReader {
  const unsigned char* controls;
  const char* data;
  const char* end;
  std::size_t index = 0;

  std::uint64_t get() {
    const unsigned size_bytes = (controls[index / 2] >> (index % 2 * 4)) & 15;
    ++index;
    std::uint64_t word = 0;
    if (end - data >= 8) [[likely]] {
      std::memcpy(&word, data, 8);
      word &= kMasks[size_bytes];
    } else {
      std::memcpy(&word, data, size_bytes);
    }
    data += size_bytes;
    return word;
  }
};

// The bytes that the controls promise; SIZE_MAX when one of them is no length.
std::size_t promised_bytes(const unsigned char* controls, std::size_t word_count) {
  std::size_t sum = 0;
  bool fault = word_count % 2 != 0 && controls[word_count / 2] > 15;
  for (std::size_t i = 0; i < (word_count + 1) / 2; ++i) {
    const unsigned low = controls[i] & 15;
    const unsigned high = controls[i] >> 4;
    sum += low + high;
    fault |= low > 8 || high > 8;
  }
  return fault ? SIZE_MAX : sum;
}

std::uint64_t newest_revision(const PaneRows& rows, std::size_t row_words) {
  std::uint64_t newest = 0;
  for (std::size_t word = 0; word < rows.words.size(); word += row_words) {
    newest = std::max(newest, static_cast<std::uint64_t>(rows.words[word]));
  }
  return newest;
}

}  // namespace

model::Result<std::string> layout_text(const CubePlan& cube) {
  std::string text = std::to_string(cube.row_words) + ":";
  int word = 1;
  for (const Slot& slot : cube.slots) {
    if (slot.word != word) word = INT32_MAX / 2;
    word += model::words_of(slot.kind);
    text.push_back(letter_of(slot.kind));
  }
  if (word != cube.row_words) {
    return model::Error{model::ErrorCode::internal, "slots do not fill the row", cube.definition};
  }
  return text;
}

bool well_formed(const CubePlan& cube, const PaneRows& rows) {
  const std::size_t digest_count = cube.has_digests() ? row_count(rows) : 0;
  return rows.digests.size() == digest_count &&
         rows.words.size() == row_count(rows) * static_cast<std::size_t>(cube.row_words);
}

void encode_pane(const CubePlan& cube, const PaneRows& rows, std::string& out) {
  const auto row_words = static_cast<std::size_t>(cube.row_words);
  const std::uint64_t newest = newest_revision(rows, row_words);
  const std::size_t control_bytes = (rows.words.size() + 1) / 2;
  out.clear();
  out.resize(kHeaderBytes + control_bytes + rows.words.size() * 8 + 8);
  out[0] = format_of(cube);
  std::memcpy(out.data() + 1, &rows.present, 8);
  std::memcpy(out.data() + 9, &newest, 8);

  WordWriter writer{reinterpret_cast<unsigned char*>(out.data()) + kHeaderBytes,
                    out.data() + kHeaderBytes + control_bytes};
  const std::int64_t* const end = rows.words.data() + rows.words.size();
  for (const std::int64_t* row = rows.words.data(); row != end; row += row_words) {
    writer.put(newest - static_cast<std::uint64_t>(row[0]));
    for (const Slot& slot : cube.slots) {
      if (model::words_of(slot.kind) == 0) continue;
      if (slot.kind == SlotKind::sum) {
        const WideBits wide = zigzag_wide(model::load_wide(row + slot.word));
        writer.put(static_cast<std::uint64_t>(wide));
        writer.put(static_cast<std::uint64_t>(wide >> 64));
      } else {
        writer.put(zigzag(row[slot.word]));
      }
    }
  }
  out.resize(static_cast<std::size_t>(writer.data - out.data()));
  for (const model::Digest& digest : rows.digests) put_text(out, digest);
}

namespace {

bool decode_digests(const CubePlan& cube, std::string_view bytes, PaneRows& rows) {
  rows.digests.resize(cube.has_digests() ? row_count(rows) : 0);
  ByteReader reader(bytes);
  for (model::Digest& digest : rows.digests) {
    digest = reader.text();
    if (!model::is_digest(cube.digest_kind(), digest)) return false;
  }
  return reader.whole();
}

}  // namespace

bool decode_pane(const CubePlan& cube, std::string_view bytes, PaneRows& rows) {
  if (bytes.size() < kHeaderBytes || bytes[0] != format_of(cube)) return false;
  std::uint64_t newest = 0;
  std::memcpy(&rows.present, bytes.data() + 1, 8);
  std::memcpy(&newest, bytes.data() + 9, 8);
  const auto row_words = static_cast<std::size_t>(cube.row_words);
  const std::size_t word_count = row_count(rows) * row_words;
  const std::size_t data_at = kHeaderBytes + (word_count + 1) / 2;
  const auto* controls = reinterpret_cast<const unsigned char*>(bytes.data()) + kHeaderBytes;
  if (bytes.size() < data_at) return false;
  const std::size_t data_bytes = promised_bytes(controls, word_count);
  if (bytes.size() - data_at < data_bytes) return false;
  if (!decode_digests(cube, bytes.substr(data_at + data_bytes), rows)) return false;

  WordReader reader{controls, bytes.data() + data_at, bytes.data() + data_at + data_bytes};
  rows.words.resize(word_count);
  std::int64_t* const end = rows.words.data() + word_count;
  for (std::int64_t* row = rows.words.data(); row != end; row += row_words) {
    row[0] = static_cast<std::int64_t>(newest - reader.get());
    for (const Slot& slot : cube.slots) {
      if (model::words_of(slot.kind) == 0) continue;
      const std::uint64_t low = reader.get();
      if (slot.kind == SlotKind::sum) {
        const WideBits wide = static_cast<WideBits>(reader.get()) << 64 | low;
        model::store_wide(row + slot.word, unzigzag_wide(wide));
      } else {
        row[slot.word] = unzigzag(low);
      }
    }
  }
  return true;
}

}  // namespace ioc::storage
