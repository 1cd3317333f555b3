#include "app/dead_letters.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "app/base64.h"
#include "app/config.h"
#include "app/exit_code.h"
#include "app/glimpse.h"
#include "app/kafka_config.h"
#include "app/log_reading.h"
#include "app/output.h"
#include "ingest/dead_letter.h"
#include "ingest/kafka_producer.h"
#include "model/event.h"

namespace ioc::app {

using ingest::DeadLetter;
using model::Error;
using model::ErrorCode;
using model::Record;

namespace {

// Calls visit(record, letter) for each letter that the options ask for.
using LetterVisitor = std::function<void(const Record&, const DeadLetter&)>;
model::Status read_letters(const Config& config, const DeadLetterOptions& options,
                           const std::atomic<bool>& stop, const LetterVisitor& visit) {
  if (!options.reason.empty() && std::find(model::kReasonNames.begin(), model::kReasonNames.end(),
                                           options.reason) == model::kReasonNames.end()) {
    std::string known;
    for (const std::string_view name : model::kReasonNames) {
      known += (known.empty() ? "" : ", ") + std::string(name);
    }
    return Error{ErrorCode::usage, "is no reason; there are: " + known, options.reason};
  }
  ingest::KafkaSettings settings = kafka_settings(config, stop);
  const auto parts = whole_topic(settings, config.kafka.dead_letters_topic);
  if (!parts) return parts.error();
  if (parts->empty()) return model::Done{};
  return read_log(settings, *parts, stop, [&](std::size_t, std::span<const Record> records) {
    for (const Record& record : records) {
      const std::optional<DeadLetter> letter = ingest::read_dead_letter(record);
      if (!letter) continue;
      if (!options.reason.empty() && letter->reason != options.reason) continue;
      if (!options.topic.empty() && letter->topic != options.topic) continue;
      visit(record, *letter);
    }
  });
}

std::string line_of(const Record& record, const DeadLetter& letter, bool json) {
  const std::string_view value = record.value.value_or("");
  const std::string when =
      model::format_rfc3339(model::Instant{std::max<std::int64_t>(record.timestamp_ms, 0)}, {});
  if (!json) {
    return fmt::format("{}  {:13}  {}/{}@{}  {}\n", when, letter.reason, letter.topic,
                       letter.partition, letter.offset, glimpse(value));
  }
  nlohmann::ordered_json out;
  out["refused_at"] = when;
  out["reason"] = letter.reason;
  out["topic"] = letter.topic;
  out["partition"] = letter.partition;
  out["offset"] = letter.offset;
  if (letter.cut_from > 0) out["cut_from"] = letter.cut_from;
  out["catalog"] = letter.catalog;
  out["key_base64"] = nullptr;
  if (record.key) out["key_base64"] = base64(*record.key);
  out["value_base64"] = nullptr;
  if (record.value) out["value_base64"] = base64(value);
  return out.dump() + '\n';
}

// Sends letters and waits until each is acknowledged.
class LetterReplay {
 public:
  explicit LetterReplay(ingest::KafkaProducer& producer) : producer_(producer) {}

  void send(const Record& record, const DeadLetter& letter) {
    headers_.clear();
    for (const auto& [name, value] : letter.headers) {
      headers_.emplace_back(
          name, value.data() != nullptr ? std::optional(std::string(value)) : std::nullopt);
    }
    ingest::ProducedRecord out;
    out.topic = letter.topic;
    out.partition = letter.partition;
    out.key = record.key;
    out.value = record.value;
    out.headers = headers_;
    const auto delivered = [this](const model::Status& status) {
      if (status.ok()) {
        ++sent_;
      } else if (!failure_) {
        failure_ = status.error();
      }
    };
    while (!failure_ && !producer_.produce(out, delivered)) (void)producer_.poll(100);
  }

  model::Status finish() {
    const model::Status flushed = producer_.flush(model::kKafkaCallMs);
    if (failure_) return *failure_;
    return flushed;
  }
  std::uint64_t sent() const { return sent_; }

 private:
  ingest::KafkaProducer& producer_;
  std::vector<std::pair<std::string, std::optional<std::string>>> headers_;
  std::uint64_t sent_ = 0;
  std::optional<Error> failure_;
};

}  // namespace

int list_dead_letters(const DeadLetterOptions& options, const std::atomic<bool>& stop) {
  const auto config = read_config(options.config);
  if (!config) return report(config.error());
  std::deque<std::pair<std::int64_t, std::string>> lines;  // by the time of refusal
  const model::Status read =
      read_letters(*config, options, stop, [&](const Record& record, const DeadLetter& letter) {
        lines.emplace_back(record.timestamp_ms, line_of(record, letter, options.json));
      });
  if (!read.ok()) return report(read.error());
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  while (options.limit > 0 && lines.size() > static_cast<std::size_t>(options.limit)) {
    lines.pop_front();
  }
  std::string text;
  for (const auto& [when, line] : lines) text += line;
  if (const model::Status written = write_data(text); !written) return report(written.error());
  if (!options.json) say(fmt::format("{} dead letters\n", lines.size()));
  return kExitOk;
}

int replay_dead_letters(const DeadLetterOptions& options, const std::atomic<bool>& stop) {
  const auto config = read_config(options.config);
  if (!config) return report(config.error());
  auto producer = ingest::KafkaProducer::open(kafka_settings(*config, stop));
  if (!producer) return report(producer.error());
  LetterReplay replay(**producer);
  std::uint64_t chosen = 0;
  const model::Status read =
      read_letters(*config, options, stop, [&](const Record& record, const DeadLetter& letter) {
        ++chosen;
        if (letter.cut_from > 0) {
          say(
              fmt::format("{}/{} at offset {} is not sent again: of its {} bytes the letter holds "
                          "the first {}; send it again at its source\n",
                          letter.topic, letter.partition, letter.offset, letter.cut_from,
                          record.value.value_or("").size()));
          return;
        }
        if (!options.dry_run) replay.send(record, letter);
      });
  if (!read.ok()) return report(read.error());
  if (const model::Status sent = replay.finish(); !sent.ok()) return report(sent.error());
  say(options.dry_run ? fmt::format("{} dead letters would be sent again\n", chosen)
                      : fmt::format("{} of {} dead letters sent again\n", replay.sent(), chosen));
  return kExitOk;
}

}  // namespace ioc::app
