// Two people for changes of targets and formulas: which catalogue is run when the files say
// something else than what is in force, and what people decide about it.
//
// The files are a proposal's text. As long as two stewards or more can sign in, files whose rules
// (catalog/rules.h) differ from those in force are not run until one steward has proposed them and
// another has approved them; the service goes on with the catalogue in force, of which `people.db`
// keeps the files. With fewer, they are run at once, and the audit log says so.
//
// A catalogue is in force, in `people.db` and in the audit log, once the service has begun to run
// by it: one it cannot be started with is not, and what was in force before is gone back to, at a
// reading and at a start.
//
// An approval is of just those files, until they are in force. Once files are read that say
// something else, it is forgotten, as is a proposal when they say again what is in force.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/people_changes.h"
#include "app/rule_standing.h"
#include "app/service.h"
#include "model/rule.h"
#include "storage/people.h"
#include "storage/rule_store.h"

namespace ioc::app {

// The setup to run of files that were read and have no faults. Errors: `io`; `config` when the
// catalogue in force is wanted and this program cannot read it.
model::Result<Setup> settle_rules(Config config, CatalogText files, catalog::Loaded loaded);

// The setup of the catalogue in force, for a start at which the files cannot be run. It does not
// wait for anybody; what was approved of the files is still told of, for it is not in force.
// Error: `why`, where nothing is in force that this program can read.
model::Result<Setup> setup_in_force(Config config, const model::Error& why);

// To be called once the service runs by it; where it was called before nothing is done. Errors:
// `io`; `check_failed` when a steward has refused meanwhile what was approved.
model::Status bring_into_force(storage::People& people, const ComingRules& coming,
                               model::Instant now);

// Role: what people decide about rules that wait; each with its record in the audit log.
// Errors: `usage` with what is wrong and the cure; `check_failed` where it stands otherwise, or for
//   one's own proposal; `io`.
class RuleChanges {
 public:
  RuleChanges(storage::People& people, storage::RuleStore& store,
              const std::optional<model::WaitingRules>& waiting, Doer doer, model::Instant now)
      : people_(people), store_(store), waiting_(waiting), doer_(std::move(doer)), now_(now) {}

  // `hash` is that of the catalogue the person has looked at. The command line approves at once.
  model::Status act(model::RuleVerb verb, const std::string& hash, const std::string& text);

 private:
  model::Status propose(const std::string& text);
  model::Status approve();
  model::Status refuse(const std::string& text);
  model::Status note(model::RuleVerb verb, const std::string& detail,
                     const std::function<model::Status()>& work);

  storage::People& people_;
  storage::RuleStore& store_;
  const std::optional<model::WaitingRules>& waiting_;
  const Doer doer_;
  const model::Instant now_;
};

}  // namespace ioc::app
