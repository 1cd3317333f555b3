// The page for citizens: the public figures of one unit, and the list to choose a unit from. Pure.
//
// It is whole without script; public.js only asks for it again (web/src/public.ts).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/plan.h"
#include "model/query.h"
#include "serving/assets.h"
#include "serving/public_figures.h"
#include "serving/public_words.h"

namespace ioc::serving {

// What all pages need.
struct PublicFrame {
  const model::Plan& plan;
  Language language = Language::vi;
  // Addresses of the built style and script; empty in a program without its pages.
  std::string_view style;
  std::string_view script;
  std::int64_t small = 5;  // k of disclosure.h
};

struct PublicView {
  const PublicFigures& figures;
  const std::vector<model::TargetStanding>* targets = nullptr;
  model::Instant now;
  model::UnitIndex unit = model::kNoUnit;
};
std::string public_page(const PublicFrame& frame, const PublicView& view);

// Units whose name or code has `search` in it, whatever the marks of its letters; all of them, by
// level and district, when it is empty.
std::string unit_list_page(const PublicFrame& frame, std::string_view search);

// "/p/502": where a unit's page is; "/p" is the root unit's.
std::string public_path(const model::Plan& plan, model::UnitIndex unit);
// The unit whose page has this path; kNoUnit when there is none.
model::UnitIndex unit_of_path(const model::Plan& plan, std::string_view path);

}  // namespace ioc::serving
