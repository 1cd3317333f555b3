// The catalogue in force with its files, and what was decided about one that waits, in the database
// of what people enter.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/rule.h"
#include "storage/sqlite.h"

namespace ioc::storage {

struct CatalogFile {
  std::string name;
  std::string text;
};

// Role: keeps one catalogue, one proposal and one approval. A hash is all of a catalogue's SHA-256.
// Threads: any, as the database. Errors: those of SqlDatabase.
class RuleStore {
 public:
  // The database outlives it.
  static model::Result<std::unique_ptr<RuleStore>> open(SqlDatabase& database);

  // The hash of the catalogue in force; none: nothing was ever in force.
  model::Result<std::optional<std::string>> hash() const;
  model::Result<std::vector<CatalogFile>> files() const;  // by name
  // From now on this one; what was proposed and approved is done with.
  model::Status put(const std::string& hash, const std::vector<CatalogFile>& files);

  model::Result<std::optional<model::RuleProposal>> proposal() const;
  model::Status propose(const model::RuleProposal& proposal);

  // The hash of the catalogue that was approved and is not in force yet.
  model::Result<std::optional<std::string>> approved() const;
  model::Status approve(const std::string& hash);
  // An approval of any other catalogue is none any more.
  model::Status keep_approval_of(const std::string& hash);

  // Neither proposed nor approved. Where nothing was, nothing is written.
  model::Status forget();

 private:
  explicit RuleStore(SqlDatabase& database) : database_(database) {}
  model::Result<std::optional<std::string>> one(std::string_view sql) const;

  SqlDatabase& database_;
};

}  // namespace ioc::storage
