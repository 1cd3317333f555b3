// Events as columns, and what becomes of those that cannot be used.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ioc::model {

// Why an event was refused, in the order the reasons are judged.
enum class Reason : std::uint8_t {
  too_large,
  malformed,
  missing_field,
  bad_type,
  unknown_unit,
  time_ahead,
  too_late,
};
inline constexpr std::size_t kReasonCount = 7;
inline constexpr std::array<std::string_view, kReasonCount> kReasonNames = {
    "too_large",    "malformed",  "missing_field", "bad_type",
    "unknown_unit", "time_ahead", "too_late"};
constexpr std::string_view name_of(Reason reason) {
  return kReasonNames[static_cast<std::size_t>(reason)];
}

// What happened to the events of one partition since its beginning, or since the last commit.
// Invariant T1: received = counted + duplicate + the sum of refused, always.
struct Tally {
  std::uint64_t received = 0;
  std::uint64_t counted = 0;
  std::uint64_t duplicate = 0;
  std::array<std::uint64_t, kReasonCount> refused{};

  bool balances() const {
    std::uint64_t sum = counted + duplicate;
    for (const std::uint64_t n : refused) sum += n;
    return sum == received;
  }
  Tally& operator+=(const Tally& other) {
    received += other.received;
    counted += other.counted;
    duplicate += other.duplicate;
    for (std::size_t i = 0; i < kReasonCount; ++i) refused[i] += other.refused[i];
    return *this;
  }
};

// 128 bits of hash that stand for (source, id). Two events of one partition with equal values are
// one event; among a billion ids the chance that two different ones meet is below 1e-20.
struct EventId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const EventId&) const = default;
};

// Name and value; a value with data() == nullptr stands for null, which is not an empty one.
using Header = std::pair<std::string_view, std::string_view>;

// One record as a source hands it over; the bytes belong to the source until the batch is done.
struct Record {
  std::int64_t offset = 0;
  std::int64_t timestamp_ms = -1;  // the record's own Kafka timestamp; -1: none
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::span<const Header> headers;
};

// The values of one field for every event of a batch. `numbers` or `texts` is filled, by the
// field's type; a row that is absent holds 0 or an empty text.
struct Column {
  std::vector<std::int64_t> numbers;
  std::vector<std::string_view> texts;
  std::vector<std::uint8_t> present;  // 0 or 1
};

// While it lasts the working-time clock of a life stands still: [begin, end).
struct Pause {
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;
  bool operator==(const Pause&) const = default;
};

// The pauses of a life as one of its states knows them: sorted, disjoint. The last one of an open
// list is not over yet, whatever its end says; so the states of a life share one list.
struct Pauses {
  std::span<const Pause> list;
  bool is_open = false;
  bool restarts = false;  // the clock begins anew at the end of each
};

struct Refusal {
  std::uint32_t record = 0;  // index of the record in its batch
  Reason reason = Reason::malformed;
};

// The decoded events of consecutive records of one partition, in the order of the log. Vectors keep
// their room from batch to batch, so that filling one allocates nothing once it is warm. Texts
// point into the decoder's arena and live until the next decode.
struct EventBatch {
  std::uint32_t record_count = 0;     // records received: events and refusals
  std::size_t size = 0;               // events that decoded; the length of each vector below
  std::vector<std::uint32_t> record;  // index of the record each came from, rising
  std::vector<std::int64_t> time_ms;  // event time
  std::vector<EventId> id;
  // As written; only where the stream's events are put in order (StreamPlan::orders_events).
  std::vector<std::string_view> id_text;
  std::vector<std::string_view> source_text;
  std::vector<Column> columns;  // by field number; unused fields stay empty
  // By row, of states of lives; whoever fills the batch keeps the lists. Without an element where
  // nothing ever pauses, as with events.
  std::vector<Pauses> pauses;
  std::vector<Refusal> refusals;  // records that did not become events, in order
};

}  // namespace ioc::model
