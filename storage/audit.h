// The audit log: who did what, each record chained to the one before, so that none can be altered
// or taken out without every later hash telling.
//
// A record's hash is SHA-256 over "ioc-pulse audit 1\n", its number, its instant in milliseconds,
// actor, act, object, detail, peer and the hash before it (64 zeros before the first); each of
// these as its length in bytes, ':', its text and a line end. A chain says nothing of an end that
// was cut off or of a chain made anew: its head (how many records, the last one's hash) is
// published to Kafka, and compared with that by `audit verify` (docs/people.md).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/result.h"
#include "model/time.h"
#include "storage/sqlite.h"

namespace ioc::storage {

struct AuditRecord {
  std::int64_t number = 0;  // from 1; given by the log
  model::Instant at;
  std::string actor;   // account, `token …`, `command line` or empty: nobody known
  std::string act;     // "session.begin", "account.add"
  std::string object;  // what it was done to
  std::string detail;  // for people
  std::string peer;    // address it came from; may be empty
  std::string previous;
  std::string hash;
};

// How long the log is, and the hash of its last record.
struct AuditHead {
  std::int64_t count = 0;
  std::string hash;
  bool operator==(const AuditHead&) const = default;
};

std::string audit_hash(const AuditRecord& record);

// Role: the table of records, which is only appended to.
// Threads: any, as the database; a record is appended within the transaction of what it tells of.
class Audit {
 public:
  explicit Audit(SqlDatabase& database) : database_(database) {}

  // Number, previous and hash are given by the log.
  model::Status append(AuditRecord record);
  model::Result<AuditHead> head() const;
  // The newest first, those below the number.
  model::Result<std::vector<AuditRecord>> before(std::int64_t number, std::size_t count_max) const;
  // All of them from the first on.
  model::Status each(const std::function<void(const AuditRecord&)>& visit) const;

 private:
  SqlDatabase& database_;
};

// Role: judges a log, record by record from the first, then against the heads that were published.
class AuditCheck {
 public:
  explicit AuditCheck(std::vector<AuditHead> published);
  void take(const AuditRecord& record);
  // What is wrong, each with the number of the record; empty: nothing. Called once, at the end.
  std::vector<std::string> finish();
  const AuditHead& head() const { return head_; }

 private:
  void compare();

  std::vector<AuditHead> published_;  // by count
  std::size_t compared_ = 0;          // of them
  AuditHead head_;
  std::vector<std::string> faults_;
};

}  // namespace ioc::storage
