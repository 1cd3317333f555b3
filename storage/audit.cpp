// The chain of audit records (storage/audit.h).
#include "storage/audit.h"

#include <fmt/core.h>

#include <algorithm>

#include "storage/sha256.h"

namespace ioc::storage {

using model::Result;
using model::Status;

namespace {

const std::string kFirstPrevious(64, '0');
constexpr std::string_view kAuditColumns =
    "number, at_ms, actor, act, object, detail, peer, previous, hash";

AuditRecord record_of(const SqlRow& row) {
  return {row.number(0), {row.number(1)}, row.text(2), row.text(3), row.text(4),
          row.text(5),   row.text(6),     row.text(7), row.text(8)};
}

}  // namespace

std::string audit_hash(const AuditRecord& record) {
  std::string bytes = "ioc-pulse audit 1\n";
  for (const std::string& part :
       {std::to_string(record.number), std::to_string(record.at.ms), record.actor, record.act,
        record.object, record.detail, record.peer, record.previous}) {
    bytes += fmt::format("{}:", part.size());
    bytes += part;
    bytes += '\n';
  }
  return sha256_hex(bytes);
}

Status Audit::append(AuditRecord record) {
  return database_.in_transaction([&]() -> Status {
    auto last = head();
    if (!last) return last.error();
    record.number = last->count + 1;
    record.previous = last->hash;
    record.hash = audit_hash(record);
    return database_.run(
        "INSERT INTO audit(number, at_ms, actor, act, object, detail, peer, previous, hash) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        {record.number, record.at.ms, record.actor, record.act, record.object, record.detail,
         record.peer, record.previous, record.hash});
  });
}

Result<AuditHead> Audit::head() const {
  AuditHead head{0, kFirstPrevious};
  const Status read = database_.each("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1",
                                     {}, [&](const SqlRow& row) {
                                       head = {row.number(0), row.text(1)};
                                     });
  if (!read.ok()) return read.error();
  return head;
}

Result<std::vector<AuditRecord>> Audit::before(std::int64_t number, std::size_t count_max) const {
  std::vector<AuditRecord> records;
  const Status read =
      database_.each("SELECT " + std::string(kAuditColumns) +
                         " FROM audit WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
                     {number, static_cast<std::int64_t>(count_max)},
                     [&](const SqlRow& row) { records.push_back(record_of(row)); });
  if (!read.ok()) return read.error();
  return records;
}

Status Audit::each(const std::function<void(const AuditRecord&)>& visit) const {
  return database_.each("SELECT " + std::string(kAuditColumns) + " FROM audit ORDER BY number", {},
                        [&](const SqlRow& row) { visit(record_of(row)); });
}

AuditCheck::AuditCheck(std::vector<AuditHead> published)
    : published_(std::move(published)), head_{0, kFirstPrevious} {
  std::sort(published_.begin(), published_.end(),
            [](const AuditHead& a, const AuditHead& b) { return a.count < b.count; });
}

void AuditCheck::take(const AuditRecord& record) {
  if (record.number != head_.count + 1) {
    const bool is_one = record.number == head_.count + 2;
    faults_.push_back(
        is_one ? fmt::format("record {} was removed", head_.count + 1)
               : fmt::format("records {} to {} were removed", head_.count + 1, record.number - 1));
  } else if (record.previous != head_.hash) {
    faults_.push_back(
        fmt::format("record {} does not follow on record {}: one of them was put in or altered",
                    record.number, head_.count));
  }
  if (audit_hash(record) != record.hash) {
    faults_.push_back(fmt::format("record {} was altered", record.number));
  }
  // The heads of records that are not there.
  while (compared_ < published_.size() && published_[compared_].count < record.number) ++compared_;
  head_ = {record.number, record.hash};
  compare();
}

void AuditCheck::compare() {
  for (; compared_ < published_.size() && published_[compared_].count == head_.count; ++compared_) {
    if (published_[compared_].hash == head_.hash) continue;
    faults_.push_back(
        fmt::format("record {} is not the one whose hash was published: the log was written anew",
                    head_.count));
  }
}

std::vector<std::string> AuditCheck::finish() {
  if (compared_ < published_.size()) {
    faults_.push_back(fmt::format(
        "the log ends with record {}, but a head of {} records was published: its end was cut off",
        head_.count, published_.back().count));
    compared_ = published_.size();
  }
  return std::move(faults_);
}

}  // namespace ioc::storage
