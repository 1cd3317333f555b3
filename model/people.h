// Who asks, and what they were granted: the words that rights are told in. The rule itself is
// serving/access.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ioc::model {

// What somebody is in the administration; what each may do stands in serving/access.cpp.
enum class Role : std::uint8_t {
  administrator,  // keeps accounts and tokens; sees no figures by that
  leader,         // of the province
  office,         // of the People's Committee's Office
  steward,        // of the department that runs the centre
  department,     // its own field at all levels
  district,       // its own district and the communes of it
  officer,        // of one unit
  technician,     // of the machine
  auditor,        // reads everything, changes nothing
  screen,         // a wall: sees within its token's scope; no account is granted this
};

inline constexpr std::array<std::pair<Role, std::string_view>, 9> kRoleNames = {{
    {Role::administrator, "administrator"},
    {Role::leader, "leader"},
    {Role::office, "office"},
    {Role::steward, "steward"},
    {Role::department, "department"},
    {Role::district, "district"},
    {Role::officer, "officer"},
    {Role::technician, "technician"},
    {Role::auditor, "auditor"},
}};

// A role within a scope: a unit with all below it, and certain streams of it.
struct Grant {
  Role role = Role::officer;
  std::string unit;                  // code
  std::vector<std::string> streams;  // ids; empty: all
  bool operator==(const Grant&) const = default;
};

// Whoever asks. The public has no account and no grants.
struct Viewer {
  std::string account;  // of a screen `screen:` and its token's id, which no account is called
  std::string name;
  std::vector<Grant> grants;

  bool is_signed_in() const { return !account.empty(); }
};

// What a token is for.
enum class TokenKind : std::uint8_t {
  events,  // a unit's own system sends events with it
  screen,  // a wall sees figures with it
};
constexpr std::string_view name_of(TokenKind kind) {
  return kind == TokenKind::events ? "events" : "screen";
}

// What may be sent, or seen, with a token.
struct TokenScope {
  std::string id;                    // of the token, for logs and limits; no secret
  std::string unit;                  // code: this unit and those below it
  std::vector<std::string> streams;  // ids; empty: none (a screen: all that do not stand apart)
};

}  // namespace ioc::model
