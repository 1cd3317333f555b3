// How the files of a catalogue stand to the one in force: what differs, and whether it has to wait
// for a second person. It only looks; app/rule_keeper.h does what comes of it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/catalog_files.h"
#include "app/config.h"
#include "model/rule.h"
#include "storage/people.h"
#include "storage/rule_store.h"

namespace ioc::app {

inline constexpr std::string_view kKeptCatalog = "the catalogue in force, kept in people.db";

// A catalogue as `people.db` keeps it: with the names of its files, and without their folder.
std::vector<storage::CatalogFile> files_to_keep(const CatalogText& text);

// What is known of rules, to be looked at beside a service. Its people outlive its store.
struct RuleRecords {
  std::unique_ptr<storage::People> people;
  std::unique_ptr<storage::RuleStore> store;
};

// None: nobody has entered anything, and nothing is in force. Errors: those of
// `People::open_to_read`.
model::Result<std::optional<RuleRecords>> open_rule_records(const std::string& state_dir);

// The catalogue in force; without a plan where there is none, or this program cannot read it.
model::Result<catalog::Loaded> kept_catalog(const storage::RuleStore& store);

// What differs from the catalogue in force, and that one as it was read to find out.
struct RuleChange {
  catalog::Loaded before;  // without a plan where this program cannot read it
  model::WaitingRules after;
  bool is_approved = false;
};

// Of the files with this digest. None: no rule differs, or nothing is in force yet. Error: `io`.
model::Result<std::optional<RuleChange>> rule_change(const storage::RuleStore& store,
                                                     const std::string& digest,
                                                     const catalog::Loaded& loaded);

// Whether it has to wait: nobody has approved it, and two could. Who may approve is told by the
// catalogue in force: one that waits could name another root unit, of which nobody is steward.
model::Result<bool> must_wait(const storage::People& people, const RuleChange& change,
                              const model::Plan& shall_be, const Config& config);

// The catalogue in force while changed rules wait. Error: `config`, when this program cannot read
// it, with the cure.
model::Result<catalog::Loaded> judge_kept(catalog::Loaded before);

// What differs from what is in force; none: no rule does, or nothing is in force yet.
model::Result<std::optional<model::WaitingRules>> waiting_rules(const storage::RuleStore& store,
                                                                const CatalogText& files,
                                                                const catalog::Loaded& loaded);

// "3 changes: indicator a, target b and 1 more".
std::string rule_words(const std::vector<model::RuleDifference>& differences);

}  // namespace ioc::app
