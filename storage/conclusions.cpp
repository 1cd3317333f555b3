// Conclusions in SQL (storage/conclusions.h).
#include "storage/conclusions.h"

#include <fmt/core.h>

#include <array>

namespace ioc::storage {

using model::Conclusion;
using model::ConclusionState;
using model::Done;
using model::Error;
using model::ErrorCode;
using model::Instant;
using model::Result;
using model::Status;

namespace {

constexpr std::array<std::string_view, 1> kSteps = {R"sql(
CREATE TABLE conclusion(
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, key TEXT UNIQUE,
  task TEXT NOT NULL, owner TEXT NOT NULL, due_day INTEGER NOT NULL,
  of_indicator TEXT, of_window TEXT, of_unit TEXT, of_ms INTEGER,
  noted_by TEXT NOT NULL, noted_by_name TEXT NOT NULL, noted_ms INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0, closed_by TEXT, closed_by_name TEXT, closed_ms INTEGER) STRICT;
CREATE TABLE conclusion_event(
  number INTEGER PRIMARY KEY AUTOINCREMENT, conclusion TEXT NOT NULL REFERENCES conclusion(id),
  text TEXT NOT NULL, acknowledged_ms INTEGER) STRICT;
CREATE INDEX conclusion_event_waits ON conclusion_event(number) WHERE acknowledged_ms IS NULL;
CREATE TRIGGER conclusion_remains BEFORE DELETE ON conclusion
  BEGIN SELECT RAISE(ABORT, 'a conclusion is withdrawn, never removed'); END;
CREATE TRIGGER conclusion_is_closed_once BEFORE UPDATE ON conclusion WHEN old.state <> 0
  BEGIN SELECT RAISE(ABORT, 'a conclusion is closed once'); END;
CREATE TRIGGER conclusion_event_remains BEFORE DELETE ON conclusion_event
  BEGIN SELECT RAISE(ABORT, 'what was told stays told'); END;
)sql"};

SqlValue text_or_null(const std::string& text) {
  return text.empty() ? SqlValue() : SqlValue(text);
}

Conclusion conclusion_of(const SqlRow& row) {
  Conclusion found;
  found.id = row.text(0);
  found.task = row.text(1);
  found.owner = row.text(2);
  found.due = static_cast<model::CivilDay>(row.number(3));
  if (!row.is_null(4)) {
    found.figure =
        model::ConclusionFigure{row.text(4), row.text(5), row.text(6), Instant{row.number(7)}};
  }
  found.noted_by = row.text(8);
  found.noted_by_name = row.text(9);
  found.noted = {row.number(10)};
  found.state = static_cast<ConclusionState>(row.number(11));
  found.closed_by = row.text(12);
  found.closed_by_name = row.text(13);
  found.closed = {row.number(14)};
  return found;
}

}  // namespace

Result<std::unique_ptr<Conclusions>> Conclusions::open(SqlDatabase& database) {
  const Status ready = database.migrate("conclusions", kSteps);
  if (!ready.ok()) return ready.error();
  return std::unique_ptr<Conclusions>(new Conclusions(database));
}

Status Conclusions::add_event(std::string_view id, const std::string& event) {
  return database_.run("INSERT INTO conclusion_event(conclusion, text) VALUES(?1, ?2)",
                       {std::string(id), event});
}

Result<std::string> Conclusions::add(const Conclusion& fresh, std::string_view key,
                                     const std::string& event) {
  std::string id = fresh.id;
  const Status done = database_.in_transaction([&]() -> Status {
    std::string known;
    std::int64_t count = 0;
    Status read = database_.each("SELECT id FROM conclusion WHERE key = ?1", {std::string(key)},
                                 [&](const SqlRow& row) { known = row.text(0); });
    if (!read.ok()) return read;
    if (!known.empty()) {
      id = known;
      return Done{};
    }
    read = database_.each("SELECT count(*) FROM conclusion", {},
                          [&](const SqlRow& row) { count = row.number(0); });
    if (!read.ok()) return read;
    if (static_cast<std::size_t>(count) >= model::kConclusionsMax) {
      return Error{ErrorCode::usage,
                   fmt::format("at most {} conclusions are kept", model::kConclusionsMax),
                   {}};
    }
    const auto& figure = fresh.figure;
    Status added = database_.run(
        "INSERT INTO conclusion(id, key, task, owner, due_day, of_indicator, of_window, of_unit, "
        "of_ms, noted_by, noted_by_name, noted_ms) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        {fresh.id, text_or_null(std::string(key)), fresh.task, fresh.owner, std::int64_t{fresh.due},
         figure ? SqlValue(figure->indicator) : SqlValue(),
         figure ? SqlValue(figure->window) : SqlValue(),
         figure ? SqlValue(figure->unit) : SqlValue(),
         figure ? SqlValue(figure->as_of.ms) : SqlValue(), fresh.noted_by, fresh.noted_by_name,
         fresh.noted.ms});
    if (!added.ok()) return added;
    return add_event(fresh.id, event);
  });
  if (!done.ok()) return done.error();
  return id;
}

Result<bool> Conclusions::close(const Conclusion& closed, const std::string& event) {
  bool has_changed = false;
  const Status done = database_.in_transaction([&]() -> Status {
    Status changed = database_.run(
        "UPDATE conclusion SET state = ?2, closed_by = ?3, closed_by_name = ?4, closed_ms = ?5 "
        "WHERE id = ?1 AND state = 0",
        {closed.id, static_cast<std::int64_t>(closed.state), closed.closed_by,
         closed.closed_by_name, closed.closed.ms});
    has_changed = changed.ok() && database_.changes() > 0;
    if (!has_changed) return changed;
    return add_event(closed.id, event);
  });
  if (!done.ok()) return done.error();
  return has_changed;
}

Result<std::vector<Conclusion>> Conclusions::read(std::string_view where,
                                                  SqlDatabase::Values values) const {
  std::vector<Conclusion> found;
  const Status read = database_.each(
      fmt::format("SELECT id, task, owner, due_day, of_indicator, of_window, of_unit, of_ms, "
                  "noted_by, noted_by_name, noted_ms, state, closed_by, closed_by_name, closed_ms "
                  "FROM conclusion {} ORDER BY number",
                  where),
      values, [&](const SqlRow& row) { found.push_back(conclusion_of(row)); });
  if (!read.ok()) return read.error();
  return found;
}

Result<std::optional<Conclusion>> Conclusions::find(std::string_view id) const {
  auto found = read("WHERE id = ?1", {std::string(id)});
  if (!found) return found.error();
  if (found->empty()) return std::optional<Conclusion>();
  return std::optional(std::move(found->front()));
}

Result<std::vector<Conclusion>> Conclusions::all() const { return read("", {}); }

Result<std::vector<WaitingEvent>> Conclusions::waiting(std::int64_t after,
                                                       std::size_t count_max) const {
  std::vector<WaitingEvent> found;
  const Status read = database_.each(
      "SELECT number, text FROM conclusion_event WHERE acknowledged_ms IS NULL AND number > ?1 "
      "ORDER BY number LIMIT ?2",
      {after, static_cast<std::int64_t>(count_max)}, [&](const SqlRow& row) {
        found.push_back({row.number(0), row.text(1)});
      });
  if (!read.ok()) return read.error();
  return found;
}

Result<std::int64_t> Conclusions::waiting_count() const {
  std::int64_t count = 0;
  const Status read =
      database_.each("SELECT count(*) FROM conclusion_event WHERE acknowledged_ms IS NULL", {},
                     [&](const SqlRow& row) { count = row.number(0); });
  if (!read.ok()) return read.error();
  return count;
}

Status Conclusions::acknowledge(std::int64_t number, Instant at) {
  return database_.in_transaction([&]() -> Status {
    return database_.run(
        "UPDATE conclusion_event SET acknowledged_ms = ?2 "
        "WHERE number = ?1 AND acknowledged_ms IS NULL",
        {number, at.ms});
  });
}

}  // namespace ioc::storage
