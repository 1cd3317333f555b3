// What the handlers of pages without script share: forms, ways onward, languages. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "serving/answer.h"
#include "serving/assets.h"
#include "serving/public_words.h"
#include "serving/request.h"

namespace ioc::app {

// What a form without files sends: the same as a query. None: it is of another type, or damaged.
std::optional<serving::Parameters> form_of(const serving::Request& request);
// The answer to what is no form.
serving::Answer bad_form();

// Where a form leads to; asking for it again sends nothing twice.
serving::Answer lead_to(std::string_view path, serving::Language language);

serving::Language language_of(const serving::Parameters& parameters);

// What is given to whoever is signed in stays with him.
serving::Answer personal(serving::Answer answer);

// Likewise a page.
serving::Answer html_page(std::string body, unsigned status = 200);

// The address of a built style, `desk` or another; empty in a program without its pages.
std::string_view style_of(std::span<const serving::Asset> built, std::string_view name);

}  // namespace ioc::app
