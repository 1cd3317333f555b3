#include "app/compute.h"

#include <fmt/core.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <thread>

#include "app/base64.h"
#include "app/catalog_files.h"
#include "app/exit_code.h"
#include "app/output.h"
#include "ingest/decoder.h"
#include "ingest/file_source.h"
#include "processing/engine.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Instant;
using model::Result;

namespace {

struct DeadLetter {
  model::Reason reason;
  std::int64_t offset;
  std::string value;
};

// One file: a partition of its stream.
struct Input {
  int stream = -1;
  model::PartitionName name;
  std::string path;
  std::unique_ptr<processing::PartitionFold> fold;
  std::vector<DeadLetter> dead_letters;
  std::optional<Error> error;
};

Result<std::vector<Input>> inputs_of(const ComputeOptions& options, const model::Plan& plan) {
  std::vector<Input> inputs;
  std::vector<int> partition_counts(plan.streams.size());
  for (const std::string& event : options.events) {
    const std::size_t equals = event.find('=');
    if (equals == std::string::npos) {
      return Error{ErrorCode::usage, "expected STREAM=FILE", "--events " + event};
    }
    Input input;
    const std::string id = event.substr(0, equals);
    std::string known;
    for (std::size_t i = 0; i < plan.streams.size(); ++i) {
      if (plan.streams[i].id == id) input.stream = static_cast<int>(i);
      known += (i == 0 ? "" : ", ") + plan.streams[i].id;
    }
    if (input.stream < 0) {
      return Error{ErrorCode::usage,
                   fmt::format("there is no stream '{}'; there are: {}", id, known), "--events"};
    }
    const auto stream = static_cast<std::size_t>(input.stream);
    input.name = {plan.streams[stream].topic, partition_counts[stream]++};
    input.path = event.substr(equals + 1);
    input.fold =
        std::make_unique<processing::PartitionFold>(plan, input.stream, model::PartitionMark{});
    inputs.push_back(std::move(input));
  }
  return inputs;
}

void read(const model::Plan& plan, std::optional<Instant> until, bool keeps_dead_letters,
          Input& input) {
  Result<ingest::FileSource> file = ingest::FileSource::open(input.path);
  if (!file) {
    input.error = file.error();
    return;
  }
  ingest::Decoder decoder(plan.streams[static_cast<std::size_t>(input.stream)], plan, false,
                          until.value_or(Instant{INT64_MAX}));
  model::EventBatch batch;
  std::vector<model::Refusal> refused;
  for (;;) {
    Result<std::span<const model::Record>> next = file->next();
    if (!next) {
      input.error = next.error();
      return;
    }
    const std::span<const model::Record> records = *next;
    if (records.empty()) return;
    decoder.decode(records, batch);
    refused = batch.refusals;
    input.fold->fold(batch, {records.back().offset + 1, records.back().offset, 0}, refused);
    if (!keeps_dead_letters) continue;
    std::sort(refused.begin(), refused.end(),
              [](const auto& a, const auto& b) { return a.record < b.record; });
    for (const model::Refusal& refusal : refused) {
      const model::Record& record = records[refusal.record];
      input.dead_letters.push_back(
          {refusal.reason, record.offset, std::string(record.value.value_or(""))});
    }
  }
}

void read_all(const model::Plan& plan, std::optional<Instant> until, const ComputeOptions& options,
              std::vector<Input>& inputs) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < inputs.size(); i = next++) {
      read(plan, until, !options.dead_letters.empty(), inputs[i]);
    }
  };
  std::vector<std::thread> shards;
  for (int i = 1; i < options.shards; ++i) shards.emplace_back(work);
  work();
  for (std::thread& shard : shards) shard.join();
}

bool write_dead_letters(const std::string& path, const model::Plan& plan,
                        const std::vector<Input>& inputs) {
  std::FILE* out = std::fopen(path.c_str(), "wb");
  if (out == nullptr) return false;
  for (const Input& input : inputs) {
    for (const DeadLetter& letter : input.dead_letters) {
      std::string stream;
      model::append_json_string(stream, plan.streams[static_cast<std::size_t>(input.stream)].id);
      const std::string line = fmt::format(
          "{{\"reason\":\"{}\",\"stream\":{},\"partition\":{},\"offset\":{},"
          "\"value_base64\":\"{}\"}}\n",
          name_of(letter.reason), stream, input.name.partition, letter.offset,
          base64(letter.value));
      std::fwrite(line.data(), 1, line.size(), out);
    }
  }
  const bool whole = std::ferror(out) == 0;
  return std::fclose(out) == 0 && whole;
}

}  // namespace

int compute(const ComputeOptions& options) {
  Result<model::Plan> plan = load_plan(options.catalog);
  if (!plan) return report(plan.error());
  std::optional<Instant> until;
  if (!options.until.empty() && !(until = model::parse_rfc3339(options.until))) {
    return report({ErrorCode::usage, "expected a time as 2020-10-15T00:00:00+07:00", "--until"});
  }
  Result<std::vector<Input>> inputs = inputs_of(options, *plan);
  if (!inputs) return report(inputs.error());
  read_all(*plan, until, options, *inputs);

  processing::Engine engine(*plan, {});
  engine.begin(1);
  model::Tally tally;
  for (std::size_t i = 0; i < inputs->size(); ++i) {
    Input& input = (*inputs)[i];
    if (input.error) return report(*input.error);
    const std::size_t partition =
        engine.add_partition(input.stream, input.name, static_cast<model::PartitionNumber>(i), {});
    processing::PartitionChange change = input.fold->take();
    tally += change.mark.tally;
    engine.set_idle(partition, change.mark.tally.counted == 0);
    engine.apply(partition, std::move(change));
  }
  engine.close({});
  if (!options.dead_letters.empty() && !write_dead_letters(options.dead_letters, *plan, *inputs)) {
    return report({ErrorCode::io, "cannot be written", options.dead_letters});
  }

  std::string line;
  engine.for_each_figure(until.value_or(engine.as_of()), [&](const model::Figure& figure) {
    line.clear();
    model::append_json(line, figure, plan->zone);
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
  });
  if (const model::Status written = write_data({}); !written) return report(written.error());
  std::uint64_t refused = 0;
  for (const std::uint64_t count : tally.refused) refused += count;
  say(fmt::format("{} events received: {} counted, {} duplicate, {} refused\n", tally.received,
                  tally.counted, tally.duplicate, refused));
  return kExitOk;
}

}  // namespace ioc::app
