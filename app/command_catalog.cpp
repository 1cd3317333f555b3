#include "app/command_catalog.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "app/catalog_files.h"
#include "app/output.h"
#include "app/rule_standing.h"

namespace ioc::app {

using model::Result;

namespace {

// Whether the catalogue in force is worked with. One that this program cannot read computes no
// figure again: then it is as at a start.
Result<bool> works_with_kept(const storage::People& people, const RuleChange& change,
                             const model::Plan& shall_be, const Config& config, CatalogOf of) {
  if (of == CatalogOf::figures && change.before.plan) return true;
  return must_wait(people, change, shall_be, config);
}

// What keeps the files from being worked with; none: nothing does.
Result<std::optional<RuleChange>> change_not_taken(const Config& config, const CatalogText& files,
                                                   const catalog::Loaded& loaded, CatalogOf of) {
  std::optional<RuleChange> none;
  const auto records = open_rule_records(config.state_dir);
  if (!records) {
    // Whoever may not read what people entered may look at events all the same.
    say(fmt::format("what is in force cannot be told, so the catalogue's files are taken: {}\n",
                    records.error().message()));
    return none;
  }
  if (!*records) return none;
  auto change = rule_change(*(*records)->store, digest_of(files), loaded);
  if (!change) return change.error();
  if (!*change) return none;
  const auto is_kept = works_with_kept(*(*records)->people, **change, *loaded.plan, config, of);
  if (!is_kept) return is_kept.error();
  return *is_kept ? *std::move(change) : none;
}

Result<CommandCatalog> catalog_before(RuleChange change) {
  auto before = judge_kept(std::move(change.before));
  if (!before) return before.error();
  const std::string words = rule_words(change.after.differences);
  say(fmt::format("working with {}, not with the files, whose changes are not in force ({}); ",
                  kKeptCatalog, words) +
      "--catalog DIR takes a folder as it is\n");
  return CommandCatalog{*std::move(before->plan), std::string(kKeptCatalog)};
}

}  // namespace

Result<CommandCatalog> command_catalog(const Config& config, const std::string& named,
                                       CatalogOf of) {
  const std::string& folder = named.empty() ? config.catalog : named;
  const auto files = read_catalog_files(folder);
  if (!files) return files.error();
  auto loaded = judge_catalog(*files, folder);
  if (!loaded) return loaded.error();
  if (named.empty()) {
    auto change = change_not_taken(config, *files, *loaded, of);
    if (!change) return change.error();
    if (*change) return catalog_before(**std::move(change));
  }
  return CommandCatalog{*std::move(loaded->plan), folder};
}

}  // namespace ioc::app
