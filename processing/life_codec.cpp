#include "processing/life_codec.h"

#include <tuple>

namespace ioc::processing {

using model::TypeKind;

namespace {

constexpr char kFormat = 2;
constexpr char kWholeFormat = 1;  // each event with all its fields

void put(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void put_signed(std::string& out, std::int64_t value) {
  put(out, static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
}

void put_text(std::string& out, std::string_view text) {
  put(out, text.size());
  out += text;
}

// Reads what `put` wrote; after a fault every read gives nothing and `good` stays false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}

  bool good() const { return good_; }
  bool at_end() const { return left_.empty(); }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (left_.empty()) break;
      const auto byte = static_cast<std::uint8_t>(left_.front());
      left_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    good_ = false;
    return 0;
  }

  std::int64_t signed_number() {
    const std::uint64_t value = number();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }

  std::string_view bytes(std::uint64_t size) {
    if (size > left_.size()) {
      good_ = false;
      return {};
    }
    const std::string_view text = left_.substr(0, size);
    left_.remove_prefix(size);
    return text;
  }
  std::string_view text() { return bytes(number()); }

 private:
  std::string_view left_;
  bool good_ = true;
};

bool is_written_as_text(TypeKind kind) { return kind == TypeKind::text || kind == TypeKind::unit; }

// Whether a field says what it said in the event before.
bool repeats(const LifeCell& cell, const LifeCell* before) {
  return before != nullptr && before->present && before->number == cell.number &&
         before->text == cell.text;
}

std::size_t map_size(std::size_t count) { return (count + 7) / 8; }

// A bit for each of `count` things: whether `holds` is true of it.
template <class Holds>
std::string bits_of(std::size_t count, const Holds& holds) {
  std::string map(map_size(count), '\0');
  for (std::size_t i = 0; i < count; ++i) {
    if (holds(i)) map[i / 8] = static_cast<char>(map[i / 8] | 1 << i % 8);
  }
  return map;
}

LifeCell read_cell(ByteReader& reader, TypeKind kind, const model::UnitTree& units) {
  if (!is_written_as_text(kind)) return {true, reader.signed_number(), {}};
  const std::string_view text = reader.text();
  if (kind != TypeKind::unit) return {true, 0, text};
  const model::UnitIndex unit = units.find(text);
  return {unit != model::kNoUnit, unit, {}};
}

bool bit_of(std::string_view bits, std::size_t i) {
  return (static_cast<std::uint8_t>(bits[i / 8]) >> i % 8 & 1) != 0;
}

}  // namespace

bool comes_before(const LifeEvent& a, const LifeEvent& b) {
  return std::tie(a.time_ms, a.id, a.source) < std::tie(b.time_ms, b.id, b.source);
}

LifeCodec::LifeCodec(const model::LifecyclePlan& lifecycle, const model::Plan& plan)
    : plan_(&plan) {
  for (int i = 0; i < lifecycle.stream_field_count; ++i) {
    kept_.push_back(i);
    kinds_.push_back(lifecycle.state.fields[static_cast<std::size_t>(i)].type.kind);
  }
}

void LifeCodec::encode(std::span<const LifeEvent> events, const std::vector<LifeCell>& cells,
                       std::string& out) const {
  out.assign(1, kFormat);
  put(out, events.size());
  std::int64_t time_ms = 0;
  std::string_view source;
  const LifeCell* before = nullptr;  // the cells of the event before
  for (const LifeEvent& event : events) {
    put_signed(out, event.time_ms - time_ms);
    time_ms = event.time_ms;
    put_text(out, event.id);
    put_text(out, event.source == source ? std::string_view() : event.source);
    source = event.source;
    const LifeCell* const of_event = cells.data() + event.cells;
    const std::string told = bits_of(kept_.size(), [&](std::size_t i) {
      return of_event[i].present && !repeats(of_event[i], before == nullptr ? nullptr : before + i);
    });
    out += bits_of(kept_.size(), [&](std::size_t i) { return of_event[i].present; });
    out += told;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (!bit_of(told, i)) continue;
      const LifeCell& cell = of_event[i];
      if (kinds_[i] == TypeKind::unit) {
        put_text(out, plan_->units.at(static_cast<model::UnitIndex>(cell.number)).code);
      } else if (kinds_[i] == TypeKind::text) {
        put_text(out, cell.text);
      } else {
        put_signed(out, cell.number);
      }
    }
    before = of_event;
  }
}

bool LifeCodec::decode(std::string_view bytes, std::vector<LifeEvent>& events,
                       std::vector<LifeCell>& cells) const {
  if (bytes.empty() || (bytes.front() != kFormat && bytes.front() != kWholeFormat)) return false;
  const bool is_whole = bytes.front() == kWholeFormat;
  const std::size_t bytes_of_map = map_size(kept_.size());
  ByteReader reader(bytes.substr(1));
  const std::uint64_t count = reader.number();
  std::int64_t time_ms = 0;
  std::string_view source;
  for (std::uint64_t i = 0; i < count && reader.good(); ++i) {
    LifeEvent& event = events.emplace_back();
    event.cells = cells.size();
    event.time_ms = time_ms += reader.signed_number();
    event.id = reader.text();
    const std::string_view written = reader.text();
    event.source = source = written.empty() ? source : written;
    const std::string_view present = reader.bytes(bytes_of_map);
    const std::string_view told = is_whole ? present : reader.bytes(bytes_of_map);
    if (!reader.good()) return false;
    for (std::size_t k = 0; k < kept_.size(); ++k) {
      if (!bit_of(present, k)) {
        cells.emplace_back();
      } else if (bit_of(told, k)) {
        cells.push_back(read_cell(reader, kinds_[k], plan_->units));
      } else if (i > 0) {
        cells.push_back(LifeCell(cells[cells.size() - kept_.size()]));
      } else {
        return false;  // there is no event before it
      }
    }
  }
  return reader.good() && reader.at_end();
}

}  // namespace ioc::processing
