#include "processing/engine.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "model/check.h"
#include "model/limits.h"

namespace ioc::processing {

using model::Commit;
using model::Figure;
using model::FigureStatus;
using model::Instant;

Engine::Engine(const model::Plan& plan, EngineSettings settings)
    : plan_(&plan), settings_(std::move(settings)) {
  const model::ReadPanes* store = settings_.read_panes ? &settings_.read_panes : nullptr;
  for (std::size_t i = 0; i < plan.cubes.size(); ++i) {
    const model::CubeNumber number = i < settings_.cube_numbers.size()
                                         ? settings_.cube_numbers[i]
                                         : static_cast<model::CubeNumber>(i);
    cubes_.push_back(std::make_unique<CubeState>(plan, static_cast<int>(i), number, store));
  }
  for (const model::StreamPlan& stream : plan.streams) {
    streams_.push_back({StreamProgress(stream.settle_ms), {}, {}, {}});
  }
  add_formulas();
}

std::size_t Engine::add_partition(int stream, const model::PartitionName& name,
                                  model::PartitionNumber number, const model::PartitionMark& mark) {
  StreamState& state = streams_[static_cast<std::size_t>(stream)];
  const std::size_t in_stream = state.progress.add_partition();
  partitions_.push_back({stream, in_stream, name, number, mark});
  state.partitions.push_back(partitions_.size() - 1);
  if (mark.high_mark_ms != INT64_MIN) state.progress.advance(in_stream, mark.high_mark_ms);
  return partitions_.size() - 1;
}

void Engine::restore_group(int cube, const model::GroupKey& key) {
  cubes_[static_cast<std::size_t>(cube)]->restore_group(key);
}

model::Result<PaneRange> Engine::panes_to_restore(int cube, std::size_t tier) {
  CubeState& state = *cubes_[static_cast<std::size_t>(cube)];
  const StreamState& stream = stream_of(state);
  return state.begin_tier(tier, Instant{stream.progress.high_ms()},
                          Instant{stream.finals.settled_ms()});
}

void Engine::restore_panes(int cube, const model::PaneAddress& address,
                           const model::PaneRows& rows) {
  cubes_[static_cast<std::size_t>(cube)]->restore(address, rows);
}

void Engine::restore_final(const model::FinalMark& mark) {
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    if (plan_->streams[i].id == mark.stream) streams_[i].finals.add(mark.settled_ms, mark.revision);
  }
}

void Engine::finish_restore() {
  for (const auto& cube : cubes_) {
    cube->take_restored();
    const StreamState& stream = stream_of(*cube);
    const std::int64_t settled = stream.finals.settled_ms();
    if (settled == INT64_MIN || cube->is_filling()) continue;
    for (WindowState& window : cube->windows()) {
      if (window.grid.is_endless()) continue;
      window.final_end = window.grid.last_end_until(Instant{settled});
      close_on(window);
    }
    if (!settings_.figures_topic.empty()) cube->keep_behind(Instant{settled});
    if (stream.progress.high_ms() != INT64_MIN) {
      move_open(*cube, Instant{stream.progress.high_ms()});
    }
    cube->finish_restore();
  }
  restore_formulas();
  refresh_positions();
}

void Engine::begin(std::uint64_t revision) {
  revision_ = revision;
  commit_ = Commit{};
  commit_.revision = revision;
}

void Engine::committed() {
  if (!settings_.read_panes) return;
  for (const auto& cube : cubes_) cube->committed();
  leave_old_panes();
}

// Memory is made an eighth below its bound, so that it is not made at every step; the largest tier
// gives first.
void Engine::leave_old_panes() {
  std::size_t held = bytes();
  if (held <= panes_bytes_max_) return;
  struct Offer {
    std::size_t bytes;
    CubeState* cube;
    std::size_t tier;
  };
  std::vector<Offer> offers;
  for (const auto& cube : cubes_) {
    for (std::size_t tier = 0; tier < cube->plan().tiers.size(); ++tier) {
      offers.push_back({cube->bytes_to_leave(tier), cube.get(), tier});
    }
  }
  std::stable_sort(offers.begin(), offers.end(),
                   [](const Offer& a, const Offer& b) { return a.bytes > b.bytes; });
  const std::size_t wanted = panes_bytes_max_ - panes_bytes_max_ / 8;
  for (const Offer& offer : offers) {
    if (held <= wanted || offer.bytes == 0) break;
    held -= offer.cube->leave(offer.tier, held - wanted);
  }
}

void Engine::apply(std::size_t partition, PartitionChange&& change) {
  Partition& state = partitions_[partition];
  state.mark = change.mark;
  if (change.mark.high_mark_ms != INT64_MIN) {
    streams_[static_cast<std::size_t>(state.stream)].progress.advance(state.in_stream,
                                                                      change.mark.high_mark_ms);
  }
  for (const CubeChange& cube : change.cubes) {
    const auto number = static_cast<std::size_t>(cube.cube);
    cubes_[number]->apply(partition, state.number, cube, revision_, commit_);
  }
  for (model::OutboxEntry& letter : change.dead_letters) {
    letter.sequence = settings_.next_outbox_sequence++;
    letter.topic = settings_.dead_letters_topic;
    commit_.outbox.push_back(std::move(letter));
  }
  for (model::LifeChange& life : change.lives) {
    if (life.lifecycle >= settings_.lifecycle_numbers.size()) break;  // nothing is stored
    life.lifecycle = settings_.lifecycle_numbers[life.lifecycle];
  }
  commit_.partitions.push_back({state.number, change.mark, std::move(change.ids),
                                change.forget_ids_before_hour, std::move(change.lives)});
}

void Engine::fill(model::PartitionNumber partition, const std::vector<CubeChange>& cubes) {
  for (const CubeChange& cube : cubes) {
    cubes_[static_cast<std::size_t>(cube.cube)]->fill(partition, cube, commit_);
  }
}

void Engine::end_filling() {
  for (const auto& cube : cubes_) {
    if (cube->is_filling()) stream_of(*cube).is_behind = true;
    cube->set_filling(false);
  }
}

void Engine::set_idle(std::size_t partition, bool idle) {
  const Partition& state = partitions_[partition];
  streams_[static_cast<std::size_t>(state.stream)].progress.set_idle(state.in_stream, idle);
}

Commit Engine::close(const CloseOptions& options) {
  refresh_positions();
  for (const auto& cube : cubes_) cube->fetch_until(stands_at());
  for (std::size_t i = 0; i < cubes_.size(); ++i) {
    for (WindowState& window : cubes_[i]->windows()) correct(i, window, commit_);
  }
  correct_formulas(commit_);
  for (std::size_t stream = 0; stream < streams_.size(); ++stream) {
    settle(stream, options.outbox_is_full, commit_);
  }
  settle_formulas(commit_);
  live_ = nullptr;
  if (options.show) {
    live_ = std::make_shared<model::LiveUpdate>();
    live_->revision = revision_;
    live_->as_of = as_of();
  }
  for (std::size_t i = 0; i < cubes_.size(); ++i) {
    const std::int64_t high_ms = stream_of(*cubes_[i]).progress.high_ms();
    if (high_ms == INT64_MIN) continue;
    move_open(*cubes_[i], Instant{high_ms});
    for (WindowState& window : cubes_[i]->windows()) {
      if (cubes_[i]->is_filling()) break;
      if (options.publish_open) publish_open(i, window, commit_);
      if (options.show) show_open(i, window);
    }
    const std::int64_t settled_ms = stream_of(*cubes_[i]).finals.settled_ms();
    if (settings_.figures_topic.empty() || settled_ms == INT64_MIN) continue;
    cubes_[i]->keep_behind(Instant{settled_ms});
    cubes_[i]->expire(commit_);
  }
  if (options.publish_open) publish_formulas(commit_);
  if (options.show) show_formulas();
  if ((options.show || options.judge) && !plan_->targets.empty()) judge_targets();
  return std::move(commit_);
}

std::shared_ptr<const model::LiveUpdate> Engine::take_live() { return std::move(live_); }

namespace {

// A value that is no number (`null`, a text) has none.
std::optional<double> number_of(const model::JsonText& value) {
  double number = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
  return read.ec == std::errc() ? std::optional(number) : std::nullopt;
}

// The first end after `end` (INT64_MIN: of all) of a window with something in it.
Instant next_filled_end(const CubeState& cube, const WindowState& window, Instant end) {
  const std::int64_t oldest = cube.filled_from(window, INT64_MIN);
  if (oldest == INT64_MAX) return Instant{INT64_MAX};
  const Instant first = window.grid.first_end_with(oldest);
  if (end.ms == INT64_MIN) return first;
  const Instant next = std::max(first, window.grid.next_end(end));
  const std::int64_t filled = cube.filled_from(window, window.grid.panes_of(next).first);
  if (filled == INT64_MAX) return Instant{INT64_MAX};
  return std::max(next, window.grid.first_end_with(filled));
}

}  // namespace

// Declares windows final in order of their ends, until what is settled or until the outbox has had
// its share; the rest follows in the next steps.
void Engine::settle(std::size_t stream_number, bool outbox_is_full, Commit& commit) {
  StreamState& stream = streams_[stream_number];
  const std::int64_t target = std::max(stream.progress.settled_ms(), stream.finals.settled_ms());
  const bool has_more = std::exchange(stream.is_behind, false);
  if (target == INT64_MIN || (target == stream.finals.settled_ms() && !has_more)) return;
  std::vector<std::pair<std::size_t, WindowState*>> windows;
  for (const int cube : plan_->streams[stream_number].cubes) {
    if (cubes_[static_cast<std::size_t>(cube)]->is_filling()) continue;
    for (WindowState& window : cubes_[static_cast<std::size_t>(cube)]->windows()) {
      if (!window.grid.is_endless()) windows.emplace_back(static_cast<std::size_t>(cube), &window);
    }
  }
  std::int64_t settled = target;
  Instant last{INT64_MIN};
  for (;;) {
    std::pair<std::size_t, WindowState*> first{0, nullptr};
    Instant end{INT64_MAX};
    for (const auto& [cube, window] : windows) {
      const Instant candidate = next_filled_end(*cubes_[cube], *window, window->final_end);
      if (candidate < end) {
        end = candidate;
        first = {cube, window};
      }
    }
    if (first.second == nullptr || end.ms > target) break;
    // Windows of one end become final together.
    if (end > last) settle_formulas(stream_number, last, commit);
    if (end > last && (outbox_is_full || commit.outbox.size() > settings_.publish_max)) {
      settled = end.ms - 1;
      stream.is_behind = true;
      break;
    }
    finalize(first.first, *first.second, end, commit);
    last = end;
  }
  settle_formulas(stream_number, last, commit);
  // A mark stands at the end of a window: between two ends nothing becomes final.
  std::int64_t last_end_ms = INT64_MIN;
  for (const auto& [cube, window] : windows) {
    window->final_end = std::max(window->final_end, window->grid.last_end_until(Instant{settled}));
    last_end_ms = std::max(last_end_ms, window->final_end.ms);
  }
  if (last_end_ms > stream.finals.settled_ms()) mark_final(stream_number, last_end_ms, commit);
}

// Marks older than the finest tier keeps are needed only where a window over a coarser tier ends.
void Engine::mark_final(std::size_t stream_number, std::int64_t settled_ms, Commit& commit) {
  StreamState& stream = streams_[stream_number];
  const std::string& id = plan_->streams[stream_number].id;
  stream.finals.add(settled_ms, revision_);
  commit.finals.push_back({id, settled_ms, revision_});
  if (settings_.figures_topic.empty()) return;  // nothing is dropped for its age
  std::int64_t fine_keep_ms = 0;
  std::vector<const WindowGrid*> coarse;
  for (const int cube : plan_->streams[stream_number].cubes) {
    for (const WindowState& window : cubes_[static_cast<std::size_t>(cube)]->windows()) {
      if (window.grid.is_endless()) continue;
      if (window.grid.tier().tier == model::Tier::fine) {
        fine_keep_ms = std::max(fine_keep_ms, window.grid.tier().keep_ms);
      } else {
        coarse.push_back(&window.grid);
      }
    }
  }
  stream.finals.thin(
      settled_ms - fine_keep_ms - model::kDayMs,
      [&](std::int64_t previous, std::int64_t settled) {
        return std::any_of(coarse.begin(), coarse.end(), [&](const WindowGrid* grid) {
          return grid->last_end_until(Instant{settled}).ms > previous;
        });
      },
      [&](std::int64_t settled) {
        commit.stale_finals.push_back({id, settled, 0});
      });
}

// The closing window is the last final one.
void Engine::close_on(WindowState& window) {
  const model::Status moved = window.closing.move_to(window.grid.panes_of(window.final_end));
  if (!moved.ok()) fault_ = moved.error();
}

void Engine::move_open(CubeState& cube, Instant high) {
  cube.move_open(high, stands_at());
  if (!cube.status().ok()) fault_ = cube.status().error();
}

void Engine::finalize(std::size_t cube_number, WindowState& window, Instant end, Commit& commit) {
  const CubeState& cube = *cubes_[cube_number];
  window.final_end = end;
  close_on(window);
  if (!publishes()) return;
  std::vector<std::pair<std::uint32_t, std::vector<std::int64_t>>> rows;
  cube.closing_rows(window, rows);
  for (const auto& [output, row] : rows) {
    const CubeState::Parts parts = cube.closing_parts(window, output);
    for (const int indicator : window.indicators) {
      Figure figure =
          figure_of(cube, window, indicator, output, row.data(), end, told_as_of(window), parts);
      if (figure.count == 0) continue;
      figure.status = FigureStatus::final;
      figure.revision = revision_;
      publish(figure, commit);
    }
  }
}

// Windows already final whose panes have changed are published again, whole.
void Engine::correct(std::size_t cube_number, WindowState& window, Commit& commit) {
  if (window.corrected.empty()) return;
  const CubeState& cube = *cubes_[cube_number];
  std::set<std::tuple<std::uint32_t, std::int64_t, int>> ends;  // (output group, end, indicator)
  for (const auto& [indicator, group, pane] : window.corrected) {
    const Instant last = std::min(window.grid.last_end_with(pane), window.final_end);
    for (Instant end = window.grid.first_end_with(pane); end <= last;
         end = window.grid.next_end(end)) {
      for (const std::uint32_t output :
           cube.groups().outputs_of(group, cube.tree_of(window, end))) {
        ends.insert({output, end.ms, indicator});
        pass_on_correction(window, indicator, output, end, cube);
      }
    }
  }
  window.corrected.clear();
  if (!publishes()) return;
  for (auto at = ends.begin(); at != ends.end();) {
    // One pass over a group's panes serves all its corrected ends.
    const std::uint32_t output = std::get<0>(*at);
    const auto group_end = ends.lower_bound({output + 1, INT64_MIN, 0});
    const Instant from{std::get<1>(*at) - 1};
    const Instant to{std::get<1>(*std::prev(group_end))};
    const model::Status read =
        slide_ends(cube, window, output, from, to,
                   [&](Instant end, const std::int64_t* row, const CubeState::Parts& parts) {
                     for (const int indicator : window.indicators) {
                       if (!ends.contains({output, end.ms, indicator})) continue;
                       Figure figure = figure_of(cube, window, indicator, output, row, end,
                                                 told_as_of(window), parts);
                       figure.status = FigureStatus::corrected;
                       figure.revision = revision_;
                       publish(figure, commit);
                     }
                     return true;
                   });
    if (!read.ok()) fault_ = read.error();
    at = group_end;
  }
}

void Engine::publish_open(std::size_t cube_number, WindowState& window, Commit& commit) {
  const std::vector<std::uint32_t> changed = window.unpublished.take();
  if (!publishes()) return;
  const CubeState& cube = *cubes_[cube_number];
  const Instant end = open_end_of(cube, window);
  std::vector<std::int64_t> row;
  for (const std::uint32_t output : changed) {
    if (commit.outbox.size() > settings_.publish_max) {
      window.unpublished.insert(output);  // its turn comes with the next
      continue;
    }
    pass_on(window, output, cube, &FormulaWindow::unpublished);
    if (!cube.open_row(window, output, row)) continue;
    const CubeState::Parts parts = cube.open_parts(window, output);
    for (const int indicator : window.indicators) {
      Figure figure =
          figure_of(cube, window, indicator, output, row.data(), end, told_as_of(window), parts);
      if (figure.count == 0) continue;
      figure.revision = revision_;
      publish(figure, commit);
    }
  }
}

void Engine::show_open(std::size_t cube_number, WindowState& window) {
  const CubeState& cube = *cubes_[cube_number];
  const Instant end = open_end_of(cube, window);
  std::vector<std::int64_t> row;
  const std::size_t count = window.indicators.size();
  window.shown.resize(cube.groups().output_count() * count);
  for (const std::uint32_t output : window.unseen.take()) {
    pass_on(window, output, cube, &FormulaWindow::unseen);
    cube.open_row(window, output, row);
    const CubeState::Parts parts = cube.open_parts(window, output);
    for (std::size_t i = 0; i < count; ++i) {
      const int number = window.indicators[i];
      const model::IndicatorPlan& indicator = plan_->indicators[static_cast<std::size_t>(number)];
      Figure figure =
          figure_of(cube, window, number, output, row.data(), end, told_as_of(window), parts);
      // A window that has run empty is shown once as such: the wall must not keep the last count.
      if (figure.count == 0 && !window.shown[output * count + i]) continue;
      window.shown[output * count + i] = figure.count != 0;
      figure.revision = revision_;
      show(figure, indicator, cube.groups().output(output).unit);
    }
  }
}

void Engine::show(const Figure& figure, const model::IndicatorPlan& indicator,
                  model::UnitIndex unit) {
  auto live = std::make_shared<model::LiveFigure>();
  live->indicator = indicator.id;
  live->window = figure.window;
  if (unit != model::kNoUnit) live->unit = plan_->units.at(unit).code;
  live->is_public = indicator.is_public;
  live->revision = revision_;
  live->key = indicator.id + '|' + figure.window + '|' + model::group_json(figure.group);
  std::string json;
  model::append_json(json, figure, plan_->zone);
  live->value = number_of(figure.value);
  live->json = json;  // without room to spare: there may be a hundred thousand of them
  live_->figures.push_back(std::move(live));
}

void Engine::publish(const Figure& figure, Commit& commit) {
  model::OutboxEntry entry;
  entry.sequence = settings_.next_outbox_sequence++;
  entry.topic = settings_.figures_topic;
  std::string key = figure.indicator;
  key += '|';
  key += figure.window;
  key += '|';
  key += model::group_json(figure.group);
  key += '|';
  key += model::format_rfc3339(figure.end, plan_->zone);
  entry.key = std::move(key);
  entry.value.emplace();
  entry.value->reserve(384);
  model::append_json(*entry.value, figure, plan_->zone);
  commit.outbox.push_back(std::move(entry));
}

void Engine::refresh_positions() {
  for (StreamState& stream : streams_) stream.position = position_json(stream);
}

// {"topic":[next offset of partition 0, of 1, …]}; null for partitions read elsewhere.
std::string Engine::position_json(const StreamState& stream) const {
  if (stream.partitions.empty()) return {};
  std::vector<std::int64_t> offsets;
  for (const std::size_t number : stream.partitions) {
    const Partition& partition = partitions_[number];
    const auto index = static_cast<std::size_t>(partition.name.partition);
    if (offsets.size() <= index) offsets.resize(index + 1, -1);
    offsets[index] = partition.mark.next_offset;
  }
  std::string json = "{";
  model::append_json_string(json, partitions_[stream.partitions.front()].name.topic);
  json += ":[";
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (i > 0) json += ',';
    json += offsets[i] < 0 ? "null" : std::to_string(offsets[i]);
  }
  return json + "]}";
}

Instant Engine::as_of() const {
  std::int64_t high_ms = INT64_MIN;
  for (const StreamState& stream : streams_) high_ms = std::max(high_ms, stream.progress.high_ms());
  return Instant{high_ms == INT64_MIN ? 0 : high_ms};
}

Instant Engine::stands_at() const { return std::max(as_of(), tick_); }

std::vector<Standpoint> Engine::standpoints() const {
  std::vector<Standpoint> points;
  for (const Partition& partition : partitions_) {
    points.push_back({partition.stream, partition.name, partition.mark});
  }
  return points;
}

Instant Engine::open_end_of(const CubeState& cube, const WindowState& window) const {
  if (window.grid.is_now()) return cube.stands_at();
  return window.grid.is_since() ? as_of() : window.open_end;
}

std::size_t Engine::bytes() const {
  std::size_t bytes = 0;
  for (const auto& cube : cubes_) bytes += cube->bytes();
  return bytes;
}

std::size_t Engine::group_bytes() const {
  std::size_t bytes = 0;
  for (const auto& cube : cubes_) {
    const std::size_t groups = cube->groups().leaf_count() + cube->groups().output_count();
    bytes += groups * model::kGroupBytes + cube->digest_bytes();
    for (const WindowState& window : cube->windows()) {
      bytes += groups * window.indicators.size() * model::kGroupWindowBytes / 2;
    }
  }
  return bytes;
}

std::uint64_t Engine::sealed_rows() const {
  std::uint64_t rows = 0;
  for (const auto& cube : cubes_) rows += cube->sealed_rows();
  return rows;
}

}  // namespace ioc::processing
