#include "app/pipeline.h"

#include <algorithm>

#include "app/clock.h"
#include "app/notify.h"
#include "app/thread_name.h"
#include "model/limits.h"

namespace ioc::app {

Pipeline::Pipeline(const model::Plan& plan, processing::Engine& engine, storage::Store& store,
                   Outbox& outbox, Alerts& alerts, serving::Board& board, Mailbox& mailbox,
                   ServiceStatus& status, std::int64_t commit_interval_ms)
    : plan_(&plan),
      engine_(&engine),
      store_(&store),
      outbox_(&outbox),
      alerts_(&alerts),
      board_(&board),
      mailbox_(&mailbox),
      status_(&status),
      interval_min_ms_(commit_interval_ms),
      interval_ms_(commit_interval_ms),
      revision_(store.revision()),
      outbox_done_(outbox.done_below()) {}

void Pipeline::start() {
  thread_ = std::thread([this] {
    name_this_thread("engine");
    run();
  });
}

void Pipeline::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void Pipeline::watch(std::size_t index, int stream, const model::PartitionName& name,
                     const model::PartitionMark& mark, std::shared_ptr<PartitionPulse> pulse) {
  {
    const std::lock_guard lock(watched_mutex_);
    if (watched_.size() <= index) watched_.resize(index + 1);
    watched_[index] = Watched{stream, name, std::move(pulse)};
  }
  status_->update([&](StatusSnapshot& snapshot) {
    if (snapshot.partitions.size() <= index) snapshot.partitions.resize(index + 1);
    snapshot.partitions[index] = {stream, name, mark};
  });
}

void Pipeline::ask(model::FigureQuery query, model::FigureAnswer answer) {
  auto shared = std::make_shared<model::FigureAnswer>(std::move(answer));
  const bool posted = mailbox_->post(
      [this, shared, query = std::move(query)] {
        (*shared)(failure() ? model::Result<model::FigurePage>(*failure())
                            : engine_->figures(query));
      },
      model::kEngineQueriesMax);
  if (!posted) {
    (*shared)(model::Error{model::ErrorCode::unavailable, "too many questions are waiting", {}});
  }
}

void Pipeline::ask_committed(CommittedAnswer answer) {
  const bool posted = mailbox_->post(
      [this, answer] {
        if (const auto fault = failure()) return answer(*fault);
        answer(CommittedUpTo{engine_->standpoints(), engine_->stands_at()});
      },
      model::kEngineQueriesMax);
  if (!posted) {
    answer(model::Error{model::ErrorCode::unavailable, "too many questions are waiting", {}});
  }
}

std::optional<model::Error> Pipeline::failure() const {
  const std::lock_guard lock(failure_mutex_);
  return failure_;
}

void Pipeline::run() {
  int questions_first = 16;  // rounds of them before the first step, which with much state is long
  while (!stopping_) {
    show_life();
    // At the outbox's bound nothing more is taken, nor while panes wait for room in it: shards wait
    // for us, Kafka for the shards.
    const bool holds_back = outbox_is_full() || do_panes_wait();
    if (holds_back) held_back_ms_ = steady_ms();
    auto [changes, tasks] = mailbox_->take(first_step_ ? first_wait_ms() : wait_ms(), holds_back);
    for (const Mailbox::Task& task : tasks) task();
    if (first_step_ && changes.empty() && !tasks.empty() && questions_first-- > 0) continue;
    if (!failure()) step(std::move(changes));
  }
  auto [changes, tasks] = mailbox_->take(0, false);
  if (!failure()) step(std::move(changes));
  for (const Mailbox::Task& task : tasks) task();
}

bool Pipeline::outbox_is_full() const { return outbox_->waiting() >= model::kOutboxRecordsMax; }

// For something to do. What is over and has room in the outbox becomes final at once.
int Pipeline::wait_ms() const {
  return engine_->is_behind() && !outbox_is_full() && !failure() ? 1 : 50;
}

// While much is still to be read, panes take more memory than they may and cannot leave it before
// windows that are over become final, a share of the outbox a step.
bool Pipeline::do_panes_wait() const {
  return has_much_to_read_ && engine_->is_behind() && engine_->bytes() > panes_bytes_max_;
}

// With much state the first step, which shows all figures there are, takes long: a question that
// comes by then is answered before it.
int Pipeline::first_wait_ms() const {
  constexpr std::size_t kMuchState = std::size_t{128} << 20;
  return engine_->bytes() > kMuchState ? 200 : 0;
}

// A supervisor that waits for it ends a process whose engine stands still.
void Pipeline::show_life() {
  constexpr std::int64_t kPauseMs = 1'000;
  const std::int64_t now_ms = steady_ms();
  if (now_ms - alive_ms_ < kPauseMs) return;
  alive_ms_ = now_ms;
  notify_supervisor("WATCHDOG=1");
}

void Pipeline::fill(std::vector<std::pair<model::PartitionNumber, FilledPartition>> filled) {
  auto shared = std::make_shared<decltype(filled)>(std::move(filled));
  mailbox_->post([this, shared] { filled_ = std::move(*shared); }, SIZE_MAX);
}

void Pipeline::note(std::string_view name, std::string text) {
  mailbox_->post(
      [this, name = std::string(name), text = std::move(text)] { store_->put_meta(name, text); },
      SIZE_MAX);
}

// That nothing is missing any more is committed together with what was.
bool Pipeline::apply_filled() {
  if (!filled_) return false;
  for (const auto& [number, partition] : *filled_) engine_->fill(number, partition.cubes);
  engine_->end_filling();
  store_->put_meta(kGapsMeta, "");
  filled_.reset();
  return true;
}

void Pipeline::step(Mailbox::Changes&& changes) {
  const std::int64_t now_ms = steady_ms();
  refresh_idle(now_ms);
  processing::CloseOptions options;
  options.outbox_is_full = outbox_is_full();
  options.publish_open = now_ms - published_ms_ >= model::kPublishIntervalMs;
  std::uint64_t events = 0;
  for (const auto& [partition, change] : changes) events += change.event_count;
  // While we are catching up people need a figure a second, not ten.
  const bool catching_up = is_far_behind_ || events >= model::kCatchingUpEventsMin;
  options.show = now_ms - shown_ms_ >= (catching_up ? 1000 : interval_min_ms_) || first_step_;
  first_step_ = false;

  // The clock stands for the end of the log only where there is nothing more to be read.
  if (options.publish_open && everything_is_read_) tick();
  if (options.publish_open && is_up_to_date_) look_for_alerts();
  engine_->keep_panes_below(panes_bytes_max_);
  engine_->begin(revision_ + 1);
  for (auto& [partition, change] : changes) {
    processing::PartitionChange copy = std::move(change);
    change.mark = copy.mark;
    lives_dropped_ += static_cast<std::uint64_t>(std::ranges::count_if(
        copy.lives, [](const model::LifeChange& life) { return life.events.empty(); }));
    engine_->apply(partition, std::move(copy));
  }
  const bool has_filled = apply_filled();
  if (options.publish_open) published_ms_ = now_ms;
  if (options.show) shown_ms_ = now_ms;
  model::Commit next = engine_->close(options);
  if (engine_->fault()) return fail(*engine_->fault());
  const auto live = engine_->take_live();

  const std::uint64_t done = outbox_->done_below();
  const bool outbox_moved = done > outbox_done_;
  if (outbox_moved) next.outbox_done = done;
  const bool has_alerts = alerts_->has_news();
  const bool is_empty = !has_filled && !has_alerts && next.partitions.empty() &&
                        next.panes.empty() && next.outbox.empty() && next.finals.empty() &&
                        next.expiries.empty() && !outbox_moved &&
                        (!live || (live->figures.empty() && !live->targets));
  if (is_empty) return;

  const std::int64_t began_ms = steady_ms();
  if (has_alerts) alerts_->save(*store_);
  if (!commit(std::move(next))) return;
  if (has_alerts) alerts_->committed();
  revision_ += 1;
  if (outbox_moved) outbox_done_ = done;
  if (live && (!live->figures.empty() || live->targets)) board_->publish(live);
  const std::int64_t took_ms = steady_ms() - began_ms;
  if (!changes.empty()) {
    const std::int64_t longest_ms =
        catching_up ? model::kCommitIntervalMaxMs : model::kCommitIntervalLiveMaxMs;
    interval_ms_ = std::clamp(took_ms * model::kCommitShareInverse, interval_min_ms_,
                              std::max(interval_min_ms_, longest_ms));
  }
  note_commit(static_cast<double>(took_ms) / 1000.0, changes);
}

// A partition read to its end and silent for its stream's idle_after holds nobody back; what was
// read of it while nothing was taken counts as just read. A stream
// that was silent as a whole and wakes up gives all its partitions that long again: what waits for
// them in the log may be on its way, and the first to speak must not make the others late.
void Pipeline::refresh_idle(std::int64_t now_ms) {
  const std::lock_guard lock(watched_mutex_);
  bool is_any_read = false;
  everything_is_read_ = true;
  is_far_behind_ = false;
  has_much_to_read_ = false;
  bool is_up_to_date = true;
  const std::int64_t recent_ms = wall_now().ms - model::kUpToDateMs;
  wakes_.resize(plan_->streams.size());
  for (const auto& watched : watched_) {
    if (!watched) continue;
    const auto stream = static_cast<std::size_t>(watched->stream);
    Wake& wake = wakes_[stream];
    const std::int64_t last_ms = watched->pulse->last_record_ms;
    if (last_ms - wake.last_record_ms >= plan_->streams[stream].idle_after_ms) wake.at_ms = last_ms;
    wake.last_record_ms = std::max(wake.last_record_ms, last_ms);
  }
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    if (!watched_[i]) continue;
    Watched& watched = *watched_[i];
    // What is waited for, or has stopped, holds back its own stream only.
    if (watched.pulse->is_read) {
      is_any_read = true;
      const bool at_end = watched.pulse->at_end;
      everything_is_read_ = everything_is_read_ && at_end;
      const bool is_recent = watched.pulse->is_near_end && watched.pulse->arrival_ms >= recent_ms;
      is_up_to_date = is_up_to_date && (at_end || is_recent);
      is_far_behind_ = is_far_behind_ || (!at_end && watched.pulse->arrival_ms < recent_ms);
      has_much_to_read_ = has_much_to_read_ || !(at_end || watched.pulse->is_near_end);
    }
    const auto stream = static_cast<std::size_t>(watched.stream);
    std::int64_t since_ms =
        std::max<std::int64_t>(watched.pulse->last_record_ms, wakes_[stream].at_ms);
    if (!watched.idle) since_ms = std::max(since_ms, held_back_ms_);
    const bool idle =
        watched.pulse->at_end && now_ms - since_ms >= plan_->streams[stream].idle_after_ms;
    if (idle != watched.idle) engine_->set_idle(i, idle);
    watched.idle = idle;
  }
  everything_is_read_ = everything_is_read_ && is_any_read;
  is_up_to_date_ = is_up_to_date && is_any_read;
}

// Standing counts are told as of the tick, so it is kept with the commit that tells them.
void Pipeline::tick() {
  if (plan_->lifecycles.empty()) return;
  const model::Instant now = wall_now();
  engine_->tick(now);
  store_->put_meta(kTickMeta, model::format_rfc3339(now, plan_->zone));
}

// What people can see is looked at: standings and marks as of the last commit. While the log is
// caught up with nothing is, so that what is long over is not told of; at its end all that is wrong
// is told of at once.
void Pipeline::look_for_alerts() {
  if (plan_->alerts.empty()) return;
  const auto standings = board_->targets();
  alerts_->look(standings ? std::span<const model::TargetStanding>(*standings)
                          : std::span<const model::TargetStanding>(),
                status_->read().high_ms, wall_now());
}

bool Pipeline::commit(model::Commit&& next) {
  const model::Status status = store_->commit(next);
  if (!status.ok()) {
    fail(status.error());
    return false;
  }
  engine_->committed();
  outbox_->committed(std::move(next.outbox));
  return true;
}

void Pipeline::fail(const model::Error& error) {
  const std::lock_guard lock(failure_mutex_);
  failure_ = error;
}

void Pipeline::note_commit(double seconds, const Mailbox::Changes& changes) {
  status_->update([&](StatusSnapshot& snapshot) {
    for (const auto& [partition, change] : changes) {
      if (partition < snapshot.partitions.size()) snapshot.partitions[partition].mark = change.mark;
    }
    snapshot.high_ms.resize(plan_->streams.size());
    for (std::size_t i = 0; i < plan_->streams.size(); ++i) {
      snapshot.high_ms[i] = engine_->high_ms(static_cast<int>(i));
    }
    snapshot.outbox_records = outbox_->waiting();
    snapshot.commit_count += 1;
    snapshot.commit_seconds_sum += seconds;
    snapshot.commit_seconds_buckets.resize(std::size(kCommitSecondsBounds));
    for (std::size_t i = 0; i < std::size(kCommitSecondsBounds); ++i) {
      snapshot.commit_seconds_buckets[i] += seconds <= kCommitSecondsBounds[i];
    }
    snapshot.engine_bytes = engine_->bytes();
    snapshot.group_bytes = engine_->group_bytes();
    snapshot.lives_dropped = lives_dropped_;
    snapshot.revision = revision_;
  });
}

}  // namespace ioc::app
