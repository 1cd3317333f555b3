// The registers that the regulations ask for: problems of the units, and what they say of the
// regulations; each with who answers, by when, and what was answered.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/people.h"
#include "model/result.h"
#include "model/time.h"

namespace ioc::model {

enum class Register : std::uint8_t { problems, regulations };
inline constexpr std::array<Register, 2> kRegisters = {Register::problems, Register::regulations};
constexpr std::string_view name_of(Register of) {
  return of == Register::problems ? "problems" : "regulations";
}

enum class EntryState : std::uint8_t { open, answered, closed };
inline constexpr std::array<EntryState, 3> kEntryStates = {EntryState::open, EntryState::answered,
                                                           EntryState::closed};
constexpr std::string_view name_of(EntryState state) {
  constexpr std::string_view kNames[] = {"open", "answered", "closed"};
  return kNames[static_cast<std::size_t>(state)];
}

struct RegisterEntry {
  std::int64_t number = 0;  // from 1, of both registers together
  Register of = Register::problems;
  std::string unit;   // who raises it: its code
  std::string owner;  // who answers it: its code
  std::string title;  // of a comment: which regulation, which article
  std::string text;
  CivilDay due = 0;  // the last day on which the answer is in time
  std::string by, name;
  Instant at;
  std::string answer;  // empty: none yet
  std::string answered_by, answered_name;
  std::optional<Instant> answered_at;
  EntryState state = EntryState::open;
};

// Changes of an entry. Whoever raises it opens it again when the answer is none.
enum class EntryVerb : std::uint8_t { answer, close, reopen };

// An entry as it is told: late by so many working days of the unit that answers, from the day after
// the last one in time to the day of the answer, or to today; 0: in time.
struct ToldEntry {
  RegisterEntry entry;
  std::int64_t late_days = 0;
};

// The doors to whoever keeps registers: rights are judged there, by serving/access.h. Errors:
// `usage` for what is not known to the asker or wrong, `check_failed` for what he may not do or
// stands otherwise, `io`.
struct RegisterDoors {
  // Those the viewer may see, the newest first.
  std::function<Result<std::vector<ToldEntry>>(const Viewer&)> list;
  // Unit, owner, title, text, due and register of the entry count. Gives its number.
  std::function<Result<std::int64_t>(const Viewer&, const std::string& peer, RegisterEntry)> add;
  std::function<Status(const Viewer&, const std::string& peer, std::int64_t number, EntryVerb,
                       const std::string& text)>
      change;
};

}  // namespace ioc::model
