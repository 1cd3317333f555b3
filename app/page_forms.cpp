#include "app/page_forms.h"

namespace ioc::app {

using serving::Answer;
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

}  // namespace ioc::app
