#include "app/rule_keeper.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>

#include "app/second_person.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;
using model::RuleVerb;
using model::Status;
using model::WaitingRules;

namespace {

constexpr std::string_view kUnitsFile = "units.csv";
constexpr std::size_t kNamesTold = 8;
constexpr std::size_t kApproversMin = 2;

CatalogText text_of(const std::vector<storage::CatalogFile>& files) {
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

std::vector<storage::CatalogFile> files_of(const CatalogText& text) {
  std::vector<storage::CatalogFile> files;
  for (const catalog::SourceFile& file : text.toml) {
    files.push_back({std::filesystem::path(file.path).filename().string(), file.text});
  }
  files.push_back({std::string(kUnitsFile), text.units.text});
  return files;
}

// The catalogue in force; without a plan where there is none, or this program cannot read it.
Result<catalog::Loaded> in_force(const storage::RuleStore& store) {
  const auto files = store.files();
  if (!files) return files.error();
  return compile_catalog(text_of(*files));
}

// What differs from the catalogue in force, and that one as it was read to find out.
struct RuleChange {
  catalog::Loaded before;
  WaitingRules after;
};

// Of the files with this digest. None: no rule differs, or nothing is in force yet.
Result<std::optional<RuleChange>> change_of(const storage::RuleStore& store,
                                            const std::string& digest,
                                            const catalog::Loaded& loaded) {
  std::optional<RuleChange> none;
  const auto known = store.hash();
  if (!known) return known.error();
  if (!*known || *known == digest) return none;
  auto before = in_force(store);
  if (!before) return before.error();
  auto differences = model::rule_differences(before->rules, loaded.rules);
  if (differences.empty()) return none;
  WaitingRules after{digest, std::move(differences)};
  return std::optional(RuleChange{*std::move(before), std::move(after)});
}

// Whether rules that nobody has approved have to wait. Who may approve is told by the catalogue in
// force: one that waits could name another root unit, of which nobody is steward.
Result<bool> must_wait(const storage::People& people, const RuleChange& change,
                       const model::Plan& shall_be, const std::string& issuer) {
  const auto able = who_could(people, change.before.plan ? *change.before.plan : shall_be,
                              serving::Deed::approve_catalog, issuer);
  if (!able) return able.error();
  return able->size() >= kApproversMin;
}

// What is run while rules wait. An approval of other files is over; one of these, made since it was
// looked up, is for the next reading.
Result<Setup> run_as_before(Config config, storage::RuleStore& store, RuleChange change) {
  if (Status kept = store.keep_approval_of(change.after.hash); !kept.ok()) return kept.error();
  auto before =
      judge_catalog(std::move(change.before), "the catalogue in force, kept in people.db");
  if (!before) {
    return Error{before.error().code,
                 before.error().text +
                     "; the files hold changes that no second person has approved: approve them "
                     "with `ioc-pulse rules approve`, or bring the files before them back",
                 before.error().subject};
  }
  spdlog::warn("changes of targets or formulas wait for a second person and are not in force: {}",
               rule_words(change.after.differences));
  return Setup{std::move(config), *std::move(before->plan), std::move(change.after)};
}

}  // namespace

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

Result<std::optional<WaitingRules>> waiting_rules(const storage::RuleStore& store,
                                                  const CatalogText& files,
                                                  const catalog::Loaded& loaded) {
  auto change = change_of(store, digest_of(files), loaded);
  if (!change) return change.error();
  std::optional<WaitingRules> waiting;
  if (*change) waiting = std::move((*change)->after);
  return waiting;
}

Result<Setup> settle_rules(Config config, CatalogText files, catalog::Loaded loaded) {
  auto people = storage::People::open(config.state_dir);
  if (!people) return people.error();
  auto store = storage::RuleStore::open((*people)->database());
  if (!store) return store.error();
  std::string digest = digest_of(files);
  const auto known = (*store)->hash();
  if (!known) return known.error();
  if (*known == digest) {
    if (Status done = (*store)->forget(); !done.ok()) return done.error();
    return Setup{std::move(config), *std::move(loaded.plan)};
  }

  const auto approved = (*store)->approved();
  if (!approved) return approved.error();
  auto change = change_of(**store, digest, loaded);
  if (!change) return change.error();
  std::string detail;
  const bool is_approved = *approved == digest;
  if (*change) {
    detail = rule_words((*change)->after.differences);
    if (!is_approved) {
      const auto waits = must_wait(**people, **change, *loaded.plan,
                                   config.openid ? config.openid->issuer : std::string());
      if (!waits) return waits.error();
      if (*waits) return run_as_before(std::move(config), **store, **std::move(change));
      detail += " (there are no two stewards who could sign in)";
    }
  }
  return Setup{std::move(config), *std::move(loaded.plan), std::nullopt,
               ComingRules{std::move(digest), std::move(files), std::move(detail), is_approved}};
}

Status bring_into_force(storage::People& people, const ComingRules& coming, model::Instant now) {
  auto store = storage::RuleStore::open(people.database());
  if (!store) return store.error();
  return people.database().in_transaction([&]() -> Status {
    const auto known = (*store)->hash();
    if (!known) return known.error();
    if (*known == coming.digest) return model::Done{};
    const auto approved = (*store)->approved();
    if (!approved) return approved.error();
    if (coming.is_approved && *approved != coming.digest) {
      return Error{ErrorCode::check_failed, "the approval was taken back meanwhile", "rules"};
    }
    if (Status put = (*store)->put(coming.digest, files_of(coming.files)); !put.ok()) return put;
    if (coming.detail.empty()) return model::Done{};
    storage::AuditRecord record;
    record.at = now;
    record.actor = "service";
    record.act = "rules.change";
    record.object = "catalogue " + coming.digest;
    record.detail = coming.detail;
    return people.audit.append(record);
  });
}

Status RuleChanges::act(RuleVerb verb, const std::string& hash, const std::string& text) {
  if (!waiting_) {
    return Error{ErrorCode::check_failed,
                 "no change of targets or formulas waits: the files are in force", "rules"};
  }
  if (hash != waiting_->hash) {
    return Error{ErrorCode::check_failed, "the files have changed since: look at the changes again",
                 "rules"};
  }
  if (text.size() > model::kRuleTextBytesMax) {
    return Error{ErrorCode::usage, fmt::format("has at most {} bytes", model::kRuleTextBytesMax),
                 "text"};
  }
  // What is looked up and what is written upon it are one: nobody withdraws in between.
  return people_.database().in_transaction([&]() -> Status {
    switch (verb) {
      case RuleVerb::propose: return propose(text);
      case RuleVerb::approve: return approve();
      case RuleVerb::refuse: return refuse(text);
    }
    return Error{ErrorCode::internal, "an unknown verb", "rules"};
  });
}

Status RuleChanges::propose(const std::string& text) {
  if (text.find_first_not_of(" \r\n\t") == std::string::npos) {
    return Error{ErrorCode::usage, "says why the change is made; it is empty", "text"};
  }
  return note(RuleVerb::propose, text, [&] {
    return store_.propose({waiting_->hash, doer_.actor, text, now_});
  });
}

Status RuleChanges::approve() {
  const auto proposal = store_.proposal();
  if (!proposal) return proposal.error();
  const bool is_proposed = *proposal && (*proposal)->hash == waiting_->hash;
  if (!doer_.is_command_line) {
    if (!is_proposed) {
      return Error{ErrorCode::check_failed, "one steward proposes the changes first", "rules"};
    }
    if ((*proposal)->by == doer_.actor) {
      return Error{ErrorCode::check_failed, "another steward approves what you have proposed",
                   "rules"};
    }
  }
  const std::string by = is_proposed ? " (proposed by " + (*proposal)->by + ")" : std::string();
  return note(RuleVerb::approve, rule_words(waiting_->differences) + by,
              [&] { return store_.approve(waiting_->hash); });
}

// The files stay as they are: whoever changed them brings the ones before back.
Status RuleChanges::refuse(const std::string& text) {
  const auto proposal = store_.proposal();
  if (!proposal) return proposal.error();
  if (!*proposal || (*proposal)->hash != waiting_->hash) {
    return Error{ErrorCode::check_failed, "nobody has proposed the changes", "rules"};
  }
  return note(RuleVerb::refuse,
              fmt::format("proposed by {}{}{}", (*proposal)->by, text.empty() ? "" : ": ", text),
              [&] { return store_.forget(); });
}

Status RuleChanges::note(RuleVerb verb, const std::string& detail,
                         const std::function<Status()>& work) {
  storage::AuditRecord record;
  record.at = now_;
  record.actor = doer_.actor;
  record.act = fmt::format("rules.{}", name_of(verb));
  record.object = "catalogue " + waiting_->hash;
  record.detail = detail;
  record.peer = doer_.peer;
  return people_.change(record, work);
}

}  // namespace ioc::app
