#include "app/rule_keeper.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;
using model::RuleVerb;
using model::Status;

namespace {

// What is run while rules wait. An approval of other files is over; one of these, made since it was
// looked up, is for the next reading.
Result<Setup> run_as_before(Config config, storage::RuleStore& store, RuleChange change) {
  if (Status kept = store.keep_approval_of(change.after.hash); !kept.ok()) return kept.error();
  auto before = judge_kept(std::move(change.before));
  if (!before) return before.error();
  spdlog::warn("changes of targets or formulas wait for a second person and are not in force: {}",
               rule_words(change.after.differences));
  return Setup{std::move(config), *std::move(before->plan), std::move(change.after)};
}

// What was approved of the folder's files and is not in force. None: nothing, or they have faults.
std::optional<model::WaitingRules> approved_rules(const storage::RuleStore& store,
                                                  const std::string& folder) {
  const auto files = read_catalog_files(folder);
  if (!files) return std::nullopt;
  const catalog::Loaded loaded = compile_catalog(*files);
  if (!loaded.plan) return std::nullopt;
  auto change = rule_change(store, digest_of(*files), loaded);
  if (!change || !*change || !(*change)->is_approved) return std::nullopt;
  return std::move((*change)->after);
}

}  // namespace

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

  auto change = rule_change(**store, digest, loaded);
  if (!change) return change.error();
  std::string detail;
  bool is_approved = false;
  if (*change) {
    const auto waits = must_wait(**people, **change, *loaded.plan, config);
    if (!waits) return waits.error();
    if (*waits) return run_as_before(std::move(config), **store, **std::move(change));
    detail = rule_words((*change)->after.differences);
    is_approved = (*change)->is_approved;
    if (!is_approved) detail += " (there are no two stewards who could sign in)";
  }
  return Setup{std::move(config), *std::move(loaded.plan), std::nullopt,
               ComingRules{std::move(digest), std::move(files), std::move(detail), is_approved}};
}

Result<Setup> setup_in_force(Config config, const Error& why) {
  const auto records = open_rule_records(config.state_dir);
  if (!records || !*records) return why;
  const storage::RuleStore& store = *(*records)->store;
  auto kept = kept_catalog(store);
  if (!kept || !kept->plan) return why;
  Setup setup{std::move(config), *std::move(kept->plan)};
  setup.waiting = approved_rules(store, setup.config.catalog);
  setup.refused = why.message();
  return setup;
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
    if (Status put = (*store)->put(coming.digest, files_to_keep(coming.files)); !put.ok())
      return put;
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
