// What a catalogue rules: the parts of it that figures, targets and reports depend on, as they are
// written. A change of them wants two people (docs/people.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "model/time.h"

namespace ioc::model {

inline constexpr std::size_t kRuleTextBytesMax = 2'000;  // of a proposal's reason

struct Rule {
  std::string name;  // its kind and id: "indicator dossiers.received", "unit 502", "calendar"
  std::string text;  // as written, without comments, blanks and the order of keys
  bool operator==(const Rule&) const = default;
};

struct RuleDifference {
  std::string name;
  std::string before;  // empty: there was none
  std::string after;   // empty: there is none any more
  bool operator==(const RuleDifference&) const = default;
};

// Of two lists sorted by name, likewise sorted.
std::vector<RuleDifference> rule_differences(const std::vector<Rule>& before,
                                             const std::vector<Rule>& after);

// The lines of a rule's text, without their ends.
std::vector<std::string_view> lines_of(std::string_view text);

// Who asked that rules come into force.
struct RuleProposal {
  std::string hash;  // of the catalogue whose rules are meant, as in WaitingRules
  std::string by;    // account
  std::string text;  // why
  Instant at;
  bool operator==(const RuleProposal&) const = default;
};

// A catalogue whose files have changed, but whose rules are not in force. Its hash is all of the
// SHA-256, which begins with the plan's hash: of 16 digits somebody finds two catalogues within the
// hour, has one looked at, and puts the other in its place.
struct WaitingRules {
  std::string hash;
  std::vector<RuleDifference> differences;
  bool operator==(const WaitingRules&) const = default;
};

// How far rules that wait have come.
enum class RuleState : std::uint8_t {
  written,   // they stand in the files
  proposed,  // by one steward
  approved,  // by another, and are being taken up
};

constexpr std::string_view name_of(RuleState state) {
  switch (state) {
    case RuleState::written: return "written";
    case RuleState::proposed: return "proposed";
    case RuleState::approved: return "approved";
  }
  return "";
}

enum class RuleVerb : std::uint8_t { propose, approve, refuse };

constexpr std::string_view name_of(RuleVerb verb) {
  switch (verb) {
    case RuleVerb::propose: return "propose";
    case RuleVerb::approve: return "approve";
    case RuleVerb::refuse: return "refuse";
  }
  return "";
}

}  // namespace ioc::model
