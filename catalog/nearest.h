// What the author may have meant: the valid name nearest to a wrong one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ioc::catalog {

// Letters to insert, delete, change or swap with their neighbour to make `a` out of `b`.
int edit_distance(std::string_view a, std::string_view b);

// The valid name nearest to a wrong one; none when no name is near.
std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& valid);

// "did you mean 'window'?" when one is near, else up to five valid names; "" when there are none.
std::string suggestion(std::string_view wrong, const std::vector<std::string>& valid);

}  // namespace ioc::catalog
