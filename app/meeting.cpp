#include "app/meeting.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>

#include "app/clock.h"
#include "app/conclusion_event.h"
#include "app/meeting_routes.h"
#include "catalog/nearest.h"

namespace ioc::app {

using model::Conclusion;
using model::ConclusionState;
using model::Error;
using model::ErrorCode;
using model::Result;
using model::Status;

namespace {

// Not a number that is counted up: a database that is brought back from a copy would give the same
// ones again, and what is new would be taken for what was known.
std::string new_id(model::Instant now, const model::Zone& zone) {
  std::string day = model::format_day(zone.day_of(now));
  std::erase(day, '-');
  return fmt::format("KL-{}-{:08X}", day, randombytes_random());
}

Error no_such_stream(const model::Plan& plan, const std::string& stream) {
  std::vector<std::string> known;
  for (const model::StreamPlan& each : plan.streams) known.push_back(each.id);
  return {ErrorCode::config,
          fmt::format("[meeting] stream: the catalogue has no stream `{}`; {}", stream,
                      catalog::suggestion(stream, known)),
          {}};
}

}  // namespace

Result<std::unique_ptr<Meeting>> Meeting::open(PeopleHouse& house, const std::string& stream,
                                               model::IntakeDoor door) {
  auto conclusions = storage::Conclusions::open(house.people->database());
  if (!conclusions) return conclusions.error();
  std::unique_ptr<Meeting> meeting(new Meeting(house, stream, *std::move(conclusions)));
  if (stream.empty()) return meeting;
  const auto& streams = house.plan.streams;
  const auto found = std::find_if(streams.begin(), streams.end(),
                                  [&](const model::StreamPlan& each) { return each.id == stream; });
  if (found == streams.end()) return no_such_stream(house.plan, stream);
  const int number = static_cast<int>(found - streams.begin());
  const std::string trouble = ConclusionCourier::trouble_with(house.plan, number, door, wall_now());
  if (!trouble.empty()) {
    return Error{ErrorCode::config,
                 fmt::format("[meeting] stream: the stream `{}` cannot take conclusions: {} "
                             "(docs/meeting.md tells their shape)",
                             stream, trouble),
                 {}};
  }
  meeting->courier_ = std::make_unique<ConclusionCourier>(house.plan, number,
                                                          *meeting->conclusions_, std::move(door));
  return meeting;
}

void Meeting::start() {
  if (courier_) courier_->start();
}

void Meeting::stop() {
  if (courier_) courier_->stop();
}

std::vector<serving::Route> Meeting::routes(std::span<const serving::Asset> built) {
  return meeting_routes(*this, built);
}

std::string Meeting::delivery() const {
  const auto waiting = conclusions_->waiting_count();
  if (!waiting) return waiting.error().message();
  if (*waiting == 0) return "all are in the log";
  const std::string trouble = courier_->trouble();
  return fmt::format("{} events wait to be sent{}{}", *waiting, trouble.empty() ? "" : ": ",
                     trouble);
}

Result<std::string> Meeting::note(const serving::Request& request, const Draft& draft) {
  Conclusion fresh;
  fresh.noted = wall_now();
  fresh.id = new_id(fresh.noted, house_.plan.zone);
  fresh.task = draft.task;
  fresh.owner = draft.owner;
  fresh.due = draft.due;
  fresh.figure = draft.figure;
  fresh.noted_by = request.viewer.account;
  fresh.noted_by_name = request.viewer.name;
  // The key is one account's: nobody learns of another's conclusion by guessing.
  const std::string key = draft.key.empty() ? "" : request.viewer.account + '\n' + draft.key;
  std::string id;
  const Status done = house_.people->database().in_transaction([&]() -> Status {
    auto added = conclusions_->add(fresh, key, conclusion_event(fresh, house_.plan.zone));
    if (!added) return added.error();
    id = *added;
    if (id != fresh.id) return model::Done{};
    return house_.people->audit.append(house_.record(
        request, "conclusion.note", id,
        fmt::format("{} by {}: {}", fresh.owner, model::format_day(fresh.due), fresh.task)));
  });
  if (!done.ok()) return done.error();
  courier_->wake();
  return id;
}

Result<bool> Meeting::close(const serving::Request& request, const std::string& id,
                            ConclusionState state) {
  bool is_closed = false;
  const Status done = house_.people->database().in_transaction([&]() -> Status {
    auto found = conclusions_->find(id);
    if (!found) return found.error();
    if (!*found) return model::Done{};
    Conclusion closed = **found;
    closed.state = state;
    closed.closed_by = request.viewer.account;
    closed.closed_by_name = request.viewer.name;
    // A clock that was put back ends nothing before it began.
    closed.closed = std::max(wall_now(), closed.noted);
    auto changed = conclusions_->close(closed, conclusion_event(closed, house_.plan.zone));
    if (!changed) return changed.error();
    is_closed = *changed;
    if (!is_closed) return model::Done{};
    return house_.people->audit.append(
        house_.record(request, fmt::format("conclusion.{}", name_of(state)), id, closed.task));
  });
  if (!done.ok()) return done.error();
  if (is_closed) courier_->wake();
  return is_closed;
}

}  // namespace ioc::app
