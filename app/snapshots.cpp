#include "app/snapshots.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "app/clock.h"
#include "app/thread_name.h"
#include "model/limits.h"
#include "storage/snapshot.h"

namespace ioc::app {
namespace {

namespace fs = std::filesystem;
using model::CivilDay;
using model::Done;
using model::Error;
using model::ErrorCode;
using model::Instant;
using model::Status;

constexpr int kLowestPriority = 19;
constexpr std::int64_t kMinuteMs = 60'000;

struct Made {
  CivilDay day;
  fs::path path;
};

// Whole snapshots called by their day, the oldest first. A folder that is not there holds none.
std::vector<Made> snapshots_in(const std::string& directory) {
  std::vector<Made> found;
  std::error_code fault;
  for (fs::directory_iterator it(directory, fault), end; !fault && it != end; it.increment(fault)) {
    const auto day = model::parse_day(it->path().filename().string());
    std::error_code ignored;
    if (day && fs::exists(it->path() / storage::kManifestName, ignored)) {
      found.push_back({*day, it->path()});
    }
  }
  std::sort(found.begin(), found.end(), [](const Made& a, const Made& b) { return a.day < b.day; });
  return found;
}

std::optional<Instant> time_of(const fs::path& snapshot) {
  std::error_code fault;
  const auto written = fs::last_write_time(snapshot / storage::kManifestName, fault);
  if (fault) return std::nullopt;
  const auto since = std::chrono::file_clock::to_sys(written).time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

}  // namespace

void Snapshots::start() {
  if (config_.directory.empty()) return;
  const std::vector<Made> made = snapshots_in(config_.directory);
  if (!made.empty()) status_.newest = time_of(made.back().path);
  thread_ = std::thread([this] {
    name_this_thread("snapshots");
    run();
  });
}

void Snapshots::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

SnapshotStatus Snapshots::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void Snapshots::run() {
  setpriority(PRIO_PROCESS, 0, kLowestPriority);  // of this thread
  std::int64_t pause_ms = 0;
  while (sleep_unless(stopping_, pause_ms)) {
    pause_ms = model::kSnapshotLookMs;
    const Instant now = wall_now();
    if (!is_due(now)) continue;
    Status done = make(now);
    if (done.ok()) done = remove_old();
    const std::lock_guard lock(mutex_);
    status_.trouble = done.ok() ? "" : done.error().message();
    if (done.ok()) {
      status_.newest = now;
      continue;
    }
    spdlog::error("no snapshot: {}", status_.trouble);
    pause_ms = model::kSnapshotRetryMs;
  }
}

bool Snapshots::is_due(Instant now) const {
  const CivilDay today = zone_.day_of(now);
  if (now < Instant{zone_.day_start(today).ms + config_.at_minute * kMinuteMs}) return false;
  const std::vector<Made> made = snapshots_in(config_.directory);
  return std::none_of(made.begin(), made.end(), [&](const Made& one) { return one.day == today; });
}

Status Snapshots::make(Instant now) {
  const fs::path path = fs::path(config_.directory) / model::format_day(zone_.day_of(now));
  const auto made = storage::create_snapshot(store_, path.string());
  if (!made) return made.error();
  spdlog::info("{}: snapshot of revision {} made", path.string(), made->revision);
  return Done{};
}

Status Snapshots::remove_old() {
  const std::vector<Made> made = snapshots_in(config_.directory);
  const auto keep = static_cast<std::size_t>(config_.keep);
  for (std::size_t i = 0; i + keep < made.size(); ++i) {
    std::error_code fault;
    fs::remove_all(made[i].path, fault);
    if (fault) return Error{ErrorCode::io, fault.message(), made[i].path.string()};
  }
  return Done{};
}

}  // namespace ioc::app
