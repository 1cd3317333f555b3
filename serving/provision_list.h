// GET /api/v1/provision: who provides what, and since when it is missing. Pure.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "model/plan.h"
#include "model/provision.h"
#include "serving/access.h"
#include "serving/answer.h"

namespace ioc::serving {

// What was asked: provision=, unit= (exact), level=, state=, as_of=.
struct ProvisionChoice {
  std::string provision, unit, level, state;
  std::optional<model::Instant> as_of;
};
std::variant<ProvisionChoice, Answer> read_provision_choice(const model::Plan& plan,
                                                            const Request& request);

// How a unit provides it is for whoever may see the figures that tell; of an official report, for
// whoever may see the work on it.
bool may_see_standing(const Viewer& viewer, const model::Plan& plan,
                      const model::ProvisionStanding& standing);
bool may_see_quality(const Viewer& viewer, const model::Plan& plan,
                     const model::ProvisionQuality& quality, model::UnitIndex unit);
bool is_chosen(const model::Plan& plan, const ProvisionChoice& choice,
               const model::ProvisionStanding& standing);

Answer provision_list(const model::Plan& plan, const Request& request,
                      const ProvisionChoice& choice, const model::ProvisionScore& score);

}  // namespace ioc::serving
