// Figures of one position are computed together; positions are taken in their order, and each goes
// on from the one before, so the log is read once.
#include "app/recompute.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/command_catalog.h"
#include "app/config.h"
#include "app/exit_code.h"
#include "app/figure_text.h"
#include "app/kafka_config.h"
#include "app/log_reading.h"
#include "app/output.h"
#include "app/report_figures.h"
#include "ingest/decoder.h"
#include "ingest/fingerprint.h"
#include "processing/engine.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;

namespace {

using Position = std::map<std::string, std::vector<std::int64_t>>;

Result<std::vector<FigureText>> read_figures(const std::vector<std::string>& given) {
  std::vector<FigureText> figures;
  const auto take = [&](const std::string& json) -> model::Status {
    if (json.find_first_not_of(" \t\r") == std::string::npos || is_seal(json)) return model::Done{};
    if (is_report(json)) {
      Result<std::vector<FigureText>> all = figures_of_report(json);
      if (!all) return all.error();
      figures.insert(figures.end(), all->begin(), all->end());
      return model::Done{};
    }
    Result<FigureText> figure = read_figure(json);
    if (!figure) return figure.error();
    figures.push_back(std::move(figure).value());
    return model::Done{};
  };
  const auto take_lines = [&](std::istream& lines) -> model::Status {
    for (std::string line; std::getline(lines, line);) {
      if (const model::Status taken = take(line); !taken.ok()) return taken;
    }
    return model::Done{};
  };
  for (const std::string& text : given) {
    model::Status taken = model::Done{};
    if (text == "-") {
      taken = take_lines(std::cin);
    } else if (text.find('{') != std::string::npos) {
      taken = take(text);
    } else if (std::ifstream file(text); file) {
      taken = take_lines(file);
    } else {
      return Error{ErrorCode::io, "cannot be read", text};
    }
    if (!taken.ok()) return taken.error();
  }
  return figures;
}

// The engine over the log up to a position that only moves forward.
class Replayed {
 public:
  Replayed(const model::Plan& plan, ingest::KafkaSettings settings)
      : plan_(plan), settings_(std::move(settings)), engine_(plan, {}) {}

  // False: not from here on, a new one must begin.
  bool reaches(const Position& position) const {
    for (const auto& [topic, offsets] : position) {
      for (std::size_t i = 0; i < offsets.size(); ++i) {
        const auto part = parts_.find({topic, static_cast<std::int32_t>(i)});
        if (part != parts_.end() && part->second->next > offsets[i]) return false;
      }
    }
    return true;
  }

  model::Status move_to(const Position& position, const std::atomic<bool>& stop) {
    std::vector<LogPart> logs;
    std::vector<Part*> parts;
    for (const auto& [topic, offsets] : position) {
      for (std::size_t i = 0; i < offsets.size(); ++i) {
        const model::PartitionName name{topic, static_cast<std::int32_t>(i)};
        Part* const part = part_of(name);
        if (part == nullptr) {
          return Error{ErrorCode::config, "no stream of the catalogue reads it", "topic " + topic};
        }
        if (part->next >= offsets[i]) continue;
        logs.push_back({name, offsets[i], part->next, part->last, part->fingerprint});
        parts.push_back(part);
      }
    }
    if (!logs.empty()) {
      const model::Status read = read_log(
          settings_, logs, stop, [&](std::size_t i, std::span<const model::Record> records) {
            parts[i]->take_in(records);
          });
      if (!read.ok()) return read;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i]->next = logs[i].end;
    engine_.begin(++revision_);
    for (Part* part : parts) engine_.apply(part->index, part->fold.take());
    engine_.close({});
    return model::Done{};
  }

  const processing::Engine& engine() const { return engine_; }

 private:
  struct Part {
    Part(const model::Plan& plan, int stream)
        : fold(plan, stream, {}),
          decoder(plan.streams[static_cast<std::size_t>(stream)], plan, true) {}

    void take_in(std::span<const model::Record> records) {
      decoder.decode(records, batch);
      refused = batch.refusals;
      last = records.back().offset;
      fingerprint = ingest::fingerprint(records.back());
      fold.fold(batch, {last + 1, last, fingerprint}, refused);
    }

    std::size_t index = 0;  // in the engine
    std::int64_t next = 0;
    std::int64_t last = -1;
    std::uint64_t fingerprint = 0;
    processing::PartitionFold fold;
    ingest::Decoder decoder;
    model::EventBatch batch;
    std::vector<model::Refusal> refused;
  };

  Part* part_of(const model::PartitionName& name) {
    std::unique_ptr<Part>& part = parts_[name];
    if (part) return part.get();
    for (std::size_t i = 0; i < plan_.streams.size(); ++i) {
      if (plan_.streams[i].topic != name.topic) continue;
      part = std::make_unique<Part>(plan_, static_cast<int>(i));
      part->index = engine_.add_partition(static_cast<int>(i), name,
                                          static_cast<model::PartitionNumber>(parts_.size()), {});
      return part.get();
    }
    parts_.erase(name);
    return nullptr;
  }

  const model::Plan& plan_;
  const ingest::KafkaSettings settings_;
  processing::Engine engine_;
  std::uint64_t revision_ = 0;
  std::map<model::PartitionName, std::unique_ptr<Part>> parts_;
};

std::string members_of(const FigureText& figure) {
  return fmt::format("value {} numerator {} denominator {} count {}", figure.value,
                     figure.numerator, figure.denominator, figure.count);
}

std::string members_of(const model::Figure& figure) {
  return fmt::format("value {} numerator {} denominator {} count {}", figure.value,
                     figure.numerator.value_or(""), figure.denominator.value_or(""), figure.count);
}

bool is_same(const FigureText& wanted, const model::Figure& figure) {
  return figure.indicator == wanted.indicator && figure.window == wanted.window &&
         figure.end == wanted.end && (!wanted.start || figure.start == wanted.start) &&
         model::group_json(figure.group) == wanted.group;
}

struct FigureVerdict {
  const FigureText* figure = nullptr;
  std::string recomputed;  // members; empty: there is no such figure

  // A window that ran empty was published with nothing in it, and is not told any more.
  bool is_identical() const {
    return recomputed.empty() ? figure->count == "0" : recomputed == members_of(*figure);
  }
};

std::string line_of(const FigureVerdict& verdict, const model::Zone& zone, bool json) {
  const FigureText& figure = *verdict.figure;
  const std::string end = model::format_rfc3339(figure.end, zone);
  const bool is_identical = verdict.is_identical();
  if (json) {
    nlohmann::ordered_json out{{"indicator", figure.indicator},
                               {"window", figure.window},
                               {"group", nlohmann::ordered_json::parse(figure.group)},
                               {"end", end},
                               {"verdict", is_identical ? "identical" : "differs"},
                               {"published", members_of(figure)},
                               {"recomputed", verdict.recomputed}};
    return out.dump() + '\n';
  }
  const std::string name =
      fmt::format("{} {} {} {}", figure.indicator, figure.window, figure.group, end);
  if (is_identical) return "identical  " + name + '\n';
  return fmt::format("differs    {}\n           published  {}\n           recomputed {}\n", name,
                     members_of(figure),
                     verdict.recomputed.empty() ? "no such figure" : verdict.recomputed);
}

// Figures in the order of their positions, so that each goes on from the one before.
std::vector<const FigureText*> in_order(const std::vector<FigureText>& figures) {
  std::vector<const FigureText*> order;
  for (const FigureText& figure : figures) order.push_back(&figure);
  const auto reach = [](const FigureText* figure) {
    std::int64_t sum = 0;
    for (const auto& [topic, offsets] : figure->position) {
      for (const std::int64_t offset : offsets) sum += std::max<std::int64_t>(offset, 0);
    }
    return sum;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](const auto* a, const auto* b) { return reach(a) < reach(b); });
  return order;
}

}  // namespace

int recompute(const RecomputeOptions& options, const std::atomic<bool>& stop) {
  const auto config = read_config(options.config);
  if (!config) return report(config.error());
  const auto catalog = command_catalog(*config, options.catalog, CatalogOf::figures);
  if (!catalog) return report(catalog.error());
  const model::Plan& plan = catalog->plan;
  const auto figures = read_figures(options.figures);
  if (!figures) return report(figures.error());
  for (const FigureText& figure : *figures) {
    if (figure.catalog == plan.hash) continue;
    return report({ErrorCode::config,
                   fmt::format("was computed with the catalogue {}, and this one is {}; give "
                               "`recompute` the catalogue as it was then, with --catalog",
                               figure.catalog, plan.hash),
                   figure.indicator});
  }
  const ingest::KafkaSettings settings = kafka_settings(*config, stop);
  auto replayed = std::make_unique<Replayed>(plan, settings);
  const std::vector<const FigureText*> order = in_order(*figures);
  std::string text;
  std::size_t different = 0;
  for (auto first = order.begin(); first != order.end();) {
    const auto behind = std::find_if(first, order.end(), [&](const FigureText* figure) {
      return figure->position != (*first)->position || figure->as_of != (*first)->as_of;
    });
    if (!replayed->reaches((*first)->position)) {
      replayed = std::make_unique<Replayed>(plan, settings);
    }
    if (const model::Status moved = replayed->move_to((*first)->position, stop); !moved.ok()) {
      return report(moved.error());
    }
    std::vector<FigureVerdict> verdicts;
    for (auto at = first; at != behind; ++at) verdicts.push_back({*at, {}});
    replayed->engine().for_each_figure((*first)->as_of, [&](const model::Figure& figure) {
      for (FigureVerdict& verdict : verdicts) {
        if (is_same(*verdict.figure, figure)) verdict.recomputed = members_of(figure);
      }
    });
    for (const FigureVerdict& verdict : verdicts) {
      text += line_of(verdict, plan.zone, options.json);
      different += verdict.is_identical() ? 0 : 1;
    }
    first = behind;
  }
  if (const model::Status written = write_data(text); !written.ok()) return report(written.error());
  say(fmt::format("{} figures recomputed, {} differ\n", order.size(), different));
  return different == 0 ? kExitOk : kExitCheckFailed;
}

}  // namespace ioc::app
