// The registers of problems and of comments on regulations: the page, and /api/v1/registers. Pure.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/register.h"
#include "serving/access.h"
#include "serving/answer.h"
#include "serving/desk_frame.h"

namespace ioc::serving {

struct RegisterView {
  const model::Viewer& viewer;
  model::Register of = model::Register::problems;
  const std::vector<model::ToldEntry>& entries;  // those the viewer may see
  model::CivilDay today = 0;
  std::string told;   // what was done; empty: nothing
  std::string fault;  // what could not be done
  // What was filled in and could not be taken.
  model::RegisterEntry draft;
};
std::string register_page(const DeskFrame& frame, const RegisterView& view);

// register=, unit= (who raised it), owner=, state=, late=1.
std::variant<std::string, Answer> register_list(const model::Plan& plan, const Request& request,
                                                const std::vector<model::ToldEntry>& entries);

// A day as forms send it (2020-11-16) or as people write it (16/11/2020).
std::optional<model::CivilDay> read_due_day(std::string_view text);
// The register called so; none: there is no such register.
std::optional<model::Register> read_register(std::string_view name);

}  // namespace ioc::serving
