#include "app/page_frame.h"

#include "serving/figure_query.h"

namespace ioc::app {

using serving::Answer;
using serving::Language;

std::string_view style_of(std::span<const serving::Asset> built) {
  std::string_view style;
  for (const serving::Asset& asset : built) {
    if (asset.path.starts_with("/assets/desk-") && asset.path.ends_with(".css")) style = asset.path;
  }
  return style;
}

Language language_of(const serving::Parameters& parameters) {
  return serving::value_of(parameters, "lang") == "en" ? Language::en : Language::vi;
}

Answer html_answer(std::string body, unsigned status) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/html; charset=utf-8";
  answer.body = std::move(body);
  answer.headers.emplace_back("Cache-Control", "private, no-store");
  return answer;
}

Answer lead_to(std::string_view path, Language language) {
  Answer answer;
  answer.status = 303;
  answer.content_type = "text/plain; charset=utf-8";
  answer.headers.emplace_back("Location",
                              std::string(path) + (language == Language::en ? "?lang=en" : ""));
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

}  // namespace ioc::app
