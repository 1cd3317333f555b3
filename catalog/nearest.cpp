// Optimal string alignment distance, and the sentence made of it.
#include "catalog/nearest.h"

#include <algorithm>
#include <cstddef>

namespace ioc::catalog {

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> before(b.size() + 1);
  std::vector<int> above(b.size() + 1);
  std::vector<int> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({change, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

std::string suggestion(std::string_view wrong, const std::vector<std::string>& valid) {
  if (valid.empty()) return {};
  // Short names are near to everything, so they must be nearer; long ones need not be compared.
  constexpr std::size_t kLengthMax = 100;
  const int near = std::min<int>(3, 1 + static_cast<int>(wrong.size()) / 3);
  const std::string* best = nullptr;
  int best_distance = near + 1;
  for (const std::string& name : valid) {
    if (wrong.size() > kLengthMax || name.size() > kLengthMax) continue;
    const int distance = edit_distance(wrong, name);
    if (distance < best_distance) {
      best = &name;
      best_distance = distance;
    }
  }
  if (best != nullptr) return "did you mean '" + *best + "'?";
  constexpr std::size_t kListed = 5;
  std::string list = "valid here: ";
  for (std::size_t i = 0; i < std::min(kListed, valid.size()); ++i) {
    if (i > 0) list += ", ";
    list += valid[i];
  }
  if (valid.size() > kListed) list += ", … (" + std::to_string(valid.size()) + " in all)";
  return list;
}

}  // namespace ioc::catalog
