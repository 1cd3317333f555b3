// Grants as text, for the database, the command line and CSV: `officer@502`,
// `department@49:dossiers+reports`; several with `;` between them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/people.h"
#include "model/result.h"

namespace ioc::storage {

std::string_view name_of(model::Role role);
std::optional<model::Role> role_of(std::string_view name);

std::string write_grants(const std::vector<model::Grant>& grants);
// Empty text: none. Errors: `usage` with what is wrong and the cure; whether units and streams
// exist is the catalogue's to say.
model::Result<std::vector<model::Grant>> read_grants(std::string_view text);

// Ids with blanks between them, as the database keeps streams.
std::string join_ids(const std::vector<std::string>& ids, char between);
std::vector<std::string> split_ids(std::string_view text, char between);

}  // namespace ioc::storage
