// /api/v1/boards: what walls show, page by page. Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "model/plan.h"
#include "serving/access.h"
#include "serving/answer.h"

namespace ioc::serving {

// The board with this id when the viewer may see every figure of it; null otherwise.
const model::BoardPlan* find_visible_board(const Viewer& viewer, const model::Plan& plan,
                                           std::string_view id);

// What figures are told apart by, for a set of those that are wanted.
std::string board_key(std::string_view indicator, std::string_view window, std::string_view unit);

// The keys of all figures that the board's pages show.
std::set<std::string, std::less<>> figures_of(const model::Plan& plan,
                                              const model::BoardPlan& board);

// The boards the viewer may see, in the order of the catalogue. One page.
Answer board_list(const Viewer& viewer, const model::Plan& plan, const Request& request);

}  // namespace ioc::serving
