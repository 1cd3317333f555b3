// All figures are made once, as text, and each expectation looks for its own among them: a case has
// a handful of events, so nothing here needs to be fast.
#include "app/case_run.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "app/offline.h"
#include "model/figure.h"
#include "model/limits.h"

namespace ioc::app {
namespace {

using model::Figure;

constexpr std::size_t kNearMax = 4;  // figures told when none or more than one is the expected one

class CaseRun {
 public:
  CaseRun(const model::Plan& plan, const catalog::Case& example) : plan_(plan), case_(example) {}

  std::vector<CaseFailure> run() {
    read();
    judge_refusals();
    for (const catalog::CaseFigure& figure : case_.figures) judge(figure);
    for (const catalog::CaseTarget& target : case_.targets) judge(target);
    return std::move(failures_);
  }

 private:
  struct Refused {
    const catalog::CaseEvent* event;
    model::Reason reason;
    bool expected = false;
  };

  void read() {
    std::map<int, std::vector<const catalog::CaseEvent*>> streams;
    for (const catalog::CaseEvent& event : case_.events) streams[event.stream].push_back(&event);
    const model::Instant until = case_.until.value_or(model::Instant{INT64_MAX});
    std::vector<std::unique_ptr<OfflinePartition>> partitions;
    std::vector<OfflinePartition*> all;
    for (const auto& [stream, events] : streams) {
      partitions.push_back(std::make_unique<OfflinePartition>(plan_, stream, 0, until));
      all.push_back(partitions.back().get());
      std::vector<model::Record> records(events.size());
      for (std::size_t i = 0; i < events.size(); ++i) {
        records[i].offset = static_cast<std::int64_t>(i);
        records[i].value = events[i]->value;
      }
      read_in_batches(records, events, *all.back());
    }
    processing::Engine engine(plan_, {});
    duplicates_ = merge(engine, all).duplicate;
    engine.for_each_figure(case_.until.value_or(engine.as_of()),
                           [&](const Figure& figure) { figures_.push_back(figure); });
    if (!case_.targets.empty()) judge_targets(engine);
  }

  // As a service does when it shows what it has read.
  void judge_targets(processing::Engine& engine) {
    engine.committed();
    engine.begin(2);
    if (case_.until) engine.tick(*case_.until);
    engine.close({.show = true});
    if (const auto live = engine.take_live(); live && live->targets) standings_ = *live->targets;
  }

  void read_in_batches(const std::span<const model::Record> records,
                       const std::vector<const catalog::CaseEvent*>& events,
                       OfflinePartition& partition) {
    for (std::size_t from = 0; from < records.size(); from += model::kBatchRecordsMax) {
      const auto batch =
          records.subspan(from, std::min(model::kBatchRecordsMax, records.size() - from));
      for (const model::Refusal& refusal : partition.read(batch)) {
        refused_.push_back({events[from + refusal.record], refusal.reason});
      }
    }
  }

  // Without a word of it no event may be refused: a slip in an event must not go unseen.
  void judge_refusals() {
    for (const catalog::CaseRefusals& expected : case_.refused) {
      std::uint64_t found = 0;
      for (Refused& refused : refused_) {
        if (refused.expected || refused.reason != expected.reason ||
            (expected.stream >= 0 && refused.event->stream != expected.stream) ||
            found == expected.count) {
          continue;
        }
        refused.expected = true;
        ++found;
      }
      if (found == expected.count) continue;
      fail(expected.position, fmt::format("events refused as {}", name_of(expected.reason)),
           std::to_string(expected.count), std::to_string(found));
    }
    for (const Refused& refused : refused_) {
      if (refused.expected) continue;
      fail(refused.event->position, "event", "not refused",
           fmt::format("refused as {}", name_of(refused.reason)));
    }
    if (case_.duplicates && *case_.duplicates != duplicates_) {
      fail(case_.position, "duplicates", std::to_string(*case_.duplicates),
           std::to_string(duplicates_));
    }
  }

  void judge(const catalog::CaseFigure& expected) {
    std::vector<const Figure*> fitting;
    std::vector<const Figure*> near;
    for (const Figure& figure : figures_) {
      if (figure.indicator != expected.indicator || figure.window != expected.window) continue;
      near.push_back(&figure);
      if ((!expected.group || *expected.group == group_json(figure.group)) &&
          (!expected.start || expected.start == figure.start) &&
          (!expected.end || *expected.end == figure.end)) {
        fitting.push_back(&figure);
      }
    }
    if (expected.is_absent) {
      if (!fitting.empty()) fail(expected.position, name_of(expected), "none", list(fitting));
    } else if (fitting.empty()) {
      fail(expected.position, name_of(expected), "a figure",
           near.empty() ? "none" : "only those of " + list(near));
    } else if (fitting.size() > 1) {
      fail(expected.position, name_of(expected), "one figure; say its start or end", list(fitting));
    } else {
      compare(expected, *fitting.front());
    }
  }

  void judge(const catalog::CaseTarget& expected) {
    const std::string name = expected.unit.empty()
                                 ? fmt::format("target {}", expected.target)
                                 : fmt::format("target {} in {}", expected.target, expected.unit);
    const auto found =
        std::find_if(standings_.begin(), standings_.end(), [&](const auto& standing) {
          return plan_.targets[static_cast<std::size_t>(standing.target)].id == expected.target &&
                 standing.unit == expected.unit;
        });
    if (found == standings_.end()) return fail(expected.position, name, "a state", "none there");
    if (found->state != expected.state) {
      fail(expected.position, name, std::string(model::name_of(expected.state)),
           std::string(model::name_of(found->state)));
    } else if (expected.is_held && *expected.is_held != found->is_held) {
      fail(expected.position, name, *expected.is_held ? "held" : "not held",
           found->is_held ? "held" : "not held");
    }
  }

  void compare(const catalog::CaseFigure& expected, const Figure& found) {
    const std::string name = name_of(expected);
    const auto same = [&](const char* member, const std::optional<std::string>& wanted,
                          const std::optional<std::string>& there) {
      if (!wanted || there == wanted) return;
      fail(expected.position, fmt::format("{} {}", name, member), *wanted,
           there.value_or("no such member"));
    };
    same("value", expected.value, found.value);
    same("numerator", expected.numerator, found.numerator);
    same("denominator", expected.denominator, found.denominator);
    same("count", expected.count, std::to_string(found.count));
  }

  std::string name_of(const catalog::CaseFigure& figure) const {
    std::string out = fmt::format("{} {}", figure.indicator, figure.window);
    if (figure.group && *figure.group != "{}") out += ' ' + *figure.group;
    if (figure.start) out += " from " + format_rfc3339(*figure.start, plan_.zone);
    if (figure.end) out += " to " + format_rfc3339(*figure.end, plan_.zone);
    return out;
  }
  static std::string_view name_of(model::Reason reason) { return model::name_of(reason); }

  std::string list(const std::vector<const Figure*>& figures) const {
    std::string out;
    for (std::size_t i = 0; i < figures.size() && i < kNearMax; ++i) {
      const Figure& figure = *figures[i];
      out += fmt::format("{}{} {} {}", i == 0 ? "" : ", ", group_json(figure.group),
                         figure.start ? format_rfc3339(*figure.start, plan_.zone) : "at",
                         format_rfc3339(figure.end, plan_.zone));
    }
    if (figures.size() > kNearMax) out += fmt::format(" and {} more", figures.size() - kNearMax);
    return out;
  }

  void fail(const catalog::Position& position, std::string subject, std::string expected,
            std::string found) {
    failures_.push_back({position, std::move(subject), std::move(expected), std::move(found)});
  }

  const model::Plan& plan_;
  const catalog::Case& case_;
  std::vector<Refused> refused_;
  std::uint64_t duplicates_ = 0;
  std::vector<Figure> figures_;
  std::vector<model::TargetStanding> standings_;
  std::vector<CaseFailure> failures_;
};

}  // namespace

std::vector<CaseFailure> run_case(const model::Plan& plan, const catalog::Case& example) {
  return CaseRun(plan, example).run();
}

}  // namespace ioc::app
