// The start path: the engine as it was at the last commit, from what the store has.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/config.h"
#include "app/filling.h"
#include "app/reading.h"
#include "ingest/kafka_anchors.h"
#include "model/plan.h"
#include "processing/engine.h"
#include "storage/store.h"

namespace ioc::app {

// Where the state keeps the definitions of the cubes that its marks speak of, one a line.
inline constexpr std::string_view kCubesMeta = "cubes";

struct Resumed {
  std::unique_ptr<processing::Engine> engine;
  KnownPartitions known;
  std::vector<model::LifecycleNumber> lifecycle_numbers;  // in the store, by the plan's
  std::vector<ingest::Anchor> anchors;
  Gaps gaps;  // of the past that the state has not kept
  // What the state shall say of cubes and gaps from the first event on that is read or filled in:
  // until then it is as good for the catalogue before as it was. Names and texts.
  std::vector<std::pair<std::string_view, std::string>> notes;
  // What waits to be sent stands in the outbox from `outbox_done` on; the next entry is put at
  // `outbox_next`.
  std::uint64_t outbox_done = 0;
  std::uint64_t outbox_next = 0;
};

// Plan and store outlive what is given back. Errors: `io`; `config` when the catalogue asks for
// figures this state cannot be filled up with.
model::Result<Resumed> resume(const Config& config, const model::Plan& plan, storage::Store& store);

}  // namespace ioc::app
