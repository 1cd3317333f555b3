// The shipped catalogue and a province playing on it, read as a reader of its streams would.
#pragma once

#include <gtest/gtest.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/simulator.h"
#include "model/plan.h"

namespace ioc::ingest {

inline const model::Plan& shipped_plan() {
  static const model::Plan kPlan = [] {
    const std::filesystem::path folder = "catalogs/quang-nam";
    const auto read = [](const std::filesystem::path& path) {
      std::ifstream file(path);
      std::ostringstream text;
      text << file.rdbuf();
      return catalog::SourceFile{path.string(), std::move(text).str()};
    };
    std::vector<catalog::SourceFile> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".toml") files.push_back(read(entry.path()));
    }
    catalog::Loaded loaded = catalog::load(std::move(files), read(folder / "units.csv"));
    EXPECT_TRUE(loaded.plan) << "run from the project's root";
    return loaded.plan.value_or(model::Plan());
  }();
  return kPlan;
}

inline const model::UnitTree& shipped_units() { return shipped_plan().units; }
inline const model::WorkCalendar* shipped_calendar() { return &*shipped_plan().calendar; }

inline model::Instant instant(std::string_view text) { return *model::parse_rfc3339(text); }
inline const model::Instant kMonday = instant("2020-10-12T00:00:00+07:00");

inline SimulatorSettings settings_from(model::Instant begin, double rate) {
  SimulatorSettings settings;
  settings.begin = begin;
  settings.rate = rate;
  return settings;
}
inline SimulatorSettings from_monday(double rate) { return settings_from(kMonday, rate); }

inline SimulatorSettings cleaned(SimulatorSettings settings) {
  settings.duplicate_share = settings.delayed_share = settings.broken_share = 0;
  settings.outages_per_day = 0;
  return settings;
}
inline SimulatorSettings clean(double rate) { return cleaned(from_monday(rate)); }

inline std::vector<SimulatedRecord> played(std::uint64_t seed, const SimulatorSettings& settings,
                                           std::int64_t length_ms) {
  return Simulator(seed, shipped_units(), shipped_calendar(), settings)
      .until({settings.begin.ms + length_ms});
}

// What the tests look at of an event; members of data as texts, whatever they are in JSON.
struct Event {
  std::string id, source, type;
  model::Instant time;
  std::map<std::string, std::string> data;

  std::string of(const std::string& name) const {
    const auto found = data.find(name);
    return found == data.end() ? std::string() : found->second;
  }
  bool has(const std::string& name) const { return data.contains(name); }
  int number(const std::string& name) const { return has(name) ? std::stoi(of(name)) : -1; }
};

// Nothing for text that is not a whole event.
inline std::optional<Event> parse(simdjson::dom::parser& parser, const SimulatedRecord& record) {
  simdjson::dom::element root;
  if (parser.parse(record.value).get(root)) return std::nullopt;
  const auto text = [&](const char* name) {
    std::string_view value;
    return root[name].get(value) ? std::string() : std::string(value);
  };
  if (text("specversion") != "1.0") return std::nullopt;
  const auto time = model::parse_rfc3339(text("time"));
  Event event{text("id"), text("source"), text("type"), time.value_or(model::Instant()), {}};
  if (!time || event.id.empty() || event.source.empty()) return std::nullopt;
  simdjson::dom::object data;
  if (root["data"].get(data)) return std::nullopt;
  for (const auto member : data) {
    std::string_view value;
    const bool is_text = !member.value.get(value);
    event.data[std::string(member.key)] =
        is_text ? std::string(value) : simdjson::minify(member.value);
  }
  return event;
}

}  // namespace ioc::ingest
