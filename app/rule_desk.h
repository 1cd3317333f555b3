// /desk/rules and /api/v1/rules: changes of targets and formulas are proposed by one steward and
// approved by another (app/rule_keeper.h).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "model/rule.h"
#include "serving/assets.h"
#include "serving/route.h"
#include "storage/rule_store.h"

namespace ioc::app {

class PeopleHouse;

// Role: its addresses. Invariant: what waits is shown to stewards and auditors alone.
// Threads: any. The house outlives it.
class RuleDesk {
 public:
  // `approved` is told when the files may come into force; it does not wait.
  static model::Result<std::unique_ptr<RuleDesk>> open(PeopleHouse& house,
                                                       std::optional<model::WaitingRules> waiting,
                                                       std::function<void()> approved);

  std::vector<serving::Route> routes(std::span<const serving::Asset> built);

 private:
  RuleDesk(PeopleHouse& house, std::unique_ptr<storage::RuleStore> store,
           std::optional<model::WaitingRules> waiting, std::function<void()> approved)
      : house_(house),
        store_(std::move(store)),
        waiting_(std::move(waiting)),
        approved_(std::move(approved)) {}

  serving::Outcome tell(const serving::Request& request) const;
  serving::Outcome change(const serving::Request& request);
  serving::Outcome page(const serving::Request& request) const;
  serving::Outcome change_by_page(const serving::Request& request);
  serving::Answer write_page(const serving::Request& request, bool is_english, std::string told,
                             std::string fault, std::string text, unsigned status) const;
  serving::Answer told(unsigned status) const;
  bool may_see(const model::Viewer& viewer) const;
  // How far what waits has come, and who has proposed it.
  struct Standing {
    model::RuleState state = model::RuleState::written;
    std::optional<model::RuleProposal> proposal;
  };
  model::Result<Standing> standing() const;
  model::Status act(const serving::Request& request, std::string_view verb, const std::string& hash,
                    const std::string& text);

  PeopleHouse& house_;
  const std::unique_ptr<storage::RuleStore> store_;
  const std::optional<model::WaitingRules> waiting_;
  const std::function<void()> approved_;
  std::string_view style_;  // of the desk; empty in a program without its pages
};

}  // namespace ioc::app
