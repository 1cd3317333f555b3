// Dossiers of one partition as columns, for tests of what lives contribute.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "catalog/catalog.h"
#include "model/event.h"
#include "model/plan.h"

namespace ioc::testing {

inline constexpr std::int64_t kLivesBegin = 1'601'510'400'000;  // 2020-10-01 07:00 there

// A life lasts `keep` beyond its last event; `indicators` as in a catalogue.
inline model::Plan dossier_plan(const std::string& keep, const std::string& indicators) {
  const std::string text = R"toml(
[catalog]
id = "test"
time_zone = "Asia/Ho_Chi_Minh"
root_unit = "49"
[[stream]]
id = "dossiers"
topic = "dossiers"
lateness = "2d"
fields.dossier = { pointer = "/d", type = "string" }
fields.status = { pointer = "/s", type = "int" }
[[lifecycle]]
id = "dossier"
stream = "dossiers"
key = "dossier"
moments.received = "status == 2"
moments.finished = "status == 9"
keep = ")toml" + keep + "\"\n" +
                           indicators;
  return *catalog::load({{"a.toml", text}},
                        {"units.csv", "code,name_vi,name_en,level,parent\n49,a,b,province,\n"})
              .plan;
}

struct DossierEvent {
  std::int64_t time_ms;
  std::string id;
  std::string key;
  std::int64_t status;
};

// The batch points into the events.
inline model::EventBatch batch_of(const model::Plan& plan, std::span<const DossierEvent> events) {
  model::EventBatch batch;
  batch.size = events.size();
  batch.record_count = static_cast<std::uint32_t>(events.size());
  batch.columns.resize(plan.streams[0].fields.size());
  const std::size_t dossier = plan.streams[0].fields[0].name == "dossier" ? 0 : 1;
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    batch.record.push_back(i);
    batch.time_ms.push_back(events[i].time_ms);
    batch.id.emplace_back();
    batch.id_text.push_back(events[i].id);
    batch.source_text.push_back("/a");
    batch.columns[dossier].texts.push_back(events[i].key);
    batch.columns[dossier].present.push_back(1);
    batch.columns[1 - dossier].numbers.push_back(events[i].status);
    batch.columns[1 - dossier].present.push_back(1);
  }
  return batch;
}

}  // namespace ioc::testing
