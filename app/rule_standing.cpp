#include "app/rule_standing.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/second_person.h"

namespace ioc::app {

using model::Error;
using model::Result;
using model::WaitingRules;

namespace {

constexpr std::string_view kUnitsFile = "units.csv";
constexpr std::size_t kNamesTold = 8;
constexpr std::size_t kApproversMin = 2;

CatalogText kept_text(const std::vector<storage::CatalogFile>& files) {
  CatalogText text;
  for (const storage::CatalogFile& file : files) {
    if (file.name == kUnitsFile) {
      text.units = {file.name, file.text};
    } else {
      text.toml.push_back({file.name, file.text});
    }
  }
  return text;
}

}  // namespace

std::vector<storage::CatalogFile> files_to_keep(const CatalogText& text) {
  std::vector<storage::CatalogFile> files;
  for (const catalog::SourceFile& file : text.toml) {
    files.push_back({std::filesystem::path(file.path).filename().string(), file.text});
  }
  files.push_back({std::string(kUnitsFile), text.units.text});
  return files;
}

Result<std::optional<RuleRecords>> open_rule_records(const std::string& state_dir) {
  std::optional<RuleRecords> none;
  auto people = storage::People::open_to_read(state_dir);
  if (!people) return people.error();
  if (*people == nullptr) return none;
  auto store = storage::RuleStore::open((*people)->database());
  if (!store) return store.error();
  return std::optional(RuleRecords{*std::move(people), *std::move(store)});
}

Result<catalog::Loaded> kept_catalog(const storage::RuleStore& store) {
  const auto files = store.files();
  if (!files) return files.error();
  return compile_catalog(kept_text(*files));
}

Result<std::optional<RuleChange>> rule_change(const storage::RuleStore& store,
                                              const std::string& digest,
                                              const catalog::Loaded& loaded) {
  std::optional<RuleChange> none;
  const auto known = store.hash();
  if (!known) return known.error();
  if (!*known || *known == digest) return none;
  auto before = kept_catalog(store);
  if (!before) return before.error();
  auto differences = model::rule_differences(before->rules, loaded.rules);
  if (differences.empty()) return none;
  const auto approved = store.approved();
  if (!approved) return approved.error();
  WaitingRules after{digest, std::move(differences)};
  return std::optional(RuleChange{*std::move(before), std::move(after), *approved == digest});
}

Result<bool> must_wait(const storage::People& people, const RuleChange& change,
                       const model::Plan& shall_be, const Config& config) {
  if (change.is_approved) return false;
  const auto able = who_could(people, change.before.plan ? *change.before.plan : shall_be,
                              serving::Deed::approve_catalog,
                              config.openid ? config.openid->issuer : std::string());
  if (!able) return able.error();
  return able->size() >= kApproversMin;
}

Result<catalog::Loaded> judge_kept(catalog::Loaded before) {
  auto judged = judge_catalog(std::move(before), std::string(kKeptCatalog));
  if (judged) return judged;
  return Error{judged.error().code,
               judged.error().text +
                   "; the files hold changes that no second person has approved: approve them "
                   "with `ioc-pulse rules approve`, or bring the files before them back",
               judged.error().subject};
}

Result<std::optional<WaitingRules>> waiting_rules(const storage::RuleStore& store,
                                                  const CatalogText& files,
                                                  const catalog::Loaded& loaded) {
  auto change = rule_change(store, digest_of(files), loaded);
  if (!change) return change.error();
  std::optional<WaitingRules> waiting;
  if (*change) waiting = std::move((*change)->after);
  return waiting;
}

std::string rule_words(const std::vector<model::RuleDifference>& differences) {
  std::string words =
      fmt::format("{} {}: ", differences.size(), differences.size() == 1 ? "change" : "changes");
  for (std::size_t i = 0; i < std::min(differences.size(), kNamesTold); ++i) {
    if (i > 0) words += ", ";
    words += differences[i].name;
    if (differences[i].before.empty()) words += " (new)";
    if (differences[i].after.empty()) words += " (removed)";
  }
  if (differences.size() > kNamesTold) {
    words += fmt::format(" and {} more", differences.size() - kNamesTold);
  }
  return words;
}

}  // namespace ioc::app
