// What the handlers of the officials' desk share: whom they ask, how their pages begin, and what
// they answer to those who may not, or sent what cannot be read.
#pragma once

#include <cstddef>
#include <string_view>

#include "model/plan.h"
#include "model/result.h"
#include "serving/desk_frame.h"
#include "serving/page_answer.h"
#include "serving/route.h"
#include "serving/server.h"

namespace ioc::serving {

inline constexpr std::size_t kDeskFormBytesMax = 64 << 10;

// Role: what each idea's handlers derive from.
// Invariant: whoever is not signed in is led to the sign-in (pages) or told so (API), before
//   anything else. Threads: any; whoever answers later holds on to it.
class DeskHandlers {
 protected:
  explicit DeskHandlers(const ServerDoors& doors)
      : doors_(doors), plan_(*doors.plan), style_(style_of(doors.pages, "desk")) {}

  DeskFrame frame(Language language) const { return {plan_, language, style_}; }

  const ServerDoors& doors_;
  const model::Plan& plan_;

 private:
  const std::string_view style_;  // empty in a program without its pages
};

Answer to_sign_in(const Request& request);  // of pages
Answer sign_in_first();                     // of the API
Answer no_such_page();
Answer bad_desk_form();
Answer desk_problem(const model::Error& error);

}  // namespace ioc::serving
