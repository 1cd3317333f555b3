// What a thing is called, in both languages of the product.
#pragma once

#include <string>

namespace ioc::model {

struct Name {
  bool operator==(const Name&) const = default;
  std::string vi;
  std::string en;
  bool empty() const { return vi.empty() && en.empty(); }
};

}  // namespace ioc::model
