#include "serving/page_answer.h"

#include "serving/figure_query.h"

namespace ioc::serving {

Language language_of(const Parameters& parameters) {
  return value_of(parameters, "lang") == "en" ? Language::en : Language::vi;
}

Answer html_page(std::string body, unsigned status) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/html; charset=utf-8";
  answer.body = std::move(body);
  return personal(std::move(answer));
}

Answer lead_to(std::string_view path, Language language) {
  std::string address(path);
  if (language == Language::en) {
    address += address.find('?') == std::string::npos ? "?lang=en" : "&lang=en";
  }
  Answer answer;
  answer.status = 303;
  answer.content_type = "text/plain; charset=utf-8";
  answer.headers.emplace_back("Location", std::move(address));
  return fresh(std::move(answer));
}

}  // namespace ioc::serving
