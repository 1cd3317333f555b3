// Whether bytes are JSON or XML at all. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ioc::serving {

struct FormFault {
  std::size_t offset = 0;  // where reading stopped
  std::string text;
};

std::optional<FormFault> json_fault(std::string_view bytes);
// A whole document; what it declares (entities, document types) is refused, since a receiver that
// follows such declarations can be led anywhere.
std::optional<FormFault> xml_fault(std::string_view bytes);

}  // namespace ioc::serving
