// What a thing is called, in both languages of the product.
#pragma once

#include <string>

namespace ioc::model {

struct Name {
  std::string vi;
  std::string en;
  bool empty() const { return vi.empty() && en.empty(); }
};

}  // namespace ioc::model
