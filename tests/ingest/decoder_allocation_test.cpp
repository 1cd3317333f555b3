// Proof that a warm decoder asks for no memory: every `new` of this program is counted.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "decoder_fixture.h"
#include "ingest/decoder.h"
#include "model/limits.h"

namespace {
std::atomic<std::size_t> allocation_count = 0;

void* counted(std::size_t bytes) noexcept {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void* counted_or_throw(std::size_t bytes) {
  void* const place = counted(bytes);
  if (place == nullptr) throw std::bad_alloc();
  return place;
}
}  // namespace

void* operator new(std::size_t bytes) { return counted_or_throw(bytes); }
void* operator new[](std::size_t bytes) { return counted_or_throw(bytes); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return counted(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return counted(bytes); }
void operator delete(void* place) noexcept { std::free(place); }
void operator delete[](void* place) noexcept { std::free(place); }
void operator delete(void* place, std::size_t) noexcept { std::free(place); }
void operator delete[](void* place, std::size_t) noexcept { std::free(place); }
void operator delete(void* place, const std::nothrow_t&) noexcept { std::free(place); }
void operator delete[](void* place, const std::nothrow_t&) noexcept { std::free(place); }

namespace ioc::ingest::decoder_allocation_test {
namespace {

// Different lengths, orders, escapes, faults and modes in every batch.
std::vector<std::string> mixed_values(std::size_t first) {
  std::vector<std::string> values;
  for (std::size_t i = first; i < first + model::kBatchRecordsMax; ++i) {
    const std::string number = std::to_string(i);
    switch (i % 6) {
      case 0: values.push_back(sound_event(R"("fee":)" + number + ".5")); break;
      case 1:
        values.push_back(sound_event(R"("items":[1,{"code":"n\u00e9)" + number + "\"}]"));
        break;
      case 2:
        values.push_back(event_with(R"("channel":"c)" + number + R"(","unit":"49","status":1)"));
        break;
      case 3: values.push_back(event_with(R"("unit":"none)" + number + "\"")); break;
      case 4:
        values.push_back(sound_event(R"("other":[[{"x":"\n"}]],"due":"2020-10-15 08:00:00")"));
        break;
      default: values.push_back("{" + kPlainData + "}");
    }
  }
  return values;
}

TEST(DecoderAllocation, AWarmDecoderAllocatesNothing) {
  Decoding d;
  const std::vector<model::Header> headers = {
      {"ce_id", "e"}, {"ce_source", "s"}, {"ce_time", "2020-10-15T08:00:00Z"}};
  std::vector<std::vector<std::string>> batches;
  for (std::size_t i = 0; i < 6; ++i) batches.push_back(mixed_values(1'000'000 + i * 6 * 1'024));
  std::size_t events = 0;
  std::size_t before = 0;
  for (std::size_t round = 0; round < batches.size(); ++round) {
    std::vector<model::Record> records;
    for (const std::string& value : batches[round]) {
      const bool is_binary = value.find("source") == std::string::npos;
      records.push_back({0,
                         1'700'000'000'000,
                         {},
                         value,
                         is_binary ? std::span(headers) : std::span<const model::Header>()});
    }
    before = allocation_count.load();
    d.decoder.decode(records, d.batch);
    events += d.batch.size;
    if (round == 0) {
      EXPECT_GT(allocation_count.load(), before);  // the count is live: the first batch needs room
    } else {
      EXPECT_EQ(allocation_count.load(), before) << "in batch " << round;
    }
  }
  EXPECT_GT(events, 4u * model::kBatchRecordsMax);
}

}  // namespace
}  // namespace ioc::ingest::decoder_allocation_test
