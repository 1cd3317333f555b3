// A record of Kafka, structured or binary (ingest/decoder.h).
#include "ingest/decoder.h"

#include <algorithm>
#include <array>

#include "tests/fuzz/target.h"
#include "tests/ingest/decoder_fixture.h"

namespace ioc::fuzz {
namespace {

// The first byte says how the rest is read.
struct Decoders {
  ingest::Decoding plain;
  ingest::Decoding by_field{[] {
    model::StreamPlan stream = ingest::fixture_stream();
    stream.time_field = ingest::kDue;
    return stream;
  }()};
};

}  // namespace

void run_decoder(std::string_view bytes) {
  static Decoders decoders;
  static const std::array<model::Header, 3> kHeaders = {
      {{"ce_id", "e1"}, {"ce_source", "/s"}, {"ce_time", "2020-10-15T08:00:00Z"}}};
  if (bytes.empty()) return;
  const auto mode = static_cast<unsigned char>(bytes.front());
  const bool is_binary = (mode & 1) != 0;
  ingest::Decoding& d = (mode & 2) != 0 ? decoders.by_field : decoders.plain;
  const model::Record record{
      7,
      1'602'724'500'000,
      {},
      bytes.substr(1),
      is_binary ? std::span<const model::Header>(kHeaders) : std::span<const model::Header>()};
  const std::optional<model::Reason> reason = d.decode(record);
  must(d.batch.record_count == 1, "one record");
  must(d.batch.size + d.batch.refusals.size() == 1, "events + refusals = records");
  for (const model::Column& column : d.batch.columns) {
    must(column.present.size() == d.batch.size, "a column is as long as its batch");
  }
  std::string id;
  std::optional<model::Reason> first;
  for (const ingest::RecordFault& fault : d.decoder.explain(record, id)) {
    first = first ? std::min(*first, fault.reason) : fault.reason;
  }
  must(first == reason, "what is explained is what is refused");
}

}  // namespace ioc::fuzz
