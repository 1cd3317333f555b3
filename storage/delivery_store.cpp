// Deliveries in SQLite (storage/delivery_store.h).
#include "storage/delivery_store.h"

#include <fmt/core.h>

#include <array>

namespace ioc::storage {

using model::Delivery;
using model::DeliveryReceipt;
using model::DeliveryState;
using model::Done;
using model::Error;
using model::ErrorCode;
using model::Instant;
using model::Result;
using model::Status;

namespace {

constexpr std::array<std::string_view, 1> kDeliverySteps = {R"sql(
CREATE TABLE delivery(number INTEGER PRIMARY KEY AUTOINCREMENT, connector TEXT NOT NULL,
  report TEXT NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL, revision INTEGER NOT NULL,
  key TEXT NOT NULL UNIQUE, state TEXT NOT NULL, made_ms INTEGER NOT NULL,
  first_ms INTEGER NOT NULL DEFAULT 0, next_ms INTEGER NOT NULL DEFAULT 0,
  tries INTEGER NOT NULL DEFAULT 0, body TEXT, sha256 TEXT NOT NULL DEFAULT '',
  UNIQUE(connector, report, unit, period, revision)) STRICT;
CREATE INDEX delivery_state ON delivery(connector, state);
CREATE TRIGGER delivery_accepted_stays BEFORE UPDATE OF state, body, sha256 ON delivery
  WHEN OLD.state = 'accepted'
  BEGIN SELECT RAISE(ABORT, 'what was accepted is not sent again'); END;
CREATE TRIGGER delivery_key_stays BEFORE UPDATE OF key, connector, report, unit, period, revision
  ON delivery
  BEGIN SELECT RAISE(ABORT, 'a key is of one delivery for good'); END;
CREATE TRIGGER delivery_remains BEFORE DELETE ON delivery
  BEGIN SELECT RAISE(ABORT, 'a delivery is never removed'); END;
CREATE TABLE delivery_receipt(number INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery INTEGER NOT NULL REFERENCES delivery(number), at_ms INTEGER NOT NULL,
  act TEXT NOT NULL, count INTEGER NOT NULL, status INTEGER NOT NULL, answer_id TEXT NOT NULL,
  sha256 TEXT NOT NULL, by TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE INDEX delivery_receipt_of ON delivery_receipt(delivery);
CREATE TRIGGER delivery_receipt_stays BEFORE UPDATE ON delivery_receipt WHEN OLD.act <> 'tried'
  BEGIN SELECT RAISE(ABORT, 'a receipt is never changed'); END;
CREATE TRIGGER delivery_receipt_remains BEFORE DELETE ON delivery_receipt WHEN OLD.act <> 'tried'
  BEGIN SELECT RAISE(ABORT, 'a receipt is never removed'); END;
)sql"};

// An earlier revision of the same report that the receiver may still be given. One that it refused
// holds nothing up: the later revision may be the mend.
constexpr std::string_view kBehindSql =
    "coalesce((SELECT min(other.number) FROM delivery AS other WHERE "
    "mine.state IN ('waiting', 'sent') AND other.connector = mine.connector AND "
    "other.report = mine.report AND other.unit = mine.unit AND other.period = mine.period AND "
    "other.revision < mine.revision AND other.state IN ('waiting', 'sent', 'given_up')), 0)";

constexpr std::string_view kDeliveryColumns =
    "mine.number, mine.connector, mine.report, mine.unit, mine.period, mine.revision, mine.key, "
    "mine.state, mine.made_ms, mine.next_ms, mine.tries, mine.sha256";

// Of kDeliveryColumns, then kBehindSql.
Delivery delivery_of(const SqlRow& row) {
  constexpr int kBehindColumn = 12;
  Delivery delivery;
  delivery.number = row.number(0);
  delivery.connector = row.text(1);
  delivery.name = {row.text(2), row.text(3), row.text(4)};
  delivery.revision = static_cast<int>(row.number(5));
  delivery.key = row.text(6);
  delivery.state = model::delivery_state_of(row.text(7)).value_or(DeliveryState::refused);
  delivery.made = {row.number(8)};
  delivery.next = {row.number(9)};
  delivery.tries = row.number(10);
  delivery.sha256 = row.text(11);
  delivery.behind = row.number(kBehindColumn);
  return delivery;
}

std::string select_delivery(std::string_view rest) {
  return fmt::format("SELECT {}, {} {}", kDeliveryColumns, kBehindSql, rest);
}

Error no_such_delivery(std::int64_t number) {
  return {ErrorCode::usage, "there is no such delivery", std::to_string(number)};
}

}  // namespace

Result<std::unique_ptr<DeliveryStore>> DeliveryStore::open(SqlDatabase& database) {
  const Status ready = database.migrate("deliveries", kDeliverySteps);
  if (!ready.ok()) return ready.error();
  return std::unique_ptr<DeliveryStore>(new DeliveryStore(database));
}

Status DeliveryStore::add(const Delivery& delivery) {
  return database_.run(
      "INSERT INTO delivery(connector, report, unit, period, revision, key, state, made_ms) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7)",
      {delivery.connector, delivery.name.report, delivery.name.unit, delivery.name.period,
       std::int64_t{delivery.revision}, delivery.key, delivery.made.ms});
}

Result<std::optional<DeliveryWork>> DeliveryStore::due(const std::string& connector,
                                                       const std::string& after, Instant now) {
  static const std::string kSql = fmt::format(
      "SELECT {}, 0, mine.body FROM delivery AS mine WHERE mine.connector = ?1 AND "
      "mine.state IN ('waiting', 'sent') AND mine.next_ms <= ?3 AND {} = 0 AND "
      "NOT EXISTS (SELECT 1 FROM delivery AS gate WHERE gate.connector = ?2 AND "
      "gate.report = mine.report AND gate.unit = mine.unit AND "
      "gate.period = mine.period AND gate.revision = mine.revision AND "
      "gate.state <> 'accepted') ORDER BY mine.next_ms >= 0, mine.number LIMIT 1",
      kDeliveryColumns, kBehindSql);
  constexpr int kBodyColumn = 13;
  std::optional<DeliveryWork> work;
  const Status read = database_.each(kSql, {connector, after, now.ms}, [&](const SqlRow& row) {
    work = DeliveryWork{delivery_of(row), row.text(kBodyColumn)};
  });
  if (!read.ok()) return read.error();
  return work;
}

Status DeliveryStore::begin(std::int64_t number, const std::string& body, const std::string& sha256,
                            Instant now) {
  return database_.run(
      "UPDATE delivery SET state = 'sent', tries = tries + 1, body = ?2, sha256 = ?3, "
      "first_ms = CASE first_ms WHEN 0 THEN ?4 ELSE first_ms END WHERE number = ?1",
      {number, body, sha256, now.ms});
}

Result<std::int64_t> DeliveryStore::tried_ms(std::int64_t number, Instant now) {
  std::int64_t first_ms = 0;
  const Status read = database_.each("SELECT first_ms FROM delivery WHERE number = ?1", {number},
                                     [&](const SqlRow& row) { first_ms = row.number(0); });
  if (!read.ok()) return read.error();
  return first_ms == 0 ? 0 : now.ms - first_ms;
}

Status DeliveryStore::end(std::int64_t number, const DeliveryOutcome& outcome) {
  return database_.in_transaction([&]() -> Status {
    const Status done =
        database_.run("UPDATE delivery SET state = ?2, next_ms = ?3 WHERE number = ?1",
                      {number, std::string(model::name_of(outcome.state)), outcome.next.ms});
    return done.ok() ? add_receipt(number, outcome.receipt) : done;
  });
}

// Tries that came to the same as the one before are counted in its receipt.
Status DeliveryStore::add_receipt(std::int64_t number, const DeliveryReceipt& receipt) {
  std::int64_t last = 0, count = 0;
  bool is_same = false;
  Status done = database_.each(
      "SELECT number, act, status, sha256, detail, (SELECT count(*) FROM delivery_receipt "
      "WHERE delivery = ?1) FROM delivery_receipt WHERE delivery = ?1 ORDER BY number DESC LIMIT 1",
      {number}, [&](const SqlRow& row) {
        last = row.number(0);
        is_same = receipt.act == "tried" && row.text(1) == "tried" &&
                  row.number(2) == receipt.status && row.text(3) == receipt.sha256 &&
                  row.text(4) == receipt.detail;
        count = row.number(5);
      });
  if (!done.ok()) return done;
  if (is_same) {
    return database_.run(
        "UPDATE delivery_receipt SET count = count + 1, at_ms = ?2 WHERE number = ?1",
        {last, receipt.at.ms});
  }
  if (count >= static_cast<std::int64_t>(model::kDeliveryReceiptsMax)) {
    done = database_.run(
        "DELETE FROM delivery_receipt WHERE number = (SELECT min(number) FROM delivery_receipt "
        "WHERE delivery = ?1 AND act = 'tried')",
        {number});
    if (!done.ok()) return done;
  }
  return database_.run(
      "INSERT INTO delivery_receipt(delivery, at_ms, act, count, status, answer_id, sha256, by, "
      "detail) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      {number, receipt.at.ms, receipt.act, receipt.count, std::int64_t{receipt.status},
       receipt.answer_id, receipt.sha256, receipt.by, receipt.detail});
}

Status DeliveryStore::release(std::int64_t number, const DeliveryReceipt& receipt) {
  return database_.in_transaction([&]() -> Status {
    const auto found = find(number);
    if (!found) return found.error();
    if (!*found) return no_such_delivery(number);
    const Delivery& delivery = **found;
    if (delivery.state == DeliveryState::accepted) {
      return Error{ErrorCode::check_failed, "it was accepted, so it is not sent again",
                   std::to_string(number)};
    }
    std::int64_t later = 0;
    Status done = database_.each(
        "SELECT max(revision) FROM delivery WHERE connector = ?1 AND report = ?2 AND unit = ?3 "
        "AND period = ?4 AND revision > ?5 AND state IN ('sent', 'accepted')",
        {delivery.connector, delivery.name.report, delivery.name.unit, delivery.name.period,
         std::int64_t{delivery.revision}},
        [&](const SqlRow& row) { later = row.number(0); });
    if (!done.ok()) return done;
    if (later > 0) {
      return Error{ErrorCode::check_failed,
                   fmt::format("revision {} was sent after it, so this one would pass for the "
                               "newest; nothing is to be done",
                               later),
                   std::to_string(number)};
    }
    if (delivery.state == DeliveryState::refused) {
      done =
          database_.run("UPDATE delivery SET body = NULL, sha256 = '' WHERE number = ?1", {number});
      if (!done.ok()) return done;
    }
    done = database_.run(
        "UPDATE delivery SET state = CASE state WHEN 'sent' THEN 'sent' ELSE 'waiting' END, "
        "next_ms = ?2, first_ms = 0, tries = 0 WHERE number = ?1",
        {number, kReleasedNext.ms});
    return done.ok() ? add_receipt(number, receipt) : done;
  });
}

Result<std::vector<Delivery>> DeliveryStore::list(const model::DeliveryQuery& query) {
  static const std::string kSql = select_delivery(
      "FROM delivery AS mine WHERE (?1 = '' OR connector = ?1) AND (?2 = '' OR report = ?2) AND "
      "(?3 = '' OR unit = ?3) AND (?4 = '' OR period = ?4) AND (?5 = '' OR state = ?5) AND "
      "number < ?6 ORDER BY number DESC LIMIT ?7");
  const std::string state(query.state ? model::name_of(*query.state) : std::string_view());
  std::vector<Delivery> deliveries;
  const Status done = database_.in_transaction([&]() -> Status {
    Status read =
        database_.each(kSql,
                       {query.connector, query.report, query.unit, query.period, state, query.below,
                        static_cast<std::int64_t>(query.limit)},
                       [&](const SqlRow& row) { deliveries.push_back(delivery_of(row)); });
    for (Delivery& delivery : deliveries) {
      if (read.ok()) read = read_receipts(delivery, true);
    }
    return read;
  });
  if (!done.ok()) return done.error();
  return deliveries;
}

Result<std::optional<Delivery>> DeliveryStore::find(std::int64_t number) {
  static const std::string kSql = select_delivery("FROM delivery AS mine WHERE number = ?1");
  std::optional<Delivery> delivery;
  const Status done = database_.in_transaction([&]() -> Status {
    const Status read =
        database_.each(kSql, {number}, [&](const SqlRow& row) { delivery = delivery_of(row); });
    return read.ok() && delivery ? read_receipts(*delivery, false) : read;
  });
  if (!done.ok()) return done.error();
  return delivery;
}

Status DeliveryStore::read_receipts(Delivery& delivery, bool is_last_only) {
  static constexpr std::string_view kAll =
      "SELECT at_ms, act, count, status, answer_id, sha256, by, detail FROM delivery_receipt "
      "WHERE delivery = ?1 ORDER BY number";
  static constexpr std::string_view kLast =
      "SELECT at_ms, act, count, status, answer_id, sha256, by, detail FROM delivery_receipt "
      "WHERE delivery = ?1 ORDER BY number DESC LIMIT 1";
  return database_.each(is_last_only ? kLast : kAll, {delivery.number}, [&](const SqlRow& row) {
    delivery.receipts.push_back({{row.number(0)},
                                 row.text(1),
                                 row.number(2),
                                 static_cast<int>(row.number(3)),
                                 row.text(4),
                                 row.text(5),
                                 row.text(6),
                                 row.text(7)});
  });
}

Result<model::DeliveryStanding> DeliveryStore::standing(const std::string& connector) {
  model::DeliveryStanding standing;
  standing.connector = connector;
  const Status read = database_.each(
      "SELECT state, count(*), min(made_ms) FROM delivery WHERE connector = ?1 GROUP BY state",
      {connector}, [&](const SqlRow& row) {
        const auto state = model::delivery_state_of(row.text(0));
        if (!state) return;
        standing.count[static_cast<std::size_t>(*state)] = row.number(1);
        const bool is_open = *state == DeliveryState::waiting || *state == DeliveryState::sent;
        const Instant made{row.number(2)};
        if (is_open && (!standing.oldest || made < *standing.oldest)) standing.oldest = made;
      });
  if (!read.ok()) return read.error();
  return standing;
}

}  // namespace ioc::storage
