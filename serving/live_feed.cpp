// Encodes and shares the live feed's frames (serving/live_feed.h).
#include "serving/live_feed.h"

#include <fmt/format.h>

#include <charconv>

#include "model/limits.h"

namespace ioc::serving {
namespace {

std::string head_json(std::uint64_t revision, const std::optional<model::Instant>& as_of,
                      model::Instant now, const model::Zone& zone) {
  const std::string as_of_json =
      as_of ? fmt::format("\"{}\"", model::format_rfc3339(*as_of, zone)) : "null";
  return fmt::format("\"revision\":{},\"as_of\":{},\"server_time\":\"{}\"", revision, as_of_json,
                     model::format_rfc3339(now, zone));
}

}  // namespace

LiveCursor LiveFeed::begin(std::string_view last_event_id) const {
  LiveCursor cursor;
  std::uint64_t revision = 0;
  const char* end = last_event_id.data() + last_event_id.size();
  const auto [stop, error] = std::from_chars(last_event_id.data(), end, revision);
  if (last_event_id.empty() || error != std::errc{} || stop != end) return cursor;
  if (const auto position = board_.position_of(revision)) {
    cursor.position = *position;
    cursor.snapshot = false;
  }
  return cursor;
}

Frame LiveFeed::next(const LiveFilter& filter, LiveCursor& cursor, model::Instant now) {
  const std::tuple key(filter.key(), cursor.position, cursor.snapshot);
  const Board::Position newest = board_.newest();
  {
    const std::scoped_lock lock(mutex_);
    const bool old = now.ms - shared_since_.ms >= model::kLiveTickMs || now < shared_since_;
    if (newest != shared_newest_ || old) {
      shared_.clear();
      shared_newest_ = newest;
      shared_since_ = now;
    }
    if (const auto found = shared_.find(key); found != shared_.end()) {
      cursor = found->second.cursor;
      return found->second.frame;
    }
  }
  // Two threads may encode the same frame at once; both are right and one is kept.
  Step step = encode(filter, cursor, now);
  cursor = step.cursor;
  const std::scoped_lock lock(mutex_);
  if (shared_newest_ == newest && shared_.size() < model::kLiveFramesSharedMax) {
    shared_.emplace(key, step);
  }
  return step.frame;
}

LiveFeed::Step LiveFeed::encode(const LiveFilter& filter, const LiveCursor& cursor,
                                model::Instant now) const {
  const Board::Cut cut =
      board_.since(cursor.position, model::kLiveFrameBytesMax,
                   [&](const model::LiveFigure& figure) { return filter.wants(figure); });
  Step step;
  step.cursor = LiveCursor{.position = cut.position,
                           .snapshot = cursor.snapshot && !cut.caught_up,
                           .caught_up = cut.caught_up,
                           .revision = cut.revision,
                           .as_of = cut.as_of};
  if (cut.figures.empty() && !cursor.snapshot) return step;

  std::string text = cursor.snapshot ? "event: snapshot\n" : "event: change\n";
  // Without an id the client resumes from its last complete one, so nothing is skipped.
  if (cut.caught_up) text += fmt::format("id: {}\n", cut.revision);
  text += "data: {" + head_json(cut.revision, cut.as_of, now, plan_.zone);
  if (cursor.snapshot) text += cut.caught_up ? ",\"complete\":true" : ",\"complete\":false";
  text += ",\"figures\":[";
  for (std::size_t i = 0; i < cut.figures.size(); ++i) {
    if (i > 0) text += ',';
    text += cut.figures[i]->json;
  }
  text += "]}\n\n";
  step.frame = std::make_shared<const std::string>(std::move(text));
  return step;
}

Frame LiveFeed::heartbeat(const LiveCursor& cursor, model::Instant now) const {
  std::string text = "event: heartbeat\n";
  if (cursor.caught_up) text += fmt::format("id: {}\n", cursor.revision);
  text += "data: {" + head_json(cursor.revision, cursor.as_of, now, plan_.zone) + "}\n\n";
  return std::make_shared<const std::string>(std::move(text));
}

}  // namespace ioc::serving
