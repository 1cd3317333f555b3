// The scoreboard of data provision: which unit provides what, since when something is missing, what
// is due next. Pure; no script.
#pragma once

#include <string>

#include "model/provision.h"
#include "serving/access.h"
#include "serving/desk_frame.h"
#include "serving/provision_list.h"

namespace ioc::serving {

struct ProvisionView {
  const model::Viewer& viewer;
  const model::ProvisionScore& score;
  const ProvisionChoice& choice;  // `level` and `state` are offered as choices
};

// Only what the rule of access.h lets the viewer see.
std::string provision_page(const DeskFrame& frame, const ProvisionView& view);

// How the styles call a state: ok, near, bad or none; and its words.
std::string_view state_class(model::ProvisionState state);
std::string_view state_words(Language language, model::ProvisionState state);

}  // namespace ioc::serving
