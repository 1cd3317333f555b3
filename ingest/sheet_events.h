// The rows of a sheet as the CloudEvents they stand for. Pure.
//
// A column is named like a field of the stream; `id`, `source`, `type` and `time` (also written
// `ce_id` and so on, where a field has such a name) are the event's own. What the sheet does not
// say is filled in: the source is the unit's sheet, the id a hash of the row, the same whenever the
// same row comes again, wherever it stands.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/sheet.h"
#include "model/plan.h"

namespace ioc::ingest {

struct SheetEvent {
  std::size_t line = 0;
  std::string json;
};

struct SheetColumn {
  int field = -1;              // number in StreamPlan::fields; -1: an attribute
  std::string attribute = {};  // id, source, type or time
};

struct SheetEvents {
  std::vector<SheetColumn> columns;
  std::vector<SheetEvent> events;
  std::vector<SheetFault> faults;  // of the sheet itself; then there are no events
};

SheetEvents make_sheet_events(const Sheet& sheet, const model::StreamPlan& stream,
                              const model::Zone& zone, std::string_view unit_code);

// "15/10/2020", "5/9/2020 8:30", "15-10-2020 08:30:15", "2020-10-15 08:30": local to the zone.
// nullopt: another way of writing, or no such day or hour.
std::optional<model::Instant> read_sheet_time(std::string_view text, const model::Zone& zone);

}  // namespace ioc::ingest
