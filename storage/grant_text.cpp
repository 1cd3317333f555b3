// Reads and writes grants (storage/grant_text.h).
#include "storage/grant_text.h"

#include <fmt/core.h>

#include <algorithm>

namespace ioc::storage {

using model::Error;
using model::ErrorCode;
using model::Grant;
using model::Role;

namespace {

std::string role_names() {
  std::string names;
  for (const auto& [role, name] : model::kRoleNames) {
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names;
}

model::Result<Grant> read_grant(std::string_view text) {
  const std::size_t at = text.find('@');
  const std::string_view scope =
      at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  const std::size_t colon = scope.find(':');
  Grant grant;
  grant.unit = scope.substr(0, colon);
  if (grant.unit.empty()) {
    return Error{
        ErrorCode::usage,
        fmt::format("`{}` names no unit; write ROLE@UNIT or ROLE@UNIT:STREAM+STREAM", text),
        {}};
  }
  const std::optional<Role> role = role_of(text.substr(0, at));
  if (!role) {
    return Error{
        ErrorCode::usage,
        fmt::format("there is no role `{}`; known are: {}", text.substr(0, at), role_names()),
        {}};
  }
  grant.role = *role;
  if (colon == std::string_view::npos) return grant;
  grant.streams = split_ids(scope.substr(colon + 1), '+');
  if (grant.streams.empty()) {
    return Error{ErrorCode::usage,
                 fmt::format("`{}` names no stream behind the colon; leave the colon out for all "
                             "streams",
                             text),
                 {}};
  }
  return grant;
}

}  // namespace

std::string_view name_of(Role role) {
  for (const auto& [known, name] : model::kRoleNames) {
    if (known == role) return name;
  }
  return role == Role::screen ? "screen" : "";  // told, and never granted
}

std::optional<Role> role_of(std::string_view name) {
  for (const auto& [role, known] : model::kRoleNames) {
    if (known == name) return role;
  }
  return std::nullopt;
}

std::string write_grants(const std::vector<Grant>& grants) {
  std::string text;
  for (const Grant& grant : grants) {
    text += fmt::format("{}{}@{}", text.empty() ? "" : ";", name_of(grant.role), grant.unit);
    if (!grant.streams.empty()) text += ':' + join_ids(grant.streams, '+');
  }
  return text;
}

model::Result<std::vector<Grant>> read_grants(std::string_view text) {
  std::vector<Grant> grants;
  for (const std::string& part : split_ids(text, ';')) {
    auto grant = read_grant(part);
    if (!grant) return grant.error();
    if (std::find(grants.begin(), grants.end(), *grant) == grants.end()) {
      grants.push_back(*std::move(grant));
    }
  }
  return grants;
}

std::string join_ids(const std::vector<std::string>& ids, char between) {
  std::string text;
  for (const std::string& id : ids)
    text += (text.empty() ? std::string() : std::string(1, between)) + id;
  return text;
}

std::vector<std::string> split_ids(std::string_view text, char between) {
  std::vector<std::string> ids;
  while (!text.empty()) {
    const std::size_t end = text.find(between);
    std::string_view id = text.substr(0, end);
    while (id.starts_with(' ')) id.remove_prefix(1);
    while (id.ends_with(' ')) id.remove_suffix(1);
    if (!id.empty()) ids.emplace_back(id);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return ids;
}

}  // namespace ioc::storage
