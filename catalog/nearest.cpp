// Optimal string alignment distance, and the sentence made of it.
#include "catalog/nearest.h"

#include <algorithm>
#include <cstddef>

namespace ioc::catalog {
namespace {

bool differs_in_case_only(std::string_view a, std::string_view b) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return small(x) == small(y); });
}

}  // namespace

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

std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& valid) {
  // Short names are near to everything, so they must be nearer; long ones need not be compared.
  constexpr std::size_t kLengthMax = 100;
  const int near = std::min<int>(3, 1 + static_cast<int>(wrong.size()) / 3);
  const std::string* best = nullptr;
  int best_distance = near + 1;
  for (const std::string& name : valid) {
    if (wrong.size() > kLengthMax || name.size() > kLengthMax) continue;
    // Written in capitals is one slip, however many letters they are.
    const int distance = differs_in_case_only(wrong, name) ? 1 : edit_distance(wrong, name);
    if (distance < best_distance) {
      best = &name;
      best_distance = distance;
    }
  }
  return best != nullptr ? std::optional(*best) : std::nullopt;
}

std::string suggestion(std::string_view wrong, const std::vector<std::string>& valid) {
  if (valid.empty()) return {};
  if (const auto name = nearest(wrong, valid)) return "did you mean '" + *name + "'?";
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
