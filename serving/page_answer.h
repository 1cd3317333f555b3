// What the handlers of pages without script share: the language that is asked for, the page itself,
// and the way onward after a form. Pure.
#pragma once

#include <string>
#include <string_view>

#include "serving/answer.h"
#include "serving/public_words.h"

namespace ioc::serving {

// By `lang`: English when it says so, Vietnamese otherwise.
Language language_of(const Parameters& parameters);

Answer html_page(std::string body, unsigned status = 200);

// Where a form leads to, in its language; asking for it again sends nothing twice.
Answer lead_to(std::string_view path, Language language);

}  // namespace ioc::serving
