#include "app/page_forms.h"

#include "serving/figure_query.h"

namespace ioc::app {

using serving::Answer;
using serving::Language;
using serving::Parameters;
using serving::Request;

std::optional<Parameters> form_of(const Request& request) {
  const std::string_view type = std::string_view(request.content_type);
  if (type.substr(0, type.find(';')) != "application/x-www-form-urlencoded") return std::nullopt;
  // A field of several lines is read as one: no line end belongs into a sentence.
  constexpr std::string_view kLineEnd = "%0D%0A";
  std::string body = request.body;
  for (std::size_t at; (at = body.find(kLineEnd)) != std::string::npos;) {
    body.replace(at, kLineEnd.size(), "+");
  }
  auto target = serving::parse_target("/?" + body);
  if (!target) return std::nullopt;
  return std::move(target->parameters);
}

Answer bad_form() {
  return serving::problem(400, "Bad request",
                          "Send the form as `Content-Type: application/x-www-form-urlencoded`.");
}

Answer lead_to(std::string_view path, Language language) {
  std::string address(path);
  if (language == Language::en) {
    address += address.find('?') == std::string::npos ? "?lang=en" : "&lang=en";
  }
  Answer answer;
  answer.status = 303;
  answer.content_type = "text/plain; charset=utf-8";
  answer.headers.emplace_back("Location", address);
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

Language language_of(const Parameters& parameters) {
  return serving::value_of(parameters, "lang") == "en" ? Language::en : Language::vi;
}

Answer personal(Answer answer) {
  answer.headers.emplace_back("Cache-Control", "private, no-store");
  return answer;
}

Answer html_page(std::string body, unsigned status) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/html; charset=utf-8";
  answer.body = std::move(body);
  return personal(std::move(answer));
}

std::string_view style_of(std::span<const serving::Asset> built, std::string_view name) {
  const std::string begin = "/assets/" + std::string(name) + "-";
  for (const serving::Asset& asset : built) {
    if (asset.path.starts_with(begin) && asset.path.ends_with(".css")) return asset.path;
  }
  return {};
}

}  // namespace ioc::app
