// Matches addresses (serving/route.h).
#include "serving/route.h"

namespace ioc::serving {

std::optional<std::vector<std::string>> match_path(std::string_view pattern,
                                                   std::string_view path) {
  std::vector<std::string> places;
  while (true) {
    const std::size_t pattern_end = pattern.find('/');
    const std::size_t path_end = path.find('/');
    const std::string_view wanted = pattern.substr(0, pattern_end);
    const std::string_view segment = path.substr(0, path_end);
    if (wanted.starts_with('{')) {
      if (segment.empty()) return std::nullopt;
      places.emplace_back(segment);
    } else if (wanted != segment) {
      return std::nullopt;
    }
    if ((pattern_end == std::string_view::npos) != (path_end == std::string_view::npos)) {
      return std::nullopt;
    }
    if (pattern_end == std::string_view::npos) return places;
    pattern.remove_prefix(pattern_end + 1);
    path.remove_prefix(path_end + 1);
  }
}

}  // namespace ioc::serving
