#include "app/compute.h"

#include <fmt/core.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <thread>

#include "app/base64.h"
#include "app/catalog_files.h"
#include "app/exit_code.h"
#include "app/offline.h"
#include "app/output.h"
#include "ingest/file_source.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Instant;
using model::Result;

namespace {

struct RefusedLine {
  model::Reason reason;
  std::int64_t offset;
  std::string value;
};

// One file: a partition of its stream.
struct Input {
  OfflinePartition partition;
  std::string path;
  std::vector<RefusedLine> dead_letters;
  std::optional<Error> error;
};

Result<std::vector<Input>> inputs_of(const ComputeOptions& options, const model::Plan& plan,
                                     Instant until) {
  std::vector<Input> inputs;
  std::vector<int> partition_counts(plan.streams.size());
  for (const std::string& event : options.events) {
    const std::size_t equals = event.find('=');
    if (equals == std::string::npos) {
      return Error{ErrorCode::usage, "expected STREAM=FILE", "--events " + event};
    }
    const std::string id = event.substr(0, equals);
    std::string known;
    int stream = -1;
    for (std::size_t i = 0; i < plan.streams.size(); ++i) {
      if (plan.streams[i].id == id) stream = static_cast<int>(i);
      known += (i == 0 ? "" : ", ") + plan.streams[i].id;
    }
    if (stream < 0) {
      return Error{ErrorCode::usage,
                   fmt::format("there is no stream '{}'; there are: {}", id, known), "--events"};
    }
    const int number = partition_counts[static_cast<std::size_t>(stream)]++;
    inputs.push_back({{plan, stream, number, until}, event.substr(equals + 1), {}, {}});
  }
  return inputs;
}

void read(bool keeps_dead_letters, Input& input) {
  Result<ingest::FileSource> file = ingest::FileSource::open(input.path);
  if (!file) {
    input.error = file.error();
    return;
  }
  for (;;) {
    Result<std::span<const model::Record>> next = file->next();
    if (!next) {
      input.error = next.error();
      return;
    }
    const std::span<const model::Record> records = *next;
    if (records.empty()) return;
    const std::span<const model::Refusal> refused = input.partition.read(records);
    if (!keeps_dead_letters) continue;
    for (const model::Refusal& refusal : refused) {
      const model::Record& record = records[refusal.record];
      input.dead_letters.push_back(
          {refusal.reason, record.offset, std::string(record.value.value_or(""))});
    }
  }
}

void read_all(const ComputeOptions& options, std::vector<Input>& inputs) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < inputs.size(); i = next++) {
      read(!options.dead_letters.empty(), inputs[i]);
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
    for (const RefusedLine& letter : input.dead_letters) {
      std::string stream;
      model::append_json_string(
          stream, plan.streams[static_cast<std::size_t>(input.partition.stream())].id);
      const std::string line = fmt::format(
          "{{\"reason\":\"{}\",\"stream\":{},\"partition\":{},\"offset\":{},"
          "\"value_base64\":\"{}\"}}\n",
          name_of(letter.reason), stream, input.partition.name().partition, letter.offset,
          base64(letter.value));
      std::fwrite(line.data(), 1, line.size(), out);
    }
  }
  const bool whole = std::ferror(out) == 0;
  return std::fclose(out) == 0 && whole;
}

}  // namespace

model::Status compute_figures(const ComputeOptions& options, const model::Plan& plan,
                              const std::function<void(const model::Figure&)>& visit) {
  std::optional<Instant> until;
  if (options.until && !(until = model::parse_rfc3339(*options.until))) {
    return Error{ErrorCode::usage, "expected a time as 2020-10-15T00:00:00+07:00", "--until"};
  }
  Result<std::vector<Input>> inputs = inputs_of(options, plan, until.value_or(Instant{INT64_MAX}));
  if (!inputs) return inputs.error();
  read_all(options, *inputs);

  std::vector<OfflinePartition*> partitions;
  for (Input& input : *inputs) {
    if (input.error) return *input.error;
    partitions.push_back(&input.partition);
  }
  processing::Engine engine(plan, {});
  const model::Tally tally = merge(engine, partitions);
  if (!options.dead_letters.empty() && !write_dead_letters(options.dead_letters, plan, *inputs)) {
    return Error{ErrorCode::io, "cannot be written", options.dead_letters};
  }
  engine.for_each_figure(until.value_or(engine.as_of()), visit);
  std::uint64_t refused = 0;
  for (const std::uint64_t count : tally.refused) refused += count;
  say(fmt::format("{} events received: {} counted, {} duplicate, {} refused\n", tally.received,
                  tally.counted, tally.duplicate, refused));
  return model::Done{};
}

int compute(const ComputeOptions& options) {
  const Result<model::Plan> plan = load_plan(options.catalog);
  if (!plan) return report(plan.error());
  std::string line;
  const model::Status computed = compute_figures(options, *plan, [&](const model::Figure& figure) {
    line.clear();
    model::append_json(line, figure, plan->zone);
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
  });
  if (!computed.ok()) return report(computed.error());
  if (const model::Status written = write_data({}); !written) return report(written.error());
  return kExitOk;
}

}  // namespace ioc::app
