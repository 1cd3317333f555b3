// What the officials' pages share: their frame, their language, and how they answer.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "serving/answer.h"
#include "serving/assets.h"
#include "serving/desk_frame.h"

namespace ioc::app {

// The address of the built style; empty in a program without its pages.
std::string_view style_of(std::span<const serving::Asset> built);

serving::Language language_of(const serving::Parameters& parameters);

serving::Answer html_answer(std::string body, unsigned status = 200);

// Where a form or a link leads to; asking for it again sends nothing twice.
serving::Answer lead_to(std::string_view path, serving::Language language);

}  // namespace ioc::app
