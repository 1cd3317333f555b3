// Rules in SQL (storage/rule_store.h).
#include "storage/rule_store.h"

#include <array>

namespace ioc::storage {

using model::Done;
using model::Result;
using model::RuleProposal;
using model::Status;

namespace {

// Each of the first three tables has at most one row.
constexpr std::array<std::string_view, 1> kRuleSteps = {R"sql(
CREATE TABLE catalog_in_force(place INTEGER PRIMARY KEY CHECK (place = 1),
  hash TEXT NOT NULL) STRICT;
CREATE TABLE rule_proposal(place INTEGER PRIMARY KEY CHECK (place = 1), hash TEXT NOT NULL,
  by TEXT NOT NULL, text TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
CREATE TABLE rule_approval(place INTEGER PRIMARY KEY CHECK (place = 1),
  hash TEXT NOT NULL) STRICT;
CREATE TABLE catalog_file(name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
)sql"};

}  // namespace

Result<std::unique_ptr<RuleStore>> RuleStore::open(SqlDatabase& database) {
  if (Status ready = database.migrate("rules", kRuleSteps); !ready.ok()) return ready.error();
  return std::unique_ptr<RuleStore>(new RuleStore(database));
}

Result<std::optional<std::string>> RuleStore::one(std::string_view sql) const {
  std::optional<std::string> found;
  const Status read = database_.each(sql, {}, [&](const SqlRow& row) { found = row.text(0); });
  if (!read.ok()) return read.error();
  return found;
}

Result<std::optional<std::string>> RuleStore::hash() const {
  return one("SELECT hash FROM catalog_in_force");
}

Result<std::vector<CatalogFile>> RuleStore::files() const {
  std::vector<CatalogFile> files;
  const Status read = database_.each("SELECT name, text FROM catalog_file ORDER BY name", {},
                                     [&](const SqlRow& row) {
                                       files.push_back({row.text(0), row.text(1)});
                                     });
  if (!read.ok()) return read.error();
  return files;
}

Status RuleStore::put(const std::string& hash, const std::vector<CatalogFile>& files) {
  return database_.in_transaction([&]() -> Status {
    if (Status done = forget(); !done.ok()) return done;
    if (Status done = database_.run("DELETE FROM catalog_file"); !done.ok()) return done;
    for (const CatalogFile& file : files) {
      const Status added = database_.run("INSERT INTO catalog_file(name, text) VALUES(?1, ?2)",
                                         {file.name, file.text});
      if (!added.ok()) return added;
    }
    return database_.run("INSERT OR REPLACE INTO catalog_in_force(place, hash) VALUES(1, ?1)",
                         {hash});
  });
}

Result<std::optional<RuleProposal>> RuleStore::proposal() const {
  std::optional<RuleProposal> found;
  const Status read =
      database_.each("SELECT hash, by, text, at_ms FROM rule_proposal", {}, [&](const SqlRow& row) {
        found = RuleProposal{row.text(0), row.text(1), row.text(2), {row.number(3)}};
      });
  if (!read.ok()) return read.error();
  return found;
}

Status RuleStore::propose(const RuleProposal& proposal) {
  return database_.run(
      "INSERT OR REPLACE INTO rule_proposal(place, hash, by, text, at_ms) VALUES(1, ?1, ?2, ?3, "
      "?4)",
      {proposal.hash, proposal.by, proposal.text, proposal.at.ms});
}

Result<std::optional<std::string>> RuleStore::approved() const {
  return one("SELECT hash FROM rule_approval");
}

Status RuleStore::approve(const std::string& hash) {
  return database_.run("INSERT OR REPLACE INTO rule_approval(place, hash) VALUES(1, ?1)", {hash});
}

Status RuleStore::keep_approval_of(const std::string& hash) {
  const auto kept = approved();
  if (!kept) return kept.error();
  if (!*kept || **kept == hash) return Done{};
  return database_.run("DELETE FROM rule_approval WHERE hash <> ?1", {hash});
}

Status RuleStore::forget() {
  return database_.in_transaction([&]() -> Status {
    const auto asked = proposal();
    if (!asked) return asked.error();
    const auto agreed = approved();
    if (!agreed) return agreed.error();
    if (!*asked && !*agreed) return Done{};
    if (Status done = database_.run("DELETE FROM rule_proposal"); !done.ok()) return done;
    return database_.run("DELETE FROM rule_approval");
  });
}

}  // namespace ioc::storage
