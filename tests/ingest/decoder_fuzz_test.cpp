// Damaged records must come out as refusals or events, never as a crash or a broken batch.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "decoder_fixture.h"
#include "ingest/decoder.h"

namespace ioc::ingest::decoder_fuzz_test {
namespace {

constexpr unsigned kSeed = 20201015;
constexpr int kMutations = 40'000;

std::string damaged(std::string text, std::mt19937& random) {
  static constexpr std::string_view kBytes = "{}[]:,\"\\0123456789eE+-.tfnu \n";
  for (unsigned change = random() % 4; change > 0 && !text.empty(); --change) {
    const std::size_t at = random() % text.size();
    switch (random() % 6) {
      case 0: text.erase(at, 1 + random() % 8); break;
      case 1: text.insert(at, 1, kBytes[random() % kBytes.size()]); break;
      case 2: text[at] = static_cast<char>(random()); break;
      case 3: text.insert(at, text.substr(random() % text.size(), random() % 40)); break;
      case 4: text.resize(at); break;
      default: text[at] = kBytes[random() % kBytes.size()];
    }
  }
  return text;
}

void expect_sound(const model::EventBatch& batch, std::size_t count) {
  ASSERT_EQ(batch.record_count, count);
  ASSERT_EQ(batch.size + batch.refusals.size(), count);  // Decoder D1
  ASSERT_EQ(batch.record.size(), batch.size);
  ASSERT_EQ(batch.time_ms.size(), batch.size);
  ASSERT_EQ(batch.id.size(), batch.size);
  std::vector<bool> seen(count);
  for (const std::uint32_t record : batch.record) seen.at(record) = true;
  for (const model::Refusal& refusal : batch.refusals) {
    ASSERT_FALSE(seen.at(refusal.record));
    seen.at(refusal.record) = true;
  }
  for (const model::Column& column : batch.columns) {
    ASSERT_EQ(column.present.size(), batch.size);
    ASSERT_EQ(column.numbers.size() + column.texts.size(), batch.size);
    for (const std::string_view text : column.texts) {
      ASSERT_TRUE(simdjson::validate_utf8(text.data(), text.size()));
    }
  }
}

TEST(DecoderFuzz, DamagedRecordsNeverBreakABatch) {
  std::mt19937 random(kSeed);
  const std::string samples[] = {
      sound_event(
          R"("fee":12.345,"paid":true,"due":"2020-10-20T17:00:00Z","items":[{},{"code":"b"}])"),
      sound_event(
          R"("note":"h\u1ed3 \ud83d\ude00","fee":1e-3,"deep":[[[{"a":[1,2,{"b":null}]}]]])"),
      event_with(" \"unit\" : \"49\" , \"channel\":\"trực tuyến\",\n\"status\":-5 "),
  };
  const std::vector<model::Header> headers = {
      {"ce_id", "e1"}, {"ce_source", "/s"}, {"ce_time", "2020-10-15T08:00:00Z"}};
  Decoding d;
  std::size_t events = 0;
  for (int done = 0; done < kMutations;) {
    std::vector<std::string> values;
    for (unsigned i = random() % 60; i > 0; --i) {
      values.push_back(damaged(samples[random() % std::size(samples)], random));
    }
    std::vector<model::Record> records;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool is_binary = i % 7 == 0;
      records.push_back({static_cast<std::int64_t>(i),
                         -1,
                         {},
                         values[i],
                         is_binary ? std::span(headers) : std::span<const model::Header>()});
    }
    d.decoder.decode(records, d.batch);
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << ", after " << done);
    expect_sound(d.batch, records.size());
    if (testing::Test::HasFatalFailure()) return;
    events += d.batch.size;
    done += static_cast<int>(records.size());
  }
  EXPECT_GT(events, 1'000u);
}

// Decoder D3: the reason of a refusal is the first among the faults told of it.
TEST(DecoderFuzz, WhatIsExplainedIsWhatIsRefused) {
  std::mt19937 random(kSeed + 2);
  const std::string samples[] = {
      sound_event(
          R"("fee":12.345,"paid":true,"due":"2020-10-20T17:00:00Z","items":[{},{"code":1}])"),
      R"({"id":"","source":7,"time":"2020-13-15T08:00:00+07:00","data":{"unit":"x","status":2.5}})"};
  model::StreamPlan timed = fixture_stream();
  timed.time_field = kDue;
  Decoding plain, by_field(timed);
  std::size_t refused = 0;
  for (int i = 0; i < kMutations / 4; ++i) {
    const std::string value = damaged(samples[random() % std::size(samples)], random);
    const model::Record record{7, 1'602'700'000'000, {}, value, {}};
    for (Decoding* d : {&plain, &by_field}) {
      const std::optional<model::Reason> reason = d->decode(record);
      std::string id;
      std::optional<model::Reason> first;
      for (const RecordFault& fault : d->decoder.explain(record, id)) {
        first = first ? std::min(*first, fault.reason) : fault.reason;
      }
      ASSERT_EQ(first, reason) << value;
      refused += reason.has_value();
    }
  }
  EXPECT_GT(refused, 1'000u);
}

// A decoder that has read anything else before reads a record as a new one does.
TEST(DecoderFuzz, WhatWasReadBeforeDoesNotMatter) {
  std::mt19937 random(kSeed + 1);
  const std::string sample =
      sound_event(R"("fee":12.345,"paid":true,"items":[{},{"code":"b"}],"due":null)");
  Decoding used;
  for (int i = 0; i < 1'500; ++i) {
    const std::string value = damaged(sample, random);
    Decoding fresh;
    ASSERT_EQ(used.decode(value), fresh.decode(value)) << value;
    if (fresh.batch.size == 0) continue;
    EXPECT_EQ(used.batch.id, fresh.batch.id);
    EXPECT_EQ(used.batch.time_ms, fresh.batch.time_ms);
    for (std::size_t c = 0; c < fresh.batch.columns.size(); ++c) {
      EXPECT_EQ(used.batch.columns[c].numbers, fresh.batch.columns[c].numbers);
      EXPECT_EQ(used.batch.columns[c].texts, fresh.batch.columns[c].texts);
      EXPECT_EQ(used.batch.columns[c].present, fresh.batch.columns[c].present);
    }
  }
}

}  // namespace
}  // namespace ioc::ingest::decoder_fuzz_test
